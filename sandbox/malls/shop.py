"""One shop at a mall as the mall has it: offers with stock, orders, and a log of everything. The truth of simulations.

It knows no wire format. Buyers buy what is on the shelf: each sale takes its pieces from the mall's own stock at once,
and what is not there is noted as a lost sale.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox import wall

Key = tuple[str, str]  # page and variant


@dataclass
class Offer:
    """A variant of a page. Money in yen, with tax; `tax_rate` in per cent."""

    page: str
    variant: str
    code: str  # the shop's own code as written at the mall
    title: str = ""
    option: str = ""
    price: int = 1000
    stock: int = 0
    tax_rate: int = 10
    jan: str = ""
    on_sale: bool = True
    more: dict[str, Any] = field(default_factory=dict)  # texts, pictures … as the mall's item calls left them

    @property
    def key(self) -> Key:
        return (self.page, self.variant)


@dataclass
class Someone:
    """A buyer or a recipient, with a Japanese address."""

    last: str = "見本"
    first: str = "花子"
    last_kana: str = "ミホン"
    first_kana: str = "ハナコ"
    postal: str = "100-0001"
    prefecture: str = "東京都"
    city: str = "千代田区"
    line1: str = "千代田1-1"
    line2: str = ""
    phone: str = "03-0000-0000"
    email: str = "hanako@example.jp"

    @property
    def name(self) -> str:
        return f"{self.last}{self.first}"


@dataclass
class Line:
    """A line of an order. `to`: the place of its destination among `recipients`."""

    id: str
    page: str
    variant: str
    code: str
    title: str
    option: str
    quantity: int
    price: int
    tax_rate: int
    to: int = 0
    shipped: int = 0


@dataclass
class Parcel:
    """A parcel the shop told of. `ref`: the mall's own number of the row."""

    ref: str
    carrier: str
    number: str
    date: str
    lines: dict[str, int] = field(default_factory=dict)  # line id → pieces
    to: int = 0


@dataclass
class Order:
    """An order at the mall.

    `state`: pending (not authorised yet: holds stock, no address told), new, confirmed, shipped, cancelled.
    `payment`: card, cod, bank, convenience, paypay, later · `slot`: "", am, 12-14, 14-16, 16-18, 18-20, 19-21.
    `points`: used by the buyer · coupons apart by who pays.
    """

    number: str
    at: float
    updated: float
    lines: list[Line]
    buyer: Someone
    recipients: list[Someone]
    state: str = "new"
    version: int = 1
    payment: str = "card"
    paid: bool = True
    delivery: str = "宅配便"
    wished_date: str = ""  # YYYY-MM-DD
    slot: str = ""
    remark: str = ""
    noshi: str = ""
    noshi_name: str = ""
    wrapping: int = 0  # yen; > 0: wrapped
    shipping_fee: int = 0
    payment_fee: int = 0
    points: int = 0
    shop_coupon: int = 0
    mall_coupon: int = 0
    cancel_asked: bool = False
    parcels: list[Parcel] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)  # what only one mall has

    @property
    def goods(self) -> int:
        return sum(line.price * line.quantity for line in self.lines)

    @property
    def total(self) -> int:
        """Goods, shipping and wrapping."""
        return self.goods + self.shipping_fee + self.wrapping

    @property
    def billed(self) -> int:
        """What the buyer pays."""
        return self.total + self.payment_fee - self.points - self.shop_coupon - self.mall_coupon


@dataclass(frozen=True)
class Noted:
    """One thing that happened: sold, lost, cancelled, edited, stock, shipped, confirmed. `by`: buyer, hand, api."""

    at: float
    what: str
    key: Key = ("", "")
    pieces: int = 0
    number: str = ""
    by: str = ""


class SoldOut(Exception):
    """The mall has not so many pieces on its shelf."""


