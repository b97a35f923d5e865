"""What of an order can leave now although pieces are missing: whole sets only, never half of one."""

from collections.abc import Collection

from django.db import connection

# By order line and SKU: pieces allocated, and how many of them are kept back because the set they belong to lacks
# other parts. What one ordered piece needs of a SKU is reckoned from the demand itself, as the bundle was when ordered.
KEPT = """
select document, line, sku_id, allocated,
       (max((missing + per - 1) / per) over (partition by document, line) * per - missing) as kept
  from (select d.document, d.line, d.sku_id, sum(d.allocated) as allocated,
               sum(d.wanted - d.allocated - d.taken) as missing,
               greatest(1, sum(d.wanted) / greatest(1, l.quantity - l.cancelled)) as per
          from inventory_demand d join orders_orderline l on l.id = d.line
         where d.document {which}
         group by d.document, d.line, d.sku_id, l.quantity, l.cancelled) part"""

# Of an order `o`: whether a whole set is allocated to it that has not left.
_OF_ONE = KEPT.format(which="= 'order/' || o.id")
CAN_GO = f"exists (select from ({_OF_ONE}) k where k.allocated > k.kept)"


def can_go_in_part(order_ids: Collection[int]) -> set[int]:
    """Those of the orders that lack pieces and yet hold some that can leave. One statement."""
    if not order_ids:
        return set()
    statement = f"select o.id from orders_order o where o.id = any(%s) and o.unallocated > 0 and {CAN_GO}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(order_ids)])
        return {row[0] for row in cursor.fetchall()}
