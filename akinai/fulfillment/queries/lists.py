"""The lists of the floor: what the driver takes, what was left behind, what must be pulled out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import translation

from akinai.core import clock
from akinai.core.models import Shop
from akinai.fulfillment import papers
from akinai.fulfillment.models import Parcel, Shipment, ShipmentLine, WorkBatch
from akinai.fulfillment.queries.methods import Method, methods
from akinai.fulfillment.queries.standing import Standing, standing
from akinai.fulfillment.words import carrier_label, temperature_label

OPEN = ("working", "inspected")


def shipments() -> QuerySet[Shipment]:
    """Shipments with what a list shows of them."""
    return Shipment.objects.select_related("batch", "order", "warehouse").order_by("batch_id", "sequence")


def slip(shipment: Shipment) -> str:
    """作業No.-連番."""
    return f"{shipment.batch.number}-{shipment.sequence:03}"


def in_house(rows: QuerySet[Shipment], warehouse_id: int | None) -> QuerySet[Shipment]:
    """Those of one warehouse, if one is asked for."""
    return rows if warehouse_id is None else rows.filter(warehouse=warehouse_id)


def start_of_today() -> dt.datetime:
    """Midnight in Japan."""
    return dt.datetime.combine(clock.today(), dt.time(), clock.JST)


def leaving(warehouse_id: int | None = None) -> QuerySet[Shipment]:
    """What the driver takes today: inspected, or confirmed today."""
    gone = Q(state__in=("shipped", "delivered"), shipped_at__gte=start_of_today())
    return in_house(shipments().filter(Q(state="inspected") | gone), warehouse_id)


def leftover(warehouse_id: int | None = None) -> QuerySet[Shipment]:
    """積み残し: started, printed or not, and not inspected; oldest first."""
    return in_house(shipments().filter(state="working", batch__outsourced=False), warehouse_id)


def handover(warehouse_id: int | None = None) -> papers.HandoverData:
    """集荷引渡一覧 of today, with 積み残し. Constant statements."""
    rows, left = list(leaving(warehouse_id)), list(leftover(warehouse_id))
    named, numbers = methods(), numbers_of([*rows, *left])
    rows.sort(key=lambda s: (_service(s, named), s.batch_id, s.sequence))
    shop = Shop.objects.first() or Shop()
    house = rows[0].warehouse.name if rows and len({s.warehouse_id for s in rows}) == 1 else ""
    return papers.HandoverData(
        day=clock.today(),
        warehouse=house,
        shop=shop.name,
        printed_at=clock.now(),
        groups=tuple(
            papers.HandoverGroup(carrier=carrier, product=product, rows=tuple(_row(s, numbers) for s in members))
            for (carrier, product), members in groupby(rows, key=lambda s: _service(s, named))
        ),
        left_behind=tuple(_row(s, numbers) for s in left),
        language=_language(),
    )


def _service(s: Shipment, named: dict[str, Method]) -> tuple[str, str]:
    method = named.get(s.delivery_method)
    product = method.name if method else s.delivery_method
    if s.temperature != "ambient":
        product = f"{product} · {temperature_label(s.temperature)}"
    return carrier_label(method.carrier if method else ""), product


def numbers_of(rows: Sequence[Shipment]) -> dict[int, list[str]]:
    """The living label numbers by shipment. One statement."""
    found: dict[int, list[str]] = defaultdict(list)
    parcels = Parcel.objects.filter(shipment__in=[s.pk for s in rows], voided_at=None).order_by("id")
    for key, number in parcels.values_list("shipment_id", "number"):
        found[key].append(number)
    return found


def _row(s: Shipment, numbers: dict[int, list[str]]) -> papers.HandoverRow:
    return papers.HandoverRow(
        key=s.key,
        tracking_numbers=tuple(numbers[s.pk]),
        recipient=s.recipient.get("name") or s.recipient.get("company") or "",
        parcels=s.parcels,
        batch=slip(s),
    )


def to_pull(warehouse_id: int | None = None) -> list[tuple[Shipment, Standing]]:
    """Shipments in work that must not leave, with the reason. Constant statements."""
    rows = list(in_house(shipments().filter(state__in=OPEN), warehouse_id))
    stands = standing([s.pk for s in rows])
    return [(s, stands[s.pk]) for s in rows if s.pk in stands and stands[s.pk].fault]


def to_shelve(warehouse_id: int | None = None) -> list[Shipment]:
    """Withdrawn shipments whose pieces wait for 棚戻し."""
    return list(in_house(shipments().filter(state="withdrawn", put_back_at=None), warehouse_id))


def withdrawals(warehouse_id: int | None = None) -> papers.WithdrawalData:
    """抜き取りリスト: what must be pulled, and what was pulled and waits for its shelf."""
    pull = [(s, now.fault) for s, now in to_pull(warehouse_id)]
    both = [*pull, *((s, s.withdrawn_reason) for s in to_shelve(warehouse_id))]
    lines: dict[int, list[ShipmentLine]] = defaultdict(list)
    for line in ShipmentLine.objects.select_related("sku").filter(shipment__in=[s.pk for s, _why in both]):
        lines[line.shipment_id].append(line)
    numbers = _every_number([s for s, _why in both])
    houses = {s.warehouse.name for s, _why in both}
    return papers.WithdrawalData(
        warehouse=houses.pop() if len(houses) == 1 else "",
        printed_at=clock.now(),
        rows=tuple(_withdrawal(s, why, lines[s.pk], numbers[s.pk]) for s, why in both),
        language=_language(),
    )


def _withdrawal(s: Shipment, why: str, lines: list[ShipmentLine], numbers: list[str]) -> papers.WithdrawalRow:
    return papers.WithdrawalRow(
        slip=slip(s),
        key=s.key,
        version=s.version,
        reason=why,
        items=tuple(
            papers.WithdrawalItem(
                code=line.sku.code, name=line.sku.name, quantity=line.quantity, shelf=line.shelf or line.sku.shelf
            )
            for line in lines
        ),
        tracking_number="、".join(numbers),
        recipient=s.recipient.get("name") or s.recipient.get("company") or "",
        place=str(s.get_state_display()),
        happened_at=s.withdrawn_at,
    )


def _every_number(rows: Sequence[Shipment]) -> dict[int, list[str]]:
    """Living and void numbers: the labels are to be found and destroyed."""
    found: dict[int, list[str]] = defaultdict(list)
    parcels = Parcel.objects.filter(shipment__in=[s.pk for s in rows]).order_by("id")
    for key, number in parcels.values_list("shipment_id", "number"):
        found[key].append(number)
    return found


def _language() -> str:
    return (translation.get_language() or "ja")[:2]


def batches(*, open_only: bool = False) -> QuerySet[WorkBatch]:
    """Batches with the count of shipments by state, newest first."""
    from django.db.models import Count

    def counted(*states: str) -> Any:
        return Count("shipments", filter=Q(shipments__state__in=states))

    rows = WorkBatch.objects.select_related("warehouse").annotate(
        living=Count("shipments", filter=~Q(shipments__state="withdrawn")),
        working=counted("working"),
        inspected=counted("inspected"),
        gone=counted("shipped", "delivered"),
        withdrawn=counted("withdrawn"),
    )
    return rows.filter(closed_at=None) if open_only else rows


def to_confirm(warehouse_id: int | None = None) -> QuerySet[Shipment]:
    """Inspected shipments, and what outside warehouses have in work: 出荷確定 may take them."""
    rows = shipments().filter(Q(state="inspected") | Q(state="working", batch__outsourced=True))
    return in_house(rows, warehouse_id)


def undoable(now: dt.datetime) -> QuerySet[Shipment]:
    """Confirmed ones whose effects are still to come: taking them back costs nothing."""
    return shipments().filter(state="shipped", effects_done_at=None).order_by(F("effects_after").asc(), "id")
