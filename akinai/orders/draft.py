"""An order as told becomes an order as stored: cleaned, masked, looked up, reckoned. In memory, no statements.

`Draft` has the names of `Order`'s columns, so that the rules read both alike.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from akinai.catalog.queries import SkuFacts, code_key
from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.japan import address, phone, prefectures, text
from akinai.core.japan.postal import normalise_postal
from akinai.customers import queries as customers
from akinai.orders import remarks, totals
from akinai.orders.dates import Reckoning, Wish
from akinai.orders.intake import IncomingLine, IncomingOrder, Person, content_key
from akinai.orders.models.order import PaymentGate
from akinai.orders.rulebook import Channel, Rulebook

MOST_SEARCHED = 400  # letters of a remark that can be searched for


@dataclass(slots=True)
class DraftLine:
    """A line with the columns of OrderLine, and what the catalog says of its SKU."""

    position: int
    channel_line: str
    sku_id: int | None
    sku_code: str
    name: str
    options: str
    quantity: int
    unit_price: int | None
    price_includes_tax: bool
    tax_category: str
    tax_rate: int | None
    cost: int | None
    ships: bool
    note: str
    sku: SkuFacts | None = None
    cancelled: int = 0
    shipped: int = 0
    id: int = 0


@dataclass(slots=True)
class Draft:
    """An order with the columns of Order, before it has an id."""

    channel_id: int
    warehouse_id: int
    channel_number: str
    destination: str
    ordered_at: dt.datetime
    received_at: dt.datetime
    copied_from: int | None
    buyer_name: str
    buyer_kana: str
    buyer_phone: str
    buyer_email: str
    buyer_postal: str
    buyer_prefecture: str
    buyer_city: str
    buyer_line1: str
    buyer_line2: str
    buyer_country: str
    name: str
    kana: str
    company: str
    phone: str
    postal: str
    prefecture: str
    city: str
    line1: str
    line2: str
    country: str
    recipient_key: str
    payment_method: str
    payment_text: str
    delivery_method: str
    delivery_text: str
    wished_date: dt.date | None
    wished_slot: str
    remark: str
    remark_masked: bool
    remark_rest: str
    memo: str
    gift: bool
    noshi: str
    noshi_name: str
    wrapping: str
    gift_message: str
    hide_prices: bool
    slip_note: str
    currency: str
    goods_total: int | None
    shipping_fee: int | None
    payment_fee: int | None
    wrapping_fee: int | None
    discount: int | None
    mall_discount: int | None
    points: int | None
    total: int | None
    billed: int | None
    told_paid: bool | None
    mall_state: str
    content_key: str
    sender_name: str
    sender_phone: str
    sender_postal: str
    sender_prefecture: str
    sender_city: str
    sender_line1: str
    sender_line2: str
    paying: bool
    # The facts.
    cancelled: bool = False
    cancelled_at: dt.datetime | None = None
    cancel_reason: str = ""
    open_holds: int = 0
    screened: bool = False
    mall_waiting: bool = False
    payment_gate: int = PaymentGate.WAITING
    pieces: int = 0
    unallocated: int = 0
    release_waiting: bool = False
    date_waiting: bool = False
    merge_undecided: bool = False
    merge_until: dt.datetime | None = None
    release_date: dt.date | None = None
    ship_date: dt.date | None = None
    ship_date_why: list[dict[str, Any]] = field(default_factory=list)
    search_text: str = ""
    search_grams: list[str] = field(default_factory=list)
    # Not columns.
    lines: list[DraftLine] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    reachable: bool = True  # the wished date
    earliest_arrival: dt.date | None = None
    told: frozenset[str] = frozenset()  # amounts the channel gave by itself
    id: int = 0
    number: str = ""
    received: int = 0
    authorised: int = 0


NOT_COLUMNS = (
    "lines", "warnings", "reachable", "earliest_arrival", "told", "id", "number", "received", "authorised",
)  # fmt: skip
COLUMNS = tuple(name for name in Draft.__dataclass_fields__ if name not in NOT_COLUMNS)


def draft(
    order: IncomingOrder, channel: Channel, book: Rulebook, skus: Mapping[str, SkuFacts], by_id: Mapping[int, SkuFacts]
) -> Draft:
    """The order as it will be stored. `skus` by code key, `by_id` by id."""
    mask_everything(order)
    made = _made(order, channel, book)
    day = order.ordered_at.astimezone(clock.JST).date()
    for position, line in enumerate(order.lines, 1):
        sku = by_id.get(line.sku_id) if line.sku_id is not None else skus.get(code_key(line.sku_code))
        made.lines.append(draft_line(line, position, sku, channel, book, day))
    made.pieces = sum(line.quantity for line in made.lines if line.ships)
    made.told = frozenset(name for name in ("total", "billed", "goods_total") if getattr(order, name) is not None)
    totals.fill(made, channel.total_rule)
    made.payment_gate = payment_gate(made, book)
    if order.mall_state == "cancelled":
        made.cancelled, made.cancelled_at, made.cancel_reason = True, book.now, "mall"
    found = set_dates(made, made.lines, book)
    made.reachable, made.earliest_arrival = found.reachable, found.earliest_arrival
    set_search(made, made.lines)
    return made


def _made(order: IncomingOrder, channel: Channel, book: Rulebook) -> Draft:
    key = content_key(order)  # of what was told, not of what cleaning made of it
    to, buyer, sender = clean(order.recipient), clean(order.buyer), clean(order.sender)
    if not to.name and not to.line1:
        to = buyer
    delivery = order.delivery_method
    remark, masked = order.remark, remarks.MASKED in order.remark
    return Draft(
        channel.id, channel.warehouse_id, order.channel_number, order.destination, order.ordered_at, book.now,
        order.copied_from,
        buyer.name, buyer.kana, buyer.phone, buyer.email, buyer.postal, buyer.prefecture, buyer.city, buyer.line1,
        buyer.line2, buyer.country,
        to.name, to.kana, to.company, to.phone, to.postal, to.prefecture, to.city, to.line1, to.line2, to.country,
        recipient_key(to),
        order.payment_method if order.payment_method in book.payments else "",
        order.payment_text or order.payment_method,
        delivery if delivery in book.deliveries else "", order.delivery_text or delivery,
        order.wished_date, order.wished_slot,
        remark, masked, remarks.rest(remark, book.phrases), order.memo,
        order.gift, order.noshi, order.noshi_name, order.wrapping, order.gift_message, order.hide_prices,
        order.slip_note,
        order.currency or channel.currency, order.goods_total, order.shipping_fee, order.payment_fee,
        order.wrapping_fee, order.discount, order.mall_discount, order.points, order.total, order.billed,
        order.paid, order.mall_state, key,
        sender.name, sender.phone, sender.postal, sender.prefecture, sender.city, sender.line1, sender.line2,
        order.paying,
        mall_waiting=order.mall_state == "waiting",
        warnings=order.warnings,
    )  # fmt: skip


def draft_line(
    line: IncomingLine, position: int, sku: SkuFacts | None, channel: Channel, book: Rulebook, day: dt.date
) -> DraftLine:
    """A line with its SKU's name, tax and cost of this day."""
    category = line.tax_category or (sku.tax_category if sku else "standard")
    rate = line.tax_rate if line.tax_rate is not None else book.rate(category, day)
    included = channel.price_includes_tax if line.price_includes_tax is None else line.price_includes_tax
    return DraftLine(
        position, line.channel_line, sku.id if sku else None, line.sku_code or (sku.code if sku else ""),
        line.name or (sku.name if sku else ""), line.options, line.quantity, line.unit_price, included, category, rate,
        sku.cost if sku else None, line.ships, line.note, sku,
    )  # fmt: skip


