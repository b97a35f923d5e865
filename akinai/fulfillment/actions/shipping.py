"""出荷確定 and its undo. Nothing outside hears of it for some minutes, so that a misclick costs nothing.

Locks: shipments, stocks, demands, lots, orders. Under the orders' locks it is asked once more whether one was
stopped; then nobody can stop it any more. Statements per batch are constant.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock, settings
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment.actions import floor
from akinai.fulfillment.actions.facts import shipment_documents
from akinai.fulfillment.actions.labelling import carriers_of
from akinai.fulfillment.actions.telling import new_confirmation, queue_shipped_mails, take_back_mails, tell_later
from akinai.fulfillment.events import Delivered, Shipped, ShippingUndone
from akinai.fulfillment.models import Parcel, Shipment, ShipmentLine, ShipmentState
from akinai.fulfillment.queries.standing import Standing, standing
from akinai.inventory import actions as inventory
from akinai.orders import actions as orders

# Shipments whose pieces are not all pinned: nothing may be taken out that was not chosen.
NOT_PINNED = """
select s.id from unnest(%s::bigint[]) as s (id)
 where (select coalesce(sum(l.quantity), 0) from fulfillment_shipmentline l where l.shipment_id = s.id)
    <> (select coalesce(sum(p.quantity), 0) from inventory_pin p
         where p.document = 'shipment/' || s.id and p.taken_at is null)"""


def confirm(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """出荷確定: the parcels are handed over. Stock leaves, orders learn it, effects outside wait some minutes.

    Refused one by one: not inspected, stopped, old papers, no label number. Undo: `undo_confirm`.
    """
    return floor.without_late(shipment_ids, lambda ids: _confirm(ids, actor))


def _confirm(shipment_ids: Collection[int], actor: str) -> Outcome:
    outcome = Outcome()
    found = floor.locked(shipment_ids, outcome)
    stands = standing([s.pk for s in found])
    asked = settings.many("numbers_required", "outside_uninspected", "effects_delay_minutes")
    ready = floor.sift(found, lambda s: _why_not(s, stands[s.pk], asked), outcome)
    ready = _all_pinned(ready, outcome)
    if not ready:
        return outcome
    ids = [s.pk for s in ready]
    named = {key for s in ready for key in stands[s.pk].order_ids}
    floor.lock_stock(named)
    inventory.take_out(shipment_documents(ids), actor=actor)
    floor.lock_orders(named)
    _ask_again(ready)
    now = clock.now()
    after = now + dt.timedelta(minutes=int(asked["effects_delay_minutes"]))
    confirmation = new_confirmation()
    _write(ready, now, after, confirmation, actor)
    orders.ship_pieces(_pieces(ids), actor=actor)
    orders.end_work(floor.order_ids(ready, stands), actor=actor)
    queue_shipped_mails(ids, confirmation=confirmation, send_after=after, actor=actor)
    publish(_events(ready, stands, after, actor))
    tell_later(after)
    outcome.done = ids
    return outcome


def _why_not(shipment: Shipment, now: Standing, asked: Mapping[str, object]) -> str:
    """Why a parcel may not leave, or ""."""
    slip = {"slip": floor.slip(shipment)}
    if shipment.state in (ShipmentState.SHIPPED, ShipmentState.DELIVERED):
        return _("Shipment %(slip)s was confirmed already.") % slip
    if shipment.state == ShipmentState.WITHDRAWN:
        return floor.not_open(shipment)
    if now.fault:
        return _("Shipment %(slip)s: %(why)s") % {**slip, "why": now.fault}
    outside = shipment.batch.outsourced and asked["outside_uninspected"]
    if shipment.state != ShipmentState.INSPECTED and not outside:
        return _("Shipment %(slip)s is not inspected yet.") % slip
    if asked["numbers_required"] and not now.numbers:
        return _("Shipment %(slip)s has no label number yet.") % slip
    return ""


def _all_pinned(ready: list[Shipment], outcome: Outcome) -> list[Shipment]:
    with connection.cursor() as cursor:
        cursor.execute(NOT_PINNED, [[s.pk for s in ready]])
        loose = {row[0] for row in cursor.fetchall()}
    text = _("Shipment %(slip)s: its pieces are not all chosen from the shelves. Make its papers again.")
    return floor.sift(ready, lambda s: text % {"slip": floor.slip(s)} if s.pk in loose else "", outcome)


def _ask_again(ready: Sequence[Shipment]) -> None:
    """Under the orders' locks: was one stopped or changed since we looked? Raises Late."""
    now = standing([s.pk for s in ready])
    faults = [
        Refusal(s.pk, "state", _("Shipment %(slip)s: %(why)s") % {"slip": floor.slip(s), "why": why})
        for s in ready
        if (why := now[s.pk].fault)
    ]
    if faults:
        raise floor.Late(faults)


