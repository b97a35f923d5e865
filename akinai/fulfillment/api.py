"""Shipping for programs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.api.persons import PersonShown, note_reading, person
from akinai.core.api.shapes import Answered
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment import actions, queries
from akinai.fulfillment.actions.labelling import label_digits, number_warning
from akinai.fulfillment.models import Shipment, ShipmentLine, ShipmentState, WorkBatch
from akinai.inventory import queries as inventory

router = api.Router(tags=["Shipping"])

MOST = 500


class ShipmentLineShown(api.Shown):
    """Pieces of a SKU for an order line; a bundle's parts are lines of their own."""

    order_id: int
    order_line_id: int
    sku: str
    name: str
    quantity: int
    scanned: int


class ShipmentShown(api.Shown):
    """One parcel or several to one recipient. `slip`: 作業No.-連番 as on paper; `key`: the number on labels."""

    id: int
    key: str
    slip: str
    batch_id: int
    warehouse: str
    state: str
    order_ids: list[int]
    delivery_method: str
    temperature: str
    ship_date: dt.date
    wished_date: dt.date | None
    wished_slot: str
    recipient: PersonShown
    cod_amount: int | None
    currency: str
    parcels: int
    numbers: list[str]
    inspected_at: AwareDatetime | None
    shipped_at: AwareDatetime | None
    delivered_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None
    withdrawn_reason: str
    lines: list[ShipmentLineShown]


class ShipmentPage(Page):
    """A page of shipments."""

    shipments: list[ShipmentShown]


class ShipmentsAsked(api.Paging):
    """Which shipments."""

    state: list[ShipmentState] = Field(default_factory=list, max_length=10, description="May be repeated.")
    batch_id: api.Id | None = None
    order_id: api.Id | None = None
    key: str = Field("", max_length=15)
    number: str = Field("", max_length=30, description="A label number.")
    shipped_from: AwareDatetime | None = None
    shipped_to: AwareDatetime | None = Field(None, description="Before this moment.")


class BatchAsked(api.Asked):
    """Ready orders whose work begins. Pieces are taken from `warehouse` only, when it is given."""

    order_ids: list[api.Id] = Field(min_length=1, max_length=2000)
    warehouse: str = Field("", max_length=100)


class BatchShown(api.Shown):
    """A batch: its number as called out, and its shipments."""

    id: int
    number: str
    warehouse: str
    shipment_ids: list[int]


class Started(Answered):
    """The batches made, one per warehouse. `done` and the keys of `refused` are order ids."""

    batches: list[BatchShown]
    done: list[int]
    refused: list[api.Refusal]


class LabelAsked(api.Asked):
    """A label number for a shipment, named by its id or its key. Several numbers: several lines."""

    shipment_id: api.Id | None = None
    key: str = Field("", max_length=15)
    number: str = Field(max_length=50)


class LabelsAsked(api.Asked):
    """At most 500 numbers at once."""

    labels: list[LabelAsked] = Field(min_length=1, max_length=MOST)


class Labelled(api.Done):
    """Keys and `done` are places in the list, from 0. `warnings` were taken over all the same."""

    warnings: list[api.Refusal]


class ShipmentsNamed(api.Asked):
    """At most 500 shipments at once."""

    shipment_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class UndoAsked(ShipmentsNamed):
    """Confirmed shipments that are here after all."""

    reason: str = Field("", max_length=1000)


@api.read(router, "/shipments", "fulfillment.view")
def shipments(request: api.Request, asked: Query[ShipmentsAsked]) -> ShipmentPage:
    """List shipments with their lines and label numbers."""
    rows = queries.shipments()
    filters: dict[str, Any] = {
        "state__in": asked.state,
        "batch_id": asked.batch_id,
        "key": asked.key,
        "shipped_at__gte": asked.shipped_from,
        "shipped_at__lt": asked.shipped_to,
    }
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    if asked.order_id:
        rows = rows.filter(id__in=ShipmentLine.objects.filter(order_id=asked.order_id).values("shipment_id"))
    if asked.number:
        rows = rows.filter(parcel_rows__number=label_digits(asked.number))
    found, after = api.page(rows, asked)
    note_reading(request.auth, "shipments", len(found))
    return ShipmentPage(shipments=_shown(found, request.auth), next=after)


