"""Orders read by programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from ninja import Path, Query

from akinai.core import api
from akinai.core.api import feed
from akinai.core.api.persons import note_reading, person
from akinai.orders import queries
from akinai.orders.api.shapes import (
    HoldShown,
    LineShown,
    OrderPage,
    OrdersAsked,
    OrderShown,
    Queues,
    QueueShown,
    ReceiptShown,
    router,
)
from akinai.orders.models import Hold, Order, OrderLine, PaymentGate
from akinai.orders.views import figures

BUYER = ("name", "kana", "phone", "email", "postal", "prefecture", "city", "line1", "line2", "country")
RECIPIENT = ("name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2", "country")
WRITTEN = ("remark", "memo", "noshi_name", "gift_message")  # words of or about people
BUILT = {"channel", "buyer", "recipient", "sender_name", "payment", "lines", "holds", "receipts"}
PLAIN = set(OrderShown.model_fields) - BUILT
FILTERS = {
    "ordered_from": "ordered_at__gte",
    "ordered_to": "ordered_at__lt",
    "ship_date_from": "ship_date__gte",
    "ship_date_to": "ship_date__lte",
    "channel": "channel__code",
    "channel_number": "channel_number",
    "queue": "queue__in",
}


class OrderEvents(api.Shown):
    """What happened to an order, oldest first."""

    events: list[feed.EventShown]


@api.read(router, "/orders", "orders.view")
def orders(request: api.Request, asked: Query[OrdersAsked]) -> OrderPage:
    """List orders with their lines, open holds and receipts."""
    rows = _complete(Order.objects.all())
    for name, condition in FILTERS.items():
        if value := getattr(asked, name):
            rows = rows.filter(**{condition: value})
    if asked.q.strip():
        rows = queries.search(asked.q, rows)
    found, after = api.page(rows, asked)
    note_reading(request.auth, "orders", len(found))
    return OrderPage(orders=shown(found, request.auth), next=after)


@api.read(router, "/orders/{int:key}", "orders.view")
def order(request: api.Request, key: Path[api.Id]) -> OrderShown:
    """One order by its id or its number (000123 is the order 123)."""
    found = list(_complete(Order.objects.filter(id=key)))
    if not found:
        raise unknown(key)
    note_reading(request.auth, f"order/{found[0].pk}", 1)
    return shown(found, request.auth)[0]


@api.read(router, "/orders/{int:key}/events", "orders.view")
def order_events(request: api.Request, key: Path[api.Id]) -> OrderEvents:
    """What happened to an order."""
    if not Order.objects.filter(id=key).exists():
        raise unknown(key)
    note_reading(request.auth, f"order/{key}", 1)
    return OrderEvents(events=feed.of_subject(f"order/{key}", request.auth))


@api.read(router, "/queues", "orders.view")
def queues(request: api.Request) -> Queues:
    """How many orders stand where, and since when."""
    found = figures.queues()
    return Queues(queues=[QueueShown(queue=name, count=one.count, oldest=one.oldest) for name, one in found.items()])


def unknown(key: int) -> api.Problem:
    """There is no such order."""
    return api.not_found(_("There is no order %(number)s.") % {"number": f"{key:06}"})


def _complete(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with what is shown of them: four statements, however many."""
    open_now = Hold.objects.filter(closed_at=None).select_related("reason").order_by("id")
    return (
        rows.select_related("channel")
        .defer("search_grams", "search_text")
        .prefetch_related(
            Prefetch("lines", OrderLine.objects.select_related("sku").order_by("position")),
            Prefetch("holds", open_now, to_attr="open_now"),
            "receipts",
        )
    )


def shown(rows: Sequence[Order], caller: api.Caller) -> list[OrderShown]:
    """Orders as this program may see them."""
    full = caller.may("personal.view")
    return [
        OrderShown(
            **_plain(row, full),
            channel=row.channel.code,
            buyer=person({name: getattr(row, f"buyer_{name}") for name in BUYER}, caller),
            recipient=person({name: getattr(row, name) for name in RECIPIENT}, caller),
            sender_name=caller.personal(row.sender_name, "name") if row.sender_name else None,
            payment=PaymentGate(row.payment_gate).name.lower(),  # type: ignore[arg-type]
            lines=_lines(row.lines.all()),
            holds=_holds(row.open_now),  # type: ignore[attr-defined]
            receipts=[
                ReceiptShown(id=one.pk, amount=one.amount, paid_on=one.paid_on, reverses=one.reverses_id)
                for one in row.receipts.all()
            ],
        )
        for row in rows
    ]


def _plain(row: Order, full: bool) -> dict[str, Any]:
    return {name: getattr(row, name) if full or name not in WRITTEN else None for name in PLAIN}


def _lines(lines: Iterable[OrderLine]) -> list[LineShown]:
    names = set(LineShown.model_fields) - {"sku"}
    return [
        LineShown(sku=one.sku.code if one.sku else None, **{name: getattr(one, name) for name in names})
        for one in lines
    ]


def _holds(holds: Iterable[Any]) -> list[HoldShown]:
    return [
        HoldShown(
            id=one.pk,
            reason=one.reason_id,
            name=queries.reason_name(one.reason),
            stops=one.stops,
            opened_at=one.opened_at,
        )
        for one in holds
    ]
