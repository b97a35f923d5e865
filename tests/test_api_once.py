"""The door for programs when things go wrong, are tried out, or are said twice."""

import datetime as dt

import pytest
from django.test import Client

from akinai.core import clock
from akinai.core.api import answers
from akinai.core.models import ApiAnswer, EventRow
from akinai.core.tests.programs import Program
from akinai.inventory.models import Movement, Stock
from akinai.inventory.tests.making import make_sku
from tests.test_api_doors import arrival

pytestmark = pytest.mark.django_db


# --- what goes wrong ----------------------------------------------------------------------------------------


def test_problems_name_the_place_the_field_and_a_sentence_in_the_callers_language():
    body = {"arrivals": [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 0, "colour": "red"}]}
    problem = Program("inventory.move").post("/stock/receive", body, 422)
    assert problem["status"] == 422
    assert problem["errors"] == [
        {"key": 1, "field": "arrivals.1.quantity", "message": "Give a number of at least 1."},
        {"key": 1, "field": "arrivals.1.colour", "message": "There is no such field."},
    ]
    japanese = Program("inventory.move", language="ja").post("/stock/receive", body, 422)
    assert japanese["errors"][0]["message"] == "1以上の数を入力してください。"
    assert japanese["title"] != problem["title"]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("{", 400, "unreadable"),
        ("[", 400, "unreadable"),
        ("", 422, "invalid"),
        ("[]", 422, "invalid"),
        ("{}", 422, "invalid"),
        ('{"arrivals": "x"}', 422, "invalid"),
        ('{"arrivals": [{"sku": "a\\u0000", "quantity": 1}]}', 422, "invalid"),
        ('{"arrivals": [{"sku": "\\ud800", "quantity": 1}]}', 422, "invalid"),
        ('{"arrivals": [{"sku": "a", "quantity": "三"}]}', 422, "invalid"),
        ('{"arrivals": [{"sku": "a", "quantity": 1, "expiry": "2026-02-30"}]}', 422, "invalid"),
        ('{"arrivals": [{"sku": "a", "quantity": 1e9}]}', 422, "invalid"),
        ('{"arrivals": [{"sku": "a", "quantity": 1, "expected_id": 1e30}]}', 422, "invalid"),
        ('{"arrivals": []}', 422, "invalid"),
    ],
)
def test_bad_bodies_are_told_and_harm_nothing(body, status, kind):
    answer = Program("inventory.move").send("/stock/receive", body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:akinai:problem:{kind}")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Movement.objects.exists()


def test_a_body_that_is_too_big_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    Program("inventory.move").post("/stock/receive", {"document": "x" * 2000, "arrivals": []}, 413)


def test_wrong_addresses_methods_and_queries_answer_json():
    program = Program("inventory.view", "catalog.view", "orders.view")
    program.get("/nonsense", 404)
    program.get("/orders/abc", 404)
    program.get("/orders/999999", 404)
    program.get("/orders/99999999999999999999999", 422)
    program.get("/skus/none", 404)
    program.post("/stock", {}, 405)
    program.get("/stock", 422, limit=201)
    program.get("/stock", 422, cursor=10**30)
    assert program.get("/stock", 422, colour="red")["errors"][0]["field"] == "colour"
    program.get("/stock", 422, warehouse="\x00")
    program.get("/stock/movements", 422)
    assert Client().get("/api/").status_code == 404


# --- tried out, and once only -------------------------------------------------------------------------------


def test_a_dry_run_answers_what_would_happen_and_leaves_nothing():
    program, sku = Program("inventory.move"), make_sku()
    answer = program.post("/stock/receive", arrival(sku), dry_run="true", key="k-1")
    assert answer["dry_run"] is True
    assert answer["done"] == [0]
    assert not Movement.objects.exists()
    assert not Stock.objects.exists()
    assert not EventRow.objects.exists()
    assert not ApiAnswer.objects.exists()
    assert program.post("/stock/receive", arrival(sku), key="k-1")["dry_run"] is False
    assert Movement.objects.count() == 1


def test_the_same_key_does_it_once_and_answers_the_same():
    program, sku = Program("inventory.move"), make_sku()
    first = program.send("/stock/receive", arrival(sku), key="k-1")
    again = program.send("/stock/receive", arrival(sku), key="k-1")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Movement.objects.count() == 1


def test_a_key_used_for_something_else_is_refused():
    program, sku = Program("inventory.move"), make_sku()
    program.post("/stock/receive", arrival(sku), key="k-1")
    problem = program.post("/stock/receive", arrival(sku, 2), 422, key="k-1")
    assert problem["type"] == "urn:akinai:problem:idempotency-key-reused"
    assert Movement.objects.count() == 1
    program.post("/stock/receive", arrival(sku), 422, key="に")


def test_keys_of_two_programs_are_apart():
    sku = make_sku()
    for program in (Program("inventory.move"), Program("inventory.move")):
        program.post("/stock/receive", arrival(sku), key="k-1")
    assert Movement.objects.count() == 2


def test_a_key_is_free_again_after_a_day_and_after_a_failure():
    program, sku = Program("inventory.move"), make_sku()
    program.post("/stock/receive", {"arrivals": [{"sku": sku.code, "quantity": 0}]}, 422, key="k-1")
    program.post("/stock/receive", arrival(sku), key="k-1")
    with clock.frozen(clock.now() + answers.KEPT + dt.timedelta(minutes=1)):
        program.post("/stock/receive", arrival(sku, 2), key="k-1")
        assert answers.forget_old() == 0
    assert Movement.objects.count() == 2
    with clock.frozen(clock.now() + 3 * answers.KEPT):
        assert answers.forget_old() == 1
