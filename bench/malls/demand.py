"""A day at five malls, fixed before anybody plays it: buyers, their second thoughts, arrivals, and the lines' slowness.

Every way to show stock meets the very same day. Times are seconds since midnight. A turn of asking or telling a mall
takes 1–600 s, some answers are lost, some calls are too many, and two malls close for a while.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

DAY = 86_400.0
LATEST = 7_200.0  # seconds after which nobody thinks again
NIGHT = 14_400.0  # after the day the malls are read for so long, until all is in
WEIGHTS = (0.38, 0.26, 0.20, 0.11, 0.05)  # of the malls among the buyers
PACES = (10.0, 20.0, 45.0, 90.0, 180.0)  # seconds that a turn of a mall usually takes
HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 6, 7, 8, 9, 10, 8, 7, 7, 8, 9, 11, 14, 17, 18, 14, 7)  # buyers by hour
FASTEST, SLOWEST = 1.0, 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who would buy. What becomes of the order later (only if it comes about): cancelled, or changed."""

    at: float
    mall: int
    sku: int
    pieces: int
    cancelled_after: float = 0.0  # seconds; 0: never
    changed_after: float = 0.0
    change: int = 0  # pieces more or fewer


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of asking (or telling) a mall: begun here, read (or written) there, and known here.

    `fate`: well, lost (never arrived), unanswered (arrived, nobody told us), refused (429, maintenance: nothing done).
    """

    begun: float
    there: float
    known: float
    fate: str


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody at the shop or the mall does something to stock. `mall` -1: pieces arrive at the warehouse.

    At a mall: writes a lower number over the shelf (`pieces` is per cent of it).
    """

    at: float
    mall: int
    sku: int
    pieces: int


@dataclass
class Day:
    """All of it."""

    malls: int
    stock: list[int]  # pieces by SKU at midnight
    wishes: list[Wish]
    touches: list[Touch]
    asking: list[list[Turn]]  # by mall
    telling: list[list[Turn]]
    closed: list[tuple[int, float, float]] = field(default_factory=list)  # mall, from, until


def a_day(seed: int, *, orders: int = 10_000, skus: int = 300, malls: int = 5, restless: float = 1.0) -> Day:
    """One of the days. `restless` multiplies second thoughts, lost answers and hands at the malls; orders get bigger.

    Half of the SKUs get scarce, every thirtieth is hot: half of its buyers come in ten minutes.
    """
    chance = random.Random(seed)
    closed = [(seed % malls, 2.5 * 3600, 4 * 3600), ((seed + 2) % malls, 20.7 * 3600, 21.1 * 3600)]
    wishes = sorted(_wishes(chance, orders, skus, malls, restless), key=lambda wish: wish.at)
    wanted = [0] * skus
    for wish in wishes:
        wanted[wish.sku] += wish.pieces
    stock = [_stock(chance, sku, pieces) for sku, pieces in enumerate(wanted)]
    return Day(
        malls,
        stock,
        wishes,
        list(_touches(chance, stock, malls, round(orders * restless))),
        [list(_turns(chance, mall, closed, 0.01 * restless)) for mall in range(malls)],
        [list(_turns(chance, mall, closed, 0.02 * restless)) for mall in range(malls)],
        closed,
    )


def _wishes(chance: random.Random, orders: int, skus: int, malls: int, restless: float) -> Iterator[Wish]:
    popular = list(accumulate(1 / (1 + sku) ** 0.7 for sku in range(skus)))
    order = list(range(skus))
    chance.shuffle(order)
    hours, weights = list(accumulate(HOURS)), list(accumulate(WEIGHTS[:malls]))
    bursts = {sku: chance.uniform(8, 23) * 3600 for sku in range(0, skus, 30)}
    for _n in range(orders):
        sku = order[chance.choices(range(skus), cum_weights=popular)[0]]
        at = (chance.choices(range(24), cum_weights=hours)[0] + chance.random()) * 3600
        if sku in bursts and chance.random() < 0.5:
            at = bursts[sku] + chance.uniform(0, 600)
        mall = chance.choices(range(malls), cum_weights=weights)[0]
        pieces = chance.choices((1, 2, 3), (85, 12, 3) if restless <= 1 else (1, 1, 1))[0]
        cancelled = changed = 0.0
        if chance.random() < 0.03 * restless:
            cancelled = min(chance.expovariate(restless / 1800) + 1, LATEST)
        if chance.random() < 0.02 * restless:
            changed = min(chance.expovariate(restless / 900) + 1, LATEST)
        change = chance.choice((-1, 1))
        yield Wish(at, mall, sku, pieces, cancelled, changed, change)


def _stock(chance: random.Random, sku: int, wanted: int) -> int:
    """Half of the SKUs run out on that day, hot ones in their burst."""
    if sku % 30 == 0:
        return max(1, round(wanted * chance.uniform(0.35, 0.7)))
    return max(1, round(wanted * (chance.uniform(0.4, 1.0) if sku % 2 else chance.uniform(1.2, 4.0))))


def _touches(chance: random.Random, stock: list[int], malls: int, orders: int) -> Iterator[Touch]:
    """Arrivals for some that run out; now and then somebody lowers a number in a mall's own screens."""
    for sku in range(1, len(stock), 10):
        yield Touch(chance.uniform(6, 20) * 3600, -1, sku, max(1, stock[sku] // 2))
    for _n in range(max(1, orders // 400)):
        mall, sku = chance.randrange(malls), chance.randrange(len(stock))
        yield Touch(chance.uniform(0, DAY), mall, sku, chance.choice((0, 50, 80)))


def _turns(chance: random.Random, mall: int, closed: list[tuple[int, float, float]], losses: float) -> Iterator[Turn]:
    """One after another: a pause, the call, its answer; each turn takes 1–600 s. Slow hours come and go."""
    now, slow = chance.uniform(0, 5), 1.0
    while now < DAY + NIGHT:
        if chance.random() < 0.01:
            slow = chance.choice((1.0, 1.0, 1.0, 4.0))
        whole = min(SLOWEST, max(FASTEST, chance.lognormvariate(0, 0.6) * PACES[mall % len(PACES)] * slow))
        begun = now + whole * chance.uniform(0.2, 0.8)
        there = begun + (now + whole - begun) * chance.uniform(0.2, 0.9)
        fate = chance.choices(("well", "lost", "unanswered", "refused"), (1 - 2 * losses - 0.01, losses, losses, 0.01))[
            0
        ]
        if any(mall == which and since <= begun < until for which, since, until in closed):
            fate = "refused"
        yield Turn(begun, there, now + whole, fate)
        now += whole + (chance.uniform(5, 60) if fate == "refused" else 0.0)
