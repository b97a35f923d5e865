"""Many days under many ways: sums, intervals, and the smallest fixed buffer that is as safe as ours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context

from bench.malls.demand import Day, a_day
from bench.malls.virtual import NoLag, Score, Way, World
from bench.malls.ways import Plain, Quotas, Risk

BUFFERS = (0, 1, 2, 3, 5, 8, 12, 20, 30, 50, 80)
RISKS = (1, 2, 5)  # one oversell in so many thousand orders
PROCESSES = 2
Name = tuple[str, int]
HEADERS = (
    "Way",
    "Orders",
    "Oversold",
    "per thousand",
    "95 %",
    "Lost sales",
    "per cent",
    "Shown (% of what is left)",
    "Numbers sent",
)


@dataclass(frozen=True)
class Row:
    """A way over all days."""

    name: Name
    days: Sequence[Score]
    possible: int  # orders a shop without any lag would have sold

    @property
    def way(self) -> str:
        return self.days[0].way

    @property
    def sold(self) -> int:
        return sum(day.sold for day in self.days)

    @property
    def oversold(self) -> int:
        return sum(day.oversold for day in self.days)

    @property
    def per_thousand(self) -> float:
        return 1000 * self.oversold / max(1, self.sold)

    @property
    def lost(self) -> int:
        """Orders that could have been sold and were not."""
        return self.possible - (self.sold - self.oversold)

    @property
    def shown(self) -> float:
        """Per cent of what is left that a mall shows to its buyers, on average."""
        return 100 * sum(day.shown for day in self.days) / max(1, sum(day.looked for day in self.days))

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of oversold per thousand: the wider of Wilson's over orders and the one over days, as orders cluster."""
        low, high = wilson(self.oversold, self.sold)
        rates = [day.oversold / max(1, day.sold) for day in self.days]
        if len(rates) > 2:
            mean = sum(rates) / len(rates)
            wide = 2.1 * math.sqrt(sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1) / len(rates))
            low, high = min(low, max(0.0, mean - wide)), max(high, mean + wide)
        return 1000 * low, 1000 * high

    def cells(self) -> tuple[object, ...]:
        """For the table."""
        low, high = self.interval
        return (
            self.way,
            self.sold,
            self.oversold,
            round(self.per_thousand, 2),
            f"{low:.2f}–{high:.2f}",
            self.lost,
            round(100 * self.lost / max(1, self.possible), 1),
            round(self.shown),
            sum(day.sent for day in self.days),
        )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a proportion."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half) if hits else 0.0, middle + half


def way(name: Name) -> Way:
    """A fresh one of this name."""
    kind, number = name
    if kind == "rate":
        return Plain(rate=number)
    if kind == "fixed":
        return Plain(safety=number)
    return Risk(number) if number else Quotas()


def every(buffers: Sequence[int] = BUFFERS, risks: Sequence[int] = RISKS) -> list[Name]:
    """All that are played, ours first."""
    return [("risk", 0), *(("risk", n) for n in risks), ("rate", 90), *(("fixed", n) for n in buffers)]


_days: list[Day] = []


def _play(given: tuple[Name | None, int]) -> Score:
    name, at = given
    return (World(_days[at], way(name)) if name else NoLag(_days[at])).play()


def play(names: Sequence[Name], days: Sequence[Day], *, processes: int = 1) -> list[Row]:
    """Every way on the same days."""
    _days[:] = days
    jobs: list[tuple[Name | None, int]] = [(name, at) for name in (None, *names) for at in range(len(days))]
    if processes > 1:
        with get_context("fork").Pool(processes) as pool:
            scores = pool.map(_play, jobs, chunksize=1)
    else:
        scores = [_play(job) for job in jobs]
    possible = sum(score.sold for score in scores[: len(days)])
    return [
        Row(name, scores[len(days) * at : len(days) * (at + 1)], possible) for at, name in enumerate(names, start=1)
    ]


def some_days(count: int, *, orders: int, first: int = 1) -> list[Day]:
    """Days of so many orders each, with as many SKUs as fit them."""
    return [a_day(seed, orders=orders, skus=max(12, orders * 3 // 100)) for seed in range(first, first + count)]


def needed(promises: Sequence[int], *, orders: int, days: int, processes: int = 1) -> dict[int, int]:
    """The smallest fixed buffer that keeps each promise (one oversell in so many thousand; 0: none) on many days."""
    found: dict[int, int] = {}
    record = some_days(days, orders=orders, first=1_000)
    for safety in BUFFERS:
        (row,) = play([("fixed", safety)], record, processes=processes)
        for promise in promises:
            if promise not in found and row.per_thousand <= (1 / promise if promise else 0.0):
                found[promise] = safety
        if len(found) == len(promises):
            break
    return {promise: found.get(promise, BUFFERS[-1]) for promise in promises}
