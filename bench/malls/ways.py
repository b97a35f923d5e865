"""The ways to decide what each mall shows, played against one another.

Ours call the product's own arithmetic (akinai/channels/showing); what is kept around it here in lists, the product
keeps in rows.
"""

import datetime as dt
import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from akinai.channels import showing
from akinai.channels.showing import exposure, risk
from bench.malls.demand import Turn
from bench.malls.virtual import News, Pairs

AGAIN = 50  # lags between two looks at their p95
MIDNIGHT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
EXACT = dt.timedelta(0)  # the clocks of this world agree, and an order is told at once


def moment(at: float) -> dt.datetime:
    return MIDNIGHT + dt.timedelta(seconds=at)


class Plain:
    """The usual: each mall shows what is free, less 予備在庫, or a part of it; sent when that changes."""

    def __init__(self, *, safety: int = 0, rate: int = 100) -> None:
        self.rule = showing.Rule(safety=safety, rate=rate)
        self.name = f"rate {rate} %" if rate < 100 else f"fixed {safety}"

    def open(self, stock: Sequence[int], malls: int) -> None:
        self.free = list(stock)
        self.malls = range(malls)
        self.believed: list[dict[int, int]] = [{} for _mall in self.malls]
        self.known: dict[int, int] = {}  # pieces by number of the order

    def number(self, mall: int, sku: int, now: float) -> int:
        return showing.shown(self.free[sku], self.rule).quantity

    def show(self, mall: int, skus: Iterable[int], now: float) -> Mapping[int, int]:
        numbers = {sku: self.number(mall, sku, now) for sku in skus}
        return {sku: number for sku, number in numbers.items() if number != self.believed[mall].get(sku)}

    def doubted(self, mall: int) -> Iterable[int]:
        return []

    def answered(self, mall: int, numbers: Mapping[int, int], turn: Turn) -> Pairs:
        if turn.fate == "well":
            self.believed[mall].update(numbers)
            return []
        for sku in numbers:
            self.believed[mall].pop(sku, None)
        return [(mall, sku) for sku in numbers]

    def read_back(self, mall: int, shown: Mapping[int, int], turn: Turn) -> Pairs:
        return []

    def read(self, mall: int, until: float, now: float, news: Sequence[News]) -> Pairs:
        for one in news:
            more = one.wanted - self.known.get(one.number, 0)
            self.known[one.number] = one.wanted
            self.free[one.sku] -= more
            if one.sku in self.believed[mall]:
                self.believed[mall][one.sku] -= more
        return [(each, one.sku) for one in news for each in self.malls]

    def missed(self, mall: int, now: float) -> Pairs:
        return []

    def arrived(self, sku: int, pieces: int, now: float) -> Pairs:
        self.free[sku] += pieces
        return [(mall, sku) for mall in self.malls]


class Lags:
    """The last lags of one kind, and their p95."""

    def __init__(self, start: float) -> None:
        self._last: deque[float] = deque([start], maxlen=400)
        self._since, self.p95 = 0, start

    def add(self, seconds: float) -> None:
        self._last.append(seconds)
        self._since += 1
        if self._since >= AGAIN or len(self._last) < AGAIN:
            self._since = 0
            self.p95 = sorted(self._last)[min(len(self._last) - 1, int(len(self._last) * 0.95))]


