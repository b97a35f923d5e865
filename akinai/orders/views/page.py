"""The order page: who, what, where it stands and why, what to do next, and everything that happened."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.japan import address
from akinai.core.models import Mail
from akinai.core.models.shop import Shop
from akinai.core.people.masking import masked
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import timeline
from akinai.core.shell.timeline import Line
from akinai.inventory import queries as inventory
from akinai.orders import queries, sayings, wording
from akinai.orders.models import (
    DeliveryMethod,
    Hold,
    MallDifference,
    Order,
    OrderLine,
    PaymentMethod,
    Queue,
)
from akinai.orders.money import OrderMoney, order_money
from akinai.orders.views import asked, listing


@dataclass
class Part:
    """What stock says of one SKU of a line (of a bundle: one of its parts)."""

    code: str
    name: str
    wanted: int
    allocated: int
    taken: int
    expected: Any = None  # the nearest expected arrival, when pieces are short

    @property
    def missing(self) -> int:
        return max(self.wanted - self.allocated - self.taken, 0)


@dataclass
class LineRow:
    """A line of the order with its stock."""

    line: OrderLine
    parts: list[Part] = field(default_factory=list)

    @property
    def open(self) -> int:
        return self.line.quantity - self.line.cancelled

    @property
    def to_ship(self) -> int:
        """Pieces that have neither left nor been cancelled."""
        return self.open - self.line.shipped

    @property
    def amount(self) -> int | None:
        return None if self.line.unit_price is None else self.line.unit_price * self.open

    @property
    def missing(self) -> int:
        return sum(part.missing for part in self.parts)

    @property
    def bundle(self) -> bool:
        return len(self.parts) > 1 or any(part.code != self.line.sku.code for part in self.parts if self.line.sku)

    @property
    def expected(self) -> Any:
        return next((part.expected for part in self.parts if part.expected), None)


@dataclass
class HoldRow:
    """A point to check, with what was found and what to do."""

    hold: Hold
    name: str
    help: str
    found: str

    @property
    def correction(self) -> dict[str, str] | None:
        """The address of the postal code, to be taken over by one tap."""
        return self.hold.detail.get("correction") if not self.hold.closed_at else None


def line_rows(order: Order) -> list[LineRow]:
    """The lines with what stock says of them. At most three statements."""
    rows = [LineRow(line) for line in order.lines.select_related("sku").order_by("position")]
    wanted = list(inventory.demands([f"order/{order.pk}"]))
    by_line: dict[int, list[Part]] = defaultdict(list)
    short: dict[int, list[Part]] = defaultdict(list)
    for one in wanted:
        part = Part(one.sku.code, one.sku.name, one.wanted, one.allocated, one.taken)
        by_line[one.line].append(part)
        if part.missing:
            short[one.sku_id].append(part)
    if short:
        for arrival in inventory.expected(list(short)):
            for part in short[arrival.sku_id]:
                part.expected = part.expected or arrival
    for row in rows:
        row.parts = by_line[row.line.pk]
    return rows


def hold_rows(order: Order) -> list[HoldRow]:
    """Points to check, open ones first."""
    holds = Hold.objects.filter(order=order).select_related("reason").order_by("closed_at", "reason__position")
    return sorted(
        (
            HoldRow(
                hold,
                wording.local_name(hold.reason),
                wording.local_help(hold.reason),
                wording.found(hold.reason_id, hold.detail),
            )
            for hold in holds
        ),
        key=lambda row: row.hold.closed_at is not None,
    )


def money_of(order: Order, rows: list[LineRow]) -> OrderMoney:
    """The sums of an order, by the one tax function, rounded as the shop does."""
    rounding: Any = Shop.objects.values_list("tax_rounding", flat=True).first() or "floor"
    return order_money(order, [row.line for row in rows], rounding=rounding)


@dataclass(frozen=True)
class Next:
    """What a clerk does next with an order: a dialog of this page, or another page."""

    label: str
    opens: str = ""
    url: str = ""
    icon: str = "arrow-right"


def next_step(request: HttpRequest, order: Order) -> Next | None:
    """The one button that brings the order on from where it stands."""
    start = listing.link_to("fulfillment:start")
    steps: dict[str, tuple[str, Next]] = {
        Queue.REVIEW: ("orders.edit", Next(_("Look at the points to check"), url="#holds", icon="alert")),
        Queue.PAYMENT_WAITING: ("orders.pay", Next(_("Record the payment"), opens="#pay", icon="yen")),
        Queue.STOCK_WAITING: ("orders.view", Next(_("See the shortage"), url=reverse("orders:short"), icon="boxes")),
        Queue.MERGE_WAITING: ("orders.edit", Next(_("Decide on merging"), url=reverse("orders:merge"), icon="merge")),
        Queue.DATE_WAITING: ("orders.edit", Next(_("Change the ship date"), opens="#date", icon="calendar")),
    }
    if order.queue == Queue.READY and start:
        steps[Queue.READY] = ("fulfillment.work", Next(_("Start packing"), url=f"{start}?ids={order.pk}", icon="truck"))
    found = steps.get(order.queue)
    return found[1] if found and allowed(request.user, found[0]) else None


def mismatch_of(order: Order) -> address.Mismatch | None:
    """How the address and its postal code disagree, if they do and nothing is shipped yet."""
    if order.country != "JP" or not order.postal:
        return None
    return address.mismatch(order.postal, order.prefecture, f"{order.city}{order.line1}{order.line2}")


def neighbours(request: HttpRequest, order: Order) -> tuple[int | None, int | None]:
    """The orders before and after in the list one came from (newest first). Two statements, only with a filter kept."""
    rows = asked.orders(request.GET).order_by().select_related(None)
    newer = rows.filter(id__gt=order.pk).order_by("id").values_list("id", flat=True).first()
    older = rows.filter(id__lt=order.pk).order_by("-id").values_list("id", flat=True).first()
    return newer, older


def history(request: HttpRequest, order: Order) -> list[Line]:
    """What happened; free words are left out for those who may not see people."""
    lines = timeline.lines([f"order/{order.pk}"])
    if not masked(request.user):
        return lines
    private = ("orders.noted", "orders.edited", "orders.changed")
    return [
        Line(one.at, one.who, one.name, one.text, [] if one.name in private else one.below, one.tone) for one in lines
    ]


@door("orders.view")
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order."""
    one = get_object_or_404(Order.objects.select_related("channel", "warehouse"), pk=order_id)
    rows, holds = line_rows(one), hold_rows(one)
    payments, deliveries = listing.names_of(PaymentMethod), listing.names_of(DeliveryMethod)
    newer, older = neighbours(request, one)
    merged = Order.objects.filter(merge_group=one.merge_group).exclude(pk=one.pk) if one.merge_group else []
    context = {
        "order": one,
        "masked": masked(request.user),
        "rows": rows,
        "holds": holds,
        "open_holds": [row for row in holds if row.hold.closed_at is None],
        "closed_holds": [row for row in holds if row.hold.closed_at is not None],
        "standing": wording.standing(one),
        "also": wording.also_closed(one),
        "next": next_step(request, one),
        "money": money_of(one, rows),
        "owed": one.billed - one.received if one.billed is not None else None,
        "receipts": one.receipts.order_by("-id").select_related("reversed_by"),
        "payment": payments.get(one.payment_method) or one.payment_text,
        "delivery": deliveries.get(one.delivery_method) or one.delivery_text,
        "payment_state": _("Authorised")
        if one.authorised and not one.received
        else wording.PAYMENT_STATES[one.payment_gate],
        "why": [words for step in one.ship_date_why if (words := wording.step(step))],
        "differences": MallDifference.objects.filter(order=one, decided_at=None).order_by("id"),
        "mismatch": mismatch_of(one),
        "mails": Mail.objects.filter(subject_ref=f"order/{one.pk}").order_by("-id")[:30],
        "mail_kind": sayings.mail_kind,
        "timeline": history(request, one),
        "warehouses": inventory.warehouses(),
        "merged": merged,
        "copied_from": Order.objects.filter(pk=one.copied_from).first() if one.copied_from else None,
        "newer": newer,
        "older": older,
        "cancel_reasons": wording.CANCEL_REASONS,
        "return_reasons": wording.RETURN_REASONS,
        "today": clock.today(),
        "dead": one.queue in (Queue.CANCELLED, Queue.RETURNED),
        "done": one.queue in (Queue.SHIPPED, Queue.DELIVERED),
        "in_part": one.queue == Queue.STOCK_WAITING and bool(queries.can_go_in_part([one.pk])),
        "to_finish": not (one.pieces or one.finished or one.cancelled),
        "unknown_skus": any(row.line.sku_id is None and row.line.ships for row in rows),
    }
    return render(request, "orders/order.html", context)
