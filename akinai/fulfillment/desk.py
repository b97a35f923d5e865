"""What the floor puts on the desk: menu, tiles of the home page, the panel on an order's page."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.core import subjects
from akinai.core.shell import nav, panels, tiles
from akinai.core.shell.tiles import Tile


def _stopped() -> int | None:
    from akinai.fulfillment import queries

    board = queries.board()
    return board.stopped + board.to_shelve or None


nav.entry("shipping", _("Start work"), "fulfillment:start", "fulfillment.view", icon="play", order=10)
nav.entry("shipping", _("Batches"), "fulfillment:batches", "fulfillment.view", icon="box", order=20)
nav.entry("shipping", _("Inspection"), "fulfillment:station", "fulfillment.work", icon="barcode", order=30)
nav.entry(
    "shipping", _("Pull out and put back"), "fulfillment:pull", "fulfillment.view", "alert", badge=_stopped, order=40
)
nav.entry("shipping", _("Confirm shipping"), "fulfillment:confirm", "fulfillment.view", icon="check", order=50)
nav.entry("shipping", _("Handover to carriers"), "fulfillment:handover", "fulfillment.view", icon="truck", order=60)
nav.entry("shipping", _("Left behind"), "fulfillment:leftover", "fulfillment.view", icon="clock", order=70)
nav.entry("shipping", _("Outside warehouses"), "fulfillment:outside", "fulfillment.view", icon="send", order=80)
nav.entry("settings", _("File layouts"), "fulfillment:layouts", "settings.view", icon="grid", order=60)


@tiles.tile("today", "fulfillment.view", order=20)
def floor_tiles(request: HttpRequest) -> Iterable[Tile]:
    """How today's shipping goes. One statement."""
    from akinai.fulfillment import queries

    board = queries.board()
    named = (
        (_("To inspect"), board.uninspected, "leftover", ""),
        (_("Inspected"), board.inspected, "confirm", "info"),
        (_("Parcels shipped today"), board.shipped_today, "handover", "good"),
    )
    for label, count, page, tone in named:
        oldest = board.oldest if page == "leftover" else None
        yield Tile(label=label, count=count, url=reverse(f"fulfillment:{page}"), tone=tone, oldest_age=oldest)


@tiles.tile("failures", "fulfillment.view", order=20)
def floor_warnings(request: HttpRequest) -> Iterable[Tile]:
    """What must not be overlooked on the floor; nothing when all is well. One statement."""
    from akinai.fulfillment import queries

    board = queries.board()
    named = (
        (_("To pull out"), board.stopped, "pull", "bad"),
        (_("Old slips"), board.stale, "pull", "warn"),
        (_("To put back on the shelf"), board.to_shelve, "pull", "warn"),
        (_("Left behind from earlier days"), board.left_behind, "leftover", "warn"),
    )
    for label, count, page, tone in named:
        if count:
            yield Tile(label=label, count=count, url=reverse(f"fulfillment:{page}"), tone=tone)


@panels.panel("order", "fulfillment/panels/order.html", "fulfillment.view", order=20)
def shipments_of(request: HttpRequest, order: Any) -> Mapping[str, Any] | None:
    """The shipments of an order."""
    from akinai.fulfillment import queries
    from akinai.fulfillment.views.asking import rows_of

    found = queries.of_orders([order.pk])
    return {"shipments": rows_of(request, found)} if found else None


def _found(texts: Collection[str]) -> Mapping[str, str]:
    """Orders by a parcel's number or by the shipment's key on its label (what carriers tell of COD)."""
    from akinai.fulfillment.models import Parcel, Shipment

    wanted = list(texts)
    keys = Shipment.objects.filter(key__in=wanted).values_list("key", "order_id")
    numbers = Parcel.objects.filter(number__in=wanted, voided_at=None).values_list("number", "shipment__order_id")
    return {text: f"order/{order}" for text, order in [*keys, *numbers]}


subjects.found_by(_found)
