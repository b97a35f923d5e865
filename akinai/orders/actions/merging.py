"""おまとめ同梱: several open orders of one recipient.

Undecided, they wait until shortly before the cut-off; then each goes alone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering, rows
from akinai.orders.dates import lapses_at
from akinai.orders.draft import Draft
from akinai.orders.events import Merged, MergeFound, MergeUndone
from akinai.orders.models import Order
from akinai.orders.rows import Partner
from akinai.orders.rulebook import Rulebook

Flag = tuple[int, dt.datetime, list[int]]  # order, until when, with whom


def gate_new(drafts: Sequence[Draft], partners: Sequence[Partner], book: Rulebook) -> list[Flag]:
    """Let new orders wait for a decision; returns the older orders that must wait with them."""
    groups: dict[tuple[str, int], list[Draft]] = defaultdict(list)
    for one in drafts:
        if one.recipient_key and may_merge(one, book):
            groups[one.recipient_key, one.warehouse_id].append(one)
    older: dict[tuple[str, int], list[tuple[Partner, dt.datetime]]] = defaultdict(list)
    for partner in partners:
        until = lapses_at(partner.ship_date, book.warehouses[partner.warehouse_id].cutoff, partner.margin_hours)
        if until > book.now:
            older[partner.recipient_key, partner.warehouse_id].append((partner, until))
    flagged: list[Flag] = []
    for key, new in groups.items():
        if len(new) + len(older[key]) < 2:
            continue
        for one in new:
            one.merge_undecided, one.merge_until = True, lapses(one, book)
        ids = [one.id for one in new]
        flagged += [(p.id, until, ids) for p, until in older[key] if not (p.undecided or p.merged)]
    return flagged


def may_merge(one: Draft | Order, book: Rulebook) -> bool:
    """Whether an order can be a candidate: live, allowed by its channel, and early enough to decide."""
    channel = book.channels[one.channel_id]
    usable = one.screened and not one.cancelled and channel.merge_allowed and "same_recipient" in channel.rules
    return usable and lapses(one, book) > book.now


def lapses(one: Draft | Order, book: Rulebook) -> dt.datetime:
    """When the question whether an order travels with others is given up."""
    ship_date = one.ship_date or book.today
    return lapses_at(
        ship_date, book.warehouses[one.warehouse_id].cutoff, book.channels[one.channel_id].merge_margin_hours
    )


def flag(flags: Sequence[Flag], *, actor: str) -> list[Event]:
    """Let older orders wait for a decision, if they still can. One statement; events to publish."""
    if not flags:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with flag as (
              select * from unnest(%s::bigint[], %s::timestamptz[]) as f (id, until)
            ), locked as materialized (
              select o.id, f.until from orders_order o join flag f using (id)
               where o.in_work = 0 and o.shipped = 0 and not o.cancelled and not o.merge_declined
                 and o.merge_group is null
               order by o.id for update of o
            )
            update orders_order o set merge_undecided = true, merge_until = l.until from locked l where o.id = l.id
            returning o.id
            """,
            [[one[0] for one in flags], [one[1] for one in flags]],
        )
        done = {row[0] for row in cursor.fetchall()}
    return [
        MergeFound(subject=f"order/{order}", actor=actor, order_ids=others)
        for order, _until, others in sorted(flags)
        if order in done
    ]


