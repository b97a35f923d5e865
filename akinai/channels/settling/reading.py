"""A settlement file as lines in yen. What does not add up to the payout is refused whole, with the difference named."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from akinai.channels.files import cells as cells_of
from akinai.channels.files.reading import Record, read
from akinai.channels.settling.layout import SALES, Amount, Layout
from akinai.core import money
from akinai.core.tables import Unreadable, bare

SHOWN = 5  # problems named


@dataclass(frozen=True, slots=True)
class Line:
    """One amount: plus comes to us, minus is taken. `number`: the mall's number of the order, or ""."""

    row: int
    kind: str
    name: str
    number: str
    amount: int
    on: dt.date | None = None


@dataclass
class Statement:
    """A whole file. `told`: the file (or the person) says what is paid out; else it is the sum of the lines."""

    lines: list[Line] = field(default_factory=list)
    payout: int = 0
    told: bool = False
    paid_out_on: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class _Found:
    """The headers of this file, by role."""

    roles: Mapping[str, str]
    words: tuple[str, ...]
    amounts: tuple[tuple[str, Amount], ...]


def read_statement(data: bytes, name: str, layout: Layout, *, payout: int | None = None) -> Statement:
    """The lines; their sum is the payout to the yen. `payout`: what came to the bank, where the file does not say.

    Raises Unreadable with sentences: such a file counts as a whole.
    """
    sheet = read(data, name, encoding=layout.encoding, delimiter=layout.delimiter)
    found = _found(layout, sheet.headers)
    problems = [_row_says(problem.row, problem.message) for problem, _cells in sheet.refused]
    statement, told, days = Statement(), [payout] if payout is not None else [], _Days()
    in_file: list[int] = []
    for record in sheet.records:
        try:
            lines = _lines(record, found, layout)
            days.see(record, found)
            if cell := _cell(record, found, "payout"):
                in_file.append(_yen(cell))
        except ValueError as problem:
            problems.append(_row_says(record.number, str(problem)))
            continue
        in_file += [line.amount * layout.payout_sign for line in lines if line.kind == "payout"]
        statement.lines += [line for line in lines if line.kind != "payout"]
    if problems:
        raise Unreadable(" ".join([*problems[:SHOWN], _("The whole file was refused.")]))
    if not statement.lines:
        raise Unreadable(_("The file has no line with an amount."))
    if in_file:
        told.append(sum(in_file))
    total = sum(line.amount for line in statement.lines)
    for one in told:
        _same(total, one)
    statement.payout, statement.told = total, bool(told)
    statement.paid_out_on, statement.start, statement.end = days.paid_out_on, days.start, days.end
    return statement


def _row_says(row: int, problem: str) -> str:
    return _("Row %(row)s: %(problem)s") % {"row": row, "problem": problem}


def _same(total: int, told: int) -> None:
    if total != told:
        words = _("The lines make %(total)s yen, but the payout is %(told)s yen: %(by)s yen are not explained.")
        numbers = {"total": total, "told": told, "by": told - total}
        sentence = words % {name: f"{value:,}" for name, value in numbers.items()}
        raise Unreadable(f"{sentence} {_('The whole file was refused.')}")


@dataclass
class _Days:
    """The days the file speaks of."""

    paid_out_on: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None

    def see(self, record: Record, found: _Found) -> None:
        paid = _day(_cell(record, found, "paid_out_on"))
        start = _day(_cell(record, found, "from") or _cell(record, found, "date"))
        end = _day(_cell(record, found, "until") or _cell(record, found, "date"))
        self.paid_out_on = max(filter(None, (self.paid_out_on, paid)), default=None)
        self.start = min(filter(None, (self.start, start)), default=None)
        self.end = max(filter(None, (self.end, end)), default=None)


# --- columns ------------------------------------------------------------------------------------------------


def _found(layout: Layout, headers: list[str]) -> _Found:
    known = {bare(header): header for header in reversed(headers) if header}

    def header(synonyms: tuple[str, ...]) -> str:
        return next((known[bare(one)] for one in synonyms if bare(one) in known), "")

    amounts = tuple((column, one) for one in layout.amounts if (column := header(one.columns)))
    order = header(layout.columns["order"])
    wanted = layout.columns["order"] if not order else layout.amounts[0].columns if not amounts else ()
    if wanted:
        words = _("The file has no column “%(name)s”. Is it the right layout?")
        raise Unreadable(words % {"name": " / ".join(wanted)})
    roles = {role: column for role, synonyms in layout.columns.items() if (column := header(synonyms))}
    return _Found(roles, tuple(header(one) for one in layout.words), amounts)


def _cell(record: Record, found: _Found, role: str) -> str:
    return record.cells.get(found.roles.get(role, ""), "").strip()


def _yen(cell: str) -> int:
    return money.parse_amount(re.sub(r"\.0+$", "", cell.strip())) if cell.strip() else 0


def _day(cell: str) -> dt.date | None:
    return cells_of.date(re.split(r"[T ]", cell.strip())[0]) if cell.strip() else None


# --- one row ------------------------------------------------------------------------------------------------


def _lines(record: Record, found: _Found, layout: Layout) -> list[Line]:
    currency = _cell(record, found, "currency").upper()
    if currency not in ("", "JPY"):
        raise ValueError(_("The currency is %(currency)s; settlements are read in yen.") % {"currency": currency[:10]})
    words = [record.cells.get(header, "").strip() if header else "" for header in found.words]
    of_row = layout.kind([bare(word) for word in words])
    called = next((word for word in reversed(words) if word), "")[:100]
    number, on = _cell(record, found, "order")[:100], _day(_cell(record, found, "date"))
    lines = []
    for column, one in found.amounts:
        amount = _yen(record.cells.get(column, "")) * one.sign
        if amount:
            kind = _kind(one.kind, of_row)
            lines.append(Line(record.number, kind, one.name or called or column, number, amount, on))
    lines = [_taken_back(line, lines, layout) for line in lines]
    net = _cell(record, found, "net")
    total = sum(line.amount for line in lines)
    if net and of_row != "payout" and _yen(net) != total:
        told = {"total": f"{total:,}", "net": f"{_yen(net):,}"}
        raise ValueError(_("the amounts make %(total)s, but the file says %(net)s.") % told)
    return [Line(record.number, "payout", called, "", total, on)] if of_row == "payout" and lines else lines


def _taken_back(line: Line, row: list[Line], layout: Layout) -> Line:
    """A refund written without its minus; the shop's coupon in it, which made it less, keeps making it less."""
    together = sum(one.amount for one in row if one.kind == line.kind)
    return replace(line, amount=-line.amount) if line.kind in layout.negative and together > 0 else line


def _kind(of_column: str, of_row: str) -> str:
    """A row of a refund takes back what its columns else bring; any other column keeps its own kind."""
    if of_column in SALES and of_row == "refund":
        return "refund"
    return of_column or of_row or "other"
