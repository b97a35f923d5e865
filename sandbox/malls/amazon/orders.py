"""Orders 2026-01-01, and the confirmation of shipments (which has stayed with v0)."""

import secrets
from dataclasses import replace
from typing import Any

from sandbox import wall
from sandbox.malls.amazon import door, telling
from sandbox.malls.amazon.door import Amazon, iso, moment, refuse
from sandbox.malls.shop import Order, Parcel
from sandbox.messages import Answer, Request, route

SEARCH = (
    "createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore", "fulfillmentStatuses", "marketplaceIds",
    "fulfilledBy", "maxResultsPerPage", "paginationToken", "includedData",
)  # fmt: skip
CHANGEABLE = ("maxResultsPerPage", "includedData", "paginationToken")
TOKEN_LIFE = 86_400
RECENT = 115  # seconds: the end of a window is at least two minutes ago (and clocks differ a little)
# Codes taken as Amazon's own. The list for Japan is not public: unproven.
CARRIERS = ("YamatoTransport", "SagawaExpress", "JapanPost", "SeinoTransportation", "FukuyamaTransporting")
PARCEL = {
    "packageReferenceId", "carrierCode", "carrierName", "shippingMethod", "trackingNumber", "shipDate",
    "shipFromSupplySourceId", "orderItems",
}  # fmt: skip


class Orders(Amazon):
    def __init__(self) -> None:
        super().__init__()
        # page token → the parameters it belongs to, the numbers still to tell, when it was given
        self.pages: dict[str, tuple[dict[str, str], list[str], float]] = {}

    @route("GET", "/orders/2026-01-01/orders")
    def search_orders(self, request: Request) -> Answer:
        self._granted(request)
        asked = self.asked(request, SEARCH)
        if asked.get("marketplaceIds"):
            self.at_home(asked["marketplaceIds"])
        included = _included(asked)
        token = asked.get("paginationToken")
        numbers = self._page(token, asked) if token else self._found(asked)
        most = page_size(asked.get("maxResultsPerPage", "100"))
        page, rest = numbers[:most], numbers[most:]
        told: dict[str, Any] = {"orders": [telling.tell(self.shop.orders[one], included) for one in page]}
        if rest:
            fresh = secrets.token_hex(8)
            self.pages[fresh] = ({k: v for k, v in asked.items() if k not in CHANGEABLE}, rest, wall.now())
            told["pagination"] = {"nextToken": fresh}
        kind = "lastUpdated" if "lastUpdatedAfter" in asked else "created"
        told[f"{kind}Before"] = asked.get(f"{kind}Before") or iso(wall.now() - self.settling)
        return Answer.of(told)

    @route("GET", "/orders/2026-01-01/orders/{order}")
    def get_order_2026(self, request: Request) -> Answer:
        self._granted(request)
        asked = self.asked(request, ("includedData",))
        return Answer.of({"order": telling.tell(self.known(request.parts["order"]), _included(asked))})

    def _granted(self, request: Request) -> None:
        self.let_in(request)
        if not self.granted_2026:
            raise refuse(403, "Unauthorized", "Access to requested resource is denied.")

    def _found(self, asked: dict[str, str]) -> list[str]:
        """The numbers that fit, the longest unchanged first."""
        kinds = [kind for kind in ("created", "lastUpdated") if f"{kind}After" in asked]
        if len(kinds) != 1:
            raise refuse(400, "InvalidInput", "Exactly one of createdAfter and lastUpdatedAfter is required.")
        kind = kinds[0]
        other = "created" if kind == "lastUpdated" else "lastUpdated"
        if f"{other}Before" in asked:
            raise refuse(400, "InvalidInput", f"{other}Before does not go with {kind}After.")
        after = moment(f"{kind}After", asked[f"{kind}After"])
        before = self.window(kind, after, asked.get(f"{kind}Before"))
        states = set(filter(None, asked.get("fulfillmentStatuses", "").split(",")))
        hands = set(filter(None, asked.get("fulfilledBy", "").split(",")))
        fitting = [
            (at, order.number)
            for order in self.shop.orders.values()
            if after <= (at := int(order.updated if kind == "lastUpdated" else order.at)) <= before
            and (not states or telling.status(order) in states)
            and (not hands or telling.fulfilled_by(order) in hands)
        ]
        return [number for _at, number in sorted(fitting)]

    def window(self, kind: str, after: float, before: str | None) -> float:
        """The end of a window. One that is told must be two minutes ago."""
        if not before:
            return wall.now() - self.settling
        end = moment(f"{kind}Before", before)
        if end > wall.now() - RECENT or end < after:
            raise refuse(400, "InvalidInput", f"{kind}Before must be after {kind}After and two minutes before now.")
        return end

    def _page(self, token: str, asked: dict[str, str]) -> list[str]:
        first, rest, at = self.pages.get(token, ({}, [], 0.0))
        if not rest or at < wall.now() - TOKEN_LIFE:
            raise refuse(400, "InvalidInput", "The paginationToken is invalid or has ended.")
        if {k: v for k, v in asked.items() if k not in CHANGEABLE} != first:
            raise refuse(400, "InvalidInput", "Parameters must be those of the request that gave the token.")
        return rest

    # --- shipments ---

    @route("POST", "/orders/v0/orders/{order}/shipmentConfirmation")
    def confirm_shipment(self, request: Request) -> Answer:
        """204 and no word; a carrier code that is not Amazon's is silently dropped."""
        self.let_in(request)
        body = self.object(request, "marketplaceId", "packageDetail")
        if unknown := set(body) - {"marketplaceId", "packageDetail", "codCollectionMethod"}:
            raise refuse(400, "InvalidInput", f"Unknown fields: {sorted(unknown)}")
        self.at_home(str(body["marketplaceId"]))
        if body.get("codCollectionMethod", "DirectPayment") != "DirectPayment":
            raise refuse(400, "InvalidInput", "codCollectionMethod is DirectPayment or nothing.")
        order = self.known(request.parts["order"])
        if order.state in ("pending", "cancelled") or telling.fulfilled_by(order) == "AMAZON":
            raise refuse(400, "InvalidInput", f"Order {order.number} cannot be confirmed: it is {order.state}.")
        parcel = _parcel(body["packageDetail"], order)
        if self.drops:
            self.drops -= 1
        elif body["packageDetail"]["carrierCode"] in ("Other", *CARRIERS):
            self._put(order, parcel)
        return Answer(b"", 204)

    def _put(self, order: Order, parcel: Parcel) -> None:
        """A new parcel, or the same number again: then it is edited."""
        old = next((one for one in order.parcels if one.ref == parcel.ref), None)
        shipped = {line.id: line.shipped - (old.lines.get(line.id, 0) if old else 0) for line in order.lines}
        for line in order.lines:
            if shipped[line.id] + parcel.lines.get(line.id, 0) > line.quantity:
                raise refuse(400, "InvalidInput", f"The quantity of item {line.id} is more than what is left to ship.")
        if not old:
            self.shop.ship(order.number, parcel, whole=False)
            return
        if replace(old, date="") != replace(parcel, date=""):
            order.parcels[order.parcels.index(old)] = parcel
            for line in order.lines:
                line.shipped = shipped[line.id] + parcel.lines.get(line.id, 0)
            whole = all(line.shipped >= line.quantity for line in order.lines)
            order.state = "shipped" if whole else "confirmed"
            self.shop.touch(order)


