"""What the list is asked for: the address's query becomes conditions. Every condition has an index or is narrow."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from akinai.core import clock
from akinai.core.japan import text
from akinai.orders.models import Hold, MallDifference, Order, Queue
from akinai.orders.views import figures
from akinai.orders.wording import OPEN_QUEUES

OPEN = Q(queue__in=[str(queue) for queue in OPEN_QUEUES])


def _open_holds(reason: str = "") -> QuerySet[Hold, Any]:
    found = Hold.objects.filter(closed_at=None)
    return (found.filter(reason=reason) if reason else found).values("order_id")


def _changed() -> QuerySet[MallDifference, Any]:
    return MallDifference.objects.filter(decided_at=None).values("order_id")


GATES: dict[str, Callable[[], Q]] = {
    "review": lambda: OPEN & Q(open_holds__gt=0),
    "stock": lambda: OPEN & Q(unallocated__gt=0),
    "payment": lambda: OPEN & Q(payment_gate=1),
    "release": lambda: OPEN & Q(release_waiting=True),
    "date": lambda: OPEN & Q(date_waiting=True),
    "merge": lambda: OPEN & Q(merge_undecided=True),
    "mall": lambda: OPEN & Q(mall_waiting=True),
    "on_hold": lambda: OPEN & Q(on_hold=True),
    "in_work": lambda: OPEN & Q(in_work__gt=0),
    "mall_changed": lambda: Q(id__in=_changed()),
}


def _date(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _whole(value: str) -> int | None:
    digits = text.fold(value).replace(",", "").replace("¥", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else None


def _queue(value: str) -> Q | None:
    if value == "open":
        return OPEN
    return Q(queue=value) if value in Queue.values else None


def _gate(value: str) -> Q | None:
    return GATES[value]() if value in GATES else None


def _due(value: str) -> Q | None:
    today, not_begun = clock.today(), Q(queue__in=figures.NOT_BEGUN, in_work=0)
    return {"today": not_begun & Q(ship_date=today), "overdue": not_begun & Q(ship_date__lt=today)}.get(value)


def _day(column: str, edge: str) -> Callable[[str], Q | None]:
    def condition(value: str) -> Q | None:
        day = _date(value)
        return Q(**{f"{column}__{edge}": day}) if day else None

    return condition


def _ordered(edge: str) -> Callable[[str], Q | None]:
    def condition(value: str) -> Q | None:
        day = _date(value)
        if day is None:
            return None
        start, end = figures.day_of(day)
        return Q(ordered_at__gte=start) if edge == "from" else Q(ordered_at__lt=end)

    return condition


def _amount(edge: str) -> Callable[[str], Q | None]:
    def condition(value: str) -> Q | None:
        amount = _whole(value)
        return Q(**{f"total__{edge}": amount}) if amount is not None else None

    return condition


def _channel(value: str) -> Q | None:
    return Q(channel_id=int(value)) if value.isdigit() and len(value) < 10 else None


def _did(value: str) -> Q | None:
    """What happened to it on a day: "paid" (today) or "paid:2026-11-21"."""
    what, _colon, on = value.partition(":")
    if what not in figures.HAPPENED:
        return None
    start, end = figures.day_of(_date(on) or clock.today())
    chosen = "select substr(subject, 7)::bigint from core_event where name = %s and at >= %s and at < %s"
    return Q(id__in=RawSQL(chosen, [figures.HAPPENED[what], start, end]))  # noqa: S611 - fixed words


CONDITIONS: dict[str, Callable[[str], Q | None]] = {
    "queue": _queue,
    "gate": _gate,
    "due": _due,
    "did": _did,
    "reason": lambda value: Q(id__in=_open_holds(value)),
    "channel": _channel,
    "payment": lambda value: Q(payment_method=value),
    "delivery": lambda value: Q(delivery_method=value),
    "prefecture": lambda value: Q(prefecture=value),
    "gift": lambda value: Q(gift=True),
    "memo": lambda value: ~Q(memo=""),
    "ordered_from": _ordered("from"),
    "ordered_to": _ordered("to"),
    "ship_from": _day("ship_date", "gte"),
    "ship_to": _day("ship_date", "lte"),
    "wished_from": _day("wished_date", "gte"),
    "wished_to": _day("wished_date", "lte"),
    "least": _amount("gte"),
    "most": _amount("lte"),
}
# Conditions behind 「絞り込み」; the others are chips of their own.
DETAILED = tuple(name for name in CONDITIONS if name not in ("queue", "did", "due"))


def searched(rows: QuerySet[Order], asked: str) -> QuerySet[Order]:
    """Orders that answer a search: our number, or every word in what an order is found by."""
    from akinai.orders import queries

    return queries.search(asked, rows)


def orders(query: QueryDict) -> QuerySet[Order]:
    """The orders a query asks for; words it does not understand are passed over."""
    # Without what only search and the order's own page read: an array and a JSON text take longer than all the rest.
    rows = Order.objects.defer("search_text", "search_grams", "ship_date_why").select_related("channel")
    for name, condition in CONDITIONS.items():
        value = query.get(name, "").strip()
        wanted = condition(value) if value else None
        if wanted is not None:
            rows = rows.filter(wanted)
    asked = query.get("q", "").strip()
    return searched(rows, asked) if asked else rows


def chosen(query: QueryDict) -> dict[str, str]:
    """The detailed conditions in use, to draw their form again."""
    return {name: query.get(name, "").strip() for name in DETAILED}
