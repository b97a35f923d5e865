"""出荷確定 and its undo."""

import datetime as dt
import threading

import pytest
from django.db import connection

from akinai.core import clock
from akinai.core.models import EventRow, Mail
from akinai.fulfillment import actions
from akinai.fulfillment.doctor import pins, taken, work
from akinai.fulfillment.models import Parcel, Shipment
from akinai.fulfillment.tests.making import (
    again,
    give_numbers,
    make_inspected,
    make_many,
    make_ready,
    make_shipped,
    make_stock,
    orders,
    settle,
    start,
)
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import counters
from akinai.orders import actions as order_actions

NOW = dt.datetime(2026, 11, 18, 10, 0, tzinfo=clock.JST)


def sound():
    """Every invariant of the floor holds."""
    assert [*work(), *taken(), *pins()] == []


@pytest.mark.django_db
def test_what_is_confirmed_leaves_stock_and_order():
    sku = make_stock(5)
    order = make_ready(2, sku=sku)
    shipment = make_shipped(order)[0]
    order.refresh_from_db()
    assert (order.queue, order.shipped, order.in_work) == ("shipped", 2, 0)
    assert counters(sku) == (3, 0, 0, 3)
    assert shipment.batch.closed_at is not None
    assert shipment.effects_after - shipment.shipped_at == dt.timedelta(minutes=10)
    sound()


@pytest.mark.django_db
def test_only_inspected_numbered_and_unstopped_parcels_leave():
    plain, unnumbered, stopped, good = (make_ready() for _n in range(4))
    by_order = {s.order_id: s for s in start(plain, unnumbered, stopped, good)}
    give_numbers(*(by_order[o.pk] for o in (plain, stopped, good)))
    actions.inspect_by_eye([by_order[o.pk].pk for o in (unnumbered, stopped, good)], actor="test")
    order_actions.cancel([stopped.pk], reason="no", actor="test")
    outcome = actions.confirm([s.pk for s in by_order.values()], actor="test")
    assert outcome.done == [by_order[good.pk].pk]
    assert {r.key for r in outcome.refused} == {by_order[o.pk].pk for o in (plain, unnumbered, stopped)}
    assert all(r.message for r in outcome.refused)
    sound()


@pytest.mark.django_db
def test_numbers_are_not_asked_for_where_the_shop_does_not_want_them():
    settle(numbers_required=False)
    shipment = start(make_ready())[0]
    actions.inspect_by_eye([shipment.pk], actor="test")
    assert actions.confirm([shipment.pk], actor="test").done == [shipment.pk]


@pytest.mark.django_db
def test_undo_before_the_effects_costs_nothing():
    sku = make_stock(5)
    channel = orders.make_channel("phone", mails=["shipped"], sender_address="shop@example.jp")
    order = make_ready(2, sku=sku, channel_code=channel.code)
    before = counters(sku)
    shipment = make_shipped(order)[0]
    mail = Mail.objects.get(kind="orders.shipped")
    assert mail.send_after == shipment.effects_after
    assert Parcel.objects.get().number in mail.body
    assert actions.undo_confirm([shipment.pk], actor="test").done == [shipment.pk]
    order.refresh_from_db()
    shipment.refresh_from_db()
    mail.refresh_from_db()
    assert (order.queue, order.shipped, order.in_work) == ("in_work", 0, 1)
    assert (shipment.state, shipment.effects_after) == ("inspected", None)
    assert mail.state == "withdrawn"
    assert counters(sku) == before
    told = EventRow.objects.get(name="fulfillment.shipping_undone")
    assert told.data["compensations"] == []
    sound()
    assert actions.confirm([shipment.pk], actor="test").done == [shipment.pk]
    assert Mail.objects.filter(kind="orders.shipped", state="queued").count() == 1
    sound()


