"""The order list, and its rows as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core import clock, tables
from akinai.core.japan import prefectures
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.masking import masked, personal
from akinai.core.people.permissions import AnyUser, door
from akinai.core.shell import paging
from akinai.orders import sayings, wording
from akinai.orders.models import (
    DeliveryMethod,
    Hold,
    HoldReason,
    Order,
    OrderLine,
    PaymentMethod,
    Queue,
    SalesChannel,
)
from akinai.orders.views import asked, figures

PAGES = (50, 100, 200)


@dataclass
class Row:
    """An order as a line of the list."""

    order: Order
    first: str = ""
    more: int = 0
    pieces: int = 0
    holds: list[str] = field(default_factory=list)
    payment: str = ""

    @property
    def queue(self) -> str:
        return str(Queue(self.order.queue).label)

    @property
    def tone(self) -> str:
        return wording.TONES.get(Queue(self.order.queue), "")


def rows_of(orders: Iterable[Order]) -> list[Row]:
    """Orders with what a line shows of them. Three statements for any number."""
    rows = {order.pk: Row(order) for order in orders}
    lines = OrderLine.objects.filter(order_id__in=list(rows)).order_by("order_id", "position")
    for order_id, name, code, quantity, cancelled in lines.values_list(
        "order_id", "name", "sku_code", "quantity", "cancelled"
    ):
        row = rows[order_id]
        row.pieces += quantity - cancelled
        if row.first:
            row.more += 1
        else:
            row.first = name or code
    for order_id, code in (
        Hold.objects.filter(order_id__in=list(rows), closed_at=None).order_by("id").values_list("order_id", "reason_id")
    ):
        rows[order_id].holds.append(sayings.reason_name(code))
    payments = names_of(PaymentMethod)
    for row in rows.values():
        row.payment = payments.get(row.order.payment_method) or row.order.payment_text
    return list(rows.values())


def names_of(model: type[PaymentMethod] | type[DeliveryMethod]) -> dict[str, str]:
    """The methods by code, in the user's language. One statement."""
    return {row.code: wording.local_name(row) for row in model.objects.all()}


Chip = tuple[str, str, str, figures.Figure | None, bool]


def chips(request: HttpRequest) -> list[Chip]:
    """Queues to choose from: value, label, tone, figure, chosen."""
    chosen, found = request.GET.get("queue", ""), figures.queues()
    shown: list[Chip] = [
        (str(queue), str(queue.label), wording.TONES.get(queue, ""), found[queue], queue == chosen)
        for queue in wording.OPEN_QUEUES
        if found[queue].count or queue == chosen
    ]
    closed: list[Chip] = [(str(queue), str(queue.label), "", None, queue == chosen) for queue in wording.CLOSED_QUEUES]
    return shown + closed


def choices() -> dict[str, Any]:
    """What the filters offer."""
    return {
        "channels": SalesChannel.objects.all(),
        "payments": names_of(PaymentMethod),
        "deliveries": names_of(DeliveryMethod),
        "reasons": [(row.code, wording.local_name(row)) for row in HoldReason.objects.filter(enabled=True)],
        "gates": wording.GATES,
        "prefectures": prefectures.NAMES,
    }


def link_to(name: str, *args: Any) -> str:
    """The address of a page that an upper step may or may not have."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@door("orders.view")
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders by queue, filter or search, newest first."""
    rows = asked.orders(request.GET)
    per = request.GET.get("per", "")
    page = paging.page(request, rows, key="-id", per=int(per) if per in map(str, PAGES) else PAGES[0])
    chosen = asked.chosen(request.GET)
    context = {
        "page": page,
        "rows": rows_of(page.rows),
        "chips": chips(request),
        "chosen": chosen,
        "filtered": sum(1 for value in chosen.values() if value),
        "q": request.GET.get("q", "").strip(),
        "start_work": link_to("fulfillment:start"),
        "columns": COLUMNS,
        "cancel_reasons": wording.CANCEL_REASONS,
        **choices(),
    }
    return render(request, "orders/list.html", context)


# --- the same rows as a file ---------------------------------------------------------------------------------