class Shop:
    """Offers and orders of one shop. `lock` guards everything; the stand-in shares it."""

    def __init__(self, numbering: Callable[[int, float], str]) -> None:
        self.lock = threading.RLock()
        self.offers: dict[Key, Offer] = {}
        self.orders: dict[str, Order] = {}
        self.log: list[Noted] = []
        self._numbering = numbering
        self._count = 0
        self._lines = 0

    def __getstate__(self) -> dict[str, Any]:
        """What is written down for the next time: everything but the lock and the mall's way of numbering."""
        return {name: one for name, one in vars(self).items() if name not in ("lock", "_numbering")}

    # --- buyers ---

    def buy(self, wanted: Sequence[tuple[Key, int]], **details: Any) -> Order:
        """A buyer orders. `details`: fields of Order. Raises SoldOut (noted as a lost sale) and KeyError."""
        with self.lock:
            for key, pieces in wanted:
                if self.offers[key].stock < pieces or not self.offers[key].on_sale:
                    self.note("lost", key, pieces, by="buyer")
                    raise SoldOut(f"{key[0]} {key[1]}")
            at = wall.now()
            self._count += 1
            number = str(details.pop("number", "")) or self._numbering(self._count, at)
            buyer = details.pop("buyer", None) or Someone()
            recipients = details.pop("recipients", None) or [replace(buyer)]
            order = Order(number, at, at, [], buyer, recipients, **details)
            for place, (key, pieces) in enumerate(wanted):
                self.offers[key].stock -= pieces
                order.lines.append(self._line(self.offers[key], pieces, min(place, len(recipients) - 1)))
                self.note("sold", key, pieces, number, by="buyer")
            self.orders[number] = order
            return order

    def _line(self, offer: Offer, pieces: int, to: int) -> Line:
        self._lines += 1
        return Line(
            str(20_000_000 + self._lines),
            offer.page,
            offer.variant,
            offer.code,
            offer.title or offer.code,
            offer.option,
            pieces,
            offer.price,
            offer.tax_rate,
            to,
        )

    # --- what happens at the mall without the shop ---

    def release(self, number: str) -> Order:
        """A pending order was authorised: it is new now."""
        order = self.orders[number]
        with self.lock:
            order.state, order.paid = "new", True
            self.touch(order)
        return order

    def edit(self, number: str, *, quantities: dict[str, int] | None = None, **changes: Any) -> Order:
        """The mall (or the buyer there) changes an order: pieces by line id, and fields of Order."""
        with self.lock:
            order = self.orders[number]
            for line in order.lines:
                if quantities and line.id in quantities:
                    self._put_back(line, line.quantity - quantities[line.id])
                    line.quantity = quantities[line.id]
            for name, value in changes.items():
                setattr(order, name, value)
            self.touch(order)
            self.note("edited", number=number, by="hand")
            return order

    def cancel(self, number: str, *, restock: bool = True, by: str = "hand") -> Order:
        """The order is void; its pieces go back to the mall's shelf."""
        with self.lock:
            order = self.orders[number]
            if order.state != "cancelled":
                for line in order.lines:
                    if restock:
                        self._put_back(line, line.quantity - line.shipped)
                order.state = "cancelled"
                self.touch(order)
                self.note("cancelled", number=number, by=by)
            return order

    def _put_back(self, line: Line, pieces: int) -> None:
        """Pieces of an order are on the shelf again, if what was ordered is for sale still."""
        if offer := self.offers.get((line.page, line.variant)):
            offer.stock += pieces

    def set_stock(self, key: Key, pieces: int, *, by: str = "hand") -> None:
        """Somebody writes a number over the mall's stock. Raises KeyError."""
        with self.lock:
            self.offers[key].stock = max(0, pieces)
            self.note("stock", key, pieces, by=by)

    # --- what the shop tells the mall ---

    def confirm(self, number: str) -> Order:
        with self.lock:
            order = self.orders[number]
            if order.state == "new":
                order.state = "confirmed"
                self.touch(order)
                self.note("confirmed", number=number, by="api")
            return order

    def ship(self, number: str, parcel: Parcel, *, whole: bool) -> Order:
        """A parcel is told. `whole`: nothing of the order is left."""
        with self.lock:
            order = self.orders[number]
            order.parcels.append(parcel)
            for line in order.lines:
                line.shipped = (
                    line.quantity if whole else min(line.quantity, line.shipped + parcel.lines.get(line.id, 0))
                )
            if all(line.shipped >= line.quantity for line in order.lines):
                order.state = "shipped"
            self.touch(order)
            self.note("shipped", number=number, by="api")
            return order

    def touch(self, order: Order) -> None:
        """Something of it changed."""
        order.updated, order.version = wall.now(), order.version + 1

    def note(self, what: str, key: Key = ("", ""), pieces: int = 0, number: str = "", by: str = "") -> None:
        self.log.append(Noted(wall.now(), what, key, pieces, number, by))
