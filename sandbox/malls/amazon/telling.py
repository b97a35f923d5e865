"""An order of the shop in the words of Orders 2026-01-01."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sandbox.malls.amazon.door import MARKETPLACE, iso
from sandbox.malls.shop import Line, Order

JST = dt.timezone(dt.timedelta(hours=9))
PAYMENTS = {"card": "CreditCard", "cod": "CashOnDelivery", "convenience": "ConvenienceStore", "later": "Invoice"}
HOURS = {"": (0, 24), "am": (8, 12)}  # the others say it themselves
POINT_RATE = 100  # one point a hundred yen, granted by the seller
INCLUDED = (
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX",
    "PAYMENT", "FULFILLMENT_ORDERS",
)  # fmt: skip


def money(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currencyCode": "JPY"}


def status(order: Order) -> str:
    """The fulfilment status."""
    if order.state in ("pending", "shipped", "cancelled"):
        return order.state.upper()
    return "PARTIALLY_SHIPPED" if any(line.shipped for line in order.lines) else "UNSHIPPED"


def fulfilled_by(order: Order) -> str:
    return str(order.more.get("fulfilledBy", "MERCHANT"))


def grand_total(order: Order) -> int:
    """What the seller gets: coupons of the mall and points are between Amazon and the buyer."""
    return order.total + order.payment_fee - order.shop_coupon


def window(order: Order) -> tuple[dt.datetime, dt.datetime] | None:
    """When the buyer wants it, in Japan."""
    if not order.wished_date:
        return None
    first, last = HOURS.get(order.slot) or (int(hour) for hour in order.slot.split("-"))
    day = dt.datetime.fromisoformat(order.wished_date).replace(tzinfo=JST)
    return day + dt.timedelta(hours=first), day + dt.timedelta(hours=last, seconds=-1 if last == 24 else 0)


def tell(order: Order, included: Collection[str]) -> dict[str, Any]:
    """The order with the data sets that were asked for. `more["told"]` is laid over it, to play nonsense."""
    return {**_tell(order, included), **order.more.get("told", {})}


def _tell(order: Order, included: Collection[str]) -> dict[str, Any]:
    """A pending one has neither prices nor people."""
    told: dict[str, Any] = {
        "orderId": order.number,
        "createdTime": iso(order.at),
        "lastUpdatedTime": iso(order.updated),
        "programs": list(order.more.get("programs", [])),
        "salesChannel": {
            "channelName": "AMAZON", "marketplaceId": MARKETPLACE, "marketplaceName": "Amazon.co.jp",
        },
        "orderItems": [_item(order, line, included) for line in order.lines],
    }  # fmt: skip
    if original := order.more.get("replaces"):
        told["associatedOrders"] = [{"orderId": original, "associationType": "REPLACEMENT_ORIGINAL_ID"}]
    if "FULFILLMENT" in included:
        told["fulfillment"] = _fulfillment(order)
    if "PACKAGES" in included and order.parcels:
        told["packages"] = [_package(parcel) for parcel in order.parcels]
    if order.state == "pending":
        return told
    if "BUYER" in included:
        told["buyer"] = {"buyerName": order.buyer.name, "buyerEmail": masked(order)}
    if "RECIPIENT" in included:
        told["recipient"] = _recipient(order)
    if "PROCEEDS" in included:
        told["proceeds"] = {"grandTotal": money(grand_total(order)), "breakdowns": _breakdowns(order, order.lines)}
    if "PAYMENT" in included:
        told["payment"] = {"paymentExecutions": _payments(order)}
    return told


def masked(order: Order) -> str:
    return f"{order.number.replace('-', '')[:12]}example@marketplace.amazon.co.jp"


def _fulfillment(order: Order) -> dict[str, Any]:
    level = "SCHEDULED" if order.wished_date else str(order.more.get("level", "STANDARD"))
    return {
        "fulfillmentStatus": status(order),
        "fulfilledBy": fulfilled_by(order),
        "fulfillmentServiceLevel": level,
        "shipByWindow": {"earliestDateTime": iso(order.at), "latestDateTime": iso(order.at + 2 * 86400)},
    }


def _package(parcel: Any) -> dict[str, Any]:
    return {
        "packageReferenceId": parcel.ref,
        "createdTime": parcel.date,
        "packageStatus": {"status": "SHIPPED"},
        "carrier": parcel.carrier,
        "shipTime": parcel.date,
        **({"trackingNumber": parcel.number} if parcel.number else {}),
        "packageItems": [{"orderItemId": line, "quantity": pieces} for line, pieces in parcel.lines.items()],
    }


def _recipient(order: Order) -> dict[str, Any]:
    to = order.recipients[0]
    address = {
        "name": to.name,
        "addressLine1": f"{to.city}{to.line1}",
        **({"addressLine2": to.line2} if to.line2 else {}),
        "stateOrRegion": to.prefecture,
        "postalCode": to.postal,
        "countryCode": "JP",
        "phone": to.phone,
        "addressType": "RESIDENTIAL",
    }
    wish = {"deliveryPreference": {"addressInstruction": order.remark}} if order.remark else {}
    return {"deliveryAddress": address, **wish}


def _payments(order: Order) -> list[dict[str, Any]]:
    method = PAYMENTS.get(order.payment, "Other")
    if order.payment != "cod" or not order.points:
        return [{"paymentMethod": method, "paymentAmount": money(grand_total(order))}]
    return [
        {"paymentMethod": method, "paymentAmount": money(grand_total(order) - order.points)},
        {"paymentMethod": "PointsAccount", "paymentAmount": money(order.points)},
    ]


def shares(order: Order, line: Line) -> dict[str, int]:
    """What of the order's amounts stands at this line: fees at the first."""
    goods = line.price * line.quantity
    first = line is order.lines[0]
    found = {"ITEM": goods}
    if first:
        found |= {
            "SHIPPING": order.shipping_fee,
            "GIFT_WRAP": order.wrapping,
            "COD_FEE": order.payment_fee,
            "DISCOUNT": order.shop_coupon,
        }
    return {name: amount for name, amount in found.items() if amount or name == "ITEM"}


