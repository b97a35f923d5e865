"""Orders and pieces of orders that are not wanted any more, and orders that live again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal
from akinai.inventory import actions as inventory
from akinai.orders import gathering, rows, totals
from akinai.orders.actions import holding, merging, writing
from akinai.orders.actions.allocating import serve, take_note, wanted_of
from akinai.orders.actions.telling import close_mall_holds, count_holds
from akinai.orders.draft import payment_gate, set_dates
from akinai.orders.events import Cancelled, LinesCancelled, Reactivated
from akinai.orders.models import MallDifference, Order, OrderLine

CANCEL_COLUMNS = (
    "cancelled",
    "cancelled_at",
    "cancel_reason",
    "unallocated",
    "partial",
    "finished",
    "merge_undecided",
    "merge_until",
    "merge_group",
    "revision",
)


def cancel(
    order_ids: Collection[int], *, reason: str, return_stock: bool = True, tell_buyer: bool = True, actor: str
) -> Outcome:
    """Cancel orders: their pieces are free at once and go to those who wait.

    In work, the floor sees it at once (scan and confirm refuse) and the pieces stay blocked until 棚戻し.
    `return_stock` False blocks them too (for a person to look at). An order of which pieces have left is refused:
    take a return, or cancel its remaining pieces. The inverse is `reactivate`.
    """
    with transaction.atomic():
        documents = [f"order/{int(one)}" for one in order_ids]
        inventory.lock(documents=documents)
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        done = []
        for order in orders.values():
            if sentence := _not_cancellable(order):
                outcome.refused.append(Refusal(order.pk, "queue", sentence % {"number": order.number}))
            else:
                done.append(order)
        if not done:
            return outcome
        words = mask_cards(reason)[0]
        events = _free(done, words, return_stock, actor)
        for order in done:
            order.cancelled, order.cancelled_at, order.cancel_reason = True, clock.now(), words
            order.unallocated, order.partial, order.finished = 0, False, False
            order.merge_undecided, order.merge_until, order.merge_group = False, None, None
            order.revision += 1 if order.in_work else 0
        rows.update_orders(done, *CANCEL_COLUMNS)
        outcome.done = [order.pk for order in done]
        _settle_differences(outcome.done, actor)
        merging.settle({order.recipient_key for order in done})
        publish([*(_cancelled(order, return_stock, actor) for order in done), *events])
        if tell_buyer:
            writing.queue_order_mails("cancelled", outcome.done, actor=actor)
    return outcome


def _not_cancellable(order: Order) -> str:
    if order.cancelled:
        return _("Order %(number)s is cancelled already.")
    if order.shipped:
        return _("Pieces of order %(number)s have left: take a return, or cancel what is still open line by line.")
    return ""


def _cancelled(order: Order, return_stock: bool, actor: str) -> Event:
    return Cancelled(
        subject=f"order/{order.pk}",
        actor=actor,
        reason=order.cancel_reason,
        in_work=order.in_work,
        returned_stock=return_stock,
    )


def _free(orders: Sequence[Order], reason: str, return_stock: bool, actor: str) -> list[Event]:
    """Give the pieces back (or block them), and serve those who wait. Events to publish."""
    blocked = [f"order/{order.pk}" for order in orders if order.in_work or not return_stock]
    free = [f"order/{order.pk}" for order in orders if not order.in_work and return_stock]
    inventory.block_allocated(blocked, reason=reason or _("Order cancelled"), actor=actor)
    released = inventory.release(free, reason=reason or _("Order cancelled"), actor=actor)
    return take_note(inventory.allocate({one.sku_id for one in released}, actor=actor), actor=actor)


def _settle_differences(order_ids: Sequence[int], actor: str) -> None:
    """A cancelled order has nothing left to decide."""
    now = clock.now()
    MallDifference.objects.filter(order_id__in=order_ids, decided_at=None).update(
        decided_at=now, decided_by=actor, taken=True
    )
    publish(close_mall_holds(order_ids, now, actor))
    count_holds(order_ids)


def reactivate(order_ids: Collection[int], *, actor: str) -> Outcome:
    """Let cancelled orders live again: rules, dates and allocation run anew, behind those who waited meanwhile.

    An order whose cancelled parcel is still on the floor is refused until 棚戻し.
    """
    with transaction.atomic():
        inventory.lock(documents=[f"order/{int(one)}" for one in order_ids])
        skus = OrderLine.objects.filter(order_id__in=list(order_ids)).values_list("sku_id", flat=True)
        inventory.lock(sku_ids=[sku for sku in set(skus) if sku is not None])
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        alive: dict[int, Order] = {}
        for order in orders.values():
            sentence = "" if order.cancelled else _("Order %(number)s is not cancelled.")
            if order.in_work:
                sentence = _("The parcel of order %(number)s is still on the floor: put it back to the shelf first.")
            if sentence:
                outcome.refused.append(Refusal(order.pk, "cancelled", sentence % {"number": order.number}))
            else:
                alive[order.pk] = order
        outcome.done = list(alive)
        if alive:
            publish(_revive(alive, actor))
    return outcome


def _revive(orders: dict[int, Order], actor: str) -> list[Event]:
    found = gathering.gather(orders)
    live = {one for one, order in orders.items() if found.book.channels[order.channel_id].live}
    for order in orders.values():
        order.cancelled, order.cancelled_at, order.cancel_reason = False, None, ""
        set_dates(order, found.lines.get(order.pk, []), found.book)
    columns = ("cancelled", "cancelled_at", "cancel_reason", "release_date", "ship_date", "ship_date_why")
    rows.update_orders(list(orders.values()), *columns, "release_waiting", "date_waiting")
    now = found.book.now
    wanted = [one for key in live for one in wanted_of(orders[key], found.lines.get(key, []), now)]
    events: list[Event] = [Reactivated(subject=f"order/{one}", actor=actor) for one in orders]
    events += serve(wanted, sorted(live), actor=actor)
    return events + holding.rescreen(found, actor=actor, only=live)


# --- pieces of lines ----------------------------------------------------------------------------------------


def cancel_lines(lines: Sequence[tuple[int, int]], *, reason: str, actor: str) -> Outcome:
    """Cancel pieces of lines: (line id, pieces) each. Keys of the outcome are line ids.

    An order whose last open piece goes is cancelled as a whole. Orders in work are refused: take them out first. Told
    totals sink by what the pieces cost, where that is known.
    """
    with transaction.atomic():
        owners = dict(OrderLine.objects.filter(id__in=[line for line, _ in lines]).values_list("id", "order_id"))
        ids = sorted(set(owners.values()))
        inventory.lock(documents=[f"order/{one}" for one in ids])
        found = gathering.gather(gathering.locked(ids))
        by_id = {line.pk: line for some in found.lines.values() for line in some}
        outcome, taken = _take(lines, by_id, found.orders)
        emptied = [key for key in taken if not _open_pieces(found.lines[key]) and not found.orders[key].shipped]
        lessened = {key: found.orders[key] for key in taken if key not in emptied}
        publish(_lessen(lessened, taken, found, reason, actor))
        if emptied:
            cancel(emptied, reason=reason, actor=actor)
    return outcome


def _open_pieces(lines: Sequence[Any]) -> int:
    return sum(line.quantity - line.cancelled for line in lines)


def _take(
    asked: Sequence[tuple[int, int]], by_id: dict[int, Any], orders: dict[int, Order]
) -> tuple[Outcome, dict[int, list[tuple[Any, int]]]]:
    outcome = Outcome()
    taken: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    for line_id, pieces in asked:
        line = by_id.get(line_id)
        sentence = ""
        if line is None:
            sentence = _("There is no such line.")
        elif orders[line.order_id].cancelled:
            sentence = _("The order is cancelled already.")
        elif orders[line.order_id].in_work:
            sentence = _("The order is being packed: take it out of the batch first.")
        elif not 0 < pieces <= line.quantity - line.cancelled - line.shipped:
            sentence = _("Only %(pieces)d pieces of this line are still open.") % {
                "pieces": line.quantity - line.cancelled - line.shipped
            }
        if sentence or line is None:
            outcome.refused.append(Refusal(line_id, "quantity", sentence))
            continue
        taken[line.order_id].append((line, pieces))
        line.cancelled += pieces
        outcome.done.append(line_id)
    return outcome, dict(taken)


def _lessen(
    orders: dict[int, Order], taken: dict[int, list[tuple[Any, int]]], found: Any, reason: str, actor: str
) -> list[Event]:
    changed = [line for key in orders for line, _ in taken[key]]
    rows.update_rows(OrderLine, changed, "cancelled")
    events: list[Event] = []
    for key, order in orders.items():
        lower_totals(order, taken[key])
        recount_pieces(order, found.lines[key])
        order.payment_gate = payment_gate(order, found.book)  # less is to be paid: it may be there already
        order.revision += 1
        told = [{"line": line.pk, "sku": line.sku_code, "quantity": pieces} for line, pieces in taken[key]]
        events.append(LinesCancelled(subject=f"order/{key}", actor=actor, lines=told, reason=reason))
    columns = ("pieces", "finished", "goods_total", "total", "billed", "payment_gate", "revision")
    rows.update_orders(list(orders.values()), *columns)
    live = [key for key, order in orders.items() if order.screened]
    wanted = [one for key in live for one in wanted_of(orders[key], found.lines[key], found.book.now)]
    events += serve(wanted, sorted(live), actor=actor)
    return events + holding.rescreen(found, actor=actor, only=live)


def lower_totals(order: Order, taken: Sequence[tuple[Any, int]]) -> None:
    """Told totals sink by what cancelled pieces cost; unknown stays unknown."""
    if any(line.unit_price is None for line, _ in taken):
        order.goods_total = order.total = order.billed = None
        return
    gone = totals.goods([_Pieces(line, pieces) for line, pieces in taken]) or 0
    for name in ("goods_total", "total", "billed"):
        told = getattr(order, name)
        if told is not None:
            setattr(order, name, max(told - gone, 0))


class _Pieces:
    """So many pieces of a line, as the sums read it."""

    cancelled = 0

    def __init__(self, line: Any, quantity: int) -> None:
        self.unit_price, self.quantity = line.unit_price, quantity
        self.price_includes_tax, self.tax_category = line.price_includes_tax, line.tax_category
        self.tax_rate = line.tax_rate


def recount_pieces(order: Order, lines: Sequence[Any]) -> None:
    """`pieces` by the lines. An order that has some is not finished."""
    order.pieces = sum(line.quantity - line.cancelled for line in lines if line.ships)
    order.finished = order.finished and not order.pieces
