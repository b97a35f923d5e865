"""Why a mall shows another number than it should: pure reasoning over what is known, no database, no clock.

What a mall may show is a range, not a number: an order made while our number was on its way came before it or after it,
and a cancelled order's pieces are put on the shelf again by some malls and not by others. What lies in the range, or is
explained by orders that are on their way to us, is no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from akinai.channels.models import Cause


@dataclass(frozen=True, kw_only=True)
class Range:
    """What a mall shows if a number of ours is the last word: `sent`, less what was sold since."""

    sent: int
    sold: int = 0  # surely since then
    perhaps: int = 0  # then or before
    back: int = 0  # cancelled there: perhaps on the shelf again

    @property
    def low(self) -> int:
        return self.sent - self.sold - self.perhaps

    @property
    def high(self) -> int:
        return self.sent - self.sold + self.back

    def holds(self, shown: int, *, fewer: int = 0, more: int = 0) -> bool:
        """Whether it may be shown, with so many pieces sold there and put back there unknown to us."""
        return max(self.low, 0) - fewer <= shown <= max(self.high, 0) + more


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One offer as read, and what is known of it.

    `now`: the number in force; `before`: the one before it. `waiting`, `returning`: pieces sold or put back at the mall
    that are on their way to us; `unseen`: pieces that may have been sold in the last moments, of which the mall tells
    nothing yet (more in one of a thousand cases); `missed`: pieces of orders that should have been here, `numbers`
    those orders. `answered`: whether the mall said yes to the last number. `other`: another code the mall has at this
    place.
    """

    shown: int | None
    now: Range
    before: Range | None = None
    answered: bool = True
    waiting: int = 0
    returning: int = 0
    unseen: int = 0
    missed: int = 0
    numbers: Sequence[str] = ()
    other: str = ""

    @property
    def coming(self) -> int:
        """Pieces sold there, as many as there may be, that come in with the next orders."""
        return self.waiting + self.unseen


def agrees(one: Reading) -> bool:
    """Whether nothing has to be explained."""
    return one.shown is not None and one.now.holds(one.shown, fewer=one.coming, more=one.returning)


def cause(one: Reading) -> Cause | None:
    """The cause of the difference; None: there is none."""
    if one.shown is None or one.other:
        return Cause.CODE_MISMATCH
    if agrees(one):
        return None
    if one.missed and one.now.holds(one.shown, fewer=one.coming + one.missed, more=one.returning):
        return Cause.ORDER_NOT_IN
    if one.before is not None and one.before.sent != one.now.sent and _shows(one.before, one):
        return Cause.LOST_SEND
    return Cause.MALL_EDIT if one.answered else Cause.UNKNOWN


def _shows(before: Range, one: Reading) -> bool:
    """Whether the number before still stands."""
    assert one.shown is not None
    return before.holds(one.shown, fewer=one.coming + one.missed, more=one.returning)