@pytest.mark.django_db
def test_undo_after_the_effects_lists_what_a_person_must_put_right():
    with clock.frozen(NOW):
        shipment = make_shipped(make_ready())[0]
    with clock.frozen(NOW + dt.timedelta(minutes=11)):
        assert actions.tell_due(actor="test") == 1
        actions.undo_confirm([shipment.pk], actor="test")
    told = EventRow.objects.get(name="fulfillment.shipping_undone").data["compensations"]
    assert [one["kind"] for one in told] == ["mall"]


@pytest.mark.django_db
def test_effects_are_announced_once_and_not_early(run_jobs):
    with clock.frozen(NOW):
        shipments = make_shipped(make_ready(), make_ready())
        assert actions.tell_due(actor="test") == 0
    with clock.frozen(NOW + dt.timedelta(minutes=10)):
        run_jobs(later=True)
        assert actions.tell_due(actor="test") == 0
    assert EventRow.objects.filter(name="fulfillment.effects_due").count() == len(shipments)
    assert all(s.effects_done_at for s in again(shipments))


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_shipments(statements):
    confirms, undos = [], []
    for how_many in (1, 10, 100):
        ids = [s.pk for s in make_inspected(*make_many(how_many))]
        with statements() as captured:
            assert len(actions.confirm(ids, actor="test").done) == how_many
        confirms.append(captured.count)
        with statements() as captured:
            assert len(actions.undo_confirm(ids, actor="test").done) == how_many
        undos.append(captured.count)
    assert confirms[0] == confirms[1] == confirms[2] <= 50, confirms
    assert undos[0] == undos[1] == undos[2] <= 50, undos


@pytest.mark.django_db
def test_a_part_goes_now_and_the_rest_later():
    sku = make_stock(5)
    order = make_ready(3, sku=sku)
    shipment = start(order)[0]
    assert actions.split(shipment.pk, {shipment.lines.get().pk: 1}, new=False, actor="test") is None
    give_numbers(shipment)
    actions.inspect_by_eye([shipment.pk], actor="test")
    actions.confirm([shipment.pk], actor="test")
    order.refresh_from_db()
    assert (order.queue, order.shipped) == ("ready", 2)
    make_shipped(order)
    order.refresh_from_db()
    assert (order.queue, order.shipped) == ("shipped", 3)
    sound()


@pytest.mark.django_db
def test_a_shipment_is_divided_into_two_parcels():
    sku, other = make_stock(5), make_stock(5)
    order = make_ready(lines=[orders.line(sku, 3), orders.line(other)])
    shipment = start(order)[0]
    made = actions.split(shipment.pk, {shipment.lines.get(sku=sku).pk: 2}, actor="test")
    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (order.in_work, shipment.version) == (2, 2)
    assert list(Shipment.objects.get(pk=made).lines.values_list("sku", "quantity", "line_pieces")) == [(sku.pk, 2, 2)]
    sound()
    give_numbers(*Shipment.objects.all())
    actions.inspect_by_eye([shipment.pk, made], actor="test")
    assert len(actions.confirm([shipment.pk, made], actor="test").done) == 2
    order.refresh_from_db()
    assert (order.queue, order.shipped) == ("shipped", 4)
    sound()


@pytest.mark.django_db
def test_delivered_when_the_last_parcel_arrived():
    order = make_ready()
    shipment = make_shipped(order)[0]
    assert actions.mark_delivered([shipment.pk], actor="test").done == [shipment.pk]
    order.refresh_from_db()
    assert order.queue == "delivered"
    assert actions.undo_confirm([shipment.pk], actor="test").refused


def test_two_confirms_at_once_ship_once(committed_db):
    sku = make_stock(5)
    shipment = make_inspected(make_ready(2, sku=sku))[0]
    outcomes = []

    def run():
        try:
            outcomes.append(actions.confirm([shipment.pk], actor="test"))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert Stock.objects.get(sku=sku).on_hand == 3
    assert EventRow.objects.filter(name="fulfillment.shipped").count() == 1