class Measured(Plain):
    """What both of ours know: speeds and lags as measured, and how much every mall is exposed."""

    def open(self, stock: Sequence[int], malls: int) -> None:
        super().open(stock, malls)
        self.skus = range(len(stock))
        self.speed = [[(0.0, 0.0)] * len(stock) for _mall in self.malls]  # pieces an hour, reckoned when
        self.exposure = [[exposure.Exposure() for _sku in self.skus] for _mall in self.malls]
        self.waiting: list[set[int]] = [set() for _mall in self.malls]  # SKUs with something unsettled
        self.lost: list[set[int]] = [set() for _mall in self.malls]  # SKUs whose number had no answer
        self.read_until, self.reckoned = [0.0] * malls, [0.0] * malls
        self.due: list[dict[int, float]] = [{} for _mall in self.malls]  # the oldest change not sent yet
        self.asking = [Lags(120.0) for _mall in self.malls]
        self.telling = [Lags(60.0) for _mall in self.malls]
        self.pieces = self.squares = 1.0

    def window(self, mall: int, now: float) -> float:
        """Seconds until we know of a sale and our next number is there; longer while a mall can't be read."""
        return max(self.asking[mall].p95, now - self.read_until[mall]) + self.telling[mall].p95

    def hourly(self, mall: int, sku: int, now: float) -> float:
        speed, at = self.speed[mall][sku]
        return speed * math.exp(-(now - at) / 3600 / risk.MEMORY)

    def begin(self, mall: int, numbers: Mapping[int, int]) -> Mapping[int, int]:
        for sku, number in numbers.items():
            self.exposure[mall][sku] = exposure.sending(self.exposure[mall][sku], number)
        return numbers

    def doubted(self, mall: int) -> Iterable[int]:
        for sku in self.lost[mall]:
            self.exposure[mall][sku] = exposure.asking(self.exposure[mall][sku])
        return self.lost[mall]

    def answered(self, mall: int, numbers: Mapping[int, int], turn: Turn) -> Pairs:
        states = self.exposure[mall]
        for sku in numbers:
            if turn.fate == "well":
                states[sku] = exposure.accepted(states[sku], moment(turn.begun), moment(turn.known))
                if (since := self.due[mall].pop(sku, None)) is not None:
                    self.telling[mall].add(turn.known - since)
            elif turn.fate == "refused":
                states[sku] = exposure.not_done(states[sku])
            else:
                self.lost[mall].add(sku)
            if states[sku].unsettled:
                self.waiting[mall].add(sku)
        return super().answered(mall, numbers, turn)

    def read_back(self, mall: int, shown: Mapping[int, int], turn: Turn) -> Pairs:
        for sku, value in shown.items():
            state = self.exposure[mall][sku]
            self.exposure[mall][sku] = exposure.read_back(state, value, moment(turn.begun), moment(turn.known))
            self.lost[mall].discard(sku)
            self.waiting[mall].add(sku)
        return [(each, sku) for sku in shown for each in self.malls]

    def read(self, mall: int, until: float, now: float, news: Sequence[News]) -> Pairs:
        self.read_until[mall] = until
        for one in news:
            self._note(mall, one, now)
        settled = list(self._settle(mall, until))
        again = [*super().read(mall, until, now, news), *((each, sku) for sku in settled for each in self.malls)]
        for each, sku in again:
            self.due[each].setdefault(sku, now)
        return again

    def _note(self, mall: int, one: News, now: float) -> None:
        more = one.wanted - self.known.get(one.number, 0)
        state = self.exposure[mall][one.sku]
        if one.number not in self.known:
            if one.wanted:
                speed = self.hourly(mall, one.sku, now)
                self.speed[mall][one.sku] = (speed + one.pieces / risk.MEMORY, now)
                self.asking[mall].add(now - one.at)
                self.pieces, self.squares = self.pieces + one.pieces, self.squares + one.pieces**2
                state = exposure.sold(state, more, moment(one.at))
            else:
                state = exposure.vanished(state, one.pieces, moment(one.at))
        else:
            state = exposure.sold(state, more, moment(one.at))
        self.exposure[mall][one.sku] = state

    def _settle(self, mall: int, until: float) -> Iterator[int]:
        for sku in list(self.waiting[mall]):
            state = exposure.settled(self.exposure[mall][sku], moment(until), margin=EXACT)
            self.exposure[mall][sku] = state
            if not state.unsettled:
                self.waiting[mall].discard(sku)
                yield sku

    def missed(self, mall: int, now: float) -> Pairs:
        """A mall that can't be read: what the others show is reckoned again, as its window grows."""
        if self.window(mall, now) < 1.5 * max(self.reckoned[mall], self.asking[mall].p95 + self.telling[mall].p95):
            return []
        self.reckoned[mall] = self.window(mall, now)
        exposed = [sku for sku in self.skus if self.exposure[mall][sku].total and self.hourly(mall, sku, now) > 0]
        return [(each, sku) for sku in exposed for each in self.malls]

    def arrived(self, sku: int, pieces: int, now: float) -> Pairs:
        for mall in self.malls:
            self.due[mall].setdefault(sku, now)
        return super().arrived(sku, pieces, now)


class Risk(Measured):
    """At most one oversell in so many thousand orders: measured speed × measured lag, by SKU and mall."""

    def __init__(self, per_thousand: int) -> None:
        super().__init__()
        self.rule = showing.Rule(by_risk=True, risk=per_thousand)
        self.per_thousand = per_thousand
        self.name = f"risk 1 in {per_thousand},000"

    def number(self, mall: int, sku: int, now: float) -> int:
        flows = [
            showing.Flow(
                key=each,
                speed=self.hourly(each, sku, now),
                window=self.window(each, now),
                exposed=self.exposure[each][sku].total,
            )
            for each in self.malls
        ]
        held = showing.buffers(flows, self.per_thousand, self.squares / self.pieces)[mall]
        return showing.shown(self.free[sku], self.rule, buffer=held).quantity

    def show(self, mall: int, skus: Iterable[int], now: float) -> Mapping[int, int]:
        return self.begin(mall, super().show(mall, skus, now))


class Quotas(Measured):
    """Risk 0: what all malls show together, and may have sold unknown to us, is never more than is free."""

    def __init__(self) -> None:
        super().__init__()
        self.rule = showing.Rule(by_risk=True, risk=0)
        self.name = "risk 0 (quotas)"
        self.others: set[tuple[int, int]] = set()

    def show(self, mall: int, skus: Iterable[int], now: float) -> Mapping[int, int]:
        numbers = {}
        for sku in skus:
            for push in showing.plan(self.free[sku], [self.state(each, sku, now) for each in self.malls]):
                if push.key == mall:
                    numbers[sku] = push.quantity
                else:
                    self.others.add((push.key, sku))
        return self.begin(mall, numbers)

    def state(self, mall: int, sku: int, now: float) -> showing.OfferState:
        state = self.exposure[mall][sku]
        return showing.OfferState(
            key=mall,
            current=state.current,
            unsettled=state.unsettled,
            trying=state.trying,
            most=showing.shown(self.free[sku], self.rule).quantity,
            speed=self.hourly(mall, sku, now),
            window=self.window(mall, now),
        )

    def answered(self, mall: int, numbers: Mapping[int, int], turn: Turn) -> Pairs:
        again = {*super().answered(mall, numbers, turn), *self.others}
        self.others.clear()
        return [*again, *((each, sku) for sku in numbers for each in self.malls)]
