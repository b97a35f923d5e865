"""A file of orders as rows: tables, JSON, or Yahoo's two files joined; then the rows of one order together.

Nothing in here fails for one bad row: what can't be read is in `refused` with a sentence.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.files import cells as cells_of
from akinai.channels.files.layout import Layout, Source
from akinai.core.tables import Table, Unreadable, read_table

Key = tuple[str, ...]


@dataclass(slots=True)
class Record:
    """One row: its number as a spreadsheet shows it (`line_number` in the second file), and its cells."""

    number: int
    cells: dict[str, str]
    line_number: int = 0


@dataclass(slots=True)
class Problem:
    """Something wrong with a row: the column's name and a sentence."""

    row: int
    field: str
    message: str


@dataclass(slots=True)
class Group:
    """The rows of one order, and what is wrong with them already."""

    key: Key
    records: list[Record]
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A file: headers, rows, rows that can't be read (with the cells that were found), warnings."""

    headers: list[str]
    records: list[Record]
    refused: list[tuple[Problem, dict[str, str]]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def looks_like_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(data: bytes, name: str, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """The rows of a table or of Akinai's JSON. Raises Unreadable with a sentence."""
    if looks_like_json(data):
        return _from_json(data)
    try:
        table = read_table(data, name, delimiter=delimiter or None, encoding=encoding or None)
    except Unreadable:
        if not encoding:
            raise
        # The layout names an encoding, but the file was saved in another: what it is can be found out.
        table = read_table(data, name, delimiter=delimiter or None)
    return _from_table(table, encoding)


def _from_table(table: Table, wanted: str) -> Sheet:
    sheet = Sheet(table.headers, [Record(row.number, row.cells, row.number) for row in table.rows])
    sheet.warnings += table.warnings
    if wanted and table.encoding not in (wanted, "xlsx", "ascii"):
        words = _("The file is written in %(found)s, not in %(wanted)s as usual here. It was read all the same.")
        sheet.warnings.append(words % {"found": table.encoding, "wanted": wanted})
    for refusal in table.refused:
        number = int(str(refusal.key))
        found = dict(zip(table.headers, table.broken.get(number, ()), strict=False))
        sheet.refused.append((Problem(number, refusal.field, refusal.message), found))
    return sheet


# --- Akinai's JSON ------------------------------------------------------------------------------------------


def _from_json(data: bytes) -> Sheet:
    """{"orders": [{…, "lines": [{…}]}]}: one row per line, counted from 1; a person's object is flattened by "."."""
    try:
        plain = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(_("A JSON file must be written in UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("The JSON can't be read: %(error)s") % {"error": str(error)[:200]}) from None
    orders = plain.get("orders") if isinstance(plain, dict) else plain
    if not isinstance(orders, list):
        raise Unreadable(_("The JSON has no list of “orders”."))
    if not orders:
        raise Unreadable(_("The file is empty."))
    sheet = Sheet([], [])
    number = 0
    for order in orders:
        number = _rows_of(order, number, sheet)
    sheet.headers = list(dict.fromkeys(name for record in sheet.records for name in record.cells))
    return sheet


def _rows_of(order: Any, number: int, sheet: Sheet) -> int:
    lines = order.get("lines") if isinstance(order, dict) else None
    if not isinstance(order, dict) or not isinstance(lines, list) or not lines:
        number += 1
        found = _flat(order) if isinstance(order, dict) else {}
        sheet.refused.append((Problem(number, "lines", _("The order has no lines.")), found))
        return number
    head = _flat({name: value for name, value in order.items() if name != "lines"})
    for line in lines:
        number += 1
        cells = _flat(line) if isinstance(line, dict) else {}
        # A line's name is the product's, not the recipient's.
        if "name" in cells:
            cells["product_name"] = cells.pop("name")
        sheet.records.append(Record(number, {**head, **cells}, number))
    return number


def _flat(plain: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in plain.items():
        if isinstance(value, dict) and depth < 3:
            cells |= _flat(value, f"{before}{name}_", depth + 1)
        elif value is None:
            cells[before + name] = ""
        elif isinstance(value, bool):
            cells[before + name] = "1" if value else "0"
        else:
            cells[before + name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cells


# --- two files joined ---------------------------------------------------------------------------------------


def joined(orders: Sheet, items: Sheet, by: str) -> Sheet:
    """Every item with the cells of its order. Items without an order and orders without items are refused."""
    if by not in items.headers:
        raise Unreadable(_("The item file has no column “%(column)s”.") % {"column": by})
    sheet = Sheet([*orders.headers, *(name for name in items.headers if name not in orders.headers)], [])
    sheet.refused = [*orders.refused, *items.refused]
    sheet.warnings = [*orders.warnings, *items.warnings]
    of_order: dict[str, list[Record]] = defaultdict(list)
    for item in items.records:
        of_order[item.cells.get(by, "").strip()].append(item)
    for order in orders.records:
        number = order.cells.get(by, "").strip()
        mine = of_order.pop(number, [])
        if not mine:
            words = _("The item file has no line of order %(number)s.")
            sheet.refused.append((Problem(order.number, by, words % {"number": number}), order.cells))
        for item in mine:
            sheet.records.append(Record(order.number, {**item.cells, **order.cells}, item.number))
    for number, rest in of_order.items():
        words = _("The order file has no order %(number)s.") % {"number": number}
        sheet.refused += [(Problem(item.number, by, words), item.cells) for item in rest]
    return sheet


# --- the rows of one order ----------------------------------------------------------------------------------


def grouped(sheet: Sheet, layout: Layout) -> list[Group]:
    """The orders of a file in the order they begin in. A row that can't be read spoils the order it belongs to."""
    sources = [layout.order[name] for name in layout.key]
    groups: dict[Key, Group] = {}
    for record in sheet.records:
        key = tuple(joined_text(source, record.cells) for source in sources)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(key, [])
        group.records.append(record)
    for problem, cells in sheet.refused:
        key = tuple(joined_text(source, cells) for source in sources)
        if not key[0]:
            key = ("", *(str(part) for part in (problem.row, problem.message)))
        group = groups.setdefault(key, Group(key, []))
        group.problems.append(problem)
        if cells:
            group.records.append(Record(problem.row, cells, problem.row))
    return list(groups.values())


def joined_text(source: Source, cells: dict[str, str]) -> str:
    """The text of a source in a row, before anything is read out of it."""
    if source.const is not None and not source.columns:
        return source.const
    found = [cell for column in source.columns if (cell := cells.get(column, "").strip())]
    if source.unknown:
        found = [cell for cell in found if cell not in source.unknown]
    if source.take == "first":
        return found[0] if found else ""
    return source.join.join(found)


def too_long(records: Iterable[Record]) -> list[Problem]:
    """Cells that no order has."""
    return [
        Problem(
            record.line_number,
            column,
            _("The cell has %(letters)s letters; at most %(most)s are taken in. Shorten it.")
            % {"letters": f"{len(cell):,}", "most": f"{cells_of.MOST_CELL:,}"},
        )
        for record in records
        for column, cell in record.cells.items()
        if len(cell) > cells_of.MOST_CELL
    ]


def repeated(records: Sequence[Record]) -> list[int]:
    """Numbers of the rows that say exactly what an earlier row of the order says."""
    seen: set[tuple[str, ...]] = set()
    again = []
    for record in records:
        cells = tuple(record.cells.values())
        if cells in seen:
            again.append(record.line_number)
        seen.add(cells)
    return again