# --- parts that edits use too -------------------------------------------------------------------------------

FREE_TEXTS = ("remark", "memo", "gift_message", "slip_note", "noshi", "noshi_name")


def mask_everything(order: IncomingOrder) -> None:
    """Mask card numbers in every free text; the remark's lines that had one are marked."""
    for name in FREE_TEXTS:
        written = getattr(order, name)
        if len(written) >= 14:
            setattr(order, name, remarks.mask(written) if name == "remark" else mask_cards(written)[0])
    for line in order.lines:
        if len(line.options) >= 14:
            line.options = mask_cards(line.options)[0]


def clean(person: Person) -> Person:
    """Postal code and telephone in digits, the prefecture's full name; an address told in one piece taken apart."""
    prefecture, city, line1 = prefectures.canonical(person.prefecture), person.city.strip(), person.line1.strip()
    if person.country == "JP" and (not prefecture or not city) and (city or line1):
        found, found_city, rest = address.split_city(
            f"{person.prefecture if not prefecture else ''}{city}{line1}", prefecture
        )
        if found and found_city:
            prefecture, city, line1 = found, found_city, rest
    return Person(
        name=person.name.strip(),
        kana=person.kana.strip(),
        company=person.company.strip(),
        phone=phone.normalise(person.phone) if person.country == "JP" else person.phone,
        email=person.email.strip(),
        postal=normalise_postal(person.postal) or person.postal.strip(),
        prefecture=prefecture or person.prefecture.strip(),
        city=city,
        line1=line1,
        line2=person.line2.strip(),
        country=person.country or "JP",
    )


