"""What becomes known once, whoever tells it, and what a person must then look at."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from akinai.core import clock
from akinai.core.models import EventRow
from akinai.core.outcome import Refused
from akinai.payments import actions, queries
from akinai.payments.actions import Fact
from akinai.payments.gateways import base
from akinai.payments.gateways.base import Happened, Snapshot
from akinai.payments.models import BankAccount, EventKind, Method, MoneyTask, Payment, PaymentEvent
from akinai.payments.tests.coin import Mint
from akinai.payments.tests.making import CHECKOUT, fresh, funds, make_coin, make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def tell(payment: Payment, *events: Happened, **values: Any) -> bool:
    """A message of the gateway."""
    snapshot = Snapshot(merchant_ref=payment.merchant_ref, events=events, **values)
    return actions.apply_snapshot(payment.pk, snapshot, source="webhook", actor="test")


def happened(kind: EventKind, amount: int = 0, reference: str = "x") -> Happened:
    return Happened(kind=str(kind), reference=reference, amount=amount)


def tasks() -> list[str]:
    return list(MoneyTask.objects.filter(closed_at=None).order_by("id").values_list("kind", flat=True))


def changes() -> int:
    return EventRow.objects.filter(name="payments.payment_changed").count()


def test_told_twice_is_once(mint: Mint) -> None:
    """One row, one announcement."""
    payment = make_coin(mint.address)
    assert tell(payment, happened(EventKind.AUTHORISED, 1000)) is True
    assert tell(payment, happened(EventKind.AUTHORISED, 1000)) is False
    assert (PaymentEvent.objects.count(), changes()) == (1, 1)
    assert fresh(payment).state == "authorised"


def test_what_the_totals_say_is_made_good(mint: Mint) -> None:
    """A notice lost on the way; when it comes at last it is no new money."""
    payment = make_coin(mint.address)
    tell(payment, amount=1000, authorised=1000, captured=400)
    assert (fresh(payment).authorised, fresh(payment).captured) == (600, 400)
    tell(payment, happened(EventKind.CAPTURED, 400, "c1"), captured=400)
    assert fresh(payment).captured == 400


def test_another_amount_than_agreed(mint: Mint) -> None:
    """It is taken down as told, and a person looks."""
    payment = make_coin(mint.address)
    tell(payment, happened(EventKind.AUTHORISED, 900), amount=900)
    assert fresh(payment).authorised == 900
    assert tasks() == ["wrong_amount"]


def test_the_same_reference_with_another_amount(mint: Mint) -> None:
    """What is known is never overwritten."""
    payment = make_coin(mint.address)
    tell(payment, happened(EventKind.AUTHORISED, 1000))
    tell(payment, happened(EventKind.AUTHORISED, 1200))
    assert fresh(payment).authorised == 1000
    assert tasks() == ["wrong_amount"]


def test_money_after_the_end_is_late() -> None:
    """Nothing is lost: the sum is right, and a person decides."""
    payment = make_payment(1000)
    actions.record([Fact(payment_id=payment.pk, kind="expired", amount=0, reference="e")], source="clock", actor="t")
    assert funds(payment).state == "paid"
    assert tasks() == ["late"]


def test_money_after_cancelling() -> None:
    """The order is gone, the money is here."""
    payment = make_payment(1000)
    actions.close(payment.documents, actor="test")
    funds(payment)
    assert tasks() == ["after_cancel"]


def test_money_twice_by_two_payments() -> None:
    """The buyer paid the first try and the second."""
    first = make_payment(1000)
    second = Payment.objects.get(pk=actions.retry(first.pk, actor="test"))
    assert (second.attempt, second.documents, fresh(first).closed_at is not None) == (2, first.documents, True)
    funds(second)
    funds(first)
    assert tasks() == ["double"]


def test_too_much_and_too_little() -> None:
    """Short is over once the rest has come."""
    payment = make_payment(1000)
    funds(payment, 700)
    assert tasks() == ["short"]
    funds(payment, 300)
    assert tasks() == []
    funds(payment, 50)
    assert (fresh(payment).state, tasks()) == ("overpaid", ["double"])


def test_money_taken_back(mint: Mint) -> None:
    """By the bank, or by the card's holder."""
    payment = funds(make_payment(1000))
    fact = Fact(payment_id=payment.pk, kind="funds_reversed", amount=1000, reference="r")
    actions.record([fact], source="bank", actor="test")
    card = make_coin(mint.address)
    tell(card, happened(EventKind.AUTHORISED, 1000), captured=1000)
    tell(card, happened(EventKind.DISPUTE_OPENED, 1000, "dp"))
    assert fresh(payment).state == "pending"
    assert fresh(card).state == "disputed"
    assert tasks() == ["reversed", "chargeback"]
    assert MoneyTask.objects.get(kind="chargeback").due_at is not None


