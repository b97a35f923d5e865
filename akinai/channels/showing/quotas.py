"""Risk 0: the free pieces are shared out, so that no oversell is possible, whatever is late or lost.

**The invariant.** Free pieces F of a SKU are what is on hand and promised to nobody we know of. Each channel's exposure
(see `exposure`) bounds the pieces its buyers can have taken, or still take, unknown to us. As long as the sum of all
exposures is at most F, each piece sold anywhere is there: an import takes the same pieces off F and off the exposure of
its channel, a sale of our own shop takes only pieces beyond the sum, and a new number is sent only if the sum with it
is still at most F. No lag, lost answer or order of events occurs in this argument, so none can break it.

**What it needs.** That a mall never sells more than it shows; that orders made before a moment are all told `margin`
after it; that a call without an answer has happened, or never will, by the time we read back. Where people take pieces
away from F by hand, or a mall's number is changed at the mall, the sum may be above F: then numbers go down at once
(only 0 is always safe), but what was sold meanwhile was sold. A channel is in the plan from its first read-back or
settled push on.

**The plan.** Shares by the speed of demand. An absolute number needs as many pieces beyond the sum as it says, because
what was shown before may just have been sold: so a channel is topped up only when its rest falls below half its share,
a reserve is kept for it, and nothing is sent for a sale at the channel itself. With compare-and-set a number needs only
the difference. When a channel has run dry and nothing is left beyond the sum, one that shows more than twice its share
goes down, to 0 if need be, and what it had is given out once its orders are read. The last pieces go to the channel
that sells fastest and is read soonest, and stay there unless another is twice as fast.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

REFILL = 0.5  # of its share: below it a channel is topped up
SURPLUS = 2.0  # times its share: above it a channel gives up pieces that another lacks
RESERVE = 0.25  # of the free pieces, kept to top up from; none when there are few
FEW = 4  # pieces for each channel: below it there is no reserve
STAY = 2.0  # another channel must be so many times as fast to get the last pieces
SLOW = 1800.0  # seconds of window that halve a channel's claim to the last pieces
ONE = ((0, 1),)


@dataclass(frozen=True, kw_only=True)
class OfferState:
    """One offer of the SKU at one channel.

    `current`, `unsettled`, `trying`: its exposure. `most`: the highest number the shop's rules allow now. `window`:
    seconds until its sales are known here. `sendable`: False while it must be left alone (no answer yet, throttled,
    paused, refused). `parts`: (part, pieces of it in one of these), where free pieces are told by part.
    """

    key: int
    current: int = 0
    unsettled: int = 0
    trying: int | None = None
    most: int = 99_999
    speed: float = 0.0  # pieces an hour
    window: float = 60.0
    compare: bool = False
    sendable: bool = True
    parts: tuple[tuple[int, int], ...] = ONE

    @property
    def exposed(self) -> int:
        return self.current + self.unsettled + (self.trying or 0)


@dataclass(frozen=True)
class Push:
    """A number to send. With `believed`: by compare-and-set over what the mall must be showing."""

    key: int
    quantity: int
    believed: int | None = None


def plan(free: int | Mapping[int, int], offers: Sequence[OfferState], *, own_speed: float = 0.0) -> list[Push]:
    """The numbers to send now, those that go down first. Empty: everything is as it shall be.

    `free`: free pieces, or by part where offers have parts (then all offers with a common part must be given).
    `own_speed`: pieces an hour of our own shop, which sells from what is beyond the sum of exposures.
    """
    there = dict(free) if isinstance(free, Mapping) else {0: free}
    return _Round(there, offers, own_speed).pushes()


class _Round:
    """One look at a SKU (or at SKUs that share parts)."""

    def __init__(self, free: dict[int, int], offers: Sequence[OfferState], own_speed: float) -> None:
        self.offers, self.own_speed = list(offers), own_speed
        self.free = {part: 0 for one in self.offers for part, _pieces in one.parts} | free
        self.slack = dict(self.free)
        self.leaving: dict[int, int] = defaultdict(int)  # pieces by part that come back once orders are read
        for one in self.offers:
            for part, pieces in one.parts:
                self.slack[part] -= pieces * one.exposed
                self.leaving[part] += pieces * one.unsettled
        self.weight = self._weights()
        self.share = self._shares()
        self.found: dict[int, Push] = {}

    def pushes(self) -> list[Push]:
        self._lower_by_rule()
        self._lower_by_lack()
        starving = self._raise()
        if starving:
            self._lower_surplus(starving)
        now = {one.key: one.current for one in self.offers}
        return sorted(self.found.values(), key=lambda push: push.quantity > now[push.key])

    # --- shares ---

    def _weights(self) -> dict[int, float]:
        """Speeds, each with a little, so that a channel without sales shows something too."""
        mean = sum(one.speed for one in self.offers) / max(len(self.offers), 1)
        return {one.key: one.speed + 0.1 * mean + 0.001 for one in self.offers}

    def _shares(self) -> dict[int, int]:
        """What each offer should show, whole pieces, within the free pieces of each part."""
        budget = {part: self._to_give(part) for part in self.free}
        share = {one.key: 0 for one in self.offers}
        open_ones = [one for one in self.offers if one.most > 0]
        for _ in range(3):  # what limits leave over is given to the others
            given = 0
            weights: dict[int, float] = defaultdict(float)
            for one in open_ones:
                for part, pieces in one.parts:
                    weights[part] += self.weight[one.key] * pieces
            rest = dict(budget)
            for one in open_ones:
                claim = min(int(rest[part] * self.weight[one.key] / weights[part]) for part, _p in one.parts)
                more = min(claim, one.most - share[one.key], self._fits(budget, one))
                share[one.key] += more
                given += more
                for part, pieces in one.parts:
                    budget[part] -= more * pieces
            open_ones = [one for one in open_ones if share[one.key] < one.most]
            if not given or not open_ones:
                break
        self._last_pieces(share, budget)
        return share

    def _to_give(self, part: int) -> int:
        sellers = [one for one in self.offers if one.most > 0 and any(p == part for p, _n in one.parts)]
        free = max(self.free[part], 0)
        speeds = sum(one.speed for one in sellers)
        own = self.own_speed / (self.own_speed + speeds) if self.own_speed > 0 else 0.0
        alone = len(sellers) == 1 and not own
        reserve = 0.0 if alone or free < FEW * len(sellers) else RESERVE
        return free - int(free * max(reserve, own))

    @staticmethod
    def _fits(budget: Mapping[int, int], one: OfferState) -> int:
        return max(min(budget.get(part, 0) // pieces for part, pieces in one.parts), 0)

    def _last_pieces(self, share: dict[int, int], budget: dict[int, int]) -> None:
        """Piece by piece to the highest claim (D'Hondt), who has it already before others."""
        for _ in range(2 * len(self.offers)):
            fitting = [one for one in self.offers if share[one.key] < one.most and self._fits(budget, one) > 0]
            if not fitting:
                return
            best = max(fitting, key=lambda one: (self._claim(one, share[one.key]), -one.key))
            share[best.key] += 1
            for part, pieces in best.parts:
                budget[part] -= pieces

    def _claim(self, one: OfferState, has: int) -> float:
        stays = STAY if one.current > has else 1.0
        return stays * self.weight[one.key] / (1.0 + one.window / SLOW) / (has + 1)

    # --- numbers ---

    def _room(self, one: OfferState) -> int:
        """The highest number it could be sent now."""
        beyond = min(self.slack[part] // pieces for part, pieces in one.parts)
        return max(beyond + (one.current if one.compare else 0), 0)

    def _say(self, one: OfferState, quantity: int) -> None:
        added = quantity - (one.current if one.compare else 0)
        self.found[one.key] = Push(one.key, quantity, one.current if one.compare else None)
        for part, pieces in one.parts:
            if one.compare:
                # What goes down is free when the mall has said so, not before.
                self.slack[part] -= pieces * max(added, 0)
                self.leaving[part] -= pieces * min(added, 0)
            else:
                self.slack[part] -= pieces * quantity
                self.leaving[part] += pieces * one.current

    def _idle(self) -> list[OfferState]:
        return [one for one in self.offers if one.sendable and one.trying is None and one.key not in self.found]

    def _lower_by_rule(self) -> None:
        for one in self._idle():
            if one.current > one.most:
                self._say(one, min(one.most, self._room(one)))

    def _lower_by_lack(self) -> None:
        """Pieces went away otherwise: down with those that would sell theirs last."""
        for one in sorted(self._idle(), key=lambda one: -one.current / self.weight[one.key]):
            lacking = [-self.slack[part] - self.leaving[part] for part, _pieces in one.parts]
            if one.current > 0 and max(lacking) > 0:
                self._say(one, self._less(one) if one.compare else 0)

    def _less(self, one: OfferState) -> int:
        """By compare-and-set only as far as needed."""
        return max(min(one.current + self.slack[part] // pieces for part, pieces in one.parts), 0)

    def _raise(self) -> list[OfferState]:
        """Top up; who could not be is returned."""
        starving = []
        for one in sorted(self._idle(), key=lambda one: (one.current / self.weight[one.key], -self.weight[one.key])):
            share = self.share[one.key]
            if share <= one.current or one.current > REFILL * share:
                continue
            quantity = min(share, self._room(one))
            if quantity - one.current >= max(1, (share - one.current) // 2):
                self._say(one, quantity)
            else:
                starving.append(one)
        return starving

    def _lower_surplus(self, starving: Sequence[OfferState]) -> None:
        """Others give up what they have too much of, unless enough is coming back anyway."""
        need: dict[int, int] = defaultdict(int)
        for one in starving:
            for part, pieces in one.parts:
                need[part] += pieces * (self.share[one.key] - one.current)
        for part in need:
            need[part] -= max(self.slack[part], 0) + self.leaving[part]
        for one in sorted(self._idle(), key=lambda one: self.share[one.key] - one.current):
            share = self.share[one.key]
            if one.current > SURPLUS * share and any(need[part] > 0 for part, _pieces in one.parts):
                quantity = min(share, self._room(one))
                self._say(one, quantity)
                for part, pieces in one.parts:
                    need[part] -= pieces * (one.current - quantity)
