"""CSVs of banks. Each bank calls its columns otherwise: they are known by synonyms (layouts/csv.json), shown to a
person before anything is taken in, and then remembered for the account as its profile.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from akinai.core import money
from akinai.core.japan import text
from akinai.core.outcome import Refusal
from akinai.core.tables import Row, Table, Unreadable, read_table
from akinai.payments.bank.reading import BankStatement, Line, near
from akinai.payments.bank.records import data

ROLES = ("date", "year", "month", "day", "in", "out", "amount", "direction", "balance", "number", "payer_bank", "payer")
SKIPPED = 30  # lines that may stand above the header
_WITH_ERA = re.compile(r"(?P<era>令和|平成|R|H)\s*(?P<y>\d{1,2}|元)[./年-](?P<m>\d{1,2})[./月-](?P<d>\d{1,2})日?")
_WESTERN = re.compile(r"(?P<y>\d{4})[./年-](?P<m>\d{1,2})[./月-](?P<d>\d{1,2})日?")
_SHORT = re.compile(r"(?P<y>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})")
_STARTS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}


@dataclass(frozen=True)
class Profile:
    """How a CSV is read: the header of each role. `skip`: lines above the header; `encoding` "" finds it out."""

    columns: Mapping[str, str]
    skip: int = 0
    encoding: str = ""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Profile":
        columns = {role: str(name) for role, name in dict(plain.get("columns", {})).items() if role in ROLES and name}
        return cls(columns, int(plain.get("skip", 0)), str(plain.get("encoding", "")))

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def lacks(self) -> list[str]:
        """Sentences about what must be chosen before the file can be read."""
        missing = []
        if "date" not in self.columns and not {"year", "month", "day"} <= self.columns.keys():
            missing.append(_("Choose the column with the date."))
        if not {"in", "amount"} & self.columns.keys():
            missing.append(_("Choose the column with the money that came in."))
        if "payer" not in self.columns:
            missing.append(_("Choose the column with the payer's name."))
        return missing


@dataclass
class Guess:
    """What a file looks like: its columns, the profile that is proposed, its first lines as they would be read."""

    profile: Profile
    headers: list[str]
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def guess(data_: bytes, name: str, *, today: dt.date, profile: Profile | None = None, first: int = 5) -> Guess:
    """Propose how to read a CSV (or take the given profile) and show its first lines. Raises Unreadable."""
    known = profile or _proposed(data_, name)
    table = _table(data_, name, known)
    shown = Guess(known, [header for header in table.headers if header], problems=known.lacks())
    shown.problems += [
        _("The file has no column “%(name)s”.") % {"name": column}
        for column in known.columns.values()
        if column not in table.headers
    ]
    if not shown.problems:
        for row in table.rows:
            try:
                line = _line(row, known, today)
            except ValueError as problem:
                shown.problems.append(_row_words(row.number, str(problem)))
                break
            if line:
                shown.lines.append(line)
            if len(shown.lines) == first:
                break
    return shown


def read_csv(data_: bytes, name: str, profile: Profile, *, today: dt.date) -> BankStatement:
    """The lines that came in. Raises Unreadable naming the first row that can't be read: a bank's file is whole."""
    lacking = profile.lacks()
    if lacking:
        raise Unreadable(" ".join(lacking))
    table = _table(data_, name, profile)
    for column in profile.columns.values():
        if column not in table.headers:
            raise Unreadable(_("The file has no column “%(name)s”.") % {"name": column})
    problems = [Refusal(row.key, row.field, row.message) for row in table.refused]
    statement = BankStatement("csv")
    for row in table.rows:
        try:
            line = _line(row, profile, today)
        except ValueError as problem:
            problems.append(Refusal(row.number, "", str(problem)))
            continue
        if line is None:
            statement.out += 1
        else:
            statement.lines.append(line)
    if problems:
        raise Unreadable(" ".join(_row_words(one.key, one.message) for one in problems[:5]))
    return statement


def _row_words(row: object, problem: str) -> str:
    return _("Row %(row)s: %(problem)s The whole file was refused.") % {"row": row, "problem": problem}


# --- which column is what -----------------------------------------------------------------------------------


def _proposed(data_: bytes, name: str) -> Profile:
    """The first line that has a date and an amount by their names is the header."""
    if data_.startswith(b"PK"):
        return Profile(_columns(read_table(data_, name).headers))
    try:
        written, _encoding = text.decode(data_)
    except text.UnknownEncoding as error:
        raise Unreadable(str(error)) from None
    for skip, line in enumerate(written.splitlines()[:SKIPPED]):
        cells = [cell.strip().strip('"').strip() for cell in re.split(r"[,\t]", line)]
        columns = _columns(cells)
        dated = "date" in columns or {"year", "month", "day"} <= columns.keys()
        if dated and {"in", "amount"} & columns.keys():
            return Profile(columns, skip)
    return Profile({}, 0)


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """Role → header. Within a role, words that stand first in the data are preferred."""
    bare = {_bare(header): header for header in reversed(headers) if header}
    found = {}
    for role, words in data("csv")["columns"].items():
        header = next((bare[_bare(word)] for word in words if _bare(word) in bare), None)
        if header is not None:
            found[role] = header
    if "in" in found:
        found.pop("amount", None)
    if "date" in found:
        for part in ("year", "month", "day"):
            found.pop(part, None)
    return found


def _bare(header: str) -> str:
    """入金金額(円) and （起算日） are known by their words; 操作日(年) keeps what tells it apart."""
    plain = normalize("NFKC", header).replace(" ", "").lower()
    return re.sub(r"\((円|yen|jpy)\)|^\((.+)\)$", r"\2", plain)


def _table(data_: bytes, name: str, profile: Profile) -> Table:
    if data_.startswith(b"PK"):
        return read_table(data_, name)
    try:
        written, _found = (data_.decode(profile.encoding), "") if profile.encoding else text.decode(data_)
    except (text.UnknownEncoding, UnicodeDecodeError, LookupError) as error:
        raise Unreadable(str(error)) from None
    lines = written.splitlines(keepends=True)
    table = read_table("".join(lines[profile.skip :]).encode(), name, encoding="utf-8")
    rows = [Row(row.number + profile.skip, row.cells, row.numeric) for row in table.rows]
    refused = [Refusal(int(str(one.key)) + profile.skip, one.field, one.message) for one in table.refused]
    return Table(table.headers, rows, table.encoding, table.delimiter, refused)


# --- one row ------------------------------------------------------------------------------------------------


def _line(row: Row, profile: Profile, today: dt.date) -> Line | None:
    """The row as a line; None for money that went out. Raises ValueError with a sentence."""
    cells = {role: row.get(header).strip() for role, header in profile.columns.items()}
    amount = _amount_in(cells)
    if amount <= 0:
        return None
    return Line(
        row=row.number,
        account=None,
        booked_on=_day_of(cells, today),
        amount=amount,
        payer=_payer(cells["payer"]),
        payer_bank=cells.get("payer_bank", ""),
        reference=cells.get("number", ""),
        balance=_yen(cells["balance"]) if cells.get("balance") else None,
    )


def _amount_in(cells: Mapping[str, str]) -> int:
    """What came in: its own column, or one column with a sign or with a word beside it."""
    if "in" in cells:
        return _yen(cells["in"]) if cells["in"] else 0
    amount = _yen(cells["amount"]) if cells["amount"] else 0
    direction = normalize("NFKC", cells.get("direction", ""))
    if direction in data("csv")["out_words"]:
        return 0
    if direction and direction not in data("csv")["in_words"] and amount > 0:
        raise ValueError(_("“%(word)s” says neither in nor out.") % {"word": direction[:20]})
    return amount


def _yen(cell: str) -> int:
    return money.parse_amount(cell.replace("\\", "¥").replace("+", ""))


def _payer(cell: str) -> str:
    """Without what banks put before the name (振込　ヤマダ タロウ)."""
    plain = normalize("NFKC", cell).strip()
    for word in data("csv")["before_the_name"]:
        rest = re.sub(rf"^{re.escape(normalize('NFKC', word))}\s*\d?\s*[*＊・:：()\s]+", "", plain)
        if rest != plain and rest:
            return rest.strip(" )")
    return plain


def _day_of(cells: Mapping[str, str], today: dt.date) -> dt.date:
    if "date" in cells:
        return day(cells["date"], today)
    return day("/".join(cells[part] for part in ("year", "month", "day")), today)


def day(cell: str, today: dt.date) -> dt.date:
    """2026/11/20, 20261120, R8.11.20, 令和8年11月20日, 08.11.20, 081120. Raises ValueError, a sentence."""
    plain = normalize("NFKC", cell).strip().upper()
    plain = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", plain)
    try:
        if found := _WITH_ERA.fullmatch(plain):
            year = 1 if found["y"] == "元" else int(found["y"])
            return dt.date(_STARTS[found["era"]] + year, int(found["m"]), int(found["d"]))
        if found := _WESTERN.fullmatch(plain):
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        if len(plain) == 8 and plain.isdigit():
            return dt.date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        if found := _SHORT.fullmatch(plain):
            return near("".join(f"{int(found[part]):02d}" for part in "ymd"), today)
        return near(plain, today)
    except ValueError:
        raise ValueError(_("“%(cell)s” is not a date.") % {"cell": cell[:30]}) from None