def test_a_set_of_facts_takes_the_same_statements_as_one(statements: Any) -> None:
    """A bank's file of hundreds of lines."""
    payments = [make_payment(1000) for _ in range(6)]

    def facts(which: list[Payment]) -> list[Fact]:
        return [Fact(payment_id=one.pk, kind="funds_received", amount=1000, reference=f"l{one.pk}") for one in which]

    with statements() as few:
        actions.record(facts(payments[:1]), source="bank", actor="test")
    with statements() as many:
        assert len(actions.record(facts(payments[1:]), source="bank", actor="test")) == 5
    assert many.count == few.count


def test_an_order_that_was_changed_before_it_was_paid(mint: Mint) -> None:
    """What waits follows; what a gateway holds stays and is named."""
    waiting, held = make_payment(1000), make_coin(mint.address)
    tell(held, happened(EventKind.AUTHORISED, 1000))
    outcome = actions.set_amounts({waiting.documents[0]: 700, held.documents[0]: 700}, actor="staff:1")
    assert outcome.done == [waiting.pk]
    assert [one.key for one in outcome.refused] == [held.pk]
    assert (fresh(waiting).amount, fresh(held).amount) == (700, 1000)
    assert funds(waiting, 700).state == "paid"


def test_one_payment_for_two_orders_of_which_one_is_cancelled() -> None:
    """The rest is still to be paid."""
    payment = make_payment(documents=("order/1", "order/2"), amounts=(600, 400))
    assert actions.close(["order/2"], actor="test").done == []
    assert (fresh(payment).amount, fresh(payment).closed_at) == (600, None)
    assert actions.close(["order/1"], actor="test").done == [payment.pk]


def test_a_page_that_expires(mint: Mint) -> None:
    """The gateway is asked first; then pieces are free, and money that comes after is late."""
    paid, left, never = make_coin(mint.address), make_coin(mint.address), make_coin(mint.address, start=False)
    mint.pay(paid.merchant_ref)
    with clock.frozen(clock.now() + dt.timedelta(minutes=31)):
        actions.sweep(actor="job:clock")
        actions.sweep(actor="job:clock")
    assert [fresh(one).state for one in (paid, left, never)] == ["authorised", "expired", "expired"]
    assert EventRow.objects.filter(name="payments.page_expired").count() == 2
    mint.pay(left.merchant_ref)
    actions.inquire([left.pk], actor="test")
    assert tasks() == ["late"]


def test_a_page_whose_gateway_does_not_answer(mint: Mint) -> None:
    """Nobody knows: the pieces stay held for half an hour more."""
    payment = make_coin(mint.address)
    mint.deaf = True
    with clock.frozen(clock.now() + dt.timedelta(minutes=35)):
        actions.sweep(actor="job:clock")
    assert fresh(payment).state == "new"
    with clock.frozen(clock.now() + dt.timedelta(minutes=61)):
        actions.sweep(actor="job:clock")
    assert fresh(payment).state == "expired"


def test_reminders_and_the_last_day() -> None:
    """Each once, and then the order may be cancelled."""
    Method.objects.filter(code="bank_transfer").update(remind_days=[2, 4], cancel_days=6)
    payment = make_payment(1000)
    begun = clock.now()
    for day in (1, 2, 3, 4, 5, 6, 7, 8):
        with clock.frozen(begun + dt.timedelta(days=day)):
            actions.sweep(actor="job:clock")
            actions.sweep(actor="job:clock")
    sent = EventRow.objects.filter(name="payments.reminder_due").order_by("id")
    assert [row.data["number"] for row in sent] == [1, 2]
    assert EventRow.objects.filter(name="payments.payment_lapsed").count() == 1
    assert fresh(payment).state == "expired"


def test_an_authorisation_about_to_expire(mint: Mint) -> None:
    """One task, gone when it was captured or released."""
    payment = make_coin(mint.address)
    tell(payment, happened(EventKind.AUTHORISED, 1000))
    assert fresh(payment).hold_expires_at is not None
    for day in (20, 24, 25):
        with clock.frozen(clock.now() + dt.timedelta(days=day)):
            actions.sweep(actor="job:clock")
    assert tasks() == ["expiring"]
    tell(payment, happened(EventKind.CAPTURED, 1000, "c"), captured=1000)
    assert tasks() == []


def test_starting_twice_is_one_at_the_gateway(mint: Mint) -> None:
    """The buyer pressed again, or came back by the browser's button."""
    payment = make_coin(mint.address, start=False)
    checkout = base.Checkout(**CHECKOUT)
    first = actions.start(payment.pk, checkout=checkout, actor="test")
    assert isinstance(first, base.Redirect)
    assert actions.start(payment.pk, checkout=checkout, actor="test") == first
    assert mint.done("start") == 1
    tell(payment, happened(EventKind.AUTHORISED, 1000))
    with pytest.raises(Refused):
        actions.start(payment.pk, checkout=checkout, actor="test")


def test_another_try_is_refused_while_the_first_may_succeed(mint: Mint) -> None:
    """Who pays again because we did not know would pay twice."""
    payment = make_coin(mint.address)
    mint.deaf = True
    with pytest.raises(Refused, match="still asking"):
        actions.retry(payment.pk, actor="test")
    mint.deaf = False
    mint.pay(payment.merchant_ref)
    with pytest.raises(Refused, match="made already"):
        actions.retry(payment.pk, actor="test")
    assert fresh(payment).state == "authorised"


