"""A connection of a test to a stand-in: the adapter, its account, and the mall's own truth (`.shop`)."""

import datetime as dt
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from akinai.channels.malls.base import (
    Account,
    Listing,
    ListingVariant,
    Mall,
    MallOrder,
    Place,
    Shipment,
    ShippedLine,
    Told,
)
from akinai.core import clock
from sandbox import wall
from sandbox.malls.shop import Offer, Order, Shop
from sandbox.malls.standin import MallStandIn
from sandbox.messages import Request
from sandbox.serving import Server

_ids = itertools.count(1)  # each account has its own pace and tokens


def account_for(mall: Mall, connection: Mapping[str, Any], rates: Mapping[str, Any]) -> Account:
    """The account of what `connection(address)` of a stand-in gives, over the adapter's defaults."""
    defaults = {each.name: each.default for each in mall.fields if not each.secret}
    return Account(
        id=next(_ids),
        code=f"{mall.kind}-1",
        kind=mall.kind,
        settings={**defaults, **connection["settings"], **rates},
        credentials=dict(connection["credentials"]),
    )


def fresh_standin(server: Server) -> MallStandIn:
    """A new, empty mall behind the address of a server that runs already (starting one for each test takes time)."""
    server.standin.close()
    standin = type(server.standin)()
    standin.address = server.standin.address
    server.standin = server.RequestHandlerClass.standin = standin  # type: ignore[attr-defined]
    assert isinstance(standin, MallStandIn)
    return standin


@dataclass
class Practice:
    """One test's mall."""

    mall: Mall
    account: Account
    standin: MallStandIn
    stand_in: ModuleType
    age: float = 0.0  # seconds an order lies at the mall before it is listed
    places: Any = field(default=lambda offer: Place(offer.page, offer.variant))

    @property
    def shop(self) -> Shop:
        return self.standin.shop

    # --- the mall's side ---

    def control(self, **said: Any) -> None:
        """The stand-in's control door."""
        answer = self.standin.control(Request("POST", "/_control", "", {}, json.dumps(said).encode()))
        assert answer.status == 200, answer.body

    def fault(self, *names: str, hang: float = 0.01) -> None:
        """What happens to the next API calls; "ok" lets one pass."""
        self.control(next=list(names), hang=hang)

    def buy(self, *wanted: tuple[Offer, int], **details: Any) -> Order:
        """A buyer orders at the mall."""
        order = self.shop.buy([(offer.key, pieces) for offer, pieces in wanted], **details)
        order.at -= self.age
        order.updated -= self.age
        return order

    def offer(self, place: int = 0) -> Offer:
        return list(self.shop.offers.values())[place]

    # --- our side ---

    def with_keys(self, **credentials: str) -> "Practice":
        """The same shop with other keys."""
        other = replace(self.account, id=next(_ids), credentials={**self.account.credentials, **credentials}, calls=[])
        return replace(self, account=other)

    def place(self, offer: Offer) -> Place:
        found: Place = self.places(offer)
        return found

    def window(self) -> tuple[dt.datetime, dt.datetime]:
        now = dt.datetime.fromtimestamp(wall.now(), clock.JST)
        return now - dt.timedelta(hours=6), now + dt.timedelta(seconds=1)

    def pages(self, since: dt.datetime | None = None) -> list[Any]:
        """Every page of what came."""
        start, end = self.window()
        found = [self.mall.changed_orders(self.account, since or start, end)]
        while found[-1].next:
            assert len(found) < 1000, "the pages do not end"
            found.append(self.mall.changed_orders(self.account, since or start, end, found[-1].next))
        return found

    def read(self, number: str) -> MallOrder:
        """One order as it is now."""
        page = self.mall.read_orders(self.account, [number])
        assert not page.broken
        (order,) = page.orders
        return order

    def opened(self, *wanted: tuple[Offer, int], **details: Any) -> Order:
        """An order that may be shipped: confirmed where the mall waits for that."""
        order = self.buy(*wanted, **details)
        if "confirm" in self.mall.abilities and self.read(order.number).wants_confirming:
            assert self.mall.confirm(self.account, [order.number]).done == [order.number]
        assert self.read(order.number).stage == "open"
        return order

    def shipment(self, number: str, **changed: Any) -> Shipment:
        """The whole order in one parcel, if nothing else is said. `quantities`: pieces by place of the line."""
        order = self.read(number).orders[changed.pop("to", 0)]
        quantities: Sequence[int] = changed.pop("quantities", [line.quantity for line in order.lines])
        usual: dict[str, Any] = {
            "key": 1,
            "number": number,
            "destination": order.destination,
            "carrier": "yamato",
            "product": "宅急便",
            "tracking": "123456789012",
            "shipped_at": dt.datetime.fromtimestamp(wall.now(), clock.JST),
            "place": 1,
            "whole": True,
            "lines": [
                ShippedLine(channel_line=line.channel_line, quantity=pieces)
                for line, pieces in zip(order.lines, quantities, strict=True)
                if pieces
            ],
        }
        return Shipment(**{**usual, **changed})

    def tell(self, shipment: Shipment) -> Told:
        return self.mall.tell_shipments(self.account, [shipment])

    def listing(self, page: str, **changed: Any) -> Listing:
        """A page as the mall has it, to be pushed with changes."""
        own = [offer for offer in self.shop.offers.values() if offer.page == page]
        usual: dict[str, Any] = {
            "key": 1,
            "page": page,
            "fields": {"title": own[0].title if own else "新しい商品"},
            "variants": [
                ListingVariant(
                    place=self.place(offer),
                    sku_code=offer.code,
                    options={"種類": offer.option} if offer.option else {},
                    price=offer.price,
                    jan=offer.jan,
                )
                for offer in own
            ],
        }
        return Listing(**{**usual, **changed})
