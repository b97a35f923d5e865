"""Shipments to RMS. Adding a row is not repeatable, so we always look first: a number that is there is never added.

One order at a time by updateOrderShipping; many in one go by updateOrderShippingAsync, whose result is asked for. RMS
takes a row with a date as 発送完了 of its destination; a part of an order is told with its number alone, and the last
parcel brings the dates (setting "part").
"""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import MallError, Nonsense, Shipment, Told
from akinai.channels.malls.rakuten import asking, codes, translate
from akinai.channels.malls.rakuten.asking import Rms
from akinai.core import clock

MOST_ROWS = 20  # of one destination
MOST_ORDERS = 100  # of one async call
Row = dict[str, Any]


@dataclass
class Entry:
    """A row to be said, and the shipments it stands for."""

    row: Row
    keys: list[int]


@dataclass
class Plan:
    """What is to be said of one order, by destination."""

    number: str
    baskets: dict[int, list[Entry]] = field(default_factory=dict)

    def model(self) -> Row:
        baskets = [
            {"basketId": basket, "ShippingModelList": [entry.row for entry in entries]}
            for basket, entries in self.baskets.items()
        ]
        return {"orderNumber": self.number, "BasketidModelList": baskets}

    @property
    def keys(self) -> list[list[int]]:
        """The shipments of each row, in the order of the request."""
        return [entry.keys for entries in self.baskets.values() for entry in entries]

    @property
    def every_key(self) -> list[int]:
        return list(dict.fromkeys(key for keys in self.keys for key in keys))

    def add(self, basket: int, row: Row, key: int) -> None:
        """Put a row in, or lay it over the same one."""
        entries = self.baskets.setdefault(basket, [])
        same = next((one for one in entries if _is_same(one.row, row)), None)
        if same is None:
            entries.append(Entry(row, [key]))
        else:
            same.row.update(row)
            same.keys.append(key)


class CannotTell(Exception):
    """A shipment the mall will not take, with a sentence why. `passing`: it may take it later."""

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing


def carrier_of(shipment: Shipment, settings: Mapping[str, Any]) -> str:
    """The mall's code of the carrier: of the product, of the shop's own table, of ours."""
    own = dict(line.split("=", 1) for line in str(settings.get("carriers") or "").split() if "=" in line)
    product = next((code for name, code in codes.PRODUCTS.items() if name in shipment.product), "")
    known = own.get(shipment.carrier) or product or codes.CARRIERS.get(shipment.carrier)
    return known or codes.OTHER_CARRIER


def digits(number: str) -> str:
    """A number as it is compared: hyphens are written or not."""
    return "".join(each for each in number if each.isalnum()).upper()


def plans(
    shipments: Sequence[Shipment], orders: Mapping[str, Mapping[str, Any]], settings: Any, told: Told
) -> list[Plan]:
    """What must be said, order by order. What is there already is done; what cannot be is refused,
    or put off where the order's state passes by itself, or the order cannot be read just now.
    """
    found: dict[str, Plan] = {}
    for shipment in shipments:
        plan = found.setdefault(shipment.number, Plan(shipment.number))
        try:
            if shipment.number not in orders:
                raise CannotTell(_("Rakuten does not know the order %(number)s.") % {"number": shipment.number})
            news = _news(shipment, orders[shipment.number], plan, settings)
        except CannotTell as error:
            (told.later if error.passing else told.refused)[shipment.key] = str(error)
            continue
        except translate.BROKEN as error:
            told.later[shipment.key] = translate.unreadable(error)
            continue
        if not news:
            told.done.append(shipment.key)
    return [plan for plan in found.values() if plan.baskets]


def _news(shipment: Shipment, order: Mapping[str, Any], plan: Plan, settings: Any) -> bool:
    """Put the rows of one shipment into the plan; whether there were any."""
    progress = translate.whole(order, "orderProgress")
    package = _package(shipment, order)
    rows = [dict(row) for row in translate.listed(package, "ShippingModelList")]
    day = shipment.shipped_at.astimezone(clock.JST).date()
    dated = shipment.whole or settings.get("part") == "date"
    wanted = []
    for number in (shipment.tracking, *shipment.others):
        known = _known(number, shipment, rows)
        row = _row(number, known, carrier_of(shipment, settings), day if dated else None)
        if row:
            wanted.append(row)
        if known:
            rows.remove(known)
    if shipment.whole:  # the date of the last parcel is that of all which have none
        wanted += [_dated(row, day) for row in rows if not row.get("shippingDate")]
    if wanted and progress not in (codes.TO_SHIP, *codes.SHIPPED):
        words = _("At Rakuten the order %(number)s is “%(state)s” and cannot be shipped.")
        state = codes.PROGRESS.get(progress, progress)
        raise CannotTell(words % {"number": shipment.number, "state": state}, passing=progress in codes.PASSING)
    basket = int(package["basketId"])
    if len(plan.baskets.get(basket, [])) + len(wanted) > MOST_ROWS:
        raise CannotTell(_("Rakuten takes at most %(most)d parcels of one destination.") % {"most": MOST_ROWS})
    for row in wanted:
        plan.add(basket, row, shipment.key)
    return bool(wanted)


def _is_same(one: Row, other: Row) -> bool:
    names = ("shippingDetailId", "shippingNumber")
    return any(one.get(name) and one.get(name) == other.get(name) for name in names)


