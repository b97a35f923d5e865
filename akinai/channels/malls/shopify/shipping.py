"""A shipment told to Shopify, once. fulfillmentCreate knows no key of ours, so what is there is always read first:
pieces that stand under our number already are not said again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Nonsense, Shipment
from akinai.channels.malls.shopify import codes, documents, settings
from akinai.channels.malls.shopify.asking import Data, Refused, Session, refusal

DEAD = frozenset(("CANCELLED", "ERROR", "FAILURE"))
MOST_PAGES = 50


@dataclass(frozen=True)
class Left:
    """Pieces of a line that are not fulfilled yet, within one fulfillment order."""

    fulfillment_order: str
    location: str
    id: str
    line: str  # LineItem gid
    pieces: int
    ships: bool
    open: bool  # may be fulfilled now


@dataclass
class State:
    """An order's shipments at Shopify. `live`: fulfillment id → numbers; `held`: why some can't be fulfilled now."""

    live: dict[str, list[str]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    cancelled: bool = False

    def under(self, tracking: str) -> list[str]:
        """Fulfillments that bear this number."""
        wanted = bare(tracking)
        return [id for id, numbers in self.live.items() if wanted and wanted in numbers]


def bare(number: str) -> str:
    """A number without what people put between its digits."""
    return re.sub(r"[\s-]", "", number).upper()


def tell(api: Session, order: str, shipment: Shipment) -> None:
    """Tell it, or see that it was told. Raises MallError."""
    state = read(api, order)
    if state.cancelled:
        raise Refused(_("The order is cancelled at Shopify."))
    mine = state.under(shipment.tracking)
    if not shipment.tracking and shipment.again and len(state.live) >= shipment.place:
        return  # a parcel without a number is known by its place only
    wanted = _wanted(shipment, _told_under(api, mine))
    if not wanted and wanted is not None and mine:
        return
    chosen = choose(state.left, wanted, whole=shipment.whole)
    if not chosen:
        if not mine:
            _nothing_left(api, state, shipment)
        return
    for fulfilled in inputs(chosen):
        _create(api, {**fulfilled, **_how(api, shipment)})


def _wanted(shipment: Shipment, told: Mapping[str, int]) -> dict[str, int] | None:
    """Pieces by line that are still to be told; None: the lines are not known, so everything that is left."""
    if not shipment.lines or any(not line.channel_line for line in shipment.lines):
        return None
    found: dict[str, int] = {}
    for line in shipment.lines:
        found[line.channel_line] = found.get(line.channel_line, 0) + line.quantity
    return {line: pieces - told.get(line, 0) for line, pieces in found.items() if pieces > told.get(line, 0)}


def choose(left: Sequence[Left], wanted: Mapping[str, int] | None, *, whole: bool) -> list[tuple[Left, int]]:
    """What to fulfil of what is left. With the last parcel go the lines that are never shipped (wrapping, fees)."""
    missing = dict(wanted or {})
    chosen: list[tuple[Left, int]] = []
    for each in left:
        everything = wanted is None or (whole and not each.ships)
        pieces = each.pieces if everything else min(each.pieces, missing.get(each.line, 0))
        if each.open and pieces > 0:
            chosen.append((each, pieces))
            if each.line in missing:
                missing[each.line] -= pieces
    only_services = wanted is not None and not any(each.line in wanted for each, _pieces in chosen)
    return [] if only_services else chosen


def inputs(chosen: Iterable[tuple[Left, int]]) -> list[Data]:
    """lineItemsByFulfillmentOrder of each call: all fulfillment orders of one call must be of the same location."""
    by_location: dict[str, dict[str, list[Data]]] = {}
    for each, pieces in chosen:
        of_order = by_location.setdefault(each.location, {}).setdefault(each.fulfillment_order, [])
        of_order.append({"id": each.id, "quantity": pieces})
    return [
        {
            "lineItemsByFulfillmentOrder": [
                {"fulfillmentOrderId": id, "fulfillmentOrderLineItems": lines} for id, lines in orders.items()
            ]
        }
        for orders in by_location.values()
    ]


def tracking_of(shipment: Shipment, carriers: str) -> Data:
    """trackingInfo, of all parcels of the shipment. An address only where Shopify does not make it itself."""
    company, url = codes.company(shipment.carrier, shipment.product, carriers)
    found: Data = {"company": company}
    numbers = [number for number in (shipment.tracking, *shipment.others) if number]
    if len(numbers) > 1:
        found["numbers"] = numbers
        if url:
            found["urls"] = [url.replace("{number}", bare(number)) for number in numbers]
    elif shipment.tracking:
        found["number"] = shipment.tracking
        if url:
            found["url"] = url.replace("{number}", bare(shipment.tracking))
    return found


def _how(api: Session, shipment: Shipment) -> Data:
    carriers = settings.of(api.account, "carriers")
    return {"trackingInfo": tracking_of(shipment, carriers), "notifyCustomer": settings.yes(api.account, "notify")}


def _create(api: Session, fulfillment: Data) -> None:
    made = api.ask(documents.FULFILL, fulfillment=fulfillment)["fulfillmentCreate"]
    if words := refusal(made["userErrors"]):
        raise Refused(words)
    status = str((made.get("fulfillment") or {}).get("status") or "")
    if not status:
        raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": documents.FULFILL.name})
    if status in DEAD:
        raise Refused(_("Shopify made no shipment of it (%(status)s).") % {"status": status})


def _nothing_left(api: Session, state: State, shipment: Shipment) -> None:
    """None of the pieces can be fulfilled now. Somebody did already at Shopify, or it is on hold: raises Refused."""
    if any(each.ships for each in state.left):
        reason = "・".join(state.held) or _("no reason told")
        raise Refused(_("Shopify does not let the order be shipped now (%(why)s).") % {"why": reason})
    if not shipment.tracking:
        return
    unnumbered = [id for id, numbers in state.live.items() if not numbers]
    if unnumbered:  # marked as shipped there by hand: our number is put to it
        how = _how(api, shipment)
        told = api.ask(
            documents.SET_TRACKING, id=unnumbered[0], tracking=how["trackingInfo"], notify=how["notifyCustomer"]
        )["fulfillmentTrackingInfoUpdate"]
        if words := refusal(told["userErrors"]):
            raise Refused(words)
        return
    others = "・".join(number for numbers in state.live.values() for number in numbers)
    if others:
        raise Refused(_("Shopify has the order as shipped under another number (%(numbers)s).") % {"numbers": others})
    raise Refused(_("Nothing of this shipment is left to be shipped at Shopify; the order was changed there."))


# --- what is there ------------------------------------------------------------------------------------------


def read(api: Session, order: str) -> State:
    """What of an order was shipped, and what is left."""
    state, cursor = State(), None
    for _page in range(MOST_PAGES):
        found = api.ask(documents.FULFILLMENT_ORDERS, id=order, after=cursor)["order"]
        if found is None:
            raise Refused(_("Shopify knows no such order."))
        state.cancelled = bool(found["cancelledAt"])
        state.live = {
            each["id"]: [bare(info["number"]) for info in each["trackingInfo"] if info.get("number")]
            for each in found["fulfillments"]
            if each["status"] not in DEAD
        }
        for each in found["fulfillmentOrders"]["nodes"]:
            _add(api, state, each)
        page = found["fulfillmentOrders"]["pageInfo"]
        if not page["hasNextPage"]:
            break
        cursor = page["endCursor"]
    return state


def _add(api: Session, state: State, one: Mapping[str, Any]) -> None:
    """The lines of one fulfillment order that are left."""
    is_open = any(each["action"] == "CREATE_FULFILLMENT" for each in one["supportedActions"])
    location = str(((one["assignedLocation"] or {}).get("location") or {}).get("id") or "")
    lines = _all_lines(api, one)
    left = [each for each in lines if each["remainingQuantity"] > 0]
    for each in left:
        pieces, ships = each["remainingQuantity"], bool(each["requiresShipping"])
        state.left.append(Left(one["id"], location, each["id"], each["lineItem"]["id"], pieces, ships, is_open))
    if left and not is_open:
        holds = [str(hold.get("reasonNotes") or hold["displayReason"]) for hold in one["fulfillmentHolds"]]
        state.held += [str(one["status"]), *holds]


def _all_lines(api: Session, one: Mapping[str, Any]) -> list[Data]:
    lines, page = list(one["lineItems"]["nodes"]), one["lineItems"]["pageInfo"]
    for _page in range(MOST_PAGES):
        if not page["hasNextPage"]:
            break
        found = api.ask(documents.MORE_TO_FULFILL, id=one["id"], after=page["endCursor"])
        more = found["fulfillmentOrder"]["lineItems"]
        lines, page = lines + more["nodes"], more["pageInfo"]
    return lines


def _told_under(api: Session, fulfillments: Iterable[str]) -> dict[str, int]:
    """Pieces by line that these fulfillments hold."""
    found: dict[str, int] = {}
    for id in fulfillments:
        cursor: str | None = None
        for _page in range(MOST_PAGES):
            lines = api.ask(documents.FULFILLED_LINES, id=id, after=cursor)["fulfillment"]["fulfillmentLineItems"]
            for each in lines["nodes"]:
                line = each["lineItem"]["id"]
                found[line] = found.get(line, 0) + (each["quantity"] or 0)
            if not lines["pageInfo"]["hasNextPage"]:
                break
            cursor = lines["pageInfo"]["endCursor"]
    return found