@api.write(router, "/batches", "fulfillment.work")
def start_work(request: api.Request, asked: BatchAsked) -> Started:
    """Start the work of ready orders: shipments are made, shelves and lots are pinned.

    Orders that travel together become one shipment. Orders that are not ready are refused, each with its sentence.
    """
    house = next((one for one in inventory.warehouses() if one.code == asked.warehouse), None)
    if asked.warehouse and house is None:
        words = _("There is no warehouse with the code “%(code)s”.") % {"code": asked.warehouse}
        raise api.Problem(422, "invalid", _("Invalid request"), words)
    started = actions.start_work(asked.order_ids, warehouse_id=house.pk if house else None, actor=request.auth.actor)
    rows = WorkBatch.objects.filter(id__in=started.batch_ids).select_related("warehouse").order_by("id")
    batches = [
        BatchShown(
            id=row.pk,
            number=row.number,
            warehouse=row.warehouse.code,
            shipment_ids=[one.pk for one in row.shipments.all()],
        )
        for row in rows.prefetch_related("shipments")
    ]
    outcome = started.outcome
    return Started(batches=batches, done=outcome.done, refused=api.refusals(outcome.refused))


@api.write(router, "/shipments/labels", "fulfillment.work")
def labels(request: api.Request, asked: LabelsAsked) -> Labelled:
    """Give shipments their label numbers. Numbers known for the same shipment are no change."""
    keys = [one.key for one in asked.labels if one.key]
    by_key = dict(queries.shipments().filter(key__in=keys).values_list("key", "id"))
    told, refused, warnings = _told(asked.labels, by_key)
    outcome = actions.bind(told, actor=request.auth.actor) + Outcome(refused=refused)
    return Labelled(done=outcome.done, refused=api.refusals(outcome.refused), warnings=api.refusals(warnings))


@api.write(router, "/shipments/confirm", "fulfillment.confirm")
def confirm(request: api.Request, asked: ShipmentsNamed) -> api.Done:
    """Confirm that parcels were handed over: stock leaves, and after some minutes buyers and malls are told."""
    return api.done(actions.confirm(asked.shipment_ids, actor=request.auth.actor))


@api.write(router, "/shipments/undo", "fulfillment.undo")
def undo(request: api.Request, asked: UndoAsked) -> api.Done:
    """Take confirmed shipments back: they are here, inspected as before. Money never moves by this."""
    return api.done(actions.undo_confirm(asked.shipment_ids, reason=asked.reason, actor=request.auth.actor))


def _told(
    labels: Sequence[LabelAsked], by_key: Mapping[str, int]
) -> tuple[list[actions.Told], list[Refusal], list[Refusal]]:
    """Numbers for shipments; lines that name no shipment or hold no number; numbers that look mistyped."""
    told: list[actions.Told] = []
    refused: list[Refusal] = []
    warnings: list[Refusal] = []
    for place, one in enumerate(labels):
        shipment, digits = one.shipment_id or by_key.get(one.key), label_digits(one.number)
        if shipment is None:
            refused.append(Refusal(place, "key", _("There is no shipment “%(key)s”.") % {"key": one.key}))
        elif not digits:
            words = _("“%(number)s” is no label number: 11 to 13 digits.") % {"number": one.number}
            refused.append(Refusal(place, "number", words))
        else:
            told.append(actions.Told(place, shipment, digits))
            if warning := number_warning(digits):
                warnings.append(Refusal(place, "number", warning))
    return told, refused, warnings


def _shown(rows: Sequence[Shipment], caller: api.Caller) -> list[ShipmentShown]:
    """Shipments as this program may see them. Two statements, for lines and numbers."""
    lines = queries.shipment_lines([row.pk for row in rows])
    numbers = queries.numbers_of(rows)
    built = {"slip", "warehouse", "order_ids", "recipient", "currency", "numbers", "lines"}
    plain = set(ShipmentShown.model_fields) - built
    return [
        ShipmentShown(
            **{name: getattr(row, name) for name in plain},
            slip=queries.slip(row),
            warehouse=row.warehouse.code,
            order_ids=sorted({line.order_id for line in lines.get(row.pk, [])}),
            recipient=person(row.recipient, caller),
            currency=row.order.currency,
            numbers=numbers.get(row.pk, []),
            lines=[_line(line) for line in lines.get(row.pk, [])],
        )
        for row in rows
    ]


def _line(line: ShipmentLine) -> ShipmentLineShown:
    return ShipmentLineShown(
        order_id=line.order_id,
        order_line_id=line.order_line_id,
        sku=line.sku.code,
        name=line.sku.name,
        quantity=line.quantity,
        scanned=line.scanned,
    )