def _write(ready: Sequence[Shipment], now: dt.datetime, after: dt.datetime, confirmation: str, actor: str) -> None:
    ids = [s.pk for s in ready]
    Shipment.objects.filter(id__in=ids).update(
        state=ShipmentState.SHIPPED,
        ship_date=clock.today(),
        shipped_at=now,
        shipped_by=actor,
        effects_after=after,
        effects_done_at=None,
        confirmation=confirmation,
    )
    Parcel.objects.filter(shipment__in=ids, voided_at=None).update(ship_date=clock.today())
    floor.close_batches({s.batch_id for s in ready})


def _pieces(ids: Collection[int]) -> list[orders.ShippedPieces]:
    """The ordered pieces that leave with these shipments. One statement."""
    lines = ShipmentLine.objects.filter(shipment__in=list(ids), line_pieces__gt=0).order_by("order_line_id")
    return [orders.ShippedPieces(*row) for row in lines.values_list("order_line_id", "line_pieces")]


def _events(ready: Sequence[Shipment], stands: dict[int, Standing], after: dt.datetime, actor: str) -> list[Shipped]:
    carriers = carriers_of({s.delivery_method for s in ready})
    return [
        Shipped(
            subject=f"shipment/{s.pk}",
            actor=actor,
            order_ids=stands[s.pk].order_ids,
            carrier=carriers.get(s.delivery_method, ""),
            numbers=stands[s.pk].numbers,
            effects_after=after.isoformat(),
        )
        for s in ready
    ]


def undo_confirm(shipment_ids: Collection[int], *, reason: str = "", actor: str) -> Outcome:
    """出荷確定戻し: the parcels are here after all, inspected as before.

    Before the effects: nobody outside ever hears. After them the same, and what a person must put right (an apology,
    a mall's state) is on the event `ShippingUndone` and on the shipment's page. Money never moves by this.
    """
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _not_undoable, outcome)
        if not found:
            return outcome
        ids = [s.pk for s in found]
        stands = standing(ids)
        named = {key for s in found for key in stands[s.pk].order_ids}
        floor.lock_stock(named)
        inventory.put_back(shipment_documents(ids), reason=reason or _("Confirmation taken back"), actor=actor)
        Shipment.objects.filter(id__in=ids).update(
            state=ShipmentState.INSPECTED, shipped_at=None, shipped_by="", effects_after=None, effects_done_at=None
        )
        floor.close_batches({s.batch_id for s in found})
        told = take_back_mails(found, {key: one.order_ids for key, one in stands.items()}, actor=actor)
        orders.unship_pieces(_pieces(ids), actor=actor)
        _work_again(floor.order_ids(found, stands), actor)
        publish(
            [
                ShippingUndone(
                    subject=f"shipment/{s.pk}",
                    actor=actor,
                    order_ids=stands[s.pk].order_ids,
                    compensations=_compensations(s, bool(told & set(stands[s.pk].order_ids))),
                )
                for s in found
            ]
        )
    outcome.done = ids
    return outcome


def _not_undoable(shipment: Shipment) -> str:
    if shipment.state == ShipmentState.SHIPPED:
        return ""
    if shipment.state == ShipmentState.DELIVERED:
        return _("Shipment %(slip)s was delivered; take the pieces as a return.") % {"slip": floor.slip(shipment)}
    return _("Shipment %(slip)s was not confirmed.") % {"slip": floor.slip(shipment)}


def _compensations(shipment: Shipment, mail_sent: bool) -> list[dict[str, str]]:
    """What a person must put right, as codes and sentences."""
    found = []
    if mail_sent:
        found.append({"kind": "mail", "text": _("The buyer was told that it was shipped: write an apology.")})
    if shipment.effects_done_at is not None:
        found.append({"kind": "mall", "text": _("The mall was told that it was shipped: correct it there.")})
    return found


def _work_again(order_ids: Sequence[int], actor: str) -> None:
    orders.begin_work(order_ids, again=True, actor=actor)


def mark_delivered(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """The parcels arrived. Refused for what has not left."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _not_on_its_way, outcome)
        outcome.done = [s.pk for s in found]
        if found:
            stands = standing(outcome.done)
            Shipment.objects.filter(id__in=outcome.done).update(state=ShipmentState.DELIVERED, delivered_at=clock.now())
            _arrived({key for one in stands.values() for key in one.order_ids}, actor)
            publish(
                [Delivered(subject=f"shipment/{s.pk}", actor=actor, order_ids=stands[s.pk].order_ids) for s in found]
            )
    return outcome


def _arrived(order_ids: Collection[int], actor: str) -> None:
    """Tell the orders of which no parcel is on its way any more."""
    on_its_way = ShipmentLine.objects.filter(order__in=list(order_ids), shipment__state=ShipmentState.SHIPPED)
    there = set(order_ids) - set(on_its_way.values_list("order_id", flat=True))
    orders.mark_delivered(sorted(there), actor=actor)


def _not_on_its_way(shipment: Shipment) -> str:
    if shipment.state == ShipmentState.SHIPPED:
        return ""
    return _("Shipment %(slip)s is “%(state)s”; only what has been shipped can arrive.") % {
        "slip": floor.slip(shipment),
        "state": ShipmentState(shipment.state).label,
    }
