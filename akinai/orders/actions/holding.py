"""確認事項 closed one by one or in bulk, 保留 by a person, and the rules run again after a change."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal
from akinai.customers import queries as customers
from akinai.orders import gathering, rows
from akinai.orders.actions.telling import count_holds
from akinai.orders.draft import people
from akinai.orders.events import HoldClosed, HoldLifted, HoldOpened, HoldReopened, PutOnHold
from akinai.orders.gathering import Gathered
from akinai.orders.models import Hold, Order
from akinai.orders.screening import CHECKS, Case, Finding, screen

BY_RULES = "job:rules"


def close_hold(hold_ids: Collection[int], *, note: str = "", actor: str) -> Outcome:
    """対応済み: close reasons. With its last one an order goes on by itself. The inverse is `reopen_hold`."""
    return _turn_holds(hold_ids, close=True, note=note, actor=actor)


def close_holds_of(order_ids: Collection[int], reason: str, *, note: str = "", actor: str) -> Outcome:
    """Close one reason on many orders. Keys are order ids; an order without it is refused with a sentence."""
    with transaction.atomic():
        open_ones = Hold.objects.filter(order_id__in=list(order_ids), reason=reason, closed_at=None)
        holds = dict(open_ones.values_list("order_id", "id"))
        done = close_hold(list(holds.values()), note=note, actor=actor) if holds else Outcome()
    by_hold = {hold: order for order, hold in holds.items()}
    without = [
        Refusal(int(one), "hold", _("Order %(id)s does not have this reason open.") % {"id": one})
        for one in order_ids
        if int(one) not in holds
    ]
    return Outcome(
        [by_hold[one] for one in done.done],
        [*(Refusal(by_hold.get(int(str(r.key)), r.key), r.field, r.message) for r in done.refused), *without],
    )


def reopen_hold(hold_ids: Collection[int], *, actor: str) -> Outcome:
    """Open closed reasons again."""
    return _turn_holds(hold_ids, close=False, note="", actor=actor)


def _turn_holds(hold_ids: Collection[int], *, close: bool, note: str, actor: str) -> Outcome:
    with transaction.atomic():
        orders = gathering.locked(Hold.objects.filter(id__in=list(hold_ids)).values_list("order_id", flat=True))
        holds = list(Hold.objects.filter(id__in=list(hold_ids)).order_by("id").select_for_update())
        taken = set(Hold.objects.filter(order_id__in=orders, closed_at=None).values_list("order_id", "reason_id"))
        outcome = Outcome(refused=_no_such([int(one) for one in hold_ids], {hold.pk for hold in holds}))
        events: list[Event] = []
        for hold in holds:
            subject = f"order/{hold.order_id}"
            if close and hold.closed_at is None:
                hold.closed_at, hold.closed_by, hold.note = clock.now(), actor, mask_cards(note)[0]
                told: Event = HoldClosed(
                    subject=subject, actor=actor, hold_id=hold.pk, reason=hold.reason_id, note=hold.note
                )
            elif not close and hold.closed_at is not None and (hold.order_id, hold.reason_id) not in taken:
                hold.closed_at, hold.closed_by = None, ""
                taken.add((hold.order_id, hold.reason_id))
                told = HoldReopened(subject=subject, actor=actor, hold_id=hold.pk, reason=hold.reason_id)
            else:
                outcome.refused.append(Refusal(hold.pk, "closed_at", _("This has already been done.")))
                continue
            events.append(told)
            outcome.done.append(hold.pk)
        changed = [hold for hold in holds if hold.pk in set(outcome.done)]
        rows.update_rows(Hold, changed, "closed_at", "closed_by", "note")
        count_holds(sorted({hold.order_id for hold in changed}))
        publish(events)
    return outcome


def _no_such(asked: Sequence[int], found: set[int]) -> list[Refusal]:
    return [Refusal(one, "hold", _("This reason no longer exists.")) for one in asked if one not in found]


# --- 保留 ----------------------------------------------------------------------------------------------------


def set_on_hold(order_ids: Collection[int], *, note: str = "", actor: str) -> Outcome:
    """保留: stop orders by hand, also those in work (the inspection then refuses). The inverse is `lift_hold`."""

    def refusal(order: Order) -> str:
        if order.cancelled or order.queue in ("shipped", "delivered", "returned"):
            return _("Order %(number)s is cancelled or already shipped.")
        return _("Order %(number)s is on hold already.") if order.on_hold else ""

    return _stop(order_ids, True, refusal, lambda s: PutOnHold(subject=s, actor=actor, note=mask_cards(note)[0]))


def lift_hold(order_ids: Collection[int], *, actor: str) -> Outcome:
    """End the 保留 of orders."""
    return _stop(
        order_ids,
        False,
        lambda order: "" if order.on_hold else _("Order %(number)s is not on hold."),
        lambda subject: HoldLifted(subject=subject, actor=actor),
    )


def _stop(
    order_ids: Collection[int], stopped: bool, refusal: Callable[[Order], str], told: Callable[[str], Event]
) -> Outcome:
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        for order in orders.values():
            if sentence := refusal(order):
                outcome.refused.append(Refusal(order.pk, "on_hold", sentence % {"number": order.number}))
            else:
                outcome.done.append(order.pk)
        Order.objects.filter(id__in=outcome.done).update(on_hold=stopped)
        publish([told(f"order/{one}") for one in outcome.done])
    return outcome


# --- the rules again ----------------------------------------------------------------------------------------


def rescreen(found: Gathered, *, actor: str, only: Iterable[int] | None = None) -> list[Event]:
    """Run the rules again on locked orders: what is gone is closed, what is new is opened. Events to publish.

    A reason that a person closed stays closed unless what was found has changed. Reasons that verbs open (a change
    at the mall) are left alone. Writes `open_holds` and `screened`.
    """
    wanted = set(found.orders if only is None else only)
    orders = [order for order in found.orders.values() if order.pk in wanted and not order.cancelled]
    if not orders:
        return []
    marks = customers.marked([person for order in orders for person in people(order)])
    held: dict[int, list[Hold]] = defaultdict(list)
    for hold in Hold.objects.filter(order_id__in=[order.pk for order in orders]).order_by("id"):
        held[hold.order_id].append(hold)
    closed: list[Hold] = []
    changed: list[Hold] = []
    opened: list[tuple[int, Finding]] = []
    for at, order in enumerate(orders):
        findings = screen(_case(order, found, list(dict.fromkeys(marks[2 * at] + marks[2 * at + 1])), held[order.pk]))
        gone, other, new = _compare(held[order.pk], findings)
        closed += gone
        changed += other
        opened += [(order.pk, finding) for finding in new]
    return _write(orders, closed, changed, opened, actor)


def _case(order: Order, found: Gathered, marked: Sequence[str], holds: Sequence[Hold]) -> Case:
    from akinai.orders.draft import reckoning_of

    lines = found.lines.get(order.pk, [])
    reckoning = reckoning_of(order, lines, found.book)
    # What the import noticed was noticed once; it is kept as it was found.
    noticed: list[str] = next(
        (hold.detail.get("warnings", []) for hold in holds if hold.reason_id == "intake_warning"), []
    )
    return Case(
        order,
        lines,
        found.book.channels[order.channel_id],
        found.book,
        marked=marked,
        warnings=noticed,
        reachable=reckoning.reachable or bool(order.in_work or order.shipped),
        earliest_arrival=reckoning.earliest_arrival,
    )


def _compare(holds: Sequence[Hold], findings: Sequence[Finding]) -> tuple[list[Hold], list[Hold], list[Finding]]:
    """Holds to close, open holds whose detail changed, findings to open."""
    by_reason = {finding.reason: finding for finding in findings}
    open_ones = {hold.reason_id: hold for hold in holds if hold.closed_at is None}
    last_closed = {hold.reason_id: hold for hold in holds if hold.closed_at is not None}
    gone, changed = [], []
    for reason, hold in open_ones.items():
        finding = by_reason.get(reason)
        if reason in CHECKS and finding is None and hold.detail.get("by") != "mall":
            gone.append(hold)
        elif (
            finding and (hold.detail, hold.stops) != (finding.detail, finding.stops) and hold.detail.get("by") != "mall"
        ):
            hold.detail, hold.stops = finding.detail, finding.stops
            changed.append(hold)
    new = []
    for reason, finding in by_reason.items():
        before = last_closed.get(reason)
        decided = before is not None and before.closed_by != BY_RULES and before.detail == finding.detail
        if reason not in open_ones and not decided:
            new.append(finding)
    return gone, changed, new


def _write(
    orders: Sequence[Order], closed: list[Hold], changed: list[Hold], opened: list[tuple[int, Finding]], actor: str
) -> list[Event]:
    now = clock.now()
    for hold in closed:
        hold.closed_at, hold.closed_by = now, BY_RULES
    rows.update_rows(Hold, closed, "closed_at", "closed_by")
    rows.update_rows(Hold, changed, "detail", "stops")
    rows.insert_holds(opened, now)
    count_holds([order.pk for order in orders])
    Order.objects.filter(id__in=[order.pk for order in orders], screened=False).update(screened=True)
    by_order: dict[int, list[str]] = defaultdict(list)
    for order_id, finding in opened:
        by_order[order_id].append(finding.reason)
    events: list[Any] = [
        HoldClosed(subject=f"order/{h.order_id}", actor=actor, hold_id=h.pk, reason=h.reason_id, vanished=True)
        for h in closed
    ]
    events += [HoldOpened(subject=f"order/{one}", actor=actor, reasons=reasons) for one, reasons in by_order.items()]
    return events


def screen_again(order_ids: Collection[int], *, actor: str) -> Outcome:
    """Run the rules again on orders (after a catalog, list or setting was corrected) and look their SKUs up again.

    Orders in work keep their reasons as they are.
    """
    from akinai.orders.actions.changing import look_up_again

    return look_up_again(order_ids, actor=actor)


__all__ = [
    "close_hold",
    "close_holds_of",
    "lift_hold",
    "reopen_hold",
    "rescreen",
    "screen_again",
    "set_on_hold",
]
