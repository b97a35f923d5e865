"""Pieces set aside for others to sell (malls under "no oversell possible"): our own shop leaves them alone.

A row of SetAside is also the lock of its SKU: who gives pieces out to malls holds it while looking at what is free, and
our own shop looks at it after it took its own. Locks: stocks, then these, then what belongs to channels.
"""

from collections.abc import Collection, Iterable, Mapping

from akinai.inventory import ledger


def open_asides(pairs: Iterable[tuple[int, int]]) -> None:
    """Begin to set aside of these (SKU, warehouse): rows with nothing set aside yet."""
    wanted = sorted(set(pairs))
    if wanted:
        ledger.execute(
            """
            insert into inventory_setaside (sku_id, warehouse_id, pieces)
            select sku_id, warehouse_id, 0
              from unnest(%s::bigint[], %s::bigint[]) as p (sku_id, warehouse_id)
                on conflict do nothing
            """,
            [[sku for sku, _ in wanted], [warehouse for _, warehouse in wanted]],
        )


def lock_asides(sku_ids: Collection[int], *, wait: bool = True) -> list[tuple[int, int]]:
    """Lock what is set aside of these SKUs and their parts, in order; the (SKU, warehouse) there are. One statement.

    `wait` False: only those that nobody holds, for who holds locks that come after these.
    """
    return [
        (row[0], row[1])
        for row in ledger.rows(
            f"""
            select sku_id, warehouse_id from inventory_setaside
             where sku_id = any(%s)
                or sku_id in (select part_id from catalog_skupart where whole_id = any(%s))
             order by sku_id, warehouse_id
               for update {"" if wait else "skip locked"}
            """,  # noqa: S608 - two constants
            [list(sku_ids)] * 2,
        )
    ]


def set_aside(pieces: Mapping[tuple[int, int], int]) -> None:
    """What is set aside from now on, for rows locked before. One statement."""
    if pieces:
        ledger.execute(
            """
            update inventory_setaside a
               set pieces = p.pieces
              from unnest(%s::bigint[], %s::bigint[], %s::int[]) as p (sku_id, warehouse_id, pieces)
             where a.sku_id = p.sku_id and a.warehouse_id = p.warehouse_id and a.pieces <> p.pieces
            """,
            [[sku for sku, _ in pieces], [warehouse for _, warehouse in pieces], list(pieces.values())],
        )


def close_asides_but(pairs: Iterable[tuple[int, int]]) -> None:
    """Nothing is set aside any more but of these (SKU, warehouse)."""
    wanted = sorted(set(pairs))
    ledger.execute(
        """
        delete from inventory_setaside a
         where not exists (select from unnest(%s::bigint[], %s::bigint[]) as p (sku_id, warehouse_id)
                            where p.sku_id = a.sku_id and p.warehouse_id = a.warehouse_id)
        """,
        [[sku for sku, _ in wanted], [warehouse for _, warehouse in wanted]],
    )


def taken_from_asides(sku_ids: Collection[int]) -> dict[int, int]:
    """Pieces of what is set aside that are no longer free, by SKU: what the caller took too many. One statement.

    For who holds the stocks' locks. It waits for those who are giving pieces out to malls, and lets them wait for it.
    """
    taken: dict[int, int] = {}
    for sku, pieces in ledger.prepared_rows(
        """
        select a.sku_id, a.pieces - s.free
          from inventory_setaside a
          join inventory_stock s on s.sku_id = a.sku_id and s.warehouse_id = a.warehouse_id
         where a.sku_id = any(%s)
         order by a.sku_id, a.warehouse_id
           for share of a
        """,
        [list(sku_ids)],
    ):
        taken[sku] = taken.get(sku, 0) + max(pieces, 0)
    return {sku: pieces for sku, pieces in taken.items() if pieces}
