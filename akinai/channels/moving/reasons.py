"""Why an order or a stock is likely to differ between here and the old system. Pure: it is given what it must know."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.channels.moving.orders import CANCELLED, SHIPPED, OldOrder, OurOrder

UNKNOWN = "unknown"
REASONS: dict[str, str | Promise] = {
    "not_read_here": _("Ordered after we last read the mall"),
    "refused_here": _("Could not be taken in here"),
    "cancelled_there": _("Cancelled in the old system"),
    "cancelled_here": _("Cancelled here"),
    "split_there": _("Divided in the old system"),
    "merged_there": _("Merged in the old system"),
    "edited_there": _("Quantity changed in the old system or at the mall"),
    "not_read_there": _("Ordered after the old system's export"),
    "ships_there": _("Shipped by the old system"),
    "code_unknown": _("The code is unknown here"),
    "points": _("Points are counted differently"),
    "mall_discount": _("The mall's coupon is counted differently"),
    "discount": _("The shop's discount is counted differently"),
    "shipping_fee": _("Shipping is counted differently"),
    "payment_fee": _("The payment fee is counted differently"),
    "wrapping_fee": _("Wrapping is counted differently"),
    "rounding": _("Rounding"),
    "orders_only_there": _("Pieces of orders that are only in the old system"),
    "orders_only_here": _("Pieces of orders that are only here"),
    "changed_here": _("Received or corrected here on this day"),
    "changed_there": _("Received, counted or changed in the old system"),
    UNKNOWN: _("Not explained"),
}
# Time alone accounts for these: they are no reason to wait with 本番.
EXPLAINED = frozenset(("not_read_here", "not_read_there", "ships_there", "cancelled_there", "cancelled_here"))
AMOUNTS = ("points", "mall_discount", "discount", "shipping_fee", "payment_fee", "wrapping_fee")
MOST_ROUNDING = 3  # yen


@dataclass(frozen=True)
class Times:
    """When we last read the mall, and the last order of the old system's export."""

    read_here: dt.datetime | None
    last_there: dt.datetime | None


@dataclass
class Known:
    """What is known of the day: numbers refused here with the sentence, and pieces of one-sided orders by SKU id."""

    refused: Mapping[str, str] = field(default_factory=dict)
    only_there: Counter[int] = field(default_factory=Counter)
    only_here: Counter[int] = field(default_factory=Counter)
    changed_here: Collection[int] = ()


def of_only_there(told: OldOrder, times: Times, known: Known, ours: Collection[str]) -> tuple[str, dict[str, Any]]:
    """Why an order is not here."""
    number = told.order.channel_number
    if number in known.refused:
        return "refused_here", {"sentence": known.refused[number][:500]}
    whole = next((part for part in _beginnings(number) if part in ours), "")
    if whole:
        return "split_there", {"number": whole}
    if told.state == CANCELLED:
        return "cancelled_there", {}
    if times.read_here is None or told.order.ordered_at > times.read_here:
        return "not_read_here", {"read_at": times.read_here.isoformat() if times.read_here else ""}
    return UNKNOWN, {}


def _beginnings(number: str) -> list[str]:
    """``R-12-1`` → ``R-12``, ``R``: the number of the order it may be a part of."""
    found = []
    rest = number
    for _at in range(3):
        rest = rest.rpartition("-")[0] or rest.rpartition("_")[0]
        if rest:
            found.append(rest)
    return found


def of_only_here(mine: OurOrder, times: Times) -> str:
    """Why an order is not in the export."""
    if mine.cancelled:
        return "cancelled_here"
    if times.last_there is not None and mine.row.ordered_at > times.last_there:
        return "not_read_there"
    return UNKNOWN


def of_lines(there: Counter[str], here: Counter[str], unknown: Collection[str]) -> str:
    """Why the pieces differ."""
    if any(code in unknown for code in there - here):
        return "code_unknown"
    if there.keys() == here.keys():
        return "edited_there"
    if not here - there:
        return "merged_there"
    if not there - here:
        return "split_there"
    return UNKNOWN


def of_amount(difference: int, mine: OurOrder) -> str:
    """Which of our amounts makes up the difference (there less here)."""
    for name in AMOUNTS:
        amount = getattr(mine.row, name)
        if amount and abs(difference) == abs(amount):
            return name
    return "rounding" if abs(difference) <= MOST_ROUNDING else UNKNOWN


def of_state(there: str, here: str) -> str:
    """Why the states differ. While observing, the old system ships."""
    if there == SHIPPED:
        return "ships_there"
    if there == CANCELLED:
        return "cancelled_there"
    return "cancelled_here" if here == CANCELLED else UNKNOWN


def of_stock(sku_id: int, difference: int, measure: str, waiting: int, known: Known) -> str:
    """Why the pieces differ (there less here). On the shelf of the old system what it shipped is gone already."""
    if difference == -known.only_there[sku_id] and difference:
        return "orders_only_there"
    if difference == known.only_here[sku_id] and difference:
        return "orders_only_here"
    if measure == "on_hand" and 0 < -difference <= waiting:
        return "ships_there"
    return "changed_here" if sku_id in known.changed_here else "changed_there"
