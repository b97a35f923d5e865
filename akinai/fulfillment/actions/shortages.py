"""欠品 at the shelf: the counter says there is one, the shelf says there is none. The shelf is right."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.fulfillment.actions import floor
from akinai.fulfillment.actions.withdrawing import pull
from akinai.fulfillment.events import ShortAtShelf
from akinai.fulfillment.models import ShipmentLine
from akinai.fulfillment.queries.standing import standing
from akinai.inventory import actions as inventory
from akinai.orders import actions as orders


def short(shipment_line_id: int, found: int, *, actor: str) -> Outcome:
    """Only `found` pieces of a line are on their shelf: this one shipment leaves the batch, stock is corrected.

    The pieces missing are taken off the lot that was to hold them. Who is promised the rest is served anew, oldest
    first: usually this order waits for stock then. Raises Refused. Its way back is a correction of stock (棚卸).
    """
    with transaction.atomic():
        line = ShipmentLine.objects.select_related("shipment", "sku").filter(pk=shipment_line_id).first()
        if line is None:
            raise Refused([Refusal(shipment_line_id, "line", _("There is no such line."))])
        if not 0 <= found < line.quantity:
            text = _("Found must be from 0 to %(most)d; otherwise nothing is short.") % {"most": line.quantity - 1}
            raise Refused([Refusal(shipment_line_id, "quantity", text)])
        outcome = Outcome()
        kept = floor.sift(floor.locked([line.shipment_id], outcome), floor.not_open, outcome)
        if not kept:
            raise Refused(outcome.refused)
        named = standing([line.shipment_id])[line.shipment_id].order_ids
        floor.lock_stock(named)
        missing = line.quantity - found
        lost = _lots_short(line, missing)
        pull(kept, _("Short at the shelf: %(sku)s") % {"sku": line.sku.code}, actor)
        _correct(line, missing, lost, actor)
        publish(
            [
                ShortAtShelf(
                    subject=f"shipment/{line.shipment_id}",
                    actor=actor,
                    order_ids=named,
                    sku_id=line.sku_id,
                    missing=missing,
                )
            ]
        )
    return Outcome(done=[line.shipment_id])


def _lots_short(line: ShipmentLine, missing: int) -> list[tuple[int, int]]:
    """(lot, pieces missing of it): the lots pinned for the line, the one that expires last first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.lot_id, p.quantity from inventory_pin p join inventory_lot l on l.id = p.lot_id
                where p.document = %s and p.demand_id = %s and p.taken_at is null
                order by l.expiry desc nulls first, p.id desc""",
            [f"shipment/{line.shipment_id}", line.demand_id],
        )
        lots = []
        for lot, pieces in cursor.fetchall():
            if missing > 0:
                lots.append((lot, min(pieces, missing)))
                missing -= pieces
    return lots


def _correct(line: ShipmentLine, missing: int, lost: list[tuple[int, int]], actor: str) -> None:
    """Take the missing pieces off the lots; if they were promised, the newest promises are taken back first."""
    reason = _("Not on its shelf")
    house = line.shipment.warehouse_id
    with connection.cursor() as cursor:
        cursor.execute("select free from inventory_stock where sku_id = %s and warehouse_id = %s", [line.sku_id, house])
        free = cursor.fetchone()[0]
    if free < missing:
        taken = inventory.make_room([(line.sku_id, house, missing - free)], reason=reason, actor=actor)
        orders.allocations_changed(taken, actor=actor)
    outcome = inventory.adjust(
        [
            inventory.Adjustment(sku_id=line.sku_id, warehouse_id=house, difference=-pieces, lot_id=lot)
            for lot, pieces in lost
        ],
        reason=reason,
        document=f"shipment/{line.shipment_id}",
        actor=actor,
    )
    if outcome.refused:
        raise Refused(outcome.refused)
