"""Part of a shipment goes another way: into a parcel of its own, or back to its order for a later one."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.fulfillment.actions import facts, floor
from akinai.fulfillment.actions.facts import shipment_documents
from akinai.fulfillment.actions.pinning import pin_lines
from akinai.fulfillment.actions.starting import new_ids
from akinai.fulfillment.events import Split
from akinai.fulfillment.models import OutsourceRequest, Shipment, ShipmentLine, ShipmentState
from akinai.fulfillment.queries.standing import standing
from akinai.fulfillment.words import key_of
from akinai.inventory import actions as inventory
from akinai.orders import actions as orders


def split(shipment_id: int, pieces: Mapping[int, int], *, new: bool = True, actor: str) -> int | None:
    """Take pieces (shipment line → pieces) out of a shipment before its inspection.

    With `new` they become a shipment at the end of the batch (its id is returned), else they stay with their order,
    which is ready again when this shipment has left. The papers of the shipment become old. Raises Refused. The way
    back: `undo_start` of the new shipment, then `refresh` of this one.
    """
    with transaction.atomic():
        outcome = Outcome()
        found = floor.locked([shipment_id], outcome)
        if not found:
            raise Refused(outcome.refused)
        shipment = found[0]
        lines = {line.pk: line for line in shipment.lines.order_by("id")}
        _check(shipment, lines, pieces)
        before = standing([shipment_id])[shipment_id].order_ids
        floor.lock_stock(before)
        inventory.unpin(shipment_documents([shipment_id]), actor=actor)
        moved = [_move(lines[key], count) for key, count in pieces.items()]
        made = _new_shipment(shipment, moved) if new else None
        _pin_again([shipment_id, *([made.pk] if made else [])], actor)
        _count_orders(shipment, before, made, moved, actor)
        told = {str(key): count for key, count in pieces.items()}
        publish([Split(subject=f"shipment/{shipment_id}", actor=actor, moved=told, into=made.pk if made else None)])
    return made.pk if made else None


def _check(shipment: Shipment, lines: Mapping[int, ShipmentLine], pieces: Mapping[int, int]) -> None:
    """Everything that speaks against it, at once."""
    refused = []
    fault = floor.not_open(shipment) or standing([shipment.pk])[shipment.pk].fault
    if shipment.state == ShipmentState.INSPECTED:
        fault = _("Shipment %(slip)s is inspected already.") % {"slip": floor.slip(shipment)}
    asked = getattr(shipment, "outsourced", None)
    if asked is not None and asked.exported_at is not None:
        fault = _("The outside warehouse has its instruction already.")
    if fault:
        refused.append(Refusal(shipment.pk, "state", fault))
    for key, count in pieces.items():
        line = lines.get(key)
        if line is None or not 0 < count <= line.quantity:
            refused.append(Refusal(key, "quantity", _("The quantity must be from 1 to what the line holds.")))
        elif line.line_pieces and count % (line.quantity // line.line_pieces):
            text = _("A set is divided by whole sets only: a multiple of %(pieces)d.")
            refused.append(Refusal(key, "quantity", text % {"pieces": line.quantity // line.line_pieces}))
    left = {key: line.quantity - pieces.get(key, 0) for key, line in lines.items()}
    if not pieces or not any(left.values()):
        refused.append(Refusal(shipment.pk, "quantity", _("Something must go and something must stay.")))
    gone = {line.order_id for line in lines.values()} - {lines[key].order_id for key, count in left.items() if count}
    if gone and shipment.cod_amount is not None:
        text = _("This parcel collects money: no whole order can leave it.")
        refused.append(Refusal(shipment.pk, "cod_amount", text))
    if refused:
        raise Refused(refused)


def _move(line: ShipmentLine, count: int) -> ShipmentLine:
    """Take pieces off a line; the line they make elsewhere (not yet saved)."""
    per = line.quantity // line.line_pieces if line.line_pieces else 0
    stands_for = count // per if per else 0
    moved = ShipmentLine(
        order_id=line.order_id,
        order_line_id=line.order_line_id,
        sku_id=line.sku_id,
        demand_id=line.demand_id,
        quantity=count,
        line_pieces=stands_for,
    )
    line.quantity -= count
    line.line_pieces -= stands_for
    if line.quantity:
        line.save(update_fields=["quantity", "line_pieces"])
    else:
        line.delete()
    return moved


def _new_shipment(shipment: Shipment, moved: list[ShipmentLine]) -> Shipment:
    """A shipment like the other, with a key and a place of its own and no money to collect."""
    number = new_ids(1)[0]
    last = Shipment.objects.filter(batch=shipment.batch_id).aggregate(last=Max("sequence"))["last"]
    same = ("batch_id", "warehouse_id", "delivery_method", "temperature", "ship_date", "wished_date", "wished_slot")
    made = Shipment.objects.create(
        id=number,
        key=key_of(number),
        order_id=moved[0].order_id,
        sequence=last + 1,
        recipient=shipment.recipient,
        sender=shipment.sender,
        orders_revision=_revisions({line.order_id for line in moved}),
        **{name: getattr(shipment, name) for name in same},
    )
    for line in moved:
        line.shipment_id = number
    ShipmentLine.objects.bulk_create(moved)
    if shipment.batch.outsourced:
        OutsourceRequest.objects.create(shipment=made)
    return made


def _revisions(order_ids: set[int]) -> int:
    return sum(order.revision for order in facts.orders(order_ids).values())


def _pin_again(shipment_ids: list[int], actor: str) -> None:
    """Choose lots for all of them anew; nothing of the split stays when the lots do not suffice."""
    rows = ShipmentLine.objects.filter(shipment__in=shipment_ids).order_by("shipment_id", "id")
    try:
        pin_lines(list(rows.values_list("shipment_id", "demand_id", "quantity")), actor=actor)
    except floor.Late as late:
        raise Refused(late.refusals) from None


def _count_orders(
    shipment: Shipment, before: list[int], made: Shipment | None, moved: list[ShipmentLine], actor: str
) -> None:
    """Bring the shipment and the orders' count of shipments in work in line with the lines."""
    now = standing([shipment.pk])[shipment.pk].order_ids
    shipment.lines.update(scanned=0)
    Shipment.objects.filter(pk=shipment.pk).update(
        order_id=shipment.order_id if shipment.order_id in now else now[0],
        orders_revision=_revisions(set(now)),
        version=shipment.version + 1,
    )
    if made is not None:
        orders.begin_work(sorted({line.order_id for line in moved}), again=True, actor=actor)
    if gone := sorted(set(before) - set(now)):
        orders.end_work(gone, actor=actor)
