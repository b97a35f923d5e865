"""Stock for programs."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.catalog import queries as catalog
from akinai.core import api, clock
from akinai.core.api.paging import Page
from akinai.core.api.shapes import Answered
from akinai.core.outcome import Outcome, Refusal
from akinai.inventory import actions, queries
from akinai.inventory.models import Movement

router = api.Router(tags=["Stock"])
Line = TypeVar("Line", "Counted", "Arrived")
MOST_PIECES = 10_000_000


class StockShown(api.Shown):
    """The counters of a SKU in a warehouse: free = on hand − allocated − blocked."""

    id: int
    sku: str
    warehouse: str
    on_hand: int
    allocated: int
    blocked: int
    incoming: int
    free: int


class StockPage(Page):
    """A page of stocks."""

    stocks: list[StockShown]


class StockAsked(api.Paging):
    """Which stocks."""

    sku: list[str] = Field(default_factory=list, max_length=200, description="Codes; may be repeated.")
    warehouse: str = Field("", max_length=100)
    low: bool = Field(False, description="Only those at or below the SKU's limit.")


class PastStock(api.Shown):
    """The counters of a SKU in a warehouse as they were."""

    sku: str
    warehouse: str
    on_hand: int
    allocated: int
    blocked: int
    incoming: int
    free: int


class PastStocks(api.Shown):
    """Stock as of a moment, of the SKUs asked for."""

    moment: AwareDatetime
    stocks: list[PastStock]


class PastAsked(api.Asked):
    """A past moment and SKUs."""

    moment: AwareDatetime
    sku: list[str] = Field(min_length=1, max_length=200, description="Codes; may be repeated.")


class MovementShown(api.Shown):
    """A row of the ledger: what was added to each counter, and what each was afterwards."""

    id: int
    at: AwareDatetime
    sku: str
    warehouse: str
    kind: str
    reason: str
    document: str
    actor: str
    on_hand: int
    allocated: int
    blocked: int
    incoming: int
    on_hand_after: int
    allocated_after: int
    blocked_after: int
    incoming_after: int


class MovementPage(Page):
    """A page of the ledger."""

    movements: list[MovementShown]


class MovementsAsked(api.Paging):
    """The ledger of a SKU, or what a document moved."""

    sku: str = Field("", max_length=100)
    document: str = Field("", max_length=100, description="order/12, shipment/3, arrival/…")
    warehouse: str = Field("", max_length=100)


class Counted(api.Asked):
    """What is really there: a new count, or a difference. With a lot, only that lot is meant."""

    sku: str = Field(max_length=100)
    warehouse: str = Field("", max_length=100, description="Left out: the first warehouse.")
    on_hand: int | None = Field(None, ge=0, le=MOST_PIECES)
    difference: int | None = Field(None, ge=-MOST_PIECES, le=MOST_PIECES)
    lot: str = Field("", max_length=100)
    expiry: dt.date | None = None
    shelf: str = Field("", max_length=50)


class CountsAsked(api.Asked):
    """At most 500 corrections with one reason."""

    adjustments: list[Counted] = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=1, max_length=500)
    document: str = Field("", max_length=100)


class Arrived(api.Asked):
    """Pieces that arrived."""

    sku: str = Field(max_length=100)
    warehouse: str = Field("", max_length=100, description="Left out: the first warehouse.")
    quantity: int = Field(ge=1, le=MOST_PIECES)
    lot: str = Field("", max_length=100)
    expiry: dt.date | None = None
    shelf: str = Field("", max_length=50)
    expected_id: api.Id | None = None


class ArrivalsAsked(api.Asked):
    """At most 500 lines of one delivery."""

    arrivals: list[Arrived] = Field(min_length=1, max_length=500)
    document: str = Field("", max_length=100, description="The number of the delivery note.")
    reason: str = Field("", max_length=500)


class Received(Answered):
    """The document under which the pieces stand in the ledger (its 取消 takes them back), and what was refused."""

    document: str
    done: list[int]
    refused: list[api.Refusal]


@api.read(router, "/stock", "inventory.view")
def stock(request: api.Request, asked: Query[StockAsked]) -> StockPage:
    """List stocks, one row per SKU and warehouse."""
    rows = queries.low_stock() if asked.low else queries.stocks()
    if asked.sku:
        rows = rows.filter(sku__code_key__in=[catalog.code_key(code) for code in asked.sku])
    if asked.warehouse:
        rows = rows.filter(warehouse__code=asked.warehouse)
    found, after = api.page(rows, asked)
    names = ("id", "on_hand", "allocated", "blocked", "incoming", "free")
    shown = [
        StockShown(sku=row.sku.code, warehouse=row.warehouse.code, **{name: getattr(row, name) for name in names})
        for row in found
    ]
    return StockPage(stocks=shown, next=after)


@api.read(router, "/stock/at", "inventory.view")
def stock_at(request: api.Request, asked: Query[PastAsked]) -> PastStocks:
    """Stock as it was at a past moment, from the ledger."""
    known = catalog.skus_by_code(asked.sku)
    codes, houses = {sku.id: sku.code for sku in known.values()}, _warehouse_codes()
    found = queries.stock_at(asked.moment, list(codes))
    stocks = [
        PastStock(
            sku=codes[sku],
            warehouse=houses[warehouse],
            on_hand=was.on_hand,
            allocated=was.allocated,
            blocked=was.blocked,
            incoming=was.incoming,
            free=was.free,
        )
        for (sku, warehouse), was in sorted(found.items())
    ]
    return PastStocks(moment=asked.moment, stocks=stocks)


@api.read(router, "/stock/movements", "inventory.view")
def movements(request: api.Request, asked: Query[MovementsAsked]) -> MovementPage:
    """The ledger of a SKU, or what a document moved."""
    houses = _warehouse_codes()
    if asked.sku:
        sku = catalog.skus_by_code([asked.sku]).get(catalog.code_key(asked.sku))
        if sku is None:
            raise api.not_found(_("There is no SKU with the code “%(code)s”.") % {"code": asked.sku})
        rows = queries.movements(sku.id)
        rows = rows.filter(document=asked.document) if asked.document else rows
    elif asked.document:
        rows = queries.movements_of(asked.document)
    else:
        detail = _("Name a SKU or a document.")
        raise api.Problem(422, "invalid", _("Invalid request"), detail)
    if asked.warehouse:
        rows = rows.filter(warehouse_id__in=[key for key, code in houses.items() if code == asked.warehouse])
    found, after = api.page(rows, asked)
    codes = {key: known.code for key, known in catalog.skus({row.sku_id for row in found}).items()}
    return MovementPage(movements=[_movement(row, codes, houses) for row in found], next=after)


@api.write(router, "/stock/adjust", "inventory.move")
def adjust(request: api.Request, asked: CountsAsked) -> api.Done:
    """Correct stock to what is really there.

    A count below what is allocated or blocked is refused. Keys are SKU codes.
    """
    places, refused = _places(asked.adjustments)
    wanted: list[actions.Adjustment] = []
    for place, one in places:
        if (one.on_hand is None) == (one.difference is None):
            refused.append(Refusal(one.sku, "on_hand", _("Give either on_hand or difference.")))
            continue
        plain = one.model_dump(exclude={"sku", "warehouse"})
        wanted.append(actions.Adjustment(sku_id=place[0], warehouse_id=place[1], **plain))
    codes = {place[0]: one.sku for place, one in places}
    outcome = actions.adjust(wanted, reason=asked.reason, document=asked.document, actor=request.auth.actor)
    told = [Refusal(codes.get(one.key, one.key), one.field, one.message) for one in outcome.refused]  # type: ignore[call-overload]
    return api.done(Outcome([codes[sku] for sku in outcome.done], [*refused, *told]))


@api.write(router, "/stock/receive", "inventory.move")
def receive(request: api.Request, asked: ArrivalsAsked) -> Received:
    """Take in pieces that arrived. Orders that wait for them are served.

    `done` names the places in the list, from 0. Lines without a known SKU or warehouse are refused (by their SKU code).
    """
    places, refused = _places(asked.arrivals)
    arrivals = [
        actions.Arrival(sku_id=sku, warehouse_id=house, **one.model_dump(exclude={"sku", "warehouse"}))
        for (sku, house), one in places
    ]
    document = f"arrival/{asked.document or clock.now().strftime('%Y%m%d-%H%M%S-%f')}"
    actions.receive(arrivals, document=document, reason=asked.reason, actor=request.auth.actor)
    taken = {id(one) for _place, one in places}
    done = [place for place, one in enumerate(asked.arrivals) if id(one) in taken]
    return Received(document=document, done=done, refused=api.refusals(refused))


def _places(lines: Sequence[Line]) -> tuple[list[tuple[tuple[int, int], Line]], list[Refusal]]:
    """SKU and warehouse of each line, and the lines that name none. Three statements."""
    known = catalog.skus_by_code({line.sku for line in lines})
    houses = {house.code: house.id for house in queries.warehouses()}
    first = next(iter(houses.values()), 0)
    found: list[tuple[tuple[int, int], Line]] = []
    refused: list[Refusal] = []
    for line in lines:
        sku = known.get(catalog.code_key(line.sku))
        house = houses.get(line.warehouse) if line.warehouse else first
        if sku is None:
            words = _("There is no SKU with the code “%(code)s”.") % {"code": line.sku}
            refused.append(Refusal(line.sku, "sku", words))
        elif sku.parts:
            words = _("%(code)s is a bundle or case: it has no stock of its own; count its parts.")
            refused.append(Refusal(line.sku, "sku", words % {"code": sku.code}))
        elif not house:
            words = _("There is no warehouse with the code “%(code)s”.") % {"code": line.warehouse}
            refused.append(Refusal(line.sku, "warehouse", words))
        else:
            found.append(((sku.id, house), line))
    return found, refused


def _warehouse_codes() -> dict[int, str]:
    return {house.id: house.code for house in queries.warehouses()}


def _movement(row: Movement, codes: dict[int, str], houses: dict[int, str]) -> MovementShown:
    names = set(MovementShown.model_fields) - {"sku", "warehouse"}
    plain = {name: getattr(row, name) for name in names}
    return MovementShown(sku=codes.get(row.sku_id, ""), warehouse=houses.get(row.warehouse_id, ""), **plain)
