"""The columns of a product table: their names in files, how a cell is read, checked, compared and shown.

One table serves import, export, the diff, the forms and the history.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akinai.catalog.models import Handling, Temperature
from akinai.core.japan import numbers, text
from akinai.core.tables import BadCell, day, integer, yes_no

MAX_PRICE = 999_999_999

# What a cell left empty means for a SKU that exists.
CLEAR, KEEP, NEEDED = "clear", "keep", "needed"


@dataclass(frozen=True)
class Column:
    """One column. `level`: whose it is (sku, product, parts). `blank`: the value of a new SKU's empty cell."""

    name: str
    label: Any  # a lazy text
    japanese: tuple[str, ...]  # headers in Japanese files; the first one is used to write
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    level: str = "sku"
    empty: str = CLEAR
    blank: Any = ""


# --- reading ------------------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\uf8f0-\uf8f3\ufffe\uffff]")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def line(most: int) -> Callable[[str], str]:
    """A text in one line, trimmed, of at most so many characters."""

    def read(cell: str) -> str:
        return _SPACES.sub(" ", paragraph(most)(cell)).strip()

    return read


def paragraph(most: int) -> Callable[[str], str]:
    """A text that may have several lines."""

    def read(cell: str) -> str:
        plain = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(plain) > most:
            words = _("The text has %(found)s characters; at most %(most)s fit.")
            raise BadCell(words % {"found": f"{len(plain):,}", "most": f"{most:,}"})
        if found := _CONTROL.search(plain):
            words = _("The text contains the control character U+%(code)s. Delete it.")
            raise BadCell(words % {"code": f"{ord(found.group()):04X}"})
        return plain

    return read


def code(cell: str) -> str:
    """A SKU or product code: one line without the marks that separate parts, and not one Excel has damaged."""
    plain = line(100)(cell)
    if text.looks_like_scientific(plain):
        raise BadCell(numbers.excel_damage(plain))
    if found := re.search(";", normalize("NFKC", plain)):
        raise BadCell(_("A code can't contain “%(sign)s”.") % {"sign": found.group()})
    return plain


def jan(cell: str) -> str:
    """8, 12 or 13 digits, half-width, leading zeros kept."""
    if not cell.strip():
        return ""
    finding = numbers.check_jan(line(40)(cell))
    if finding and finding.stop:
        raise BadCell(finding.message)
    return numbers.plain(cell)


def count(least: int, most: int) -> Callable[[str], int | None]:
    """A whole number in a range, or None for an empty cell."""

    def read(cell: str) -> int | None:
        return integer(cell, least=least, most=most) if cell.strip() else None

    return read


def day_or_none(cell: str) -> date | None:
    if not cell.strip():
        return None
    found = day(cell)
    if not 1990 <= found.year <= 2100:
        raise BadCell(_("The year %(year)d can't be right.") % {"year": found.year})
    return found


def _words(choices: Any, also: dict[str, str]) -> dict[str, str]:
    """Every way to write a choice → its value: the code, and the label in each language."""
    found = {str(value): str(value) for value in choices.values}
    for language in ("ja", "en"):
        with override(language):
            found |= {text.normalise(str(choice.label)): str(choice.value) for choice in choices}
    return found | {text.normalise(word): value for word, value in also.items()}


@cache
def _temperatures() -> dict[str, str]:
    also = {"常温": "ambient", "普通": "ambient", "通常": "ambient", "冷蔵": "chilled", "クール冷蔵": "chilled"}
    return _words(Temperature, also | {"チルド": "chilled", "冷凍": "frozen", "クール冷凍": "frozen"})


@cache
def _handlings() -> dict[str, str]:
    fragile = dict.fromkeys(("ワレモノ注意", "ワレモノ", "ワレ物注意", "割れ物", "割れ物注意"), "fragile")
    heavy = dict.fromkeys(("下積厳禁", "下積み厳禁"), "nothing_on_top")
    return _words(
        Handling, fragile | heavy | {"天地無用": "this_side_up", "ナマモノ": "perishable", "生もの": "perishable"}
    )