def settle(recipient_keys: Collection[str]) -> None:
    """Orders left alone among their recipient's open ones no longer wait for a decision. One statement."""
    keys = sorted({key for key in recipient_keys if key})
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with candidate as (
              select id, recipient_key, warehouse_id from orders_order
               where recipient_key = any(%s) and cancelled = false and shipped = 0 and returned = false
                 and in_work = 0 and not merge_declined and (merge_undecided or merge_group is not null)
            ), alone as (
              select min(id) as id from candidate group by recipient_key, warehouse_id having count(*) = 1
            ), locked as materialized (
              select o.id from orders_order o
               where o.merge_undecided
                 and (o.id in (select id from alone)
                      or (o.recipient_key = any(%s) and (o.cancelled or o.shipped > 0 or o.in_work > 0)))
               order by o.id for update of o
            )
            update orders_order o set merge_undecided = false, merge_until = null from locked l where o.id = l.id
            """,
            [keys, keys],
        )


def decide_merge(order_ids: Collection[int], *, together: bool, actor: str) -> Outcome:
    """Decide that orders of one recipient travel together (one parcel, each with its own money), or each alone.

    Together they leave on the latest of their ship dates. The inverse is `undo_merge`.
    """
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        refused = gathering.missing(order_ids, orders) or _cannot(list(orders.values()), together)
        if refused:
            return Outcome(refused=refused)
        ids = sorted(orders)
        today = clock.today()
        latest = max((order.ship_date for order in orders.values() if order.ship_date), default=None)
        for order in orders.values():
            order.merge_undecided, order.merge_until = False, None
            order.merge_declined = not together
            order.merge_group = ids[0] if together else None
            if together and latest:
                order.ship_date, order.date_waiting = latest, latest > today
        columns = ("merge_undecided", "merge_until", "merge_declined", "merge_group", "ship_date", "date_waiting")
        rows.update_orders(list(orders.values()), *columns)
        publish([Merged(subject=f"order/{one}", actor=actor, order_ids=ids, together=together) for one in ids])
        settle({order.recipient_key for order in orders.values()})
    return Outcome(done=ids)


def _cannot(orders: list[Order], together: bool) -> list[Refusal]:
    refused = []
    first = orders[0]
    for order in orders:
        words = {"number": order.number}
        if order.cancelled or order.shipped or order.returned:
            refused.append(Refusal(order.pk, "queue", _("Order %(number)s is cancelled or already shipped.") % words))
        elif order.in_work:
            refused.append(Refusal(order.pk, "in_work", _("Order %(number)s is being packed.") % words))
        elif together and (order.recipient_key != first.recipient_key or not order.recipient_key):
            refused.append(Refusal(order.pk, "recipient_key", _("Order %(number)s goes to somebody else.") % words))
        elif together and order.warehouse_id != first.warehouse_id:
            refused.append(Refusal(order.pk, "warehouse", _("Order %(number)s ships from another warehouse.") % words))
    if together and len(orders) < 2:
        refused.append(Refusal(first.pk, "order", _("Choose at least two orders to merge.")))
    return refused


def undo_merge(order_ids: Collection[int], *, actor: str) -> Outcome:
    """Take back the decision about these orders and all that travel with them; ship dates are reckoned again."""
    from akinai.orders.actions.dating import reckon_again

    with transaction.atomic():
        chosen = Order.objects.filter(id__in=list(order_ids))
        groups = {group for group in chosen.values_list("merge_group", flat=True) if group is not None}
        members = set(Order.objects.filter(merge_group__in=groups).values_list("id", flat=True))
        orders = gathering.locked(members | {int(one) for one in order_ids})
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        free = []
        for order in orders.values():
            if order.in_work or order.shipped:
                sentence = _("Order %(number)s is being packed or already shipped.") % {"number": order.number}
                outcome.refused.append(Refusal(order.pk, "in_work", sentence))
            elif order.merge_group is not None or order.merge_declined:
                free.append(order)
        if any(order.merge_group is not None for order in orders.values() if order.in_work or order.shipped):
            free = []  # a parcel of theirs is on its way: they stay together
        for order in free:
            order.merge_group, order.merge_declined = None, False
        rows.update_orders(free, "merge_group", "merge_declined")
        reckon_again({order.pk: order for order in free if not order.ship_date_fixed})
        outcome.done = [order.pk for order in free]
        ids = sorted(outcome.done)
        publish([MergeUndone(subject=f"order/{one}", actor=actor, order_ids=ids) for one in ids])
    return outcome
