"""What an export of an old system looks like: JSON, so that a shop can copy a built-in layout and change it.

    {"title": "…", "source": "next-engine", "kind": "products", "unproven": "what nobody has seen in a real file",
     "fields": {"code": {"columns": ["syohin_code", "商品コード"], "required": true}, "price": "baika_tnk",
                "name": {"columns": ["商品名", "規格分類1(名称)"], "join": " "}, "price_includes_tax": {"const": "0"},
                "width_mm": {"columns": ["haba"], "times": 10}, "active": {"columns": ["…"], "values": {"2": "0"}}},
     "drop": [{"column": "会員ステータス(ID)", "values": ["1", "3"]}], "fill_down": ["code", "name"], "shops": true}

"names" says which channel a shop of the old system is: {"★本店★": "rakuten"}.
A layout of orders has in "orders" a layout as in channels/files/layout.py, and beside it "shop" (the columns that name
the shop), "drop", and "gather" (rows that are no goods, added up into a column of their order).
Column names are compared with their width made one: 受注住所１ is 受注住所1.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.channels.files import layout as order_layouts
from akinai.channels.files.layout import BadLayout

FOLDER = Path(__file__).parent / "layouts"
SOURCES = {"next-engine": gettext_lazy("Next Engine"), "ec-cube": gettext_lazy("EC-CUBE")}
# In the order in which they are applied. Stock last: what a system calls free is without the pieces of open orders.
KINDS = ("products", "sets", "mappings", "customers", "orders", "stock")
# Columns of a catalog table; what catalog.columns knows (a test compares).
PRODUCTS = [
    "code",
    "name",
    "name_en",
    "price",
    "price_includes_tax",
    "jan",
    "tax_category",
    "cost",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "temperature",
    "shelf",
    "release_date",
    "lead_days",
    "order_limit",
    "gift",
    "handling",
    "packing_note",
    "category",
    "low_stock",
    "product_code",
    "product_name",
    "options",
    "description",
    "active",
]
FIELDS: Mapping[str, frozenset[str]] = {
    "products": frozenset(PRODUCTS),
    "sets": frozenset([*PRODUCTS, "part", "quantity"]),
    "stock": frozenset(["code", "on_hand", "free", "unlimited", "warehouse"]),
    "mappings": frozenset(["code", "mall_code", "channel"]),
    "customers": frozenset(
        [
            "email",
            "name",
            "kana",
            "company",
            "phone",
            "birthday",
            "postal",
            "prefecture",
            "city",
            "line1",
            "line2",
            "memo",
            "joined_at",
        ]
    ),
}
NEEDED = {
    "products": ("code", "name", "price"),
    "sets": ("code", "part", "quantity"),
    "stock": ("code",),
    "mappings": ("code",),
    "customers": ("email",),
}


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field comes from. With `join` the columns are put together, else the first that is not empty counts."""

    columns: tuple[str, ...] = ()
    join: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    const: str = ""
    prefix: str = ""
    times: int = 1
    required: bool = False

    def text(self, cells: Mapping[str, str]) -> str:
        """The field's text in a row."""
        told = [cell for column in self.columns if (cell := cells.get(column, "").strip())]
        text = (self.join or "").join(told) if self.join is not None else (told[0] if told else "")
        if self.values or self.otherwise is not None:
            text = self.values.get(text, text if self.otherwise is None else self.otherwise)
        if not text:
            return self.const
        return self.prefix + (_multiplied(text, self.times) if self.times != 1 else text)

    def column(self, cells: Mapping[str, str]) -> str:
        """The column to name when its cell is wrong."""
        there = next((column for column in self.columns if cells.get(column, "").strip()), "")
        return there or next((column for column in self.columns if column in cells), "".join(self.columns[:1]))


@dataclass(frozen=True, slots=True)
class Drop:
    """Rows that are not taken: those whose cell is one of the values."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gather:
    """Rows of an order that are no goods (fees, discounts): their `times` columns multiplied, added up as `into`."""

    column: str
    values: frozenset[str]
    times: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class MovingLayout:
    """A checked layout of an export."""

    name: str
    title: str
    source: str
    kind: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    drop: tuple[Drop, ...] = ()
    gather: tuple[Gather, ...] = ()
    fill_down: tuple[str, ...] = ()
    shops: bool = False  # every other column is a shop, its cells the shop's codes
    shop: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # the old system's name of a shop → our channel's code
    orders: order_layouts.Layout | None = None
    unproven: str = ""

    def fits(self, headers: set[str]) -> int:
        """How many columns of a file it knows; 0 if one it requires is missing."""
        if self.orders is not None:
            return 0 if self.orders.missing(headers) else len(headers & self.orders.columns())
        for each in self.fields.values():
            if each.required and not headers & set(each.columns):
                return 0
        return len(headers & {column for each in self.fields.values() for column in each.columns})


def _multiplied(text: str, times: int) -> str:
    """``3.5`` × 10 → ``35``: centimetres into millimetres. What is no number stays, to be refused by its name."""
    try:
        return str(round(float(normalize("NFKC", text)) * times))
    except (ValueError, OverflowError):
        return text


def plain(column: str) -> str:
    """A column's name as compared."""
    return normalize("NFKC", column).strip()


# --- from JSON ----------------------------------------------------------------------------------------------

_KEYS = {"title", "source", "kind", "fields", "drop", "gather", "fill_down", "shops", "shop", "names", "orders"}
_KEYS.add("unproven")