def _package(shipment: Shipment, order: Mapping[str, Any]) -> Mapping[str, Any]:
    every = translate.listed(order, "PackageModelList")
    live = [one for one in every if not one.get("packageDeleteFlag")] or every
    if shipment.destination:
        live = [one for one in live if str(one.get("basketId")) == shipment.destination]
    if len(live) != 1:
        words = _("At Rakuten the order %(number)s has no longer the destination of this parcel.")
        raise CannotTell(words % {"number": shipment.number})
    return live[0]


def _known(number: str, shipment: Shipment, rows: Sequence[Row]) -> Row | None:
    """The row the mall has for this parcel: by its number; of a parcel without one, by its place."""
    if number:
        return next((row for row in rows if digits(translate.text(row, "shippingNumber")) == digits(number)), None)
    blank = [row for row in rows if not translate.text(row, "shippingNumber")]
    at_its_place = rows[shipment.place - 1] if shipment.place <= len(rows) else None
    if at_its_place in blank:
        return at_its_place
    return blank[-1] if blank and shipment.again else None


def _row(number: str, known: Row | None, carrier: str, day: dt.date | None) -> Row:
    """What is to be said of a parcel; nothing if the mall has it so."""
    row: Row = {"deliveryCompany": carrier}
    if known:
        row["shippingDetailId"] = known["shippingDetailId"]
    elif number:
        row["shippingNumber"] = number
    if day and not (known and known.get("shippingDate")):
        row["shippingDate"] = day.isoformat()
    right = known and translate.text(known, "deliveryCompany") == carrier and "shippingDate" not in row
    return {} if right else row


def _dated(row: Row, day: dt.date) -> Row:
    company = translate.text(row, "deliveryCompany") or codes.OTHER_CARRIER
    detail = row["shippingDetailId"]
    return {"shippingDetailId": detail, "deliveryCompany": company, "shippingDate": day.isoformat()}


# --- saying it ----------------------------------------------------------------------------------------------


def tell(rms: Rms, group: Sequence[Plan], told: Told, patience: float) -> None:
    """Say what is planned of one order, or of up to 100."""
    if len(group) == 1:
        tell_one(rms, group[0], told)
    else:
        tell_many(rms, group, told, patience)


def tell_one(rms: Rms, plan: Plan, told: Told) -> None:
    """One order, answered at once."""
    answer = rms.order("updateOrderShipping", plan.model())
    settle(plan, asking.messages(answer), told)


def settle(plan: Plan, messages: Sequence[Mapping[str, Any]], told: Told) -> None:
    """Divide an order's messages among its shipments. `dataNumber` counts the rows from 1; without it, it is of all."""
    bad: dict[int, str] = {}
    good: set[int] = set()
    for message in messages:
        place = message.get("dataNumber")
        keys = plan.keys[place - 1] if isinstance(place, int) and 0 < place <= len(plan.keys) else plan.every_key
        if asking.failed(message):
            bad.update(dict.fromkeys(keys, asking.words_of(message)))
        else:
            good.update(keys)
    for key in plan.every_key:
        if key in bad:
            told.refused[key] = bad[key]
        elif key in good:
            told.done.append(key)
        elif bad:
            told.refused[key] = _("Rakuten took nothing of this report: %(why)s") % {"why": next(iter(bad.values()))}
        else:
            told.unknown[key] = _("Rakuten did not say what came of it.")


def tell_many(rms: Rms, every: Sequence[Plan], told: Told, patience: float) -> None:
    """Up to 100 orders in one call; the result is asked for, each second by our own pace, as long as `patience`."""
    by_number = {plan.number: plan for plan in every}
    body = {"OrderShippingModelList": [plan.model() for plan in every]}
    answer = asking.messages(rms.order("updateOrderShippingAsync", body))
    request = next((str(one["requestId"]) for one in answer if one.get("requestId")), "")
    if not request:
        _refused_at_once(by_number, answer, told)
        return
    try:
        results = _results(rms, request, time.monotonic() + patience)
    except MallError as error:  # it was taken; only what came of it is not known
        for plan in every:
            told.unknown.update(dict.fromkeys(plan.every_key, error.words))
        return
    for plan in every:
        if plan.number in results:
            settle(plan, results[plan.number], told)
        else:
            words = _("Rakuten works on the report still; it is read back later.")
            told.unknown.update(dict.fromkeys(plan.every_key, words))


def _refused_at_once(plans: Mapping[str, Plan], messages: Sequence[Mapping[str, Any]], told: Told) -> None:
    """Nothing was taken: orders with an error are refused, the others are said again later."""
    if not any(asking.failed(one) for one in messages):
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "updateOrderShippingAsync"})
    named = False
    for message in messages:
        plan = plans.get(str(message.get("orderNumber")))
        if plan and asking.failed(message):
            named = True
            told.refused.update(dict.fromkeys(plan.every_key, asking.words_of(message)))
    if not named:
        raise asking.Refused(asking.sentence("updateOrderShippingAsync", {"MessageModelList": messages}, 400), 400)


def _results(rms: Rms, request: str, until: float) -> dict[str, list[Mapping[str, Any]]]:
    """Messages by order number; empty if they did not come in time."""
    while True:
        answer = rms.order("getResultUpdateOrderShippingAsync", {"requestId": request})
        try:
            models = translate.listed(answer, "ResultShippingModelList")
            found = {str(one["orderNumber"]): asking.messages(one) for one in models if one.get("orderNumber")}
        except ValueError as error:
            raise Nonsense(str(error)) from error
        if found or time.monotonic() > until:
            return found
