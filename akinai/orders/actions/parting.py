"""分納: what is allocated leaves now, the rest when it has come. `partial` says that a person wants it so."""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.inventory import actions as inventory
from akinai.orders import gathering, rows
from akinai.orders.events import PartReleased, PartWithheld
from akinai.orders.models import Order, Queue
from akinai.orders.queries.parting import CAN_GO, can_go_in_part

OVER = (Queue.CANCELLED, Queue.RETURNED, Queue.DELIVERED, Queue.SHIPPED)

# Whether an order `o` may still leave in part: pieces are missing, and whole sets are there.
MAY_GO = f"o.unallocated > 0 and {CAN_GO}"


def ship_allocated(order_ids: Collection[int], *, actor: str) -> Outcome:
    """引当分だけ先に出荷: missing pieces no longer keep these orders back. The inverse is `wait_for_all`.

    It lasts until what is allocated has left (the rest then waits for stock again and leaves as a shipment of its own),
    or until nothing is missing, or nothing allocated. Bundles leave in whole sets only.
    """
    with transaction.atomic():
        inventory.lock(documents=[f"order/{int(one)}" for one in order_ids])
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        able = can_go_in_part(list(orders))
        for order in orders.values():
            if sentence := _refusal(order, order.pk in able):
                outcome.refused.append(Refusal(order.pk, "partial", sentence % {"number": order.number}))
                continue
            order.partial = True
            outcome.done.append(order.pk)
        done = [orders[one] for one in outcome.done]
        rows.update_orders(done, "partial")
        publish([PartReleased(subject=f"order/{o.pk}", actor=actor, missing=o.unallocated) for o in done])
    return outcome


def _refusal(order: Order, able: bool) -> str:
    if order.queue in OVER:
        return _("Order %(number)s is cancelled or already shipped.")
    if order.in_work:
        return _("Order %(number)s is being packed: take it out of the batch first.")
    if order.partial:
        return _("Order %(number)s ships what is allocated already.")
    if not order.unallocated:
        return _("Order %(number)s lacks nothing: it ships as a whole.")
    if not able:
        return _("Nothing that could leave is allocated to order %(number)s; a set leaves only whole.")
    return ""


def wait_for_all(order_ids: Collection[int], *, actor: str) -> Outcome:
    """全部そろうまで待つ: these orders leave only when nothing is missing any more."""
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        for order in orders.values():
            if order.in_work or not order.partial:
                sentence = _("Order %(number)s is being packed, or waits for all of its pieces anyway.")
                outcome.refused.append(Refusal(order.pk, "partial", sentence % {"number": order.number}))
                continue
            order.partial = False
            outcome.done.append(order.pk)
        done = [orders[one] for one in outcome.done]
        rows.update_orders(done, "partial")
        publish([PartWithheld(subject=f"order/{o.pk}", actor=actor, missing=o.unallocated) for o in done])
    return outcome


def left_in_part(order_ids: Collection[int], *, again: bool = False) -> None:
    """Pieces of locked orders have left: those that hold no more of them wait for the rest. One statement.

    `again`: the pieces are back (出荷確定戻し), and may leave in part as they did before.
    """
    asked = "not o.cancelled and o.screened" if again else "o.partial"
    with connection.cursor() as cursor:
        cursor.execute(
            f"update orders_order o set partial = {MAY_GO} where o.id = any(%s) and {asked}",  # noqa: S608 - our words
            [list(order_ids)],
        )