def temperature(cell: str) -> str:
    cell = line(40)(cell)
    found = _temperatures().get(text.normalise(cell)) or _temperatures().get(cell.strip().lower())
    if found is None:
        raise BadCell(_("“%(cell)s” is no temperature band: ambient, chilled or frozen.") % {"cell": cell})
    return found


def handling(cell: str) -> tuple[str, ...]:
    found = set()
    for word in re.split(r"[;；,、，/・|\n]", paragraph(500)(cell)):
        if plain := word.strip():
            value = _handlings().get(plain.lower()) or _handlings().get(text.normalise(plain))
            if value is None:
                words = _("“%(word)s” is no handling mark: %(known)s.")
                raise BadCell(words % {"word": plain[:60], "known": ", ".join(str(h.label) for h in Handling)})
            found.add(value)
    return tuple(value for value in Handling.values if value in found)


def categories(cell: str) -> tuple[str, ...]:
    """``食品 > 菓子; ギフト`` → the paths, each name trimmed."""
    paths = set()
    for one in re.split("[;；\n]", paragraph(2_000)(cell)):
        names = [line(100)(name) for name in re.split("[>＞]", one)]
        if any(names):
            if not all(names):
                raise BadCell(_("“%(cell)s” is not a category: a name is missing.") % {"cell": one.strip()[:60]})
            paths.add(" > ".join(names))
    return tuple(sorted(paths))


def parts(cell: str) -> tuple[tuple[str, int], ...]:
    """``A-1:2;B-2×1`` → (("A-1", 2), ("B-2", 1)); × and * before a number are understood. Without one: one piece."""
    found: dict[str, int] = {}
    for one in re.split("[;；\n]", paragraph(20_000)(cell)):
        if not one.strip():
            continue
        plain = re.sub(r"\s*[×*]\s*([0-9]+)\s*$", r":\1", normalize("NFKC", one))
        part, sign, pieces = plain.rpartition(":")
        part, pieces = (part, pieces) if sign else (one, "1")
        named = code(part)
        if not named:
            raise BadCell(_("“%(cell)s” is no part: write CODE:PIECES;CODE:PIECES.") % {"cell": one.strip()[:60]})
        if named in found:
            raise BadCell(_("The part %(code)s is there twice.") % {"code": named})
        found[named] = integer(pieces, least=1, most=9_999)
    return tuple(found.items())


# --- showing (what a file says; reading it again gives the same value) ---------------------------------------


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _flag(value: bool | None) -> str:
    return "" if value is None else "1" if value else "0"


def _joined(value: Sequence[str]) -> str:
    return ";".join(value)


def _parts(value: Sequence[tuple[str, int]]) -> str:
    return ";".join(f"{part}:{pieces}" for part, pieces in value)


# --- the table ----------------------------------------------------------------------------------------------


