"""What a channel or a person tells of an order, checked before anything is written, and known again when told twice.

Everything is plain: codes instead of rows, None for "not told" (a price not told is unknown, never 0).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.outcome import Refusal

MOST_PIECES = 1_000_000
MOST_MONEY = 10**12
MOST_REMARK = 1_000_000  # letters; a longer one is no remark
MOST_LINES = 5_000  # the UCI data has an invoice of 1,114
MOST_TEXT = 2_000
MALL_STATES = ("", "waiting", "cancel_asked", "cancelled")
AMOUNTS = (
    "goods_total", "shipping_fee", "payment_fee", "wrapping_fee", "discount", "mall_discount", "points",
    "total", "billed",
)  # fmt: skip
FIRST_DAY = dt.date(2000, 1, 1)
PEOPLE = ("buyer", "recipient", "sender")


@dataclass(slots=True, kw_only=True)
class Person:
    """Who orders, or where it goes. `line1` is town and house number, `line2` building and room."""

    name: str = ""
    kana: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    postal: str = ""
    prefecture: str = ""
    city: str = ""
    line1: str = ""
    line2: str = ""
    country: str = "JP"


@dataclass(slots=True, kw_only=True)
class IncomingLine:
    """One line as told. `sku_id` wins over `sku_code`; a line that `ships` not is a fee or a service."""

    sku_code: str = ""
    sku_id: int | None = None
    name: str = ""
    options: str = ""
    quantity: int
    unit_price: int | None = None  # minor units of the currency; None = not told
    price_includes_tax: bool | None = None  # None = as the channel does
    tax_category: str | None = None  # None = that of the SKU
    tax_rate: int | None = None  # basis points, where the mall names it
    channel_line: str = ""
    ships: bool = True
    note: str = ""


@dataclass(slots=True, kw_only=True)
class IncomingOrder:
    """One order to one recipient, as told. Money in minor units of the channel's currency; None = not told."""

    channel_code: str
    channel_number: str
    lines: list[IncomingLine]
    ordered_at: dt.datetime
    destination: str = ""
    buyer: Person = field(default_factory=Person)
    recipient: Person = field(default_factory=Person)
    sender: Person = field(default_factory=Person)  # 送り主 of a gift, where it is not the shop; no name = the shop
    paying: bool = False  # the buyer goes to a payment page now: nothing is told them before they come back
    payment_method: str = ""  # code of a PaymentMethod; "" = the layout could not tell
    payment_text: str = ""
    delivery_method: str = ""
    delivery_text: str = ""
    wished_date: dt.date | None = None
    wished_slot: str = ""
    remark: str = ""
    memo: str = ""
    gift: bool = False
    noshi: str = ""
    noshi_name: str = ""
    wrapping: str = ""
    gift_message: str = ""
    hide_prices: bool = False
    slip_note: str = ""
    currency: str = ""  # "" = the channel's
    goods_total: int | None = None
    shipping_fee: int | None = None
    payment_fee: int | None = None
    wrapping_fee: int | None = None
    discount: int | None = None
    mall_discount: int | None = None
    points: int | None = None
    total: int | None = None
    billed: int | None = None
    mall_state: str = ""  # one of MALL_STATES
    paid: bool | None = None
    warnings: list[str] = field(default_factory=list)
    copied_from: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same order."""
        return (self.channel_code, self.channel_number, self.destination)


# --- refused before anything is written ---------------------------------------------------------------------


def problems(order: IncomingOrder) -> list[tuple[str, str]]:
    """What makes an order impossible: (field, sentence) each; empty if it can be taken in."""
    found: list[tuple[str, str]] = []
    if not order.channel_number.strip():
        found.append(("channel_number", _("The order number is missing.")))
    if not order.lines:
        found.append(("lines", _("The order has no lines.")))
    if len(order.lines) > MOST_LINES:
        found.append(("lines", _("The order has more than %(most)d lines.") % {"most": MOST_LINES}))
    if len(order.remark) > MOST_REMARK:
        found.append(("remark", _("The remark is longer than a million letters; that is no remark.")))
    if order.mall_state not in MALL_STATES:
        found.append(("mall_state", _("The state “%(state)s” is unknown.") % {"state": order.mall_state}))
    found.extend(_impossible_dates(order))
    found.extend(_impossible_amounts(order))
    found.extend(_impossible_texts(order))
    for line in order.lines:
        found.extend(_impossible_line(line))
    return found


def _impossible_dates(order: IncomingOrder) -> Iterable[tuple[str, str]]:
    if order.ordered_at.tzinfo is None:
        order.ordered_at = order.ordered_at.replace(tzinfo=clock.JST)
    day = order.ordered_at.astimezone(clock.JST).date()
    if not FIRST_DAY <= day <= clock.today() + dt.timedelta(days=366):
        yield "ordered_at", _("The order date %(date)s cannot be right.") % {"date": day.isoformat()}
    wished = order.wished_date
    if wished and not FIRST_DAY <= wished <= day + dt.timedelta(days=3660):
        yield "wished_date", _("The wished date %(date)s cannot be right.") % {"date": wished.isoformat()}


def _impossible_amounts(order: IncomingOrder) -> Iterable[tuple[str, str]]:
    for name in AMOUNTS:
        amount = getattr(order, name)
        if amount is not None and not -MOST_MONEY <= amount <= MOST_MONEY:
            yield name, _("The amount %(amount)s cannot be right.") % {"amount": amount}


def _impossible_texts(order: IncomingOrder) -> Iterable[tuple[str, str]]:
    for who, person in (("buyer", order.buyer), ("recipient", order.recipient), ("sender", order.sender)):
        for name in ("name", "kana", "company", "phone", "email", "postal", "prefecture", "city", "line1", "line2"):
            if len(getattr(person, name)) > MOST_TEXT:
                sentence = _("The field is longer than %(most)d letters.") % {"most": MOST_TEXT}
                yield f"{who}.{name}", sentence


def _impossible_line(line: IncomingLine) -> Iterable[tuple[str, str]]:
    if not 0 < line.quantity <= MOST_PIECES:
        sentence = _("The quantity %(quantity)s of “%(code)s” must be between 1 and %(most)s.")
        yield "quantity", sentence % {"quantity": line.quantity, "code": line.sku_code, "most": f"{MOST_PIECES:,}"}
    if line.unit_price is not None and not -MOST_MONEY <= line.unit_price <= MOST_MONEY:
        yield (
            "unit_price",
            _("The price %(price)s of “%(code)s” cannot be right.")
            % {
                "price": line.unit_price,
                "code": line.sku_code,
            },
        )


def sift(orders: Iterable[IncomingOrder]) -> tuple[list[IncomingOrder], list[Refusal]]:
    """The orders that can be taken in, and the refusals of the others, keyed (channel number, destination)."""
    good: list[IncomingOrder] = []
    refused: list[Refusal] = []
    for order in orders:
        found = problems(order)
        if not found:
            good.append(_clean(order))
        refused.extend(Refusal((order.channel_number, order.destination), *each) for each in found)
    return good, refused


def _clean(order: IncomingOrder) -> IncomingOrder:
    """PostgreSQL holds no NUL in a text; a NUL in a file is dirt."""
    order.channel_number = order.channel_number.strip()
    if "\x00" in repr_texts(order):
        things: tuple[Any, ...] = (order, order.buyer, order.recipient, order.sender, *order.lines)
        for thing in things:
            for name in thing.__slots__:
                value = getattr(thing, name)
                if isinstance(value, str) and "\x00" in value:
                    setattr(thing, name, value.replace("\x00", ""))
    return order


def repr_texts(order: IncomingOrder) -> str:
    """Every text of an order in one, to look for a character."""
    people = [getattr(p, n) for p in (order.buyer, order.recipient, order.sender) for n in Person.__slots__]
    own = [order.channel_number, order.destination, order.remark, order.memo, order.noshi, order.noshi_name]
    own += [order.wrapping, order.gift_message, order.slip_note, order.payment_text, order.delivery_text]
    lines = [text for line in order.lines for text in (line.sku_code, line.name, line.options, line.note)]
    return "".join([*people, *own, *lines, *(line.channel_line for line in order.lines), order.wished_slot])


# --- the same order told again ------------------------------------------------------------------------------

SECTIONS = ("address", "lines", "amounts", "wish", "payment", "cancellation")


def content_key(order: IncomingOrder, known: str = "") -> str:
    """Digests of what counts as a change, one per section, so that a change can be told where it is.

    `known`: the key of the order as told before. A file without prices (Amazon's 未出荷レポート) says nothing
    of money: that section is then the known one, and no change. Nor does it matter what a void order holds: malls
    empty its lines and leave out the people.
    """
    to = order.recipient
    money = [*(getattr(order, name) for name in AMOUNTS), *(line.unit_price for line in order.lines)]
    parts = (
        (to.name, to.company, to.phone, to.postal, to.prefecture, to.city, to.line1, to.line2, to.country),
        [(line.sku_code or line.sku_id, line.options, line.quantity) for line in order.lines],
        money,
        (order.wished_date, order.wished_slot),
        (order.payment_method, order.payment_text),
        order.mall_state in ("cancelled", "cancel_asked"),
    )
    digests = [blake2b(repr(part).encode(), digest_size=5).hexdigest() for part in parts]
    if known and order.mall_state == "cancelled":
        return "-".join([*known.split("-")[:-1], digests[-1]])
    if known and all(line.unit_price is None for line in order.lines):
        digests[SECTIONS.index("amounts")] = known.split("-")[SECTIONS.index("amounts")]
    return "-".join(digests)


def changed_sections(before: str, after: str) -> list[str]:
    """The sections in which two content keys differ."""
    if not before:
        return []
    pairs = zip(SECTIONS, before.split("-"), after.split("-"), strict=True)
    return [name for name, old, new in pairs if old != new]


def to_plain(order: IncomingOrder) -> dict[str, Any]:
    """The order as JSON can hold it; `from_plain` brings it back."""
    plain = {name: getattr(order, name) for name in IncomingOrder.__slots__}
    plain["ordered_at"] = order.ordered_at.isoformat()
    plain["wished_date"] = order.wished_date and order.wished_date.isoformat()
    for who in PEOPLE:
        plain[who] = {name: getattr(getattr(order, who), name) for name in Person.__slots__}
    plain["lines"] = [{name: getattr(line, name) for name in IncomingLine.__slots__} for line in order.lines]
    return plain


def from_plain(plain: dict[str, Any]) -> IncomingOrder:
    """The order of `to_plain`."""
    wished = plain["wished_date"]
    return IncomingOrder(
        **{
            **plain,
            "ordered_at": dt.datetime.fromisoformat(plain["ordered_at"]),
            "wished_date": dt.date.fromisoformat(wished) if wished else None,
            **{who: Person(**plain.get(who, {})) for who in PEOPLE},
            "lines": [IncomingLine(**line) for line in plain["lines"]],
        }
    )
