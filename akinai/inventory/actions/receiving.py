"""Pieces that arrive, and those that are expected."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.inventory import ledger
from akinai.inventory.events import ArrivalExpected, StockGrew
from akinai.inventory.models import MovementKind


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Pieces of a SKU put on a shelf. `expected_id`: the expected arrival they belong to. "" shelf = the SKU's own."""

    sku_id: int
    warehouse_id: int
    quantity: int
    lot: str = ""
    expiry: dt.date | None = None
    shelf: str = ""
    expected_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Pieces on their way, with the day they are due if known."""

    sku_id: int
    warehouse_id: int
    quantity: int
    due_date: dt.date | None = None


def receive(arrivals: Sequence[Arrival], *, document: str, reason: str = "", actor: str) -> None:
    """Pieces arrive: on hand grows by lots, expected pieces become real. Those who wait are served by a reaction.

    Raises Refused for a quantity below 1; nothing is received then.
    """
    _refuse_small(arrivals)
    if not arrivals:
        return
    with transaction.atomic():
        lots = into_lots(arrivals)
        ledger.ensure((one.sku_id, one.warehouse_id) for one in arrivals)
        arrived = _meet_expected(arrivals)
        ledger.write(
            [
                ledger.Move(
                    sku_id=one.sku_id,
                    warehouse_id=one.warehouse_id,
                    kind=MovementKind.RECEIVE,
                    on_hand=one.quantity,
                    incoming=-min(one.quantity, arrived.get(one.expected_id, 0)) if one.expected_id else 0,
                    reason=reason,
                    document=document,
                    lot_id=lot,
                )
                for one, lot in zip(arrivals, lots, strict=True)
            ],
            actor=actor,
        )
        publish(grown(Counter({(a.sku_id, a.warehouse_id): 0 for a in arrivals}), arrivals, "receive", actor))


def grown(sums: Counter[tuple[int, int]], arrivals: Sequence[Arrival], kind: str, actor: str) -> list[StockGrew]:
    """One event per SKU and warehouse that has more free pieces now."""
    for one in arrivals:
        sums[one.sku_id, one.warehouse_id] += one.quantity
    return [
        StockGrew(subject=f"sku/{sku}", actor=actor, warehouse_id=warehouse, quantity=quantity, kind=kind)
        for (sku, warehouse), quantity in sums.items()
        if quantity > 0
    ]


def into_lots(arrivals: Sequence[Arrival]) -> list[int]:
    """Put pieces into their lots (made if new); the lot's id of each, in order. One statement."""
    found = ledger.rows(
        """
        with arrival as (
          select a.sku_id, a.warehouse_id, a.quantity, a.code, a.expiry,
                 coalesce(nullif(a.shelf, ''), k.shelf) as shelf, a.n
            from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::date[], %s::text[])
                 with ordinality as a (sku_id, warehouse_id, quantity, code, expiry, shelf, n)
            join catalog_sku k on k.id = a.sku_id
        ), kept as (
          insert into inventory_lot (sku_id, warehouse_id, code, expiry, shelf, on_hand, pinned, received_at)
          select sku_id, warehouse_id, code, expiry, shelf, sum(quantity), 0, %s from arrival
           group by sku_id, warehouse_id, code, expiry, shelf
           order by sku_id, warehouse_id, code, expiry, shelf
              on conflict on constraint lot_once
              do update set on_hand = inventory_lot.on_hand + excluded.on_hand
          returning id, sku_id, warehouse_id, code, expiry, shelf
        )
        select k.id from arrival a
          join kept k on (k.sku_id, k.warehouse_id, k.code, k.shelf) = (a.sku_id, a.warehouse_id, a.code, a.shelf)
                     and k.expiry is not distinct from a.expiry
         order by a.n
        """,
        [
            *([getattr(a, n) for a in arrivals] for n in ("sku_id", "warehouse_id", "quantity", "lot")),
            [a.expiry for a in arrivals],
            [a.shelf for a in arrivals],
            clock.now(),
        ],
    )
    return [row[0] for row in found]


def _meet_expected(arrivals: Sequence[Arrival]) -> dict[int | None, int]:
    """Mark expected arrivals as received; how many pieces of each were still open."""
    sums: Counter[int] = Counter()
    for one in arrivals:
        if one.expected_id:
            sums[one.expected_id] += one.quantity
    if not sums:
        return {}
    found = ledger.rows(
        """
        with met as (select * from unnest(%s::bigint[], %s::int[]) as m (id, quantity)),
        old as materialized (
          select e.id, greatest(e.quantity - e.received, 0) as open from inventory_expectedarrival e
           where e.id = any(%s) and e.closed_at is null order by e.id for update
        ), changed as (
          update inventory_expectedarrival e
             set received = e.received + m.quantity,
                 closed_at = case when e.received + m.quantity >= e.quantity then %s::timestamptz end
            from met m where e.id = m.id and e.id in (select id from old)
        )
        select id, open from old
        """,
        [list(sums), list(sums.values()), list(sums), clock.now()],
    )
    return dict(found)


