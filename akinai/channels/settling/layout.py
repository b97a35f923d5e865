"""How a mall's settlement file is read, as data (layouts/README.md has the words)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.tables import bare

FOLDER = Path(__file__).parent / "layouts"
# What the mall passes on of an order: goods, postage, what a coupon or a point takes away or the mall makes good.
SALES = ("sale", "shipping", "point_mall", "coupon_mall", "coupon_shop")
COSTS = ("commission", "fee", "point_shop")
KINDS = (*SALES, *COSTS, "refund", "adjustment", "carry_over", "payout", "other")
ROLES = ("order", "date", "paid_out_on", "from", "until", "currency", "net", "payout")


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of yen. Without a `kind` the row's words say what it is. `sign` −1: a cost written without its minus."""

    columns: tuple[str, ...]
    kind: str = ""
    name: str = ""
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows whose words fit (``*`` fits everything) are of this kind."""

    words: tuple[str, ...]
    kind: str

    def fits(self, words: Sequence[str]) -> bool:
        padded = (*self.words, *("*",) * (len(words) - len(self.words)))
        return all(fnmatchcase(word, pattern) for word, pattern in zip(words, padded, strict=False))


@dataclass(frozen=True)
class Layout:
    """A checked layout."""

    columns: Mapping[str, tuple[str, ...]]
    words: tuple[tuple[str, ...], ...]
    amounts: tuple[Amount, ...]
    rules: tuple[Rule, ...] = ()
    negative: frozenset[str] = frozenset()
    payout_sign: int = 1
    encoding: str = ""
    delimiter: str = ""

    @classmethod
    def of(cls, plain: Any) -> "Layout":
        """Raises ValueError with a sentence for what is no layout."""
        columns = plain.get("columns") if isinstance(plain, dict) else None
        if not isinstance(columns, dict) or "order" not in columns or not plain.get("amounts"):
            raise ValueError(_("A layout needs “columns” with “order”, and “amounts”."))
        try:
            amounts = tuple(
                Amount(
                    tuple(one["columns"]), one.get("kind", ""), one.get("name", ""), -1 if one.get("sign") == -1 else 1
                )
                for one in plain["amounts"]
            )
            rules = tuple(
                Rule(tuple(bare(word) for word in one["words"]), one["kind"]) for one in plain.get("kinds", [])
            )
            words = tuple(tuple(synonyms) for synonyms in columns.get("words", []))
            roles = {role: tuple(columns[role]) for role in ROLES if role in columns}
        except (TypeError, KeyError, AttributeError) as problem:
            raise ValueError(_("The layout can't be read: %(why)s") % {"why": str(problem)[:100]}) from None
        odd = sorted({*(one.kind for one in amounts), *(rule.kind for rule in rules)} - {*KINDS, ""})
        if odd:
            raise ValueError(_("“%(kind)s” is no kind of settlement line.") % {"kind": odd[0]})
        return cls(
            roles,
            words,
            amounts,
            rules,
            frozenset(plain.get("negative", [])),
            -1 if plain.get("payout_sign") == -1 else 1,
            str(plain.get("encoding", "")),
            str(plain.get("delimiter", "")),
        )

    def kind(self, words: Sequence[str]) -> str:
        """What the row's words say, "" when no rule knows them."""
        return next((rule.kind for rule in self.rules if rule.fits(words)), "")


def built_in() -> list[dict[str, Any]]:
    """The layouts that come with the program, as rows."""
    rows = []
    for file in sorted(FOLDER.glob("*.json")):
        plain = json.loads(file.read_text(encoding="utf-8"))
        rows.append({"name": file.stem, "title": plain.pop("title"), "layout": plain, "built_in": True})
    return rows
