"""An order told again: no change, a fact that turned (the mall waits no more, the money is there), or a difference."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from akinai.core import prepared
from akinai.core.arrays import literal
from akinai.core.events import Event, publish
from akinai.orders import gathering, rows
from akinai.orders.draft import clean, mask_everything, payment_gate
from akinai.orders.events import Changed, DifferenceDecided, HoldClosed, MallReleased
from akinai.orders.intake import AMOUNTS, IncomingOrder, changed_sections, content_key, to_plain
from akinai.orders.models import Hold, MallDifference, Order
from akinai.orders.rulebook import Rulebook
from akinai.orders.screening import Finding

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Known:
    """An order that is there already, as far as telling it again matters."""

    id: int
    content_key: str
    screened: bool
    mall_waiting: bool
    told_paid: bool | None
    cancelled: bool
    in_work: int
    shipped: int
    difference: str  # content key of the open difference, if any


@dataclass
class Told:
    """Orders told again: unchanged, and changed."""

    duplicates: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def find(orders: Sequence[IncomingOrder], book: Rulebook) -> dict[Key, Known]:
    """Those of the orders that are there already. One statement."""
    channels = {channel.id: code for code, channel in book.by_code.items()}
    with prepared.cursor() as cursor:
        cursor.execute(
            """
            select o.channel_id, o.channel_number, o.destination,
                   o.id, o.content_key, o.screened, o.mall_waiting, o.told_paid, o.cancelled, o.in_work, o.shipped,
                   coalesce((select d.content_key from orders_malldifference d
                              where d.order_id = o.id and d.decided_at is null order by d.id desc limit 1), '')
              from unnest(%s::bigint[], %s::text[], %s::text[]) as k (channel_id, channel_number, destination)
              join orders_order o using (channel_id, channel_number, destination)
            """,
            [
                literal(book.by_code[order.channel_code].id for order in orders),
                literal(order.channel_number for order in orders),
                literal(order.destination for order in orders),
            ],
        )
        return {(channels[row[0]], row[1], row[2]): Known(*row[3:]) for row in cursor.fetchall()}


def tell(pairs: Sequence[tuple[Known, IncomingOrder]], book: Rulebook, *, actor: str) -> Told:
    """Take note of orders told again, inside the transaction of the intake."""
    told = Told()
    facts: list[tuple[Known, IncomingOrder]] = []
    withdrawn: list[Known] = []
    different: list[tuple[Known, IncomingOrder, list[str]]] = []
    for known, order in pairs:
        key = content_key(order, known.content_key)
        if _facts_turned(known, order):
            facts.append((known, order))
        sections = changed_sections(known.content_key, key)
        if known.cancelled and sections == ["cancellation"]:
            sections = []
        if sections and key != known.difference:
            different.append((known, order, sections))
            told.changed.append(known.id)
            continue
        told.duplicates.append(known.id)
        if known.difference and not sections:
            withdrawn.append(known)
    if different:
        _differ(different, book, actor)
    if facts:
        _turn(facts, book, actor)
    if withdrawn:
        _withdraw([known.id for known in withdrawn], book, actor)
    return told


def _facts_turned(known: Known, order: IncomingOrder) -> bool:
    waiting = order.mall_state == "waiting"
    return waiting != known.mall_waiting or (order.paid is not None and order.paid != known.told_paid)


def _turn(pairs: Sequence[tuple[Known, IncomingOrder]], book: Rulebook, actor: str) -> None:
    """What the mall says of waiting and money: facts, which need no person."""
    orders = gathering.locked([known.id for known, _ in pairs])
    events: list[Event] = []
    for known, told in pairs:
        order = orders[known.id]
        waiting = told.mall_state == "waiting"
        if waiting != order.mall_waiting:
            order.mall_waiting = waiting
            events.append(MallReleased(subject=f"order/{order.pk}", actor=actor, waiting=waiting))
        order.mall_state = told.mall_state
        if told.paid is not None:
            order.told_paid = told.paid
        order.payment_gate = payment_gate(order, book)
    rows.update_orders(list(orders.values()), "mall_waiting", "mall_state", "told_paid", "payment_gate")
    publish(events)


# --- differences --------------------------------------------------------------------------------------------


def _differ(different: Sequence[tuple[Known, IncomingOrder, list[str]]], book: Rulebook, actor: str) -> None:
    from akinai.orders.actions import differing

    at_once = [one for one in different if _taken_at_once(*one, book)]
    held = [one for one in different if not _taken_at_once(*one, book)]
    orders = Order.objects.in_bulk([known.id for known, _, _ in different])
    lines = gathering.lines_of(orders)
    if held:
        _hold(held, orders, lines, book, actor)
    if at_once:
        differing.take_over([(known.id, order) for known, order, _ in at_once], actor=actor)


def _taken_at_once(known: Known, order: IncomingOrder, sections: list[str], book: Rulebook) -> bool:
    """Nobody has to look: the mall had not confirmed the order, or the channel says so for cancellations."""
    if known.cancelled or known.in_work or known.shipped:
        return False
    if order.mall_state == "cancelled":
        return book.by_code[order.channel_code].take_cancellations
    return known.mall_waiting or not known.screened


def _hold(
    held: Sequence[tuple[Known, IncomingOrder, list[str]]],
    orders: dict[int, Order],
    lines: dict[int, list[Any]],
    book: Rulebook,
    actor: str,
) -> None:
    ids = [known.id for known, _, _ in held]
    gathering.locked(ids)
    # A newer telling takes the place of one that nobody has decided yet.
    MallDifference.objects.filter(order_id__in=ids, decided_at=None).update(
        decided_at=book.now, decided_by=actor, taken=False
    )
    events: list[Event] = []
    found: list[tuple[int, Finding]] = []
    rows_: list[MallDifference] = []
    for known, order, sections in held:
        mask_everything(order)
        changes = differences(orders[known.id], lines.get(known.id, []), order, sections)
        rows_.append(
            MallDifference(
                order_id=known.id,
                at=book.now,
                changes=changes,
                incoming=json.loads(json.dumps(to_plain(order))),
                content_key=content_key(order, known.content_key),
            )
        )
        rules = book.by_code[order.channel_code].rules
        reason = "cancel_asked" if "cancellation" in sections else "mall_changed"
        if reason in rules:
            found.append((known.id, Finding(reason, rules[reason].stops, {"by": "mall", "sections": sections})))
        events.append(Changed(subject=f"order/{known.id}", actor=actor, changes=changes))
    MallDifference.objects.bulk_create(rows_)
    rows.insert_holds(found, book.now)
    count_holds(ids)
    publish(events)


def count_holds(order_ids: Sequence[int]) -> None:
    """Bring `open_holds` of orders (already locked) in line with their holds. One statement."""
    if not order_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update orders_order o
               set open_holds = (select count(*) from orders_hold h
                                  where h.order_id = o.id and h.closed_at is null and h.stops)
             where o.id = any(%s)
            """,
            [list(order_ids)],
        )