def unreceive(document: str, *, reason: str = "", actor: str) -> None:
    """取消 of an arrival: its pieces leave again. Raises Refused when some have been promised or picked meanwhile."""
    with transaction.atomic():
        moved = ledger.rows(
            """
            select sku_id, warehouse_id, lot_id, sum(on_hand)::int, sum(incoming)::int from inventory_movement
             where document = %s and kind = 'receive' group by sku_id, warehouse_id, lot_id
            having sum(on_hand) > 0 order by sku_id, warehouse_id
            """,
            [document],
        )
        ledger.lock(sku_ids=[row[0] for row in moved])
        _refuse_promised(moved)
        short = ledger.rows(
            """
            with back as (select * from unnest(%s::bigint[], %s::int[]) as b (lot_id, quantity)),
            taken as (
              update inventory_lot l set on_hand = l.on_hand - b.quantity from back b
               where l.id = b.lot_id and l.on_hand - l.pinned >= b.quantity returning l.id
            )
            select lot_id from back where lot_id not in (select id from taken)
            """,
            [[row[2] for row in moved], [row[3] for row in moved]],
        )
        if short:
            raise Refused([Refusal(document, "quantity", _("Pieces of this arrival have already been picked."))])
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.RECEIVE,
                    on_hand=-quantity,
                    incoming=-incoming,
                    reason=reason or _("Reversal"),
                    document=document,
                    lot_id=lot,
                )
                for sku, warehouse, lot, quantity, incoming in moved
            ],
            actor=actor,
        )


def _refuse_promised(moved: Sequence[tuple[int, ...]]) -> None:
    sums: Counter[tuple[int, int]] = Counter()
    for sku, warehouse, _lot, quantity, _incoming in moved:
        sums[sku, warehouse] += quantity
    free = {
        (sku, warehouse): (pieces, code)
        for sku, warehouse, pieces, code in ledger.rows(
            """select s.sku_id, s.warehouse_id, s.free, k.code from inventory_stock s
                 join catalog_sku k on k.id = s.sku_id where s.sku_id = any(%s)""",
            [[sku for sku, _warehouse in sums]],
        )
    }
    refusals = [
        Refusal(
            free[key][1],
            "quantity",
            _("%(code)s: only %(free)d pieces are free; the other pieces of this arrival are promised.")
            % {"code": free[key][1], "free": free[key][0]},
        )
        for key, quantity in sums.items()
        if free[key][0] < quantity
    ]
    if refusals:
        raise Refused(refusals)


def expect(expected: Sequence[Expected], *, document: str, actor: str) -> None:
    """Pieces are on their way (入荷予定): shown beside shortages with their day."""
    _refuse_small(expected)
    if not expected:
        return
    with transaction.atomic():
        ledger.ensure((one.sku_id, one.warehouse_id) for one in expected)
        ledger.execute(
            """
            insert into inventory_expectedarrival (sku_id, warehouse_id, quantity, due_date, document, received)
            select *, %s, 0 from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::date[])
            """,
            [
                document,
                *([getattr(e, n) for e in expected] for n in ("sku_id", "warehouse_id", "quantity", "due_date")),
            ],
        )
        ledger.write(
            [
                ledger.Move(
                    sku_id=one.sku_id,
                    warehouse_id=one.warehouse_id,
                    kind=MovementKind.EXPECT,
                    incoming=one.quantity,
                    document=document,
                )
                for one in expected
            ],
            actor=actor,
        )
        publish(
            [
                ArrivalExpected(
                    subject=f"sku/{one.sku_id}",
                    actor=actor,
                    warehouse_id=one.warehouse_id,
                    quantity=one.quantity,
                    due_date=one.due_date.isoformat() if one.due_date else "",
                )
                for one in expected
            ]
        )


def cancel_expected(ids: Collection[int], *, reason: str = "", actor: str) -> None:
    """What was expected will not come (発注残の打ち切り): the rest is no longer incoming."""
    with transaction.atomic():
        gone = ledger.rows(
            """
            with open as materialized (
              select id, sku_id, warehouse_id, document, quantity - received as rest from inventory_expectedarrival
               where id = any(%s) and closed_at is null order by id for update
            ), closed as (
              update inventory_expectedarrival set closed_at = %s where id in (select id from open)
            )
            select sku_id, warehouse_id, document, rest from open where rest > 0 order by id
            """,
            [list(ids), clock.now()],
        )
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.CANCEL_EXPECTED,
                    incoming=-rest,
                    reason=reason,
                    document=document,
                )
                for sku, warehouse, document, rest in gone
            ],
            actor=actor,
        )


def _refuse_small(items: Sequence[Arrival] | Sequence[Expected]) -> None:
    refusals = [
        Refusal(
            one.sku_id, "quantity", _("The quantity must be 1 or more, not %(quantity)d.") % {"quantity": one.quantity}
        )
        for one in items
        if not 1 <= one.quantity <= 10_000_000
    ]
    if refusals:
        raise Refused(refusals)
