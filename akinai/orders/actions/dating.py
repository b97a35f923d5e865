"""Ship dates by hand and by the clock. Gates that depend on the date are facts, turned here."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering, rows, rulebook
from akinai.orders.draft import set_dates
from akinai.orders.events import DatesOpened, ShipDateSet
from akinai.orders.models import Order

DATE_COLUMNS = ("release_date", "ship_date", "ship_date_why", "ship_date_fixed", "release_waiting", "date_waiting")


def open_dates(today: dt.date | None = None, *, actor: str = "job:clock") -> int:
    """Open the gates whose day has come: release, ship date, undecided merges. Returns the orders that changed.

    Runs every minute and at every start; cheap when nothing is due (partial indexes). Safe to run twice.
    """
    day, now = today or clock.today(), clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            with due as materialized (
              select id,
                     release_waiting and release_date <= %(day)s as release,
                     date_waiting and ship_date <= %(day)s as ship,
                     merge_undecided and merge_until <= %(now)s as merge
                from orders_order
               where (release_waiting and release_date <= %(day)s)
                  or (date_waiting and ship_date <= %(day)s)
                  or (merge_undecided and merge_until <= %(now)s)
               order by id for update
            )
            update orders_order o
               set release_waiting = o.release_waiting and not due.release,
                   date_waiting    = o.date_waiting and not due.ship,
                   merge_undecided = o.merge_undecided and not due.merge,
                   merge_until     = case when due.merge then null else o.merge_until end
              from due where o.id = due.id
            returning o.id, due.release, due.ship, due.merge
            """,
            {"day": day, "now": now},
        )
        turned = sorted(cursor.fetchall())
        events: list[Event] = []
        for order, *opened in turned:
            gates = [name for name, is_open in zip(("release", "ship_date", "merge"), opened, strict=True) if is_open]
            events.append(DatesOpened(subject=f"order/{order}", actor=actor, gates=gates))
        publish(events)
    return len(turned)


def set_ship_date(order_ids: Collection[int], date: dt.date | None, *, actor: str) -> Outcome:
    """Choose the ship date of orders; None reckons it again by the rules (the inverse)."""
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        if date is not None and not clock.today() <= date <= clock.today() + dt.timedelta(days=366):
            sentence = _("The ship date %(date)s must be today or within a year.") % {"date": date.isoformat()}
            return Outcome(refused=[Refusal(one, "ship_date", sentence) for one in order_ids])
        chosen: dict[int, Order] = {}
        for order in orders.values():
            if order.in_work or order.cancelled or order.shipped >= order.pieces > 0:
                sentence = _("Order %(number)s is being packed, shipped or cancelled.") % {"number": order.number}
                outcome.refused.append(Refusal(order.pk, "ship_date", sentence))
                continue
            chosen[order.pk] = order
            outcome.done.append(order.pk)
        if date is None:
            for order in chosen.values():
                order.ship_date_fixed = False
            reckon_again(chosen)
        else:
            _fix(chosen, date)
        told = date.isoformat() if date else ""
        publish([ShipDateSet(subject=f"order/{one}", actor=actor, ship_date=told) for one in outcome.done])
    return outcome


def _fix(orders: Mapping[int, Order], date: dt.date) -> None:
    from akinai.orders.actions.merging import lapses

    book = rulebook.load(ids={order.channel_id for order in orders.values()})
    for order in orders.values():
        order.ship_date, order.ship_date_fixed = date, True
        order.ship_date_why = [{"code": "fixed", "date": date.isoformat()}]
        order.date_waiting = date > clock.today()
        if order.merge_undecided:  # the question may wait as long as the parcel does
            order.merge_until = lapses(order, book)
    rows.update_orders(list(orders.values()), *DATE_COLUMNS, "merge_until")


def reckon_again(orders: dict[int, Order]) -> None:
    """Reckon the ship dates of locked orders by the present rules and write them."""
    if orders:
        reckon(gathering.gather(orders))


def reckon(found: gathering.Gathered) -> None:
    """The same for orders that are gathered. One statement."""
    from akinai.orders.actions.merging import lapses

    for order, lines in found:
        set_dates(order, lines, found.book)
        if order.merge_undecided:
            order.merge_until = lapses(order, found.book)
    rows.update_orders(list(found.orders.values()), *DATE_COLUMNS, "merge_until")
