"""What the demo announces. Its first event marks a database as a demo's for ever: no real shop has one."""

from dataclasses import dataclass
from typing import Any

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Begun(Event):
    """A demo was begun in this database; `day` is the day that is worked."""

    day: str


@dataclass(frozen=True, kw_only=True)
class DayDone(Event):
    """The day is over; `figures` are those of summary.json."""

    figures: dict[str, Any]
