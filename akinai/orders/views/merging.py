"""同梱判断: open orders of one recipient side by side, to travel together or apart."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging
from akinai.orders import actions
from akinai.orders.models import DeliveryMethod, Order, OrderLine, PaymentMethod
from akinai.orders.views import deeds, listing, many

PER = 20  # recipients of one page


@dataclass
class Group:
    """Open orders of one recipient that ship from one warehouse."""

    orders: list[listing.Row]
    conflicts: list[str] = field(default_factory=list)
    until: Any = None

    @property
    def saved(self) -> int:
        """Postage that one parcel saves: all shipping fees but the highest."""
        fees = [row.order.shipping_fee or 0 for row in self.orders]
        return sum(fees) - max(fees)

    @property
    def forbidden(self) -> bool:
        return any(not row.order.channel.merge_allowed for row in self.orders)


def groups(request: HttpRequest) -> tuple[list[Group], paging.Page]:
    """The recipients with an undecided merge, the first to lapse first."""
    undecided = Order.objects.filter(merge_undecided=True)
    # One order stands for its recipient: the newest of its undecided ones.
    newer = undecided.filter(
        recipient_key=OuterRef("recipient_key"), warehouse_id=OuterRef("warehouse_id"), id__gt=OuterRef("id")
    )
    page = paging.page(request, undecided.filter(~Exists(newer)), key="-id", per=PER)
    keys = {(order.recipient_key, order.warehouse_id) for order in page.rows}
    open_ones = (
        Order.objects.filter(
            recipient_key__in=[key for key, _house in keys], cancelled=False, shipped=0, returned=False, in_work=0
        )
        .exclude(merge_declined=True)
        .select_related("channel")
        .order_by("id")
    )
    rows = listing.rows_of(open_ones)
    bands = _temperatures([row.order.pk for row in rows])
    found: dict[tuple[str, int], list[listing.Row]] = defaultdict(list)
    for row in rows:
        found[row.order.recipient_key, row.order.warehouse_id].append(row)
    in_order = [(order.recipient_key, order.warehouse_id) for order in page.rows]
    return [_group(found[key], bands) for key in in_order if len(found[key]) > 1], page


def _group(rows: list[listing.Row], bands: dict[int, set[str]]) -> Group:
    orders = [row.order for row in rows]
    conflicts = []
    if len({band for order in orders for band in bands[order.pk]}) > 1:
        conflicts.append(_("different temperatures: one parcel each"))
    if len({(order.wished_date, order.wished_slot) for order in orders}) > 1:
        conflicts.append(_("different wished dates"))
    if len({order.payment_method == "cod" for order in orders}) > 1:
        conflicts.append(_("cash on delivery and not"))
    if len({order.delivery_method for order in orders}) > 1:
        conflicts.append(_("different delivery methods"))
    if any(order.gift or order.noshi for order in orders) and len({(order.gift, order.noshi) for order in orders}) > 1:
        conflicts.append(_("gift and not"))
    if len({order.buyer_name for order in orders}) > 1:
        conflicts.append(_("different buyers"))
    forbidding = [order.channel.name for order in orders if not order.channel.merge_allowed]
    conflicts += [_("%(name)s does not allow it") % {"name": name} for name in forbidding]
    until = min((order.merge_until for order in orders if order.merge_until), default=None)
    return Group(rows, list(dict.fromkeys(conflicts)), until)


def _temperatures(order_ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    lines = OrderLine.objects.filter(order_id__in=order_ids, sku__isnull=False)
    for order_id, band in lines.values_list("order_id", "sku__temperature"):
        found[order_id].add(band)
    return found


@door("orders.view")
def merge(request: HttpRequest) -> HttpResponse:
    """Recipients with several open orders, one card each."""
    found, page = groups(request)
    decided = Order.objects.filter(merge_group__isnull=False, shipped=0, cancelled=False, in_work=0)
    context = {
        "groups": found,
        "page": page,
        "payments": listing.names_of(PaymentMethod),
        "deliveries": listing.names_of(DeliveryMethod),
        "decided": _decided(list(decided.order_by("-merge_group", "id")[:60])),
    }
    return render(request, "orders/merge.html", context)


def _decided(orders: list[Order]) -> list[list[Order]]:
    found: dict[int, list[Order]] = defaultdict(list)
    for order in orders:
        found[order.merge_group or 0].append(order)
    return list(found.values())


@door("orders.edit")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Together, apart, or the decision taken back."""
    ids, who = many.picked(request), actor(request)
    if ids and "undo" in request.POST:
        deeds.tell(request, lambda: actions.undo_merge(ids, actor=who))
    elif ids:
        together = "together" in request.POST
        deeds.tell(request, lambda: actions.decide_merge(ids, together=together, actor=who))
    return redirect("orders:merge")
