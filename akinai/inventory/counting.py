"""A file of stock (`code,quantity`, optionally warehouse, lot, expiry, shelf): what it would change, then the change.

The quantity is what is really there. Several rows of one code (its lots) add up. A row without lot, expiry and shelf
speaks of the SKU as a whole.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.core import tables
from akinai.core.outcome import Refusal
from akinai.inventory import actions, queries
from akinai.inventory.models import Lot, Stock, Warehouse

NAMES = {
    "code": ("code", "商品コード", "SKUコード", "SKU code"),
    "quantity": ("quantity", "数量", "在庫数", "実在庫", "Quantity"),
    "warehouse": ("warehouse", "倉庫", "倉庫コード", "Warehouse"),
    "lot": ("lot", "ロット", "Lot"),
    "expiry": ("expiry", "消費期限", "賞味期限", "Expiry date"),
    "shelf": ("shelf", "棚", "棚番", "Shelf"),
}

# Columns of our own stock list that a file may keep; they say nothing to the count.
TOLD = {"name", "allocated", "blocked", "incoming", "free"}


@dataclass(frozen=True)
class Change:
    """One row that changes stock: pieces before and after, of the SKU in the warehouse or of the lot it names."""

    row: int
    code: str
    name: str
    warehouse: str
    lot: str
    before: int
    after: int
    adjustment: actions.Adjustment


@dataclass
class StockPlan:
    """What a file would do: changes, rows that change nothing, and rows that cannot go in."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Count:
    row: int
    sku: catalog.SkuFacts
    warehouse: Warehouse
    quantity: int
    lot: str
    expiry: dt.date | None
    shelf: str

    @property
    def of_a_lot(self) -> bool:
        return bool(self.lot or self.expiry or self.shelf)


def plan(data: bytes, name: str) -> StockPlan:
    """Read a file of stock and say what it would change. Raises tables.Unreadable when it cannot be read at all."""
    table = tables.read_table(data, name)
    columns = _columns(table.headers)
    found = StockPlan(refused=list(table.refused), warnings=[str(one) for one in table.warnings])
    found.warnings += [
        _("The column “%(column)s” is not known and was left out.") % {"column": header}
        for header in table.headers
        if header and header not in columns.values() and header not in TOLD
    ]
    counts = _read(table.rows, columns, found)
    _compare(counts, found)
    found.refused.sort(key=lambda refusal: int(str(refusal.key)))
    return found


def apply(data: bytes, name: str, *, reason: str = "", actor: str) -> StockPlan:
    """Do what `plan` says. Rows refused on the way (promised pieces) are added to its refusals."""
    planned = plan(data, name)
    outcome = actions.adjust(
        [change.adjustment for change in planned.changes],
        reason=reason or _("Stock file %(name)s") % {"name": name},
        actor=actor,
    )
    rows = {change.adjustment.sku_id: change.row for change in planned.changes}
    refused = {refusal.key for refusal in outcome.refused}
    planned.changes = [change for change in planned.changes if change.adjustment.sku_id not in refused]
    planned.refused += [Refusal(rows[int(str(r.key))], r.field, r.message) for r in outcome.refused]
    return planned


def stock_file() -> bytes:
    """Every stock with its counters as CSV, in the form that `plan` reads."""
    headers = ["code", "name", "warehouse", "quantity", "allocated", "blocked", "incoming", "free"]
    rows = [
        [s.sku.code, s.sku.name, s.warehouse.code, *map(str, (s.on_hand, s.allocated, s.blocked, s.incoming, s.free))]
        for s in queries.stocks().iterator()
    ]
    return tables.write_csv(headers, rows)


def _columns(headers: Sequence[str]) -> dict[str, str]:
    columns = {
        field_name: header
        for field_name, names in NAMES.items()
        for header in headers
        if header.strip().casefold() in {n.casefold() for n in names}
    }
    missing = [name for name in ("code", "quantity") if name not in columns]
    if missing:
        raise tables.Unreadable(
            _("The file lacks the column “%(column)s”. It has: %(known)s.")
            % {"column": missing[0], "known": ", ".join(headers)}
        )
    return columns


