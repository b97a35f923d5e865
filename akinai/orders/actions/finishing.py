"""完了: an order of fees only has nothing to ship; a person says that it is dealt with."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering, rows
from akinai.orders.actions import holding
from akinai.orders.events import Finished, FinishUndone
from akinai.orders.models import Hold, Order
from akinai.orders.models.order import PaymentGate

REASON = "nothing_to_ship"


def finish(order_ids: Collection[int], *, actor: str) -> Outcome:
    """完了にする: orders without a thing to ship count as shipped. The inverse is `undo_finish`."""
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        reasons: dict[int, set[str]] = defaultdict(set)
        holds = Hold.objects.filter(order_id__in=orders, closed_at=None)
        for order_id, reason, stops in holds.values_list("order_id", "reason_id", "stops"):
            if stops or reason == REASON:
                reasons[order_id].add(reason)
        for order in orders.values():
            if sentence := _refusal(order, reasons[order.pk]):
                outcome.refused.append(Refusal(order.pk, "finished", sentence % {"number": order.number}))
                continue
            order.finished = True
            outcome.done.append(order.pk)
        asked = [one for one in outcome.done if REASON in reasons[one]]
        holding.close_holds_of(asked, REASON, actor=actor)
        rows.update_orders([orders[one] for one in outcome.done], "finished")
        publish([Finished(subject=f"order/{one}", actor=actor) for one in outcome.done])
    return outcome


def _refusal(order: Order, reasons: set[str]) -> str:
    if order.cancelled:
        return _("Order %(number)s is cancelled.")
    if order.pieces:
        return _("Order %(number)s has pieces to ship.")
    if order.finished:
        return _("Order %(number)s is finished already.")
    if order.on_hold or reasons - {REASON}:
        return _("Order %(number)s is on hold or has other points to check.")
    if order.payment_gate == PaymentGate.WAITING:
        return _("Order %(number)s is not paid yet.")
    return ""


def undo_finish(order_ids: Collection[int], *, actor: str) -> Outcome:
    """The order is not dealt with after all: it is to be looked at again."""
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        for order in orders.values():
            if not order.finished:
                sentence = _("Order %(number)s is not finished.") % {"number": order.number}
                outcome.refused.append(Refusal(order.pk, "finished", sentence))
                continue
            order.finished = False
            outcome.done.append(order.pk)
        rows.update_orders([orders[one] for one in outcome.done], "finished")
        closed = Hold.objects.filter(order_id__in=outcome.done, reason=REASON).order_by("id")
        last = dict(closed.values_list("order_id", "id"))
        holding.reopen_hold(list(last.values()), actor=actor)
        publish([FinishUndone(subject=f"order/{one}", actor=actor) for one in outcome.done])
    return outcome
