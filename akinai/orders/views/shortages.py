"""欠品: what is short, SKU by SKU; who waits, who holds pieces, and what can be done about it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog.models import Sku
from akinai.core import tables
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.inventory import queries as inventory
from akinai.orders import actions, queries
from akinai.orders.models import Order, OrderLine, Queue
from akinai.orders.views import deeds, listing

SHOWN = 30  # waiting and holding orders of one SKU
PER = 40  # SKUs of one page


@dataclass
class Waiting:
    """An order that lacks pieces of a SKU."""

    order: Order
    missing: int
    wanted: int
    since: Any
    line: int
    in_part: bool  # what is allocated to it could leave now
    lines_missing: int  # pieces of the ordered line (of a bundle: whole bundles) that the missing pieces stand for


@dataclass
class Holding:
    """An order that holds pieces of a SKU; `loose`: it can't ship now anyway, so it is asked first."""

    order: Order
    pieces: int
    why: str
    loose: bool


@dataclass
class Short:
    """A SKU that orders wait for."""

    sku: Sku
    figures: inventory.Shortage
    warehouse: str
    waiting: list[Waiting] = field(default_factory=list)
    holding: list[Holding] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.sku.pk}-{self.figures.warehouse_id}"

    @property
    def ids(self) -> str:
        return "&".join(f"ids={one.order.pk}" for one in self.waiting)

    @property
    def in_part(self) -> list[int]:
        """Orders that wait for it of which something could leave now."""
        return [one.order.pk for one in self.waiting if one.in_part]


LOOSE = (
    Queue.PAYMENT_WAITING,
    Queue.REVIEW,
    Queue.ON_HOLD,
    Queue.MALL_WAITING,
    Queue.DATE_WAITING,
    Queue.RELEASE_WAITING,
)


def shorts(sku_id: int | None = None) -> tuple[list[Short], int]:
    """SKUs that are short with those who wait and hold, and how many SKUs there are. Eight statements."""
    figures = inventory.shortages()
    if sku_id is not None:
        figures = [one for one in figures if one.sku_id == sku_id]
    total, figures = len(figures), figures[:PER]
    skus = Sku.objects.in_bulk([one.sku_id for one in figures])
    names = {house.pk: house.name for house in inventory.warehouses()}
    found = {
        (one.sku_id, one.warehouse_id): Short(skus[one.sku_id], one, names.get(one.warehouse_id, ""))
        for one in figures
        if one.sku_id in skus
    }
    _add_orders(found)
    return list(found.values()), total


def _add_orders(found: dict[tuple[int, int], Short]) -> None:
    sku_ids = {key[0] for key in found}
    waiting, holding = defaultdict(list), defaultdict(list)
    for one in inventory.waiting(sku_ids):
        waiting[one.sku_id, one.warehouse_id].append(one)
    for demand in inventory.holders(sku_ids):
        holding[demand.sku_id, demand.warehouse_id].append(demand)
    documents = {one.document for key in found for one in waiting[key][:SHOWN]}
    documents |= {one.document for key in found for one in holding[key][: SHOWN * 3]}
    orders = Order.objects.select_related("channel").in_bulk({_order_id(one) for one in documents})
    lines = OrderLine.objects.in_bulk({one.line for key in found for one in waiting[key][:SHOWN]})
    able = queries.can_go_in_part([key for key, order in orders.items() if order.queue == Queue.STOCK_WAITING])
    for key, short in found.items():
        for one in waiting[key][:SHOWN]:
            line = lines.get(one.line)
            open_pieces = line.quantity - line.cancelled if line else 0
            whole = -(-one.missing * open_pieces // one.wanted)  # rounded up
            if order := orders.get(_order_id(one.document)):
                part = order.pk in able
                short.waiting.append(Waiting(order, one.missing, one.wanted, one.requested_at, one.line, part, whole))
        for demand in holding[key][: SHOWN * 3]:
            order = orders.get(_order_id(demand.document))
            if order and not order.in_work and not order.cancelled:
                queue = Queue(order.queue)
                short.holding.append(Holding(order, demand.allocated, str(queue.label), queue in LOOSE))
        waits = {one.order.pk for one in short.waiting}
        # Whoever lacks pieces of it too gives last.
        short.holding.sort(key=lambda one: (one.order.pk in waits, not one.loose))
        del short.holding[SHOWN:]


def _order_id(document: str) -> int:
    kind, _slash, number = document.partition("/")
    return int(number) if kind == "order" and number.isdigit() else 0


@door("orders.view")
def short(request: HttpRequest) -> HttpResponse:
    """The shortages, the longest waiting first."""
    sku = request.GET.get("sku", "")
    found, total = shorts(int(sku) if sku.isdigit() else None)
    context = {
        "shorts": found,
        "total": total,
        "one": bool(sku),
        "arrivals": listing.link_to("inventory:arrivals"),
        "pieces": sum(one.figures.missing for one in found),
    }
    return render(request, "orders/short.html", context)


@door("orders.edit")
@require_POST
def transfer(request: HttpRequest) -> HttpResponse:
    """引当振替: pieces of one order to another, in one step."""
    values = {name: request.POST.get(name, "") for name in ("giving", "getting", "sku", "quantity")}

    def verb() -> None:
        try:
            pieces = tables.integer(values["quantity"], least=1, most=1_000_000)
        except tables.BadCell as bad:
            raise deeds.Unclear(str(bad)) from None
        if not all(values[name].isdigit() for name in ("giving", "getting", "sku")):
            raise deeds.Unclear(_("Choose the order that gives and the one that gets."))
        actions.transfer_allocation(
            int(values["giving"]),
            int(values["getting"]),
            int(values["sku"]),
            pieces,
            reason=request.POST.get("reason", "").strip() or _("Shortage"),
            actor=actor(request),
        )

    deeds.tell(request, verb)
    return redirect(reverse("orders:short") + (f"#sku-{values['sku']}" if values["sku"].isdigit() else ""))


@door("orders.cancel")
@require_POST
def cancel_line(request: HttpRequest) -> HttpResponse:
    """Cancel what is missing of one line: the order goes on with the rest."""
    line, pieces = request.POST.get("line", ""), request.POST.get("pieces", "")
    if line.isdigit() and pieces.isdigit():
        reason = _("Out of stock")
        deeds.tell(
            request, lambda: actions.cancel_lines([(int(line), int(pieces))], reason=reason, actor=actor(request))
        )
    return redirect("orders:short")
