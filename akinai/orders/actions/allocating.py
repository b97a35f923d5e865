"""Pieces for orders: whoever waits is served oldest first; 引当振替 by hand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core.events import Event, publish
from akinai.core.outcome import Refusal, Refused
from akinai.inventory import actions as inventory
from akinai.orders.events import Allocated, AllocationTransferred
from akinai.orders.models import Order
from akinai.orders.queries.parting import CAN_GO


def take_note(given: Sequence[inventory.Allocation], *, actor: str) -> list[Event]:
    """Bring `unallocated` of orders in line with what stock gave them or took back. One statement; events to publish.

    Allocations of other documents than orders are passed over.
    """
    pieces: dict[int, int] = defaultdict(int)
    for one in given:
        kind, _slash, key = one.document.partition("/")
        if kind == "order":
            pieces[int(key)] += one.quantity
    changed = sorted((order, quantity) for order, quantity in pieces.items() if quantity)
    if not changed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with given as (
              select * from unnest(%s::bigint[], %s::int[]) as g (id, pieces)
            ), locked as materialized (
              select o.id, g.pieces from orders_order o join given g using (id) order by o.id for update of o
            )
            update orders_order o
               set unallocated = o.unallocated - l.pieces,
                   partial     = case when o.partial then o.unallocated > l.pieces and {CAN_GO} else false end
              from locked l where o.id = l.id
            returning o.id, l.pieces, o.unallocated
            """,  # noqa: S608 - our own words
            [[order for order, _ in changed], [quantity for _, quantity in changed]],
        )
        return [
            Allocated(subject=f"order/{order}", actor=actor, pieces=quantity, unallocated=left)
            for order, quantity, left in sorted(cursor.fetchall())
        ]


def allocations_changed(given: Sequence[inventory.Allocation], *, actor: str) -> None:
    """For steps above that called inventory themselves (`make_room`): orders take note, in the same transaction."""
    publish(take_note(given, actor=actor))


def allocate_waiting(sku_ids: Collection[int], *, actor: str) -> int:
    """Serve the orders that wait for these SKUs, oldest first. Returns the pieces given."""
    with transaction.atomic():
        given = inventory.allocate(set(sku_ids), actor=actor)
        publish(take_note(given, actor=actor))
    return sum(one.quantity for one in given)


def wanted_of(order: Any, lines: Sequence[Any], requested_at: dt.datetime) -> list[inventory.Wanted]:
    """What the lines (with their SKU's facts) of an order want from stock, bundles taken apart."""
    return [
        inventory.Wanted(
            document=f"order/{order.pk}",
            line=line.pk,
            sku_id=sku_id,
            warehouse_id=order.warehouse_id,
            wanted=(line.quantity - line.cancelled) * pieces,
            requested_at=requested_at,
        )
        for line in lines
        if line.sku is not None and line.ships
        for sku_id, pieces in line.sku.parts or ((line.sku.id, 1),)
    ]


def serve(wanted: Sequence[inventory.Wanted], order_ids: Sequence[int], *, actor: str) -> list[Event]:
    """Let these orders want this from now on, and share out what is free. Events to publish.

    `order_ids` (locked) get their `unallocated` counted anew, all others take note of what they were given.
    """
    inventory.set_wanted(wanted, actor=actor)
    given = inventory.allocate({one.sku_id for one in wanted}, actor=actor)
    own = {f"order/{one}" for one in order_ids}
    recount(order_ids)
    return take_note([one for one in given if one.document not in own], actor=actor)


RECOUNT = """
  coalesce((select sum(d.wanted - d.allocated - d.taken) from inventory_demand d
             where d.document = 'order/' || o.id), 0)
+ coalesce((select sum(l.quantity - l.cancelled) from orders_orderline l
             where l.order_id = o.id and l.sku_id is null and l.ships), 0)
"""


def recount(order_ids: Sequence[int]) -> None:
    """Count `unallocated` of locked orders from what they want and got, and so `partial`. One statement."""
    if order_ids:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                update orders_order o
                   set unallocated = {RECOUNT},
                       partial     = case when o.partial then ({RECOUNT}) > 0 and {CAN_GO} else false end
                 where id = any(%s)""",  # noqa: S608 - our own words
                [list(order_ids)],
            )


def transfer_allocation(
    from_order_id: int, to_order_id: int, sku_id: int, quantity: int, *, reason: str, actor: str
) -> None:
    """引当振替: pieces promised to one order go to another that lacks them. Its inverse is the same, the other way.

    Raises Refused: the giving order is being packed, the other is cancelled, too few pieces.
    """
    with transaction.atomic():
        documents = [f"order/{from_order_id}", f"order/{to_order_id}"]
        inventory.lock(documents=documents, sku_ids=[sku_id])
        orders = Order.objects.in_bulk([from_order_id, to_order_id])
        refused = _no_transfer(orders.get(from_order_id), orders.get(to_order_id))
        if refused:
            raise Refused(refused)
        given = inventory.reallocate(
            from_document=documents[0],
            to_document=documents[1],
            sku_id=sku_id,
            warehouse_id=orders[from_order_id].warehouse_id,
            quantity=quantity,
            reason=reason,
            actor=actor,
        )
        told = AllocationTransferred(
            subject=f"order/{from_order_id}",
            actor=actor,
            to_order=to_order_id,
            sku_id=sku_id,
            quantity=quantity,
            reason=reason,
        )
        publish([told, *take_note(given, actor=actor)])


def _no_transfer(giving: Order | None, getting: Order | None) -> list[Refusal]:
    if giving is None or getting is None:
        return [Refusal(0, "order", _("One of the two orders does not exist."))]
    if giving.pk == getting.pk:
        return [Refusal(giving.pk, "order", _("The two orders are the same."))]
    if giving.in_work:
        sentence = _("Order %(number)s is being packed: take it out of the batch first.") % {"number": giving.number}
        return [Refusal(giving.pk, "in_work", sentence)]
    if getting.cancelled or giving.warehouse_id != getting.warehouse_id:
        sentence = _("Order %(number)s is cancelled or ships from another warehouse.") % {"number": getting.number}
        return [Refusal(getting.pk, "order", sentence)]
    return []