def _included(asked: dict[str, str]) -> list[str]:
    found = [one for one in asked.get("includedData", "").split(",") if one]
    if unknown := sorted(set(found) - set(telling.INCLUDED)):
        raise refuse(400, "InvalidInput", f"Invalid includedData: {', '.join(unknown)}")
    return found


def page_size(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 100:
        raise refuse(400, "InvalidInput", "maxResultsPerPage must be between 1 and 100.")
    return int(text)


def _parcel(told: Any, order: Order) -> Parcel:
    """A parcel as it is told. Raises Refused (400)."""
    needed = ("packageReferenceId", "carrierCode", "trackingNumber", "shipDate", "orderItems")
    if not isinstance(told, dict) or not set(needed) <= set(told) or set(told) - PARCEL:
        raise refuse(400, "InvalidInput", "packageDetail is missing something or has unknown fields.")
    reference = told["packageReferenceId"]
    if not isinstance(reference, str) or not reference.isascii() or not reference.isdigit() or int(reference) < 1:
        raise refuse(400, "InvalidInput", "Only positive numeric values are supported for packageReferenceId.")
    if told["carrierCode"] == "Other" and not told.get("carrierName"):
        raise refuse(400, "InvalidInput", "carrierName is required when carrierCode is Other.")
    at = moment("shipDate", str(told["shipDate"]))
    if at > wall.now() + 60 or at < order.at - 86_400:
        raise refuse(400, "InvalidInput", "shipDate must not be in the future or before the order.")
    lines: dict[str, int] = {}
    for item in told["orderItems"]:
        name, pieces = str(item["orderItemId"]), item["quantity"]
        if name not in {line.id for line in order.lines} or not isinstance(pieces, int) or pieces < 1:
            raise refuse(400, "InvalidInput", f"Invalid order item {name} or quantity {pieces}.")
        lines[name] = lines.get(name, 0) + pieces
    if not lines:
        raise refuse(400, "InvalidInput", "orderItems is empty.")
    carrier = told.get("carrierName") if told["carrierCode"] == "Other" else told["carrierCode"]
    return Parcel(reference, str(carrier), str(told["trackingNumber"]), door.iso(at), lines)
