"""What buyers at a mall may have taken unknown to us, as the intake tells it. The arithmetic is showing.exposure.

Each of these belongs in the transaction of the import, after the pieces were taken off the free ones: the two together
are what makes "no oversell possible" true. Locks: stocks, then what is set aside, then offers by id.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection as database
from django.db import transaction

from akinai.channels import behaviour
from akinai.channels.actions.pushing import asides
from akinai.channels.models import Connection
from akinai.channels.showing.exposure import SKEW
from akinai.core import clock

Sale = tuple[int, int, dt.datetime]


def hold(sku_ids: Collection[int]) -> None:
    """Lock what is set aside of these SKUs, for who tells several things of them in one transaction. One statement."""
    asides.lock(sorted(set(sku_ids)))


def sold(connection_id: int, sales: Sequence[Sale]) -> None:
    """Orders of a mall were imported: (SKU as sold, pieces, ordered at) each. A constant number of statements.

    Pieces below zero: of an order imported before, which the mall cancelled or made smaller and put on its shelf again.
    """
    _charge(SOLD, connection_id, sales)


def vanished(connection_id: int, sales: Sequence[Sale]) -> None:
    """Orders that were already cancelled when first read, and whose pieces the mall put on its shelf again."""
    _charge(VANISHED, connection_id, sales)


def looked(connection_id: int, at: dt.datetime) -> None:
    """Orders were read at this moment: numbers that met another one at the mall before it wait no longer for them."""
    _rows(
        """with met as (
             select id from channels_offer
              where connection_id = %s and stale_since is not null and asks and trying is null
                and due_at is not null and tried_at < %s
              order by id for no key update skip locked
           ), freed as (
             update channels_offer offer set due_at = null from met where offer.id = met.id
           )
           select 1""",
        [connection_id, at],
    )


def settle(connection_id: int, read_until: dt.datetime) -> None:
    """Every order made at the mall before this moment is in: what its offers showed before that is no longer exposed.

    Offers whose SKU got pieces to give out again by it are looked at anew.
    """
    told = Connection.objects.filter(pk=connection_id).values_list("settings", flat=True).first() or {}
    now = clock.now()
    past = read_until - behaviour.span(told, "visible_after")
    rows = _rows(
        """select id, sku_id, shared from channels_offer
            where connection_id = %s and unsettled > 0 and answered_at < %s
            order by id""",
        [connection_id, past],
    )
    if not rows:
        return
    with transaction.atomic():
        # Never waiting: the import holds other offers by now. What is locked is settled at the next fetch.
        parts = asides.lock(sorted({row[1] for row in rows if row[2]}), wait=False)
        _rows(
            """with held as (
                 select * from unnest(%s::bigint[], %s::bigint[]) as h (sku_id, warehouse_id)
               ), settled as (
                 select id from channels_offer offer
                  where id = any(%s) and unsettled > 0 and answered_at < %s
                    and not (shared and exists (
                        select from inventory_setaside aside
                         where (aside.sku_id = offer.sku_id or aside.sku_id in (
                               select part_id from catalog_skupart where whole_id = offer.sku_id))
                           and not exists (select from held where held.sku_id = aside.sku_id
                                              and held.warehouse_id = aside.warehouse_id)))
                  order by id for no key update skip locked
               ), changed as (
                 update channels_offer offer
                    set exposed = offer.exposed - offer.unsettled, unsettled = 0,
                        stale_since = case when offer.shared or offer.exposed = offer.unsettled
                                           then coalesce(offer.stale_since, %s) else offer.stale_since end
                   from settled where offer.id = settled.id
               returning offer.sku_id, offer.shared or offer.exposed = 0 as news
               ), whole as (
                 select sku_id from changed where news
                  union select part.whole_id from changed
                    join catalog_skupart mine on mine.whole_id = changed.sku_id or mine.part_id = changed.sku_id
                    join catalog_skupart part on part.part_id = mine.part_id
                   where news
                  union select mine.part_id from changed
                    join catalog_skupart mine on mine.whole_id = changed.sku_id where news
               ), woken as (
                 select offer.id from channels_offer offer join whole using (sku_id)
                  where offer.stale_since is null and not exists (select from settled where settled.id = offer.id)
                  order by offer.id for no key update of offer skip locked
               ), told as (
                 update channels_offer offer set stale_since = %s from woken where offer.id = woken.id
               )
               select 1""",
            [[sku for sku, _at in parts], [at for _sku, at in parts], [row[0] for row in rows], past, now, now],
        )
        asides.keep(parts)


def _charge(statement: str, connection_id: int, sales: Sequence[Sale]) -> None:
    if not sales:
        return
    skus, pieces, times = zip(*sales, strict=True)
    with transaction.atomic():
        parts = asides.lock(sorted(set(skus)))
        with database.cursor() as cursor:
            cursor.execute(
                statement,
                {
                    "skus": list(skus),
                    "pieces": list(pieces),
                    "times": list(times),
                    "connection": connection_id,
                    "skew": SKEW.total_seconds(),
                },
            )
        asides.keep(parts)


def _rows(statement: str, bounds: Sequence[Any]) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(statement, bounds)
        return list(cursor.fetchall())


# A SKU offered twice at one mall: nobody knows at which it was sold, so neither is charged; the next push clears it.
CHOSEN = """
  with told as (
    select * from unnest(%(skus)s::bigint[], %(pieces)s::int[], %(times)s::timestamptz[]) as t (sku_id, pieces, at)
  ), chosen as (
    select id, sku_id, exposed - unsettled as current, unsettled, sent_at, answered_at,
           greatest(coalesce(trying, 0) - early, 0) as open
      from channels_offer
     where connection_id = %(connection)s and sku_id in (select sku_id from told)
     order by id for no key update
  ), summed as (
    select chosen.id, chosen.current, chosen.unsettled, chosen.open,
           coalesce(sum(t.pieces) filter (
             where t.pieces > 0 and t.at > chosen.answered_at + make_interval(secs => %(skew)s)), 0)::int as new,
           coalesce(sum(t.pieces) filter (
             where t.pieces > 0 and t.at < chosen.sent_at - make_interval(secs => %(skew)s)), 0)::int as old,
           coalesce(sum(t.pieces) filter (where t.pieces > 0), 0)::int as pieces,
           coalesce(-sum(t.pieces) filter (where t.pieces < 0), 0)::int as back
      from chosen
      join told t using (sku_id)
     where not exists (select from chosen twin where twin.sku_id = chosen.sku_id and twin.id <> chosen.id)
     group by chosen.id, chosen.current, chosen.unsettled, chosen.open
  )"""

SOLD = (
    CHOSEN  # noqa: S608 - two constants
    + """, newer as (
    select id, old, back, pieces - new - old as middle, pieces = new and back = 0 as sure,
           greatest(current - new, 0) as current, greatest(unsettled - greatest(new - current, 0), 0) as unsettled,
           greatest(new - current - unsettled, 0) as beyond, open
      from summed
  ), older as (
    select id, back, sure, greatest(unsettled - old - middle, 0) as unsettled,
           greatest(current - greatest(middle - greatest(unsettled - old, 0), 0), 0) as current,
           -- More than there was: of the number under way.
           least(open, beyond + greatest(middle - greatest(unsettled - old, 0) - current, 0)) as early
      from newer
  )
  update channels_offer offer
     set exposed = older.current + older.back + older.unsettled, unsettled = older.unsettled,
         back = offer.back + older.back, early = offer.early + older.early, sure = offer.sure and older.sure
    from older where offer.id = older.id"""
)

VANISHED = (
    CHOSEN  # noqa: S608
    + """
  update channels_offer offer
     set unsettled = offer.unsettled - least(offer.unsettled, summed.pieces - summed.new),
         back = offer.back + summed.pieces, sure = false
    from summed where offer.id = summed.id"""
)
