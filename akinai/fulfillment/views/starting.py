"""出荷待ち → 作業開始: choose ready orders, see what it makes, one button."""

import datetime as dt
from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import results
from akinai.fulfillment import actions, queries
from akinai.fulfillment.views.asking import warehouses, whole
from akinai.fulfillment.words import carrier_label, temperature_label

KINDS = ("single", "multi", "gift")


@door("fulfillment.view")
def page(request: HttpRequest) -> HttpResponse:
    """Ready orders by filter, with a preview of the shipments they make."""
    asked = {name: request.GET.get(name, "") for name in ("carrier", "temperature", "kind", "upto")}
    house = whole(request.GET.get("warehouse"))
    found = queries.ready(
        warehouse=house,
        carrier=asked["carrier"],
        temperature=asked["temperature"],
        kind=asked["kind"] if asked["kind"] in KINDS else "",
        upto=_day(asked["upto"]),
    )
    plans, refused = actions.preview([one.id for one in found], warehouse_id=house)
    known = queries.methods()
    carriers = sorted({method.carrier for method in known.values()})
    context = {
        "found": found,
        "asked": asked | {"warehouse": house},
        "warehouses": warehouses(),
        "carriers": [(code, carrier_label(code)) for code in carriers],
        "temperatures": [(code, temperature_label(code)) for code in ("ambient", "chilled", "frozen")],
        "kinds": [("single", _("Single item")), ("multi", _("Several items")), ("gift", _("Gift"))],
        "methods": known,
        "why_not": {refusal.key: refusal.message for refusal in refused},
        "preview": _preview(plans),
        "board": queries.board(),
        "today": clock.today(),
    }
    return render(request, "fulfillment/start.html", context)


def _preview(plans: list[actions.Plan]) -> dict[str, object]:
    """What would be started: shipments by temperature, those of one SKU, parcels, pieces, money to collect."""
    by_temperature = Counter(plan.temperature for plan in plans)
    return {
        "shipments": len(plans),
        "orders": len({key for plan in plans for key in plan.order_ids}),
        "single": sum(len({line.sku_id for line in plan.lines}) == 1 for plan in plans),
        "pieces": sum(line.quantity for plan in plans for line in plan.lines),
        "parcels": sum(plan.leading.parcels if plan.first else 1 for plan in plans),
        "collecting": sum(plan.cod_amount is not None for plan in plans),
        "temperatures": [(temperature_label(code), count) for code, count in sorted(by_temperature.items())],
        "outside": sum(plan.outside for plan in plans),
    }


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_POST
@door("fulfillment.work")
def start(request: HttpRequest) -> HttpResponse:
    """作業開始 of the picked orders; to the batch, or row by row what was refused."""
    ids = [int(key) for key in request.POST.getlist("ids") if key.isdigit()]
    back = reverse("fulfillment:start")
    if not ids:
        messages.warning(request, _("Pick the orders to start."))
        return redirect(back)
    house = whole(request.POST.get("warehouse"))
    numbers = {one.id: one.number for one in queries.ready()}
    started = actions.start_work(ids, warehouse_id=house, actor=actor(request))
    made = len(started.batch_ids)
    if made:
        text = ngettext("Work has begun: %(count)d batch.", "Work has begun: %(count)d batches.", made)
        messages.success(request, text % {"count": made})
    if started.outcome.refused:
        links = {key: f"/desk/orders/{key}/" for key in numbers}
        to = reverse("fulfillment:batch", args=[started.batch_id]) if started.batch_id else back
        return results.show(
            request,
            started.outcome,
            title=_("Start work"),
            back=to,
            names=numbers,
            links=links,
            retry=reverse("fulfillment:start_work"),
        )
    if made > 1 or started.batch_id is None:
        return redirect("fulfillment:batches")
    return redirect("fulfillment:batch", batch_id=started.batch_id)
