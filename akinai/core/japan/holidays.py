"""Japanese public holidays (国民の祝日), computed by jpholiday; the shop's own closed days are rows elsewhere."""

import datetime
from functools import lru_cache

import jpholiday


@lru_cache(maxsize=20_000)
def name(day: datetime.date) -> str:
    """``元日`` for 1 January, empty for an ordinary day."""
    return str(jpholiday.is_holiday_name(datetime.date(day.year, day.month, day.day)) or "")


def is_holiday(day: datetime.date) -> bool:
    return name(day) != ""
