"""Reading a CSV or Excel file into rows under column names."""

import csv
import datetime as dt
import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.japan import text
from akinai.core.outcome import Refusal
from akinai.core.tables.writing import unguarded

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024  # an .xlsx is a zip: what it may grow to
MAX_ROWS = 300_000
MAX_COLUMNS = 1_000
_DELIMITERS = ",\t;|"
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # .xlsx .xlsb .ods, and the old .xls
_NOT_TABLES = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip"}


class Unreadable(ValueError):
    """The file is no table: a sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line under the header. `number` is what a spreadsheet program shows (the header is row 1)."""

    number: int
    cells: dict[str, str]
    numeric: frozenset[str] = frozenset()  # columns that came as a spreadsheet's number, so leading zeros may be gone

    def __getitem__(self, header: str) -> str:
        return self.cells[header]

    def get(self, header: str, default: str = "") -> str:
        return self.cells.get(header, default)


@dataclass(frozen=True, slots=True)
class Table:
    """`headers` as written (trimmed); `encoding`: utf-8, utf-8-sig, utf-16, cp932 or xlsx.

    `broken`: the cells that were found in a refused row, by its number.
    """

    headers: list[str]
    rows: list[Row]
    encoding: str
    delimiter: str
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    broken: dict[int, list[str]] = field(default_factory=dict)


