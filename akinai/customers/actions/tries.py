"""Counting tries in the database: the same count for every process, however many there are."""

import datetime as dt

from django.db import connection

from akinai.core import clock
from akinai.core.people import secrets
from akinai.customers.models import Try

KEPT = dt.timedelta(days=1)


def one_more(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more of `what` by `key`: is it one too many within the window? One statement.

    Counted before anything is compared, so that a hundred at the same moment are a hundred. Old counts go by the way.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """with old as (delete from customers_try where since < %(kept)s and key <> %(key)s)
               insert into customers_try as t (key, count, since) values (%(key)s, 1, %(now)s)
                   on conflict (key) do update
                  set count = case when t.since < %(begun)s then 1 else t.count + 1 end,
                      since = case when t.since < %(begun)s then excluded.since else t.since end
            returning count""",
            {
                "key": _key(what, key),
                "now": now,
                "begun": now - dt.timedelta(seconds=seconds),
                "kept": now - KEPT,
            },
        )
        (count,) = cursor.fetchone()
    return int(count) > most


def forget_tries(what: str, key: str) -> None:
    """Begin counting anew: the right person has come."""
    Try.objects.filter(key=_key(what, key)).delete()


def _key(what: str, key: str) -> str:
    return secrets.digest(f"try:{what}:{key}")
