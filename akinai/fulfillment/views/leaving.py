"""出荷確定, 集荷引渡 and 積み残し."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from akinai.core import clock, settings
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.fulfillment import actions, queries
from akinai.fulfillment.views.asking import Row, rows_of, warehouses, whole


@door("fulfillment.view")
def page(request: HttpRequest) -> HttpResponse:
    """What can be confirmed, with totals per carrier; what was confirmed and can still be taken back for nothing."""
    house = whole(request.GET.get("warehouse"))
    rows = rows_of(request, list(queries.to_confirm(house)))
    now = clock.now()
    undoable = rows_of(request, list(queries.undoable(now)[:300]), check=False)
    context = {
        "rows": rows,
        "totals": _totals(rows),
        "undoable": [(row, _minutes(row, now)) for row in undoable],
        "board": queries.board(),
        "warehouses": warehouses(),
        "house": house,
        "delay": settings.get("effects_delay_minutes"),
    }
    return render(request, "fulfillment/confirm.html", context)


def _minutes(row: Row, now: Any) -> int:
    """Minutes until the outside hears of it, rounded up."""
    after = row.shipment.effects_after
    return max(0, -int((now - after).total_seconds() // 60)) if after else 0


def _totals(rows: list[Row]) -> list[dict[str, Any]]:
    """Shipments, parcels and stops per carrier and service, to hold against the driver's sheet."""
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: {"shipments": 0, "parcels": 0, "stopped": 0})
    for row in rows:
        sums = found[row.carrier, row.service]
        sums["shipments"] += 1
        sums["parcels"] += row.shipment.parcels
        sums["stopped"] += bool(row.fault)
    return [{"carrier": carrier, "service": service, **sums} for (carrier, service), sums in sorted(found.items())]


@door("fulfillment.view")
def handover(request: HttpRequest) -> HttpResponse:
    """集荷引渡 of today per carrier and product."""
    house = whole(request.GET.get("warehouse"))
    rows = rows_of(request, list(queries.leaving(house)))
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.carrier, row.service].append(row)
    context = {
        "groups": [
            {
                "carrier": carrier,
                "service": service,
                "rows": members,
                "parcels": sum(row.shipment.parcels for row in members),
            }
            for (carrier, service), members in sorted(groups.items())
        ],
        "left": queries.leftover(house).count(),
        "warehouses": warehouses(),
        "house": house,
        "today": clock.today(),
    }
    return render(request, "fulfillment/handover.html", context)


@require_POST
@door("fulfillment.work")
def print_handover(request: HttpRequest) -> HttpResponse:
    """集荷引渡一覧 as a paper."""
    paper = actions.print_handover(whole(request.POST.get("warehouse")), actor=actor(request))
    return redirect("fulfillment:paper", paper_id=paper.pk)


@door("fulfillment.view")
def leftover(request: HttpRequest) -> HttpResponse:
    """積み残し: started and not inspected."""
    house = whole(request.GET.get("warehouse"))
    rows = rows_of(request, list(queries.leftover(house)))
    context = {"rows": rows, "warehouses": warehouses(), "house": house, "today": clock.today()}
    return render(request, "fulfillment/leftover.html", context)
