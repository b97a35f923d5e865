"""How many orders stand in each queue, and since when. One statement whose cost does not grow with the shipped ones."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from akinai.orders.models.order import Queue

# Queues that grow for ever: their count is what the planner knows.
ENDLESS = (Queue.CANCELLED, Queue.RETURNED, Queue.DELIVERED, Queue.SHIPPED)
OPEN = tuple(queue for queue in Queue if queue not in ENDLESS)


@dataclass(frozen=True)
class Standing:
    """One queue: its orders (an estimate for those that grow for ever) and the oldest one's arrival."""

    queue: Queue
    count: int
    oldest: dt.datetime | None
    estimated: bool = False


def counts() -> dict[Queue, Standing]:
    """Every queue. Open ones are counted through their index; shipped, delivered … are estimated from statistics."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with shape as (
              select greatest(c.reltuples, 0) as rows,
                     coalesce((select most_common_vals::text::text[] from pg_stats
                                where schemaname = current_schema() and tablename = 'orders_order'
                                  and attname = 'queue'), '{}') as vals,
                     coalesce((select most_common_freqs from pg_stats
                                where schemaname = current_schema() and tablename = 'orders_order'
                                  and attname = 'queue'), '{}') as freqs
                from pg_class c where c.oid = 'orders_order'::regclass
            )
            select q.queue, counted.n, counted.oldest, false
              from unnest(%s::text[]) as q (queue)
             cross join lateral (select count(*) as n, min(received_at) as oldest
                                   from orders_order where queue = q.queue) counted
            union all
            select q.queue, coalesce(round(s.rows * s.freqs[array_position(s.vals, q.queue)])::bigint, 0), null, true
              from unnest(%s::text[]) as q (queue) cross join shape s
            """,
            [[str(queue) for queue in OPEN], [str(queue) for queue in ENDLESS]],
        )
        return {Queue(name): Standing(Queue(name), n, oldest, guess) for name, n, oldest, guess in cursor.fetchall()}
