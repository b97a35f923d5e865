"""The door for programs: who may, how often, what goes wrong, and what the document says."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core import clock
from akinai.core.api import API, answers, tokens
from akinai.core.models import AccessLog, ApiAnswer, ApiToken, EventRow
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor_name
from akinai.core.people.permissions import PERMISSIONS
from akinai.core.settings import put
from akinai.core.tests.making import make_staff, sign_in
from akinai.core.tests.programs import ROOT, Program
from akinai.inventory.models import Movement, Stock
from akinai.inventory.tests.making import make_sku, make_stock

pytestmark = pytest.mark.django_db

OPERATIONS = {
    "/batches": {"post"},
    "/carts": {"post"},
    "/carts/{key}": {"get"},
    "/carts/{key}/checkout": {"post"},
    "/carts/{key}/lines": {"post"},
    "/channels": {"get"},
    "/channels/drifts": {"get"},
    "/channels/drifts/mend": {"post"},
    "/channels/listings": {"get"},
    "/channels/listings/check": {"post"},
    "/channels/listings/push": {"post"},
    "/channels/offers": {"get"},
    "/channels/offers/resend": {"post"},
    "/channels/pause": {"post"},
    "/channels/price-changes": {"get", "post"},
    "/channels/price-changes/cancel": {"post"},
    "/channels/refused-orders": {"get"},
    "/channels/refused-orders/read": {"post"},
    "/channels/resume": {"post"},
    "/channels/settlements": {"get"},
    "/channels/settlements/{key}/entries": {"get"},
    "/channels/stock-rules": {"get", "post"},
    "/channels/stock-rules/delete": {"post"},
    "/channels/sync": {"post"},
    "/channels/test": {"post"},
    "/channels/untold-cancellations": {"get"},
    "/channels/untold-cancellations/again": {"post"},
    "/channels/untold-shipments": {"get"},
    "/channels/untold-shipments/again": {"post"},
    "/channels/untold-shipments/tell": {"post"},
    "/events": {"get"},
    "/members": {"get"},
    "/members/{key}": {"get"},
    "/orders": {"get", "post"},
    "/orders/cancel": {"post"},
    "/orders/edit": {"post"},
    "/orders/hold": {"post"},
    "/orders/holds/close": {"post"},
    "/orders/lift": {"post"},
    "/orders/merge": {"post"},
    "/orders/notes": {"post"},
    "/orders/payments": {"post"},
    "/orders/payments/undo": {"post"},
    "/orders/ship-date": {"post"},
    "/orders/{key}": {"get"},
    "/orders/{key}/events": {"get"},
    "/queues": {"get"},
    "/shipments": {"get"},
    "/shipments/confirm": {"post"},
    "/shipments/labels": {"post"},
    "/shipments/undo": {"post"},
    "/skus": {"get", "post"},
    "/skus/{code}": {"get"},
    "/stock": {"get"},
    "/stock/adjust": {"post"},
    "/stock/at": {"get"},
    "/stock/movements": {"get"},
    "/stock/receive": {"post"},
}
# Open to everybody, as the shop is: no token, no cookie, rate limits by address.
OPEN = {path for path in OPERATIONS if path.startswith("/carts")}


def document():
    return Client().get(f"{ROOT}/openapi.json").json()


def operations():
    for path, found in document()["paths"].items():
        for method, operation in found.items():
            yield path.removeprefix(ROOT), method, operation


def arrival(sku, quantity=1):
    return {"arrivals": [{"sku": sku.code, "quantity": quantity}]}


# --- the document -------------------------------------------------------------------------------------------


def test_the_document_lists_every_operation():
    found = {}
    for path, method, _operation in operations():
        found.setdefault(path, set()).add(method)
    assert found == OPERATIONS


def test_every_operation_asks_for_a_permission_of_the_table():
    asked = {
        operation.operation_id or operation.view_func.__name__: [
            getattr(door, "permission", None) for door in operation.auth_callbacks
        ]
        for router in API._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    assert len(asked) == sum(len(methods) for methods in OPERATIONS.values())
    public = {operation["operationId"] for path, _m, operation in operations() if path in OPEN}
    assert {name for name, doors in asked.items() if len(doors) != 1 or doors[0] not in PERMISSIONS} == public
    for path, _method, operation in operations():
        assert path in OPEN or operation["x-permission"] in PERMISSIONS


def test_the_document_is_sound_openapi():
    whole = document()
    assert whole["openapi"].startswith("3.1")
    schemas = whole["components"]["schemas"]
    names = [operation["operationId"] for _p, _m, operation in operations()]
    assert len(names) == len(set(names))
    for path, method, operation in operations():
        assert operation["security"] == ([] if path in OPEN else [{"Token": []}]), path
        assert operation["summary"].endswith("."), (path, method)
        assert "200" in operation["responses"]
        assert ("requestBody" in operation) == (method == "post"), path
        parameters = {one["name"] for one in operation["parameters"]}
        once = method == "post" and (path not in OPEN or path.endswith("/checkout"))
        assert ({"dry_run", "Idempotency-Key"} <= parameters) == once, path
        assert {one["name"] for one in operation["parameters"] if one["in"] == "path"} == {
            part.strip("{}") for part in path.split("/") if part.startswith("{")
        }
    for found in references(whole):
        kind, name = found.removeprefix("#/components/").split("/")
        assert name in whole["components"][kind], found
    assert whole["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}
    assert schemas["OrderShown"]["properties"]["lines"]["type"] == "array"


def references(part):
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from references(one)


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, one) for path, methods in OPERATIONS.items() for one in sorted(methods) if path not in OPEN],
)
def test_nobody_enters_without_a_token_or_with_another_permission(path, method):
    address = ROOT + path.replace("{key}", "1").replace("{code}", "x")
    answer = getattr(Client(), method)(address, {}, content_type="application/json")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    program = Program("backup.view")
    answer = getattr(Client(), method)(address, {}, content_type="application/json", headers=program.headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:akinai:problem:forbidden"


def test_a_refused_scope_does_nothing():
    sku = make_sku()
    problem = Program("inventory.view").post("/stock/receive", arrival(sku), 403)
    assert "inventory.move" in problem["detail"]
    assert not Movement.objects.exists()


def test_a_token_that_is_unknown_revoked_or_expired_opens_nothing():
    program = Program("inventory.view")
    program.get("/stock")
    tokens.revoke_tokens([program.row.pk], actor="cli")
    program.get("/stock", 401)
    late = Program("inventory.view")
    ApiToken.objects.filter(pk=late.row.pk).update(expires_at=clock.now() - dt.timedelta(seconds=1))
    late.get("/stock", 401)
    late.headers["Authorization"] = "Bearer akinai_guess"
    late.get("/stock", 401)
    late.headers["Authorization"] = "Basic xyz"
    late.get("/stock", 401)


def test_a_token_is_kept_as_a_hash_and_noted_when_used():
    program = Program("inventory.view")
    row = ApiToken.objects.get()
    assert row.last_used_at is None
    assert program.token not in json.dumps([str(value) for value in ApiToken.objects.values_list()[0]])
    assert len(program.token) >= 43 + len(tokens.PREFIX)
    program.get("/stock")
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_a_token_of_people_or_of_nothing_is_refused():
    for scopes in (["people.edit"], [], ["nonsense"]):
        with pytest.raises(Refused):
            tokens.add_token("x", scopes=scopes, actor="cli")
    with pytest.raises(Refused):
        tokens.add_token(" ", scopes=["orders.view"], actor="cli")
    past = clock.now() - dt.timedelta(days=1)
    with pytest.raises(Refused):
        tokens.add_token("x", scopes=["orders.view"], expires_at=past, actor="cli")
    assert not ApiToken.objects.exists()


def test_too_many_requests_are_told_to_wait():
    put({"api_requests_per_minute": 2}, actor="test")
    program, other = Program("inventory.view"), Program("inventory.view")
    answers = [program.client.get(f"{ROOT}/stock", headers=program.headers) for _n in range(4)]
    assert answers[0].status_code == 200
    assert answers[3].status_code == 429
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    other.get("/stock")


def test_changes_carry_the_name_of_the_program():
    program, sku = Program("inventory.move"), make_sku()
    program.post("/stock/receive", arrival(sku))
    actor = Movement.objects.get().actor
    assert actor == f"token:{program.row.pk}"
    assert "test" in actor_name(actor)


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


# --- the feed -----------------------------------------------------------------------------------------------


def test_the_feed_tells_everything_once_in_pages():
    program = Program("desk.view", "inventory.view")
    start = program.get("/events")["next"]
    for _n in range(3):
        make_stock(5)
    first = program.get("/events", cursor=start, limit=2)
    assert len(first["events"]) == 2
    assert first["more"]
    second = program.get("/events", cursor=first["next"], limit=2)
    assert [one["name"] for one in (*first["events"], *second["events"])] == ["inventory.stock_grew"] * 3
    assert not second["more"]
    assert program.get("/events", cursor=second["next"])["events"] == []
    assert len(program.get("/events", cursor=start, name="inventory.")["events"]) == 3
    assert program.get("/events", cursor=start, name="orders.")["events"] == []
    subject = first["events"][0]["subject"]
    assert len(program.get("/events", cursor=start, subject=subject)["events"]) == 1


def test_the_feed_shows_what_the_token_may_view():
    make_stock(5)
    assert Program("desk.view", "orders.view").get("/events", cursor=0)["events"] == []
    Program("desk.view").get("/events", 403, cursor=0)


# --- the desk and the command -------------------------------------------------------------------------------


def test_the_manager_makes_a_token_that_is_shown_once_and_revokes_it(client):
    sign_in(client, make_staff("manager"))
    made = client.post(reverse("api_tokens:new"), {"name": "在庫連携", "scopes": ["inventory.view"], "expires": ""})
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    row = ApiToken.objects.get()
    token = re.search("akinai_[A-Za-z0-9_-]{40,}", made.content.decode())[0]
    assert tokens.find(token).pk == row.pk
    listed = client.get(reverse("api_tokens:list"))
    assert "在庫連携" in listed.content.decode()
    assert token not in listed.content.decode()
    client.post(reverse("api_tokens:revoke"), {"ids": [row.pk]})
    assert tokens.find(token) is None
    assert set(AccessLog.objects.filter(what__startswith="token.").values_list("what", flat=True)) == {
        "token.added",
        "token.revoked",
    }


def test_a_token_that_asks_for_nothing_or_the_past_is_not_made(client):
    sign_in(client, make_staff("manager"))
    answer = client.post(reverse("api_tokens:new"), {"name": "x", "expires": "2020-01-01", "scopes": ["orders.view"]})
    assert answer.status_code == 200
    assert "expires" in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_only_the_manager_sees_tokens(client):
    sign_in(client, make_staff("orders"))
    for name in ("api_tokens:list", "api_tokens:new"):
        assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse("api_tokens:revoke"), {"ids": [1]}).status_code == 403
