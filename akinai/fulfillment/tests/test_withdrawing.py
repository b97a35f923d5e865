"""抜き取り・棚戻し: after printing nothing that must not leave gets out, and no piece is lost."""

import pytest

from akinai.fulfillment import actions, queries
from akinai.fulfillment.doctor import label_numbers, pins, work
from akinai.fulfillment.models import Parcel
from akinai.fulfillment.tests.making import give_numbers, make_ready, make_stock, start
from akinai.inventory.tests.making import counters
from akinai.orders import actions as order_actions

pytestmark = pytest.mark.django_db


def test_pieces_of_a_cancelled_order_stay_blocked_until_they_are_on_the_shelf():
    sku = make_stock(5)
    order = make_ready(2, sku=sku)
    shipment = start(order)[0]
    actions.print_batch(shipment.batch_id, actor="test")
    order_actions.cancel([order.pk], reason="no", actor="test")
    assert counters(sku) == (5, 0, 2, 3)
    assert [s.pk for s, _now in queries.to_pull()] == [shipment.pk]
    assert actions.withdraw([shipment.pk], reason="cancelled", actor="test").done == [shipment.pk]
    assert counters(sku) == (5, 0, 2, 3)
    assert [s.pk for s in queries.to_shelve()] == [shipment.pk]
    assert actions.put_back_to_shelf([shipment.pk], actor="test").done == [shipment.pk]
    assert counters(sku) == (5, 0, 0, 5)
    assert queries.to_shelve() == []
    assert [*work(), *pins(), *label_numbers()] == []
    assert actions.put_back_to_shelf([shipment.pk], actor="test").refused


def test_pieces_put_back_go_to_who_waits_for_them():
    sku = make_stock(2)
    first = make_ready(2, sku=sku)
    shipment = start(first)[0]
    actions.print_batch(shipment.batch_id, actor="test")
    from akinai.fulfillment.tests.making import orders

    waiting = orders.place(orders.incoming([orders.line(sku, 2)]))[0]
    assert waiting.queue == "stock_waiting"
    order_actions.cancel([first.pk], reason="no", actor="test")
    actions.withdraw([shipment.pk], reason="cancelled", actor="test")
    actions.put_back_to_shelf([shipment.pk], actor="test")
    waiting.refresh_from_db()
    assert waiting.queue == "ready"


def test_a_void_label_number_never_revives():
    order = make_ready()
    shipment = start(order)[0]
    give_numbers(shipment)
    number = Parcel.objects.get().number
    actions.withdraw([shipment.pk], reason="wrong", actor="test")
    second = start(order)[0]
    outcome = actions.bind([actions.Told(1, second.pk, number)], actor="test")
    assert [r.key for r in outcome.refused] == [1]
    assert number in outcome.refused[0].message
    assert actions.bind([actions.Told(1, shipment.pk, number)], actor="test").refused


def test_withdrawing_a_held_order_gives_it_back_to_the_office():
    order = make_ready()
    shipment = start(order)[0]
    order_actions.set_on_hold([order.pk], note="?", actor="test")
    assert actions.undo_start([shipment.pk], actor="test").done == [shipment.pk]
    order.refresh_from_db()
    assert (order.queue, order.in_work) == ("on_hold", 0)


def test_the_withdrawal_list_is_a_paper_that_names_slip_and_shelf():
    order = make_ready(sku=make_stock(3, shelf="D-4"))
    shipment = start(order)[0]
    actions.print_batch(shipment.batch_id, actor="test")
    order_actions.cancel([order.pk], reason="no", actor="test")
    from akinai.fulfillment.queries.lists import withdrawals

    row = withdrawals().rows[0]
    assert (row.slip, row.items[0].shelf) == (queries.slip(queries.shipments().get(pk=shipment.pk)), "D-4")
    assert actions.print_withdrawals(actor="test").pages == 1