def _read(rows: Sequence[tables.Row], columns: dict[str, str], found: StockPlan) -> list[_Count]:
    skus = catalog.skus_by_code([row.get(columns["code"], "") for row in rows])
    warehouses = {w.code: w for w in Warehouse.objects.order_by("-position", "-code")}
    usual = list(warehouses.values())[-1] if warehouses else None
    seen: dict[tuple[object, ...], int] = {}
    counts: list[_Count] = []
    for row in rows:
        problem = _count(row, columns, skus, warehouses, usual)
        if isinstance(problem, Refusal):
            found.refused.append(problem)
            continue
        key = (problem.sku.id, problem.warehouse.id, problem.lot, problem.expiry, problem.shelf)
        if key in seen:
            message = _("The same code, warehouse and lot stand in row %(row)d already.") % {"row": seen[key]}
            found.refused.append(Refusal(row.number, "code", message))
            continue
        seen[key] = row.number
        counts.append(problem)
    return counts


def _count(
    row: tables.Row,
    columns: dict[str, str],
    skus: dict[str, catalog.SkuFacts],
    warehouses: dict[str, Warehouse],
    usual: Warehouse | None,
) -> "_Count | Refusal":
    def cell(name: str) -> str:
        return row.get(columns.get(name, ""), "").strip()

    sku = skus.get(catalog.code_key(cell("code")))
    if sku is None:
        return Refusal(row.number, "code", _("There is no SKU with the code “%(code)s”.") % {"code": cell("code")})
    if sku.parts:
        message = _("%(code)s is a bundle or case: it has no stock of its own; count its parts.") % {"code": sku.code}
        return Refusal(row.number, "code", message)
    warehouse = warehouses.get(cell("warehouse")) if cell("warehouse") else usual
    if warehouse is None:
        message = _("There is no warehouse with the code “%(code)s”.") % {"code": cell("warehouse")}
        return Refusal(row.number, "warehouse", message)
    try:
        quantity = tables.integer(cell("quantity"), least=0, most=10_000_000)
    except tables.BadCell as bad:
        return Refusal(row.number, "quantity", str(bad))
    try:
        expiry = tables.day(cell("expiry")) if cell("expiry") else None
    except tables.BadCell as bad:
        return Refusal(row.number, "expiry", str(bad))
    return _Count(row.number, sku, warehouse, quantity, cell("lot"), expiry, cell("shelf"))


def _compare(counts: Sequence[_Count], found: StockPlan) -> None:
    ids = {count.sku.id for count in counts}
    stocks = {(s.sku_id, s.warehouse_id): s.on_hand for s in Stock.objects.filter(sku_id__in=ids)}
    lots = {
        (lot.sku_id, lot.warehouse_id, lot.code, lot.expiry, lot.shelf): lot
        for lot in Lot.objects.filter(sku_id__in=ids)
    }
    for count in counts:
        place = (count.sku.id, count.warehouse.id)
        shelf = count.shelf or count.sku.shelf
        lot = lots.get((*place, count.lot, count.expiry, shelf)) if count.of_a_lot else None
        before = (lot.on_hand if lot else 0) if count.of_a_lot else stocks.get(place, 0)
        if before == count.quantity:
            found.unchanged += 1
            continue
        adjustment = actions.Adjustment(
            sku_id=place[0],
            warehouse_id=place[1],
            on_hand=None if count.of_a_lot else count.quantity,
            difference=count.quantity - before if count.of_a_lot else None,
            lot_id=lot.id if lot else None,
            lot=count.lot,
            expiry=count.expiry,
            shelf=count.shelf,
        )
        found.changes.append(
            Change(
                count.row,
                count.sku.code,
                count.sku.name,
                count.warehouse.name,
                count.lot,
                before,
                count.quantity,
                adjustment,
            )
        )
