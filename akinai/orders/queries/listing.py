"""The desk's list of orders: filters, search, and a page whose cost does not grow with the table."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from akinai.core.japan import text
from akinai.orders.models import Hold, MallDifference, Order, OrderLine
from akinai.orders.models.order import ALL_GONE, PaymentGate

# Rows a search looks at more closely at the most; a word that finds more finds the newest of them.
MOST_CANDIDATES = 2_000

# Every closed gate can be listed, whatever queue the order stands in. Only of orders that are still to ship.
OPEN = Q(cancelled=False, returned=False) & ~ALL_GONE
CLOSED_GATES: dict[str, Q] = {
    "on_hold": Q(on_hold=True),
    "review": Q(open_holds__gt=0),
    "in_work": Q(in_work__gt=0),
    "new": Q(screened=False),
    "mall_waiting": Q(mall_waiting=True),
    "payment_waiting": Q(payment_gate=PaymentGate.WAITING),
    "stock_waiting": Q(unallocated__gt=0),
    "release_waiting": Q(release_waiting=True),
    "merge_waiting": Q(merge_undecided=True),
    "date_waiting": Q(date_waiting=True),
}


@dataclass(frozen=True)
class OrderFilter:
    """What a list of orders is narrowed to. Empty fields narrow nothing."""

    queue: str = ""
    gate: str = ""  # a closed gate: a key of CLOSED_GATES
    channel: str = ""  # code
    reason: str = ""  # an open hold reason
    payment: str = ""
    delivery: str = ""
    sku: str = ""  # code
    ship_date: dt.date | None = None  # due on this day or before
    ordered_from: dt.date | None = None
    ordered_to: dt.date | None = None
    gift: bool | None = None
    changed: bool = False  # the mall told it differently, undecided
    warehouse: int | None = None
    q: str = ""


def orders(wanted: OrderFilter) -> QuerySet[Order]:
    """The orders of a filter, to be paged by id (newest first)."""
    rows = Order.objects.defer("search_text", "search_grams", "ship_date_why").select_related("channel")
    for name, column in (
        ("queue", "queue"),
        ("channel", "channel__code"),
        ("payment", "payment_method"),
        ("delivery", "delivery_method"),
        ("warehouse", "warehouse_id"),
        ("gift", "gift"),
    ):
        value = getattr(wanted, name)
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    rows = _by_gate(rows, wanted)
    rows = _by_date(rows, wanted)
    if wanted.sku:
        lines = OrderLine.objects.filter(sku__code=wanted.sku)
        rows = rows.filter(id__in=lines.values("order_id"))
    return search(rows, wanted.q) if wanted.q.strip() else rows


def _by_gate(rows: QuerySet[Order], wanted: OrderFilter) -> QuerySet[Order]:
    if wanted.gate in CLOSED_GATES:
        rows = rows.filter(CLOSED_GATES[wanted.gate] & OPEN)
    if wanted.reason:
        rows = rows.filter(id__in=Hold.objects.filter(reason=wanted.reason, closed_at=None).values("order_id"))
    if wanted.changed:
        rows = rows.filter(Exists(MallDifference.objects.filter(order=OuterRef("pk"), decided_at=None)))
    return rows


def _by_date(rows: QuerySet[Order], wanted: OrderFilter) -> QuerySet[Order]:
    if wanted.ship_date:
        rows = rows.filter(ship_date__lte=wanted.ship_date)
    if wanted.ordered_from:
        rows = rows.filter(ordered_at__date__gte=wanted.ordered_from)
    if wanted.ordered_to:
        rows = rows.filter(ordered_at__date__lte=wanted.ordered_to)
    return rows


def search(rows: QuerySet[Order], asked: str) -> QuerySet[Order]:
    """Orders that hold every word, however it is typed: number, mall's number, name, kana, phone, mail, SKU, remark."""
    asked = asked.strip()
    number = asked.lstrip("#").strip()
    by_number = Q(number=number.zfill(6)) | Q(channel_number=asked) if number.isascii() else Q(pk__in=[])
    keys = text.query_grams(asked)
    if not keys:
        return rows.filter(by_number)
    condition = Q(search_grams__contains=keys)
    for word in text.fold(asked).split():
        condition &= Q(search_text__contains=word) if _whole(word) else Q()
    # The candidates first, capped: a word that half the shop answers must not read half the table.
    candidates = Order.objects.filter(condition).order_by("-id").values("id")[:MOST_CANDIDATES]
    return rows.filter(by_number | Q(id__in=Subquery(candidates)))


def _whole(word: str) -> bool:
    """Words in kana or kanji are looked for as they are; codes and numbers are compared without hyphens by their keys."""
    return not word[0].isascii()
