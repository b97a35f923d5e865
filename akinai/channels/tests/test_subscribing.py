"""Notices of Shopify: asked for by a button, pushed over real HTTP, and an order here by POST and a job."""

import http.server
import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from akinai.channels import actions, cli
from akinai.channels.actions import NewConnection
from akinai.channels.models import Connection, Progress, Task
from akinai.core.outcome import Refused
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders.models import Order
from sandbox.malls import shopify
from sandbox.malls.shop import Offer

pytestmark = pytest.mark.django_db
OFFER = Offer("towel-white", "m", "TWL-W-M", "白いタオル", "M", 1200, 1000, 10, "4901234567917")


@pytest.fixture(scope="module")
def server():
    _address, server = shopify.start()
    server.standin.shop.offers[OFFER.key] = OFFER
    server.standin.unlimited = True
    yield server
    server.stop()


@pytest.fixture
def heard() -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    """A public address: what comes there is kept, to be handed to our own door."""
    told: list[tuple[str, dict[str, str], bytes]] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    ear = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=ear.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{ear.server_address[1]}", told
    ear.shutdown()
    ear.server_close()


@pytest.fixture
def row(server, settings) -> Connection:
    settings.OUTSIDE_ALLOW_PRIVATE = True
    make_warehouse()
    make_stock(1000, sku=make_sku(OFFER.code))
    server.standin.subscriptions.clear()
    given = shopify.connection(server.standin.address)
    pk = actions.connect(NewConnection(adapter="shopify", code="shopify-1", name="自店", **given), actor="test")
    return Connection.objects.select_related("channel").get(pk=pk)


def state(row: Connection) -> Progress | None:
    return Progress.objects.filter(connection=row, task=Task.NOTICES).first()


def test_an_order_comes_from_the_purchase_to_here_by_a_notice(row, server, heard, settings, run_jobs) -> None:
    address, told = heard
    settings.PUBLIC_ADDRESS = f"{address}/"
    desk = sign_in(Client(), make_staff("manager"))
    url = reverse("channels:connection", args=[row.channel_id])
    assert "通知を受け取る" in desk.get(url).content.decode()
    desk.post(reverse("channels:connection_notices", args=[row.channel_id]))
    page = desk.get(url).content.decode()
    assert "通知を止める" in page
    assert f"{address}/malls/notify/{row.notice_token}/" in page
    line = {"page": OFFER.page, "variant": OFFER.variant, "quantity": 2}
    number = httpx.post(f"{server.standin.address}/_control/orders", json={"lines": [line]}).json()["number"]
    until = time.monotonic() + 30
    while not told and time.monotonic() < until:
        time.sleep(0.02)
    path, headers, body = told[0]
    said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    answer = Client().post(path, body, content_type="application/json", **said)
    assert answer.status_code == 200
    assert not Order.objects.exists()
    run_jobs()
    order = Order.objects.get(channel=row.channel)
    assert (order.channel_number, order.unallocated) == (number, 0)
    forged = {**said, "HTTP_X_SHOPIFY_HMAC_SHA256": "bm90IHRoZSByaWdodCBvbmU="}
    assert Client().post(path, body, content_type="application/json", **forged).status_code == 401
    desk.post(reverse("channels:connection_notices", args=[row.channel_id]), {"go": "off"})
    assert not server.standin.subscriptions
    assert state(row) is None


def test_what_the_mall_forgot_is_asked_for_again_each_morning(row, server) -> None:
    assert actions.renew_notices() == 0
    assert actions.subscribe(row.pk, "https://shop.example.jp", actor="test").ok
    assert {one["topic"] for one in server.standin.subscriptions.values()} == {
        "ORDERS_CREATE",
        "ORDERS_UPDATED",
        "ORDERS_CANCELLED",
    }
    server.standin.subscriptions.clear()
    assert actions.renew_notices() == 1
    assert len(server.standin.subscriptions) == 3
    assert actions.subscribe(row.pk, "https://other.example.jp", actor="test").ok
    assert {one["uri"].partition("/malls")[0] for one in server.standin.subscriptions.values()} == {
        "https://other.example.jp"
    }


@pytest.mark.parametrize("site", ["", "http://shop.example.jp", "https://localhost:8000", "https://192.168.1.5"])
def test_an_address_no_mall_reaches_is_refused(row, settings, site) -> None:
    settings.OUTSIDE_ALLOW_PRIVATE = False
    with pytest.raises(Refused) as refused:
        actions.subscribe(row.pk, site, actor="test")
    assert "PUBLIC_ADDRESS" in refused.value.refusals[0].message
    assert state(row) is None


def test_a_mall_in_trouble_leaves_nothing_half_asked(row, server) -> None:
    server.standin._faults.extend(["500"])
    tested = actions.subscribe(row.pk, "https://shop.example.jp", actor="test")
    assert (tested.ok, tested.kind) == (False, "unreachable")
    assert state(row) is None
    actions.subscribe(row.pk, "https://shop.example.jp", actor="test")
    server.standin._faults.extend(["500"])
    assert not actions.unsubscribe(row.pk, actor="test").ok
    kept = state(row)
    assert kept is not None
    assert kept.cursor["address"].startswith("https://shop.example.jp/malls/notify/")


def test_by_command(row, server, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://shop.example.jp"
    for arguments, ok, asked in (
        (["--json"], True, 3),
        (["--off", "--json"], True, 0),
        (["--off", "--json"], False, 0),
    ):
        answer = CliRunner().invoke(cli.notices_of_channel, ["shopify-1", *arguments])
        assert (json.loads(answer.stdout)["ok"], answer.exit_code) == (ok, 0 if ok else 1)
        assert len(server.standin.subscriptions) == asked
    settings.PUBLIC_ADDRESS = ""
    unknown = CliRunner().invoke(cli.notices_of_channel, ["shopify-1"])
    assert unknown.exit_code == 1
    assert "PUBLIC_ADDRESS" in unknown.output


def test_disconnecting_forgets_the_notices(row) -> None:
    actions.subscribe(row.pk, "https://shop.example.jp", actor="test")
    actions.disconnect(row.pk, actor="test")
    assert state(row) is None
    assert actions.renew_notices() == 0
