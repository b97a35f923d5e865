"""The text a mall gets for a field: the master's, or the channel's own, with its {placeholders} filled in. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from akinai.channels.listing.rules import FieldRule

PLACEHOLDER = re.compile(r"\{([a-z][a-z_0-9]*)\}")
# Texts of the master: those the catalog has, and those written beside them for the malls.
MASTER = ("title", "catch", "description", "points", "specs", "keywords", "brand", "maker")
FACTS = ("code", "category", "price", "jan")  # what else a placeholder may name
Source = Literal["master", "own", "none"]


@dataclass(frozen=True)
class Result:
    """What a field becomes. `text` None: nothing is said of it. `strange`: placeholders nobody knows, left alone."""

    text: str | None
    source: Source
    strange: tuple[str, ...] = ()


def resolve(rule: FieldRule, master: Mapping[str, str], own: str | None) -> Result:
    """Lay a channel's own text over the master's. An own text that is empty says: empty at this mall."""
    if own is None:
        text = master.get(rule.master, "")
        if rule.line:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            text = lines[rule.line - 1] if len(lines) >= rule.line else ""
        return Result(text, "master") if text else Result(None, "none")
    filled, strange = fill(own, master)
    return Result(filled, "own", strange)


def fill(text: str, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Put the master's texts for {placeholders}, once (what is put in is not looked at again)."""
    strange: dict[str, None] = {}

    def one(found: re.Match[str]) -> str:
        if found[1] in known:
            return known[found[1]]
        strange[found[1]] = None
        return found[0]

    return PLACEHOLDER.sub(one, text), tuple(strange)


def page(fields: Mapping[str, FieldRule], master: Mapping[str, str], own: Mapping[str, str]) -> dict[str, Result]:
    """Every field of a mall's page."""
    known = dict.fromkeys((*MASTER, *FACTS), "") | dict(master)
    return {name: resolve(rule, known, own.get(name)) for name, rule in fields.items()}
