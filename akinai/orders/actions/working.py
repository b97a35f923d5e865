"""What the floor does with orders: begun, ended, shipped, undone, delivered. For fulfillment, in its transaction."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.orders import gathering, rows
from akinai.orders.actions import merging
from akinai.orders.actions.parting import left_in_part
from akinai.orders.events import Delivered, Shipped, Unshipped, WorkBegun, WorkEnded
from akinai.orders.models import Order, OrderLine, Queue


@dataclass(frozen=True)
class ShippedPieces:
    """Pieces of an ordered line that left, or came back by an undo."""

    order_line_id: int
    line_pieces: int


def begin_work(order_ids: Sequence[int], *, again: bool = False, actor: str) -> Outcome:
    """出荷作業開始: each id given counts one shipment more in work. Only orders that are ready; others are refused.

    `again`: the shipment existed before (出荷確定戻し, a split): it counts whatever stops the order now.
    """
    with transaction.atomic():
        times = Counter(int(one) for one in order_ids)
        orders = gathering.locked(times)
        outcome = Outcome(refused=gathering.missing(times, orders))
        begun = []
        for order in orders.values():
            if again or order.queue == Queue.READY:
                order.in_work += times[order.pk]
                begun.append(order)
                outcome.done.append(order.pk)
            else:
                outcome.refused.append(Refusal(order.pk, "queue", _not_ready(order)))
        rows.update_orders(begun, "in_work")
        publish([WorkBegun(subject=f"order/{order.pk}", actor=actor) for order in begun])
        merging.settle({order.recipient_key for order in begun if not again})
    return outcome


def _not_ready(order: Order) -> str:
    words = {"number": order.number, "state": Queue(order.queue).label}
    return _("Order %(number)s is not ready to ship: %(state)s.") % words


def end_work(order_ids: Sequence[int], *, actor: str) -> None:
    """A shipment of each id given is no longer in work (shipped, or taken out of the batch)."""
    with transaction.atomic():
        times = Counter(int(one) for one in order_ids)
        orders = gathering.locked(times)
        for order in orders.values():
            order.in_work = max(order.in_work - times[order.pk], 0)
        rows.update_orders(list(orders.values()), "in_work")
        publish([WorkEnded(subject=f"order/{key}", actor=actor) for key in orders])


def ship_pieces(pieces: Sequence[ShippedPieces], *, actor: str) -> None:
    """出荷確定: these pieces have left. Raises Refused when a line has fewer open ones."""
    _move(pieces, 1, actor)


def unship_pieces(pieces: Sequence[ShippedPieces], *, actor: str) -> None:
    """出荷確定戻し: these pieces have not left after all. Raises Refused when fewer had left."""
    _move(pieces, -1, actor)


def _move(pieces: Sequence[ShippedPieces], sign: int, actor: str) -> None:
    moved: Counter[int] = Counter()
    for one in pieces:
        moved[one.order_line_id] += one.line_pieces
    with transaction.atomic():
        owners = dict(OrderLine.objects.filter(id__in=moved).values_list("id", "order_id"))
        orders = gathering.locked(set(owners.values()))
        lines = list(OrderLine.objects.filter(id__in=moved).order_by("id"))
        refused = []
        by_order: dict[int, int] = defaultdict(int)
        for line in lines:
            line.shipped += sign * moved[line.pk]
            by_order[line.order_id] += moved[line.pk]
            if not line.returned <= line.shipped <= line.quantity - line.cancelled:
                sentence = _("Line “%(code)s” of order %(number)s does not have so many open pieces.")
                words = {"code": line.sku_code, "number": orders[line.order_id].number}
                refused.append(Refusal(line.order_id, "quantity", sentence % words))
        if refused:
            raise Refused(refused)
        rows.update_rows(OrderLine, lines, "shipped")
        publish([_moved(orders[key], sign, count, actor) for key, count in sorted(by_order.items())])
        rows.update_orders([orders[key] for key in by_order], "shipped", "shipped_at", "delivered")
        left_in_part(list(by_order), again=sign < 0)


def _moved(order: Order, sign: int, count: int, actor: str) -> Event:
    order.shipped += sign * count
    subject = f"order/{order.pk}"
    if sign > 0:
        order.shipped_at = clock.now()
        return Shipped(subject=subject, actor=actor, pieces=count, all=order.shipped >= order.pieces)
    order.delivered = min(order.delivered, order.shipped)
    order.shipped_at = order.shipped_at if order.shipped else None
    return Unshipped(subject=subject, actor=actor, pieces=count)


def mark_delivered(order_ids: Collection[int], *, actor: str) -> Outcome:
    """配達完了: everything of these orders that left has arrived. The inverse is `undo_delivered`."""
    return _deliver(order_ids, True, actor)


def undo_delivered(order_ids: Collection[int], *, actor: str) -> Outcome:
    """The parcels have not arrived after all (持ち戻り)."""
    return _deliver(order_ids, False, actor)


def _deliver(order_ids: Collection[int], arrived: bool, actor: str) -> Outcome:
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        for order in orders.values():
            if not order.shipped or (order.delivered > 0) is arrived:
                sentence = _("Order %(number)s has not been shipped, or this is known already.") % {
                    "number": order.number
                }
                outcome.refused.append(Refusal(order.pk, "delivered", sentence))
                continue
            order.delivered = order.shipped if arrived else 0
            outcome.done.append(order.pk)
        done = [orders[one] for one in outcome.done]
        rows.update_orders(done, "delivered")
        publish([Delivered(subject=f"order/{order.pk}", actor=actor, pieces=order.delivered) for order in done])
    return outcome
