"""The malls and the shop's side of a day in virtual time: what is on the shelves, what is really left, what is known.

A `Way` decides what each mall shall show; it learns only what a shop would: orders once they are read, numbers once
they are answered. The world keeps the truth and counts.
"""

import heapq
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.malls.demand import Day, Touch, Turn, Wish


@dataclass(slots=True)
class Sale:
    """An order at a mall. `changes` counts what happened to it."""

    number: int
    sku: int
    pieces: int
    at: float
    touched: float
    changes: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """An order as a mall tells it: its pieces now, when it was made, and when it was changed last."""

    number: int
    sku: int
    pieces: int
    at: float
    touched: float
    changes: int
    cancelled: bool

    @property
    def wanted(self) -> int:
        """Pieces to ship."""
        return 0 if self.cancelled else self.pieces


Pairs = Iterable[tuple[int, int]]  # (mall, SKU) to be reckoned again


class Way(Protocol):
    """A way to decide what each mall shows."""

    name: str

    def open(self, stock: Sequence[int], malls: int) -> None: ...

    def show(self, mall: int, skus: Iterable[int], now: float) -> Mapping[int, int]:
        """What to send for these SKUs (none for one that needs nothing sent)."""
        ...

    def doubted(self, mall: int) -> Iterable[int]:
        """SKUs whose numbers had no answer: to be read back."""
        ...

    def answered(self, mall: int, numbers: Mapping[int, int], turn: Turn) -> Pairs:
        """A call ended. Fate "lost" is known as "unanswered" only."""
        ...

    def read_back(self, mall: int, shown: Mapping[int, int], turn: Turn) -> Pairs: ...

    def read(self, mall: int, until: float, now: float, news: Sequence[News]) -> Pairs:
        """Orders of a mall were read up to a moment."""
        ...

    def missed(self, mall: int, now: float) -> Pairs:
        """Orders of a mall could not be read."""
        ...

    def arrived(self, sku: int, pieces: int, now: float) -> Pairs: ...


@dataclass
class Score:
    """How a day went. Orders, not pieces."""

    way: str
    wishes: int = 0
    sold: int = 0
    oversold: int = 0  # promised pieces that are not there
    turned_away: int = 0  # although the pieces were there
    empty: int = 0  # turned away because there were none: nobody's fault
    shown: float = 0.0  # share of what is left that the buyer's mall showed, summed over `looked`
    looked: int = 0
    sent: int = 0  # numbers sent
    in_order: bool = True  # in the end every order is known, once, and no mall shows more than there is


