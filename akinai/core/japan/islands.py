"""Remote islands and places with a relay charge (離島・中継料地域): a list to seed a shop's table, and a matcher.

The list is data, not truth: see data/README.md.
"""

import csv
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from akinai.core.japan.address import comparable, without_county
from akinai.core.japan.postal import DATA
from akinai.core.japan.prefectures import canonical


class RuleRow(Protocol):
    """What a row must have.

    ``prefix``: how the address goes on after the prefecture; empty for the whole prefecture.
    """

    @property
    def prefecture(self) -> str: ...

    @property
    def prefix(self) -> str: ...


Rule = TypeVar("Rule", bound=RuleRow)


def load_seed() -> list[dict[str, str]]:
    """The seed rows: ``prefecture``, ``prefix``, ``kind`` (``island``, ``large_island``) and ``note`` (its name)."""
    with (DATA / "remote_areas.csv").open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def matcher(rules: Iterable[Rule]) -> Callable[[str, str], Rule | None]:
    """A function ``(prefecture, rest of the address) → rule or None``; the longest prefix wins.

    Spelling does not matter (ヶ/ケ, 大字, width), nor whether the county is written. Build it once per batch: a call
    is a few dict accesses where the prefecture has rules, one where it has none.
    """
    known: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        of_prefecture = known.setdefault(canonical(rule.prefecture) or rule.prefecture, {})
        for prefix in (rule.prefix, without_county(rule.prefix)):
            if prefix or not rule.prefix:
                of_prefecture.setdefault(comparable(prefix), rule)
    sizes = {
        name: tuple(sorted({len(prefix) for prefix in prefixes}, reverse=True)) for name, prefixes in known.items()
    }

    def match(prefecture: str, rest: str) -> Rule | None:
        prefixes = known.get(prefecture) or known.get(canonical(prefecture))
        if not prefixes:
            return None
        plain = comparable(rest[:60])
        for size in sizes[canonical(prefecture) or prefecture]:
            if found := prefixes.get(plain[:size]):
                return found
        return None

    return match
