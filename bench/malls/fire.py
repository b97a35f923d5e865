"""The whole program at five malls under fire: buyers in bursts, faults of every kind, hands at the malls, kill -9.

Compressed: what takes minutes in a day takes seconds here. So that it can, the driver shortens the waits that are meant
for a real mall's day (after failures, maintenance, and a call cut off by a kill); everything else is as always.
Somebody at a mall lowers numbers of any SKU; orders there are cancelled and made smaller. At the end the truth of the
stand-ins is held against our database.
"""

import datetime as dt
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
from django.db import connection as database
from django.db.models import Q, QuerySet

from akinai.channels import actions
from akinai.channels.actions import drifting, pushing
from akinai.channels.malls import MALLS
from akinai.channels.models import MallOrder, Offer, Progress, Push, ShipmentNotice
from akinai.core import clock
from akinai.fulfillment import actions as floor
from akinai.fulfillment.models import Shipment, ShipmentLine
from akinai.orders.models import Order
from bench.harness import require
from bench.malls.fleet import ACTOR, Goods, Hands, MallAt, environment, fleet, hands, some_goods
from bench.serving import ROOT, p99

FAULTS = ("timeout", "lost", "500", "500done", "garbage", "429")
LOOKS = 4  # what is sold out at a mall leads its buyer to something else so often
READINGS = 12  # of all shelves at the end, at most
QUIET = 240.0  # seconds until everything must have come to rest
SOON = dt.timedelta(seconds=1)
LISTING_CHANGES = {kind for kind, mall in MALLS.items() if mall.updated_since}
LIVE = ("new", "confirmed", "shipped", "pending")


@dataclass
class Truth:
    """What came of it. `missing`: orders or shipments that did not get through; `doubled`: that did twice."""

    orders: int = 0
    turned_away: int = 0
    oversold: int = 0  # pieces promised at malls beyond those there were
    missing: int = 0
    doubled: int = 0
    told: int = 0  # shipments
    kills: int = 0
    mishaps: Counter[str] = field(default_factory=Counter)
    stock_agrees: bool = False
    doctor: bool = False
    p99_push_ms: float = 0.0
    seconds: float = 0.0
    words: list[str] = field(default_factory=list)  # what is not as it must be

    @property
    def good(self) -> bool:
        return self.stock_agrees and self.doctor and not (self.oversold or self.missing or self.doubled)


