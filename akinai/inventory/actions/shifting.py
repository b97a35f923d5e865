"""Promises that change hands: from one document to another, to another warehouse, or back for a shelf that lied."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal, Refused
from akinai.inventory import ledger
from akinai.inventory.actions.allocating import Allocation, release, write_changes
from akinai.inventory.models import MovementKind


def reallocate(
    *,
    from_document: str,
    to_document: str,
    sku_id: int,
    warehouse_id: int,
    quantity: int,
    reason: str,
    actor: str,
) -> list[Allocation]:
    """引当振替: promised pieces go from one document to another that waits. Raises Refused when they do not suffice."""
    with transaction.atomic():
        ledger.lock(sku_ids=[sku_id], warehouse_ids=[warehouse_id])
        giving = _take_from(from_document, sku_id, warehouse_id, quantity, giving=True)
        getting = _take_from(to_document, sku_id, warehouse_id, quantity, giving=False)
        given, got = -sum(one.quantity for one in giving), sum(one.quantity for one in getting)
        if quantity < 1 or given < quantity:
            raise Refused(
                [
                    Refusal(
                        from_document,
                        "quantity",
                        _("Only %(found)d pieces are allocated there; %(asked)d were asked for.")
                        % {"found": given, "asked": quantity},
                    )
                ]
            )
        if got < quantity:
            raise Refused(
                [
                    Refusal(
                        to_document,
                        "quantity",
                        _("Only %(found)d pieces are missing there; %(asked)d were offered.")
                        % {"found": got, "asked": quantity},
                    )
                ]
            )
        write_changes([*giving, *getting], MovementKind.REALLOCATE, reason, actor)
    return [*giving, *getting]


def _take_from(document: str, sku_id: int, warehouse_id: int, quantity: int, *, giving: bool) -> list[Allocation]:
    """Move up to `quantity` of the document's allocation out (giving) or in, line by line."""
    room = "allocated" if giving else "wanted - allocated - taken"
    sign = -1 if giving else 1
    found = ledger.rows(
        f"""
        with room as (
          select id, line, {room} as room, sum({room}) over (order by id desc) as upto from inventory_demand
           where document = %s and sku_id = %s and warehouse_id = %s and {room} > 0
        ), part as (
          select id, line, least(room, %s - (upto - room))::int as quantity from room where upto - room < %s
        ), changed as (
          update inventory_demand d set allocated = d.allocated + {sign} * p.quantity from part p where d.id = p.id
        )
        select line, quantity from part
        """,  # noqa: S608 - only words of this function
        [document, sku_id, warehouse_id, quantity, quantity],
    )
    return [Allocation(document, line, sku_id, warehouse_id, sign * pieces) for line, pieces in found]


def move_demands(documents: Collection[str], to_warehouse_id: int, *, actor: str) -> list[Allocation]:
    """Let documents be served from another warehouse: promises are taken back; call `allocate` then.

    Pieces that have already gone out stay with the warehouse they left.
    """
    if not documents:
        return []
    with transaction.atomic():
        gone = release(documents, reason=_("Moved to another warehouse"), actor=actor, forget=False)
        ledger.execute(
            """
            with moved as (
              update inventory_demand set wanted = taken
               where document = any(%s) and warehouse_id <> %s and wanted > taken
              returning document, line, sku_id, requested_at
            ), open as (
              select m.document, m.line, m.sku_id, m.requested_at, d.wanted - d.taken as wanted
                from moved m join inventory_demand d using (document, line, sku_id)
               where d.warehouse_id <> %s
            )
            insert into inventory_demand (document, line, sku_id, warehouse_id, wanted, requested_at,
                                          allocated, taken)
            select document, line, sku_id, %s, wanted, requested_at, 0, 0 from open where wanted > 0
            """,
            [list(documents), to_warehouse_id, to_warehouse_id, to_warehouse_id],
        )
        ledger.execute("delete from inventory_demand where document = any(%s) and wanted = 0", [list(documents)])
        ledger.ensure(
            ledger.rows("select sku_id, warehouse_id from inventory_demand where document = any(%s)", [list(documents)])
        )
    return gone


def make_room(shortages: Sequence[tuple[int, int, int]], *, reason: str, actor: str) -> list[Allocation]:
    """Free pieces (SKU, warehouse, how many) by taking back the newest promises that nobody is picking.

    For a shelf that holds less than the counters say: the newest wait, the oldest keep theirs.
    """
    if not shortages:
        return []
    with transaction.atomic():
        ledger.lock(sku_ids={sku for sku, _warehouse, _count in shortages})
        found = ledger.rows(
            """
            with short as (
              select * from unnest(%s::bigint[], %s::bigint[], %s::int[]) as x (sku_id, warehouse_id, missing)
            ), held as (
              select d.id, d.document, d.line, d.sku_id, d.warehouse_id, x.missing,
                     d.allocated - coalesce(p.pinned, 0) as room,
                     sum(d.allocated - coalesce(p.pinned, 0))
                       over (partition by d.sku_id, d.warehouse_id order by d.requested_at desc, d.id desc) as upto
                from short x
                join inventory_demand d using (sku_id, warehouse_id)
                left join lateral (select sum(quantity) as pinned from inventory_pin
                                    where demand_id = d.id and taken_at is null) p on true
               where d.allocated > coalesce(p.pinned, 0)
            ), part as (
              select *, least(room, missing - (upto - room))::int as quantity from held where upto - room < missing
            ), changed as (
              update inventory_demand d set allocated = d.allocated - p.quantity from part p where d.id = p.id
            )
            select document, line, sku_id, warehouse_id, -quantity from part
            """,
            [list(column) for column in zip(*shortages, strict=True)],
        )
        lost = [Allocation(*row) for row in found]
        write_changes(lost, MovementKind.RELEASE, reason, actor)
    return lost
