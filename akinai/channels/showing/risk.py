"""How many pieces to hold back, so that at most one order in n thousand finds nothing left.

A channel goes on selling what it shows until our next number has arrived there, and we learn of its sales late: what
buyers may take without our knowing is the demand during a *window*, the measured lag of its orders (made at the mall →
known here) plus the measured lag of our numbers (commit → the mall's answer), both at p95.

The demand of a window is a Poisson number whose speed is itself not known well. With a gamma prior on the speed (a
quarter of a sale believed to have been seen in half a day) and `speed × MEMORY` sales really seen, it is negative
binomial; so a SKU without history has an honest tail. Bursts and orders of several pieces make it wider: `dispersion`
is the variance over the mean as measured, 1 for single, independent sales. Channels are added up by mean and variance.

An exposure bounds it, too: a channel that showed 0 and whose orders are read since then can't have sold anything. So
when the pieces get few, slow channels go dark first, and once their orders are in the fastest ones sell the rest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

PRIOR_SALES = 0.25  # believed to have been seen …
PRIOR_HOURS = 12.0  # … in so many hours
MEMORY = 12.0  # hours that a smoothed speed looks back
FLASH_MEMORY = 0.5  # in a flash sale yesterday says little
FLASH = 2.0  # the speed may double before we have measured it
FLASH_DISPERSION = 3.0
MOST_STEPS = 4_000  # beyond this mean a normal tail is exact enough


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Demand at one channel. `exposed`: pieces buyers can have taken or still take unknown to us (None: not known)."""

    key: int
    speed: float  # pieces an hour
    window: float  # seconds
    exposed: int | None = None
    pieces: int = 1  # of the SKU in question in one piece of the offer (bundles)
    flash: bool = False


def buffer(
    speed_per_hour: float, seconds_of_lag: float, per_thousand: int, dispersion: float = 1.0, *, flash: bool = False
) -> int:
    """The fewest pieces b with P(demand during the lag > b) ≤ 1 / (1000 · per_thousand). `per_thousand` ≥ 1."""
    mean, variance = _moments(speed_per_hour, seconds_of_lag, dispersion, flash=flash)
    return quantile(mean, variance, _tail(per_thousand))


def buffers(flows: Sequence[Flow], per_thousand: int, dispersion: float = 1.0) -> dict[int, int]:
    """The pieces each channel holds back for the unknown demand of all of them.

    A channel reckons with all that are not slower than it, shown or not, and with the slower ones as far as they are
    still exposed. So the slowest hold back most.
    """
    tail = _tail(per_thousand)
    ordered = sorted(flows, key=lambda flow: (flow.window, flow.key))
    found: dict[int, int] = {}
    for place, one in enumerate(ordered):
        mean = variance = 0.0
        surely = 0
        for other_place, other in enumerate(ordered):
            m, v = _moments(other.speed, other.window, dispersion, flash=other.flash)
            m, v = m * other.pieces, v * other.pieces * other.pieces
            if other_place > place and other.exposed is not None:
                at_most = other.exposed * other.pieces
                if at_most <= m + 3.0 * math.sqrt(v):
                    surely += at_most
                    continue
            mean, variance = mean + m, variance + v
        found[one.key] = math.ceil((surely + quantile(mean, variance, tail)) / one.pieces)
    return found


def _tail(per_thousand: int) -> float:
    return 1.0 / (1000.0 * max(per_thousand, 1))


def _moments(speed: float, seconds: float, dispersion: float, *, flash: bool) -> tuple[float, float]:
    """Mean and variance of the demand of a window, the doubt about the speed in it."""
    hours = max(seconds, 0.0) / 3600.0
    if hours == 0.0:
        return 0.0, 0.0
    memory = FLASH_MEMORY if flash else MEMORY
    sales = max(speed, 0.0) * memory
    shape, rate = PRIOR_SALES + sales, PRIOR_HOURS * memory / MEMORY + memory
    if not sales:
        rate = PRIOR_HOURS
    # What was measured is not halved by the prior: the mean is at least the measured speed.
    mean = max(shape / rate, speed) * hours * (FLASH if flash else 1.0)
    spread = max(dispersion, FLASH_DISPERSION if flash else 1.0)
    return mean, mean * spread + mean * mean / shape


def quantile(mean: float, variance: float, tail: float) -> int:
    """The fewest b with P(N > b) ≤ tail, N negative binomial (Poisson where variance = mean)."""
    if mean <= 0.0:
        return 0
    spread = max(variance / mean, 1.0)
    # More pieces are never fewer; a wider spread has more at the far end, and fewer at the near one.
    _fewer, more = _around(mean)
    return max(_quantile(more, each, tail) for each in _around(spread))


def _around(value: float) -> tuple[float, float]:
    """Three digits of it, rounded down and up, so that equal cases are remembered."""
    scale = 10.0 ** (2 - math.floor(math.log10(value)))
    return math.floor(value * scale + 1e-9) / scale, math.ceil(value * scale - 1e-9) / scale


@lru_cache(maxsize=65_536)
def _quantile(mean: float, spread: float, tail: float) -> int:
    variance = mean * spread
    poisson = spread <= 1.000001
    size = 0.0 if poisson else mean / (spread - 1.0)
    # log P(N = 0)
    start = -mean if poisson else -size * math.log1p(mean / size)
    if start < -700.0 or mean > MOST_STEPS:
        return _far(mean, variance, tail)
    chance = math.exp(start)
    below, count = chance, 0
    ratio = 0.0 if poisson else mean / (mean + size)
    most = int(mean + 60.0 * math.sqrt(variance)) + 60
    while 1.0 - below > tail and count < most:
        chance *= mean / (count + 1) if poisson else ratio * (count + size) / (count + 1)
        count += 1
        below += chance
    return count


def _far(mean: float, variance: float, tail: float) -> int:
    """Large means: the normal quantile, bent by the skewness (Cornish and Fisher 1938), rounded up."""
    z = _normal(tail)
    deviation = math.sqrt(variance)
    skewness = (2.0 * variance / mean - 1.0) / deviation
    return math.ceil(mean + deviation * (z + (z * z - 1.0) * skewness / 6.0)) + 1


@lru_cache(maxsize=256)
def _normal(tail: float) -> float:
    """The z with P(Z > z) = tail, by halving."""
    low, high = 0.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2.0
        if 0.5 * math.erfc(middle / math.sqrt(2.0)) > tail:
            low = middle
        else:
            high = middle
    return high