COLUMNS: tuple[Column, ...] = (
    Column("code", gettext_lazy("SKU code"), ("商品コード", "SKUコード", "品番"), code, _text, empty=NEEDED),
    Column("name", gettext_lazy("Name"), ("商品名", "SKU名"), line(255), _text, empty=NEEDED),
    Column(
        "name_en", gettext_lazy("Product name (English)"), ("商品名(英語)", "英語名"), line(255), _text, level="product"
    ),
    Column(
        "price",
        gettext_lazy("Price"),
        ("販売価格", "価格", "売価", "単価"),
        count(0, MAX_PRICE),
        _text,
        empty=NEEDED,
        blank=None,
    ),
    Column(
        "price_includes_tax",
        gettext_lazy("Price includes tax"),
        ("税込", "税込価格"),
        yes_no,
        _flag,
        empty=KEEP,
        blank=True,
    ),
    Column("jan", gettext_lazy("JAN code"), ("JANコード", "JAN"), jan, _text),
    Column(
        "tax_category",
        gettext_lazy("Tax category"),
        ("税区分", "消費税区分"),
        line(100),
        _text,
        empty=KEEP,
        blank="standard",
    ),
    Column("cost", gettext_lazy("Cost"), ("原価", "仕入価格"), count(0, MAX_PRICE), _text, blank=None),
    Column(
        "weight_g",
        gettext_lazy("Weight (g)"),
        ("重さ(g)", "重量(g)", "重さ", "重量"),
        count(0, 1_000_000),
        _text,
        blank=None,
    ),
    Column(
        "length_mm", gettext_lazy("Length (mm)"), ("奥行(mm)", "長さ(mm)", "奥行"), count(0, 100_000), _text, blank=None
    ),
    Column("width_mm", gettext_lazy("Width (mm)"), ("幅(mm)", "幅"), count(0, 100_000), _text, blank=None),
    Column("height_mm", gettext_lazy("Height (mm)"), ("高さ(mm)", "高さ"), count(0, 100_000), _text, blank=None),
    Column(
        "temperature", gettext_lazy("Temperature"), ("温度帯", "温度"), temperature, _text, empty=KEEP, blank="ambient"
    ),
    Column("shelf", gettext_lazy("Shelf"), ("棚番", "ロケーション", "棚"), line(50), _text),
    Column("release_date", gettext_lazy("Release date"), ("発売日",), day_or_none, _text, blank=None),
    Column(
        "lead_days",
        gettext_lazy("Lead time (days)"),
        ("出荷までの日数", "リードタイム"),
        count(0, 365),
        _text,
        empty=KEEP,
        blank=0,
    ),
    Column(
        "order_limit", gettext_lazy("Limit per order"), ("注文上限", "販売制限数"), count(1, 99_999), _text, blank=None
    ),
    Column(
        "gift", gettext_lazy("Gift wrapping possible"), ("ギフト可", "ギフト"), yes_no, _flag, empty=KEEP, blank=True
    ),
    Column("handling", gettext_lazy("Handling"), ("荷扱い",), handling, _joined, blank=()),
    Column("packing_note", gettext_lazy("Packing note"), ("梱包メモ",), paragraph(1_000), _text),
    Column(
        "category",
        gettext_lazy("Categories"),
        ("カテゴリ", "カテゴリー"),
        categories,
        _joined,
        level="product",
        blank=(),
    ),
    Column(
        "parts", gettext_lazy("Parts of the bundle"), ("セット構成", "構成品"), parts, _parts, level="parts", blank=()
    ),
    Column(
        "case_of",
        gettext_lazy("Contents of the case"),
        ("ケースの中身", "入数の商品コード"),
        code,
        _text,
        level="parts",
    ),
    Column(
        "case_quantity", gettext_lazy("Pieces in a case"), ("入数",), count(1, 99_999), _text, level="parts", blank=None
    ),
    Column(
        "low_stock", gettext_lazy("Warn below"), ("在庫警告数", "アラート閾値"), count(0, MAX_PRICE), _text, blank=None
    ),
    Column(
        "product_code",
        gettext_lazy("Product code"),
        ("代表商品コード", "親商品コード"),
        code,
        _text,
        level="product",
        empty=KEEP,
    ),
    Column(
        "product_name", gettext_lazy("Product name"), ("代表商品名",), line(255), _text, level="product", empty=KEEP
    ),
    Column("options", gettext_lazy("Options"), ("オプション", "バリエーション"), line(255), _text),
    Column("description", gettext_lazy("Description"), ("商品説明", "説明"), paragraph(20_000), _text, level="product"),
    Column("active", gettext_lazy("On sale"), ("販売中", "取扱中"), yes_no, _flag, empty=KEEP, blank=True),
)
BY_NAME = {column.name: column for column in COLUMNS}
NEEDED_COLUMNS = tuple(column.name for column in COLUMNS if column.empty == NEEDED)
SKU_FIELDS = tuple(column.name for column in COLUMNS if column.level == "sku")
PRODUCT_FIELDS = ("product_name", "name_en", "description", "category")


def header_key(header: str) -> str:
    """A header as compared: width, case and spaces do not matter."""
    return re.sub(r"[\s_\-]+", "", normalize("NFKC", header)).casefold()


HEADERS = {header_key(word): column for column in COLUMNS for word in (column.name, *column.japanese)}


def tax_words(rows: Iterable[Any]) -> dict[str, str]:
    """Every way to write a tax category → its code; `rows` are TaxCategory."""
    known = {text.normalise(word): row.code for row in rows for word in (row.name_en, row.name_ja, row.code)}
    return {word: code for word, code in known.items() if word}
