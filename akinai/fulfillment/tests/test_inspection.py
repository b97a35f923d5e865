"""検品: what the station answers to each scan."""

import pytest

from akinai.fulfillment import actions
from akinai.fulfillment.models import Parcel, ScanLog
from akinai.fulfillment.tests.making import (
    again,
    give_numbers,
    make_ready,
    make_sku,
    make_stock,
    number,
    orders,
    settle,
    start,
)
from akinai.inventory.tests.making import counters, make_bundle
from akinai.orders import actions as order_actions
from akinai.orders.models import Order

pytestmark = pytest.mark.django_db


def scan(code, shipment=None):
    return actions.scan(code, shipment.pk if shipment else None, actor="staff:1")


def slip_of(shipment):
    return f"{shipment.key}-{shipment.version}"


def test_slip_then_every_piece_then_inspected():
    sku = make_stock(5, sku=make_sku("RED-1", jan="4901234567894"))
    shipment = start(make_ready(2, sku=sku))[0]
    assert scan(slip_of(shipment)).answer == "slip"
    assert scan("4901234567894", shipment).answer == "ok"
    done = scan("ｒｅｄ－1".replace("－", "-"), shipment)
    assert (done.answer, done.sound) == ("done", "done")
    shipment.refresh_from_db()
    assert (shipment.state, shipment.inspected_by) == ("inspected", "staff:1")
    assert list(ScanLog.objects.order_by("id").values_list("answer", flat=True)) == ["slip", "ok", "done"]


def test_a_wrong_item_is_refused_aloud_and_counts_nothing():
    shipment = start(make_ready())[0]
    other = make_stock(3)
    answer = scan(other.code, shipment)
    assert (answer.answer, answer.tone, answer.sound) == ("wrong", "bad", "ng")
    assert scan("nothing-like-it", shipment).answer == "wrong"
    assert shipment.lines.get().scanned == 0


def test_one_piece_too_many_is_refused():
    sku, other = make_stock(5), make_stock(5)
    shipment = start(make_ready(lines=[orders.line(sku, 2), orders.line(other)]))[0]
    assert scan(f"2*{sku.code}", shipment).answer == "ok"
    assert scan(sku.code, shipment).answer == "extra"
    assert scan(f"2*{other.code}", shipment).answer == "extra"
    assert scan(f"0*{other.code}", shipment).answer == "quantity"
    assert scan(other.code, shipment).answer == "done"


def test_a_case_and_a_set_count_for_what_is_in_them():
    cup, plate = make_stock(20), make_stock(20)
    bundle = make_bundle({cup: 1, plate: 2})
    shipment = start(make_ready(lines=[orders.line(bundle, 2)]))[0]
    assert scan(bundle.code, shipment).answer == "ok"
    assert scan(bundle.code, shipment).answer == "done"


def test_nothing_is_scanned_without_a_slip():
    assert scan("4901234567894").answer == "unknown"


def test_an_inspected_shipment_is_not_opened_again():
    shipment = start(make_ready())[0]
    scan(shipment.lines.get().sku.code, shipment)
    assert scan(slip_of(shipment)).answer == "finished"
    assert actions.inspect_again([shipment.pk], actor="test").done == [shipment.pk]
    assert scan(slip_of(shipment)).answer == "slip"
    assert shipment.lines.get().scanned == 0


def test_a_cancel_after_printing_stops_the_scan_at_once():
    order = make_ready()
    shipment = start(order)[0]
    actions.print_batch(shipment.batch_id, actor="test")
    order_actions.cancel([order.pk], reason="changed my mind", actor="test")
    answer = scan(slip_of(shipment))
    assert (answer.answer, answer.sound) == ("stopped", "ng")


def test_a_hold_stops_even_between_two_pieces():
    sku = make_stock(5)
    order = make_ready(2, sku=sku)
    shipment = start(order)[0]
    assert scan(sku.code, shipment).answer == "ok"
    order_actions.set_on_hold([order.pk], note="call first", actor="test")
    assert scan(sku.code, shipment).answer == "stopped"


def test_an_edit_makes_the_slip_old_until_it_is_printed_anew():
    order = make_ready()
    shipment = start(order)[0]
    give_numbers(shipment)
    Order.objects.filter(pk=order.pk).update(line2="Room 5", revision=order.revision + 1)
    old = slip_of(shipment)
    assert scan(old).answer == "old_slip"
    assert actions.refresh([shipment.pk], actor="test").done == [shipment.pk]
    shipment.refresh_from_db()
    assert (shipment.version, shipment.recipient["line2"]) == (2, "Room 5")
    assert scan(old).answer == "old_slip"
    assert scan(slip_of(shipment)).answer == "slip"
    assert Parcel.objects.get().voided_at is not None


def test_the_label_is_scanned_beside_its_slip_where_the_shop_wants_it():
    settle(label_check=True)
    shipment, other = start(make_ready(), make_ready())
    give_numbers(other)
    assert scan(shipment.lines.get().sku.code, shipment).answer == "ok"
    shipment.refresh_from_db()
    assert shipment.state == "working"
    assert scan(Parcel.objects.get(shipment=other).number, shipment).answer == "label_wrong"
    mine = number()
    assert scan(f"a{mine}a", shipment).answer == "done"
    assert Parcel.objects.get(shipment=shipment).number == mine


def test_a_shortage_takes_one_order_out_and_corrects_the_stock():
    sku = make_stock(3, shelf="C-1")
    short, fine = make_ready(2, sku=sku), make_ready(1, sku=sku)
    shipments = {s.order_id: s for s in start(short, fine)}
    line = shipments[short.pk].lines.get()
    actions.short(line.pk, 1, actor="test")
    short.refresh_from_db()
    fine.refresh_from_db()
    assert (short.queue, short.in_work, short.unallocated) == ("stock_waiting", 0, 1)
    assert fine.queue == "in_work"
    assert counters(sku)[0] == 2
    assert [s.state for s in again(list(shipments.values()))].count("withdrawn") == 1
