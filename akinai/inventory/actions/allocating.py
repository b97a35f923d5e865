"""Who gets which pieces: demands of documents, served oldest first under the locks of the stocks."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.outcome import Refusal, Refused
from akinai.inventory import ledger
from akinai.inventory.models import MovementKind


@dataclass(frozen=True, kw_only=True)
class NewDemand:
    """Pieces a document wants from a warehouse. `line` is the document's own number of the line."""

    document: str
    line: int
    sku_id: int
    warehouse_id: int
    wanted: int
    requested_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How many pieces a line wants in all from now on (those already taken out included)."""

    document: str
    line: int
    sku_id: int
    warehouse_id: int
    wanted: int
    requested_at: dt.datetime | None = None


@dataclass(frozen=True)
class Allocation:
    """Pieces promised to a line of a document; negative: the promise was taken back."""

    document: str
    line: int
    sku_id: int
    warehouse_id: int
    quantity: int


def add_demands(demands: Sequence[NewDemand], *, actor: str) -> None:
    """Register what documents want, nothing allocated yet; also makes missing stock rows. One statement."""
    if not demands:
        return
    ledger.execute(
        """
        with demand as (
          select * from unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[])
                     as d (document, line, sku_id, warehouse_id, wanted, requested_at)
        ), stocked as (
          insert into inventory_stock (sku_id, warehouse_id, on_hand, allocated, blocked, incoming)
          select distinct sku_id, warehouse_id, 0, 0, 0, 0 from demand d
           where not exists (select from inventory_stock s
                              where s.sku_id = d.sku_id and s.warehouse_id = d.warehouse_id)
           order by sku_id, warehouse_id
              on conflict do nothing
        )
        insert into inventory_demand (document, line, sku_id, warehouse_id, wanted, requested_at, allocated, taken)
        select document, line, sku_id, warehouse_id, wanted, requested_at, 0, 0 from demand
        """,
        _columns(demands, "document", "line", "sku_id", "warehouse_id", "wanted", "requested_at"),
        often=True,
    )


def allocate(sku_ids: Collection[int], *, actor: str) -> list[Allocation]:
    """Serve every open demand of these SKUs from free pieces, oldest request first. Two statements.

    Returns what was given; the caller updates its documents in the same transaction.
    """
    if not sku_ids:
        return []
    now = clock.now()
    with transaction.atomic():
        ledger.execute(
            "select id from inventory_stock where sku_id = any(%s) order by id for update",
            [sorted(sku_ids)],
            often=True,
        )
        # A statement of its own: it must see what those we waited for have allocated.
        found = ledger.prepared_rows(
            """
            with open as (
              select d.id, d.document, d.line, d.sku_id, d.warehouse_id, s.id as stock_id, s.free, s.on_hand,
                     s.allocated, s.blocked, s.incoming, d.requested_at,
                     d.wanted - d.allocated - d.taken as need,
                     sum(d.wanted - d.allocated - d.taken)
                       over (partition by s.id order by d.requested_at, d.id) as upto
                from inventory_stock s
                join inventory_demand d on d.sku_id = s.sku_id and d.warehouse_id = s.warehouse_id
               where s.sku_id = any(%s) and s.free > 0 and d.wanted > d.allocated + d.taken
            ), given as (
              select *, least(need, free - (upto - need))::int as quantity,
                     (least(upto, free))::int as total
                from open where free > upto - need
            ), promised as (
              update inventory_demand d set allocated = d.allocated + g.quantity from given g where d.id = g.id
            ), counted as (
              update inventory_stock s set allocated = s.allocated + t.quantity
                from (select stock_id, sum(quantity)::int as quantity from given group by stock_id) t
               where s.id = t.stock_id
            ), written as (
              insert into inventory_movement (at, actor, sku_id, warehouse_id, kind, reason, document,
                                              on_hand, allocated, blocked, incoming,
                                              on_hand_after, allocated_after, blocked_after, incoming_after)
              select %s, %s, sku_id, warehouse_id, 'allocate', '', document, 0, quantity, 0, 0,
                     on_hand, allocated + total, blocked, incoming
                from given order by stock_id, requested_at, id
            ), told as (
              insert into inventory_changedstock (sku_id, at)
              select distinct sku_id, %s::timestamptz from given
            )
            select document, line, sku_id, warehouse_id, quantity from given
            """,
            [sorted(sku_ids), now, actor, now],
        )
    return [Allocation(*row) for row in found]


def release(documents: Collection[str], *, reason: str, actor: str, forget: bool = True) -> list[Allocation]:
    """Take back every promise to these documents (引当解除). `forget` also ends their demand; else they wait again."""
    return _empty(documents, MovementKind.RELEASE, reason=reason, actor=actor, forget=forget)


def block_allocated(documents: Collection[str], *, reason: str, actor: str) -> list[Allocation]:
    """The pieces of documents cancelled on the floor: no longer promised, blocked until they are back on the shelf."""
    return _empty(documents, MovementKind.BLOCK, reason=reason, actor=actor, forget=True)


def _empty(
    documents: Collection[str], kind: MovementKind, *, reason: str, actor: str, forget: bool
) -> list[Allocation]:
    if not documents:
        return []
    blocked = kind == MovementKind.BLOCK
    with transaction.atomic():
        ledger.lock(documents=documents)
        freed = ledger.rows(
            """
            with old as materialized (
              select id, document, line, sku_id, warehouse_id, allocated, taken from inventory_demand
               where document = any(%s) order by id for update
            ), emptied as (
              update inventory_demand d
                 set allocated = 0, wanted = case when %s then o.taken else d.wanted end
                from old o where d.id = o.id
            )
            select document, line, sku_id, warehouse_id, -allocated from old where allocated > 0 order by id
            """,
            [list(documents), forget],
        )
        gone = [Allocation(*row) for row in freed]
        write_changes(gone, kind, reason, actor, blocked=blocked)
        if blocked:
            ledger.note_blocked([(one.sku_id, one.warehouse_id, one.document, reason, -one.quantity) for one in gone])
    return gone


def unblock(documents: Collection[str], *, reason: str = "", actor: str) -> list[int]:
    """Pieces put aside for these documents are back on the shelf (棚戻し). Returns the SKUs that grew."""
    with transaction.atomic():
        back = ledger.rows(
            """
            update inventory_blockedpieces set cleared_at = %s
             where document = any(%s) and cleared_at is null
            returning sku_id, warehouse_id, document, quantity
            """,
            [clock.now(), list(documents)],
        )
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.UNBLOCK,
                    blocked=-quantity,
                    reason=reason,
                    document=document,
                )
                for sku, warehouse, document, quantity in sorted(back)
            ],
            actor=actor,
        )
    return sorted({row[0] for row in back})


def set_wanted(wanted: Sequence[Wanted], *, actor: str) -> list[Allocation]:
    """Change what lines want; surplus promises are taken back, more is waited for (call `allocate` then).

    Raises Refused when a line would want fewer pieces than have already gone out.
    """
    if not wanted:
        return []
    with transaction.atomic():
        ledger.ensure((one.sku_id, one.warehouse_id) for one in wanted)
        ledger.lock(sku_ids={one.sku_id for one in wanted})
        changed = ledger.rows(
            """
            with wish as (
              select * from unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[])
                         as w (document, line, sku_id, warehouse_id, wanted, requested_at)
            ), old as materialized (
              select d.id, d.allocated, d.taken, w.wanted from inventory_demand d
                join wish w using (document, line, sku_id, warehouse_id) order by d.id for update of d
            ), changed as (
              update inventory_demand d
                 set wanted = greatest(o.wanted, o.taken),
                     allocated = least(o.allocated, greatest(o.wanted - o.taken, 0))
                from old o where d.id = o.id
            ), added as (
              insert into inventory_demand (document, line, sku_id, warehouse_id, wanted, requested_at,
                                            allocated, taken)
              select document, line, sku_id, warehouse_id, wanted, coalesce(requested_at, %s), 0, 0 from wish w
               where wanted > 0 and not exists (select from inventory_demand d
                      where (d.document, d.line, d.sku_id, d.warehouse_id)
                          = (w.document, w.line, w.sku_id, w.warehouse_id))
            )
            select d.document, d.line, d.sku_id, d.warehouse_id,
                   least(o.allocated, greatest(o.wanted - o.taken, 0)) - o.allocated, o.wanted < o.taken
              from old o join inventory_demand d using (id) order by o.id
            """,
            [
                *_columns(wanted, "document", "line", "sku_id", "warehouse_id", "wanted", "requested_at"),
                clock.now(),
            ],
        )
        gone_out = [row for row in changed if row[5]]
        if gone_out:
            raise Refused(
                [
                    Refusal(row[1], "quantity", _("More pieces of this line have already been shipped."))
                    for row in gone_out
                ]
            )
        freed = [Allocation(*row[:5]) for row in changed if row[4]]
        write_changes(freed, MovementKind.RELEASE, "", actor)
    return freed


def write_changes(
    changes: Sequence[Allocation], kind: MovementKind, reason: str, actor: str, *, blocked: bool = False
) -> None:
    """Write changed promises to the ledger; `blocked`: pieces no longer promised are not free but blocked."""
    ledger.write(
        [
            ledger.Move(
                sku_id=one.sku_id,
                warehouse_id=one.warehouse_id,
                kind=kind,
                allocated=one.quantity,
                blocked=-one.quantity if blocked else 0,
                reason=reason,
                document=one.document,
            )
            for one in changes
        ],
        actor=actor,
    )


def _columns(items: Sequence[Any], *names: str) -> list[list[Any]]:
    return [[getattr(item, name) for item in items] for name in names]
