"""Operations: an amount is reserved before anything is sent, and an answer that never came moves no money twice."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from akinai.core import clock
from akinai.payments import actions
from akinai.payments.actions import Ask, performing
from akinai.payments.models import MoneyTask, Operation, Payment
from akinai.payments.tests.coin import Mint
from akinai.payments.tests.making import fresh, make_coin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


RunJobs = Callable[..., int]


def authorised(mint: Mint, amount: int = 1000, **values: Any) -> Payment:
    """A payment the buyer has authorised."""
    payment = make_coin(mint.address, amount, **values)
    mint.pay(payment.merchant_ref)
    actions.came_back(payment.token, None, actor="test")
    return fresh(payment)


def captured(mint: Mint, run_jobs: RunJobs, amount: int = 1000) -> Payment:
    """A payment that was captured whole."""
    payment = authorised(mint, amount)
    actions.capture([Ask(payment.pk)], actor="test")
    run_jobs()
    return fresh(payment)


def later(minutes: int) -> Any:
    """The clock, so many minutes on."""
    return clock.frozen(clock.now() + dt.timedelta(minutes=minutes))


def one() -> Operation:
    """The only operation that is not the start."""
    return Operation.objects.exclude(kind="start").get()


def test_from_authorisation_to_refund(mint: Mint, run_jobs: RunJobs) -> None:
    """The whole life, each step told by the gateway's totals."""
    payment = authorised(mint)
    assert (payment.state, payment.authorised) == ("authorised", 1000)
    assert actions.capture([Ask(payment.pk, 400)], actor="staff:1").refused == []
    run_jobs()
    assert (fresh(payment).state, fresh(payment).authorised, fresh(payment).captured) == ("part_paid", 600, 400)
    actions.capture([Ask(payment.pk)], actor="staff:1")
    run_jobs()
    assert fresh(payment).state == "paid"
    actions.refund([Ask(payment.pk, 300)], actor="staff:1")
    run_jobs()
    assert (fresh(payment).state, fresh(payment).refunded) == ("part_refunded", 300)
    assert mint.coins[payment.merchant_ref] == {"amount": 1000, "authorised": 1000, "captured": 1000, "refunded": 300}
    assert not MoneyTask.objects.exists()


def test_an_amount_is_reserved_before_it_is_sent(mint: Mint, run_jobs: RunJobs) -> None:
    """What is planned can't be asked for again."""
    payment = captured(mint, run_jobs)
    assert actions.refund([Ask(payment.pk, 700)], actor="test").refused == []
    [refused] = actions.refund([Ask(payment.pk, 301)], actor="test").refused
    assert "300" in refused.message
    assert actions.refund([Ask(payment.pk, 300)], actor="test").refused == []
    run_jobs()
    assert fresh(payment).refunded == mint.coins[payment.merchant_ref]["refunded"] == 1000


def test_two_in_one_batch_are_reckoned_together(mint: Mint, run_jobs: RunJobs) -> None:
    """A list of the same payment twice is no way around the limit."""
    payment = captured(mint, run_jobs)
    outcome = actions.refund([Ask(payment.pk, 600), Ask(payment.pk, 600)], actor="test")
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)


def test_the_same_name_is_the_same_operation(mint: Mint, run_jobs: RunJobs) -> None:
    """A shipment that is confirmed twice collects once."""
    payment = authorised(mint)
    first = actions.capture([Ask(payment.pk, 500, dedupe="shipment/7")], actor="test")
    again = actions.capture([Ask(payment.pk, 500, dedupe="shipment/7")], actor="test")
    run_jobs()
    assert first.done == again.done
    assert (fresh(payment).captured, mint.done("capture")) == (500, 1)


def test_no_answer_reserves_and_asking_finds_that_it_happened(mint: Mint, run_jobs: RunJobs) -> None:
    """The gateway did it and stayed silent."""
    payment = captured(mint, run_jobs)
    mint.faults.append("silent")
    actions.refund([Ask(payment.pk, 600)], actor="test")
    run_jobs()
    assert Operation.objects.get(kind="refund").state == "unknown"
    assert actions.refund([Ask(payment.pk, 600)], actor="test").refused
    with later(2):
        actions.sweep(actor="test")
    assert Operation.objects.get(kind="refund").state == "succeeded"
    assert (fresh(payment).refunded, mint.done("refund")) == (600, 1)


@pytest.mark.parametrize("native", [True, False])
def test_no_answer_and_it_did_not_happen(native: bool, request: pytest.FixtureRequest, run_jobs: RunJobs) -> None:
    """The call is made again once the gateway has said that nothing moved."""
    mint: Mint = request.getfixturevalue("mint" if native else "forgetful")
    payment = captured(mint, run_jobs)
    mint.faults.append("lost")
    actions.refund([Ask(payment.pk, 600)], actor="test")
    run_jobs()
    with later(2):
        actions.sweep(actor="test")
    assert Operation.objects.get(kind="refund").state == "succeeded"
    assert (fresh(payment).refunded, mint.done("refund")) == (600, 1)


