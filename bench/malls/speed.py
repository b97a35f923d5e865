"""From commit to the mall's answer, at malls that set no limits: fifty orders a second over five of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from akinai.channels.actions import pushing
from akinai.channels.models import Offer, Push
from akinai.core import clock
from akinai.orders.models import Order
from bench.malls.fire import Fire, calm, push_lags
from bench.malls.fleet import fleet, hands, some_goods
from bench.serving import p99

PER_SECOND, TRIPS = 50.0, 300


@dataclass(frozen=True)
class Speed:
    """Milliseconds: half of the numbers took no longer than `median`; `bare` is the trip alone, by HTTP."""

    orders: int
    seconds: float
    numbers: int
    median: float
    p99: float
    bare: float


def measure(kinds: Sequence[str], *, seconds: float) -> Speed:
    """Buyers at every mall; each order changes what the four others must show."""
    goods = some_goods(60, pieces=5_000)
    with fleet(kinds, goods, by_risk=False, safety=0) as malls, hands() as workers:
        pushing.sweep()
        fire = Fire(malls, goods, workers, round(PER_SECOND * seconds), PER_SECOND, every=1e9)
        fire.until(lambda: not Offer.objects.filter(sent=None).exists() and calm(), "the first numbers are out")
        began, at = clock.now(), time.monotonic()
        fire.buyers()
        took = time.monotonic() - at
        fire.until(lambda: Order.objects.count() >= len(fire.bought), "every order is in")
        fire.until(calm, "every number is sent")
        lags = push_lags(Push.objects.filter(result="done", since__gte=began))
        bare = [trip for mall in malls for trip in _trips(mall.address)]
    return Speed(len(fire.bought), took, len(lags), 1000 * lags[len(lags) // 2], p99(lags), p99(bare))


def _trips(address: str) -> list[float]:
    with httpx.Client(base_url=address) as line:
        found = []
        for _n in range(TRIPS):
            began = time.perf_counter()
            line.post("/_control", json={}).raise_for_status()
            found.append(time.perf_counter() - began)
    return found