@dataclass
class Fire:
    """A day in a minute or some. `rate`: orders a second at all malls; `every`: seconds between two kills."""

    malls: Sequence[MallAt]
    goods: Sequence[Goods]
    workers: Hands
    orders: int
    rate: float
    every: float
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    truth: Truth = field(default_factory=Truth)
    bought: list[tuple[MallAt, str]] = field(default_factory=list)
    parcels: int = 0

    def start(self) -> list[threading.Thread]:
        """Buyers at every mall."""
        buyers = [threading.Thread(target=self._buy, args=(n,), daemon=True) for n in range(len(self.malls))]
        for one in buyers:
            one.start()
        return buyers

    def buyers(self) -> None:
        """Only buyers, until all orders are placed."""
        for one in self.start():
            one.join()

    def burn(self) -> None:
        """Buyers, mishaps, kills and shipments, until all orders are placed."""
        buyers = self.start()
        next_kill, next_parcels = time.monotonic() + self.every, time.monotonic() + 3
        while any(one.is_alive() for one in buyers):
            time.sleep(0.4)
            self._mishap()
            shorten_waits()
            if time.monotonic() > next_kill:
                self.kill()
                next_kill = time.monotonic() + self.every
            if time.monotonic() > next_parcels:
                self.ship()
                next_parcels = time.monotonic() + 3
        while not self.truth.kills:  # the buyers were faster, perhaps even than the hands began
            self.kill()
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the worker and the loops in the middle of what they do."""
        self.truth.kills += self.workers.kill()
        give_back()

    # --- buyers ---

    def _buy(self, place: int) -> None:
        chance, mall = random.Random(place), self.malls[place]
        count = self.orders // len(self.malls) + (place < self.orders % len(self.malls))
        waits = [chance.expovariate(4.0 if n % 100 < 20 else 1.0) for n in range(count)]  # a fifth comes in a burst
        whole = count * len(self.malls) / self.rate
        began, passed = time.monotonic(), 0.0
        with httpx.Client(base_url=mall.address, timeout=60) as line:
            for wait in waits:
                passed += wait * whole / sum(waits)
                time.sleep(max(began + passed - time.monotonic(), 0.0))  # buyers do not wait for one another
                any(self._one(line, mall, chance) for _other in range(LOOKS))

    def _one(self, line: httpx.Client, mall: MallAt, chance: random.Random) -> bool:
        """Whether it could be bought."""
        hot = chance.random() < 0.3
        one = self.goods[chance.randrange(0, len(self.goods), 10) if hot else chance.randrange(len(self.goods))]
        lines = [{"page": one.page, "variant": one.page, "quantity": chance.choice((1, 1, 1, 2))}]
        answer = line.post("/_control/orders", json={"lines": lines, "buyer": _somebody(chance)})
        if answer.status_code == 409:
            self.truth.turned_away += 1
            return False
        answer.raise_for_status()
        self.bought.append((mall, answer.json()["number"]))
        return True

    # --- mishaps ---

    def _mishap(self) -> None:
        mall = self.chance.choice(self.malls)
        what = self.chance.choices(
            ("fault", "maintenance", "cancel", "smaller", "lowered", "nothing"), (6, 0.3, 3, 2, 1, 4)
        )[0]
        self.truth.mishaps[what] += 1
        if what == "fault":
            mall.control(next=[self.chance.choice(FAULTS)])
        elif what == "maintenance":
            mall.control(maintenance=3)
        elif what == "lowered":
            one = self.chance.choice(self.goods)
            mall.control("/stock", page=one.page, variant=one.page, quantity=0)
        elif what in ("cancel", "smaller") and self.bought:
            self._edit(what)

    def _edit(self, what: str) -> None:
        mall, number = self.chance.choice(self.bought)
        order = mall.order(number)
        if order["state"] not in ("new", "confirmed"):
            return
        if what == "cancel":
            mall.control("/cancel", number=number)
        elif order["lines"][0]["quantity"] > 1:
            mall.control("/edit", number=number, quantities={order["lines"][0]["id"]: 1})

    # --- our floor ---

    def ship(self) -> None:
        """Some of the orders that are ready leave, by the verbs of the floor."""
        ready = list(Order.objects.filter(queue="ready").order_by("id").values_list("id", flat=True)[:25])
        if not ready:
            return
        started = floor.start_work(ready, actor=ACTOR)
        shipments = list(
            Shipment.objects.filter(batch__in=started.batch_ids).order_by("id").values_list("id", flat=True)
        )
        floor.bind([floor.Told(key, key, self._number()) for key in shipments], actor=ACTOR)
        floor.inspect_by_eye(shipments, actor=ACTOR)
        floor.confirm(shipments, actor=ACTOR)
        left: dict[int, set[int]] = {}
        lines = ShipmentLine.objects.filter(shipment__in=shipments, shipment__shipped_at__isnull=False)
        for shipment, order in lines.values_list("shipment_id", "order_id"):
            left.setdefault(shipment, set()).add(order)
        actions.note_shipped([actions.LeftShop(key, sorted(found)) for key, found in left.items()], actor=ACTOR)

    def _number(self) -> str:
        self.parcels += 1
        first = 44_440_000_000 + self.parcels
        return f"{first}{first % 7}"

    # --- afterwards ---

    def rest(self) -> None:
        """Wait until nothing is under way any more; what somebody lowered at the malls is read back and repaired."""
        for mall in self.malls:
            mall.control(clear=True, maintenance=0, lag=0)
        self.until(self._all_in, "every order is in")
        now = clock.now()
        for mall in self.malls:
            self.until(partial(self._read_again, mall, now), "what was changed at a mall is read")
        self.ship()
        self.until(lambda: not untold(), "every shipment is told")
        self.until(calm, "every number is sent")
        for mall in self.malls:
            drifting.set_repairs(mall.connection_id, drifting.APPLY, actor=ACTOR)
        for _turn in range(READINGS):
            for mall in self.malls:
                drifting.read_back(mall.connection_id, force=True)
            self.until(calm, "what was repaired is sent")
            if not any(self._disagreeing(mall) for mall in self.malls):
                break
            time.sleep(1)  # what changed while it was read is compared at the next reading

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait for it, with short waits; what does not come is noted."""
        until = time.monotonic() + QUIET
        while not true():
            if time.monotonic() > until:
                self.truth.words.append(f"Not within {QUIET:.0f} s: {what}. {_waiting()}")
                return
            shorten_waits()
            time.sleep(0.3)

    def _read_again(self, mall: MallAt, since: dt.datetime) -> bool:
        """What was cancelled or made smaller there is read without the usual wait."""
        actions.read_open_orders(mall.connection_id, force=True)
        rows = MallOrder.objects.filter(connection=mall.connection_id, finished=False, read_at__lt=since)
        return mall.kind in LISTING_CHANGES or not rows.exclude(stage="shipped").exists()

    def _all_in(self) -> bool:
        return all(not self._lacking(mall, mall.state()["orders"]) for mall in self.malls)

    @staticmethod
    def _lacking(mall: MallAt, at_mall: Sequence[dict[str, Any]]) -> list[str]:
        here = set(Order.objects.filter(channel=mall.channel_id).values_list("channel_number", flat=True))
        return [one["number"] for one in at_mall if one["state"] in LIVE and one["number"] not in here]

    def judge(self) -> Truth:
        """The stand-ins' truth against ours."""
        truth, sold = self.truth, Counter[str]()
        disagree: list[str] = []
        for mall in self.malls:
            state = mall.state()
            at_mall = state["orders"]
            truth.orders += len(at_mall)
            lacking = self._lacking(mall, at_mall)
            truth.missing += len(lacking)
            truth.words += [f"{mall.kind}: {number} is not here." for number in lacking[:5]]
            twice = Counter(Order.objects.filter(channel=mall.channel_id).values_list("channel_number", flat=True))
            truth.doubled += sum(n > 1 for n in twice.values())
            for order in at_mall:
                if order["state"] in LIVE:
                    sold.update({line["code"]: line["quantity"] for line in order["lines"]})
            self._judge_shipments(mall, at_mall)
            disagree += self._disagreeing(mall)
        truth.missing += untold()
        truth.oversold = sum(max(0, sold[one.code] - one.pieces) for one in self.goods)
        truth.stock_agrees = not disagree
        truth.words += disagree[:10]
        lags = push_lags(Push.objects.filter(result="done"))
        truth.p99_push_ms = p99(lags) if lags else 0.0
        doctor = [sys.executable, "-m", "akinai", "doctor"]
        told = subprocess.run(doctor, cwd=ROOT, env=environment(), capture_output=True, check=False)
        truth.doctor = told.returncode == 0
        if not truth.doctor:
            truth.words.append(told.stdout.decode()[-600:])
        return truth

    def _judge_shipments(self, mall: MallAt, at_mall: Sequence[dict[str, Any]]) -> None:
        told = Counter(
            ShipmentNotice.objects.filter(channel=mall.channel_id, told_at__isnull=False).values_list(
                "order__channel_number", flat=True
            )
        )
        self.truth.told += sum(told.values())
        for order in at_mall:
            ours = told[order["number"]]
            there = len(order["parcels"])
            self.truth.missing += max(0, ours - there)
            self.truth.doubled += max(0, there - ours) if there > 1 else 0
            if ours != there:
                self.truth.words.append(f"{mall.kind}: {order['number']} told {ours}, there {there}.")

    @staticmethod
    def _disagreeing(mall: MallAt) -> list[str]:
        """What we believe each mall shows, and what it shows."""
        shelf = mall.shelf()
        rows = Offer.objects.filter(connection=mall.connection_id).values_list("mapping__code", "exposed", "trying")
        return [
            f"{mall.kind}: {code} shows {shelf[code]}, we believe {exposed}."
            for code, exposed, trying in rows
            if shelf[code] != exposed or trying is not None
        ]