def people(order: Any) -> tuple[customers.Person, customers.Person]:
    """Buyer and recipient of a Draft or Order, as marked customers are looked for."""
    buyer = f"{order.buyer_prefecture}{order.buyer_city}{order.buyer_line1}"
    return (
        customers.Person(order.buyer_name, order.buyer_phone, order.buyer_email, buyer),
        customers.Person(order.name, order.phone, "", f"{order.prefecture}{order.city}{order.line1}"),
    )


def recipient_key(to: Any) -> str:
    """The key of a recipient: a Person, a Draft or an Order."""
    return address.recipient_key(to.name, to.postal, f"{to.prefecture}{to.city}{to.line1} {to.line2}", to.phone)


def payment_gate(order: Any, book: Rulebook) -> int:
    """Whether the money lets the order go. The same in SQL: gates.PAYMENT.

    Prepaid waits until what is billed has come in (or the mall says that it is paid). What the mall, the carrier or the
    future collects needs no waiting, unless the mall says that it is not paid yet. Nothing billed: nothing to wait for.
    What a gateway has authorised and still holds for us is as good as there.
    Where nobody knows what is billed, any receipt that a person wrote is taken as everything.
    """
    timing = book.payments.get(order.payment_method, "")
    if order.billed == 0:
        return PaymentGate.NOT_NEEDED
    if order.told_paid:
        return PaymentGate.SATISFIED
    there = order.received + order.authorised
    if there > 0 and (order.billed is None or there >= order.billed):
        return PaymentGate.SATISFIED
    if timing in ("on_delivery", "later") or (timing == "mall" and order.told_paid is None):
        return PaymentGate.NOT_NEEDED
    return PaymentGate.WAITING


def reckoning_of(order: Any, lines: list[Any], book: Rulebook) -> Reckoning:
    """The ship date of a Draft or Order by the lines (with their SKU's facts) that are still to be shipped."""
    release, lead = None, 0
    for line in lines:
        if line.sku and line.ships and line.quantity > line.cancelled:
            if line.sku.release_date and (release is None or line.sku.release_date > release):
                release = line.sku.release_date
            lead = max(lead, line.sku.lead_days)
    delivery = book.deliveries.get(order.delivery_method)
    start = book.warehouses[order.warehouse_id].prefecture
    days = book.delivery_days(delivery.carrier if delivery else "", start, order.prefecture)
    return book.reckon(order.warehouse_id, Wish(order.wished_date, days, start, order.prefecture, lead, release))


def set_dates(order: Any, lines: list[Any], book: Rulebook) -> Reckoning:
    """Release and ship date with their gates. A ship date that a person fixed stays."""
    found = reckoning_of(order, lines, book)
    order.release_date = found.release
    if not getattr(order, "ship_date_fixed", False):
        order.ship_date, order.ship_date_why = found.ship_date, found.why
    order.release_waiting = bool(found.release and found.release > book.today)
    order.date_waiting = order.ship_date > book.today
    return found


def set_search(order: Any, lines: list[Any]) -> None:
    """What an order is found by: its texts folded, and their grams."""
    parts = dict.fromkeys(
        (
            order.channel_number, order.buyer_name, order.buyer_kana, order.buyer_phone, order.buyer_email,
            order.name, order.kana, order.company, order.phone,
            *(line.sku_code for line in lines[:50]),
            order.remark_rest[:MOST_SEARCHED],
        )
    )  # fmt: skip
    searched = [_searched(part) for part in parts if part]
    order.search_text = "\n".join([folded for folded, _ in searched])
    order.search_grams = list(dict.fromkeys([gram for _, grams in searched for gram in grams]))


@lru_cache(maxsize=8_192)
def _searched(part: str) -> tuple[str, list[str]]:
    """One text as it is searched; codes, names and numbers come again and again."""
    folded = text.search_text(part)
    return folded, text.grams(folded)
