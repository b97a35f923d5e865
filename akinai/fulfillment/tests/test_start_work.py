"""作業開始: which orders become which shipments, and the way back."""

import datetime as dt

import pytest

from akinai.core import clock
from akinai.fulfillment import actions
from akinai.fulfillment.models import OutsourceRequest, Shipment, WorkBatch
from akinai.fulfillment.tests.making import (
    make_many,
    make_method,
    make_ready,
    make_sku,
    make_stock,
    make_warehouse,
    orders,
    start,
)
from akinai.inventory.models import Pin
from akinai.inventory.tests.making import counters, make_bundle
from akinai.orders import actions as order_actions

pytestmark = pytest.mark.django_db


def test_a_ready_order_becomes_a_shipment_with_its_pieces_pinned():
    sku = make_stock(5, shelf="B-3")
    order = make_ready(2, sku=sku)
    shipment = start(order)[0]
    order.refresh_from_db()
    assert (order.queue, order.in_work) == ("in_work", 1)
    line = shipment.lines.get()
    assert (line.quantity, line.line_pieces, line.shelf) == (2, 2, "B-3")
    assert Pin.objects.get().document == f"shipment/{shipment.pk}"
    assert shipment.recipient["name"] == order.name
    assert len(shipment.key) <= 15
    assert shipment.key.isascii()


def test_batches_of_a_day_are_numbered_on():
    numbers = [start(make_ready())[0].batch.number for _n in range(2)]
    assert numbers == [f"{clock.today():%m%d}-01", f"{clock.today():%m%d}-02"]


def test_an_order_that_is_not_ready_is_refused_with_a_sentence_and_the_others_start():
    good, bad = make_ready(), make_ready()
    order_actions.set_on_hold([bad.pk], note="wait", actor="test")
    started = actions.start_work([good.pk, bad.pk, 987654], actor="test")
    assert started.outcome.done == [good.pk]
    refused = {refusal.key: refusal.message for refusal in started.outcome.refused}
    assert set(refused) == {bad.pk, 987654}
    assert bad.number in refused[bad.pk]


def test_an_order_is_started_once():
    order = make_ready()
    start(order)
    assert actions.start_work([order.pk], actor="test").outcome.done == []
    assert Shipment.objects.count() == 1


def test_temperatures_travel_apart():
    warm, cold = make_stock(5), make_stock(5, sku=make_sku(temperature="chilled"))
    order = make_ready(lines=[orders.line(warm), orders.line(cold)])
    shipments = start(order)
    order.refresh_from_db()
    assert sorted(s.temperature for s in shipments) == ["ambient", "chilled"]
    assert order.in_work == 2


def test_chilled_goods_are_refused_for_a_service_that_does_not_carry_them():
    make_method("small", product="A")
    cold = make_stock(5, sku=make_sku(temperature="chilled"))
    order = make_ready(lines=[orders.line(cold)], delivery_method="small")
    make_method("small", product="A", cool=False)
    refused = actions.start_work([order.pk], actor="test").outcome.refused
    assert [refusal.key for refusal in refused] == [order.pk]


def test_orders_that_travel_together_are_one_shipment():
    who = orders.person()
    pair = [make_ready(recipient=who), make_ready()]
    type(pair[0]).objects.filter(pk__in=[o.pk for o in pair]).update(merge_group=77, merge_undecided=False)
    shipments = start(pair[0])
    assert len(shipments) == 1
    assert sorted(shipments[0].lines.values_list("order_id", flat=True)) == [o.pk for o in pair]


def test_money_on_delivery_is_collected_by_one_parcel_only():
    warm, cold = make_stock(5), make_stock(5, sku=make_sku(temperature="chilled"))
    order = make_ready(lines=[orders.line(warm), orders.line(cold)], payment_method="cod", total=2000, billed=2000)
    amounts = sorted((s.cod_amount or 0, s.cod_tax or 0) for s in start(order))
    assert amounts == [(0, 0), (2000, 181)]


def test_a_bundle_counts_as_one_ordered_piece_and_ships_its_parts():
    cup, plate = make_stock(10), make_stock(20)
    bundle = make_bundle({cup: 1, plate: 2})
    order = make_ready(lines=[orders.line(bundle, 3)])
    lines = start(order)[0].lines
    assert sorted(lines.values_list("quantity", "line_pieces")) == [(3, 3), (6, 0)]


def test_single_items_come_first_and_shelves_in_walking_order():
    far, near = make_stock(9, shelf="A-10"), make_stock(9, shelf="A-2")
    mixed = make_ready(lines=[orders.line(near), orders.line(far)])
    single = [make_ready(sku=far), make_ready(sku=near)]
    found = start(mixed, *single)
    assert [s.order_id for s in found] == [single[1].pk, single[0].pk, mixed.pk]
    assert [s.sequence for s in found] == [1, 2, 3]


def test_an_outside_warehouse_gets_a_request_of_its_own():
    order = make_ready()
    house = make_warehouse()
    type(house).objects.filter(pk=house.pk).update(outside=True)
    shipment = start(order)[0]
    assert shipment.batch.outsourced
    assert OutsourceRequest.objects.get().shipment_id == shipment.pk


def test_statements_do_not_grow_with_the_orders(statements):
    counts = []
    for how_many in (1, 10, 100):
        ids = [order.pk for order in make_many(how_many)]
        with statements() as captured:
            started = actions.start_work(ids, actor="test")
        assert len(started.outcome.done) == how_many
        counts.append(captured.count)
    assert counts[0] == counts[1] == counts[2] <= 40, counts


def test_undoing_the_start_leaves_everything_as_before():
    sku = make_stock(5)
    order = make_ready(2, sku=sku)
    before = counters(sku)
    shipment = start(order)[0]
    assert actions.undo_start(batch_id=shipment.batch_id, actor="test").done == [shipment.pk]
    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (order.queue, order.in_work) == ("ready", 0)
    assert (shipment.state, shipment.put_back_at is not None) == ("withdrawn", True)
    assert counters(sku) == before
    assert not Pin.objects.exists()
    assert WorkBatch.objects.get().closed_at is not None
    assert start(order)[0].pk != shipment.pk


def test_pieces_that_no_lot_may_ship_are_named():
    sku = make_stock(2, expiry=clock.today() - dt.timedelta(days=365), lot="old")
    order = make_ready(sku=sku)
    started = actions.start_work([order.pk], actor="test")
    assert started.batch_id is None
    assert [refusal.key for refusal in started.outcome.refused] == [order.pk]
