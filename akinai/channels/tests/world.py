"""A random world of malls for one SKU: buyers, late imports, lost answers, cancellations. Its own clock, no tables."""

import datetime as dt
import random
from dataclasses import dataclass, field

from akinai.channels.showing import Exposure, OfferState, exposure, plan

START = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
MARGIN = dt.timedelta(seconds=5)


@dataclass
class Sale:
    at: float
    visible: float
    imported: bool = False
    cancelled: float = -1.0  # when the mall lets us see that it was
    told: bool = False


@dataclass
class Channel:
    """A mall and what we believe of it."""

    key: int
    rate: float  # buyers a second
    every: float  # seconds between imports
    compare: bool
    restocks: bool
    answers: float  # chance that an answer comes
    slow: float  # longest seconds for a call, each way
    shelf: int = 0
    sales: list[Sale] = field(default_factory=list)
    ours: Exposure = field(default_factory=Exposure)
    busy: bool = False  # one call at a time
    lost: int = 0


class World:
    """Events by time; `over` tells pieces sold beyond those there were."""

    def __init__(self, pieces: int, channels: list[Channel], chance: random.Random, *, own: float = 0.0) -> None:
        self.pieces, self.free, self.channels, self.chance, self.own = pieces, pieces, channels, chance, own
        self.now = 0.0
        self.waiting: list[tuple[float, int, str, Channel, tuple]] = []
        self.count = 0
        self.own_sold = 0
        self.pushes = 0
        self.highest = 0

    def at(self, when: float, what: str, channel: Channel, *more: object) -> None:
        self.count += 1
        self.waiting.append((when, self.count, what, channel, more))

    def run(self, seconds: float, *, buyers: bool = True) -> None:
        for one in self.channels:
            self.at(self.now + self.chance.random() * one.every, "read", one)
            if buyers:
                self.at(self.now, "buy", one)
        self.at(self.now, "plan", self.channels[0])
        until = self.now + seconds
        while self.waiting:
            self.waiting.sort()
            when, _, what, channel, more = self.waiting.pop(0)
            if when > until and what in ("read", "buy", "plan"):
                continue
            self.now = when
            getattr(self, what)(channel, *more)
            self.highest = max(self.highest, self.live() + self.own_sold)
            assert self.within()

    def untold(self, one: Channel) -> int:
        """Imported orders that were cancelled since, unknown to us; their pieces may have been sold again."""
        return sum(1 for sale in one.sales if sale.imported and sale.cancelled >= 0 and not sale.told)

    def within(self) -> bool:
        """Whether every exposure bounds what it shall, and free pieces are there for all of them."""
        for one in self.channels:
            unknown = sum(1 for sale in one.sales if not sale.imported and sale.cancelled < 0)
            if one.shelf + unknown - (self.untold(one) if one.restocks else 0) > one.ours.total:
                return False
        return self.free + sum(self.untold(one) for one in self.channels) >= 0

    def live(self) -> int:
        return sum(1 for one in self.channels for sale in one.sales if sale.cancelled < 0)

    def moment(self, seconds: float) -> dt.datetime:
        return START + dt.timedelta(seconds=seconds)

    # --- the malls ---

    def buy(self, one: Channel) -> None:
        self.at(self.now + self.chance.expovariate(one.rate), "buy", one)
        if one.shelf > 0:
            one.shelf -= 1
            one.sales.append(Sale(self.now, self.now + self.chance.random() * MARGIN.total_seconds() * 0.5))
        else:
            one.lost += 1
        if one.sales and self.chance.random() < 0.1:
            sale = self.chance.choice(one.sales)
            if sale.cancelled < 0:
                sale.cancelled = self.now
                one.shelf += 1 if one.restocks else 0
        beyond = self.free - sum(other.ours.total for other in self.channels)
        if self.own and self.chance.random() < self.own and beyond > 0:
            self.free, self.own_sold = self.free - 1, self.own_sold + 1

    def arrive(self, one: Channel, quantity: int, believed: int | None, sent: float, answered: bool) -> None:
        stale = believed is not None and one.shelf != believed
        if not stale:
            one.shelf = quantity
        if answered:
            self.at(self.now + self.chance.random() * one.slow, "answer", one, sent, believed, stale)

    def answer(self, one: Channel, sent: float, believed: int | None, stale: bool) -> None:
        if stale:
            one.ours = exposure.not_done(one.ours)
            self.at(self.now, "ask", one)
        else:
            one.ours = exposure.accepted(one.ours, self.moment(sent), self.moment(self.now), believed=believed)
            one.busy = False

    def ask(self, one: Channel) -> None:
        one.ours = exposure.asking(one.ours)
        self.at(self.now + self.chance.random() * one.slow, "tell", one, self.now)

    def tell(self, one: Channel, asked: float) -> None:
        self.at(self.now + self.chance.random() * one.slow, "told", one, asked, one.shelf)

    def told(self, one: Channel, asked: float, value: int) -> None:
        one.ours = exposure.read_back(one.ours, value, self.moment(asked), self.moment(self.now))
        one.busy = False

    # --- we ---

    def read(self, one: Channel) -> None:
        """What is visible now is told; it is committed later."""
        seen = [sale for sale in one.sales if sale.visible <= self.now]
        self.at(self.now + self.chance.random() * one.every * 0.5, "commit", one, seen, self.now)
        self.at(self.now + one.every, "read", one)

    def commit(self, one: Channel, seen: list[Sale], until: float) -> None:
        for sale in seen:
            if sale.imported or sale.told:
                if 0 <= sale.cancelled <= until and not sale.told:
                    sale.told, self.free = True, self.free + 1
                    if one.restocks:
                        one.ours = exposure.sold(one.ours, -1, self.moment(sale.at))
            elif 0 <= sale.cancelled <= until:
                sale.told = True
                if one.restocks:
                    one.ours = exposure.vanished(one.ours, 1, self.moment(int(sale.at)))
            else:
                sale.imported, self.free = True, self.free - 1
                one.ours = exposure.sold(one.ours, 1, self.moment(int(sale.at)))  # told in whole seconds
        one.ours = exposure.settled(one.ours, self.moment(until), margin=MARGIN)
        self.plan(one, again=False)

    def plan(self, _one: Channel, *, again: bool = True) -> None:
        if again:
            self.at(self.now + 1.0, "plan", self.channels[0])
        states = [
            OfferState(
                key=one.key,
                current=one.ours.current,
                unsettled=one.ours.unsettled,
                trying=one.ours.trying,
                speed=one.rate * 3600,
                window=one.every,
                compare=one.compare,
                sendable=not one.busy,
            )
            for one in self.channels
        ]
        for push in plan(self.free, states, own_speed=self.own * 3600):
            self.send(next(one for one in self.channels if one.key == push.key), push.quantity, push.believed)

    def send(self, one: Channel, quantity: int, believed: int | None) -> None:
        self.pushes += 1
        one.busy = True
        one.ours = exposure.sending(one.ours, quantity)
        answered = self.chance.random() < one.answers
        if answered or self.chance.random() < 0.5:
            arrives = self.now + self.chance.random() * one.slow
            self.at(arrives, "arrive", one, quantity, believed, self.now, answered)
        if not answered:
            self.at(self.now + one.slow * 2.5, "ask", one)
