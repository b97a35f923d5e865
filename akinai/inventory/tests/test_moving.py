"""Receiving, adjusting, picking by lots, taking out and back, returns, the past."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.inventory import actions, doctor, queries
from akinai.inventory.models import Lot, Movement, Pin
from akinai.inventory.tests.making import counters, demand, make_sku, make_stock, make_warehouse

pytestmark = pytest.mark.django_db

CHECKS = (
    doctor.counters_are_sums,
    doctor.ledger_is_unbroken,
    doctor.allocated_is_demanded,
    doctor.on_hand_is_in_lots,
    doctor.blocked_has_reasons,
)


def problems():
    return [problem for check in CHECKS for problem in check()]


@pytest.fixture(autouse=True)
def _ledger_holds():
    yield
    assert problems() == []


def allocated(document, sku, wanted):
    actions.add_demands([demand(document, sku, wanted)], actor="test")
    actions.allocate([sku.id], actor="test")
    return queries.demands([document])[0]


def test_the_ledger_refuses_to_be_changed():
    make_stock(3)
    for statement in (
        "update inventory_movement set on_hand = 9",
        "delete from inventory_movement",
        "truncate inventory_movement",
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Movement.objects.count() == 1


def test_first_to_expire_leaves_first_and_what_is_past_its_date_stays():
    today = clock.today()
    sku = make_stock(5, lot="late", expiry=today + dt.timedelta(90))
    make_stock(2, sku=sku, lot="soon", expiry=today + dt.timedelta(9))
    make_stock(2, sku=sku, lot="past", expiry=today - dt.timedelta(1))
    wanted = allocated("order/1", sku, 4)
    pins = actions.pin([actions.PinRequest(document="shipment/1", demand_id=wanted.id, quantity=4)], actor="test")
    assert [(pin.code, pin.quantity) for pin in pins] == [("soon", 2), ("late", 2)]
    with pytest.raises(Refused):
        actions.pin([actions.PinRequest(document="shipment/2", demand_id=wanted.id, quantity=4)], actor="test")


def test_several_shipments_share_lots_without_overlap():
    sku = make_stock(3, lot="a", expiry=dt.date(2030, 1, 1))
    make_stock(5, sku=sku, lot="b", expiry=dt.date(2031, 1, 1))
    first, second = allocated("order/1", sku, 2), allocated("order/2", sku, 4)
    pins = actions.pin(
        [
            actions.PinRequest(document="shipment/1", demand_id=first.id, quantity=2),
            actions.PinRequest(document="shipment/2", demand_id=second.id, quantity=4),
        ],
        actor="test",
    )
    assert [(p.document, p.code, p.quantity) for p in pins] == [
        ("shipment/1", "a", 2),
        ("shipment/2", "a", 1),
        ("shipment/2", "b", 3),
    ]
    actions.unpin(["shipment/2"], actor="test")
    assert sum(lot.pinned for lot in Lot.objects.filter(sku=sku)) == 2


def test_taking_out_and_putting_back_leaves_all_as_it_was_but_the_log():
    sku = make_stock(6, lot="a")
    wanted = allocated("order/1", sku, 4)
    actions.pin([actions.PinRequest(document="shipment/1", demand_id=wanted.id, quantity=4)], actor="test")
    before = (
        counters(sku),
        list(Lot.objects.values()),
        list(Pin.objects.values()),
        list(queries.demands(["order/1"]).values()),
    )
    actions.take_out(["shipment/1"], actor="test")
    assert counters(sku) == (2, 0, 0, 2)
    assert queries.demands(["order/1"])[0].taken == 4
    actions.take_out(["shipment/1"], actor="test")  # a second time takes nothing
    assert counters(sku) == (2, 0, 0, 2)
    actions.put_back(["shipment/1"], reason="undo", actor="test")
    after = (
        counters(sku),
        list(Lot.objects.values()),
        list(Pin.objects.values()),
        list(queries.demands(["order/1"]).values()),
    )
    assert after == before


def test_an_arrival_can_be_reversed_until_its_pieces_are_promised():
    sku = make_stock(3)
    arrival = actions.Arrival(sku_id=sku.id, warehouse_id=make_warehouse().id, quantity=4)
    actions.receive([arrival], document="arrival/x", actor="test")
    actions.unreceive("arrival/x", actor="test")
    assert counters(sku) == (3, 0, 0, 3)
    actions.receive([arrival], document="arrival/y", actor="test")
    allocated("order/1", sku, 5)
    with pytest.raises(Refused, match=sku.code):
        actions.unreceive("arrival/y", actor="test")


@pytest.mark.parametrize("quantity", [0, -1, 1_000_000_000])
def test_an_impossible_quantity_is_refused(quantity):
    sku = make_stock(1)
    with pytest.raises(Refused):
        make_stock(quantity, sku=sku)
    assert counters(sku) == (1, 0, 0, 1)


def test_what_is_expected_becomes_real():
    sku = make_sku()
    main = make_warehouse().id
    actions.expect(
        [actions.Expected(sku_id=sku.id, warehouse_id=main, quantity=5, due_date=dt.date(2027, 1, 8))],
        document="po/1",
        actor="test",
    )
    assert queries.counters([sku.id])[sku.id].incoming == 5
    coming = queries.expected([sku.id])[0]
    actions.receive(
        [actions.Arrival(sku_id=sku.id, warehouse_id=main, quantity=3, expected_id=coming.id)],
        document="arrival/1",
        actor="test",
    )
    assert (queries.counters([sku.id])[sku.id].on_hand, queries.counters([sku.id])[sku.id].incoming) == (3, 2)
    actions.cancel_expected([coming.id], actor="test")
    assert queries.counters([sku.id])[sku.id].incoming == 0


def test_a_count_sets_the_stock_and_names_what_cannot_be():
    sku, other, new = make_stock(5), make_stock(5), make_sku()
    allocated("order/1", other, 4)
    main = make_warehouse().id
    outcome = actions.adjust(
        [
            actions.Adjustment(sku_id=sku.id, warehouse_id=main, on_hand=2),
            actions.Adjustment(sku_id=other.id, warehouse_id=main, on_hand=3),
            actions.Adjustment(sku_id=new.id, warehouse_id=main, difference=7),
        ],
        reason="count",
        actor="test",
    )
    assert outcome.done == [sku.id, new.id]
    assert [r.key for r in outcome.refused] == [other.id]
    assert other.code in outcome.refused[0].message
    assert (counters(sku)[0], counters(other)[0], counters(new)[0]) == (2, 5, 7)


def test_returned_pieces_are_sellable_or_blocked_with_their_reason():
    sku = make_stock(2)
    main = make_warehouse().id
    actions.accept_return(
        [
            actions.ReturnedPieces(sku_id=sku.id, warehouse_id=main, quantity=1, good=True, reason="受取拒否"),
            actions.ReturnedPieces(sku_id=sku.id, warehouse_id=main, quantity=2, good=False, reason="初期不良"),
        ],
        document="order/1",
        actor="test",
    )
    assert counters(sku) == (5, 0, 2, 3)
    bad = queries.blocked()[0]
    assert (bad.reason, bad.quantity) == ("初期不良", 2)
    actions.clear_blocked([bad.id], discard=True, reason="廃棄", actor="test")
    assert counters(sku) == (3, 0, 0, 3)


def test_pieces_move_between_warehouses_by_one_document():
    sku = make_stock(5)
    east = make_warehouse("east")
    actions.transfer(
        [(sku.id, 2)],
        from_warehouse_id=make_warehouse().id,
        to_warehouse_id=east.id,
        document="transfer/1",
        actor="test",
    )
    assert counters(sku) == (3, 0, 0, 3)
    assert queries.counters([sku.id], east.id)[sku.id].on_hand == 2


def test_stock_as_of_a_past_moment():
    with clock.frozen(dt.datetime(2026, 1, 5, 12, tzinfo=clock.JST)):
        sku = make_stock(5)
    with clock.frozen(dt.datetime(2026, 1, 7, 12, tzinfo=clock.JST)):
        make_stock(4, sku=sku)
    noon = dt.datetime(2026, 1, 6, 12, tzinfo=clock.JST)
    past = queries.stock_at(noon, [sku.id])
    assert past[sku.id, make_warehouse().id].on_hand == 5
    assert queries.stock_at(noon - dt.timedelta(days=9), [sku.id]) == {}


def test_low_stock_lists_what_is_at_its_limit():
    low, enough = make_stock(2, sku=make_sku(low_stock=2)), make_stock(3, sku=make_sku(low_stock=2))
    listed = [stock.sku for stock in queries.low_stock()]
    assert low in listed
    assert enough not in listed


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "want", "release", "adjust", "block", "ship", "undo"]),
        st.integers(1, 3),
        st.integers(1, 9),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_counters_are_the_sums_of_the_ledger(steps):
    with transaction.atomic():
        sku = make_stock(5)
        for number, (kind, document, quantity) in enumerate(steps):
            order, shipment = f"order/{document}", f"shipment/{document}"
            if kind == "receive":
                make_stock(quantity, sku=sku)
            elif kind == "want":
                actions.add_demands([demand(order, sku, quantity, line=number)], actor="test")
                actions.allocate([sku.id], actor="test")
            elif kind == "release":
                actions.unpin([shipment], actor="test")
                actions.release([order], reason="", actor="test")
            elif kind == "adjust":
                try:
                    actions.adjust(
                        [actions.Adjustment(sku_id=sku.id, warehouse_id=make_warehouse().id, on_hand=quantity)],
                        reason="",
                        actor="test",
                    )
                except Refused:
                    assert Pin.objects.filter(taken_at=None).exists()
            elif kind == "block":
                actions.unpin([shipment], actor="test")
                actions.block_allocated([order], reason="x", actor="test")
            elif kind == "ship":
                actions.unpin([shipment], actor="test")
                actions.pin(
                    [
                        actions.PinRequest(document=shipment, demand_id=d.id, quantity=d.allocated)
                        for d in queries.demands([order])
                        if d.allocated
                    ],
                    actor="test",
                )
                actions.take_out([shipment], actor="test")
            else:
                actions.put_back([shipment], reason="", actor="test")
            assert problems() == []
        transaction.set_rollback(True)
