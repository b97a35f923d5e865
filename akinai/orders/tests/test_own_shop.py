"""Our own shop sells only what is there, and asks for the money it collects itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from akinai.core.outcome import Refused
from akinai.inventory.models import Demand
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import actions
from akinai.orders.models import Order
from akinai.orders.tests.making import incoming, line, person, place
from akinai.payments.models import Payment, PaymentState

WHOLE = actions.Whole()


def bought(*lines, **fields):
    return incoming(lines, **{"channel_code": "shop", "payment_method": "bank_transfer", **fields})


@pytest.mark.django_db
def test_every_shortage_is_named_at_once_and_nothing_is_placed():
    tea, cup, pot = make_stock(1), make_sku(), make_stock(5)
    with pytest.raises(actions.Short) as refused:
        actions.place_orders([bought(line(tea, 3), line(cup, 2), line(pot, 5))], whole=WHOLE, actor="test")
    assert [(one.code, one.wanted, one.available) for one in refused.value.shortages] == [
        (tea.code, 3, 1),
        (cup.code, 2, 0),
    ]
    assert (Order.objects.count(), Demand.objects.count(), Payment.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_what_cannot_be_an_order_is_refused_whole():
    with pytest.raises(Refused):
        actions.place_orders([bought(line(make_stock(5), 0))], whole=WHOLE, actor="test")
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_pieces_are_sold_ahead_up_to_the_limit_of_all_orders():
    sku = make_sku()
    ahead = actions.Whole({sku.pk: 3})
    actions.place_orders([bought(line(sku, 2))], whole=ahead, actor="test")
    with pytest.raises(actions.Short):
        actions.place_orders([bought(line(sku, 2))], whole=ahead, actor="test")
    actions.place_orders([bought(line(sku, 1))], whole=ahead, actor="test")
    assert sorted(Order.objects.values_list("unallocated", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_one_payment_is_asked_for_all_recipients_of_one_purchase():
    sku = make_stock(9)
    buyer = person()
    orders = [
        bought(line(sku, n), channel_number="S-1", destination=str(n), buyer=buyer, recipient=person()) for n in (1, 2)
    ]
    first, second = place(*orders)
    payment = Payment.objects.get()
    assert payment.documents == [f"order/{first.pk}", f"order/{second.pk}"]
    assert (payment.amounts, payment.amount) == ([1000, 2000], 3000)
    assert (payment.state, payment.payer_email, payment.expires_at) == (PaymentState.PENDING, buyer.email, None)
    assert payment.due_on is not None
    assert payment.merchant_ref.startswith(f"P{payment.pk:08d}-")


@pytest.mark.django_db
def test_malls_collect_their_own_money():
    place(incoming(channel_code="phone", payment_method="mall"))
    assert not Payment.objects.exists()


@pytest.mark.django_db
def test_while_the_buyer_is_on_the_payment_page_nothing_is_told():
    from akinai.core.models import Mail

    order = place(bought(line(make_stock(5)), paying=True))[0]
    payment = Payment.objects.get()
    assert (order.paying, payment.state, payment.expires_at is not None) == (True, PaymentState.NEW, True)
    assert not Mail.objects.exists()


def test_a_race_for_the_last_pieces_sells_each_once(committed_db):
    sku = make_stock(5)

    def buy(at):
        try:
            actions.place_orders([bought(line(sku), channel_number=f"R-{at}")], whole=WHOLE, actor="test")
        except actions.Short:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(buy, range(24))) == 5
    assert Order.objects.filter(unallocated=0).count() == Order.objects.count() == 5
