"""Pieces set aside for malls in inventory: the sum of what the offers under "no oversell possible" expose."""

from collections.abc import Sequence

from django.db import connection as database

from akinai.inventory import actions as inventory

Part = tuple[int, int]  # SKU and warehouse


def lock(sku_ids: Sequence[int], *, wait: bool = True) -> list[Part]:
    """Lock what is set aside of these SKUs and of their parts, in order. Empty where nothing is (the usual case).

    Before any offer; who holds offers already must not wait.
    """
    return inventory.lock_asides(sku_ids, wait=wait) if sku_ids else []


def keep(parts: Sequence[Part]) -> None:
    """Set aside what is exposed now, for parts locked before. Two statements."""
    if not parts:
        return
    skus, warehouses = (list(column) for column in zip(*parts, strict=True))
    with database.cursor() as cursor:
        cursor.execute(
            """with wanted as (
                 select * from unnest(%s::bigint[], %s::bigint[]) as p (sku_id, warehouse_id)
               ), sold_as as (
                 select sku_id as part_id, sku_id, 1 as pieces from wanted
                  union
                 select part.part_id, part.whole_id, part.quantity
                   from catalog_skupart part where part.part_id in (select sku_id from wanted)
               )
               select wanted.sku_id, wanted.warehouse_id,
                      coalesce(sum((offer.exposed + coalesce(offer.trying, 0) - offer.early) * sold_as.pieces), 0)::int
                 from wanted
                 join sold_as on sold_as.part_id = wanted.sku_id
                 left join (channels_offer offer
                       join channels_connection connection on connection.id = offer.connection_id
                       join orders_saleschannel channel on channel.id = connection.channel_id)
                   on offer.sku_id = sold_as.sku_id and offer.shared and channel.warehouse_id = wanted.warehouse_id
                group by wanted.sku_id, wanted.warehouse_id""",
            [skus, warehouses],
        )
        inventory.set_aside({(sku, warehouse): pieces for sku, warehouse, pieces in cursor.fetchall()})
