"""What every stand-in mall is made of: a shop (shop.py), limits on calls, maintenance, and a control page.

    class Rms(MallStandIn):
        name = "楽天市場"
        rates = {"order": (1.0, 1.0)}  # calls a second, burst, by group

        def group(self, request) -> str: ...           # which limit a call falls under ("" = none)
        def number(self, count, at) -> str: ...        # of the next order
        def throttled(self, request, wait) -> Answer: ...
        def closed(self, request) -> Answer: ...       # maintenance
        @route("POST", "/es/2.0/order/searchOrder/")
        def search(self, request: Request) -> Answer: ...

The control door has besides what every stand-in's has (sandbox/serving.py), JSON in and out:
    POST /_control                {"maintenance": seconds (0 ends it), "rates": {"order": [1, 1]}, "unlimited": true}
    POST /_control/offers         {"offers": [{"page", "variant", "code", "price", "stock", …}]} adds or replaces
    POST /_control/orders         {"lines": [{"page", "variant", "quantity"}], …fields of Order} → {"number"}; 409
    POST /_control/edit           {"number", "quantities": {line id: pieces}, …fields of Order}
    POST /_control/cancel         {"number", "restock": true} · POST /_control/release {"number"} (pending → new)
    POST /_control/stock          {"page", "variant", "quantity"} by hand, as somebody in the mall's own screens would
    GET  /_control/state          offers, orders, log, calls
    GET  /                        the same for a person: a page with buttons
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from sandbox import serving, wall
from sandbox.malls import pages
from sandbox.malls.shop import Offer, Order, Shop, SoldOut, Someone
from sandbox.messages import Answer, Refused, Request, route


class _Bucket:
    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, burst, wall.now()

    def wait(self) -> float:
        """0 and one token taken, or the seconds until there is one."""
        now = wall.now()
        passed = max(now - self.at, 0.0)  # less than nothing where another day is played
        self.tokens = min(self.burst, self.tokens + passed * self.rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate


class MallStandIn(serving.StandIn):
    """One mall with one shop in it."""

    rates: ClassVar[Mapping[str, tuple[float, float]]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(self.number)
        self.shop.lock = self.lock  # one lock for everything
        self.closed_until = 0.0
        self.unlimited = False
        self._buckets = {name: _Bucket(*rate) for name, rate in self.rates.items()}

    # --- what a mall says for itself ---

    def number(self, count: int, at: float) -> str:
        """The number of the next order."""
        return f"{count:010d}"

    def group(self, request: Request) -> str:
        """Which of `rates` a call falls under; "" = none."""
        return ""

    def throttled(self, request: Request, wait: float) -> Answer:
        """The mall's answer to one call too many."""
        return Answer.of({}, 429, **{"Retry-After": str(int(wait) + 1)})

    def closed(self, request: Request) -> Answer:
        """The mall's answer during maintenance."""
        return Answer.of({}, 503)

    # --- the rest is alike ---

    def remember(self, file: Path) -> None:
        super().remember(file)
        self.shop.lock, self.shop._numbering = self.lock, self.number

    def before(self, request: Request) -> Answer | None:
        if wall.now() < self.closed_until:
            return self.closed(request)
        bucket = self._buckets.get(self.group(request))
        if bucket and not self.unlimited and (wait := bucket.wait()):
            return self.throttled(request, wait)
        return None

    def shown(self) -> dict[str, Any]:
        return {
            "offers": [asdict(offer) for offer in self.shop.offers.values()],
            "orders": [asdict(order) for order in self.shop.orders.values()],
            "log": [asdict(one) for one in self.shop.log],
        }

    def set_up(self, said: dict[str, Any]) -> None:
        if "maintenance" in said:
            self.closed_until = wall.now() + float(said["maintenance"])
        self.unlimited = bool(said.get("unlimited", self.unlimited))
        for name, (rate, burst) in dict(said.get("rates", {})).items():
            self._buckets[name] = _Bucket(float(rate), float(burst))

    def order(self, number: str) -> Order:
        """Raises Refused (404)."""
        if number not in self.shop.orders:
            raise Refused(Answer.of({"error": f"no order {number}"}, 404))
        return self.shop.orders[number]

    @route("POST", "/_control/offers", api=False)
    def control_offers(self, request: Request) -> Answer:
        with self.lock:
            for row in request.json().get("offers", []):
                offer = Offer(**row)
                self.shop.offers[offer.key] = offer
        return Answer.of({"offers": len(self.shop.offers)})

    @route("POST", "/_control/orders", api=False)
    def control_buy(self, request: Request) -> Answer:
        said = request.json()
        wanted = [((row["page"], row.get("variant", "")), int(row.get("quantity", 1))) for row in said.pop("lines")]
        try:
            order = self.shop.buy(wanted, **_with_people(said))
        except SoldOut as error:
            return Answer.of({"error": f"sold out: {error}"}, 409)
        except KeyError as error:
            return Answer.of({"error": f"no offer {error}"}, 404)
        self.happened(order, "new")
        return Answer.of({"number": order.number})

    @route("GET", "/_control/orders/{number}", api=False)
    def control_order(self, request: Request) -> Answer:
        with self.lock:
            return Answer.of({"order": asdict(self.order(request.parts["number"]))})

    @route("POST", "/_control/edit", api=False)
    def control_edit(self, request: Request) -> Answer:
        said = request.json()
        number = str(said.pop("number"))
        self.order(number)
        self.happened(self.shop.edit(number, **_with_people(said)), "changed")
        return Answer.of({"number": number})

    @route("POST", "/_control/cancel", api=False)
    def control_cancel(self, request: Request) -> Answer:
        said = request.json()
        self.order(str(said["number"]))
        order = self.shop.cancel(str(said["number"]), restock=bool(said.get("restock", True)))
        self.happened(order, "cancelled")
        return Answer.of({"number": order.number})

    @route("POST", "/_control/release", api=False)
    def control_release(self, request: Request) -> Answer:
        order = self.shop.release(self.order(str(request.json()["number"])).number)
        self.happened(order, "changed")
        return Answer.of({"number": order.number})

    @route("POST", "/_control/stock", api=False)
    def control_stock(self, request: Request) -> Answer:
        said = request.json()
        key = (str(said["page"]), str(said.get("variant", "")))
        if key not in self.shop.offers:
            raise Refused(Answer.of({"error": f"no offer {key}"}, 404))
        self.shop.set_stock(key, int(said["quantity"]))
        return Answer.of({"ok": True})

    def happened(self, order: Order, what: str) -> None:
        """An order came or changed: malls that push notices send one here (in a thread of their own)."""

    # --- for a person ---

    @route("GET", "/", api=False)
    def page(self, request: Request) -> Answer:
        with self.lock:
            return Answer.html(pages.shop_page(self.name, self.shop, closed=wall.now() < self.closed_until))

    @route("POST", "/_page/{deed}", api=False)
    def pressed(self, request: Request) -> Answer:
        said = dict(request.form())
        self._deed(request.parts["deed"], said)
        return Answer.to(f"{self.address}/")

    def _deed(self, deed: str, said: Mapping[str, str]) -> None:
        key = (said.get("page", ""), said.get("variant", ""))
        match deed:
            case "buy":
                try:
                    self.happened(self.shop.buy([(key, int(said.get("quantity") or 1))]), "new")
                except SoldOut:
                    raise Refused(Answer.html(pages.told(self.name, "売り切れです。"), 409)) from None
            case "stock":
                self.shop.set_stock(key, int(said.get("quantity") or 0))
            case "cancel":
                self.happened(self.shop.cancel(self.order(said["number"]).number), "cancelled")
            case "release":
                self.happened(self.shop.release(self.order(said["number"]).number), "changed")
            case "address":
                order = self.order(said["number"])
                for one in order.recipients:
                    one.line1 = said.get("line1") or one.line1
                self.happened(self.shop.edit(order.number), "changed")
            case "maintenance":
                self.closed_until = wall.now() + float(said.get("seconds") or 0)
            case "fault":
                self.control(Request("POST", "", "", {}, json.dumps({"next": said.get("fault", "500")}).encode()))
            case _:
                raise Refused(Answer.html(pages.told(self.name, "そのボタンはありません。"), 404))


def _with_people(said: dict[str, Any]) -> dict[str, Any]:
    """Fields of Order as the control door was told them: buyer and recipients are people."""
    if said.get("buyer"):
        said["buyer"] = Someone(**said["buyer"])
    if said.get("recipients"):
        said["recipients"] = [Someone(**one) for one in said["recipients"]]
    return said


def later(deed: Any, *given: Any) -> None:
    """Run in a thread of its own: a mall does not wait for its shops."""
    threading.Thread(target=deed, args=given, daemon=True).start()
