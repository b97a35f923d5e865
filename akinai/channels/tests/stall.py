"""A mall of the tests' own: as little as a mall can be, over real HTTP, with an adapter that fulfils base.Mall."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from akinai.channels.malls import MALLS, base
from akinai.channels.malls.calling import call, door
from akinai.core import clock
from sandbox import serving
from sandbox.messages import Answer, Request, route

KEY, HOOK = "stall-key-1234567890", "stall-hook-1234567890"


class Stall(serving.StandIn):
    """The mall: it knows one shop, its key, and until when the key holds."""

    name = "Stall"

    def __init__(self) -> None:
        super().__init__()
        self.ends = clock.now() + dt.timedelta(days=100)
        self.asked: list[str] = []
        self.closed = False

    def before(self, request: Request) -> Answer | None:
        self.asked.append(request.path)
        if self.closed:
            return Answer.of({}, 503)
        return None if request.headers.get("x-key") == KEY else Answer.of({"error": "key"}, 401)

    @route("GET", "/shop")
    def shop(self, request: Request) -> Answer:
        return Answer.of({"name": "季の実"})

    @route("GET", "/key")
    def key(self, request: Request) -> Answer:
        return Answer.of({"ends": self.ends.isoformat()})

    @route("GET", "/orders")
    def orders(self, request: Request) -> Answer:
        return Answer.of({"orders": []})


class StallMall:
    """The adapter."""

    kind: ClassVar[str] = "stall"
    label: ClassVar[str] = "屋台"
    fields: ClassVar[tuple[base.Field, ...]] = (
        base.Field("api", "API address", default="https://api.stall.example.jp", required=True),
        base.Field("size", "Size", choices=(("small", "小"), ("large", "大")), default="small"),
        base.Field("key", "Key", secret=True, required=True),
        base.Field("hook", "Signing key", secret=True, long=True),
    )
    abilities: ClassVar[frozenset[str]] = frozenset({"orders", "notices"})
    updated_since: ClassVar[bool] = True
    sends_mails: ClassVar[bool] = True
    every: ClassVar[int] = 1
    ends_with_last: ClassVar[bool] = False
    stock_batch: ClassVar[int] = 10
    order_batch: ClassVar[int] = 10

    def _ask(self, account: base.Account, name: str, path: str) -> Any:
        headers = {"X-Key": account.credentials.get("key", "")}
        with door(account, account.address("api"), headers=headers) as api:
            return call(account, api, name, "GET", path).json()

    def check(self, account: base.Account) -> str:
        return f"店舗「{self._ask(account, 'getShop', '/shop')['name']}」につながりました。"

    def changed_orders(
        self, account: base.Account, since: dt.datetime, until: dt.datetime, cursor: str = ""
    ) -> base.OrderPage:
        self._ask(account, "searchOrder", "/orders")
        return base.OrderPage([])

    def expiries(self, account: base.Account) -> Sequence[base.Expiry]:
        ends = self._ask(account, "getKey", "/key")["ends"]
        return [base.Expiry("API key", dt.datetime.fromisoformat(ends), "管理画面で更新します。")]

    def read_notice(self, account: base.Account, raw: base.RawRequest) -> base.Notice:
        if not hmac.compare_digest(
            signature(raw.body, account.credentials.get("hook", "")), raw.headers.get("x-sign", "")
        ):
            return base.Notice(genuine=False, why="signature")
        told = json.loads(raw.body)
        return base.Notice(genuine=True, numbers=told["numbers"], key=told.get("key", ""), answer=b"OK")


def signature(body: bytes, key: str = HOOK) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def open_stall(monkeypatch: Any, settings: Any) -> tuple[Stall, serving.Server]:
    """Serve a stall and put its adapter among the malls, for one test."""
    settings.OUTSIDE_ALLOW_PRIVATE = True
    monkeypatch.setitem(MALLS, "stall", StallMall())
    stall = Stall()
    _address, server = serving.start(stall)
    return stall, server


def entered(stall: Stall, **changes: str) -> Mapping[str, Any]:
    """What a shop enters to use it."""
    return {
        "adapter": "stall",
        "settings": {"api": stall.address, "size": "small"},
        "credentials": {"key": KEY, "hook": HOOK, **changes},
    }
