"""From what is free to what is shown, step by step, each step kept for the screen.

The order, and it is the same for every channel:

1. `free`: free pieces of the channel's warehouses (of a bundle: as many as its scarcest part allows), never below 0
2. `safety`: less the safety stock; where the risk is set, less the pieces the risk holds back if those are more
3. `rate`: of the rest so many per cent, rounded down
4. `zero_below`: fewer than this is shown as sold out
5. `cap`: at most this
6. `floor`: at least this while any are free, but never more than are free
7. `quota`: at most what is left of the quota of the time
8. `share`: at most what the plan without oversells gives this channel (risk 0)
9. `most`: at most what the mall can show
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

MOST = 99_999  # 楽天's highest number of stock, the lowest limit among the malls


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The numbers in force for one SKU at one channel. None: no such limit."""

    sends: bool = True
    safety: int = 0
    rate: int = 100  # per cent
    zero_below: int = 0
    cap: int | None = None
    floor: int = 0
    quota: int | None = None  # what is left of it now; None: no quota runs
    by_risk: bool = False
    risk: int | None = None  # at most one oversell in so many thousand orders; 0: none possible (quotas)
    flash: bool = False
    most: int = MOST

    @property
    def shared(self) -> bool:
        """Whether pieces are shared out without any possible oversell."""
        return self.by_risk and self.risk == 0


@dataclass(frozen=True)
class Step:
    """One step that changed the number: which, its own number, and what was left after it."""

    name: str
    value: int
    left: int


@dataclass(frozen=True)
class Shown:
    """The number to show, and how it came about."""

    quantity: int
    why: list[Step]

    def as_json(self) -> list[list[Any]]:
        """For the offer's row: [name, value, left] each."""
        return [[step.name, step.value, step.left] for step in self.why]


def merged(rows: Iterable[dict[str, Any]]) -> Rule:
    """One rule out of several, the narrowest first: a field that is missing or None is as in the next wider one."""
    found: dict[str, Any] = {}
    names = {one.name for one in fields(Rule)}
    for row in rows:
        for name, value in row.items():
            if name in names and value is not None:
                found.setdefault(name, value)
    return Rule(**found)


def shown(free: int, rule: Rule, *, buffer: int = 0, share: int | None = None) -> Shown:
    """What the channel shows. `buffer`: pieces held back by the risk set; `share`: the plan's number (risk 0)."""
    there = max(free, 0)
    why = [Step("free", free, there)]

    def to(name: str, value: int, left: int) -> None:
        if left != why[-1].left:
            why.append(Step(name, value, left))

    def left() -> int:
        return why[-1].left

    held = max(rule.safety, buffer if rule.by_risk else 0)
    to("risk" if held > rule.safety else "safety", held, max(left() - held, 0))
    to("rate", rule.rate, left() * rule.rate // 100)
    to("zero_below", rule.zero_below, left() if left() >= rule.zero_below else 0)
    if rule.cap is not None:
        to("cap", rule.cap, min(left(), max(rule.cap, 0)))
    to("floor", rule.floor, max(left(), min(rule.floor, there)))
    if rule.quota is not None:
        to("quota", rule.quota, min(left(), max(rule.quota, 0)))
    if share is not None:
        to("share", share, min(left(), max(share, 0)))
    to("most", rule.most, min(left(), rule.most))
    return Shown(left(), why)
