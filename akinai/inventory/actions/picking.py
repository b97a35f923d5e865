"""Which pieces of which lot leave: shelves and lots are pinned when picking starts, first to expire first (FEFO)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.outcome import Refusal, Refused
from akinai.inventory import ledger
from akinai.inventory.models import MovementKind


@dataclass(frozen=True, kw_only=True)
class PinRequest:
    """Pieces of a demand that a shipment ("shipment/3") will carry."""

    document: str
    demand_id: int
    quantity: int


@dataclass(frozen=True)
class Pinned:
    """Pieces of one lot chosen for a shipment."""

    document: str
    demand_id: int
    lot_id: int
    shelf: str
    code: str
    expiry: dt.date | None
    quantity: int


def pin(requests: Sequence[PinRequest], *, actor: str) -> list[Pinned]:
    """Choose lots for shipments: first to expire first, then first received; lots past their date are left.

    Two statements for any number. Raises Refused (key: the document) when lots do not suffice; nothing is pinned then.
    """
    if not requests:
        return []
    columns = [[getattr(one, name) for one in requests] for name in ("document", "demand_id", "quantity")]
    with transaction.atomic():
        ledger.execute(
            """
            select l.id from inventory_lot l
             where exists (select from inventory_demand d
                            where d.id = any(%s) and d.sku_id = l.sku_id and d.warehouse_id = l.warehouse_id)
             order by l.id for update of l
            """,
            [columns[1]],
        )
        found = ledger.rows(
            """
            with request as (
              select r.document, r.demand_id, r.quantity, r.n, d.sku_id, d.warehouse_id,
                     sum(r.quantity) over (partition by d.sku_id, d.warehouse_id order by r.n) as upto
                from unnest(%s::text[], %s::bigint[], %s::int[]) with ordinality
                     as r (document, demand_id, quantity, n)
                join inventory_demand d on d.id = r.demand_id
            ), shelf as (
              select id, sku_id, warehouse_id, shelf, code, expiry, on_hand - pinned as room,
                     sum(on_hand - pinned) over (partition by sku_id, warehouse_id
                                                 order by expiry nulls last, received_at, id) as upto
                from inventory_lot
               where on_hand > pinned and (expiry is null or expiry >= %s)
                 and sku_id in (select sku_id from request)
            ), part as (
              select r.document, r.demand_id, s.id as lot_id, s.shelf, s.code, s.expiry, r.n,
                     (least(r.upto, s.upto) - greatest(r.upto - r.quantity, s.upto - s.room))::int as quantity
                from request r
                join shelf s on s.sku_id = r.sku_id and s.warehouse_id = r.warehouse_id
                            and s.upto - s.room < r.upto and r.upto - r.quantity < s.upto
            ), counted as (
              update inventory_lot l set pinned = l.pinned + p.quantity
                from (select lot_id, sum(quantity)::int as quantity from part group by lot_id) p
               where l.id = p.lot_id
            ), kept as (
              insert into inventory_pin (document, demand_id, lot_id, quantity)
              select document, demand_id, lot_id, quantity from part
            )
            select document, demand_id, lot_id, shelf, code, expiry, quantity from part order by n, shelf
            """,
            [*columns, clock.today()],
        )
        pinned = [Pinned(*row) for row in found]
        _refuse_missing(requests, pinned)
    return pinned


def _refuse_missing(requests: Sequence[PinRequest], pinned: Sequence[Pinned]) -> None:
    missing: dict[tuple[str, int], int] = defaultdict(int)
    for request in requests:
        missing[request.document, request.demand_id] += request.quantity
    for one in pinned:
        missing[one.document, one.demand_id] -= one.quantity
    refusals = [
        Refusal(
            document,
            "quantity",
            _("%(count)d pieces cannot be picked: no lot that may be shipped holds them.") % {"count": count},
        )
        for (document, _demand), count in missing.items()
        if count > 0
    ]
    if refusals:
        raise Refused(refusals)


def unpin(documents: Collection[str], *, actor: str) -> None:
    """Let go of lots pinned for shipments that are not packed after all."""
    ledger.execute(
        """
        with locked as materialized (
          select l.id from inventory_lot l
           where exists (select from inventory_pin p
                          where p.document = any(%s) and p.taken_at is null and p.lot_id = l.id)
           order by l.id for update of l
        ), gone as (
          delete from inventory_pin where document = any(%s) and taken_at is null
            and lot_id in (select id from locked) returning lot_id, quantity
        )
        update inventory_lot l set pinned = l.pinned - g.quantity
          from (select lot_id, sum(quantity)::int as quantity from gone group by lot_id) g
         where l.id = g.lot_id
        """,
        [list(documents), list(documents)],
    )


def take_out(documents: Collection[str], *, actor: str) -> None:
    """The pinned pieces of these shipments leave (出庫): on hand and allocated fall, the demand is met."""
    _carry(documents, out=True, reason="", actor=actor)


def put_back(documents: Collection[str], *, reason: str, actor: str) -> None:
    """The inverse of `take_out` (出荷確定戻し): pieces are on hand, allocated and pinned again, in the same lots."""
    _carry(documents, out=False, reason=reason, actor=actor)


def _carry(documents: Collection[str], *, out: bool, reason: str, actor: str) -> None:
    sign = -1 if out else 1
    with transaction.atomic():
        _lock_pinned(documents)
        carried = ledger.rows(
            f"""
            with pin as materialized (
              select p.id, p.document, p.demand_id, p.lot_id, p.quantity, d.sku_id, d.warehouse_id
                from inventory_pin p join inventory_demand d on d.id = p.demand_id
               where p.document = any(%s) and p.taken_at is {"null" if out else "not null"}
               order by p.id for update of p
            ), marked as (
              update inventory_pin set taken_at = {"now()" if out else "null"} where id in (select id from pin)
            ), met as (
              update inventory_demand d
                 set taken = d.taken - {sign} * t.quantity, allocated = d.allocated + {sign} * t.quantity
                from (select demand_id, sum(quantity)::int as quantity from pin group by demand_id) t
               where d.id = t.demand_id
            ), counted as (
              update inventory_lot l set on_hand = l.on_hand + {sign} * t.quantity,
                                         pinned = l.pinned + {sign} * t.quantity
                from (select lot_id, sum(quantity)::int as quantity from pin group by lot_id) t
               where l.id = t.lot_id
            )
            select sku_id, warehouse_id, document, lot_id, quantity from pin order by id
            """,  # noqa: S608 - only words of this function
            [list(documents)],
        )
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.TAKE_OUT if out else MovementKind.PUT_BACK,
                    on_hand=sign * quantity,
                    allocated=sign * quantity,
                    reason=reason,
                    document=document,
                    lot_id=lot,
                )
                for sku, warehouse, document, lot, quantity in carried
            ],
            actor=actor,
        )


def _lock_pinned(documents: Collection[str]) -> None:
    """The locks of a `_carry` in the order that all verbs keep: stocks, demands, lots."""
    for table, column in (("stock", ""), ("demand", "demand_id"), ("lot", "lot_id")):
        which = (
            f"exists (select from inventory_pin p where p.document = any(%s) and p.{column} = x.id)"
            if column
            else """exists (select from inventory_pin p join inventory_demand d on d.id = p.demand_id
                             where p.document = any(%s) and d.sku_id = x.sku_id
                               and d.warehouse_id = x.warehouse_id)"""
        )
        ledger.execute(
            f"select x.id from inventory_{table} x where {which} order by x.id for update of x",  # noqa: S608
            [list(documents)],
        )
