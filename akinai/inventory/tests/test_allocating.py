"""Pieces go to those who asked first, and never twice."""

import pytest

from akinai.core.outcome import Refused
from akinai.inventory import actions, doctor, queries
from akinai.inventory.models import Demand, Movement
from akinai.inventory.tests.making import counters, demand, make_bundle, make_sku, make_stock, make_warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ledger_holds():
    yield
    problems = [
        problem
        for check in (
            doctor.counters_are_sums,
            doctor.ledger_is_unbroken,
            doctor.allocated_is_demanded,
            doctor.on_hand_is_in_lots,
            doctor.blocked_has_reasons,
        )
        for problem in check()
    ]
    assert problems == []


def want(document, sku, wanted, **more):
    actions.add_demands([demand(document, sku, wanted, **more)], actor="test")


def test_the_oldest_request_is_served_first_and_the_last_gets_what_is_left():
    sku = make_stock(5)
    want("order/2", sku, 4, minutes=2)
    want("order/1", sku, 3, minutes=1)
    given = actions.allocate([sku.id], actor="test")
    assert [(one.document, one.quantity) for one in given] == [("order/1", 3), ("order/2", 2)]
    assert counters(sku) == (5, 5, 0, 0)


def test_a_newcomer_does_not_overtake_those_who_wait():
    sku = make_stock(1)
    want("order/1", sku, 3)
    actions.allocate([sku.id], actor="test")
    want("order/2", sku, 1, minutes=1)
    make_stock(2, sku=sku)
    given = actions.allocate([sku.id], actor="test")
    assert [(one.document, one.quantity) for one in given] == [("order/1", 2)]


def test_the_ledger_tells_before_and_after_of_every_promise():
    sku = make_stock(10)
    want("order/1", sku, 3)
    want("order/2", sku, 4, minutes=1)
    actions.allocate([sku.id], actor="staff:1")
    moves = Movement.objects.filter(sku_id=sku.id, kind="allocate").order_by("id")
    assert [(m.document, m.allocated, m.allocated_after, m.on_hand_after, m.actor) for m in moves] == [
        ("order/1", 3, 3, 10, "staff:1"),
        ("order/2", 4, 7, 10, "staff:1"),
    ]


def test_release_gives_back_and_forgets():
    sku = make_stock(5)
    want("order/1", sku, 4)
    actions.allocate([sku.id], actor="test")
    gone = actions.release(["order/1"], reason="cancelled", actor="test")
    assert [(one.document, one.quantity) for one in gone] == [("order/1", -4)]
    assert counters(sku) == (5, 0, 0, 5)
    assert actions.allocate([sku.id], actor="test") == []


def test_release_without_forgetting_waits_again():
    sku = make_stock(5)
    want("order/1", sku, 4)
    actions.allocate([sku.id], actor="test")
    actions.release(["order/1"], reason="", actor="test", forget=False)
    assert [one.quantity for one in actions.allocate([sku.id], actor="test")] == [4]


def test_wanting_less_frees_the_surplus_and_wanting_more_waits():
    sku = make_stock(5)
    want("order/1", sku, 4)
    actions.allocate([sku.id], actor="test")
    wanted = actions.Wanted(document="order/1", line=1, sku_id=sku.id, warehouse_id=make_warehouse().id, wanted=1)
    assert [one.quantity for one in actions.set_wanted([wanted], actor="test")] == [-3]
    more = actions.Wanted(document="order/1", line=1, sku_id=sku.id, warehouse_id=make_warehouse().id, wanted=7)
    assert actions.set_wanted([more], actor="test") == []
    assert [one.quantity for one in actions.allocate([sku.id], actor="test")] == [4]
    assert queries.waiting([sku.id])[0].missing == 2


def test_a_new_line_can_be_wanted_by_an_edit():
    sku = make_stock(5)
    wanted = actions.Wanted(document="order/9", line=3, sku_id=sku.id, warehouse_id=make_warehouse().id, wanted=2)
    actions.set_wanted([wanted], actor="test")
    assert [(one.line, one.quantity) for one in actions.allocate([sku.id], actor="test")] == [(3, 2)]


def test_an_allocation_is_handed_from_one_order_to_another():
    sku = make_stock(3)
    want("order/1", sku, 3)
    actions.allocate([sku.id], actor="test")
    want("order/2", sku, 2, minutes=1)
    hand = {
        "from_document": "order/1",
        "to_document": "order/2",
        "sku_id": sku.id,
        "warehouse_id": make_warehouse().id,
        "reason": "",
        "actor": "test",
    }
    with pytest.raises(Refused):
        actions.reallocate(quantity=3, **hand)
    with pytest.raises(Refused):
        actions.reallocate(quantity=4, **hand)
    changed = actions.reallocate(quantity=2, **hand)
    assert sorted((one.document, one.quantity) for one in changed) == [("order/1", -2), ("order/2", 2)]
    assert counters(sku) == (3, 3, 0, 0)


def test_pieces_of_an_order_cancelled_on_the_floor_stay_blocked_until_they_are_back():
    sku = make_stock(5)
    want("order/1", sku, 4)
    actions.allocate([sku.id], actor="test")
    actions.block_allocated(["order/1"], reason="cancelled", actor="test")
    assert counters(sku) == (5, 0, 4, 1)
    assert actions.unblock(["order/1"], actor="test") == [sku.id]
    assert counters(sku) == (5, 0, 0, 5)
    assert actions.unblock(["order/1"], actor="test") == []


def test_room_is_made_by_the_newest_promises():
    sku = make_stock(5)
    want("order/1", sku, 3)
    want("order/2", sku, 2, minutes=1)
    actions.allocate([sku.id], actor="test")
    lost = actions.make_room([(sku.id, make_warehouse().id, 3)], reason="shelf", actor="test")
    assert sorted((one.document, one.quantity) for one in lost) == [("order/1", -1), ("order/2", -2)]


def test_demands_move_to_another_warehouse():
    sku = make_stock(5)
    want("order/1", sku, 3)
    actions.allocate([sku.id], actor="test")
    east = make_warehouse("east")
    actions.move_demands(["order/1"], east.id, actor="test")
    assert counters(sku) == (5, 0, 0, 5)
    actions.receive(
        [actions.Arrival(sku_id=sku.id, warehouse_id=east.id, quantity=2)], document="arrival/east", actor="test"
    )
    given = actions.allocate([sku.id], actor="test")
    assert [(one.warehouse_id, one.quantity) for one in given] == [(east.id, 2)]
    assert Demand.objects.filter(document="order/1").count() == 1


def test_a_bundle_is_as_available_as_its_scarcest_part():
    cup, saucer = make_stock(7), make_stock(4)
    bundle = make_bundle({cup: 2, saucer: 1})
    assert queries.available([bundle.id, cup.id]) == {bundle.id: 3, cup.id: 7}
    assert queries.available([make_bundle({make_sku(): 1}).id]).popitem()[1] == 0


@pytest.mark.parametrize("size", [1, 30])
def test_any_number_of_demands_takes_the_same_statements(size, django_assert_num_queries):
    skus = [make_stock(3) for _n in range(size)]
    demands = [demand(f"order/{n}", sku, 2) for n, sku in enumerate(skus)]
    with django_assert_num_queries(1):
        actions.add_demands(demands, actor="test")
    with django_assert_num_queries(4):  # savepoint, lock, serve, savepoint
        actions.allocate([sku.id for sku in skus], actor="test")
