"""Being the only one at something for a while, across processes and machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else is at this, and won't be until the end.

    A lock of our session at the database: free as soon as the process that held it is dead. It lasts over
    transactions, so calls to the outside may be made under it. Its key in SQL: hashtextextended(what, 0).
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [what])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [what])