def test_asked_twice_for_another_try_there_is_one(mint: Mint) -> None:
    """The same click twice."""
    payment = make_coin(mint.address)
    first = actions.retry(payment.pk, method="bank_transfer", actor="test")
    assert actions.retry(payment.pk, method="bank_transfer", actor="test") == first
    assert Payment.objects.get(pk=first).state == "pending"


def test_coming_back_asks_the_gateway(mint: Mint) -> None:
    """The address says nothing; the gateway does."""
    payment = make_coin(mint.address)
    raw = base.RawRequest({}, b"", query="status=paid")
    assert actions.came_back(payment.token, raw, actor="test").state == "new"
    mint.pay(payment.merchant_ref)
    assert actions.came_back(payment.token, raw, actor="test").state == "authorised"


def test_what_a_buyer_is_told() -> None:
    """Where to transfer, how much is left, until when."""
    BankAccount.objects.create(
        code="b", bank="みずほ銀行", branch="本店", branch_code="001", number="1234567", holder="カ）ア"
    )
    payment = make_payment(1000)
    lines = dict(queries.instructions(payment, language="ja"))
    assert "みずほ銀行" in next(iter(lines.values()))
    assert any("1,000" in value for value in lines.values())
    assert queries.instructions(funds(payment)) == []


def test_what_is_offered() -> None:
    """By amount, with the fee of each."""
    codes = {one.code: one.fee for one in queries.offered(5000)}
    assert codes == {"bank_transfer": 0, "cod": 330}
    assert {one.code for one in queries.offered(400_000)} == {"bank_transfer"}
    assert {one.code for one in queries.offered(5000, refused=["cod"])} == {"bank_transfer"}


def test_payments_of_documents_by_one_statement(statements: Any) -> None:
    """For lists of orders."""
    first, second = make_payment(1000), make_payment(1000)
    with statements() as s:
        found = queries.of_documents([*first.documents, *second.documents])
    assert s.count == 1
    assert found[first.documents[0]][0].pk == first.pk


def test_an_old_answer_is_no_new_promise(mint: Mint) -> None:
    """What the gateway said before the release, heard after it."""
    payment = make_coin(mint.address)
    tell(payment, amount=1000, authorised=1000, captured=0, refunded=0)
    tell(payment, happened(EventKind.VOIDED, 1000, "v"))
    tell(payment, amount=1000, authorised=1000, captured=0, refunded=0)
    assert (fresh(payment).state, fresh(payment).authorised) == ("voided", 0)


def test_an_old_answer_is_no_new_receipt(mint: Mint) -> None:
    """The bank took the money back; the gateway's total of before changes nothing."""
    payment = make_coin(mint.address, method="paypay")
    tell(payment, happened(EventKind.CAPTURED, 1000, "c"), captured=1000)
    tell(payment, happened(EventKind.FUNDS_REVERSED, 1000, "r"))
    assert tell(payment, captured=1000) is False
    assert fresh(payment).captured == 0


def test_an_authorisation_that_went_away(mint: Mint) -> None:
    """Not by us: the order stands without its money, and somebody must know until it is back."""
    payment = make_coin(mint.address)
    tell(payment, happened(EventKind.AUTHORISED, 1000, "a"))
    tell(payment, happened(EventKind.AUTHORISE_EXPIRED, 1000, "e"))
    assert tasks() == ["unauthorised"]
    tell(payment, happened(EventKind.AUTHORISED, 1000, "b"))
    assert "unauthorised" not in tasks()


def test_who_paid_after_the_end_is_found_by_a_last_question(mint: Mint) -> None:
    """Also when its notice was lost."""
    payment = make_coin(mint.address)
    closed = make_coin(mint.address)
    actions.close(closed.documents, actor="test")
    with clock.frozen(clock.now() + dt.timedelta(minutes=31)):
        actions.sweep(actor="job:clock")
    mint.pay(payment.merchant_ref)
    mint.pay(closed.merchant_ref)
    with clock.frozen(clock.now() + dt.timedelta(minutes=95)):
        actions.sweep(actor="job:clock")
    assert sorted(tasks()) == ["after_cancel", "late"]
    with clock.frozen(clock.now() + dt.timedelta(minutes=300)):
        actions.sweep(actor="job:clock")
    assert Payment.objects.filter(next_inquiry_at__isnull=False).count() == 0


def test_a_disputed_payment_is_not_refunded_too(mint: Mint) -> None:
    """The card company may give the money back itself."""
    payment = make_coin(mint.address)
    tell(payment, happened(EventKind.AUTHORISED, 1000, "a"), captured=1000)
    tell(payment, happened(EventKind.DISPUTE_OPENED, 1000, "dp"))
    [refused] = actions.refund([actions.Ask(payment.pk)], actor="test").refused
    assert "chargeback" in refused.message
