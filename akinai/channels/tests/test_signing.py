"""Signing in at Yahoo! from the desk: the button, the mall's own page over real HTTP, and back with a code."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from akinai.channels import actions, queries
from akinai.channels.actions import NewConnection
from akinai.channels.models import Connection
from akinai.core import clock
from akinai.core.models import EventRow
from akinai.core.outcome import Refused
from akinai.core.partners import open_keys
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import SalesChannel
from sandbox.malls import shopify, yahoo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    _address, server = yahoo.start()
    server.standin.unlimited = True
    yield server
    server.stop()


@pytest.fixture
def row(server, settings) -> Connection:
    """Connected as the shop begins: with its keys, without a refresh token."""
    settings.OUTSIDE_ALLOW_PRIVATE = True
    make_warehouse()
    given = yahoo.connection(server.standin.address, calls_a_second=1000)
    keys = {name: value for name, value in given["credentials"].items() if name != "refresh_token"}
    plain = {**given["settings"], "signed_in_on": ""}
    new = NewConnection(adapter="yahoo", code="yahoo-1", name="ヤフー店", settings=plain, credentials=keys)
    return Connection.objects.select_related("channel").get(pk=actions.connect(new, actor="test"))


@pytest.fixture
def desk(row) -> Client:
    return sign_in(Client(), make_staff("manager"))


def begin(desk: Client, row: Connection) -> str:
    """Where the button leads."""
    page = desk.get(reverse("channels:connection", args=[row.channel_id])).content.decode()
    assert "Yahoo!にログインして許可する" in page
    assert "http://testserver/desk/channels/signed-in/" in page
    return str(desk.get(reverse("channels:sign_in", args=[row.channel_id])).url)


def agree(address: str, answer: str = "yes") -> str:
    """The operator's part: the page, its button, and where the browser is sent."""
    page = httpx.get(address)
    assert page.status_code == 200
    assert "同意する" in page.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    said = {name: asked[name] for name in ("redirect_uri", "state", "nonce")}
    where = urlsplit(address)
    sent = httpx.post(f"{where.scheme}://{where.netloc}/yconnect/v2/consent", data={**said, "answer": answer})
    return sent.headers["Location"]


def back(desk: Client, address: str) -> str:
    """What the desk says on coming back."""
    parts = urlsplit(address)
    return desk.get(f"{parts.path}?{parts.query}", follow=True).content.decode()


def test_signing_in_brings_a_sealed_token_and_a_new_countdown(desk, row) -> None:
    assert "ログイン" in actions.test_connection(row.pk, actor="test").words
    text = back(desk, agree(begin(desk, row)))
    row.refresh_from_db()
    token = open_keys(row.sealed)["refresh_token"]
    assert len(token) > 20
    assert token not in text + row.sealed
    assert row.settings["signed_in_on"] == clock.today().isoformat()
    (key,) = queries.keys(row.pk)
    assert key.days == 28
    assert sorted(open_keys(row.sealed)) == ["client_secret", "public_key", "refresh_token"]
    assert actions.test_connection(row.pk, actor="test").ok
    told = EventRow.objects.get(name="channels.mall_signed_in")
    assert told.data["credentials"] == ["refresh_token"]


def test_the_countdown_begins_anew(desk, row) -> None:
    back(desk, agree(begin(desk, row)))
    row.refresh_from_db()
    row.settings = {**row.settings, "signed_in_on": (clock.today() - dt.timedelta(days=25)).isoformat()}
    row.save(update_fields=["settings"])
    actions.test_connection(row.pk, actor="test")
    assert [key.days for key in queries.keys(row.pk)] == [3]
    back(desk, agree(begin(desk, row)))
    assert [key.days for key in queries.keys(row.pk)] == [28]


def test_who_does_not_agree_comes_back_with_words(desk, row) -> None:
    before = row.sealed
    assert "許可されませんでした" in back(desk, agree(begin(desk, row), "no"))
    row.refresh_from_db()
    assert row.sealed == before


def test_a_return_counts_once_and_only_for_who_began_it(desk, row) -> None:
    address = agree(begin(desk, row))
    stranger = sign_in(Client(), make_staff(username="another"))
    back(stranger, address)
    back(desk, address.replace("state=", "state=x"))  # what was begun is over with the first return
    back(desk, address)
    row.refresh_from_db()
    assert "refresh_token" not in open_keys(row.sealed)
    code = parse_qs(urlsplit(address).query)["code"][0]
    other = {"back": "http://elsewhere.example/", "nonce": "n", "actor": "test"}
    assert actions.sign_in(row.pk, code, **other).kind == "keys"
    row.refresh_from_db()
    assert "refresh_token" not in open_keys(row.sealed)


def test_a_code_of_another_sign_in_is_not_believed(desk, row) -> None:
    address = agree(begin(desk, row))
    code = parse_qs(urlsplit(address).query)["code"][0]
    here = "http://testserver/desk/channels/signed-in/"
    assert actions.sign_in(row.pk, code, back=here, nonce="another", actor="test").kind == "nonsense"
    row.refresh_from_db()
    assert "refresh_token" not in open_keys(row.sealed)


def test_a_wrong_secret_is_said_in_plain_words(desk, row) -> None:
    keys: dict[str, Any] = {"client_secret": "wrong"}
    changed = NewConnection(adapter="yahoo", settings=row.settings, credentials=keys, channel_id=row.channel_id)
    actions.connect(changed, actor="test")
    assert "クライアントIDとシークレット" in back(desk, agree(begin(desk, row)))


def test_a_mall_without_signing_in_refuses(row, server) -> None:
    given = shopify.connection(server.standin.address)
    SalesChannel.objects.filter(pk=row.channel_id).update(kind="shopify")
    Connection.objects.filter(pk=row.pk).update(adapter="shopify", settings=given["settings"], sealed="")
    with pytest.raises(Refused):
        actions.sign_in_address(row.pk, back="http://testserver/", state="s", nonce="n")


def test_only_who_may_edit_begins(row) -> None:
    client = sign_in(Client(), make_staff("viewer"))
    assert client.get(reverse("channels:sign_in", args=[row.channel_id])).status_code == 403
