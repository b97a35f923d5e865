"""A settlement file of a gateway or carrier as lines, read by a layout that is data (settlements/README.md)."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from akinai.core import money
from akinai.core.tables import Row, Table, Unreadable, bare, read_table
from akinai.payments.bank.csvs import day

FOLDER = Path(__file__).parent / "settlements"
KINDS = ("sale", "refund", "chargeback", "fee", "payout", "other")
REQUIRED = ("gross",)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLine:
    """One line in yen: `gross` with its sign (refunds negative), fee and tax as costs; net = gross − fee − tax."""

    row: int
    kind: str
    references: tuple[str, ...]
    gross: int
    fee: int
    tax: int
    net: int
    occurred_on: dt.date | None = None
    paid_out_on: dt.date | None = None


@dataclass(frozen=True)
class Layout:
    """How a file is read; see settlements/README.md for the words."""

    columns: Mapping[str, Any]
    kinds: Mapping[str, str] = field(default_factory=dict)
    negative: frozenset[str] = frozenset()
    fee_negative: bool = False
    tax: str = "none"
    collects: bool = False

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Layout":
        """Raises ValueError with a sentence for what is no layout."""
        columns = plain.get("columns")
        if not isinstance(columns, dict) or not isinstance(columns.get("references"), list) or "gross" not in columns:
            raise ValueError(_("A layout needs “columns” with “references” and “gross”."))
        kinds = {bare(word): str(kind) for word, kind in dict(plain.get("kinds", {})).items()}
        odd = sorted(set(kinds.values()) - set(KINDS))
        if odd:
            raise ValueError(_("“%(kind)s” is no kind of settlement line.") % {"kind": odd[0]})
        if plain.get("tax", "none") not in ("none", "inside", "beside"):
            raise ValueError(_("“tax” is none, inside or beside."))
        return cls(
            columns,
            kinds,
            frozenset(plain.get("negative", [])),
            bool(plain.get("fee_negative")),
            str(plain.get("tax", "none")),
            bool(plain.get("collects")),
        )


def built_in() -> dict[str, dict[str, Any]]:
    """The layouts every shop starts with, by code."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))}


def read_payout(data: bytes, name: str, layout: Layout) -> list[SettledLine]:
    """The lines. Raises Unreadable naming each row that can't be read (at most five): such a file counts as a whole."""
    table = read_table(data, name)
    found = _found(layout, table)
    problems = [str(one.message) for one in table.refused]
    lines = []
    for row in table.rows:
        try:
            lines.append(_line(row, found, layout))
        except ValueError as problem:
            problems.append(_("Row %(row)s: %(problem)s") % {"row": row.number, "problem": problem})
    if problems:
        raise Unreadable(" ".join([*problems[:5], _("The whole file was refused.")]))
    return lines


def _found(layout: Layout, table: Table) -> dict[str, Any]:
    """Role → header of this file; "references" → headers."""
    known = {bare(header): header for header in reversed(table.headers) if header}
    found: dict[str, Any] = {"references": []}
    for role, words in layout.columns.items():
        if role == "references":
            for synonyms in words:
                found[role] += [known[bare(one)] for one in synonyms if bare(one) in known][:1]
        else:
            header = next((known[bare(one)] for one in words if bare(one) in known), None)
            if header is not None:
                found[role] = header
    for role in REQUIRED:
        if role not in found:
            words = " / ".join(layout.columns[role])
            raise Unreadable(_("The file has no column “%(name)s”. Is it the right layout?") % {"name": words})
    if not found["references"]:
        words = " / ".join(one for synonyms in layout.columns["references"] for one in synonyms)
        raise Unreadable(_("The file has no column “%(name)s”. Is it the right layout?") % {"name": words})
    return found


def _line(row: Row, found: Mapping[str, Any], layout: Layout) -> SettledLine:
    cells = {role: row.get(header).strip() for role, header in found.items() if isinstance(header, str)}
    currency = cells.get("currency", "").upper()
    if currency not in ("", "JPY"):
        raise ValueError(_("The currency is %(currency)s; settlements are read in yen.") % {"currency": currency[:10]})
    word = cells.get("kind", "")
    kind = layout.kinds.get(bare(word), "other") if "kind" in cells else "sale"
    gross = _yen(cells["gross"])
    if kind in layout.negative and gross > 0:
        gross = -gross
    fee = _yen(cells.get("fee", "")) * (-1 if layout.fee_negative else 1)
    tax = _yen(cells.get("tax", "")) * (-1 if layout.fee_negative else 1) if layout.tax != "none" else 0
    if layout.tax == "inside":
        fee -= tax
    net = gross - fee - tax
    if cells.get("net") and _yen(cells["net"]) != net:
        words = _("amount %(gross)s, fee %(fee)s and tax %(tax)s make %(net)s, but the file says %(told)s.")
        told = {"gross": gross, "fee": fee, "tax": tax, "net": net, "told": _yen(cells["net"])}
        raise ValueError(words % {name: f"{value:,}" for name, value in told.items()})
    return SettledLine(
        row=row.number,
        kind=kind,
        references=tuple(dict.fromkeys(one for header in found["references"] if (one := row.get(header).strip()))),
        gross=gross,
        fee=fee,
        tax=tax,
        net=net,
        occurred_on=_day(cells.get("date", "")),
        paid_out_on=_day(cells.get("paid_out_on", "")),
    )


def _yen(cell: str) -> int:
    return money.parse_amount(cell) if cell else 0


def _day(cell: str) -> dt.date | None:
    """The day of a date with or without a time. Raises ValueError with a sentence."""
    from akinai.core import clock

    plain = _TIME.sub("", cell)
    return day(plain, clock.today()) if plain else None
