"""検品: full screen, a barcode reader or a keyboard, answers that can be seen and heard across the room."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import clock, settings
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import results
from akinai.fulfillment import actions, queries
from akinai.fulfillment.actions import ScanAnswer
from akinai.fulfillment.models import Shipment, ShipmentLine
from akinai.fulfillment.queries.papers import gift_words
from akinai.fulfillment.views.asking import rows_of, whole
from akinai.fulfillment.words import handling_label


@dataclass
class Lit:
    """A line on the screen."""

    line: ShipmentLine
    handling: list[str]
    now: bool

    @property
    def complete(self) -> bool:
        return self.line.scanned >= self.line.quantity

    @property
    def left(self) -> int:
        return self.line.quantity - self.line.scanned


@door("fulfillment.work")
def page(request: HttpRequest) -> HttpResponse:
    """The station, waiting for a slip (or with a shipment open: `?shipment=`)."""
    context = {"today": _done_today(request)} | _view(request, None, whole(request.GET.get("shipment")))
    return render(request, "fulfillment/station.html", context)


@require_POST
@door("fulfillment.work")
def read(request: HttpRequest) -> HttpResponse:
    """One scan; answers with what the screen shows now. Without JavaScript the whole page comes."""
    code, count = request.POST.get("code", "").strip(), whole(request.POST.get("count"))
    opened = whole(request.POST.get("shipment"))
    if not code:
        answer = ScanAnswer("unknown", "bad", _("Nothing was read. Scan again."), opened)
    else:
        text = f"{count}*{code}" if count and count > 1 and "*" not in code else code
        answer = actions.scan(text, opened, actor=actor(request))
    context = {"today": _done_today(request)} | _view(request, answer, answer.shipment_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "fulfillment/station.html", context)
    response = render(request, "fulfillment/parts/station_view.html", context)
    return results.sound(response, answer.sound)


@require_POST
@door("fulfillment.work")
def missing(request: HttpRequest, line_id: int) -> HttpResponse:
    """欠品: fewer pieces on the shelf than the line wants."""
    try:
        actions.short(line_id, whole(request.POST.get("found")) or 0, actor=actor(request))
        text = _("Taken out of the batch, stock corrected. Put the pieces you have back on the shelf.")
        answer = ScanAnswer("short", "good", text)
    except Refused as refused:
        opened = ShipmentLine.objects.filter(pk=line_id).values_list("shipment_id", flat=True).first()
        answer = ScanAnswer("quantity", "bad", str(refused), opened)
    context = {"today": _done_today(request)} | _view(request, answer, answer.shipment_id)
    return render(request, "fulfillment/station.html", context)


def _done_today(request: HttpRequest) -> int:
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Shipment.objects.filter(inspected_by=actor(request), inspected_at__gte=day).count()


def _view(request: HttpRequest, answer: ScanAnswer | None, shipment_id: int | None) -> dict[str, Any]:
    """What the screen shows: the verdict, and the open shipment with its lines."""
    found = queries.shipments().filter(pk=shipment_id).first() if shipment_id else None
    context: dict[str, Any] = {"answer": answer, "row": None, "label_check": settings.get("label_check")}
    if found is None:
        return context
    row = rows_of(request, [found], check=False)[0]
    members: dict[int, Any] = {line.order_id: line.order for line in row.lines}  # type: ignore[attr-defined]
    lit = [_lit(line, answer) for line in row.lines]
    return context | {
        "row": row,
        "open": found.state == "working",
        "lit": sorted(lit, key=lambda one: (one.complete, not one.now)),
        "pieces": sum(one.line.quantity for one in lit),
        "scanned": sum(one.line.scanned for one in lit),
        "gift": [text for order in members.values() for text in gift_words(order)],
        "memos": [order.memo for order in members.values() if order.memo],
        "remarks": [order.remark_rest for order in members.values() if order.remark_rest],
    }


def _lit(line: Any, answer: ScanAnswer | None) -> Lit:
    return Lit(line, [handling_label(mark) for mark in line.sku.handling], bool(answer and answer.line_id == line.pk))
