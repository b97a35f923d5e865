"""By the clock: what no change of stock tells. Rules whose time began or ended, and where pieces are shared out."""

import datetime as dt

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from akinai.channels.actions.pushing import asides
from akinai.channels.actions.pushing.offers import mark, sync_offers
from akinai.channels.actions.pushing.speeds import measure_speeds
from akinai.channels.models import Connection, Offer, StockRule
from akinai.core import clock
from akinai.inventory import actions as inventory

LOOK_BACK = dt.timedelta(minutes=15)  # sweeps come every five minutes, or late
KEPT = dt.timedelta(days=42)  # rows of Push; the last two that malls took stay, for comparing


def sweep() -> int:
    """Everything that the clock changes. How many offers are to be looked at anew."""
    changed = sync_offers() + share_out() + measure_speeds()
    now = clock.now()
    turned = StockRule.objects.filter(
        Q(quota_from__range=(now - LOOK_BACK, now)) | Q(quota_until__range=(now - LOOK_BACK, now))
    )
    for rule in turned:
        changed += mark_ruled(rule.channel_id, rule.sku_id)
    with database.cursor() as cursor:
        cursor.execute(OLD, [now - KEPT])
    return changed


OLD = """
  delete from channels_push old
   where sent_at < %s
     and 2 = (select count(*)
                from (select from channels_push newer
                       where newer.offer_id = old.offer_id and newer.sent_at > old.sent_at and newer.result = 'done'
                       limit 2) as enough)"""


def mark_ruled(channel_id: int | None, sku_id: int | None) -> int:
    """Have the offers looked at anew that a rule of this channel and SKU (None: any) concerns."""
    if sku_id is not None:
        return mark(skus=[sku_id])
    connections = Connection.objects.exclude(adapter="")
    if channel_id is not None:
        connections = connections.filter(channel=channel_id)
    return mark(connections=list(connections.values_list("pk", flat=True)))


def share_out() -> int:
    """Find the offers that no oversell may be possible of, and set their pieces aside from our own shop.

    Where a rule says risk 0 for one channel of a SKU, all channels of it share, and all SKUs that share parts with it.
    How many offers changed.
    """
    with transaction.atomic(), database.cursor() as cursor:
        asides.lock(sorted(set(Offer.objects.filter(shared=True).values_list("sku_id", flat=True))))
        cursor.execute(SHARED)
        changed = cursor.fetchall()
        if changed:
            cursor.execute(PARTS)
            pairs = [(sku, warehouse) for sku, warehouse in cursor.fetchall()]
            inventory.close_asides_but(pairs)
            inventory.open_asides(pairs)
            asides.keep(asides.lock(sorted({sku for sku, _warehouse in pairs})))
        return len(changed)


SHARED = """
  with recursive ruled as (
    select offer.sku_id,
           coalesce(narrow.by_risk, of_sku.by_risk, wide.by_risk, general.by_risk, false) as by_risk,
           coalesce(narrow.risk, of_sku.risk, wide.risk, general.risk) as risk
      from channels_offer offer
      join channels_connection connection on connection.id = offer.connection_id
      left join channels_stockrule narrow on narrow.channel_id = connection.channel_id and narrow.sku_id = offer.sku_id
      left join channels_stockrule of_sku on of_sku.channel_id is null and of_sku.sku_id = offer.sku_id
      left join channels_stockrule wide on wide.channel_id = connection.channel_id and wide.sku_id is null
      left join channels_stockrule general on general.channel_id is null and general.sku_id is null
  ), made_of as (
    select distinct offer.sku_id, coalesce(part.part_id, offer.sku_id) as part_id
      from channels_offer offer left join catalog_skupart part on part.whole_id = offer.sku_id
  ), shared as (
    select distinct sku_id from ruled where by_risk and risk = 0
     union
    select other.sku_id
      from shared
      join made_of mine on mine.sku_id = shared.sku_id
      join made_of other on other.part_id = mine.part_id
  ), changed as (
    select offer.id, offer.sku_id in (select sku_id from shared) as shared from channels_offer offer
     where offer.shared <> (offer.sku_id in (select sku_id from shared))
     order by offer.id for no key update
  )
  update channels_offer offer
     set shared = changed.shared, stale_since = coalesce(offer.stale_since, now())
    from changed where offer.id = changed.id
  returning offer.id"""

PARTS = """
  select distinct coalesce(part.part_id, offer.sku_id), channel.warehouse_id
    from channels_offer offer
    join channels_connection connection on connection.id = offer.connection_id
    join orders_saleschannel channel on channel.id = connection.channel_id
    left join catalog_skupart part on part.whole_id = offer.sku_id
   where offer.shared
   order by 1, 2"""
