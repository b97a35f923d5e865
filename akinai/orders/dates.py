"""出荷予定日: when an order can leave, and why then. Pure functions; each step of the reckoning is kept as data.

The earliest day: today before the cut-off, else tomorrow; a day on which shop or warehouse rests does not count; the
products' lead time in working days; not before the release. With a wished date: that date less the お届け日数 to the
prefecture, on the last working day before if that one rests; if it can't be reached any more, the earliest day.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from akinai.core import clock
from akinai.core.japan import holidays

DAY = dt.timedelta(days=1)
FARTHEST = 400  # days a calendar is searched for a working day; one that never works is taken as always working
Why = list[dict[str, Any]]


@dataclass(frozen=True)
class Calendar:
    """When a place rests: dates, weekdays (0 = Monday), national holidays."""

    dates: frozenset[dt.date] = frozenset()
    weekdays: frozenset[int] = frozenset()
    national_holidays: bool = False

    def rests(self, day: dt.date) -> bool:
        return (
            day in self.dates or day.weekday() in self.weekdays or (self.national_holidays and holidays.is_holiday(day))
        )

    def __or__(self, other: "Calendar") -> "Calendar":
        return Calendar(
            self.dates | other.dates,
            self.weekdays | other.weekdays,
            self.national_holidays or other.national_holidays,
        )


@dataclass(frozen=True)
class Wish:
    """What decides the date of one order. `days`: お届け日数, None when the prefecture is not known."""

    wished: dt.date | None = None
    days: int | None = None
    from_prefecture: str = ""
    to_prefecture: str = ""
    lead_days: int = 0
    release: dt.date | None = None


@dataclass
class Reckoning:
    """The ship date, its steps, and (for a wished date) whether it can be kept."""

    ship_date: dt.date
    why: Why = field(default_factory=list)
    reachable: bool = True
    earliest_arrival: dt.date | None = None
    release: dt.date | None = None  # the latest release among the products, if any


def reckon(wish: Wish, *, calendar: Calendar, cutoff: dt.time, now: dt.datetime) -> Reckoning:
    """When the order leaves, and why then."""
    why: Why = []
    earliest = _earliest(wish, calendar, cutoff, now, why)
    arrival = earliest + wish.days * DAY if wish.days is not None else None
    if wish.wished is None:
        return Reckoning(earliest, why, True, arrival, wish.release)
    why.append({"code": "wished", "date": wish.wished.isoformat()})
    days = wish.days or 0
    if days:
        why.append({"code": "days", "days": days, "from": wish.from_prefecture, "to": wish.to_prefecture})
    wanted = wish.wished - days * DAY
    leaves = open_before(wanted, calendar)
    if leaves != wanted:
        why.append({"code": "rests_before", "from": wanted.isoformat(), "to": leaves.isoformat()})
    if leaves >= earliest:
        return Reckoning(leaves, why, True, arrival, wish.release)
    reachable = wanted >= earliest
    if not reachable:
        why.append({"code": "too_late", "arrival": arrival.isoformat() if arrival else ""})
    return Reckoning(earliest, why, reachable, arrival, wish.release)


def _earliest(wish: Wish, calendar: Calendar, cutoff: dt.time, now: dt.datetime, why: Why) -> dt.date:
    local = now.astimezone(clock.JST)
    day = local.date()
    why.append({"code": "today", "date": day.isoformat()})
    if local.time() >= cutoff:
        day += DAY
        why.append({"code": "after_cutoff", "cutoff": f"{cutoff:%H:%M}", "date": day.isoformat()})
    day = _open_from(day, calendar, why)
    if wish.lead_days:
        for _ in range(wish.lead_days):
            day = open_after(day + DAY, calendar)
        why.append({"code": "lead", "days": wish.lead_days, "date": day.isoformat()})
    if wish.release and wish.release > day:
        day = wish.release
        why.append({"code": "release", "date": day.isoformat()})
        day = _open_from(day, calendar, why)
    return day


def _open_from(day: dt.date, calendar: Calendar, why: Why) -> dt.date:
    opens = open_after(day, calendar)
    if opens != day:
        why.append({"code": "rests", "from": day.isoformat(), "to": opens.isoformat()})
    return opens


def open_after(day: dt.date, calendar: Calendar) -> dt.date:
    """The day itself if work is done then, else the next one."""
    return _working(day, calendar, DAY)


def open_before(day: dt.date, calendar: Calendar) -> dt.date:
    """The day itself if work is done then, else the one before."""
    return _working(day, calendar, -DAY)


def _working(day: dt.date, calendar: Calendar, step: dt.timedelta) -> dt.date:
    tried = day
    for _ in range(FARTHEST):
        if not calendar.rests(tried):
            return tried
        tried += step
    return day


def lapses_at(ship_date: dt.date, cutoff: dt.time, margin_hours: int) -> dt.datetime:
    """When an undecided merge is given up: so many hours before the cut-off of the ship date."""
    return dt.datetime.combine(ship_date, cutoff, clock.JST) - dt.timedelta(hours=margin_hours)


def calendars(rows: Iterable[dict[str, Any]]) -> dict[str, Calendar]:
    """Rows of core.ClosedDay (calendar, date as ISO text, weekday, national_holidays) → calendars by name."""
    found: dict[str, Calendar] = {}
    for row in rows:
        one = Calendar(
            frozenset([dt.date.fromisoformat(row["date"])] if row["date"] else []),
            frozenset([row["weekday"]] if row["weekday"] is not None else []),
            bool(row["national_holidays"]),
        )
        found[row["calendar"]] = found.get(row["calendar"], Calendar()) | one
    return found
