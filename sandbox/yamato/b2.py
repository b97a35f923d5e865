"""A stand-in for ヤマト B2クラウド: takes the 97-column label CSV as strictly as the real one and issues numbers.

b2_columns.txt names the columns in order: header, width in half-width units, ○ where a value is required. Source:
YAMATO_LabelsSchema_Docs_Unofficial by solahsoyalp (CC BY 4.0), after ヤマト運輸's new_exchange1.pdf of 2026-06.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

_LINES = (Path(__file__).parent / "b2_columns.txt").read_text(encoding="utf-8").split("\n")
COLUMNS = [(parts[0], int(parts[1]), parts[-1] == "○") for parts in (line.split(" ") for line in _LINES if line)]
KEY, KIND, COOL, NUMBER, SHIP, WISHED, SLOT = range(7)
PHONE, POSTAL, COD, TAX, COPIES, FRAME, BILLING, FREIGHT, BUNDLE = 8, 10, 33, 34, 37, 38, 39, 41, 73
KINDS = "0123456789A"
SLOTS = {"", "0812", "1416", "1618", "1820", "1921"}
TIME_SLOTS = {"0010", "0017"}  # タイムサービス


@dataclass(frozen=True)
class Fault:
    """A row B2クラウド would not take: row number in the file, header, and why."""

    row: int
    header: str
    reason: str


@dataclass(frozen=True)
class Issued:
    """The 発行済データ (same 97 columns, numbers filled in) and the rows that were refused."""

    data: bytes
    faults: list[Fault]
    numbers: dict[str, list[str]]  # management number → tracking numbers


class NotTaken(ValueError):
    """The file as a whole was refused."""


def issue(data: bytes, *, today: date, first_number: int = 44441375870, header: bool = True) -> Issued:
    """Issue labels for a CSV. Rows of 種類 6 with one くくりキー are one consignment; copies get a row each."""
    try:
        content = data.decode("cp932")
    except UnicodeDecodeError as error:
        raise NotTaken(f"not CP932 at byte {error.start}") from None
    if content.replace("\r\n", "").count("\n"):
        raise NotTaken("lines must end with CRLF")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    if header and (not rows or rows[0] != [name for name, _, _ in COLUMNS]):
        raise NotTaken("the header is not that of the 97 columns")
    return _issue(list(enumerate(rows, 1))[1 if header else 0 :], today, first_number)


def _issue(rows: list[tuple[int, list[str]]], today: date, number: int) -> Issued:
    faults: list[Fault] = []
    issued: list[list[str]] = []
    numbers: dict[str, list[str]] = {}
    parents: dict[str, str] = {}
    for at, row in rows:
        if found := _faults(at, row, today):
            faults += found
            continue
        for _copy in range(int(row[COPIES] or 1)):
            tracking = with_check_digit(number)
            number += 1
            line = list(row)
            line[NUMBER] = tracking
            if row[KIND] == "6":
                line[BUNDLE] = parents.setdefault(row[BUNDLE], tracking)
            issued.append(line)
            numbers.setdefault(row[KEY], []).append(tracking)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([[name for name, _, _ in COLUMNS], *issued])
    return Issued(out.getvalue().encode("cp932"), faults, numbers)


def with_check_digit(eleven: int) -> str:
    """Return twelve digits: the last one is the first eleven modulo 7."""
    return f"{eleven:011}{eleven % 7}"


def _faults(at: int, row: list[str], today: date) -> list[Fault]:
    if len(row) != len(COLUMNS):
        return [Fault(at, "", f"{len(row)} columns instead of {len(COLUMNS)}")]
    found = []
    for (name, width, required), value in zip(COLUMNS, row, strict=True):
        if required and not value:
            found.append(Fault(at, name, "required"))
        if _width(value) > width:
            found.append(Fault(at, name, f"{_width(value)} of {width}"))
        if odd := [char for char in value if not _level_1_2(char)]:
            found.append(Fault(at, name, f"outside JIS level 1 and 2: {odd}"))
    return found or [Fault(at, COLUMNS[column][0], reason) for column, reason in _wrong_codes(row, today)]


def _width(value: str) -> int:
    return sum(1 if char.isascii() or "｡" <= char <= "ﾟ" else 2 for char in value)


def _level_1_2(char: str) -> bool:
    encoded = char.encode("cp932")
    return len(encoded) == 1 or (0x81 <= encoded[0] <= 0xEA and encoded[0] != 0x87)


def _wrong_codes(row: list[str], today: date) -> list[tuple[int, str]]:
    kind, cool = row[KIND], row[COOL]
    wrong = [
        (KIND, "unknown kind", len(kind) != 1 or kind not in KINDS),
        (COOL, "unknown", cool not in ("", "0", "1", "2")),
        (COOL, "only kinds 0, 2, 5", cool in ("1", "2") and kind not in "025"),
        (NUMBER, "must be empty", row[NUMBER] != ""),
        (SHIP, "not within 30 days", not _within(row[SHIP], today)),
        (WISHED, "not a date", row[WISHED] != "" and _date(row[WISHED]) is None),
        (SLOT, "abolished or unknown", row[SLOT] not in (TIME_SLOTS if kind == "4" else SLOTS)),
        (PHONE, "not a phone number", not re.fullmatch(r"0[0-9-]{9,14}", row[PHONE])),
        (POSTAL, "not a postal code", not re.fullmatch(r"[0-9]{3}-?[0-9]{4}", row[POSTAL])),
        (BILLING, "customer code", not _billed(row, kind)),
        (BUNDLE, "くくりキー", (kind == "6") != bool(row[BUNDLE])),
        (FRAME, "fixed to 3", kind == "6" and row[FRAME] != "3"),
        (COPIES, "one label only", row[COPIES] not in ("", "1") and kind not in "0457A"),
        (COPIES, "1 to 99", not re.fullmatch(r"|[1-9][0-9]?", row[COPIES])),
    ]
    return [(column, reason) for column, reason, is_wrong in wrong if is_wrong] + _wrong_money(row, kind)


def _wrong_money(row: list[str], kind: str) -> list[tuple[int, str]]:
    limit = {"2": 300_000, "9": 30_000}.get(kind)
    if limit is None:
        return [(COD, "only コレクト")] if row[COD] or row[TAX] else []
    if not (row[COD].isdigit() and row[TAX].isdigit()):
        return [(COD, "required")]
    return [(COD, "too much")] if not 0 < int(row[COD]) <= limit or int(row[TAX]) >= int(row[COD]) else []


def _billed(row: list[str], kind: str) -> bool:
    if kind in "35":
        return not any(row[BILLING : FREIGHT + 1])
    return bool(re.fullmatch(r"[0-9]{9,12}", row[BILLING]) and re.fullmatch(r"[0-9]{1,2}", row[FREIGHT]))


def _date(cell: str) -> date | None:
    try:
        return datetime.strptime(cell, "%Y/%m/%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def _within(cell: str, today: date) -> bool:
    day = _date(cell)
    return day is not None and today <= day <= today + timedelta(days=30)
