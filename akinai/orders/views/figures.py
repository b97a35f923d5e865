"""The numbers of the home page and of the list's chips: few statements, each bounded however many orders there are."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from akinai.core import clock
from akinai.orders.wording import OPEN_QUEUES

MOST = 20_000  # a queue longer than that is shown as "20,000 and more"


@dataclass(frozen=True)
class Figure:
    """How many orders stand in a queue, and since when the oldest."""

    count: int
    oldest: dt.datetime | None

    @property
    def capped(self) -> bool:
        """There are more than were counted."""
        return self.count >= MOST


def queues() -> dict[str, Figure]:
    """Every open queue with its count and oldest order. One statement; reads the index of queues only, bounded."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select q.queue, n.count, o.received_at
              from unnest(%s::text[]) as q (queue)
             cross join lateral (
                   select count(*) from (select 1 from orders_order where queue = q.queue limit %s) counted) n
              left join lateral (
                   select received_at from orders_order where queue = q.queue order by id limit 1) o on true
            """,
            [[str(queue) for queue in OPEN_QUEUES], MOST],
        )
        return {queue: Figure(count, oldest) for queue, count, oldest in cursor.fetchall()}


# Open orders that nobody has begun to pack, whatever else they wait for.
NOT_BEGUN = tuple(str(queue) for queue in OPEN_QUEUES if queue not in ("in_work", "new"))


def deadlines(today: dt.date) -> tuple[int, int]:
    """Open orders, not begun, whose ship date is today; and those whose ship date is past. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*) filter (where ship_date = %s), count(*) filter (where ship_date < %s)
              from orders_order where queue = any(%s) and ship_date <= %s and in_work = 0
            """,
            [today, today, list(NOT_BEGUN), today],
        )
        due, overdue = cursor.fetchone()
    return due, overdue


# What happened today, by the event that says so.
HAPPENED = {
    "placed": "orders.placed",
    "paid": "orders.paid",
    "shipped": "orders.shipped",
    "cancelled": "orders.cancelled",
}


def day_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a day in Japan, and of the next."""
    start = dt.datetime.combine(day, dt.time(), clock.JST)
    return start, start + dt.timedelta(days=1)


def happened(day: dt.date) -> dict[str, int]:
    """How many orders came in, were paid, shipped, cancelled on a day. One statement, by the index of events."""
    start, end = day_of(day)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select name, count(distinct subject) from core_event
             where name = any(%s) and at >= %s and at < %s group by name
            """,
            [list(HAPPENED.values()), start, end],
        )
        found = dict(cursor.fetchall())
    return {what: found.get(name, 0) for what, name in HAPPENED.items()}
