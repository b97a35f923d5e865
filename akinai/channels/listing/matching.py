"""Which of our SKUs a place at a mall seems to be, and why. Pure: what is not sure is left to a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

Reason = Literal["code", "code_key", "variant", "jan", "title"]
EXACT: frozenset[str] = frozenset(["code"])
ALIKE = 0.75  # titles with so large a part of their pairs of letters in common are proposed


@dataclass(frozen=True)
class Ours:
    """A SKU that may be meant."""

    id: int
    code: str
    key: str  # the code as compared
    jan: str
    name: str


@dataclass(frozen=True)
class Theirs:
    """A place at the mall: `code` the shop's own as written there, `names` its page and variant codes."""

    id: int
    code: str
    key: str
    variant_key: str
    jan: str
    name: str


@dataclass(frozen=True)
class Match:
    """The SKU a place seems to be. `likeness`: of the titles, 1.0 for codes."""

    item: int
    sku: int
    reason: Reason
    likeness: float = 1.0


def propose(theirs: Iterable[Theirs], ours: Sequence[Ours]) -> list[Match]:
    """At most one SKU for each place: by the same code, the same code otherwise written, the mall's variant code, a JAN
    that only one SKU has, or (if one is clearly nearest) the title.
    """
    codes = {one.code: one for one in ours}
    keys = {one.key: one for one in ours}
    jans = _single(ours)
    index = _Titles(ours)
    found = []
    for item in theirs:
        if item.code and (sku := codes.get(item.code)):
            found.append(Match(item.id, sku.id, "code"))
        elif item.key and (sku := keys.get(item.key)):
            found.append(Match(item.id, sku.id, "code_key"))
        elif not item.code and item.variant_key and (sku := keys.get(item.variant_key)):
            found.append(Match(item.id, sku.id, "variant"))
        elif item.jan and (sku := jans.get(item.jan)):
            found.append(Match(item.id, sku.id, "jan"))
        elif nearest := index.nearest(item.name):
            found.append(Match(item.id, nearest[0], "title", nearest[1]))
    return found


def _single(ours: Sequence[Ours]) -> Mapping[str, Ours]:
    """JAN → its SKU, where it is one alone (new and used, single and case may share one)."""
    found: dict[str, Ours | None] = {}
    for one in ours:
        if one.jan:
            found[one.jan] = None if one.jan in found else one
    return {jan: one for jan, one in found.items() if one}


class _Titles:
    """Titles by their pairs of letters; only those that share a pair are compared."""

    def __init__(self, ours: Sequence[Ours]) -> None:
        self._pairs = {one.id: pairs(one.name) for one in ours}
        self._with: dict[str, list[int]] = {}
        for sku, some in self._pairs.items():
            for pair in some:
                self._with.setdefault(pair, []).append(sku)

    def nearest(self, name: str) -> tuple[int, float] | None:
        """The SKU whose title is nearest, if it is near and nothing else is as near."""
        wanted = pairs(name)
        common: dict[int, int] = {}
        for pair in sorted(wanted, key=lambda one: len(self._with.get(one, ())))[:12]:
            for sku in self._with.get(pair, ())[:500]:
                common[sku] = 0
        for sku in common:
            common[sku] = len(wanted & self._pairs[sku])
        likenesses = sorted(
            ((2 * n / (len(wanted) + len(self._pairs[sku])), sku) for sku, n in common.items()), reverse=True
        )
        if not likenesses or likenesses[0][0] < ALIKE:
            return None
        if len(likenesses) > 1 and likenesses[1][0] > likenesses[0][0] - 0.05:
            return None
        return likenesses[0][1], round(likenesses[0][0], 2)


def pairs(name: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a title, width and case folded, without blanks."""
    folded = "".join(sign for sign in normalize("NFKC", name).casefold() if sign.isalnum())
    return frozenset(folded[place : place + 2] for place in range(len(folded) - 1))