def test_while_nobody_answers_nothing_is_called_again(forgetful: Mint, run_jobs: RunJobs) -> None:
    """Without idempotency a second call could pay twice; after a day a person is told."""
    payment = captured(forgetful, run_jobs)
    forgetful.faults.append("silent")
    actions.refund([Ask(payment.pk, 600)], actor="test")
    run_jobs()
    forgetful.deaf = True
    for minutes in (2, 10, 30, 120, 600, 60 * 25):
        with later(minutes):
            actions.sweep(actor="test")
    assert Operation.objects.get(kind="refund").state == "unknown"
    assert forgetful.done("refund") == 1
    assert list(MoneyTask.objects.values_list("kind", flat=True)) == ["unknown_result"]
    forgetful.deaf = False
    with later(60 * 40):
        actions.sweep(actor="test")
    assert (fresh(payment).refunded, forgetful.done("refund")) == (600, 1)
    assert MoneyTask.objects.filter(closed_at=None).count() == 0


def test_a_worker_that_died_during_the_call(mint: Mint, run_jobs: RunJobs) -> None:
    """Sent, and nobody there to hear the answer: it becomes unknown and is asked for."""
    payment = authorised(mint)
    operation = actions.capture([Ask(payment.pk)], actor="test").done[0]
    claimed = performing._claim(operation)
    assert claimed is not None
    mint.work("capture", {"ref": payment.merchant_ref, "amount": 1000, "key": str(claimed.key)})
    run_jobs()  # the job given back finds it sent and leaves it
    assert one().state == "sent"
    with later(10):
        actions.sweep(actor="test")
    assert (one().state, fresh(payment).captured, mint.done("capture")) == ("succeeded", 1000, 1)


def test_a_refusal_is_a_task_and_frees_the_amount(mint: Mint, run_jobs: RunJobs) -> None:
    """Shipped, but not collected: somebody must know."""
    payment = authorised(mint)
    mint.faults.append("refuse")
    actions.capture([Ask(payment.pk)], actor="test")
    run_jobs()
    assert (one().state, one().error) == ("failed", "402 no")
    assert MoneyTask.objects.get().kind == "capture_failed"
    assert actions.capture([Ask(payment.pk)], actor="test").refused == []


def test_already_done_is_no_refusal(mint: Mint, run_jobs: RunJobs) -> None:
    """Somebody collected in the gateway's own screen: 409, and then the gateway is asked what it has."""
    payment = authorised(mint)
    actions.capture([Ask(payment.pk)], actor="test")
    mint.coins[payment.merchant_ref]["captured"] = 1000
    run_jobs()
    assert (one().state, fresh(payment).state) == ("succeeded", "paid")
    assert not MoneyTask.objects.exists()


def test_operations_of_a_payment_go_one_after_the_other(mint: Mint, run_jobs: RunJobs) -> None:
    """While one is unknown the next waits, and goes on by itself afterwards."""
    payment = authorised(mint)
    mint.faults.append("silent")
    actions.capture([Ask(payment.pk, 300)], actor="test")
    actions.capture([Ask(payment.pk, 200)], actor="test")
    run_jobs()
    states = Operation.objects.exclude(kind="start").order_by("id").values_list("state", flat=True)
    assert list(states) == ["unknown", "planned"]
    with later(2):
        actions.sweep(actor="test")
        run_jobs()
    assert list(states.all()) == ["succeeded", "succeeded"]
    assert fresh(payment).captured == 500


def test_what_cannot_be_asked_for_is_said_in_a_sentence(mint: Mint, run_jobs: RunJobs) -> None:
    """Nothing held, too much, nothing to refund, no such payment."""
    payment = make_coin(mint.address)
    assert "nothing is held" in actions.capture([Ask(payment.pk)], actor="test").refused[0].message
    assert "nothing is left" in actions.refund([Ask(payment.pk)], actor="test").refused[0].message
    assert "no such payment" in actions.void([Ask(0)], actor="test").refused[0].message
    held = authorised(mint)
    assert "at most" in actions.capture([Ask(held.pk, 1001)], actor="test").refused[0].message
    assert "above 0" in actions.capture([Ask(held.pk, 0)], actor="test").refused[0].message
    actions.void([Ask(held.pk)], actor="test")
    assert "under way" in actions.capture([Ask(held.pk)], actor="test").refused[0].message
    run_jobs()
    assert fresh(held).state == "voided"


def test_a_batch_takes_the_same_statements_as_one(mint: Mint, run_jobs: RunJobs, statements: Any) -> None:
    """出荷確定 of hundreds of orders at once."""
    payments = [authorised(mint) for _ in range(4)]
    with statements() as few:
        actions.capture([Ask(payments[0].pk)], actor="test")
    with statements() as many:
        actions.capture([Ask(one.pk) for one in payments[1:]], actor="test")
    assert many.count == few.count


def test_cancelling_releases_what_is_held(mint: Mint, run_jobs: RunJobs) -> None:
    """And what was captured waits for a person."""
    held, paid = authorised(mint), captured(mint, run_jobs)
    actions.close([*held.documents, *paid.documents], actor="test")
    run_jobs()
    assert (fresh(held).state, fresh(paid).state) == ("voided", "paid")
    task = MoneyTask.objects.get()
    assert (task.kind, task.amount, task.payment_id) == ("refund_due", 1000, paid.pk)