def _somebody(chance: random.Random) -> dict[str, str]:
    """A buyer of his own: orders of one person would wait for one another."""
    n = chance.randrange(10**8)
    return {
        "last": "見本",
        "first": f"花子{n % 997}",
        "line1": f"千代田{n % 9 + 1}-{n % 29 + 1}-{n % 97 + 1}",
        "phone": f"090{n:08d}",
        "email": f"buyer{n}@example.jp",
    }


def push_lags(rows: QuerySet[Push]) -> list[float]:
    """Seconds from the commit of the oldest change a number carries to the mall's answer, in order."""
    told = rows.exclude(answered_at=None).values_list("since", "answered_at")
    return sorted((answered - since).total_seconds() for since, answered in told if answered)


def calm() -> bool:
    """No number is waiting, under way, or unsure."""
    pushing.mark_stale()
    waiting = Offer.objects.exclude(stale_since=None, trying=None, unsettled=0)
    return not waiting.exists()


def _waiting() -> str:
    """What still waits at which mall, and what was last said of it."""
    offers = Offer.objects.exclude(stale_since=None, trying=None, unsettled=0)
    fields = ("place", "stale_since", "due_at", "trying", "carrying", "unsettled", "asks", "refused", "error")
    rows = [*offers.values("connection_id", *fields)[:5]]
    rows += Progress.objects.filter(Q(failures__gt=0) | Q(claimed_at__isnull=False)).values(
        "connection_id", "task", "claimed_at", "not_before", "trouble", "words"
    )[:10]
    return f"At {clock.now():%T}: " + "; ".join(str({k: str(v) for k, v in row.items() if v}) for row in rows)