def read_table(data: bytes, name: str = "", *, delimiter: str | None = None, encoding: str | None = None) -> Table:
    """Read a CSV, TSV or Excel file (first sheet). Raises Unreadable with a sentence.

    Encoding and delimiter are found out unless given. Blank lines are left out but counted. The apostrophe that
    `write_csv` puts before a formula-like cell is taken away again.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Unreadable(_("The file is empty."))
    if len(data) > MAX_BYTES:
        words = _("The file is larger than %(mb)d MB. Divide it and import the parts.")
        raise Unreadable(words % {"mb": MAX_BYTES >> 20})
    for mark, kind in _NOT_TABLES.items():
        if data.startswith(mark):
            words = _("The file is a %(kind)s file, not a table. Choose a CSV or Excel file.")
            raise Unreadable(words % {"kind": kind})
    if data.startswith(_EXCEL):
        return _table(_sheet(data), "xlsx", "")
    written, found = _text(data, encoding)
    lines = list(io.StringIO(written, newline=""))
    chosen = delimiter or _delimiter(lines)
    return _table(_records(lines, chosen), found, chosen)


def _text(data: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                _("Line %(line)d can't be read as %(encoding)s.") % {"line": line, "encoding": encoding}
            ) from None
    stray = not data.startswith((b"\xff\xfe", b"\xfe\xff")) and 0 < data.count(0) < len(data) / 20
    try:
        if stray:  # a damaged cell, not UTF-16, in which every comma has a zero byte beside it
            written, found = text.decode(data.replace(b"\0", b"\x1a"))
            return written.replace("\x1a", "\0"), found
        return text.decode(data)
    except text.UnknownEncoding as error:
        raise Unreadable(str(error)) from None


# --- from cells to rows -------------------------------------------------------------------------------------

Record = tuple[int, list[str], frozenset[int], str]  # row number, cells, places of spreadsheet numbers, problem


def _table(records: Iterator[Record], encoding: str, delimiter: str) -> Table:
    headers: list[str] = []
    rows: list[Row] = []
    refused: list[Refusal] = []
    broken: dict[int, list[str]] = {}
    for number, cells, numeric, problem in records:
        if not headers:
            if any(cells):
                headers = _headers(cells, problem)
            continue
        column = "" if problem else _damaged(cells, headers)
        problem = problem or _ragged(cells, len(headers)) or _nul(column)
        if problem:
            refused.append(Refusal(number, column, problem))
            broken[number] = cells[:MAX_COLUMNS]
        elif any(cell.strip() for cell in cells):
            named = {header: unguarded(cell) for header, cell in zip(headers, cells, strict=False) if header}
            rows.append(Row(number, named, frozenset(headers[i] for i in numeric if i < len(headers))))
        if len(rows) > MAX_ROWS:
            raise Unreadable(_("The file has more than %(n)d rows. Divide it.") % {"n": MAX_ROWS})
    if not headers:
        raise Unreadable(_("The file has no header row."))
    return Table(headers, rows, encoding, delimiter, refused, broken=broken)


def _headers(cells: list[str], problem: str) -> list[str]:
    names = [unguarded(cell).strip().strip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if problem:
        raise Unreadable(_("The header row can't be read: %(problem)s") % {"problem": problem})
    if len(names) > MAX_COLUMNS or any(len(name) > 1_000 or "\0" in name for name in names):
        raise Unreadable(_("The first row is not a row of column names."))
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if twice:
        raise Unreadable(_("The column “%(name)s” is there twice. Rename or delete one.") % {"name": twice[0]})
    return names


def _ragged(cells: list[str], width: int) -> str:
    """A line of another length than the header: a separator or quote is missing or too many."""
    filled = len(cells)
    while filled > width and not cells[filled - 1].strip():
        filled -= 1
    if filled == width or not any(cells):
        return ""
    words = _(
        "The row has %(found)d cells, the header has %(wanted)d: a separator or quotation mark is missing or extra."
    )
    return words % {"found": filled, "wanted": width}


def _damaged(cells: list[str], headers: list[str]) -> str:
    """The column in which a row breaks: the first one it lacks, the last one it exceeds, or one with a NUL byte."""
    if _ragged(cells, len(headers)):
        return headers[min(len(cells), len(headers) - 1)]
    return next((header for header, cell in zip(headers, cells, strict=False) if "\0" in cell), "")


def _nul(column: str) -> str:
    """NUL bytes, which no database keeps: the file is damaged there."""
    if not column:
        return ""
    words = _("The column “%(name)s” contains a NUL character: the file is damaged there.")
    return words % {"name": column}


# --- CSV ----------------------------------------------------------------------------------------------------


def _delimiter(lines: Sequence[str]) -> str:
    """The separator that gives the header the most cells; a comma if none does."""
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    head = lines[first : first + 20]

    def width(sign: str) -> int:
        try:
            return len(next(csv.reader(head, delimiter=sign)))
        except (csv.Error, StopIteration):
            return 0

    csv.field_size_limit(sys.maxsize)
    return max(_DELIMITERS, key=width)


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Record]:
    """Every record with its number. After a quotation mark that is never closed, reading goes on at the next line."""
    csv.field_size_limit(sys.maxsize)
    number = start = 0
    repairs = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        while True:
            begun = start + reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                number += 1
                problem = _("A quotation mark in this row is not closed or in the wrong place.")
                yield number, [lines[begun]], frozenset(), problem
                repairs += 1
                if repairs > 100:
                    raise Unreadable(_("More than 100 rows have broken quotation marks. Is this a CSV file?")) from None
                start = begun + 1
                break
            number += 1
            yield number, cells, frozenset(), ""


# --- Excel --------------------------------------------------------------------------------------------------


def _sheet(data: bytes) -> Iterator[Record]:
    from python_calamine import CalamineError, CalamineWorkbook

    if data.startswith(b"PK"):
        _refuse_bombs(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if not book.sheet_names:
            raise Unreadable(_("The file has no sheet."))
        values = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        words = _("The Excel file can't be read. Open it, save it as .xlsx without a password, and try again.")
        raise Unreadable(words) from None
    for number, row in enumerate(values, start=1):
        numeric = frozenset(at for at, value in enumerate(row) if type(value) in (int, float))
        yield number, [_cell(value) for value in row], numeric, ""


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(info.file_size for info in packed.infolist())
    except zipfile.BadZipFile:
        raise Unreadable(_("The Excel file is damaged. Save it again and try once more.")) from None
    if size > MAX_UNPACKED:
        raise Unreadable(_("The Excel file is too large when unpacked. Divide it, or use CSV."))


def _cell(value: Any) -> str:
    """A spreadsheet's value as a person would have typed it; it keeps 15 digits only, so more shows as 1E+15."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        if abs(value) >= 1e15:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)
