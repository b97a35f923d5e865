"""Which SKUs have other free pieces than before: taken out once, by whoever shows them elsewhere."""

import datetime as dt

from akinai.inventory import ledger

MOST = 5_000  # rows at a time


def take_changes() -> dict[int, dt.datetime]:
    """The SKUs whose free pieces changed, each with the time of its oldest change; parts with the bundles made of them.

    In the caller's transaction: rolled back, they are there again. Two callers at once get different rows.
    """
    return dict(
        ledger.rows(
            """
            with taken as (
              delete from inventory_changedstock
               where id in (select id from inventory_changedstock order by id limit %s for update skip locked)
              returning sku_id, at
            ), grown as (
              select sku_id, at from taken
              union all
              select p.whole_id, t.at from taken t join catalog_skupart p on p.part_id = t.sku_id
            )
            select sku_id, min(at) from grown group by sku_id order by sku_id
            """,
            [MOST],
        )
    )