ADDRESS = ("name", "company", "phone", "postal", "prefecture", "city", "line1", "line2", "country")


def differences(
    order: Order, lines: Sequence[Any], told: IncomingOrder, sections: Sequence[str]
) -> list[dict[str, Any]]:
    """Field by field what differs in the sections that changed: [{"field", "before", "after"}, …]."""
    to = clean(told.recipient if told.recipient.name or told.recipient.line1 else told.buyer)
    pairs: list[tuple[str, Any, Any]] = []
    if "address" in sections:
        pairs += [(name, getattr(order, name), getattr(to, name)) for name in ADDRESS]
    if "amounts" in sections:
        pairs += [(name, getattr(order, name), getattr(told, name)) for name in AMOUNTS]
    if "wish" in sections:
        pairs.append(("wished_date", _iso(order.wished_date), _iso(told.wished_date)))
        pairs.append(("wished_slot", order.wished_slot, told.wished_slot))
    if "payment" in sections:
        pairs.append(("payment_method", order.payment_method, told.payment_method))
        pairs.append(("payment_text", order.payment_text, told.payment_text or told.payment_method))
    if "lines" in sections or "amounts" in sections:
        before = [_line(line.sku_code, line.options, line.quantity - line.cancelled, line.unit_price) for line in lines]
        after = [_line(line.sku_code, line.options, line.quantity, line.unit_price) for line in told.lines]
        pairs.append(("lines", before, after))
    if "cancellation" in sections:
        pairs.append(("cancelled", order.cancelled, told.mall_state in ("cancelled", "cancel_asked")))
    return [{"field": name, "before": before, "after": after} for name, before, after in pairs if before != after]


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _line(code: str, options: str, quantity: int, price: int | None) -> dict[str, Any]:
    return {"code": code, "options": options, "quantity": quantity, "price": price}


def _withdraw(order_ids: Sequence[int], book: Rulebook, actor: str) -> None:
    """The mall tells the order as it was before: the open difference is settled, and its hold with it."""
    gathering.locked(order_ids)
    open_differences = MallDifference.objects.filter(order_id__in=order_ids, decided_at=None)
    settled = list(open_differences.values_list("id", "order_id"))
    open_differences.update(decided_at=book.now, decided_by=actor, taken=False)
    events: list[Event] = [
        DifferenceDecided(subject=f"order/{order}", actor=actor, difference_id=one, taken=False)
        for one, order in settled
    ]
    events += close_mall_holds(order_ids, book.now, actor)
    count_holds(order_ids)
    publish(events)


def close_mall_holds(order_ids: Sequence[int], now: dt.datetime, actor: str) -> list[Event]:
    """Close what an open difference held up; events to publish."""
    holds = [
        hold
        for hold in Hold.objects.filter(
            order_id__in=order_ids, reason__in=["mall_changed", "cancel_asked"], closed_at=None
        )
        if hold.detail.get("by") == "mall"
    ]
    Hold.objects.filter(id__in=[hold.pk for hold in holds]).update(closed_at=now, closed_by=actor)
    return [
        HoldClosed(subject=f"order/{h.order_id}", actor=actor, hold_id=h.pk, reason=h.reason_id, vanished=True)
        for h in holds
    ]
