"""What every carrier's file is made of: the label as we know it, and the layout of the file as data.

A layout is an ordered list of columns. The built-in ones are JSON files in <carrier>/layouts/; a shop may copy and
change one (CarrierLayout.from_json reads the same shape from a row of its own), so no position, width or header is
written in code.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.tables import Unreadable

KEY_LENGTH = 15  # what every carrier's お客様管理番号 holds (ゆうプリR has the least)
KEY = re.compile(r"[A-Za-z0-9-]{1,15}")
SLOTS = ("am", "12-14", "14-16", "16-18", "18-20", "19-21", "18-21")
TEMPERATURES = ("ambient", "chilled", "frozen")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `source` names a value of the carrier's translation, "=text" is written as it is, "" stays empty.

    `width` counts half-width units (a full-width character is two), 0 is unlimited; `check` names one of CHECKS.
    """

    header: str
    source: str = ""
    width: int = 0
    required: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierLayout:
    """How a carrier's label file looks, and by which columns its answer is read."""

    name: str
    title: str
    carrier: str
    version: str
    columns: tuple[Column, ...]
    encoding: str = "cp932"
    newline: str = "\r\n"
    header: bool = True
    quoting: str = "minimal"  # or "all"
    key_column: str = ""
    tracking_column: str = ""
    ship_date_column: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CarrierLayout":
        """Raises Unreadable with a sentence when the layout could not make a file."""
        try:
            columns = tuple(Column(**column) for column in data["columns"])
            layout = cls(**{**data, "columns": columns})
        except (KeyError, TypeError) as error:
            raise Unreadable(_("The layout is incomplete or has an unknown setting: %s") % error) from None
        unknown = [c.header for c in columns if c.check and c.check not in CHECKS]
        if unknown or not columns:
            raise Unreadable(_("The layout has no columns, or an unknown check in: %s") % "、".join(unknown))
        return layout

    def position(self, header: str) -> int | None:
        """Return where a header stands, from 0."""
        return next((at for at, column in enumerate(self.columns) if column.header == header), None)


# What a value must look like; an empty value is a matter of `required`.
CHECKS = {
    "ascii": re.compile(r"[!-~ ]*"),
    "date": re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}"),
    "digits": re.compile(r"[0-9]*"),
    "full_kana": re.compile(r"[^ ｡-ﾟ]*"),  # no half-width kana or space
    "half_kana": re.compile(r"[ -~｡-ﾟ]*"),
    "mail": re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+"),
    "phone": re.compile(r"[0-9][0-9-]{8,14}"),
    "postal": re.compile(r"[0-9]{3}-?[0-9]{4}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One side of a label; `phone` and `postal_code` in any usual writing."""

    name: str
    postal_code: str
    prefecture: str
    city: str
    line1: str
    line2: str = ""
    company: str = ""
    phone: str = ""
    kana: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """The shop's contract with the carrier: ご請求先顧客コード, 分類コード, 運賃管理番号."""

    code: str = ""
    branch: str = ""
    freight_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailNotice:
    """A mail the carrier sends to the recipient when it is on the way (or, `done`, delivered)."""

    address: str
    message: str = ""
    done_message: str = ""
    planned: bool = True
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelData:
    """One shipment as it must stand on its labels, in our words; amounts are whole yen.

    `kind` is the carrier's code of the service (ヤマト: 0 発払い, 2 コレクト, 8 宅急便コンパクト, A ネコポス …).
    `search_keys` are (title, key) pairs such as ("作業No", "128-007"): labels can be found and sorted by them.
    """

    key: str
    kind: str
    ship_date: date
    recipient: Address
    sender: Address
    items: tuple[str, ...]
    billing: Billing = field(default_factory=Billing)
    temperature: str = "ambient"
    wished_date: date | None = None
    time_slot: str = ""
    handling: tuple[str, ...] = ()
    note: str = ""
    cod_amount: int | None = None
    cod_tax: int | None = None
    parcels: int = 1
    notice: MailNotice | None = None
    search_keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one label: its key, the field and a sentence. Only one that `stops` keeps the row out."""

    key: str
    field: str
    message: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label file: its bytes, what was wrong, how many rows it has and the keys that are in it, in order."""

    data: bytes
    problems: list[Problem]
    rows: int
    keys: list[str]


@dataclass(frozen=True, slots=True)
class IssuedLabel:
    """One row of a carrier's 発行済データ. With a `problem` it must not be used; a `warning` asks a person to look."""

    row: int
    key: str
    tracking_number: str
    ship_date: date | None
    problem: str | None = None
    warning: str | None = None


def layouts_in(folder: Path) -> dict[str, CarrierLayout]:
    """Return the layouts of a folder by name."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {layout.name: layout for layout in map(CarrierLayout.from_json, read)}
