"""The rules of each mall's pages, from data: rules/<mall>.json, and words.json for words that need a proof.

Each limit names its source, or "unproven": then it has not been seen in the mall's own manual, and what breaks it is a
warning and never a refusal.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from akinai.channels.listing.measuring import Measure

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class FieldRule:
    """One field of a page. `master`: which master text fills it; `line`: only that line of it (1 …)."""

    name: str
    label: str
    label_en: str
    master: str = ""
    line: int = 0
    most: int = 0  # 0: no limit known
    measure: Measure = "chars"
    required: bool = False
    html: bool = False
    lines: bool = False  # line breaks may stand in it
    tags: tuple[str, ...] | None = None  # allowed ones; None: any
    shape: str = ""  # a regular expression for the whole text
    needless: tuple[str, ...] = ()  # characters that must not stand in it
    source: str = ""
    unproven: bool = False
    warns: bool = False  # it is advice of the mall and no limit


@dataclass(frozen=True)
class Rules:
    """All rules of a mall."""

    kind: str
    fields: Mapping[str, FieldRule]
    page_of: str  # listing: the mall's own page code joins SKUs; product: each product is a page
    whole_prices: bool = False  # prices are said of all variants of a page at once
    images: Mapping[str, Any] = field(default_factory=dict)
    price: Mapping[str, Any] = field(default_factory=dict)
    code: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Word:
    """A word that may not be said without a proof, or at all. `law`: why; `severity`: error or warning."""

    word: str
    law: str
    why: str
    why_en: str
    severity: str
    source: str
    unproven: bool = False
    unless: str = ""  # a regular expression: where it is found the word is no matter


@cache
def rules_of(kind: str) -> Rules | None:
    """The rules of a kind of mall; None if there are none."""
    file = FOLDER / f"{kind}.json"
    if not re.fullmatch(r"[a-z]+", kind) or not file.exists():
        return None
    plain = json.loads(file.read_text(encoding="utf-8"))
    fields = {one["name"]: _field(one) for one in plain.pop("fields")}
    return Rules(kind=kind, fields=fields, **plain)


def _field(plain: dict[str, Any]) -> FieldRule:
    plain["tags"] = tuple(plain["tags"]) if "tags" in plain else None
    plain["needless"] = tuple(plain.get("needless", ()))
    return FieldRule(**{"master": plain["name"], **plain})


@cache
def words() -> tuple[Word, ...]:
    """The words that claim something."""
    return tuple(Word(**one) for one in json.loads((FOLDER / "words.json").read_text(encoding="utf-8")))
