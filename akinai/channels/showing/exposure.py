"""How many pieces a channel's buyers can have taken, or still take, without our knowing. What `quotas` stands on.

At one channel let `m` be what the mall shows and `u` the pieces sold there whose orders are not imported yet. Neither
is known here, but an upper bound of `m + u` is: the *exposure*. It is kept in three parts:

* `current`: of the last number the mall accepted (or showed us), less what was imported of it since
* `unsettled`: what may have been sold before that number arrived
* `trying`: a number under way, or one whose answer was lost

Why each change keeps `m + u ≤ current + unsettled + trying` true:

* A sale moves a piece from `m` to `u`: nothing to do. The mall counts down by itself; its own sales need no push.
* An order imported takes its pieces out of `u`: its pieces off, and off the free pieces in the same transaction.
* An absolute number `q` makes `m = q` whatever was there, and `u` may be all that was exposed before: the old exposure
  becomes `unsettled`, `q` comes on top, already when the call begins. Only `q = 0` adds nothing.
* Said with "only if you show b" (compare), at that moment `m = b`, so `u ≤ exposure − b`: only that much is unsettled.
* Reading back `v` says `m = v`, so `u ≤ exposure − v`. It neither adds nor takes, but tells which part is which.
* Once every order made up to the answer is imported, nothing of `unsettled` can still come: it falls away.
* A number that was refused changes nothing. One without an answer has happened or not: its pieces stay on top.
* A cancelled order whose pieces the mall puts on its shelf again adds them, as it adds them to what is free. One that
  we never read before it was cancelled moves its pieces from `u` to `m`: from `unsettled` to `current`.

An imported order counts against `current` only if it was surely made after the answer, else against `unsettled` first:
so `current` alone bounds what is left once the old part has fallen away.
"""

import datetime as dt
from dataclasses import dataclass, replace

SKEW = dt.timedelta(seconds=2)  # the mall's clock may differ so much, and tells whole seconds


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """The state of one offer. `sent_at`, `answered_at`: of the number that `current` comes from.

    `back`: pieces the mall put on its shelf again, as told since the present call began: they may lie on top of its
    number. `early`: pieces of the number under way that were sold, imported, and exceed all that was there before it.
    """

    current: int = 0
    unsettled: int = 0
    trying: int | None = None
    back: int = 0
    early: int = 0
    sent_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None

    @property
    def total(self) -> int:
        return self.current + self.unsettled + (self.trying or 0) - self.early


def sending(was: Exposure, quantity: int) -> Exposure:
    """A number goes on its way; to be written before the call."""
    return replace(was, trying=quantity, back=0, early=0)


def asking(was: Exposure) -> Exposure:
    """The mall is asked what it shows; to be written before the call."""
    return replace(was, back=0)


def accepted(was: Exposure, sent_at: dt.datetime, answered_at: dt.datetime, *, believed: int | None = None) -> Exposure:
    """The mall took the number. `believed`: it was said with compare-and-set over this one."""
    old = was.current + was.unsettled - was.back
    unsettled = max(old if believed is None else old - believed, 0)
    current = max((was.trying or 0) + was.back - was.early, 0)
    return Exposure(current=current, unsettled=unsettled, sent_at=sent_at, answered_at=answered_at)


def not_done(was: Exposure) -> Exposure:
    """Refused, throttled, closed, or stale: nothing happened."""
    return replace(was, trying=None, early=0)


def read_back(was: Exposure, value: int, asked_at: dt.datetime, answered_at: dt.datetime) -> Exposure:
    """The mall showed this number when it was asked; also ends a number without an answer."""
    unsettled = max(was.total - value - was.back, 0)
    return Exposure(current=value + was.back, unsettled=unsettled, sent_at=asked_at, answered_at=answered_at)


def given_up(was: Exposure) -> Exposure:
    """No answer and no way to read back: it may be there or not."""
    return replace(was, current=was.current + (was.trying or 0) - was.early, trying=None, early=0)


def sold(was: Exposure, pieces: int, ordered_at: dt.datetime, *, skew: dt.timedelta = SKEW) -> Exposure:
    """An order of the channel was imported (pieces off the free ones by now); negative: the mall restocked them."""
    if pieces < 0:
        return replace(was, current=was.current - pieces, back=was.back - pieces)
    if was.answered_at is not None and ordered_at > was.answered_at + skew:
        new = min(pieces, was.current)
        old = min(pieces - new, was.unsettled)
    else:
        old = min(pieces, was.unsettled)
        surely_old = was.sent_at is not None and ordered_at < was.sent_at - skew
        if surely_old:
            return replace(was, unsettled=was.unsettled - old)
        new = min(pieces - old, was.current)
    # More than there was: of the number under way.
    early = min(was.early + pieces - new - old, was.trying or 0)
    return replace(was, current=was.current - new, unsettled=was.unsettled - old, early=early)


def vanished(was: Exposure, pieces: int, ordered_at: dt.datetime, *, skew: dt.timedelta = SKEW) -> Exposure:
    """An order was cancelled before we ever read it, and the mall put its pieces on the shelf again.

    If it was made before the last answer and cancelled after it, they now lie on top of our number.
    """
    back = was.back + pieces
    if was.answered_at is not None and ordered_at > was.answered_at + skew:
        return replace(was, back=back)
    moved = min(pieces, was.unsettled)
    return replace(was, current=was.current + moved, unsettled=was.unsettled - moved, back=back)


def settled(was: Exposure, read_until: dt.datetime, *, margin: dt.timedelta) -> Exposure:
    """All orders made until `read_until` are imported. `margin`: how late the mall may let us see an order."""
    if was.answered_at is None or read_until <= was.answered_at + margin:
        return was
    return replace(was, unsettled=0)
