"""How long a sale at a mall stays unknown here, and how long our number takes: as measured, at p95."""

import datetime as dt
import threading
import time
from collections.abc import Iterable

from django.db import connection as database

from akinai.channels.models import Connection, Progress, Task

KEEP = 30.0  # seconds for which measured lags are not asked for again
LOOK_BACK = 24  # hours
MOST = 500  # orders and pushes looked at for each connection
PUSH = 5.0  # seconds for a number, as long as none was measured

_lock = threading.Lock()
_known: dict[int, tuple[float, float, float]] = {}  # connection → asked at (monotonic), import lag, push lag


def of(connections: Iterable[Connection], now: dt.datetime) -> dict[int, float]:
    """Seconds from a sale at the mall until a number that reckons with it can be there. At most two statements.

    Where orders were not read for longer than they usually are (the mall is closed, say), that time counts.
    """
    rows = list(connections)
    lags = measured([one.pk for one in rows])
    behind = _behind([one.pk for one in rows], now)
    found = {}
    for one in rows:
        orders, push = lags[one.pk]
        usual = one.every + 10.0 if orders is None else orders
        found[one.pk] = max(usual, behind.get(one.pk, 0.0)) + (PUSH if push is None else push)
    return found


def measured(connection_ids: Iterable[int]) -> dict[int, tuple[float | None, float | None]]:
    """Lag of orders and of numbers in seconds, p95; None: not measured yet. Asked again every half minute."""
    at = time.monotonic()
    with _lock:
        old = [key for key in connection_ids if key not in _known or _known[key][0] + KEEP < at]
    if old:
        fresh = _measure(old)
        with _lock:
            for key in old:
                _known[key] = (at, *fresh.get(key, (-1.0, -1.0)))
    with _lock:
        return {
            key: tuple(value if value >= 0 else None for value in _known[key][1:])  # type: ignore[misc]
            for key in connection_ids
        }


def forget() -> None:
    """Measure anew at the next question."""
    with _lock:
        _known.clear()


def _measure(connection_ids: list[int]) -> dict[int, tuple[float, float]]:
    with database.cursor() as cursor:
        cursor.execute(
            """select asked.id,
                      coalesce((select percentile_cont(0.95) within group (order by lag)
                                  from (select extract(epoch from seen_at - ordered_at) as lag
                                          from channels_mallorder
                                         where connection_id = asked.id and seen_at > now() - make_interval(hours => %s)
                                           and ordered_at > now() - make_interval(hours => %s)
                                         order by id desc limit %s) as latest), -1)::float,
                      coalesce((select percentile_cont(0.95) within group (order by offer.lag)
                                  from (select lag from channels_offer
                                         where connection_id = asked.id and lag is not null
                                           and answered_at > now() - make_interval(hours => %s)
                                         order by answered_at desc limit %s) as offer) / 1000.0, -1)::float
                 from unnest(%s::bigint[]) as asked (id)""",
            [LOOK_BACK, LOOK_BACK, MOST, LOOK_BACK, MOST, connection_ids],
        )
        return {row[0]: (max(row[1], 0.0) if row[1] > -1 else -1.0, row[2]) for row in cursor.fetchall()}


def _behind(connection_ids: list[int], now: dt.datetime) -> dict[int, float]:
    """Seconds since orders were read up to."""
    cursors = Progress.objects.filter(connection__in=connection_ids, task=Task.ORDERS).values_list(
        "connection_id", "cursor"
    )
    return {
        key: max((now - dt.datetime.fromisoformat(cursor["until"])).total_seconds(), 0.0)
        for key, cursor in cursors
        if cursor.get("until")
    }