class World:
    """One day under one way."""

    def __init__(self, day: Day, way: Way) -> None:
        self.day, self.way = day, way
        self.left = list(day.stock)  # the truth: pieces not promised to anybody
        self.shelf = [[0] * len(day.stock) for _mall in range(day.malls)]
        self.stale: list[set[int]] = [set() for _mall in range(day.malls)]
        self.unread: list[dict[int, Sale]] = [{} for _mall in range(day.malls)]
        self.score = Score(way.name)
        self._numbers: dict[int, Mapping[int, int]] = {}  # on their way, by mall
        self._looked: dict[int, list[News]] = {}
        self._later: list[tuple[float, int, str, Any]] = []
        self._count = itertools.count()

    def play(self) -> Score:
        """From midnight until everything is quiet."""
        self.way.open(self.day.stock, self.day.malls)
        for mall in range(self.day.malls):
            numbers = self.way.show(mall, range(len(self.day.stock)), 0.0)
            for sku, number in numbers.items():
                self.shelf[mall][sku] = number
            self._again(self.way.answered(mall, numbers, Turn(0.0, 0.0, 0.0, "well")))
        self._plan()
        while self._later:
            now, _count, what, given = heapq.heappop(self._later)
            getattr(self, f"_{what}")(now, *given)
        self.score.in_order = not any(self.unread)
        return self.score

    def _plan(self) -> None:
        for wish in self.day.wishes:
            self._at(wish.at, "wish", wish)
        for touch in self.day.touches:
            self._at(touch.at, "touch", touch)
        for mall in range(self.day.malls):
            for turn in self.day.asking[mall]:
                self._at(turn.there, "look", mall, turn)
                self._at(turn.known, "read", mall, turn)
            for turn in self.day.telling[mall]:
                self._at(turn.begun, "tell", mall, turn)

    def _at(self, when: float, what: str, *given: Any) -> None:
        heapq.heappush(self._later, (when, next(self._count), what, given))

    def _again(self, pairs: Pairs) -> None:
        for mall, sku in pairs:
            self.stale[mall].add(sku)

    # --- buyers ---

    def _wish(self, now: float, wish: Wish) -> None:
        score, shelf, left = self.score, self.shelf[wish.mall], self.left[wish.sku]
        score.wishes += 1
        if left > 0:
            score.looked += 1
            score.shown += min(1.0, shelf[wish.sku] / left)
        if shelf[wish.sku] < wish.pieces:
            score.turned_away += left >= wish.pieces
            score.empty += left < wish.pieces
            return
        score.sold += 1
        score.oversold += left < wish.pieces
        sale = Sale(score.sold, wish.sku, 0, now, now)
        self._take(now, wish.mall, sale, wish.pieces)
        if wish.changed_after and wish.pieces + wish.change > 0:
            self._at(now + wish.changed_after, "changed", wish, sale)
        if wish.cancelled_after:
            self._at(now + wish.cancelled_after, "cancelled", wish, sale)

    def _take(self, now: float, mall: int, sale: Sale, pieces: int) -> None:
        """Pieces leave the shelf (negative: come back to it)."""
        self.shelf[mall][sale.sku] -= pieces
        self.left[sale.sku] -= pieces
        if not sale.cancelled:
            sale.pieces += pieces
        sale.touched, sale.changes = now, sale.changes + 1
        self.unread[mall][sale.number] = sale

    def _changed(self, now: float, wish: Wish, sale: Sale) -> None:
        # A mall sells no more than it shows; one piece more of what is oversold is the same order's trouble.
        if not sale.cancelled and wish.change <= min(self.shelf[wish.mall][wish.sku], self.left[wish.sku]):
            self._take(now, wish.mall, sale, wish.change)

    def _cancelled(self, now: float, wish: Wish, sale: Sale) -> None:
        sale.cancelled = True
        self._take(now, wish.mall, sale, -sale.pieces)

    def _touch(self, now: float, touch: Touch) -> None:
        if touch.mall < 0:
            self.left[touch.sku] += touch.pieces
            self._again(self.way.arrived(touch.sku, touch.pieces, now))
        else:
            self.shelf[touch.mall][touch.sku] = self.shelf[touch.mall][touch.sku] * touch.pieces // 100

    # --- what the shop does ---

    def _look(self, now: float, mall: int, turn: Turn) -> None:
        """The mall answers with the orders changed up to the moment of asking, as they are now."""
        self._looked[mall] = [
            News(sale.number, sale.sku, sale.pieces, sale.at, sale.touched, sale.changes, sale.cancelled)
            for sale in self.unread[mall].values()
            if sale.touched <= turn.begun
        ]

    def _read(self, now: float, mall: int, turn: Turn) -> None:
        news = self._looked.pop(mall)
        if turn.fate != "well":
            self._again(self.way.missed(mall, now))
            return
        unread = self.unread[mall]
        for one in news:
            if unread[one.number].changes == one.changes:
                del unread[one.number]
        self._again(self.way.read(mall, turn.begun, now, news))

    def _tell(self, now: float, mall: int, turn: Turn) -> None:
        if doubted := list(self.way.doubted(mall)):
            self._at(turn.there, "shows", mall, turn, doubted)
        if self.stale[mall]:
            skus = sorted(self.stale[mall])
            self.stale[mall].clear()
            if numbers := self.way.show(mall, skus, now):
                self.score.sent += len(numbers)
                self._numbers[mall] = numbers
                self._at(turn.there, "there", mall, turn)
                self._at(turn.known, "known", mall, turn)

    def _there(self, now: float, mall: int, turn: Turn) -> None:
        if turn.fate in ("well", "unanswered"):
            for sku, number in self._numbers[mall].items():
                self.shelf[mall][sku] = number

    def _known(self, now: float, mall: int, turn: Turn) -> None:
        self._again(self.way.answered(mall, self._numbers.pop(mall), turn))

    def _shows(self, now: float, mall: int, turn: Turn, skus: Sequence[int]) -> None:
        shown = {sku: self.shelf[mall][sku] for sku in skus}
        if turn.fate == "well":
            self._at(turn.known, "shown", mall, turn, shown)

    def _shown(self, now: float, mall: int, turn: Turn, shown: Mapping[int, int]) -> None:
        self._again(self.way.read_back(mall, shown, turn))


class NoLag(World):
    """What could be sold at most: every mall shows what is left at every moment."""

    def __init__(self, day: Day) -> None:
        super().__init__(day, Nobody())
        self.shelf = [self.left] * day.malls

    def _take(self, now: float, mall: int, sale: Sale, pieces: int) -> None:
        self.left[sale.sku] -= pieces
        sale.pieces += pieces

    def _touch(self, now: float, touch: Touch) -> None:
        if touch.mall < 0:
            self.left[touch.sku] += touch.pieces


class Nobody:
    """Decides nothing."""

    name = "no lag"

    def open(self, stock: Sequence[int], malls: int) -> None:
        pass

    def show(self, mall: int, skus: Iterable[int], now: float) -> Mapping[int, int]:
        return {}

    def doubted(self, mall: int) -> Iterable[int]:
        return []

    def answered(self, mall: int, numbers: Mapping[int, int], turn: Turn) -> Pairs:
        return []

    def read_back(self, mall: int, shown: Mapping[int, int], turn: Turn) -> Pairs:
        return []

    def read(self, mall: int, until: float, now: float, news: Sequence[News]) -> Pairs:
        return []

    def missed(self, mall: int, now: float) -> Pairs:
        return []

    def arrived(self, sku: int, pieces: int, now: float) -> Pairs:
        return []
