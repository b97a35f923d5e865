"""Pages as files for the malls' own upload: 楽天 normal-item.csv (SKU form), Yahoo!'s item file. Pure: pages in,
bytes out, and back. The columns are data (rules/forms.json); what they are called there is partly unproven, as it says.

A page of 楽天 is a group of rows with one 商品管理番号: a row of the page, then one for each SKU.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from akinai.channels.listing.rules import FOLDER
from akinai.core.japan.text import cp932_problems

GONE = "〓"  # for letters the file's encoding lacks


@dataclass(frozen=True)
class Row:
    """A variant in a file."""

    variant: str
    code: str
    price: int | None
    jan: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilePage:
    """A page in a file: texts by our names of the fields."""

    code: str
    fields: Mapping[str, str]
    rows: Sequence[Row]


@cache
def form(kind: str) -> Mapping[str, Any] | None:
    """The form of a mall's file; None if there is none."""
    found: Mapping[str, Any] | None = json.loads((FOLDER / "forms.json").read_text(encoding="utf-8")).get(kind)
    return found


def write(pages: Sequence[FilePage], plain: Mapping[str, Any]) -> bytes:
    """The file: CP932, CRLF, a header first."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(plain["columns"].values()), restval="", lineterminator="\r\n")
    writer.writeheader()
    for one in pages:
        writer.writerows(_rows(one, plain))
    text = out.getvalue()
    for sign in dict.fromkeys(cp932_problems(text)):
        text = text.replace(sign, GONE)
    return text.encode("cp932")


def _rows(page: FilePage, plain: Mapping[str, Any]) -> list[dict[str, str]]:
    names = plain["columns"]
    texts = {names[name]: text for name, text in page.fields.items() if name in names}
    axes = list(dict.fromkeys(axis for row in page.rows for axis in row.options))
    if plain["per"] == "page":
        prices = [row.price for row in page.rows if row.price is not None]
        said = {names["page"]: page.code, names["price"]: str(max(prices)) if prices else ""}
        subs = [f"{'#'.join(f'{a}:{v}' for a, v in row.options.items())}={row.variant}" for row in page.rows]
        jan = page.rows[0].jan if len(page.rows) == 1 else ""
        return [texts | said | {names["jan"]: jan, names["variants"]: "|".join(subs) if page.rows[0].variant else ""}]
    head = {names["page"]: page.code, **texts}
    head[names["axes"]] = "|".join(axes)
    rows = [head]
    for row in page.rows:
        told = {names["page"]: page.code, names["variant"]: row.variant, names["sku"]: row.code, names["jan"]: row.jan}
        values = "|".join(row.options.get(axis, "") for axis in axes)
        rows.append(told | {names["price"]: "" if row.price is None else str(row.price), names["choices"]: values})
    return rows


def read(data: bytes, plain: Mapping[str, Any]) -> list[FilePage]:
    """What a file of 楽天's form says. Raises UnicodeDecodeError and KeyError for another file."""
    names = plain["columns"]
    texts = [name for name in names if name in plain["texts"]]
    pages: dict[str, FilePage] = {}
    axes: dict[str, list[str]] = {}
    for told in csv.DictReader(io.StringIO(data.decode("cp932"), newline="")):
        code = told[names["page"]]
        if not told[names["variant"]]:
            axes[code] = [one for one in told[names["axes"]].split("|") if one]
            fields = {name: told[names[name]] for name in texts if told[names[name]]}
            pages[code] = FilePage(code, fields, [])
            continue
        options = dict(zip(axes[code], told[names["choices"]].split("|"), strict=False))
        price = told[names["price"]]
        made = Row(
            told[names["variant"]], told[names["sku"]], int(price) if price else None, told[names["jan"]], options
        )
        pages[code] = FilePage(code, pages[code].fields, [*pages[code].rows, made])
    return list(pages.values())
