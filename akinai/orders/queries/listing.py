"""Finding orders by what people type."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from akinai.core import arrays
from akinai.core.japan import text
from akinai.orders.models import Order

MOST_FOUND = 2_000  # a word that finds more finds the newest of them
ENOUGH = 1_000  # more than that is not counted exactly by the list anyway
# How far back (in ids) a search looks before it goes on to older orders: a word that many orders hold is answered by
# the newest alone, and costs the same however many there are; a rare one is looked for everywhere.
REACHES = (100_000, 1_000_000, None)

BY_NUMBER = """
select array(select id from orders_order where number = %(number)s
             union select o.id from orders_saleschannel c
                     join orders_order o on o.channel_id = c.id and o.channel_number = %(asked)s),
       (select max(id) from orders_order)
"""
BY_WORDS = """
select id from orders_order
 where search_grams @> %(grams)s::text[] and translate(search_text, %(dropped)s, '') like all (%(words)s::text[])
   and id > %(after)s
 order by id desc limit %(most)s
"""
DROPPED = " -‐‑‒–—―−－"  # what people leave out, or type where the mall does not
SURE = 7  # signs from which a number that fits is what was meant


def search(asked: str, rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those of `rows` that hold every word, however it is typed. At most four statements at once, for their ids.

    Searched are our number, the mall's, name, kana, company, phone, mail, SKU codes and what a remark says.
    """
    asked = asked.strip()
    with connection.cursor() as cursor:
        cursor.execute(BY_NUMBER, {"number": asked.lstrip("#").strip().zfill(6), "asked": asked})
        found, newest = cursor.fetchone()
    if not (found and len(asked) >= SURE):
        found += _by_words(asked, newest or 0)
    if not found:
        return rows.none()
    return rows.filter(Q(id__in=RawSQL("select unnest(%s::bigint[])", [arrays.literal(dict.fromkeys(found))])))


def _by_words(asked: str, newest: int) -> list[int]:
    keys = text.query_grams(asked)
    if not keys:
        return []
    words = [text.normalise(word) for word in asked.split()]
    given: dict[str, Any] = {
        "grams": arrays.literal(keys),
        "dropped": DROPPED,
        "words": arrays.literal(f"%{_plain(word)}%" for word in words if word),
        "most": MOST_FOUND,
    }
    found: list[int] = []
    for reach in REACHES:
        after = newest - reach if reach is not None else 0
        with connection.cursor() as cursor:
            cursor.execute(BY_WORDS, {**given, "after": max(after, 0)})
            found = [order for (order,) in cursor.fetchall()]
        if len(found) > ENOUGH or after <= 0:
            break
    return found


def _plain(word: str) -> str:
    """A word in which nothing is a wildcard of LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
