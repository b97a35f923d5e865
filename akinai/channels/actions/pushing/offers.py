"""Which SKUs are offered where, and since when what a mall shows may be wrong."""

import datetime as dt
from collections.abc import Collection

from django.db import connection as database
from django.db import transaction

from akinai.core import clock
from akinai.inventory import actions as inventory

UNDER_WAY = dt.timedelta(seconds=10)  # a call that takes longer may be one of a dead process


def mark_stale() -> int:
    """Take the changes of stock out of their feed and mark the offers of these SKUs. How many offers."""
    with transaction.atomic():
        changed = inventory.take_changes()
        if not changed:
            return 0
        with database.cursor() as cursor:
            cursor.execute(
                """with changed as (
                     select * from unnest(%s::bigint[], %s::timestamptz[]) as c (sku_id, at)
                   ), locked as (
                     select offer.id, changed.at from channels_offer offer join changed using (sku_id)
                      order by offer.id for no key update of offer
                   )
                   update channels_offer offer
                      set stale_since = least(coalesce(offer.stale_since, locked.at), locked.at)
                     from locked where offer.id = locked.id""",
                [list(changed), list(changed.values())],
            )
            return cursor.rowcount


def mark(*, offers: Collection[int] = (), skus: Collection[int] = (), connections: Collection[int] = ()) -> int:
    """Have these looked at anew, also what was refused: rules, mappings or speeds changed. How many offers."""
    with database.cursor() as cursor:
        cursor.execute(
            """with locked as (
                 select id from channels_offer
                  where id = any(%s) or sku_id = any(%s) or connection_id = any(%s)
                  order by id for no key update
               )
               update channels_offer offer
                  set stale_since = coalesce(offer.stale_since, %s), refused = false, due_at = null
                 from locked where offer.id = locked.id""",
            [list(offers), list(skus), list(connections), clock.now()],
        )
        return cursor.rowcount


def late_from_now(connections: Collection[int]) -> None:
    """What waited while nothing might be said there is late from now on only. One statement."""
    with database.cursor() as cursor:
        cursor.execute(
            """with locked as (
                 select id from channels_offer
                  where connection_id = any(%s) and stale_since is not null
                  order by id for no key update
               )
               update channels_offer offer set stale_since = %s from locked where offer.id = locked.id""",
            [list(connections), clock.now()],
        )


def sync_offers(connection_id: int | None = None) -> int:
    """Offers for the mappings of a connection (None: of all) to a mall by API; new ones are stale. How many changed.

    A mapping that leads elsewhere now begins anew: what was said at the old place is forgotten, what it may have sold
    is not. Three statements.
    """
    now = clock.now()
    with transaction.atomic(), database.cursor() as cursor:
        cursor.execute(
            """insert into channels_offer (mapping_id, connection_id, sku_id, place, stale_since, exposed, unsettled,
                                           back, early, shared, sure, asks, tries, error, refused, speed, spread, hot,
                                           buffer, why)
               select mapping.id, connection.id, mapping.sku_id, concat(mapping.listing, chr(9), mapping.variant), %s,
                      0, 0, 0, 0, false, false, false, 0, '', false, 0, 1, false, 0, '{}'
                 from channels_connection connection
                 join channels_skumapping mapping on mapping.channel_id = connection.channel_id
                where connection.adapter <> '' and (%s::bigint is null or connection.id = %s) and mapping.listing <> ''
                  and not exists (select from channels_offer offer where offer.mapping_id = mapping.id)
                order by mapping.id
                   on conflict do nothing""",
            [now, connection_id, connection_id],
        )
        new = cursor.rowcount
        cursor.execute(
            """with moved as (
                 select offer.id, mapping.sku_id, concat(mapping.listing, chr(9), mapping.variant) as place,
                        mapping.sku_id <> offer.sku_id as other
                   from channels_offer offer join channels_skumapping mapping on mapping.id = offer.mapping_id
                  where (%s::bigint is null or offer.connection_id = %s)
                    and (mapping.sku_id <> offer.sku_id
                         or concat(mapping.listing, chr(9), mapping.variant) <> offer.place)
                  order by offer.id for no key update of offer
               )
               update channels_offer offer
                  set sku_id = moved.sku_id, place = moved.place, stale_since = coalesce(offer.stale_since, %s),
                      sent = null, answered_at = null, sure = false, asks = true, tries = 0, refused = false,
                      error = '', due_at = null
                 from moved where offer.id = moved.id""",
            [connection_id, connection_id, now],
        )
        moved = cursor.rowcount
        cursor.execute(
            """delete from channels_offer offer using channels_connection connection
                where connection.id = offer.connection_id and connection.adapter = ''
                  and (%s::bigint is null or connection.id = %s)""",
            [connection_id, connection_id],
        )
        return new + moved + cursor.rowcount


def waiting() -> list[int]:
    """Connections with offers to be looked at now, those with hot ones first. One statement.

    Offers whose number has been under way for long are among them: its process may be dead, and what a dead one tried
    must be asked back also when nothing else changes there.
    """
    now = clock.now()
    with database.cursor() as cursor:
        cursor.execute(
            """select offer.connection_id
                 from (select connection_id, hot, stale_since from channels_offer
                        where stale_since is not null and not refused and (due_at is null or due_at <= %s)
                          and not (asks and coalesce(answered_at > %s, false))
                        union all
                       select connection_id, hot, carrying from channels_offer
                        where carrying is not null and tried_at < %s) as offer
                 join channels_connection connection on connection.id = offer.connection_id
                 join orders_saleschannel channel on channel.id = connection.channel_id and channel.mode = 'live'
                 left join channels_progress progress
                   on progress.connection_id = connection.id and progress.task = 'stock'
                where connection.adapter <> '' and connection.paused_at is null and connection.sends_stock
                  and (progress.not_before is null or progress.not_before <= %s)
                group by offer.connection_id
                order by bool_or(offer.hot) desc, min(offer.stale_since)""",
            [now, now, now - UNDER_WAY, now],
        )
        return [row[0] for row in cursor.fetchall()]
