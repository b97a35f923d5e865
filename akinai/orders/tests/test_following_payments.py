"""Orders follow the ledger of payments, whoever tells of the money, in any order and however often."""

import datetime as dt
import itertools
from uuid import uuid4

import pytest

from akinai.core import clock
from akinai.core.models import Mail, Shop
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_stock
from akinai.orders import actions
from akinai.orders.doctor import gates_match_their_rows, receipts_follow_the_ledger
from akinai.orders.models import PaymentGate, PaymentReceipt, Queue
from akinai.orders.tests.making import again, done, incoming, line, person, place
from akinai.payments import actions as payments
from akinai.payments.models import EventKind, Payment, PaymentState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db):
    Shop.objects.all().delete()
    Shop.objects.create(name="見本商店", email="shop@example.jp")


def buy(*orders, **fields):
    """An order of our own shop to be paid by transfer, and its payment."""
    placed = place(*orders) if orders else place(wanted(**fields))
    return placed[0] if len(placed) == 1 else placed, Payment.objects.order_by("-id").first()


def wanted(**fields):
    known = {"channel_code": "shop", "payment_method": "bank_transfer"}
    return incoming([line(make_stock(5))], **{**known, **fields})


def fact(payment, kind=EventKind.FUNDS_RECEIVED, amount=1000, reference=""):
    return payments.Fact(payment_id=payment.pk, kind=kind, amount=amount, reference=reference or str(uuid4()))


def tell(*facts):
    payments.record(facts, source="bank", actor="test")
    actions.follow_payments(
        {one for f in facts for one in Payment.objects.get(pk=f.payment_id).documents}, actor="job:payments"
    )


def kinds(order):
    return sorted(Mail.objects.filter(subject_ref=f"order/{order.pk}").values_list("kind", flat=True))


def test_money_on_the_ledger_lets_the_order_go_once_however_often_it_is_told():
    order, payment = buy()
    assert order.queue == Queue.PAYMENT_WAITING
    one = fact(payment, reference="bank/1")
    for _ in range(3):
        tell(one)
    assert again(order).queue == Queue.READY
    assert [(r.amount, r.payment_id) for r in PaymentReceipt.objects.all()] == [(1000, payment.pk)]
    assert kinds(order) == ["orders.paid", "orders.received"]
    assert list(gates_match_their_rows()) == []


def test_what_is_taken_back_makes_the_order_wait_again():
    order, payment = buy()
    tell(fact(payment))
    tell(fact(payment, EventKind.FUNDS_REVERSED))
    assert (again(order).received, again(order).queue) == (0, Queue.PAYMENT_WAITING)


def test_what_a_person_books_stands_in_the_ledger_too_and_can_be_undone():
    order, payment = buy()
    done(actions.mark_paid([actions.Payment(order.pk, payer="ヤマダ")], actor="staff:1"))
    payment.refresh_from_db()
    assert (payment.captured, payment.state) == (1000, PaymentState.PAID)
    actions.follow_payments([f"order/{order.pk}"], actor="job:payments")
    receipt = PaymentReceipt.objects.get()
    done(actions.undo_payment([receipt.pk], actor="staff:1"))
    actions.follow_payments([f"order/{order.pk}"], actor="job:payments")
    payment.refresh_from_db()
    assert (payment.captured, again(order).received, again(order).queue) == (0, 0, Queue.PAYMENT_WAITING)


def test_a_receipt_told_by_the_bank_is_not_undone_here():
    order, payment = buy()
    tell(fact(payment))
    outcome = actions.undo_payment([PaymentReceipt.objects.get().pk], actor="staff:1")
    assert outcome.done == []
    assert len(outcome.refused) == 1
    assert again(order).received == 1000


@pytest.mark.parametrize("order_of_news", list(itertools.permutations((700, 800, 500))))
def test_one_payment_for_several_orders_fills_them_in_turn(order_of_news):
    sku, buyer = make_stock(9), person()
    (first, second), payment = buy(
        *(
            incoming(
                [line(sku, n)],
                channel_code="shop",
                payment_method="bank_transfer",
                channel_number="S-1",
                destination=str(n),
                buyer=buyer,
                recipient=person(),
            )
            for n in (1, 2)
        )
    )
    for amount in order_of_news[:2]:
        tell(fact(payment, amount=amount))
    got = sum(order_of_news[:2])
    assert (again(first).received, again(second).received) == (min(1000, got), max(0, got - 1000))
    assert again(first).queue == Queue.READY
    tell(fact(payment, amount=3000 - got))
    assert [again(one).queue for one in (first, second)] == [Queue.READY, Queue.READY]


