"""出荷確定: what gateways hold for an order is collected when it leaves: once, and never more than it is worth."""

import pytest

from akinai.inventory.tests.making import make_stock
from akinai.orders import actions
from akinai.orders.tests.making import done, incoming, line, person, place
from akinai.payments import actions as payments
from akinai.payments.models import EventKind, Operation, Payment
from akinai.payments.tests import coin
from akinai.payments.tests.making import make_account, make_method

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def card():
    with coin.offered() as mint:
        yield make_method(make_account("coin", mint.address, credentials={"secret": "x"}))


def held(*pieces):
    """Orders of one purchase, authorised by card; their payment."""
    sku, buyer = make_stock(20), person()
    orders = place(
        *(
            incoming(
                [line(sku, count)], channel_code="shop", payment_method="card", channel_number="S-9",
                destination=str(at), buyer=buyer, recipient=person(), paying=True,
            )
            for at, count in enumerate(pieces)
        )
    )  # fmt: skip
    payment = Payment.objects.get()
    said = payments.Fact(payment_id=payment.pk, kind=EventKind.AUTHORISED, amount=payment.amount, reference="auth/1")
    payments.record([said], source="webhook", actor="test")
    actions.follow_payments(payment.documents, actor="job:payments")
    return orders, payment


def leave(*orders, name="shipment/1"):
    actions.collect_shipped([actions.Left(name, [order.pk for order in orders], "yamato", ["1"])], actor="job:payments")


def captures():
    return list(Operation.objects.filter(kind="capture").order_by("id").values_list("amount", flat=True))


def test_what_is_held_is_collected_once_when_the_parcel_leaves():
    (order,), _payment = held(3)
    for _ in range(2):
        leave(order)
    assert captures() == [3000]


def test_two_recipients_are_collected_each_with_their_parcel():
    (first, second), _payment = held(1, 2)
    leave(first)
    leave(second, name="shipment/2")
    assert captures() == [1000, 2000]


def test_an_order_that_became_smaller_is_collected_for_what_it_is_worth():
    (order,), _payment = held(3)
    done(actions.cancel_lines([(order.lines.get().pk, 1)], reason="x", actor="test"))
    leave(order)
    assert captures() == [2000]


def test_nothing_is_collected_for_an_order_that_is_paid_otherwise():
    order = place(incoming([line(make_stock(5))], channel_code="shop", payment_method="bank_transfer"))[0]
    leave(order)
    assert captures() == []
