"""Carts: add, set, merge, and how far a shopper came. A cart holds nothing back, so nothing is locked for long."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.core import clock, prepared
from akinai.core.arrays import literal
from akinai.core.outcome import Refusal, Refused
from akinai.storefront.checkout.wanted import Wanted
from akinai.storefront.models.cart import Step

MOST_PIECES = 9_999
MOST_LINES = 200

# A cart that was ordered is left as it is: the statement then finds none, and a new one is begun.
ADD = """
with cart as (
  insert into storefront_cart as c (key, customer_id, draft, step, lacking_method, language, created_at, updated_at)
  values (%(key)s, %(customer)s, '{}', 'cart', '', %(language)s, %(now)s, %(now)s)
      on conflict (key) do update set updated_at = excluded.updated_at where c.ordered_at is null
  returning id
)
insert into storefront_cartline as l (cart_id, sku_id, quantity, added_at)
select cart.id, k.id, least(n.quantity, %(most)s), %(now)s
  from cart cross join unnest(%(skus)s::bigint[], %(quantities)s::int[]) as n (sku_id, quantity)
  join catalog_sku k on k.id = n.sku_id
    on conflict (cart_id, sku_id) do update set quantity = least(l.quantity + excluded.quantity, %(most)s)
returning cart_id
"""


def add(
    key: uuid.UUID | None, sku_id: int, quantity: int = 1, *, customer_id: int | None = None, actor: str
) -> uuid.UUID:
    """Pieces more of a SKU. Gives the key of the cart they are in: a new one where there was none, or it is ordered."""
    return add_many(key, [(sku_id, quantity)], customer_id=customer_id, actor=actor)


def add_many(
    key: uuid.UUID | None, lines: Sequence[tuple[int, int]], *, customer_id: int | None = None, actor: str
) -> uuid.UUID:
    """Pieces more of several SKUs (re-order). Pieces below one and SKUs that do not exist are passed over."""
    wanted: dict[int, int] = {}
    for sku, pieces in lines[:MOST_LINES]:
        if pieces > 0:
            wanted[sku] = min(wanted.get(sku, 0) + pieces, MOST_PIECES)
    for tried in (key or uuid.uuid4(), uuid.uuid4()):
        with connection.cursor() as cursor:
            cursor.execute(
                ADD,
                {
                    "key": tried,
                    "customer": customer_id,
                    "language": _language(),
                    "now": clock.now(),
                    "most": MOST_PIECES,
                    "skus": literal(wanted),
                    "quantities": literal(wanted.values()),
                },
            )
            if cursor.fetchall() or not wanted:
                return tried
    return tried


def begin(*, actor: str) -> uuid.UUID:
    """A new, empty cart. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into storefront_cart (key, draft, step, lacking_method, language, created_at, updated_at)
               values (%s, '{}', 'cart', '', %s, %s, %s) returning key""",
            [uuid.uuid4(), _language(), clock.now(), clock.now()],
        )
        found: uuid.UUID = cursor.fetchone()[0]
        return found


SET = """
with cart as (
  update storefront_cart set updated_at = %(now)s where key = %(key)s and ordered_at is null returning id
), told as (
  select * from unnest(%(skus)s::bigint[], %(quantities)s::int[]) as n (sku_id, quantity)
), gone as (
  delete from storefront_cartline l using cart, told
   where l.cart_id = cart.id and l.sku_id = told.sku_id and told.quantity <= 0
), kept as (
  insert into storefront_cartline (cart_id, sku_id, quantity, added_at)
  select cart.id, k.id, least(told.quantity, %(most)s), %(now)s
    from cart cross join told join catalog_sku k on k.id = told.sku_id where told.quantity > 0
      on conflict (cart_id, sku_id) do update set quantity = excluded.quantity
)
select count(*) from cart
"""


def set_lines(key: uuid.UUID, pieces: Mapping[int, int], *, actor: str) -> bool:
    """So many pieces of each of these SKUs; 0 takes it out. One statement. False: there is no such open cart."""
    values: dict[str, Any] = {
        "key": key,
        "now": clock.now(),
        "most": MOST_PIECES,
        "skus": literal(pieces),
        "quantities": literal(pieces.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(SET, values)
        return bool(cursor.fetchone()[0])


# All of it or nothing: where a code is unknown, or there is no such open cart, nothing is written. A cart that begins
# here (`fresh`) is made by the same statement.
BY_CODE = """
with told as (
  select n.code, n.quantity, k.id as sku_id
    from unnest(%(codes)s::text[], %(quantities)s::int[]) as n (code, quantity)
    left join catalog_sku k on k.code_key = n.code
), known as (
  select not exists (select from told where sku_id is null) as all
), begun as (
  insert into storefront_cart (key, draft, step, lacking_method, language, created_at, updated_at)
  select %(key)s, '{}', 'cart', '', %(language)s, %(now)s, %(now)s from known where known.all and %(fresh)s
  returning id
), touched as (
  update storefront_cart c set updated_at = %(now)s
    from known where known.all and not %(fresh)s and c.key = %(key)s and c.ordered_at is null
  returning c.id
), cart as (
  select id from begun union all select id from touched
), gone as (
  delete from storefront_cartline l using cart, told
   where l.cart_id = cart.id and l.sku_id = told.sku_id and told.quantity <= 0
), kept as (
  insert into storefront_cartline as l (cart_id, sku_id, quantity, added_at)
  select cart.id, told.sku_id, least(told.quantity, %(most)s), %(now)s from cart cross join told where told.quantity > 0
      on conflict (cart_id, sku_id) do update
         set quantity = least(excluded.quantity + case when %(more)s then l.quantity else 0 end, %(most)s)
)
select (select count(*) from cart), array(select code from told where sku_id is null)
"""


def begin_with(pieces: Mapping[str, int], *, actor: str) -> uuid.UUID:
    """A new cart with pieces of SKUs by their codes; its key. One statement. Raises Refused naming unknown codes."""
    key = uuid.uuid4()
    _by_code(key, pieces, more=False, fresh=True)
    return key


def set_by_code(key: uuid.UUID, pieces: Mapping[str, int], *, more: bool = False, actor: str) -> None:
    """So many pieces (`more`: so many more) of SKUs by their codes, however written. One statement.

    Raises LookupError when there is no such open cart, Refused naming every code nobody knows (nothing is set then).
    """
    _by_code(key, pieces, more=more, fresh=False)


def _by_code(key: uuid.UUID, pieces: Mapping[str, int], *, more: bool, fresh: bool) -> None:
    by_key: dict[str, str] = {}
    counts: dict[str, int] = {}
    for code, count in pieces.items():
        known = catalog.code_key(code)
        by_key[known] = code
        counts[known] = counts.get(known, 0) + count
    values: dict[str, Any] = {
        "key": key,
        "now": clock.now(),
        "most": MOST_PIECES,
        "more": more,
        "fresh": fresh,
        "language": _language(),
        "codes": literal(by_key),
        "quantities": literal(counts.values()),
    }
    with prepared.cursor() as cursor:
        cursor.execute(BY_CODE, values)
        found, unknown = cursor.fetchone()
    if unknown:
        sentence = _("There is no SKU “%(code)s”.")
        raise Refused([Refusal(by_key[one], "sku", sentence % {"code": by_key[one]}) for one in unknown])
    if not found:
        raise LookupError(key)


def merge(key: uuid.UUID | None, customer_id: int, *, actor: str) -> uuid.UUID | None:
    """At sign-in: what a member had gathered before joins this browser's cart. Gives the key of the cart from now on.

    The larger number of pieces of a SKU holds: the same shopper put it in twice. Four statements.
    """
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """select id, key from storefront_cart
                where ordered_at is null and (key = %s or customer_id = %s) order by id for update""",
            [key, customer_id],
        )
        carts: dict[uuid.UUID, int] = {row[1]: row[0] for row in cursor.fetchall()}
        if not carts:
            return key
        chosen = key if key in carts else list(carts)[-1]
        others = [pk for one, pk in carts.items() if one != chosen]
        cursor.execute(
            """insert into storefront_cartline as l (cart_id, sku_id, quantity, added_at)
               select %s, sku_id, max(quantity), min(added_at) from storefront_cartline
                where cart_id = any(%s) group by sku_id
                   on conflict (cart_id, sku_id) do update set quantity = greatest(l.quantity, excluded.quantity)""",
            [carts[chosen], others],
        )
        cursor.execute(
            "update storefront_cart set customer_id = %s, updated_at = %s where id = %s",
            [customer_id, now, carts[chosen]],
        )
        # A cart something was bought from stays: its purchases point at it.
        cursor.execute(
            """with kept as (
                 update storefront_cart c set ordered_at = %(now)s
                  where c.id = any(%(ids)s) and exists (select from storefront_purchase p where p.cart_id = c.id)
               ), lines as (
                 delete from storefront_cartline where cart_id = any(%(ids)s)
               )
               delete from storefront_cart c
                where c.id = any(%(ids)s) and not exists (select from storefront_purchase p where p.cart_id = c.id)""",
            {"now": now, "ids": others},
        )
    return chosen


STEPS = [str(step) for step in Step]


def keep_draft(key: uuid.UUID, wanted: Wanted, *, step: str, customer_id: int | None = None, actor: str) -> None:
    """What the shopper told, and that they came to this step (the farthest is kept). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update storefront_cart
                  set draft = %s, updated_at = %s, customer_id = coalesce(%s, customer_id),
                      step = case when array_position(%s::text[], step) < array_position(%s::text[], %s)
                                  then %s else step end
                where key = %s and ordered_at is null""",
            [json.dumps(wanted.to_plain()), clock.now(), customer_id, STEPS, STEPS, step, step, key],
        )


def reach(key: uuid.UUID, step: str, *, actor: str) -> None:
    """The shopper came to this step; the farthest is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update storefront_cart set step = %s
                where key = %s and ordered_at is null
                  and array_position(%s::text[], step) < array_position(%s::text[], %s)""",
            [step, key, STEPS, STEPS, step],
        )


def done(cart_id: int, *, actor: str) -> None:
    """The shopper came back from the payment page, and has paid."""
    with connection.cursor() as cursor:
        cursor.execute("update storefront_cart set step = 'done' where id = %s and step = 'paying'", [cart_id])


def lack(key: uuid.UUID, words: str, *, actor: str) -> None:
    """The way to pay the shopper missed, in their words."""
    with connection.cursor() as cursor:
        cursor.execute("update storefront_cart set lacking_method = %s where key = %s", [words.strip()[:100], key])


def forget(*, days: int, actor: str) -> int:
    """Delete carts nobody has touched for so many days and nothing was bought from; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with old as (
                 select id from storefront_cart c
                  where ordered_at is null and updated_at < %s - make_interval(days => %s)
                    and not exists (select from storefront_purchase p where p.cart_id = c.id)
                  order by id for update skip locked
               ), lines as (
                 delete from storefront_cartline using old where cart_id = old.id
               )
               delete from storefront_cart using old where storefront_cart.id = old.id""",
            [clock.now(), days],
        )
        return cursor.rowcount


def _language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"
