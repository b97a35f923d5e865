"""The door for programs: who may, how often, what the feed tells, and how tokens are given."""

import datetime as dt
import json
import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core import clock
from akinai.core.api import callers, tokens
from akinai.core.models import AccessLog, ApiToken
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor_name
from akinai.core.settings import put
from akinai.core.tests.making import make_staff, sign_in
from akinai.core.tests.programs import ROOT, Program
from akinai.inventory.models import Movement
from akinai.inventory.tests.making import make_sku, make_stock
from tests.test_api_document import OPEN, OPERATIONS

pytestmark = pytest.mark.django_db


def arrival(sku, quantity=1):
    return {"arrivals": [{"sku": sku.code, "quantity": quantity}]}


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


def test_too_many_requests_are_told_to_wait(monkeypatch):
    monkeypatch.setattr(callers, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))  # all in one minute
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
