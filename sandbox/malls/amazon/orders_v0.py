"""Orders v0: its read operations go on 2027-03-27. Personal data only with a restricted data token."""

import secrets
from typing import Any

from sandbox import wall
from sandbox.malls.amazon import telling
from sandbox.malls.amazon.door import MARKETPLACE, iso, moment, refuse
from sandbox.malls.amazon.orders import Orders, page_size
from sandbox.malls.shop import Line, Order
from sandbox.messages import Answer, Request, route

SEARCH = (
    "CreatedAfter", "CreatedBefore", "LastUpdatedAfter", "LastUpdatedBefore", "OrderStatuses", "MarketplaceIds",
    "FulfillmentChannels", "MaxResultsPerPage", "NextToken", "AmazonOrderIds",
)  # fmt: skip
STATES = {
    "PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "PartiallyShipped", "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
}  # fmt: skip
PAYMENTS = {"cod": "COD", "convenience": "CVS"}
ORDER, ITEMS = "/orders/v0/orders/{orderId}", "/orders/v0/orders/{orderId}/orderItems"


class OrdersV0(Orders):
    @route("GET", "/orders/v0/orders")
    def get_orders(self, request: Request) -> Answer:
        people = self._may(request, "/orders/v0/orders", "shippingAddress")
        asked = self.asked(request, SEARCH)
        self.at_home(asked.get("MarketplaceIds", ""))
        if token := asked.get("NextToken"):
            # v0 takes the token and leaves the rest of the request aside.
            _first, numbers, at = self.pages.pop(token, ({}, [], 0.0))
            if at < wall.now() - 86_400:
                raise refuse(400, "InvalidInput", "The NextToken is invalid.")
        else:
            numbers = self._found_v0(asked)
        most = page_size(asked.get("MaxResultsPerPage", "100"))
        payload: dict[str, Any] = {"Orders": [_order(self.shop.orders[one], people) for one in numbers[:most]]}
        if rest := numbers[most:]:
            payload["NextToken"] = secrets.token_hex(8)
            self.pages[payload["NextToken"]] = ({}, rest, wall.now())
        if "LastUpdatedAfter" in asked:
            payload["LastUpdatedBefore"] = asked.get("LastUpdatedBefore") or iso(wall.now() - self.settling)
        return Answer.of({"payload": payload})

    @route("GET", "/orders/v0/orders/{order}")
    def get_order(self, request: Request) -> Answer:
        people = self._may(request, ORDER, "shippingAddress")
        return Answer.of({"payload": _order(self.known(request.parts["order"]), people)})

    @route("GET", "/orders/v0/orders/{order}/orderItems")
    def get_order_items(self, request: Request) -> Answer:
        people = self._may(request, ITEMS, "buyerInfo")
        self.asked(request, ("NextToken",))
        order = self.known(request.parts["order"])
        items = [_item(order, line, people) for line in order.lines]
        return Answer.of({"payload": {"AmazonOrderId": order.number, "OrderItems": items}})

    def _may(self, request: Request, path: str, element: str) -> bool:
        """Let in; whether the token also opens the personal data of this path."""
        order = request.parts.get("order", "")
        paths = (path, path.replace("{orderId}", order))
        return any(self.let_in(request, restricted=f"{one} {element}") for one in paths)

    def _found_v0(self, asked: dict[str, str]) -> list[str]:
        if "AmazonOrderIds" in asked:
            numbers = asked["AmazonOrderIds"].split(",")
            if len(numbers) > 50:
                raise refuse(400, "InvalidInput", "AmazonOrderIds has more than 50.")
            return [one for one in numbers if one in self.shop.orders]
        kinds = [kind for kind in ("Created", "LastUpdated") if f"{kind}After" in asked]
        if len(kinds) != 1:
            raise refuse(400, "InvalidInput", "Exactly one of CreatedAfter and LastUpdatedAfter is required.")
        kind = kinds[0]
        after = moment(f"{kind}After", asked[f"{kind}After"])
        before = self.window(kind, after, asked.get(f"{kind}Before"))
        hands = set(filter(None, asked.get("FulfillmentChannels", "").split(",")))
        states = set(filter(None, asked.get("OrderStatuses", "").split(",")))
        fitting = [
            (at, order.number)
            for order in self.shop.orders.values()
            if after <= (at := int(order.updated if kind == "LastUpdated" else order.at)) <= before
            and (not hands or _channel(order) in hands)
            and (not states or STATES[telling.status(order)] in states)
        ]
        return [number for _at, number in sorted(fitting)]