def _breakdowns(order: Order, lines: Collection[Line]) -> list[dict[str, Any]]:
    sums: dict[str, int] = {}
    for line in lines:
        for name, amount in shares(order, line).items():
            sums[name] = sums.get(name, 0) + amount
    return [{"type": name, "subtotal": money(amount)} for name, amount in sums.items()]


def _item(order: Order, line: Line, included: Collection[str]) -> dict[str, Any]:
    cancelled = order.state == "cancelled"
    told: dict[str, Any] = {
        "orderItemId": line.id,
        "quantityOrdered": line.quantity,
        "product": {"asin": f"B0{int(line.id):08d}", "title": line.title, "sellerSku": line.code},
    }
    if "FULFILLMENT" in included:
        told["fulfillment"] = _item_fulfillment(order, line)
    if "CANCELLATION" in included and (order.cancel_asked or cancelled):
        told["cancellation"] = _cancellation(order)
    if order.state == "pending":
        return told
    told["product"]["price"] = {"unitPrice": money(line.price)}
    if "PROCEEDS" in included:
        mine = shares(order, line)
        total = sum(amount if name != "DISCOUNT" else -amount for name, amount in mine.items())
        told["proceeds"] = {"proceedsTotal": money(total), "breakdowns": _of_line(mine)}
    if "EXPENSE" in included and (points := line.price * line.quantity // POINT_RATE):
        told["expense"] = {
            "pointsCost": {"pointsGranted": {"pointsNumber": points, "pointsMonetaryValue": money(points)}}
        }
    if "PROMOTION" in included and order.shop_coupon and line is order.lines[0]:
        told["promotion"] = {"breakdowns": [{"promotionId": "PAWS-STANDIN"}]}
    return told


def _of_line(mine: dict[str, int]) -> list[dict[str, Any]]:
    found = []
    for name, amount in mine.items():
        detail = {"detailedBreakdowns": [{"subtype": "ITEM", "value": money(amount)}]} if name == "DISCOUNT" else {}
        found.append({"type": name, "subtotal": money(amount), **detail})
    return found


def _item_fulfillment(order: Order, line: Line) -> dict[str, Any]:
    left = 0 if order.state == "cancelled" else line.quantity - line.shipped
    told: dict[str, Any] = {"quantityFulfilled": line.shipped, "quantityUnfulfilled": left}
    if order.wrapping and order.state != "pending":
        words = str(order.more.get("gift_message", ""))
        told["packing"] = {"giftOption": {"giftWrapLevel": "ギフト包装", **({"giftMessage": words} if words else {})}}
    if (wished := window(order)) and order.state != "pending":
        ends = [iso(end.timestamp()) for end in wished]
        told["shipping"] = {
            "scheduledDeliveryWindow": dict(zip(("earliestDateTime", "latestDateTime"), ends, strict=True))
        }
    if needed := order.more.get("constraints"):
        told.setdefault("shipping", {})["shippingConstraints"] = dict.fromkeys(needed, "MANDATORY")
    return told


def _cancellation(order: Order) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if order.cancel_asked:
        told["cancellationRequest"] = {"requester": "BUYER", "cancelReason": "NO_LONGER_NEEDED"}
    if order.state == "cancelled":
        by = str(order.more.get("cancelled_by", "BUYER"))
        told["cancellationExecution"] = {"cancelledBy": by, "cancelReason": str(order.more.get("cancel_reason", ""))}
    return told