def parse(name: str, told: Any) -> MovingLayout:
    """The layout of this JSON. Raises BadLayout with a sentence for everything that is wrong with it."""
    if not isinstance(told, dict):
        raise BadLayout([_("A layout is a JSON object: {…}.")])
    problems = [_("“%(key)s” is no part of a layout.") % {"key": key} for key in sorted(told.keys() - _KEYS)]
    kind, source = told.get("kind"), told.get("source")
    if kind not in KINDS:
        problems.append(_("“%(key)s” must be one of: %(allowed)s.") % {"key": "kind", "allowed": ", ".join(KINDS)})
    if source not in SOURCES:
        problems.append(_("“%(key)s” must be one of: %(allowed)s.") % {"key": "source", "allowed": ", ".join(SOURCES)})
    if problems:
        raise BadLayout(problems)
    reader = _Reader(str(kind))
    fields = reader.fields(told.get("fields", {})) if kind != "orders" else {}
    made = MovingLayout(
        name=name,
        title=str(told.get("title", name)),
        source=str(source),
        kind=str(kind),
        fields=fields,
        drop=tuple(reader.drop(told.get("drop", []))),
        gather=tuple(reader.gather(told.get("gather", []))),
        fill_down=tuple(reader.texts(told.get("fill_down", []), "fill_down")),
        shops=told.get("shops") is True,
        shop=tuple(map(plain, reader.texts(told.get("shop", []), "shop"))),
        names=reader.names(told.get("names", {})),
        orders=order_layouts.parse(name, _with_plain_columns(told.get("orders"))) if kind == "orders" else None,
        unproven=str(told.get("unproven", "")),
    )
    if reader.problems:
        raise BadLayout(reader.problems)
    return made


class _Reader:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.problems: list[str] = []

    def fields(self, told: Any) -> dict[str, Field]:
        if not isinstance(told, dict):
            self.problems.append(_("“%(part)s” must be an object of fields.") % {"part": "fields"})
            return {}
        found = {}
        for name, given in told.items():
            if name not in FIELDS[self.kind]:
                words = _("“%(part)s”: there is no field “%(field)s”.")
                self.problems.append(words % {"part": "fields", "field": name})
            elif made := self.field(name, {"columns": [given]} if isinstance(given, str) else given):
                found[name] = made
        for name in NEEDED[self.kind]:
            if name not in found:
                words = _("“%(part)s” must say where “%(field)s” comes from.")
                self.problems.append(words % {"part": "fields", "field": name})
        return found

    def field(self, name: str, given: Any) -> Field | None:
        if not isinstance(given, dict) or given.keys() - set(Field.__dataclass_fields__):
            self.problems.append(_("“%(where)s” must be a column's name or an object.") % {"where": name})
            return None
        values, times = given.get("values", {}), given.get("times", 1)
        if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
            self.problems.append(_("“%(where)s”: “values” must be an object of texts.") % {"where": name})
            values = {}
        if isinstance(times, bool) or not isinstance(times, int):
            self.problems.append(_("“%(where)s”: “times” must be a whole number.") % {"where": name})
            times = 1
        return Field(
            columns=tuple(map(plain, self.texts(given.get("columns", []), name))),
            join=str(given["join"]) if "join" in given else None,
            values=values,
            otherwise=str(given["otherwise"]) if "otherwise" in given else None,
            const=str(given.get("const", "")),
            prefix=str(given.get("prefix", "")),
            times=times,
            required=given.get("required") is True,
        )

    def texts(self, told: Any, where: str) -> list[str]:
        if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
            self.problems.append(_("“%(key)s” must be a list of texts.") % {"key": where})
            return []
        return told

    def names(self, told: Any) -> dict[str, str]:
        if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
            self.problems.append(_("“%(part)s” must be an object of texts.") % {"part": "names"})
            return {}
        return told

    def objects(self, told: Any, where: str) -> list[dict[str, Any]]:
        if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
            self.problems.append(_("“%(key)s” must be a list of objects.") % {"key": where})
            return []
        return told

    def drop(self, told: Any) -> Iterator[Drop]:
        for each in self.objects(told, "drop"):
            yield Drop(plain(str(each.get("column", ""))), frozenset(self.texts(each.get("values", []), "drop")))

    def gather(self, told: Any) -> Iterator[Gather]:
        for each in self.objects(told, "gather"):
            values = frozenset(self.texts(each.get("values", []), "gather"))
            times = tuple(map(plain, self.texts(each.get("times", []), "gather")))
            yield Gather(plain(str(each.get("column", ""))), values, times, str(each.get("into", "")))


def _with_plain_columns(told: Any, where: str = "") -> Any:
    """A layout of orders with its column names made plain; words and patterns stay."""
    if isinstance(told, dict):
        return {key: _with_plain_columns(value, "source" if where in _PARTS else key) for key, value in told.items()}
    if isinstance(told, list):
        return [plain(each) if isinstance(each, str) and where in _LISTS else _with_plain_columns(each, "")
                for each in told]  # fmt: skip
    return plain(told) if isinstance(told, str) and where in ("source", "column", "by") else told


_PARTS = ("order", "line", "shares")
_LISTS = ("columns", "minus", "known")


@cache
def built_in() -> dict[str, dict[str, Any]]:
    """The layouts that come with the program, by name, as their files say."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))}
