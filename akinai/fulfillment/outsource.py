"""倉庫委託先 (3PL) by files: 出荷指示 out, 実績 in, both by a layout that is data.

A layout names columns and what each holds, so that another warehouse is another row, not other code.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.japan import numbers, text
from akinai.core.tables import BadCell, Row, Unreadable, cells, read_table

# What a column of a 出荷指示 can hold.
INSTRUCTION_SOURCES = (
    *("key", "line", "ship_date", "wished_date", "time_slot", "delivery", "temperature", "name", "company"),
    *("postal_code", "prefecture", "city", "line1", "line2", "phone", "sender_name", "sender_phone"),
    *("code", "jan", "item", "quantity", "lot", "note", "gift", "cod_amount", "cancel"),
)
# What a column of a 実績 can hold; key is required.
RESULT_SOURCES = ("key", "tracking_number", "ship_date", "code", "quantity")
MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsourceLayout:
    """(header, source) pairs in order; an instruction's "=text" is written as it is."""

    name: str
    columns: tuple[tuple[str, str], ...]
    encoding: str = "cp932"
    newline: str = "\r\n"
    header: bool = True
    date_format: str = "%Y/%m/%d"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "OutsourceLayout":
        """Raises Unreadable with a sentence when a setting is missing or unknown."""
        try:
            layout = cls(**{**data, "columns": tuple((header, source) for header, source in data["columns"])})
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(_("The layout is incomplete or has an unknown setting: %s") % error) from None
        known = {"", *INSTRUCTION_SOURCES, *RESULT_SOURCES}
        unknown = [source for _h, source in layout.columns if source not in known and not source.startswith("=")]
        if unknown:
            raise Unreadable(_("The layout is incomplete or has an unknown setting: %s") % "、".join(unknown))
        return layout


INSTRUCTION = OutsourceLayout(
    name="instruction",
    columns=(
        ("出荷番号", "key"),
        ("行", "line"),
        ("出荷予定日", "ship_date"),
        ("配達希望日", "wished_date"),
        ("配達時間帯", "time_slot"),
        ("配送方法", "delivery"),
        ("温度帯", "temperature"),
        ("お届け先名", "name"),
        ("お届け先会社名", "company"),
        ("郵便番号", "postal_code"),
        ("都道府県", "prefecture"),
        ("市区町村", "city"),
        ("住所", "line1"),
        ("建物", "line2"),
        ("電話番号", "phone"),
        ("ご依頼主名", "sender_name"),
        ("ご依頼主電話番号", "sender_phone"),
        ("商品コード", "code"),
        ("JAN", "jan"),
        ("商品名", "item"),
        ("数量", "quantity"),
        ("ロット", "lot"),
        ("代引金額", "cod_amount"),
        ("ギフト", "gift"),
        ("備考", "note"),
        ("取消依頼", "cancel"),
    ),
)
RESULT = OutsourceLayout(
    name="result",
    columns=(
        ("出荷番号", "key"),
        ("送り状番号", "tracking_number"),
        ("出荷日", "ship_date"),
        ("商品コード", "code"),
        ("数量", "quantity"),
    ),
)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """An instruction left out of the file: its key, the field and a sentence."""

    key: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class InstructionFile:
    data: bytes
    rows: int
    keys: list[str]
    problems: list[Unwritten]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a 実績. Without `code` and `quantity` the whole shipment went out as instructed."""

    row: int
    key: str
    tracking_number: str
    ship_date: date | None
    code: str = ""
    quantity: int | None = None
    problem: str | None = None
    warning: str | None = None


def instruction_file(lines: Iterable[Mapping[str, Any]], layout: OutsourceLayout = INSTRUCTION) -> InstructionFile:
    """Return the 出荷指示 for lines (one mapping per SKU of a shipment, by INSTRUCTION_SOURCES).

    A shipment with a character the file can't hold is left out whole and named.
    """
    given = [
        (str(line.get("key", "")), [_cell(line, source, layout) for _h, source in layout.columns]) for line in lines
    ]
    problems = [problem for key, row in given for problem in _unwritable(key, row, layout)]
    bad = {problem.key for problem in problems}
    kept = [(key, row) for key, row in given if key not in bad]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=layout.newline)
    if layout.header:
        writer.writerow([header for header, _s in layout.columns])
    writer.writerows(row for _k, row in kept)
    return InstructionFile(
        out.getvalue().encode(layout.encoding), len(kept), list(dict.fromkeys(key for key, _r in kept)), problems
    )


def _cell(line: Mapping[str, Any], source: str, layout: OutsourceLayout) -> str:
    if source.startswith("="):
        return source[1:]
    value = line.get(source)
    if value is None:
        return ""
    written = value.strftime(layout.date_format) if isinstance(value, date) else str(value)
    return " ".join((text.for_label(written) if layout.encoding == "cp932" else written).split())


def _unwritable(key: str, row: list[str], layout: OutsourceLayout) -> Iterable[Unwritten]:
    for (header, _source), value in zip(layout.columns, row, strict=True):
        odd = [char for char in dict.fromkeys(value) if not _fits(char, layout.encoding)]
        if odd:
            message = _("%(field)s has characters the file can't hold: %(characters)s")
            yield Unwritten(key, header, message % {"field": header, "characters": " ".join(odd)})


def _fits(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def result_rows(data: bytes, layout: OutsourceLayout = RESULT) -> list[ResultRow]:
    """Return the rows of a 実績, each with its problem if it has one; columns are found by header.

    Raises Unreadable with a sentence when the file can't be read or has no column for the key.
    """
    table = read_table(data)
    places = {source: header for header, source in layout.columns if header in table.headers}
    if "key" not in places:
        wanted = next((header for header, source in layout.columns if source == "key"), "key")
        raise Unreadable(_("The file has no column “%s”.") % wanted)
    found = [ResultRow(_number_of(r.key), "", "", None, problem=r.message) for r in table.refused]
    found += [_result(row, places) for row in table.rows]
    found.sort(key=lambda row: row.row)
    return _once(found)


def _number_of(key: object) -> int:
    return key if isinstance(key, int) else 0


def _result(row: Row, places: Mapping[str, str]) -> ResultRow:
    told = {source: row.cells.get(header, "").strip() for source, header in places.items()}
    number = told.get("tracking_number", "")
    finding = numbers.check_tracking(number) if number else None
    problem = finding.message if finding and finding.stop else None
    ship_date, quantity = None, None
    try:
        ship_date = cells.day(told["ship_date"]) if told.get("ship_date") else None
        quantity = cells.integer(told["quantity"], least=0, most=MOST_PIECES) if told.get("quantity") else None
    except BadCell as bad:
        problem = problem or str(bad)
    if not told["key"]:
        problem = _("The shipment number is empty.")
    elif text.looks_like_scientific(told["key"]):
        problem = numbers.excel_damage(told["key"])
    return ResultRow(
        row.number,
        told["key"],
        "" if problem else numbers.plain(number),
        ship_date,
        told.get("code", ""),
        quantity,
        problem,
        finding.message if finding and not finding.stop else None,
    )


def _once(rows: list[ResultRow]) -> list[ResultRow]:
    """Name every row that says the same as one before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    told = []
    for row in rows:
        what = (row.key, row.code, row.tracking_number)
        if row.problem is None and seen[what]:
            row = ResultRow(row.row, row.key, "", row.ship_date, row.code, row.quantity, _("The row stands twice."))
        seen[what] += row.problem is None
        told.append(row)
    return told
