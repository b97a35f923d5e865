"""The day on the demo's clock: it is worked from 07:30 to 17:30, whatever the hour at which somebody runs it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from akinai.core import clock

FIRST, LAST = dt.time(7, 30), dt.time(17, 30)
# Earlier than this the day has hardly begun: the demo then works the day before.
EARLIEST = dt.time(9, 0)


class Hours:
    """The hours of one working day. When that day is today and not over, they are pressed together to end now."""

    def __init__(self, day: dt.date | None = None) -> None:
        now = clock.now()
        if day is None:
            day = now.date() if now.time() >= EARLIEST else now.date() - dt.timedelta(days=1)
        self.day = day
        self._first = dt.datetime.combine(day, FIRST, clock.JST)
        last = dt.datetime.combine(day, LAST, clock.JST)
        pressed = (now - self._first) / (last - self._first)
        self._pace = min(pressed, 1.0) if pressed > 0 else 1.0

    @property
    def trading_day(self) -> dt.date:
        """The day on which the orders came in: the one before."""
        return self.day - dt.timedelta(days=1)

    def at(self, told: str) -> dt.datetime:
        """The moment the demo's clock shows as `told` ("09:30")."""
        hour, minute = map(int, told.split(":"))
        plain = dt.datetime.combine(self.day, dt.time(hour, minute), clock.JST)
        return self._first + (plain - self._first) * self._pace

    def before(self, days: int, told: str = "10:00") -> dt.datetime:
        """A moment of an earlier day, for what happened before."""
        hour, minute = map(int, told.split(":"))
        return dt.datetime.combine(self.day - dt.timedelta(days=days), dt.time(hour, minute), clock.JST)

    @contextmanager
    def standing(self, moment: dt.datetime | str) -> Iterator[None]:
        """Do something at a moment of the day."""
        with clock.frozen(self.at(moment) if isinstance(moment, str) else moment):
            yield