def _channel(order: Order) -> str:
    return "AFN" if telling.fulfilled_by(order) == "AMAZON" else "MFN"


def money(amount: int) -> dict[str, str]:
    return {"CurrencyCode": "JPY", "Amount": f"{amount}.00"}


def _order(order: Order, people: bool) -> dict[str, Any]:
    return {**_told(order, people), **order.more.get("told_v0", {})}


def _told(order: Order, people: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "AmazonOrderId": order.number,
        "PurchaseDate": iso(order.at),
        "LastUpdateDate": iso(order.updated),
        "OrderStatus": STATES[telling.status(order)],
        "FulfillmentChannel": _channel(order),
        "SalesChannel": "Amazon.co.jp",
        "MarketplaceId": MARKETPLACE,
        "OrderType": "StandardOrder",
        "ShipServiceLevel": "Std JP Kanto8",
        "ShipmentServiceLevelCategory": "Scheduled" if order.wished_date else "Standard",
        "NumberOfItemsShipped": sum(line.shipped for line in order.lines),
        "NumberOfItemsUnshipped": sum(line.quantity - line.shipped for line in order.lines),
        "IsReplacementOrder": bool(order.more.get("replaces")),
        **({"ReplacedOrderId": order.more["replaces"]} if order.more.get("replaces") else {}),
    }
    if order.state == "pending":
        return told
    told["OrderTotal"] = money(telling.grand_total(order))
    told["PaymentMethod"] = PAYMENTS.get(order.payment, "Other")
    told["PaymentMethodDetails"] = [{"card": "CreditCard", "cod": "COD"}.get(order.payment, "Standard")]
    if order.payment == "cod":
        told["PaymentExecutionDetail"] = [
            {"Payment": money(telling.grand_total(order) - order.points), "PaymentMethod": "COD"},
            *([{"Payment": money(order.points), "PaymentMethod": "PointsAccount"}] if order.points else []),
        ]
    told["BuyerInfo"] = {"BuyerEmail": telling.masked(order), **({"BuyerName": order.buyer.name} if people else {})}
    told["ShippingAddress"] = _address(order, people)
    return told


def _address(order: Order, people: bool) -> dict[str, Any]:
    to = order.recipients[0]
    open_part = {"StateOrRegion": to.prefecture, "PostalCode": to.postal, "CountryCode": "JP"}
    if not people:
        return open_part
    street = {"AddressLine1": f"{to.city}{to.line1}", **({"AddressLine2": to.line2} if to.line2 else {})}
    return {"Name": to.name, **street, "Phone": to.phone, "AddressType": "Residential", **open_part}


def _item(order: Order, line: Line, people: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ASIN": f"B0{int(line.id):08d}",
        "SellerSKU": line.code,
        "OrderItemId": line.id,
        "Title": line.title,
        "QuantityOrdered": 0 if order.state == "cancelled" else line.quantity,  # as v0 tells cancelled ones
        "QuantityShipped": line.shipped,
        "IsGift": "true" if order.wrapping else "false",
        "ConditionId": "New",
    }
    if order.cancel_asked:
        told["BuyerRequestedCancel"] = {"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "NO_LONGER_NEEDED"}
    if order.state in ("pending", "cancelled"):
        return told
    mine = telling.shares(order, line)
    points = mine["ITEM"] // telling.POINT_RATE
    told |= {
        "ItemPrice": money(mine["ITEM"]),
        "ItemTax": money(0),
        "PromotionDiscount": money(mine.get("DISCOUNT", 0)),
        "PointsGranted": {"PointsNumber": points, "PointsMonetaryValue": money(points)},
        **({"ShippingPrice": money(mine["SHIPPING"])} if "SHIPPING" in mine else {}),
        **({"CODFee": money(mine["COD_FEE"])} if "COD_FEE" in mine else {}),
    }
    if wished := telling.window(order):
        ends = [end.astimezone(telling.JST).isoformat() for end in wished]
        told |= dict(zip(("ScheduledDeliveryStartDate", "ScheduledDeliveryEndDate"), ends, strict=True))
    if people and order.wrapping:
        told["BuyerInfo"] = {"GiftWrapLevel": "ギフト包装"}
        if "GIFT_WRAP" in mine:
            told["BuyerInfo"]["GiftWrapPrice"] = money(mine["GIFT_WRAP"])
        if words := order.more.get("gift_message"):
            told["BuyerInfo"]["GiftMessageText"] = words
    return told
