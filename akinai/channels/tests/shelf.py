"""A mall of the tests' own for stock: shelves in memory, buyers, trouble on demand. It fulfils base.Mall's stock."""

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from akinai.channels.actions import pushing
from akinai.channels.malls import base
from akinai.channels.models import Connection, Offer, SkuMapping, StockRule
from akinai.core import clock
from akinai.inventory.tests.making import make_warehouse
from akinai.orders import actions as orders
from akinai.orders.tests.making import incoming, line, make_channel


@dataclass
class Shelf:
    """One shop's pieces by place, and what was bought and not fetched yet: (SKU code, pieces, when)."""

    pieces: dict[base.Place, int] = field(default_factory=dict)
    bought: list[tuple[str, int, dt.datetime]] = field(default_factory=list)
    sold: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def buy(self, code: str, pieces: int = 1) -> bool:
        """A buyer takes pieces, if they are shown."""
        with self.lock:
            if self.pieces.get(base.Place(code), 0) < pieces:
                return False
            self.pieces[base.Place(code)] -= pieces
            self.bought.append((code, pieces, clock.now()))
            self.sold += pieces
            return True


class ShelfMall:
    """The adapter. `shelves`: by the sales channel's code. `before`: called with the lines of each push; may raise."""

    kind = "shelf"
    label = "棚"
    fields: tuple[base.Field, ...] = ()
    abilities = frozenset({"orders", "stock", "read_stock"})
    updated_since, sends_mails = True, True
    every: ClassVar[int] = 1
    ends_with_last: ClassVar[bool] = False
    stock_batch, order_batch = 100, 100

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = {}
        self.calls: list[list[tuple[str, int]]] = []
        self.before: Callable[[Sequence[base.StockLine]], None] = lambda lines: None
        self.after: Callable[[base.Told], base.Told] = lambda told: told

    def send_stock(self, account: base.Account, lines: Sequence[base.StockLine], key: str) -> base.Told:
        self.calls.append([(line.place.listing, line.quantity) for line in lines])
        self.before(lines)
        shelf, told = self.shelves[account.code], base.Told()
        with shelf.lock:
            for one in lines:
                if one.place not in shelf.pieces:
                    told.refused[one.key] = "その商品はありません。"
                elif "compare" in self.abilities and one.believed not in (None, shelf.pieces[one.place]):
                    told.stale.append(one.key)
                else:
                    shelf.pieces[one.place] = one.quantity
                    told.done.append(one.key)
        return self.after(told)

    def read_stock(self, account: base.Account, places: Sequence[base.Place]) -> Mapping[base.Place, int | None]:
        with self.shelves[account.code].lock:
            return {place: self.shelves[account.code].pieces.get(place) for place in places}


def make_shelf(mall: ShelfMall, code: str, *codes: str, settings: dict[str, Any] | None = None) -> Connection:
    """A channel connected to a shelf that offers these SKU codes; its offers are made, nothing is sent."""
    from akinai.catalog.models import Sku

    make_warehouse()
    channel = make_channel(code, kind="shelf", mode="live")
    connection = Connection.objects.create(
        channel=channel, adapter="shelf", settings=settings or {"visible_after": 0.001}
    )
    skus = dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))
    SkuMapping.objects.bulk_create(
        SkuMapping(channel=channel, code=one, sku_id=skus[one], listing=one) for one in codes
    )
    mall.shelves[code] = Shelf({base.Place(one): 0 for one in codes})
    pushing.sync_offers(connection.pk)
    return connection


def fetch(mall: ShelfMall, connection: Connection) -> int:
    """The orders of a shelf come in, as the engine takes them in: placed, told to the pusher, settled. How many."""
    from django.db import transaction

    from akinai.catalog.models import Sku

    shelf = mall.shelves[connection.channel.code]
    with shelf.lock:
        read_until = clock.now()
        bought, shelf.bought = shelf.bought, []
    skus = {sku.code: sku for sku in Sku.objects.filter(code__in={code for code, _n, _at in bought})}
    with transaction.atomic():
        orders.place_orders(
            [
                incoming(
                    [line(skus[code], pieces)],
                    channel_code=connection.channel.code,
                    channel_number=f"{connection.channel.code}-{at.timestamp()}-{place}",
                    ordered_at=at,
                )
                for place, (code, pieces, at) in enumerate(bought)
            ],
            actor="test",
        )
        pushing.sold(connection.pk, [(skus[code].pk, pieces, at) for code, pieces, at in bought])
        pushing.settle(connection.pk, read_until)
    return len(bought)


def rule(**fields: Any) -> StockRule:
    """A rule, in force at once."""
    made = StockRule.objects.create(**fields)
    pushing.share_out()
    pushing.mark_ruled(made.channel_id, made.sku_id)
    return made


def offer(connection: Connection, code: str) -> Offer:
    return Offer.objects.get(connection=connection, mapping__code=code)