NOTHING, NAME, PHONE, MAIL, ADDRESS = "", "name", "phone", "mail", "address"
COLUMNS: dict[str, tuple[Promise, str]] = {
    "number": (_("Order no."), NOTHING),
    "channel": (_("Channel"), NOTHING),
    "channel_number": (_("Mall's order no."), NOTHING),
    "ordered_at": (_("Ordered"), NOTHING),
    "queue": (_("Order state"), NOTHING),
    "buyer_name": (_("Buyer"), NAME),
    "buyer_phone": (_("Buyer's phone"), PHONE),
    "buyer_email": (_("Buyer's mail address"), MAIL),
    "name": (_("Recipient"), NAME),
    "phone": (_("Recipient's phone"), PHONE),
    "postal": (_("Recipient's postal code"), PHONE),
    "prefecture": (_("Recipient's prefecture"), NOTHING),
    "address": (_("Recipient's address"), ADDRESS),
    "lines": (_("Lines"), NOTHING),
    "pieces": (_("Pieces"), NOTHING),
    "currency": (_("Currency"), NOTHING),
    "total": (_("Order total"), NOTHING),
    "billed": (_("To pay"), NOTHING),
    "received": (_("Received so far"), NOTHING),
    "payment": (_("Payment method"), NOTHING),
    "delivery_method": (_("Delivery method"), NOTHING),
    "wished_date": (_("Wished date"), NOTHING),
    "wished_slot": (_("Wished time"), NOTHING),
    "ship_date": (_("Ship date"), NOTHING),
    "shipped_at": (_("Shipped on"), NOTHING),
    "holds": (_("Points to check"), NOTHING),
    "remark": (_("Remark"), NAME),
    "memo": (_("Memo"), NAME),
}
BATCH = 500


@door("orders.view")
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What is filtered, as CSV with the chosen columns; personal data as this person may see it. Logged."""
    columns = [name for name in COLUMNS if name in request.GET.getlist("column")] or list(COLUMNS)
    orders = asked.orders(request.GET)
    found = paging.count(orders)[0]
    log_access(actor=actor(request), what="orders.export", count=found)
    answer = StreamingHttpResponse(_written(request.user, orders, columns), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="orders-{clock.now():%Y%m%d-%H%M}.csv"'
    return answer


def _written(user: AnyUser, orders: QuerySet[Order], columns: list[str]) -> Iterator[bytes]:
    heads = [str(COLUMNS[name][0]) for name in columns]
    deliveries = names_of(DeliveryMethod)
    first = True
    source = orders.order_by("-id").iterator(chunk_size=BATCH)
    while batch := list(islice(source, BATCH)):
        cells = [[_cell(user, row, name, deliveries) for name in columns] for row in rows_of(batch)]
        written = tables.write_csv(heads, cells)
        # Only the first part keeps its heads and byte order mark.
        yield written if first else written.split(b"\r\n", 1)[1]
        first = False
    if first:
        yield tables.write_csv(heads, [])


def _cell(user: AnyUser, row: Row, name: str, deliveries: dict[str, str]) -> str:
    order, kind = row.order, COLUMNS[name][1]
    made = {
        "channel": lambda: order.channel.name,
        "queue": lambda: row.queue,
        "address": lambda: f"{order.prefecture}{order.city}{order.line1} {order.line2}".strip(),
        "lines": lambda: f"{row.first}{f' +{row.more}' if row.more else ''}",
        "pieces": lambda: row.pieces,
        "payment": lambda: row.payment,
        "delivery_method": lambda: deliveries.get(order.delivery_method) or order.delivery_text,
        "ordered_at": lambda: f"{order.ordered_at.astimezone(clock.JST):%Y-%m-%d %H:%M}",
        "shipped_at": lambda: f"{order.shipped_at.astimezone(clock.JST):%Y-%m-%d %H:%M}" if order.shipped_at else "",
        "wished_slot": lambda: wording.SLOTS.get(order.wished_slot, order.wished_slot),
        "holds": lambda: "、".join(row.holds),
    }
    value = made[name]() if name in made else getattr(order, name)
    text = "" if value is None else str(value)
    if kind and masked(user):
        # Of free text nothing is shown to those who may not see people.
        return "" if name in ("remark", "memo", "postal") else personal(user, text, kind)
    return text
