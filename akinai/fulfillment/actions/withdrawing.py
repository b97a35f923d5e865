"""Out of the batch again: the start of work taken back, parcels pulled after printing, pieces back on the shelf."""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome
from akinai.fulfillment.actions import floor
from akinai.fulfillment.actions.facts import documents, shipment_documents
from akinai.fulfillment.events import ReturnedToShelf, Withdrawn, WorkUndone
from akinai.fulfillment.models import Shipment, ShipmentState
from akinai.fulfillment.queries.standing import Standing, standing
from akinai.inventory import actions as inventory
from akinai.orders import actions as orders

# Orders whose pieces are all off the floor: none of their shipments is in work or waits for 棚戻し.
OFF_THE_FLOOR = """
select o.id from unnest(%s::bigint[]) as o (id)
 where not exists (select from fulfillment_shipmentline l join fulfillment_shipment s on s.id = l.shipment_id
                    where l.order_id = o.id
                      and (s.state in ('working', 'inspected') or (s.state = 'withdrawn' and s.put_back_at is null)))
 order by 1"""


def undo_start(shipment_ids: Collection[int] = (), *, batch_id: int | None = None, actor: str) -> Outcome:
    """作業戻し: take the start of work back, of shipments or of what a batch still has in work.

    The orders are where they were, their pieces stay promised. Label numbers become void. What was printed waits for
    棚戻し, since pieces may have left their shelf.
    """
    outcome = Outcome()
    with transaction.atomic():
        if batch_id is not None:
            open_ones = Shipment.objects.filter(batch_id=batch_id, state__in=floor.OPEN)
            shipment_ids = [*shipment_ids, *open_ones.values_list("id", flat=True)]
        found = floor.sift(floor.locked(shipment_ids, outcome), _why_not, outcome)
        stands, _voided = _leave(found, _("Work taken back"), actor)
        publish([WorkUndone(subject=f"shipment/{s.pk}", actor=actor, order_ids=stands[s.pk].order_ids) for s in found])
    outcome.done = [s.pk for s in found]
    return outcome


def withdraw(shipment_ids: Collection[int], *, reason: str, actor: str) -> Outcome:
    """抜き取り: pull shipments that must not leave. Their label numbers never revive; pieces wait for 棚戻し.

    Undone by nothing: the order, if it may ship again, is started anew.
    """
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _why_not, outcome)
        pull(found, reason, actor)
    outcome.done = [s.pk for s in found]
    return outcome


def pull(found: list[Shipment], reason: str, actor: str) -> dict[int, Standing]:
    """Withdraw shipments that are locked and in work already."""
    stands, voided = _leave(found, reason, actor)
    publish(
        [
            Withdrawn(
                subject=f"shipment/{s.pk}",
                actor=actor,
                order_ids=stands[s.pk].order_ids,
                reason=reason,
                voided=voided.get(s.pk, []),
            )
            for s in found
        ]
    )
    return stands


def _why_not(shipment: Shipment) -> str:
    if _told_outside(shipment):
        return _("Shipment %(slip)s was given to the outside warehouse; ask it to cancel first.") % {
            "slip": floor.slip(shipment)
        }
    return floor.not_open(shipment)


def _told_outside(shipment: Shipment) -> bool:
    """Whether a 倉庫委託先 has the instruction and has not agreed to cancel."""
    asked = getattr(shipment, "outsourced", None)
    return asked is not None and asked.exported_at is not None and asked.cancel_answer != "accepted"


def _leave(found: list[Shipment], reason: str, actor: str) -> tuple[dict[int, Standing], dict[int, list[str]]]:
    """Mark shipments withdrawn, let go of their lots, give the orders back to the office."""
    ids = [s.pk for s in found]
    stands = standing(ids)
    if not found:
        return stands, {}
    now = clock.now()
    voided = floor.void_numbers(ids)
    with connection.cursor() as cursor:
        # What was never printed never left its shelf.
        cursor.execute(
            """update fulfillment_shipment
                  set state = 'withdrawn', withdrawn_at = %s, withdrawn_reason = %s,
                      put_back_at = case when printed_version = 0 and inspected_at is null then %s::timestamptz end
                where id = any(%s)""",
            [now, reason, now, ids],
        )
    floor.lock_stock({key for one in stands.values() for key in one.order_ids})
    inventory.unpin(shipment_documents(ids), actor=actor)
    floor.close_batches({s.batch_id for s in found})
    _free({key for one in stands.values() for key in one.order_ids}, actor, floor.order_ids(found, stands))
    return stands, voided


def _free(order_ids: Collection[int], actor: str, ended: list[int]) -> None:
    """Pieces of cancelled orders are free again once nothing of theirs is off its shelf; then close the work."""
    grown = inventory.unblock(documents(_off_the_floor(order_ids)), reason=_("Back on the shelf"), actor=actor)
    if ended:
        orders.end_work(ended, actor=actor)
    if grown:
        orders.allocate_waiting(grown, actor=actor)


def _off_the_floor(order_ids: Collection[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(OFF_THE_FLOOR, [list(order_ids)])
        return [row[0] for row in cursor.fetchall()]


def put_back_to_shelf(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """棚戻し: the pieces of withdrawn shipments are on their shelves again. Those of cancelled orders can be sold."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _not_waiting, outcome)
        Shipment.objects.filter(id__in=[s.pk for s in found]).update(put_back_at=clock.now())
        stands = standing([s.pk for s in found])
        named = {key for one in stands.values() for key in one.order_ids}
        floor.lock_stock(named)
        _free(named, actor, [])
        publish(
            [ReturnedToShelf(subject=f"shipment/{s.pk}", actor=actor, order_ids=stands[s.pk].order_ids) for s in found]
        )
    outcome.done = [s.pk for s in found]
    return outcome


def _not_waiting(shipment: Shipment) -> str:
    if shipment.state == ShipmentState.WITHDRAWN and shipment.put_back_at is None:
        return ""
    return _("Shipment %(slip)s does not wait for being put back on the shelf.") % {"slip": floor.slip(shipment)}
