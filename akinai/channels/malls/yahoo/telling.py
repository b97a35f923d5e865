"""Shipments and cancellations out: an order is always looked at first, and only what differs is told.

Yahoo! knows one state and two parcel numbers of a whole order, no parts and no more parcels.
出荷ステータス first, some seconds later 注文ステータス 5 (完了); the mall refuses the second right after the first.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls.base import (
    Cancellation,
    KeysRefused,
    Maintenance,
    Nonsense,
    Shipment,
    Throttled,
    Told,
    Unreachable,
)
from akinai.channels.malls.yahoo import codes, documents
from akinai.channels.malls.yahoo.documents import text
from akinai.channels.malls.yahoo.line import Line, NotNow, each
from akinai.channels.malls.yahoo.reading import info
from akinai.core.clock import JST

PAUSE = 10.0  # seconds between the two calls, if the settings do not say (unproven: "some")
PLACES = 2  # parcel numbers of an order


@dataclass
class _Round:
    """What one round of telling has to remember."""

    line: Line
    shipments: dict[int, Shipment]
    to_complete: dict[int, float] = field(default_factory=dict)  # key → when its state was changed, or seen

    def tell(self, key: int) -> str:
        """Look at the order, and tell what it lacks; "" if the mall has it now."""
        shipment = self.shipments[key]
        order = info(self.line, shipment.number, codes.SHIPMENT_FIELDS)
        if text(order, "OrderStatus") == codes.CANCELLED:
            return _("The order %(number)s is cancelled at Yahoo!.") % {"number": shipment.number}
        if not _released(order):
            raise NotNow(_("Yahoo! has not released the order %(number)s yet.") % {"number": shipment.number})
        if wanted := changes(order, shipment, self._reason()):
            target = {"OrderId": shipment.number, "IsPointFix": shipment.whole}
            self.line.order("orderShipStatusChange", {"Target": target, "Order": {"Ship": wanted}})
        if shipment.whole and self._completes(order):
            self.to_complete[key] = time.monotonic()  # an earlier try may have told the state a moment ago
        return ""

    def complete(self, key: int) -> str:
        """注文ステータス 5, when the pause after the state of this shipment is over."""
        pause = float(self.line.account.settings.get("status_pause") or PAUSE)
        wait = self.to_complete[key] + pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        target = {"OrderId": self.shipments[key].number, "IsPointFix": True}
        try:
            self.line.order("orderStatusChange", {"Target": target, "Order": {"OrderStatus": codes.COMPLETED}})
        except documents.Refusal as refusal:
            words = _("The shipment was told, but the order could not be completed. %(why)s")
            raise NotNow(words % {"why": refusal.words}) from None
        return ""

    def _completes(self, order: Element) -> bool:
        """An order whose money has not come (代引, 後払い) is completed by the shop when it comes."""
        wished = str(self.line.account.settings.get("completes") or "yes") == "yes"
        paid = text(order, "Pay/PayStatus") == codes.PAID
        return wished and paid and text(order, "OrderStatus") != codes.COMPLETED

    def _reason(self) -> str:
        return str(self.line.account.settings.get("no_number_reason") or "")


def _released(order: Element) -> bool:
    """Whether the mall lets it be shipped: reserved, held and unpaid orders wait."""
    held = text(order, "OrderStatus") in (codes.RESERVED, codes.ON_HOLD)
    return not held and text(order, "Ship/ShipStatus") != codes.NOT_SHIPPABLE


def changes(order: Element, shipment: Shipment, no_number_reason: str = "") -> dict[str, str] | None:
    """What orderShipStatusChange has to say of the order; None if the mall has it all."""
    state = text(order, "Ship/ShipStatus")
    target = codes.SHIPPED if shipment.whole else codes.SHIPPING
    kept = [text(order, f"Ship/ShipInvoiceNumber{place}") for place in range(1, PLACES + 1)]
    numbers = list(kept)
    for place, number in enumerate((shipment.tracking, *shipment.others), shipment.place - 1):
        free = place < PLACES and (place == shipment.place - 1 or not numbers[place])
        if number and number not in numbers and free:
            numbers[place] = number
    if numbers == kept and state.isdigit() and int(state) >= int(target):
        return None
    told = {
        "ShipStatus": max(state, target) if state.isdigit() else target,
        "ShipCompanyCode": codes.CARRIERS.get(shipment.carrier, codes.OTHER_CARRIER),
        "ShipDate": shipment.shipped_at.astimezone(JST).strftime("%Y%m%d"),
    }
    told |= {f"ShipInvoiceNumber{place}": number for place, number in enumerate(numbers, 1) if number}
    if not any(numbers) and no_number_reason:
        told["ShipInvoiceNumberEmptyReason"] = no_number_reason
    return told


def tell(line: Line, shipments: Sequence[Shipment]) -> Told:
    """Tell all states first, then complete the orders: one pause for many."""
    work = _Round(line, {one.key: one for one in shipments})
    told = each(list(work.shipments), work.tell)
    waiting = [key for key in told.done if key in work.to_complete]
    told.done = [key for key in told.done if key not in work.to_complete]
    try:
        ended = each(waiting, work.complete)
    except (Throttled, Maintenance, KeysRefused, Unreachable, Nonsense):
        return told  # what waits for its completion is said again, and looked at first
    told.done += ended.done
    told.refused |= ended.refused
    told.unknown |= ended.unknown
    told.later |= ended.later
    return told


def cancel(line: Line, one: Cancellation) -> str:
    """Cancel an order, one that is shipped only where the shop chose that; "" or why not."""
    order = info(line, one.number, codes.SHIPMENT_FIELDS)
    state, ship_state = text(order, "OrderStatus"), text(order, "Ship/ShipStatus")
    if state == codes.CANCELLED:
        return ""
    out = state == codes.COMPLETED or ship_state in (codes.SHIPPED, codes.ARRIVED)
    if out and line.account.settings.get("after_shipping") != "tell":
        words = _("At Yahoo! the order %(number)s is shipped; cancel it in StoreCreator Pro (ストアクリエイターPro).")
        return words % {"number": one.number}
    target = {"OrderId": one.number, "IsPointFix": False}
    reason = codes.CANCEL_REASONS.get(one.reason, codes.CANCEL_REASONS["shop"])
    change = {"OrderStatus": codes.CANCELLED, "CancelReason": reason}
    line.order("orderStatusChange", {"Target": target, "Order": change})
    return ""
