"""The time. Domain code asks here and never the system, so that a test can stand on any day."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """This moment, aware, in JST."""
    return _frozen.get() or dt.datetime.now(JST)


def today() -> dt.date:
    """The date in Japan. Release and ship dates are compared with this, never with a UTC date."""
    return now().astimezone(JST).date()


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Stand still at a moment (aware, or naive meaning JST)."""
    token = _frozen.set(moment if moment.tzinfo else moment.replace(tzinfo=JST))
    try:
        yield
    finally:
        _frozen.reset(token)
