"""Redirect, notice and poll at once; the same notice many times in parallel; two refunds at once. Real commits."""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import connection

from akinai.core.models import EventRow
from akinai.payments import actions
from akinai.payments.actions import Ask
from akinai.payments.models import MoneyTask, Operation, Payment, PaymentEvent, RawMessage, SettlementFile
from akinai.payments.tests import coin
from akinai.payments.tests.making import fresh, make_coin

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def mint(committed_db: str) -> Iterator[coin.Mint]:
    """The tests' own gateway."""
    with coin.offered() as found:
        yield found


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """All at the same moment, each in a thread and connection of its own; what they gave or raised."""
    gate = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(at: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait()
            found[at] = work()
        except Exception as error:
            found[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def ways(mint: coin.Mint, payment: Payment) -> list[Callable[[], Any]]:
    """How one and the same payment becomes known."""
    token = payment.account.webhook_token
    notice = mint.notice(payment.merchant_ref)
    return [
        lambda: actions.came_back(payment.token, None, actor="redirect"),
        lambda: actions.receive(token, notice),
        lambda: actions.inquire([payment.pk], actor="poll"),
    ]


def changes(payment: Payment) -> int:
    return EventRow.objects.filter(name="payments.payment_changed", subject=f"payment/{payment.pk}").count()


def test_redirect_notice_and_poll_in_every_order(mint: coin.Mint) -> None:
    """One after the other in all six orders, and then all at once: one event each time."""
    for order in itertools.permutations(range(3)):
        payment = make_coin(mint.address)
        mint.pay(payment.merchant_ref)
        told = ways(mint, payment)
        for which in order:
            told[which]()
        assert (fresh(payment).state, PaymentEvent.objects.filter(payment=payment).count()) == ("authorised", 1)
        assert changes(payment) == 1
    for _ in range(5):
        payment = make_coin(mint.address)
        mint.pay(payment.merchant_ref)
        assert not [one for one in together(ways(mint, payment)) if isinstance(one, Exception)]
        assert (fresh(payment).state, PaymentEvent.objects.filter(payment=payment).count()) == ("authorised", 1)
        assert changes(payment) == 1
    assert not MoneyTask.objects.exists()


def test_the_same_notice_fifty_times_at_once(mint: coin.Mint) -> None:
    """One message, one event, one announcement, fifty acknowledgements."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    notice = mint.notice(payment.merchant_ref)
    answers = together([lambda: actions.receive(payment.account.webhook_token, notice)] * 50)
    assert {answer.body for answer in answers} == {b"OK"}
    assert (PaymentEvent.objects.filter(payment=payment).count(), changes(payment)) == (1, 1)
    assert RawMessage.objects.get().times == 50


def test_refunds_at_once_cannot_exceed(mint: coin.Mint) -> None:
    """Ten people press the button: as many as the money is for."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref, capture=True)
    actions.inquire([payment.pk], actor="test")
    outcomes = together([lambda: actions.refund([Ask(payment.pk, 300)], actor="staff:1")] * 10)
    assert sum(len(outcome.done) for outcome in outcomes) == 3
    assert sum(len(outcome.refused) for outcome in outcomes) == 7


def test_one_operation_by_many_jobs_is_one_call(mint: coin.Mint) -> None:
    """Jobs that a worker gave back run beside the first."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    actions.inquire([payment.pk], actor="test")
    [operation] = actions.capture([Ask(payment.pk)], actor="staff:1").done
    together([lambda: actions.perform(operation, actor="job:1")] * 8)
    assert (mint.done("capture"), Operation.objects.get(pk=operation).state) == (1, "succeeded")
    assert fresh(payment).captured == 1000


def test_two_tries_at_once_are_one(mint: coin.Mint) -> None:
    """The buyer pressed “pay in another way” twice."""
    payment = make_coin(mint.address)
    made = together([lambda: actions.retry(payment.pk, method="bank_transfer", actor="test")] * 4)
    assert len(set(made)) == 1
    assert Payment.objects.filter(documents=payment.documents).count() == 2


def test_a_settlement_file_is_taken_in_once() -> None:
    """Two people upload the same file."""
    data = b"id,Type,Source,Amount,Fee,Net,Currency,Description\ntxn_1,stripe_fee,,0,50,-50,jpy,x\n"
    work = partial(actions.read_settlement, data, "a.csv", layout_code="stripe", actor="test")
    made = together([work] * 4)
    assert sorted(one.again for one in made) == [False, True, True, True]
    assert {one.file.pk for one in made} == {SettlementFile.objects.get().pk}


def test_sweeps_at_once_do_no_more_than_one(mint: coin.Mint) -> None:
    """Two workers at the same minute."""
    payment = make_coin(mint.address, start=False)
    Payment.objects.filter(pk=payment.pk).update(expires_at="2026-01-01T00:00:00Z", next_inquiry_at=None)
    together([lambda: actions.sweep(actor="job:clock")] * 4)
    assert fresh(payment).state == "expired"
    assert EventRow.objects.filter(name="payments.page_expired").count() == 1
