"""Writing CSV and Excel files."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.japan import text
from akinai.core.outcome import Refusal

# A spreadsheet runs a cell that begins so; an apostrophe ahead makes it text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")


class Unencodable(ValueError):
    """Some cells hold characters the encoding lacks: `problems` names each (key = row number, field = column)."""

    def __init__(self, problems: Sequence[Refusal]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(p.message for p in problems[:5]))


def guarded(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula, with an apostrophe ahead; plain numbers stay."""
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str = "utf-8-sig") -> bytes:
    """A CSV with CRLF. Cells that look like formulas get an apostrophe, which `read_table` takes away again.

    Raises Unencodable naming every cell that `encoding` ("utf-8-sig" or "cp932") can't hold.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    problems: list[Refusal] = []
    for number, row in enumerate(rows, start=2):
        writer.writerow([guarded(cell) for cell in row])
        if encoding == "cp932":
            problems += _not_cp932(number, headers, row)
    if problems:
        raise Unencodable(problems)
    return out.getvalue().encode(encoding)


def _not_cp932(number: int, headers: Sequence[str], row: Sequence[str]) -> Iterator[Refusal]:
    for header, cell in zip(headers, row, strict=True):
        if lacking := text.cp932_problems(cell):
            signs = " ".join(lacking[:10])
            words = _("Row %(row)d, “%(column)s”: Shift_JIS (CP932) has no %(signs)s. Use UTF-8, or change the text.")
            yield Refusal(number, header, words % {"row": number, "column": header, "signs": signs})


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Sheet1") -> bytes:
    """An Excel file: a bold, frozen header; text stays text (no formulas, leading zeros kept), int and date as such."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Any, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=_printable(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
            made.number_format = "@"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(header, bold=True) for header in headers])
    for row in rows:
        sheet.append([None if value is None or value == "" else cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _printable(value: str) -> str:
    """Without what XML can't hold, and no longer than an Excel cell."""
    return _UNPRINTABLE.sub("", value)[:32_767]


def unguarded(cell: str) -> str:
    """``'=A1`` → ``=A1``: the inverse of ``guarded``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
