"""SKUs through the door for programs."""

import datetime as dt

import pytest

from akinai.catalog.models import Sku
from akinai.catalog.tests.making import make_sku, make_skus
from akinai.core import clock
from akinai.core.tests.programs import Program

pytestmark = pytest.mark.django_db


def make_bundle(code, part):
    return make_sku(code, kind="bundle", parts=((part, 2),))


def test_skus_are_listed_in_pages_and_filtered():
    made = [make_sku(f"A-{n}", jan="4901234567894" if n == 1 else "", active=n != 2) for n in range(3)]
    product = Sku.objects.get(pk=made[0]).product
    program = Program("catalog.view")
    first = program.get("/skus", limit=2)
    assert [one["code"] for one in first["skus"]] == ["A-0", "A-1"]
    assert [one["code"] for one in program.get("/skus", cursor=first["next"])["skus"]] == ["A-2"]
    assert program.get("/skus", newest_first="true", limit=1)["skus"][0]["code"] == "A-2"
    assert [one["code"] for one in program.get("/skus", jan="4901234567894")["skus"]] == ["A-1"]
    assert [one["code"] for one in program.get("/skus", active="false")["skus"]] == ["A-2"]
    assert [one["id"] for one in program.get("/skus", product=product.code)["skus"]] == [made[0]]
    assert [one["code"] for one in program.get("/skus", q="品 A-1")["skus"]] == ["A-1"]
    assert program.get("/skus", changed_since=(clock.now() + dt.timedelta(days=1)).isoformat())["skus"] == []


def test_a_list_costs_the_same_however_long(statements):
    program = Program("catalog.view")
    make_skus("A-1", "A-2")
    make_bundle("B-1", "A-1")
    program.get("/skus")
    with statements() as few:
        program.get("/skus")
    for n in range(2, 7):
        make_bundle(f"B-{n}", "A-2")
    with statements() as many:
        assert len(program.get("/skus")["skus"]) == 8
    assert many.count == few.count


def test_one_sku_by_its_code_however_written_with_its_parts():
    make_sku("85123A", cost=300, price=500)
    make_bundle("B-1", "85123A")
    program = Program("catalog.view")
    found = program.get("/skus/８５１２３a")
    assert (found["code"], found["price"], found["currency"], found["cost"]) == ("85123A", 500, "JPY", None)
    assert Program("catalog.view", "cost.view").get("/skus/85123A")["cost"] == 300
    assert program.get("/skus/B-1")["parts"] == [{"code": "85123A", "quantity": 2}]


def test_skus_are_saved_and_what_is_wrong_is_named():
    known = Sku.objects.get(pk=make_sku("K-1", price=100, shelf="A-1"))
    program = Program("catalog.view", "catalog.edit", "cost.view")
    body = {
        "skus": [
            {"code": "K-1", "price": 250},
            {"code": "N-1", "name": "はちみつ", "price": 1200, "tax_category": "food", "handling": ["fragile"],
             "category": ["食品 > はちみつ"], "release_date": "2026-12-01", "gift": False, "cost": 700},
            {"code": "N-2", "name": "", "price": 1},
            {"code": "N-3", "name": "x", "jan": "123"},
            {"code": "N-4", "name": "セット", "price": 2000, "parts": [{"code": "K-1", "quantity": 2}]},
            {"code": "K-1", "gift": None},
        ]
    }  # fmt: skip
    tried = program.post("/skus", body, dry_run="true")
    assert Sku.objects.count() == 1
    answer = program.post("/skus", body)
    assert {(one["key"], one["field"]) for one in answer["refused"]} == {(2, "name"), (3, "jan"), (5, "gift")}
    assert tried["refused"] == answer["refused"]
    assert len(answer["done"]) == 3
    known.refresh_from_db()
    assert (known.price, known.shelf) == (250, "A-1")
    honey = program.get("/skus/N-1")
    assert (honey["tax_category"], honey["handling"]) == ("food", ["fragile"])
    assert (honey["gift"], honey["cost"], honey["release_date"]) == (False, 700, "2026-12-01")
    assert program.get("/skus/N-4")["kind"] == "bundle"


def test_cost_prices_are_not_set_without_their_permission():
    answer = Program("catalog.edit").post("/skus", {"skus": [{"code": "C-1", "name": "x", "price": 1, "cost": 5}]})
    assert answer["done"] == []
    assert answer["refused"][0]["field"] == "cost"
    assert not Sku.objects.exists()


def test_saving_without_permission_changes_nothing():
    Program("catalog.view").post("/skus", {"skus": [{"code": "C-1", "name": "x"}]}, 403)
    assert not Sku.objects.exists()
