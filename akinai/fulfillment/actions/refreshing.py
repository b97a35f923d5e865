"""An edit after printing makes papers old. Here a shipment takes the edit over and gets a new version of itself."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment.actions import facts, floor
from akinai.fulfillment.actions.facts import DemandFacts, OrderFacts, shipment_documents
from akinai.fulfillment.actions.grouping import PlanLine, delivery_fault, line_of
from akinai.fulfillment.actions.pinning import pin_lines
from akinai.fulfillment.actions.starting import cod_tax, cod_taxes, snapshot
from akinai.fulfillment.actions.withdrawing import pull
from akinai.fulfillment.events import PapersRenewed
from akinai.fulfillment.models import Shipment, ShipmentLine, ShipmentState
from akinai.fulfillment.queries.standing import Standing, standing
from akinai.inventory import actions as inventory

# What a label shows: when one of these changes, the label is as old as the slip.
ON_LABEL = ("recipient", "sender", "delivery_method", "wished_date", "wished_slot", "cod_amount", "parcels")


def refresh(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """Make new papers possible: take address, wishes and lines over as they are now, and choose lots anew.

    The version grows, so that old slips are refused; the inspection begins again; label numbers become void when what
    the label shows has changed. A shipment whose orders have no pieces left is withdrawn. Constant statements.
    """
    return floor.without_late(shipment_ids, lambda ids: _refresh(ids, actor))


def _refresh(shipment_ids: Collection[int], actor: str) -> Outcome:
    outcome = Outcome()
    found = floor.locked(shipment_ids, outcome)
    stands = standing([s.pk for s in found])
    found = floor.sift(found, lambda s: floor.not_open(s) or stands[s.pk].stop, outcome)
    if not found:
        return outcome
    named = {key for s in found for key in stands[s.pk].order_ids}
    floor.lock_stock(named)
    known = facts.orders(named)
    lines = _assign(found, stands, known, actor)
    empty = [s for s in found if not lines[s.pk]]
    kept = [s for s in found if lines[s.pk]]
    _check(kept, lines, known)
    ShipmentLine.objects.bulk_create([_row(s.pk, line) for s in kept for line in lines[s.pk]])
    _pin(kept, lines, actor)
    _renew(kept, lines, known, actor)
    if empty:
        pull(empty, _("No pieces left after an edit"), actor)
    outcome.done = [s.pk for s in found]
    return outcome


def _row(shipment_id: int, line: PlanLine) -> ShipmentLine:
    return ShipmentLine(
        shipment_id=shipment_id,
        order_id=line.order_id,
        order_line_id=line.order_line_id,
        sku_id=line.sku_id,
        demand_id=line.demand_id,
        quantity=line.quantity,
        line_pieces=line.line_pieces,
    )


def _assign(
    found: Sequence[Shipment], stands: Mapping[int, Standing], known: Mapping[int, OrderFacts], actor: str
) -> dict[int, list[PlanLine]]:
    """Who carries what now: each shipment what it had as far as it is still promised, the first one what is new.

    Lines and pins of the shipments are gone afterwards, save the lines of those that get nothing.
    """
    old: QuerySet[ShipmentLine] = ShipmentLine.objects.filter(shipment__in=[s.pk for s in found])
    before = {(line.shipment_id, line.demand_id): line for line in old}
    inventory.unpin(shipment_documents([s.pk for s in found]), actor=actor)
    old.update(line_pieces=0)  # so that they are no longer counted as taken
    demands = facts.demands(known)
    left = {demand.id: demand.pieces for demand in demands}
    shares: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for fill_up in (False, True):
        for s in found:
            for demand in _fitting(s, stands[s.pk], demands):
                had = before.get((s.pk, demand.id))
                pieces = left[demand.id] if fill_up else min(left[demand.id], had.quantity if had else 0)
                shares[s.pk][demand.id] += pieces
                left[demand.id] -= pieces
    lines = _lines(found, demands, shares)
    old.filter(shipment__in=[s.pk for s in found if lines[s.pk]]).delete()
    return lines


def _fitting(shipment: Shipment, now: Standing, demands: Sequence[DemandFacts]) -> list[DemandFacts]:
    return [
        demand
        for demand in demands
        if demand.order_id in now.order_ids
        and demand.warehouse_id == shipment.warehouse_id
        and demand.temperature == shipment.temperature
    ]


def _lines(
    found: Sequence[Shipment], demands: Sequence[DemandFacts], shares: Mapping[int, Mapping[int, int]]
) -> dict[int, list[PlanLine]]:
    open_pieces = {demand.order_line_id: demand.open_pieces for demand in demands}
    lines: dict[int, list[PlanLine]] = {s.pk: [] for s in found}
    for s in found:
        for demand in demands:
            pieces = shares[s.pk].get(demand.id, 0)
            if not pieces:
                continue
            stands_for = min(open_pieces[demand.order_line_id], pieces // demand.per_piece) if demand.leads else 0
            open_pieces[demand.order_line_id] -= stands_for
            lines[s.pk].append(line_of(demand, pieces, stands_for))
    return lines


def _check(kept: Sequence[Shipment], lines: Mapping[int, list[PlanLine]], known: Mapping[int, OrderFacts]) -> None:
    faults = [
        Refusal(s.pk, "delivery_method", why)
        for s in kept
        for order in _orders(lines[s.pk], known)
        if (why := delivery_fault(order, s.temperature))
    ]
    if faults:
        raise floor.Late(faults)


def _orders(lines: Sequence[PlanLine], known: Mapping[int, OrderFacts]) -> list[OrderFacts]:
    return [known[key] for key in sorted({line.order_id for line in lines})]


def _pin(kept: Sequence[Shipment], lines: Mapping[int, list[PlanLine]], actor: str) -> None:
    pin_lines([(s.pk, line.demand_id, line.quantity) for s in kept for line in lines[s.pk]], actor=actor)


def _renew(
    kept: Sequence[Shipment], lines: Mapping[int, list[PlanLine]], known: Mapping[int, OrderFacts], actor: str
) -> None:
    """Write what papers and labels show now; void the labels that show something else."""
    members = {s.pk: _orders(lines[s.pk], known) for s in kept}
    owed = {s.pk: [o for o in members[s.pk] if _owes(o, s)] for s in kept}
    taxes = cod_taxes({order.id for orders in owed.values() for order in orders})
    relabelled = []
    for s in kept:
        shown = [getattr(s, name) for name in ON_LABEL]
        for name, value in snapshot(members[s.pk]).items():
            setattr(s, name, value)
        s.cod_amount = sum(order.billed or 0 for order in owed[s.pk]) or None
        s.cod_tax = cod_tax([o.id for o in owed[s.pk]], taxes) if s.cod_amount is not None else None
        s.version += 1
        s.state, s.inspected_at, s.inspected_by = ShipmentState.WORKING, None, ""
        if shown != [getattr(s, name) for name in ON_LABEL]:
            s.labels_exported_at = None
            relabelled.append(s.pk)
    names = ("order_id", "delivery_method", "wished_date", "wished_slot", "recipient", "sender", "orders_revision")
    rest = ("cod_amount", "cod_tax", "version", "state", "inspected_at", "inspected_by", "labels_exported_at")
    if kept:
        Shipment.objects.bulk_update(kept, [*names, *rest])
    voided = floor.void_numbers(relabelled)
    publish(
        [
            PapersRenewed(
                subject=f"shipment/{s.pk}",
                actor=actor,
                order_ids=[order.id for order in members[s.pk]],
                version=s.version,
                voided=voided.get(s.pk, []),
            )
            for s in kept
        ]
    )


def _owes(order: OrderFacts, shipment: Shipment) -> bool:
    return order.timing == "on_delivery" and (shipment.cod_amount is not None or not order.cod_borne)
