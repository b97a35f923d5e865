"""Orders come in: any number by a constant number of statements, each order exactly once.

An order is the same when channel, its number and destination are the same. What is told again and differs is not
written over: it becomes a difference for a person (telling.py).

The order of locks: stock first (allocation), then the insert, on whose unique key a second import of the same file
waits; it then starts again and finds the orders there. Orders that stood there before are touched last.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.core.events import Event, publish
from akinai.core.japan import prefectures
from akinai.core.outcome import Refusal, Refused
from akinai.customers import queries as customers
from akinai.inventory import actions as inventory
from akinai.orders import rows, rulebook
from akinai.orders.actions import collecting, merging, telling, writing
from akinai.orders.actions.allocating import take_note
from akinai.orders.actions.wholeness import refuse_short
from akinai.orders.draft import Draft, draft, people
from akinai.orders.events import Placed
from akinai.orders.intake import IncomingOrder, sift
from akinai.orders.rulebook import Rulebook
from akinai.orders.screening import Case, Finding, screen
from akinai.payments import actions as payments

TRIES = 5  # against other imports of the same orders at the same time; the second try finds them there


@dataclass
class PlaceResult:
    """Order ids: placed now, known and unchanged, known and changed; and refusals, keyed (number, destination)."""

    placed: list[int] = field(default_factory=list)
    duplicates: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    payments: dict[str, int] = field(default_factory=dict)  # payment id by document ("order/12"), where we collect

    def __add__(self, other: "PlaceResult") -> "PlaceResult":
        return PlaceResult(
            self.placed + other.placed,
            self.duplicates + other.duplicates,
            self.changed + other.changed,
            self.refused + other.refused,
            self.payments | other.payments,
        )


@dataclass(frozen=True)
class Whole:
    """All of the orders or none, every piece promised: how our own shop sells. `ahead`: pieces by SKU that may be sold
    before they are there.
    """

    ahead: Mapping[int, int] = field(default_factory=dict)


def place_orders(orders: Sequence[IncomingOrder], *, whole: Whole | None = None, actor: str) -> PlaceResult:
    """Take orders in: look up, screen, allocate, store. Give batches of some hundreds; each is one transaction.

    Orders that cannot be are refused with a sentence, the others are done. Channels in 取込のみ get their orders stored
    and nothing else. The same order told twice is one order; see `PlaceResult`.

    With `whole` it raises instead and nothing is placed: Short (naming every SKU that lacks pieces), Refused.
    """
    good, refused = sift(orders)
    if whole and refused:
        raise Refused(refused)
    first: dict[tuple[str, str, str], IncomingOrder] = {}
    again: list[IncomingOrder] = []
    for order in good:
        if order.key in first:
            again.append(order)
        else:
            first[order.key] = order
    result = PlaceResult(refused=refused)
    if first:
        # Sorted, so that two imports of one file wait for each other in the same order.
        result += _once(sorted(first.values(), key=lambda order: order.key), whole, actor=actor)
    return result + place_orders(again, whole=whole, actor=actor) if again else result


def _once(orders: list[IncomingOrder], whole: Whole | None, *, actor: str) -> PlaceResult:
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            with transaction.atomic():
                return _place(orders, whole, actor)
        except rows.AlreadyThere:
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _place(orders: list[IncomingOrder], whole: Whole | None, actor: str) -> PlaceResult:
    where = {
        prefectures.canonical((order.recipient if order.recipient.name else order.buyer).prefecture) for order in orders
    }
    book = rulebook.load(
        codes={order.channel_code for order in orders},
        prefectures=prefectures.NAMES if "" in where else where,
        mails=["orders.received"],
    )
    result = PlaceResult(refused=[_no_channel(order) for order in orders if order.channel_code not in book.by_code])
    orders = [order for order in orders if order.channel_code in book.by_code]
    known = telling.find(orders, book)
    new = [order for order in orders if order.key not in known]
    if new:
        result.placed, result.payments = _write(new, book, whole, actor)
    told = telling.tell([(known[order.key], order) for order in orders if order.key in known], book, actor=actor)
    result.duplicates, result.changed = told.duplicates, told.changed
    return result


def _no_channel(order: IncomingOrder) -> Refusal:
    sentence = _("There is no sales channel “%(code)s”.") % {"code": order.channel_code}
    return Refusal((order.channel_number, order.destination), "channel_code", sentence)


def _write(
    orders: list[IncomingOrder], book: Rulebook, whole: Whole | None, actor: str
) -> tuple[list[int], dict[str, int]]:
    drafts = _drafts(orders, book)
    reserved = rows.reserve(
        len(drafts), sum(len(one.lines) for one in drafts), [one.recipient_key for one in drafts if one.recipient_key]
    )
    line_ids = iter(reserved.line_ids)
    for one, order_id in zip(drafts, reserved.order_ids, strict=True):
        one.id, one.number = order_id, rows.number_of(order_id)
        for line in one.lines:
            line.id = next(line_ids)
    found = _screen(drafts, book)
    flagged = merging.gate_new(drafts, reserved.partners, book)
    others = _allocate(drafts, book, whole, actor)
    rows.insert_orders(drafts)
    rows.insert_lines([(one.id, line) for one in drafts for line in one.lines])
    rows.insert_holds([(one.id, finding) for one in drafts for finding in found[one.id]], book.now)
    events: list[Event] = [_placed(one, found[one.id], book, actor) for one in drafts]
    events += take_note(others, actor=actor)
    events += merging.flag(flagged, actor=actor)
    publish(events)
    asked = payments.request(collecting.payments_of(drafts, book), actor=actor)
    writing.queue_received([one for one in drafts if _wants_receipt(one, book)], book, actor=actor)
    return [one.id for one in drafts], asked


def _drafts(orders: list[IncomingOrder], book: Rulebook) -> list[Draft]:
    codes = {line.sku_code for order in orders for line in order.lines if line.sku_id is None and line.sku_code}
    ids = {line.sku_id for order in orders for line in order.lines if line.sku_id is not None}
    skus = catalog.skus_by_code(codes) if codes else {}
    by_id = catalog.skus(ids) if ids else {}
    return [draft(order, book.by_code[order.channel_code], book, skus, by_id) for order in orders]


def _screen(drafts: list[Draft], book: Rulebook) -> dict[int, list[Finding]]:
    """What the rules find, by order; counts what stops them. Cancelled and not yet live orders are passed over."""
    found: dict[int, list[Finding]] = {one.id: [] for one in drafts}
    alive = [one for one in drafts if book.channels[one.channel_id].live]
    marks = customers.marked([person for one in alive for person in people(one)]) if alive else []
    for at, one in enumerate(alive):
        one.screened = True
        if one.cancelled:
            continue
        found[one.id] = screen(
            Case(
                one,
                one.lines,
                book.channels[one.channel_id],
                book,
                marked=list(dict.fromkeys(marks[2 * at] + marks[2 * at + 1])),
                warnings=one.warnings,
                told=one.told,
                reachable=one.reachable,
                earliest_arrival=one.earliest_arrival,
            )
        )
        one.open_holds = sum(finding.stops for finding in found[one.id])
    return found


def _allocate(drafts: list[Draft], book: Rulebook, whole: Whole | None, actor: str) -> list[inventory.Allocation]:
    """Promise pieces to the new orders; what older orders got meanwhile is returned."""
    demands: list[inventory.NewDemand] = []
    by_document: dict[str, Draft] = {}
    for one in drafts:
        if one.screened and not one.cancelled:
            by_document[f"order/{one.id}"] = one
            demands += demands_of(one, min(one.ordered_at, book.now))
            one.unallocated = unknown_pieces(one.lines)
    for demand in demands:
        by_document[demand.document].unallocated += demand.wanted
    inventory.add_demands(demands, actor=actor)
    others = []
    allocations = inventory.allocate({demand.sku_id for demand in demands}, actor=actor)
    if whole:
        refuse_short(drafts, allocations, whole.ahead)
    for given in allocations:
        if (own := by_document.get(given.document)) is not None:
            own.unallocated -= given.quantity
        else:
            others.append(given)
    return others


def demands_of(order: Draft, requested_at: dt.datetime) -> list[inventory.NewDemand]:
    """What an order wants from stock: its SKUs, bundles and cases taken apart."""
    document = f"order/{order.id}"
    found = []
    for line in order.lines:
        if line.sku is None or not line.ships:
            continue
        for sku_id, pieces in line.sku.parts or ((line.sku.id, 1),):
            found.append(
                inventory.NewDemand(
                    document=document,
                    line=line.id,
                    sku_id=sku_id,
                    warehouse_id=order.warehouse_id,
                    wanted=line.quantity * pieces,
                    requested_at=requested_at,
                )
            )
    return found


def unknown_pieces(lines: Sequence[Any]) -> int:
    """Pieces of lines whose SKU nobody knows: wanted from stock, though nobody can say of what."""
    return sum(line.quantity - line.cancelled for line in lines if line.sku_id is None and line.ships)


def _placed(one: Draft, found: list[Finding], book: Rulebook, actor: str) -> Placed:
    return Placed(
        subject=f"order/{one.id}",
        actor=actor,
        number=one.number,
        channel=book.channels[one.channel_id].code,
        lines=len(one.lines),
        pieces=one.pieces,
        total=one.total,
        holds=[finding.reason for finding in found],
    )


def _wants_receipt(one: Draft, book: Rulebook) -> bool:
    return one.screened and not one.cancelled and not one.paying and "received" in book.channels[one.channel_id].mails
