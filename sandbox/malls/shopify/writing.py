"""What the API changes at the shop: shipments, cancellations, stock, products, subscriptions. Each answers a payload
with userErrors; nothing is done where there is one.
"""

import hashlib
import itertools
import json
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox import wall
from sandbox.malls.shop import Offer, Order, Parcel
from sandbox.malls.shopify import ids, views
from sandbox.malls.shopify.hooks import Hooks
from sandbox.malls.shopify.selecting import MOST, Problem, Thing

REASONS = (
    "correction", "cycle_count_available", "damaged", "movement_created", "other", "promotion", "quality_control",
    "received", "reservation_created", "restock", "safety_stock", "shrinkage",
)  # fmt: skip
CANCEL_REASONS = ("CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "STAFF", "OTHER")
TOPICS = ("ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_EDITED", "ORDERS_PAID")
MOST_PIECES = 1_000_000_000

Errors = list[Thing]
Directives = dict[str, Thing]


def error(message: str, *path: Any, code: str | None = None) -> Thing:
    return {"__typename": "UserError", "message": message, "field": [str(each) for each in path] or None, "code": code}


def keys(given: Any, allowed: set[str], needed: set[str] = frozenset(), name: str = "input") -> Thing:  # type: ignore[assignment]
    """An input object. Raises Problem for a field it has not, or lacks."""
    if not isinstance(given, dict):
        raise Problem(f"Variable ${name} was provided invalid value", "INVALID_VARIABLE")
    if strange := sorted(set(given) - allowed):
        raise Problem(f"Variable ${name}: {strange[0]} (Field is not defined)", "INVALID_VARIABLE")
    if missing := sorted(each for each in needed if given.get(each) is None):
        raise Problem(f"Variable ${name}: {missing[0]} (Expected value to not be null)", "INVALID_VARIABLE")
    return given


class Writing(Hooks):
    """Mutations, by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.done: dict[str, tuple[str, Thing]] = {}  # idempotency key → digest of what was said, payload
        self._working: set[str] = set()  # orders whose cancellation is a job that is not done
        self._items: dict[str, tuple[str, str]] = {}
        self._products: dict[str, str] = {}
        self._orders: dict[str, str] = {}  # order or fulfillment order → number
        self._seen = 0  # orders that are in it
        self.shipped: dict[str, str] = {}  # fulfillment → number

    # --- finding by gid ---

    def offer_by(self, gid: str) -> Offer | None:
        """The offer of an inventory item or a variant."""
        if self._items.get(gid) not in self.shop.offers:
            self._items = {ids.item(*key): key for key in self.shop.offers}
            self._items |= {ids.variant(*key): key for key in self.shop.offers}
        key = self._items.get(gid)
        return self.shop.offers[key] if key else None

    def page_by(self, gid: str) -> list[Offer]:
        """The offers of a product."""
        page = self._products.get(gid)
        if page is None:
            self._products = {ids.product(offer.page): offer.page for offer in self.shop.offers.values()}
            page = self._products.get(gid)
        return [offer for offer in self.shop.offers.values() if offer.page == page]

    def order_by(self, gid: str) -> Order | None:
        if self._seen > len(self.shop.orders):  # another shop was put in its place
            self._orders, self._seen = {}, 0
        for number in itertools.islice(self.shop.orders, self._seen, None):
            self._seen += 1
            self._orders[ids.order(number)] = number
            for place in (ids.LOCATION, ids.OTHER_LOCATION):
                self._orders[ids.gid("FulfillmentOrder", number, place)] = number
        return self.shop.orders.get(self._orders.get(gid, ""))

    def parcel_by(self, gid: str) -> tuple[Order, Parcel] | None:
        """A fulfillment and its order."""
        order = self.shop.orders.get(self.shipped.get(ids.tail(gid), ""))
        found = [parcel for parcel in order.parcels if parcel.ref == ids.tail(gid)] if order else []
        return (order, found[0]) if order and found else None

    # --- shipments ---

    def fulfillmentCreate(self, directives: Directives, fulfillment: Thing, message: str | None = None) -> Thing:
        allowed = {"trackingInfo", "notifyCustomer", "lineItemsByFulfillmentOrder", "originAddress"}
        keys(fulfillment, allowed, {"lineItemsByFulfillmentOrder"}, "fulfillment")
        info = keys(fulfillment.get("trackingInfo") or {}, {"company", "number", "url", "numbers", "urls"})
        pieces: dict[str, int] = {}
        order, places, errors = None, set(), []
        for row in fulfillment["lineItemsByFulfillmentOrder"]:
            keys(row, {"fulfillmentOrderId", "fulfillmentOrderLineItems"}, {"fulfillmentOrderId"}, "fulfillment")
            found = self._fulfillment_order(row["fulfillmentOrderId"])
            if found is None or (order is not None and found[0] is not order):
                errors.append(error("Fulfillment order does not exist.", "fulfillment"))
                continue
            order, one = found
            places.add(one["assignedLocation"]["location"]["id"])
            errors += self._take(one, row.get("fulfillmentOrderLineItems"), pieces)
        if len(places) > 1:
            errors.append(error("All fulfillment orders must be assigned to the same location.", "fulfillment"))
        if errors or order is None:
            return {"fulfillment": None, "userErrors": errors or [error("Nothing to fulfill.", "fulfillment")]}
        ref = str(ids.number("Fulfillment", order.number, str(len(order.parcels))))
        day = views.moment(wall.now())[:10]
        parcel = Parcel(ref, str(info.get("company") or ""), _numbers(info), day, pieces)
        parcel_of = self.shop.ship(order.number, parcel, whole=False).parcels[-1]
        if fulfillment.get("notifyCustomer"):
            order.more.setdefault("mails", []).append(parcel_of.number)
        self.shipped[ref] = order.number
        self.happened(order, "changed")
        return {"fulfillment": views.fulfillment_of(order, parcel_of), "userErrors": []}

    def _fulfillment_order(self, gid: str) -> tuple[Order, Thing] | None:
        order = self.order_by(gid)
        told = views.fulfillment_orders(order) if order else []
        return next(((order, one) for one in told if order and one["id"] == gid), None)

    def _take(self, one: Thing, rows: list[Thing] | None, pieces: dict[str, int]) -> Errors:
        """Count the pieces of one fulfillment order; without rows all that is left."""
        if not any(each["action"] == "CREATE_FULFILLMENT" for each in one["supportedActions"]):
            words = f"Fulfillment order {ids.tail(one['id'])} has an unfulfillable status= {one['status'].lower()}."
            return [error(words, "fulfillment")]
        left = {line["id"]: line for line in one["_lines"]}
        wanted = rows if rows is not None else [
            {"id": id, "quantity": line["remainingQuantity"]} for id, line in left.items() if line["remainingQuantity"]
        ]  # fmt: skip
        for row in wanted:
            keys(row, {"id", "quantity"}, {"id", "quantity"}, "fulfillment")
            line = left.get(row["id"])
            if line is None or not 0 < row["quantity"] <= line["remainingQuantity"]:
                return [error("Invalid fulfillment order line item quantity requested.", "fulfillment")]
            pieces[ids.tail(line["lineItem"]["id"])] = row["quantity"]
        return []

    def fulfillmentTrackingInfoUpdate(
        self, directives: Directives, fulfillmentId: str, trackingInfoInput: Thing, notifyCustomer: bool | None = None
    ) -> Thing:
        found = self.parcel_by(fulfillmentId)
        if found is None:
            return {"fulfillment": None, "userErrors": [error("Fulfillment does not exist.", "fulfillmentId")]}
        order, parcel = found
        parcel.carrier = str(trackingInfoInput.get("company") or "")
        parcel.number = _numbers(trackingInfoInput)
        self.shop.touch(order)
        return {"fulfillment": views.fulfillment_of(order, parcel), "userErrors": []}

    # --- cancellations ---

    def orderCancel(
        self,
        directives: Directives,
        orderId: str,
        restock: bool,
        reason: str,
        refundMethod: Thing | None = None,
        notifyCustomer: bool | None = None,
        staffNote: str | None = None,
    ) -> Thing:
        order = self.order_by(orderId)
        if reason not in CANCEL_REASONS:
            raise Problem("Variable $reason of type OrderCancelReason! was provided invalid value", "INVALID_VARIABLE")
        if refundMethod is not None:
            keys(refundMethod, {"originalPaymentMethodsRefund", "storeCreditRefund"})
        refused = None
        if order is None:
            refused = error("Order does not exist", "orderId", code="NOT_FOUND")
        elif order.state == "cancelled":
            refused = error("Order has already been cancelled", "orderId", code="INVALID")
        elif order.parcels:
            refused = error("Cannot cancel an order that has been fulfilled", "orderId", code="INVALID")
        if refused or order is None:
            return {"job": None, "orderCancelUserErrors": [refused]}
        order.more |= {"cancel_reason": reason, "refunded": bool(refundMethod)}
        job = {"__typename": "Job", "id": ids.gid("Job", order.number), "done": not order.more.get("slow")}
        if order.more.get("slow"):
            self._working.add(order.number)
            order.more["restock"] = restock
        else:
            self.shop.cancel(order.number, restock=restock, by="api")
            self.happened(order, "cancelled")
        return {"job": job, "orderCancelUserErrors": []}

    def finish_jobs(self) -> None:
        """Cancellations that take their time are done now."""
        for number in sorted(self._working):
            order = self.shop.orders[number]
            self.happened(self.shop.cancel(number, restock=order.more["restock"], by="api"), "cancelled")
        self._working.clear()

    # --- stock ---

    def once(self, directives: Directives, said: Any, deed: Callable[[], Thing]) -> Thing:
        """A mutation that must bear an idempotency key: said again under it, the first payload comes back."""
        key = str(directives.get("idempotent", {}).get("key") or "").strip()
        if not key:
            raise Problem("The @idempotent directive is required for this mutation but was not provided", "BAD_REQUEST")
        digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        if key in self.done:
            known, payload = self.done[key]
            if known != digest:
                code = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
                return {"userErrors": [error("The key was used with other parameters.", "input", code=code)], **NONE}
            return payload
        payload = deed()
        if not payload["userErrors"]:
            self.done[key] = (digest, payload)
        return payload

    def inventorySetQuantities(self, directives: Directives, input: Thing) -> Thing:
        allowed = {"reason", "name", "referenceDocumentUri", "quantities"}
        keys(input, allowed, {"reason", "name", "quantities"})
        if len(input["quantities"]) > MOST:
            raise Problem(
                f"The input array size of {len(input['quantities'])} is greater than the maximum allowed of {MOST}.",
                "MAX_INPUT_SIZE_EXCEEDED",
            )
        return self.once(directives, input, lambda: self._set_quantities(input))

    def _set_quantities(self, input: Thing) -> Thing:
        errors: Errors = []
        if input["reason"] not in REASONS:
            errors.append(error("The specified reason is invalid.", "input", "reason", code="INVALID_REASON"))
        if input["name"] not in ("available", "on_hand"):
            errors.append(error("The specified quantity name is invalid.", "input", "name", code="INVALID_NAME"))
        if input.get("referenceDocumentUri") and not urlsplit(input["referenceDocumentUri"]).scheme:
            words = "The specified reference document is invalid."
            errors.append(error(words, "input", "referenceDocumentUri", code="INVALID_REFERENCE_DOCUMENT"))
        seen: set[str] = set()
        chosen: list[tuple[Offer, int]] = []
        for place, row in enumerate(input["quantities"]):
            allowed = {"inventoryItemId", "locationId", "quantity", "changeFromQuantity"}
            keys(row, allowed, {"inventoryItemId", "locationId", "quantity"})
            found = self._wrong(row, seen)
            offer = self.offer_by(row["inventoryItemId"])
            if found:
                code, words, name = found
                errors.append(error(words, "input", "quantities", place, name, code=code))
            elif offer:
                chosen.append((offer, row["quantity"]))
        if errors:
            return {"inventoryAdjustmentGroup": None, "userErrors": errors}
        for offer, quantity in chosen:
            self.shop.set_stock(offer.key, quantity, by="api")
        group = {
            "__typename": "InventoryAdjustmentGroup",
            "id": f"gid://shopify/InventoryAdjustmentGroup/{secrets.randbits(40)}",
        }
        return {"inventoryAdjustmentGroup": group, "userErrors": []}

    def _wrong(self, row: Thing, seen: set[str]) -> tuple[str, str, str] | None:
        """Code, words and field of what is wrong with a row."""
        if "changeFromQuantity" not in row:
            raise Problem("changeFromQuantity is required: pass a quantity or null.", "INVALID_VARIABLE")
        item, offer = ids.checked(row["inventoryItemId"]), self.offer_by(row["inventoryItemId"])
        if offer is None or not item.startswith("gid://shopify/InventoryItem/"):
            return "INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.", "inventoryItemId"
        if row["locationId"] not in (ids.LOCATION, ids.OTHER_LOCATION):
            return "INVALID_LOCATION", "The specified location could not be found.", "locationId"
        if item in seen:
            code = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
            return code, "The combination of inventoryItemId and locationId must be unique.", "inventoryItemId"
        seen.add(item)
        if offer.more.get("untracked"):
            return "NON_MUTABLE_INVENTORY_ITEM", "The inventory item is not tracked.", "inventoryItemId"
        if offer.more.get("unstocked") or row["locationId"] != ids.LOCATION:
            code = "ITEM_NOT_STOCKED_AT_LOCATION"
            return code, "The specified inventory item is not stocked at the location.", "locationId"
        if row["quantity"] > MOST_PIECES:
            return "INVALID_QUANTITY_TOO_HIGH", "The quantity can't be higher than 1,000,000,000.", "quantity"
        if row["quantity"] < -MOST_PIECES:
            return "INVALID_QUANTITY_TOO_LOW", "The quantity can't be lower than -1,000,000,000.", "quantity"
        if row["changeFromQuantity"] is not None and row["changeFromQuantity"] != offer.stock:
            words = "The specified change from quantity does not match the current quantity."
            return "CHANGE_FROM_QUANTITY_STALE", words, "changeFromQuantity"
        return None

    def inventoryActivate(
        self, directives: Directives, inventoryItemId: str, locationId: str, available: int | None = None
    ) -> Thing:
        def deed() -> Thing:
            offer = self.offer_by(inventoryItemId)
            if offer is None or locationId != ids.LOCATION:
                return {"inventoryLevel": None, "userErrors": [error("Couldn't be found.", "inventoryItemId")]}
            if not offer.more.pop("unstocked", None) and available is not None:
                words = "Not allowed to set available quantity when the item is already active at the location."
                return {"inventoryLevel": None, "userErrors": [error(words, "available")]}
            self.shop.set_stock(offer.key, available or 0, by="api")
            return {"inventoryLevel": views.level_of(offer, locationId), "userErrors": []}

        return self.once(directives, [inventoryItemId, locationId, available], deed)

    # --- subscriptions ---

    def webhookSubscriptionCreate(self, directives: Directives, topic: str, webhookSubscription: Thing) -> Thing:
        allowed = {"uri", "format", "includeFields", "filter", "metafieldNamespaces", "metafields", "name"}
        keys(webhookSubscription, allowed, {"uri"}, "subscription")
        if topic not in TOPICS:
            raise Problem("Variable $topic was provided invalid value", "INVALID_VARIABLE")
        uri = str(webhookSubscription["uri"])
        refused = None
        # The real one takes https:// only; this one also a shop on the same machine.
        if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", uri):
            refused = error("Address is invalid", "webhookSubscription", "uri")
        elif any((one["topic"], one["uri"]) == (topic, uri) for one in self.subscriptions.values()):
            refused = error("Address for this topic has already been taken", "webhookSubscription", "uri")
        if refused:
            return {"webhookSubscription": None, "userErrors": [refused]}
        gid = ids.gid("WebhookSubscription", topic, uri)
        fields = list(webhookSubscription.get("includeFields") or [])
        self.subscriptions[gid] = {"topic": topic, "uri": uri, "includeFields": fields}
        return {"webhookSubscription": self.subscription(gid), "userErrors": []}

    def subscription(self, gid: str) -> Thing:
        one = self.subscriptions[gid]
        return {"__typename": "WebhookSubscription", "id": gid, "topic": one["topic"], "uri": one["uri"]}

    def webhookSubscriptionDelete(self, directives: Directives, id: str) -> Thing:
        if self.subscriptions.pop(id, None) is None:
            refused = [error("Webhook subscription does not exist", "id")]
            return {"deletedWebhookSubscriptionId": None, "userErrors": refused}
        return {"deletedWebhookSubscriptionId": id, "userErrors": []}


NONE: Thing = {"inventoryAdjustmentGroup": None, "inventoryLevel": None}


def _numbers(info: Thing) -> str:
    """`numbers` wins over `number`, as in Shopify's schema; several of one shipment are kept together."""
    return " ".join(info.get("numbers") or [str(info.get("number") or "")])
