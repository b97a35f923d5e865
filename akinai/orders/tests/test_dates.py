"""出荷予定日 over cut-offs, weekends, holidays and the year's end."""
# ruff: noqa: E501 - a table reads best in rows

import datetime as dt

import pytest

from akinai.core import clock
from akinai.orders.dates import Calendar, Wish, calendars, lapses_at, reckon

CUTOFF = dt.time(14, 0)
WEEKENDS = Calendar(weekdays=frozenset([5, 6]), national_holidays=True)
NEW_YEAR = Calendar(dates=frozenset(dt.date(2026, 12, 29) + dt.timedelta(days=n) for n in range(7)))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.JST)


@pytest.mark.parametrize(
    ("now", "wish", "calendar", "day", "codes"),
    [
        ("2026-11-18 13:59", Wish(), Calendar(), "2026-11-18", ["today"]),
        ("2026-11-18 14:00", Wish(), Calendar(), "2026-11-19", ["today", "after_cutoff"]),
        # Friday afternoon, Monday 23 November is 勤労感謝の日
        ("2026-11-20 15:00", Wish(), WEEKENDS, "2026-11-24", ["today", "after_cutoff", "rests"]),
        ("2026-12-28 15:00", Wish(), NEW_YEAR, "2027-01-05", ["today", "after_cutoff", "rests"]),
        ("2026-11-19 10:00", Wish(lead_days=2), WEEKENDS, "2026-11-24", ["today", "lead"]),
        ("2026-11-18 10:00", Wish(release=dt.date(2026, 11, 21)), WEEKENDS, "2026-11-24", ["today", "release", "rests"]),
        ("2026-11-18 10:00", Wish(dt.date(2026, 11, 28), 2, "東京都", "北海道"), Calendar(), "2026-11-26", ["today", "wished", "days"]),
        # two days before falls on a Sunday: it leaves on Friday
        ("2026-11-16 10:00", Wish(dt.date(2026, 11, 24), 2), WEEKENDS, "2026-11-20", ["today", "wished", "days", "rests_before"]),
        ("2026-11-18 10:00", Wish(dt.date(2026, 11, 18), 1), Calendar(), "2026-11-18", ["today", "wished", "days", "too_late"]),
    ],
)  # fmt: skip
def test_the_ship_date_and_its_reasons(now, wish, calendar, day, codes):
    found = reckon(wish, calendar=calendar, cutoff=CUTOFF, now=at(now))
    assert found.ship_date.isoformat() == day
    assert [step["code"] for step in found.why] == codes
    assert found.reachable is ("too_late" not in codes)


def test_the_date_is_that_of_japan_whatever_the_clock_says():
    night = dt.datetime(2026, 11, 18, 15, 30, tzinfo=dt.UTC)  # 00:30 on the 19th in Japan
    assert reckon(Wish(), calendar=Calendar(), cutoff=CUTOFF, now=night).ship_date == dt.date(2026, 11, 19)


def test_a_calendar_that_never_works_does_not_hang():
    always = Calendar(weekdays=frozenset(range(7)))
    assert reckon(Wish(), calendar=always, cutoff=CUTOFF, now=at("2026-11-18 10:00")).ship_date == dt.date(2026, 11, 18)


def test_rows_of_closed_days_become_calendars():
    rows = [
        {"calendar": "shop", "date": "2026-12-31", "weekday": None, "national_holidays": False},
        {"calendar": "shop", "date": None, "weekday": 6, "national_holidays": False},
        {"calendar": "warehouse/main", "date": None, "weekday": None, "national_holidays": True},
    ]
    found = calendars(rows)
    assert found["shop"].rests(dt.date(2026, 12, 31))
    assert found["shop"].rests(dt.date(2026, 11, 22))
    assert not found["shop"].rests(dt.date(2026, 11, 23))
    assert found["warehouse/main"].rests(dt.date(2026, 11, 23))


def test_a_merge_lapses_before_the_cut_off():
    assert lapses_at(dt.date(2026, 11, 18), CUTOFF, 2) == at("2026-11-18 12:00")
