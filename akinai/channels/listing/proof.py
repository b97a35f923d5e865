"""二重価格: whether a former price may stand beside a lower one. Pure.

By the guideline of 消費者庁 as secondary sources tell it (the text itself was not seen): in the eight weeks before the
sale (or since it was first sold, if that is shorter) the price was charged for more than half of the time, for two
weeks in all at least, and no more than two weeks ago.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WEEKS = dt.timedelta(weeks=8)
ENOUGH = dt.timedelta(weeks=2)
RECENT = dt.timedelta(weeks=2)
NOTHING = dt.timedelta(0)


@dataclass(frozen=True)
class Span:
    """A price as it was shown, from when until when (None: still)."""

    price: int
    since: dt.datetime
    until: dt.datetime | None


@dataclass(frozen=True)
class Proof:
    """What speaks for a former price on a day. `why`: "" it holds; never, half, weeks, old: what it lacks."""

    why: str
    shown: dt.timedelta  # at that price, within the eight weeks
    sold: dt.timedelta  # at any price, within the eight weeks
    last: dt.datetime | None  # when it was shown last

    @property
    def holds(self) -> bool:
        return not self.why


def proof(spans: Sequence[Span], price: int, at: dt.datetime) -> Proof:
    """Whether `price` may be named as the former price of a sale that begins at that moment."""
    begin = at - WEEKS
    shown = sold = NOTHING
    last: dt.datetime | None = None
    for span in spans:
        since, until = max(span.since, begin), min(span.until or at, at)
        if until <= since:
            continue
        sold += until - since
        if span.price == price:
            shown += until - since
            last = max(last, until) if last else until
    return Proof(_lack(shown, sold, last, at), shown, sold, last)


def _lack(shown: dt.timedelta, sold: dt.timedelta, last: dt.datetime | None, at: dt.datetime) -> str:
    if last is None:
        return "never"
    if shown < ENOUGH:
        return "weeks"
    if shown * 2 <= sold:
        return "half"
    return "old" if at - last > RECENT else ""
