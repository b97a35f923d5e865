"""Stand-ins of malls as processes of their own, each with a shop in it that is connected to the present database."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

import httpx
import psutil
from django.conf import settings
from django.db import connection as database

from akinai.catalog import actions as catalog
from akinai.channels import actions
from akinai.channels.actions import NewConnection, NewMapping
from akinai.channels.models import Connection, StockRule
from akinai.core import postgres, serving
from akinai.core.models import ClosedDay, Shop
from akinai.core.settings import put
from akinai.fulfillment.seeds import seed
from akinai.inventory import actions as inventory
from akinai.inventory.models import Warehouse
from akinai.orders import actions as orders
from bench.harness import require
from bench.serving import ROOT, as_url

ACTOR = "bench"
FULL = ("rakuten", "rakuten", "yahoo", "amazon", "shopify")
QUICK = ("rakuten", "rakuten", "yahoo", "shopify", "yahoo")  # Amazon lists an order only after two minutes
GROUPS = ("order", "stock", "stock_read", "items", "items_read", "cabinet", "key", "calls", "all")
# Of stand-ins that show an order at once; the waits for a real mall's sake are shortened with the rest of the day.
EVERY = 1  # seconds between two looks for orders
AT_ONCE = {
    "visible_after": 0.5,
    "read_back_after": 0.5,
    "read_again_after": 20,
    **{f"rate.{name}": 10_000 for name in GROUPS},
}


@dataclass(frozen=True)
class Goods:
    """A SKU: its code, where malls have it (page and variant are alike), and the pieces there are."""

    code: str
    page: str
    pieces: int


@dataclass
class MallAt:
    """A stand-in that runs, and our connection to it."""

    kind: str
    address: str
    connection_id: int
    channel_id: int

    def control(self, door: str = "", **said: Any) -> httpx.Response:
        """The control door."""
        return httpx.post(f"{self.address}/_control{door}", json=said, timeout=60)

    def state(self) -> dict[str, Any]:
        """The truth of this mall."""
        told: dict[str, Any] = httpx.get(f"{self.address}/_control/state", timeout=60).json()["state"]
        return told

    def order(self, number: str) -> dict[str, Any]:
        """One of its orders, as it is there."""
        told = httpx.get(f"{self.address}/_control/orders/{quote(number, safe='')}", timeout=60)
        found: dict[str, Any] = told.raise_for_status().json()["order"]
        return found

    def shelf(self) -> dict[str, int]:
        return {offer["code"]: offer["stock"] for offer in self.state()["offers"]}


def some_goods(count: int, *, pieces: int) -> list[Goods]:
    """Every third SKU is scarce, every tenth hot and scarce; the others have plenty."""
    return [
        Goods(f"BM-{n:03d}", f"bm-{n:03d}", pieces // 3 if n % 10 == 0 else pieces // 5 if n % 3 == 0 else pieces * 3)
        for n in range(count)
    ]


@contextmanager
def fleet(kinds: Sequence[str], goods: Sequence[Goods], **rule: Any) -> Iterator[list[MallAt]]:
    """The malls, open and connected, with nothing on their shelves yet. `rule`: the shop's one rule for stock."""
    allowed, settings.OUTSIDE_ALLOW_PRIVATE = getattr(settings, "OUTSIDE_ALLOW_PRIVATE", False), True
    try:
        with ExitStack() as running:
            addresses = [running.enter_context(_stand_in(kind)) for kind in kinds]
            _stock(goods)
            StockRule.objects.create(**rule)
            yield [
                _connect(kind, address, place, goods)
                for place, (kind, address) in enumerate(zip(kinds, addresses, strict=True))
            ]
    finally:
        settings.OUTSIDE_ALLOW_PRIVATE = allowed


@contextmanager
def _stand_in(kind: str) -> Iterator[str]:
    command = [sys.executable, "-m", f"sandbox.malls.{kind}", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        require(bool(address), f"The stand-in of {kind} did not start.")
        yield address
    finally:
        process.terminate()
        process.wait(15)


def _stock(goods: Sequence[Goods]) -> None:
    seed()
    put({"yamato_billing_code": "0312345678"}, actor=ACTOR)
    shop = {"name": "商い商店", "postal": "1050011", "prefecture": "東京都", "city": "港区", "line1": "芝公園4-2-8"}
    Shop.objects.update_or_create(id=1, defaults={**shop, "phone": "03-1234-5678"})
    edits = [
        catalog.SkuEdit(key=n, values={"code": one.code, "name": f"品物 {one.code}", "price": 1000})
        for n, one in enumerate(goods)
    ]
    saved = catalog.save_skus(edits, actor=ACTOR)
    house = Warehouse.objects.order_by("position", "id").first() or Warehouse.objects.create(code="main", name="本店")
    ClosedDay.objects.all().delete()  # whatever the day and the hour, parcels leave today
    Warehouse.objects.update(cutoff=dt.time.max)
    arrivals = [
        inventory.Arrival(sku_id=sku_id, warehouse_id=house.pk, quantity=one.pieces)
        for sku_id, one in zip(saved.done, goods, strict=True)
    ]
    inventory.receive(arrivals, document="arrival/bench", actor=ACTOR)


def _connect(kind: str, address: str, place: int, goods: Sequence[Goods]) -> MallAt:
    given = import_module(f"sandbox.malls.{kind}").connection(address)
    new = NewConnection(adapter=kind, code=f"m{place}", name=f"{kind} {place}", **given)
    connection_id = actions.connect(new, actor=ACTOR)
    row = Connection.objects.select_related("channel").get(pk=connection_id)
    row.settings = {**row.settings, **AT_ONCE}
    row.every = EVERY
    row.save(update_fields=["settings", "every"])
    mall = MallAt(kind, address, connection_id, row.channel_id)
    offers = [
        {"page": one.page, "variant": one.page, "code": one.code, "title": one.code, "price": 1000, "stock": 0}
        for one in goods
    ]
    mall.control("/offers", offers=offers).raise_for_status()
    mall.control(unlimited=True, hang=0.3).raise_for_status()
    mappings = [NewMapping(one.code, one.code, *_place(kind, one)) for one in goods]
    outcome = actions.save_mappings(row.channel_id, mappings, actor=ACTOR)
    require(not outcome.refused, f"Not mapped: {outcome.refused[:1]}")
    orders.switch_live(row.channel_id, actor=ACTOR)
    return mall


def _place(kind: str, one: Goods) -> tuple[str, str]:
    if kind == "amazon":
        return one.code, ""
    if kind == "shopify":
        from sandbox.malls.shopify import ids

        return ids.item(one.page, one.page), ids.variant(one.page, one.page)
    return one.page, one.page


def environment() -> dict[str, str]:
    """For processes on the present database that may call stand-ins, and end with this one."""
    return {
        **os.environ,
        "DATABASE_URL": as_url(postgres.connection_string(database.settings_dict["NAME"])),
        "OUTSIDE_ALLOW_PRIVATE": "true",
        "SECRET_KEY": settings.SECRET_KEY,
        serving.PARENT: str(os.getpid()),
    }


class Hands:
    """A worker and its loops under their supervisor on the present database."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.hands"],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> bool:
        """kill -9 of both, in the middle of whatever they do."""
        children = psutil.Process(self._process.pid).children()
        for child in children:
            child.send_signal(signal.SIGKILL)
            child.wait(10)
        return bool(children)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def hands() -> Iterator[Hands]:
    """A worker at work."""
    running = Hands()
    try:
        yield running
    finally:
        running.stop()
