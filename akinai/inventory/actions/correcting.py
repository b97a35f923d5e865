"""Counts that turn out otherwise, pieces that come back, pieces that must not be sold, moves between warehouses."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.inventory import ledger
from akinai.inventory.actions.receiving import Arrival, grown, into_lots
from akinai.inventory.events import StockCorrected, WarehouseSaved
from akinai.inventory.models import MovementKind, Warehouse


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """What is really there: a new count (`on_hand`) or a difference. With a lot, only that lot is meant."""

    sku_id: int
    warehouse_id: int
    on_hand: int | None = None
    difference: int | None = None
    lot_id: int | None = None
    lot: str = ""
    expiry: dt.date | None = None
    shelf: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnedPieces:
    """Pieces a buyer sent back: good ones can be sold again (良品), bad ones are blocked with the reason (不良品)."""

    sku_id: int
    warehouse_id: int
    quantity: int
    good: bool
    reason: str
    document: str = ""  # "" = that of the whole batch


def adjust(adjustments: Sequence[Adjustment], *, reason: str, document: str = "", actor: str) -> Outcome:
    """Set counters to what is really there. Done: the SKU ids. Constant statements.

    A count below what is allocated or blocked is refused: `make_room` first, or release the orders.
    """
    outcome = Outcome()
    if not adjustments:
        return outcome
    with transaction.atomic():
        ledger.ensure((one.sku_id, one.warehouse_id) for one in adjustments)
        ledger.lock(sku_ids={one.sku_id for one in adjustments})
        state = _state(adjustments)
        more: list[Arrival] = []
        fewer: list[tuple[Adjustment, int]] = []
        for one in adjustments:
            difference = _difference(one, state, outcome)
            if difference > 0:
                more.append(_arrival(one, difference))
            elif difference < 0:
                fewer.append((one, -difference))
            if difference or one.sku_id not in (r.key for r in outcome.refused):
                outcome.done.append(one.sku_id)
        moves = _lot_moves(more, fewer)
        ledger.write([_adjusting(move, reason, document) for move in moves], actor=actor)
        sums: Counter[tuple[int, int]] = Counter()
        for sku, warehouse, _lot, quantity in moves:
            sums[sku, warehouse] += quantity
        publish(
            [
                StockCorrected(
                    subject=f"sku/{sku}", actor=actor, warehouse_id=warehouse, quantity=quantity, reason=reason
                )
                for (sku, warehouse), quantity in sums.items()
            ]
        )
        publish(grown(Counter(), more, "adjust", actor))
    return outcome


def _adjusting(move: tuple[int, int, int, int], reason: str, document: str) -> ledger.Move:
    sku, warehouse, lot, quantity = move
    return ledger.Move(
        sku_id=sku,
        warehouse_id=warehouse,
        kind=MovementKind.ADJUST,
        on_hand=quantity,
        reason=reason,
        document=document,
        lot_id=lot,
    )


def _arrival(one: Adjustment, quantity: int) -> Arrival:
    return Arrival(
        sku_id=one.sku_id,
        warehouse_id=one.warehouse_id,
        quantity=quantity,
        lot=one.lot,
        expiry=one.expiry,
        shelf=one.shelf,
    )


def _state(adjustments: Sequence[Adjustment]) -> dict[tuple[int, int], dict[str, Any]]:
    found = ledger.rows(
        """
        select s.sku_id, s.warehouse_id, k.code, s.on_hand, s.allocated, s.blocked from inventory_stock s
          join catalog_sku k on k.id = s.sku_id
          join unnest(%s::bigint[], %s::bigint[]) as a (sku_id, warehouse_id) using (sku_id, warehouse_id)
        """,
        [[one.sku_id for one in adjustments], [one.warehouse_id for one in adjustments]],
    )
    names = ("code", "on_hand", "allocated", "blocked")
    return {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in found}


def _difference(one: Adjustment, state: dict[tuple[int, int], dict[str, Any]], outcome: Outcome) -> int:
    """The pieces to add (or, negative, to take away); 0 with a refusal when that cannot be."""
    stock = state[one.sku_id, one.warehouse_id]
    target = one.on_hand if one.on_hand is not None else stock["on_hand"] + (one.difference or 0)
    words = {"code": stock["code"], "target": target, "allocated": stock["allocated"], "blocked": stock["blocked"]}
    if not 0 <= target <= 100_000_000:
        message = _("%(code)s: a stock of %(target)d pieces is not possible.") % words
    elif target < stock["allocated"] + stock["blocked"]:
        message = (
            _(
                "%(code)s: %(target)d pieces would be fewer than are promised to orders (%(allocated)d) "
                "and blocked (%(blocked)d). Release them first."
            )
            % words
        )
    else:
        difference: int = target - stock["on_hand"]
        stock["on_hand"] = target
        return difference
    outcome.refused.append(Refusal(one.sku_id, "quantity", message))
    return 0


def _lot_moves(more: Sequence[Arrival], fewer: Sequence[tuple[Adjustment, int]]) -> list[tuple[int, int, int, int]]:
    """Put what was found into lots and take what is missing from lots: (SKU, warehouse, lot, pieces)."""
    moves = (
        [(a.sku_id, a.warehouse_id, lot, a.quantity) for a, lot in zip(more, into_lots(more), strict=True)]
        if more
        else []
    )
    if not fewer:
        return moves
    missing: Counter[tuple[int, int]] = Counter()
    chosen: dict[tuple[int, int], int | None] = {}
    for one, count in fewer:
        missing[one.sku_id, one.warehouse_id] += count
        chosen.setdefault((one.sku_id, one.warehouse_id), one.lot_id)
    taken = ledger.rows(
        """
        with missing as (
          select * from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[])
                     as m (sku_id, warehouse_id, quantity, lot_id)
        ), shelf as (
          select l.id, l.sku_id, l.warehouse_id, l.on_hand - l.pinned as room, m.quantity as missing,
                 sum(l.on_hand - l.pinned) over (partition by l.sku_id, l.warehouse_id
                     order by (l.id = m.lot_id) is true desc, l.expiry nulls last, l.received_at, l.id) as upto
            from inventory_lot l join missing m using (sku_id, warehouse_id)
           where l.on_hand > l.pinned
        ), part as (
          select *, least(room, missing - (upto - room))::int as quantity from shelf where upto - room < missing
        ), changed as (
          update inventory_lot l set on_hand = l.on_hand - p.quantity from part p where l.id = p.id
        )
        select sku_id, warehouse_id, id, -quantity from part order by id
        """,
        [[sku for sku, _w in missing], [w for _sku, w in missing], list(missing.values()), list(chosen.values())],
    )
    if -sum(row[3] for row in taken) < sum(missing.values()):
        raise Refused(
            [
                Refusal(sku, "quantity", _("Pieces of this SKU are being picked; finish or withdraw them first."))
                for sku, _warehouse in missing
            ]
        )
    return [*moves, *((row[0], row[1], row[2], row[3]) for row in taken)]


def accept_return(pieces: Sequence[ReturnedPieces], *, document: str = "", actor: str) -> None:
    """Pieces come back: good ones are free again, bad ones blocked with their reason."""
    if not pieces:
        return
    arrivals = [Arrival(sku_id=p.sku_id, warehouse_id=p.warehouse_id, quantity=p.quantity) for p in pieces]
    with transaction.atomic():
        ledger.ensure((one.sku_id, one.warehouse_id) for one in pieces)
        lots = into_lots(arrivals)
        ledger.write(
            [
                ledger.Move(
                    sku_id=one.sku_id,
                    warehouse_id=one.warehouse_id,
                    kind=MovementKind.RETURN,
                    on_hand=one.quantity,
                    blocked=0 if one.good else one.quantity,
                    reason=one.reason,
                    document=one.document or document,
                    lot_id=lot,
                )
                for one, lot in zip(pieces, lots, strict=True)
            ],
            actor=actor,
        )
        bad = [p for p in pieces if not p.good]
        ledger.note_blocked([(p.sku_id, p.warehouse_id, p.document or document, p.reason, p.quantity) for p in bad])
        good = [a for a, p in zip(arrivals, pieces, strict=True) if p.good]
        publish(grown(Counter(), good, "return", actor))


def block(pieces: Sequence[tuple[int, int, int]], *, reason: str, document: str = "", actor: str) -> None:
    """Free pieces (SKU, warehouse, how many) must not be sold: damaged, to be looked at, kept for something.

    Raises django.db.IntegrityError when fewer are free.
    """
    with transaction.atomic():
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.BLOCK,
                    blocked=quantity,
                    reason=reason,
                    document=document,
                )
                for sku, warehouse, quantity in pieces
            ],
            actor=actor,
        )
        ledger.note_blocked([(sku, warehouse, document, reason, quantity) for sku, warehouse, quantity in pieces])


def clear_blocked(ids: Collection[int], *, discard: bool, reason: str, actor: str) -> None:
    """What becomes of blocked pieces: sellable again, or thrown away (`discard`: they leave the stock)."""
    with transaction.atomic():
        cleared = ledger.rows(
            """
            update inventory_blockedpieces set cleared_at = %s where id = any(%s) and cleared_at is null
            returning sku_id, warehouse_id, document, quantity
            """,
            [clock.now(), list(ids)],
        )
        ledger.lock(sku_ids={row[0] for row in cleared})
        thrown = [(Adjustment(sku_id=sku, warehouse_id=warehouse), count) for sku, warehouse, _d, count in cleared]
        if discard:
            _lot_moves([], thrown)
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.UNBLOCK,
                    blocked=-quantity,
                    on_hand=-quantity if discard else 0,
                    reason=reason,
                    document=document,
                )
                for sku, warehouse, document, quantity in sorted(cleared)
            ],
            actor=actor,
        )
        if not discard:
            back = [Arrival(sku_id=s, warehouse_id=w, quantity=q) for s, w, _d, q in cleared]
            publish(grown(Counter(), back, "unblock", actor))


def transfer(
    pieces: Sequence[tuple[int, int]], *, from_warehouse_id: int, to_warehouse_id: int, document: str, actor: str
) -> None:
    """Free pieces (SKU, how many) move to another warehouse by one document.

    Raises django.db.IntegrityError when fewer are free, Refused when they are being picked.
    """
    with transaction.atomic():
        ledger.ensure((sku, to_warehouse_id) for sku, _count in pieces)
        ledger.lock(sku_ids={sku for sku, _count in pieces})
        away = [(Adjustment(sku_id=sku, warehouse_id=from_warehouse_id), count) for sku, count in pieces]
        arrivals = [Arrival(sku_id=sku, warehouse_id=to_warehouse_id, quantity=count) for sku, count in pieces]
        moves = _lot_moves(arrivals, away)
        ledger.write(
            [
                ledger.Move(
                    sku_id=sku,
                    warehouse_id=warehouse,
                    kind=MovementKind.TRANSFER,
                    on_hand=quantity,
                    document=document,
                    lot_id=lot,
                )
                for sku, warehouse, lot, quantity in moves
            ],
            actor=actor,
        )
        publish(grown(Counter(), arrivals, "transfer", actor))


def save_warehouse(warehouse: Warehouse, *, actor: str) -> Warehouse:
    """Add or change a warehouse."""
    with transaction.atomic():
        warehouse.save()
        publish([WarehouseSaved(subject=f"warehouse/{warehouse.id}", actor=actor, code=warehouse.code)])
    return warehouse
