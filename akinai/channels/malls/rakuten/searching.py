"""searchOrder page by page. A cursor says which window of time and which page of it comes next.

A window is at most 63 days and lies in the last 730; of one with more than 15,000 orders the mall tells no more, so it
is halved until it holds less.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Nonsense
from akinai.channels.malls.rakuten import translate
from akinai.core import clock

LONGEST = dt.timedelta(days=62)
OLDEST = dt.timedelta(days=729)
MOST_HITS = 15_000
SECOND = dt.timedelta(seconds=1)
BY_ORDER_DATE = 1


@dataclass(frozen=True)
class Window:
    """Both ends belong to it. `page` counts from 1."""

    start: dt.datetime
    end: dt.datetime
    page: int = 1

    def request(self, size: int) -> dict[str, Any]:
        return {
            "dateType": BY_ORDER_DATE,
            "startDatetime": translate.written_moment(self.start),
            "endDatetime": translate.written_moment(self.end),
            "PaginationRequestModel": {
                "requestRecordsAmount": size,
                "requestPage": self.page,
                "SortModelList": [{"sortColumn": 1, "sortDirection": 1}],
            },
        }

    def cursor(self) -> str:
        return f"{self.start.isoformat()} {self.end.isoformat()} {self.page}"

    def halved(self) -> "Window | None":
        """Its first half; None if it cannot be divided."""
        half = math.floor((self.end - self.start).total_seconds() / 2)
        return Window(self.start, self.start + dt.timedelta(seconds=half)) if half else None

    def after(self, until: dt.datetime) -> "Window | None":
        """The window behind this one."""
        return first(self.end + SECOND, until) if self.end < until else None


def first(since: dt.datetime, until: dt.datetime) -> Window:
    """The first window between two moments, on whole seconds."""
    start = max(since, until - OLDEST).astimezone(clock.JST).replace(microsecond=0)
    return Window(start, min(rounded(until), start + LONGEST))


def rounded(until: dt.datetime) -> dt.datetime:
    return until.astimezone(clock.JST).replace(microsecond=0) + (SECOND if until.microsecond else 0 * SECOND)


def at_cursor(cursor: str) -> Window:
    """Raises Nonsense for a cursor that is none of ours."""
    try:
        start, end, page = cursor.split(" ")
        return Window(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end), int(page))
    except ValueError:
        raise Nonsense(_("“%(cursor)s” is not a place in the list of orders.") % {"cursor": cursor[:60]}) from None


@dataclass(frozen=True)
class Hits:
    """Numbers of one page, and how many there are in the whole window."""

    numbers: list[str]
    total: int
    pages: int


def hits(told: Mapping[str, Any], window: Window, size: int) -> Hits:
    """What a search found. Raises Nonsense for half a page: an order left out would never be asked for again."""
    numbers, pages = told.get("orderNumberList") or [], told.get("PaginationResponseModel") or {}
    try:
        total, count = int(pages.get("totalRecordsAmount") or 0), int(pages.get("totalPages") or 0)
        fine = isinstance(numbers, list) and all(isinstance(one, str) and one for one in numbers)
        fine = fine and len(set(numbers)) == len(numbers)
    except (TypeError, ValueError, AttributeError):
        fine, total, count = False, 0, 0
    if not fine or (total <= MOST_HITS and len(numbers) < min(size, total - (window.page - 1) * size)):
        raise Nonsense(_("Rakuten's list of orders is not whole: %(told)d of %(total)d.")
                       % {"told": len(numbers) if isinstance(numbers, list) else 0, "total": total})  # fmt: skip
    return Hits(numbers, total, count)