def untold() -> int:
    """Shipments that malls do not know yet."""
    return ShipmentNotice.objects.filter(told_at=None, withdrawn_at=None, refused=False).count()


def shorten_waits() -> None:
    """Waits that are meant for a real day are over within a second."""
    with suppress(Exception), database.cursor() as cursor:
        soon = clock.now() + SOON
        cursor.execute("update channels_progress set not_before = %s where not_before > %s", [soon, soon])
        cursor.execute(
            """update channels_shipmentnotice set next_at = %s
                where told_at is null and next_at > %s and tried_at < %s""",
            [soon, soon, clock.now() - dt.timedelta(seconds=35)],
        )
        cursor.execute(
            "update channels_shipmentnotice set next_at = %s where error <> '' and next_at > %s", [soon, soon]
        )


def give_back() -> None:
    """Shipments a dead worker had begun to tell are told at once, not after minutes."""
    ShipmentNotice.objects.filter(told_at=None, error="", tries__gt=0).update(next_at=clock.now())


def burn(kinds: Sequence[str], *, orders: int, rate: float, every: float, skus: int = 40) -> Truth:
    """Everything, from empty shelves to the judgement."""
    goods = some_goods(skus, pieces=max(10, orders // skus))
    began = time.monotonic()
    with fleet(kinds, goods, by_risk=True, risk=0) as malls:
        pushing.sweep()
        with hands() as workers:
            fire = Fire(malls, goods, workers, orders, rate, every)
            fire.until(lambda: Offer.objects.filter(sent=None).count() == 0 and calm(), "the first numbers are out")
            require(not fire.truth.words, "The first numbers did not get out.")
            fire.burn()
            fire.rest()
        truth = fire.judge()
    truth.seconds = time.monotonic() - began
    return truth