def test_a_left_payment_page_frees_the_pieces_and_tells_nobody():
    order, payment = buy(paying=True)
    actions.cancel_unpaid([payment.pk], page_left=True, actor="job:payments")
    assert again(order).cancelled
    assert Stock.objects.get().allocated == 0
    assert kinds(order) == []


def test_what_is_paid_meanwhile_is_not_cancelled():
    order, payment = buy(paying=True)
    tell(fact(payment))
    actions.cancel_unpaid([payment.pk], page_left=True, actor="job:payments")
    assert not again(order).cancelled
    assert kinds(order) == ["orders.received"]


def test_a_cancelled_order_closes_its_payment_and_a_living_one_asks_again():
    order, payment = buy()
    done(actions.cancel([order.pk], reason="x", actor="test"))
    actions.tell_payments([order.pk], actor="job:payments")
    payment.refresh_from_db()
    assert payment.closed_at
    done(actions.reactivate([order.pk], actor="test"))
    for _ in range(2):
        actions.tell_payments([order.pk], actor="job:payments")
    assert [(one.attempt, one.amount, one.closed_at is None) for one in Payment.objects.order_by("id")] == [
        (1, 1000, False),
        (2, 1000, True),
    ]


def test_fewer_pieces_cost_less():
    sku = make_stock(5)
    order, payment = buy(incoming([line(sku, 3)], channel_code="shop", payment_method="bank_transfer"))
    done(actions.cancel_lines([(order.lines.get().pk, 1)], reason="x", actor="test"))
    actions.tell_payments([order.pk], actor="job:payments")
    payment.refresh_from_db()
    assert (payment.amount, payment.amounts) == (2000, [2000])


def test_a_reminder_goes_out_once_and_only_to_those_who_still_wait():
    order, payment = buy()
    for _ in range(2):
        actions.remind([(payment.pk, 1)], actor="job:payments")
    assert kinds(order) == ["orders.received", "orders.reminder"]
    tell(fact(payment))
    actions.remind([(payment.pk, 2)], actor="job:payments")
    assert kinds(order).count("orders.reminder") == 1


def test_what_a_gateway_holds_is_as_good_as_there():
    order, payment = buy(paying=True)
    tell(fact(payment, EventKind.AUTHORISED, 1000))
    now = again(order)
    assert (now.authorised, now.received, now.payment_gate, now.paying) == (1000, 0, PaymentGate.SATISFIED, False)
    tell(fact(payment, EventKind.AUTHORISE_EXPIRED, 1000))
    assert (again(order).authorised, again(order).queue) == (0, Queue.PAYMENT_WAITING)


def test_another_way_to_pay_is_the_orders_way_and_cash_on_delivery_needs_no_waiting():
    order, _first = buy(paying=True)
    made = payments.request(
        [payments.NewPayment(documents=(f"order/{order.pk}",), amounts=(1000,), method="cod", attempt=2)], actor="test"
    )
    for _ in range(2):
        actions.pay_otherwise(made[f"order/{order.pk}"], actor="shopper")
    now = again(order)
    assert (now.payment_method, now.paying, now.queue) == ("cod", False, Queue.READY)
    assert kinds(order) == ["orders.received"]
    assert list(gates_match_their_rows()) == []


def test_the_doctor_sees_receipts_that_do_not_follow_the_ledger():
    order, payment = buy()
    with clock.frozen(clock.now() - dt.timedelta(minutes=10)):
        payments.record([fact(payment)], source="bank", actor="test")
    assert len(list(receipts_follow_the_ledger())) == 1
    actions.follow_payments([f"order/{order.pk}"], actor="job:payments")
    assert list(receipts_follow_the_ledger()) == []


def test_what_a_gateway_holds_is_not_booked_by_hand_as_well():
    order, payment = buy(paying=True)
    tell(fact(payment, EventKind.AUTHORISED, 1000))
    assert len(actions.mark_paid([actions.Payment(order.pk)], actor="staff:1").refused) == 1
    assert again(order).received == 0
