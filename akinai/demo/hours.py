"""The day on the demo's clock: its hours run from 07:30 to 17:30, whatever the hour at which somebody runs it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from akinai.core import clock

FIRST, LAST = dt.time(7, 30), dt.time(17, 30)
# Before nine the hours are pressed into the night; in the first hour of a day, the demo works the day before.
BY_DAYLIGHT, NIGHT, EARLIEST = dt.time(9, 0), dt.time(0, 5), dt.time(1, 15)


class Hours:
    """The hours of one working day. When that day is today and not over, they are pressed together to end now."""

    def __init__(self, day: dt.date | None = None) -> None:
        now = clock.now()
        if day is None:
            day = now.date() if now.time() >= EARLIEST else now.date() - dt.timedelta(days=1)
        self.day = day
        self._told = dt.datetime.combine(day, FIRST, clock.JST)
        whole = dt.datetime.combine(day, LAST, clock.JST) - self._told
        by_night = now.date() == day and now.time() < BY_DAYLIGHT
        self._first = dt.datetime.combine(day, NIGHT, clock.JST) if by_night else self._told
        self._pace = min((now - self._first) / whole, 1.0)

    @property
    def trading_day(self) -> dt.date:
        """The day on which the orders came in: the one before."""
        return self.day - dt.timedelta(days=1)

    def at(self, told: str) -> dt.datetime:
        """The moment the demo's clock shows as `told` ("09:30")."""
        hour, minute = map(int, told.split(":"))
        plain = dt.datetime.combine(self.day, dt.time(hour, minute), clock.JST)
        return self._first + (plain - self._told) * self._pace

    def before(self, days: int, told: str = "10:00") -> dt.datetime:
        """A moment of an earlier day, for what happened before."""
        hour, minute = map(int, told.split(":"))
        return dt.datetime.combine(self.day - dt.timedelta(days=days), dt.time(hour, minute), clock.JST)

    @contextmanager
    def standing(self, moment: dt.datetime | str) -> Iterator[None]:
        """Do something at a moment of the day."""
        global _standing
        _standing = self.at(moment) if isinstance(moment, str) else moment
        try:
            with clock.frozen(_standing):
                yield
        finally:
            _standing = None


_standing: dt.datetime | None = None


def standing_at() -> dt.datetime | None:
    """The moment this process stands at, for its other threads; None: none of the demo's."""
    return _standing
