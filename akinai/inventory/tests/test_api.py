"""Stock through the door for programs."""

import datetime as dt

import pytest

from akinai.core import clock
from akinai.core.tests.programs import Program
from akinai.inventory import actions
from akinai.inventory.models import Movement
from akinai.inventory.tests.making import counters, demand, make_bundle, make_sku, make_stock, make_warehouse

pytestmark = pytest.mark.django_db


def test_stock_is_listed_in_pages_and_filtered():
    skus = [make_stock(n + 1, sku=make_sku(f"A-{n}", low_stock=1)) for n in range(3)]
    program = Program("inventory.view")
    first = program.get("/stock", limit=2)
    assert [(one["sku"], one["on_hand"], one["free"]) for one in first["stocks"]] == [("A-0", 1, 1), ("A-1", 2, 2)]
    assert [one["sku"] for one in program.get("/stock", cursor=first["next"])["stocks"]] == ["A-2"]
    assert [one["sku"] for one in program.get("/stock", sku=["a-0", "A-2"])["stocks"]] == ["A-0", "A-2"]
    assert [one["sku"] for one in program.get("/stock", low="true")["stocks"]] == ["A-0"]
    assert len(program.get("/stock", warehouse="main")["stocks"]) == len(skus)
    assert program.get("/stock", warehouse="none")["stocks"] == []


def test_lists_cost_the_same_however_long(statements):
    program, sku = Program("inventory.view"), make_stock(1)
    program.get("/stock")
    with statements() as few:
        program.get("/stock")
        program.get("/stock/movements", sku=sku.code)
    for _n in range(6):
        make_stock(1)
        make_stock(1, sku=sku)
    with statements() as many:
        assert len(program.get("/stock")["stocks"]) == 7
        assert len(program.get("/stock/movements", sku=sku.code)["movements"]) == 7
    assert many.count == few.count


def test_stock_as_of_a_past_moment():
    start = clock.now() - dt.timedelta(days=2)
    with clock.frozen(start):
        sku = make_stock(5)
    with clock.frozen(start + dt.timedelta(days=1)):
        make_stock(7, sku=sku)
    program = Program("inventory.view")

    def then(hours):
        moment = start + dt.timedelta(hours=hours)
        found = program.get("/stock/at", moment=moment.isoformat(), sku=sku.code)["stocks"]
        return [(one["sku"], one["warehouse"], one["on_hand"]) for one in found]

    assert then(-1) == []
    assert then(1) == [(sku.code, "main", 5)]
    assert then(30) == [(sku.code, "main", 12)]
    program.get("/stock/at", 422, moment="2026-11-21T09:00:00", sku=sku.code)  # without a zone


def test_the_ledger_of_a_sku_and_of_a_document():
    sku = make_stock(5)
    actions.add_demands([demand("order/1", sku, 2)], actor="test")
    actions.allocate([sku.pk], actor="test")
    program = Program("inventory.view")
    rows = program.get("/stock/movements", sku=sku.code)["movements"]
    assert [(one["kind"], one["on_hand_after"], one["allocated_after"]) for one in rows] == [
        ("receive", 5, 0),
        ("allocate", 5, 2),
    ]
    assert [one["kind"] for one in program.get("/stock/movements", document="order/1")["movements"]] == ["allocate"]
    assert program.get("/stock/movements", sku=sku.code, warehouse="none")["movements"] == []
    program.get("/stock/movements", 404, sku="unknown")


def test_arrivals_are_taken_in_and_unknown_lines_named():
    sku, house = make_sku("A-1"), make_warehouse("second")
    bundle = make_bundle({sku: 2})
    body = {
        "document": "D-77",
        "reason": "定期便",
        "arrivals": [
            {"sku": "a-1", "quantity": 5, "lot": "L1", "expiry": "2027-01-31", "warehouse": house.code},
            {"sku": "none", "quantity": 1},
            {"sku": bundle.code, "quantity": 1},
            {"sku": "A-1", "quantity": 1, "warehouse": "nowhere"},
        ],
    }
    answer = Program("inventory.move").post("/stock/receive", body)
    assert answer["document"] == "arrival/D-77"
    assert answer["done"] == [0]
    assert [(one["key"], one["field"]) for one in answer["refused"]] == [
        ("none", "sku"),
        (bundle.code, "sku"),
        ("A-1", "warehouse"),
    ]
    row = Movement.objects.get()
    assert (row.sku_id, row.warehouse_id, row.on_hand, row.document, row.reason) == (
        sku.pk,
        house.pk,
        5,
        "arrival/D-77",
        "定期便",
    )


def test_counts_are_corrected_and_what_is_promised_is_not_counted_away():
    sku, held = make_stock(5), make_stock(5)
    actions.add_demands([demand("order/1", held, 4)], actor="test")
    actions.allocate([held.pk], actor="test")
    body = {
        "reason": "棚卸",
        "adjustments": [
            {"sku": sku.code, "on_hand": 3, "warehouse": "main"},
            {"sku": held.code, "on_hand": 1, "warehouse": "main"},
            {"sku": sku.code},
        ],
    }
    program = Program("inventory.move")
    tried = program.post("/stock/adjust", body, dry_run="true")
    assert counters(sku)[0] == 5
    answer = program.post("/stock/adjust", body)
    assert (tried["done"], tried["refused"]) == (answer["done"], answer["refused"])
    assert answer["done"] == [sku.code]
    assert {one["key"] for one in answer["refused"]} == {held.code, sku.code}
    assert counters(sku)[0] == 3
    assert counters(held)[0] == 5
