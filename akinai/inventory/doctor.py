"""Proofs that stock is what the ledger says."""

from collections.abc import Iterator

from akinai.core.doctor import check
from akinai.inventory import ledger


@check("inventory: counters = ledger")
def counters_are_sums() -> Iterator[str]:
    """Every counter is the sum of its movements."""
    for sku, warehouse, counters, sums in ledger.rows(
        """
        with sums as (
          select sku_id, warehouse_id, array[sum(on_hand), sum(allocated), sum(blocked), sum(incoming)]::bigint[] as v
            from inventory_movement group by sku_id, warehouse_id
        )
        select coalesce(s.sku_id, m.sku_id), coalesce(s.warehouse_id, m.warehouse_id),
               array[s.on_hand, s.allocated, s.blocked, s.incoming]::bigint[], m.v
          from inventory_stock s full join sums m on m.sku_id = s.sku_id and m.warehouse_id = s.warehouse_id
         where array[s.on_hand, s.allocated, s.blocked, s.incoming]::bigint[]
               is distinct from coalesce(m.v, array[0, 0, 0, 0]::bigint[])
         limit 20
        """,
        [],
    ):
        yield f"SKU {sku}, warehouse {warehouse}: counters {counters}, ledger {sums}"


@check("inventory: ledger is unbroken")
def ledger_is_unbroken() -> Iterator[str]:
    """Each movement begins where the one before it ended."""
    for movement, sku in ledger.rows(
        """
        select id, sku_id from (
          select id, sku_id, on_hand_after - on_hand as before_on_hand, allocated_after - allocated as before_allocated,
                 blocked_after - blocked as before_blocked,
                 lag(on_hand_after, 1, 0) over w as last_on_hand, lag(allocated_after, 1, 0) over w as last_allocated,
                 lag(blocked_after, 1, 0) over w as last_blocked
            from inventory_movement window w as (partition by sku_id, warehouse_id order by id)
        ) m
         where (before_on_hand, before_allocated, before_blocked)
               is distinct from (last_on_hand, last_allocated, last_blocked)
         limit 20
        """,
        [],
    ):
        yield f"movement {movement} of SKU {sku} does not begin where the one before it ended"


@check("inventory: allocated = demands")
def allocated_is_demanded() -> Iterator[str]:
    """What stocks have promised is what documents have been promised."""
    for sku, warehouse, counted, demanded in ledger.rows(
        """
        select s.sku_id, s.warehouse_id, s.allocated, coalesce(d.allocated, 0) from inventory_stock s
          left join (select sku_id, warehouse_id, sum(allocated) as allocated from inventory_demand
                      group by sku_id, warehouse_id) d using (sku_id, warehouse_id)
         where s.allocated <> coalesce(d.allocated, 0) limit 20
        """,
        [],
    ):
        yield f"SKU {sku}, warehouse {warehouse}: {counted} allocated, but documents hold {demanded}"


@check("inventory: on hand = lots")
def on_hand_is_in_lots() -> Iterator[str]:
    """Every piece lies in a lot, and pinned pieces are those of shipments in work."""
    for sku, warehouse, counted, in_lots in ledger.rows(
        """
        select s.sku_id, s.warehouse_id, s.on_hand, coalesce(l.on_hand, 0) from inventory_stock s
          left join (select sku_id, warehouse_id, sum(on_hand) as on_hand from inventory_lot
                      group by sku_id, warehouse_id) l using (sku_id, warehouse_id)
         where s.on_hand <> coalesce(l.on_hand, 0) limit 20
        """,
        [],
    ):
        yield f"SKU {sku}, warehouse {warehouse}: {counted} on hand, but lots hold {in_lots}"
    for lot, pinned, pins in ledger.rows(
        """
        select l.id, l.pinned, coalesce(p.pinned, 0) from inventory_lot l
          left join (select lot_id, sum(quantity) as pinned from inventory_pin where taken_at is null
                      group by lot_id) p on p.lot_id = l.id
         where l.pinned <> coalesce(p.pinned, 0) limit 20
        """,
        [],
    ):
        yield f"lot {lot}: {pinned} pinned, but shipments hold {pins}"


@check("inventory: blocked = reasons")
def blocked_has_reasons() -> Iterator[str]:
    """Every blocked piece has a reason on record."""
    for sku, warehouse, counted, noted in ledger.rows(
        """
        select s.sku_id, s.warehouse_id, s.blocked, coalesce(b.quantity, 0) from inventory_stock s
          left join (select sku_id, warehouse_id, sum(quantity) as quantity from inventory_blockedpieces
                      where cleared_at is null group by sku_id, warehouse_id) b using (sku_id, warehouse_id)
         where s.blocked <> coalesce(b.quantity, 0) limit 20
        """,
        [],
    ):
        yield f"SKU {sku}, warehouse {warehouse}: {counted} blocked, but the reasons name {noted}"
