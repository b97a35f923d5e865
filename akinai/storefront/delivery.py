"""When a parcel leaves and arrives, and which days and hours may be wished. Reckoned as orders do."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from akinai.core.japan import prefectures
from akinai.orders.queries import promising

# Hours each carrier lets a recipient choose: ヤマト宅急便, 佐川飛脚宅配便, ゆうパック as their own pages list them.
CARRIER_SLOTS = {
    "yamato": ("am", "14-16", "16-18", "18-20", "19-21"),
    "sagawa": ("am", "12-14", "14-16", "16-18", "18-20", "18-21", "19-21"),
    "japanpost": ("am", "12-14", "14-16", "16-18", "18-20", "19-21"),
    "own": ("am", "12-14", "14-16", "16-18", "18-20"),
}


@dataclass(frozen=True)
class Promise:
    """When it leaves, when it is there at the earliest (None: nobody knows), and the days that may be wished."""

    ship_date: dt.date
    arrival: dt.date | None
    days: tuple[dt.date, ...]
    slots: tuple[str, ...]
    reachable: bool
    remote: bool


@dataclass(frozen=True)
class Calendars:
    """What dates are reckoned with, loaded once for a quote."""

    book: promising.Rulebook
    warehouse_id: int

    def promise(
        self, *, carrier: str, prefecture: str, address: str, lead_days: int, release: dt.date | None,
        wished: dt.date | None, latest_days: int, choosable: bool,
    ) -> Promise:  # fmt: skip
        """For one parcel. A remote place, or a carrier who can't, lets nobody choose a day."""
        start = self.book.warehouses[self.warehouse_id].prefecture
        days = self.book.delivery_days(carrier, start, prefecture)
        remote = self.book.is_remote(prefecture, address)
        wish = promising.Wish(wished, days, start, prefecture, lead_days, release)
        found = self.book.reckon(self.warehouse_id, wish)
        open_days: tuple[dt.date, ...] = ()
        slots: tuple[str, ...] = ()
        if choosable and not remote and found.earliest_arrival is not None:
            open_days = _days(found.earliest_arrival, self.book.today, latest_days)
            slots = CARRIER_SLOTS.get(carrier, ())
        return Promise(
            found.ship_date, found.earliest_arrival, open_days, slots, wished is None or wished in open_days, remote
        )


def _days(earliest: dt.date, today: dt.date, latest_days: int) -> tuple[dt.date, ...]:
    """The days that may be wished: from the earliest on, up to so many days from today."""
    last = max(today + dt.timedelta(days=latest_days), earliest)
    return tuple(earliest + dt.timedelta(days=n) for n in range((last - earliest).days + 1))


def calendars(warehouse_id: int, to: Sequence[str], *, channel: str) -> Calendars | None:
    """What dates are reckoned with for these prefectures; None while the shop has no channel. One statement."""
    book = promising.rulebook(codes=[channel], prefectures=[prefectures.canonical(one) for one in to])
    return Calendars(book, warehouse_id) if warehouse_id in book.warehouses else None
