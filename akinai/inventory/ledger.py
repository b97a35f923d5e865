"""The one way pieces move: a statement that locks stocks in id order, updates counters and writes movements.

Every verb of this step ends here. PostgreSQL refuses what would make a counter negative or sell a piece twice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from akinai.core import arrays, clock, prepared


@dataclass(frozen=True, kw_only=True)
class Move:
    """What to add to the counters of one SKU in one warehouse (pieces; negative takes away)."""

    sku_id: int
    warehouse_id: int
    kind: str
    on_hand: int = 0
    allocated: int = 0
    blocked: int = 0
    incoming: int = 0
    reason: str = ""
    document: str = ""
    lot_id: int | None = None


COLUMNS = (
    "sku_id",
    "warehouse_id",
    "kind",
    "on_hand",
    "allocated",
    "blocked",
    "incoming",
    "reason",
    "document",
    "lot_id",
)


def write(moves: Sequence[Move], *, actor: str) -> None:
    """Write movements and keep the counters by the same statement. Stock rows must exist (see `ensure`).

    Raises django.db.IntegrityError when a counter would become negative or on hand less than allocated + blocked.
    """
    if not moves:
        return
    execute(
        """
        with move as (
          select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::int[], %s::int[],
                               %s::text[], %s::text[], %s::bigint[])
                        with ordinality
                        as m (sku_id, warehouse_id, kind, on_hand, allocated, blocked, incoming, reason, document,
                              lot_id, n)
        ), total as (
          select sku_id, warehouse_id, sum(on_hand)::int as on_hand, sum(allocated)::int as allocated,
                 sum(blocked)::int as blocked, sum(incoming)::int as incoming
            from move group by sku_id, warehouse_id
        ), locked as materialized (
          select s.* from inventory_stock s join total using (sku_id, warehouse_id) order by s.id for update of s
        ), counted as (
          update inventory_stock s
             set on_hand = l.on_hand + t.on_hand, allocated = l.allocated + t.allocated,
                 blocked = l.blocked + t.blocked, incoming = l.incoming + t.incoming
            from locked l join total t using (sku_id, warehouse_id)
           where s.id = l.id
        ), told as (
          insert into inventory_changedstock (sku_id, at)
          select distinct sku_id, %s::timestamptz from total where on_hand - allocated - blocked <> 0
        )
        insert into inventory_movement (at, actor, sku_id, warehouse_id, kind, reason, document, lot_id,
                                        on_hand, allocated, blocked, incoming,
                                        on_hand_after, allocated_after, blocked_after, incoming_after)
        select %s, %s, m.sku_id, m.warehouse_id, m.kind, m.reason, m.document, m.lot_id,
               m.on_hand, m.allocated, m.blocked, m.incoming,
               l.on_hand + sum(m.on_hand) over w, l.allocated + sum(m.allocated) over w,
               l.blocked + sum(m.blocked) over w, l.incoming + sum(m.incoming) over w
          from move m join locked l using (sku_id, warehouse_id)
        window w as (partition by m.sku_id, m.warehouse_id order by m.n)
         order by m.n
        """,
        [*([getattr(move, name) for move in moves] for name in COLUMNS), *([clock.now()] * 2), actor],
    )


def note_blocked(pieces: Sequence[tuple[int, int, str, str, int]]) -> None:
    """Remember why pieces are blocked: (SKU, warehouse, document, reason, how many)."""
    if pieces:
        execute(
            """
            insert into inventory_blockedpieces (created_at, sku_id, warehouse_id, document, reason, quantity)
            select %s::timestamptz, * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[])
            """,
            [clock.now(), *(list(column) for column in zip(*pieces, strict=True))],
        )


def ensure(pairs: Iterable[tuple[int, int]]) -> None:
    """Make the stock rows of these (SKU, warehouse) pairs, where there are none yet."""
    wanted = sorted(set(pairs))
    execute(
        """
        insert into inventory_stock (sku_id, warehouse_id, on_hand, allocated, blocked, incoming)
        select sku_id, warehouse_id, 0, 0, 0, 0
          from unnest(%s::bigint[], %s::bigint[]) as p (sku_id, warehouse_id)
         where not exists (select from inventory_stock s
                            where s.sku_id = p.sku_id and s.warehouse_id = p.warehouse_id)
            on conflict do nothing
        """,
        [[sku for sku, _ in wanted], [warehouse for _, warehouse in wanted]],
    )


def lock(
    *,
    sku_ids: Collection[int] = (),
    documents: Collection[str] = (),
    warehouse_ids: Collection[int] | None = None,
) -> None:
    """Take the row locks of these SKUs' stocks, and of the stocks that these documents want from, in id order.

    A verb that will also lock orders calls this first: stocks come before orders everywhere.
    """
    execute(
        """
        select s.id from inventory_stock s
         where (s.sku_id = any(%s)
                or exists (select from inventory_demand d
                            where d.document = any(%s) and d.sku_id = s.sku_id and d.warehouse_id = s.warehouse_id))
           and (%s::bigint[] is null or s.warehouse_id = any(%s))
         order by s.id
           for update of s
        """
        if sku_ids
        else """
        select s.id from inventory_stock s
          join (select distinct sku_id, warehouse_id from inventory_demand where document = any(%s)) d
         using (sku_id, warehouse_id)
         where %s::bigint[] is null or s.warehouse_id = any(%s)
         order by s.id
           for update of s
        """,
        [
            *([list(sku_ids)] if sku_ids else []),
            list(documents),
            *([list(warehouse_ids) if warehouse_ids is not None else None] * 2),
        ],
    )


def execute(statement: str, values: Sequence[Any], *, often: bool = False) -> None:
    """Run a statement of the ledger; lists among the values are columns of a batch (cast them: `%s::bigint[]`).

    `often`: it is run all the time, and of few rows; its plan is kept.
    """
    with prepared.cursor() if often else connection.cursor() as cursor:
        cursor.execute(statement, arrays.literals(values))


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement of the ledger and fetch what it answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays.literals(values))
        return cursor.fetchall()


def prepared_rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The same for a question that is asked all the time: its plan is kept."""
    with prepared.cursor() as cursor:
        cursor.execute(statement, arrays.literals(values))
        return cursor.fetchall()
