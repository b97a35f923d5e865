"""Orders v0 in the shape of 2026-01-01, so that both are read by the same translation. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from akinai.channels.malls.amazon import codes
from akinai.channels.malls.amazon.translate import Told, Unreadable, listed, part, text

_ADDRESS = {
    "Name": "name",
    "CompanyName": "companyName",
    "AddressLine1": "addressLine1",
    "AddressLine2": "addressLine2",
    "AddressLine3": "addressLine3",
    "City": "city",
    "District": "districtOrCounty",
    "StateOrRegion": "stateOrRegion",
    "Municipality": "municipality",
    "PostalCode": "postalCode",
    "CountryCode": "countryCode",
    "Phone": "phone",
}
_PROGRAMS = {"IsPrime": "PRIME", "IsBusinessOrder": "AMAZON_BUSINESS", "IsISPU": "IN_STORE_PICK_UP"}
_PROCEEDS = {"ItemPrice": "ITEM", "ShippingPrice": "SHIPPING", "CODFee": "COD_FEE"}
_DISCOUNTS = {"PromotionDiscount": "ITEM", "ShippingDiscount": "SHIPPING", "CODFeeDiscount": "COD_FEE"}
_HANDS = {"AFN": "AMAZON", "MFN": "MERCHANT"}


def as_2026(order: Any, items: Sequence[Any]) -> dict[str, Any]:
    """An order and its items. Raises Unreadable."""
    if not isinstance(order, Mapping):
        raise Unreadable("order")
    programs = [name for flag, name in _PROGRAMS.items() if order.get(flag) is True]
    programs += ["PREORDER"] if text(order, "OrderType") == "Preorder" else []
    replaced = text(order, "ReplacedOrderId")
    rows = [_item(one) for one in items if isinstance(one, Mapping)]
    return {
        "orderId": text(order, "AmazonOrderId"),
        "createdTime": text(order, "PurchaseDate"),
        "lastUpdatedTime": text(order, "LastUpdateDate"),
        "programs": programs,
        "associatedOrders": ([{"orderId": replaced, "associationType": "REPLACEMENT_ORIGINAL_ID"}] if replaced else []),
        "buyer": {
            "buyerName": text(order, "BuyerInfo", "BuyerName"),
            "buyerEmail": text(order, "BuyerInfo", "BuyerEmail"),
            "buyerPurchaseOrderNumber": text(order, "BuyerInfo", "PurchaseOrderNumber"),
        },
        "recipient": {
            "deliveryAddress": {
                new: text(order, "ShippingAddress", old)
                for old, new in _ADDRESS.items()
                if part(order, "ShippingAddress")
            }
        },
        "proceeds": {"grandTotal": _money(order, "OrderTotal")},
        "payment": {"paymentExecutions": _payments(order)},
        "fulfillment": {
            "fulfillmentStatus": codes.V0_STATES.get(text(order, "OrderStatus"), text(order, "OrderStatus")),
            "fulfilledBy": _HANDS.get(text(order, "FulfillmentChannel"), ""),
            "fulfillmentServiceLevel": text(order, "ShipmentServiceLevelCategory") or text(order, "ShipServiceLevel"),
        },
        "orderItems": rows,
    }


def _payments(order: Told) -> list[dict[str, Any]]:
    parts = listed(order, "PaymentExecutionDetail")
    if parts:
        return [{"paymentMethod": text(one, "PaymentMethod"), "paymentAmount": _money(one, "Payment")} for one in parts]
    method = text(order, "PaymentMethod")
    return [{"paymentMethod": method, "paymentAmount": _money(order, "OrderTotal")}] if method else []


def _money(told: Told, name: str) -> dict[str, Any]:
    amount = part(told, name)
    return {"amount": amount.get("Amount"), "currencyCode": amount.get("CurrencyCode")} if amount else {}


def _item(item: Told) -> dict[str, Any]:
    ordered, shipped = item.get("QuantityOrdered"), item.get("QuantityShipped") or 0
    wrap = _money(part(item, "BuyerInfo"), "GiftWrapPrice")
    rows: list[dict[str, Any]] = [
        {"type": kind, "subtotal": _money(item, name)} for name, kind in _PROCEEDS.items() if item.get(name)
    ]
    if wrap:
        rows.append({"type": "GIFT_WRAP", "subtotal": wrap})
    for name, kind in _DISCOUNTS.items():
        if item.get(name):
            value = _money(item, name)
            rows.append(
                {"type": "DISCOUNT", "subtotal": value, "detailedBreakdowns": [{"subtype": kind, "value": value}]}
            )
    made = text(item, "BuyerInfo", "BuyerCustomizedInfo", "CustomizedURL")
    asked = text(item, "BuyerRequestedCancel", "IsBuyerRequestedCancel").lower() == "true"
    return {
        "orderItemId": text(item, "OrderItemId"),
        "quantityOrdered": ordered,
        "programs": ["TRANSPARENCY"] if item.get("IsTransparency") is True else [],
        "product": {
            "asin": text(item, "ASIN"),
            "title": text(item, "Title"),
            "sellerSku": text(item, "SellerSKU"),
            **({"customization": {"customizedUrl": made}} if made else {}),
        },
        "proceeds": {"breakdowns": rows},
        "cancellation": {"cancellationRequest": {"requester": "BUYER"}} if asked else {},
        "fulfillment": {
            "quantityFulfilled": shipped,
            "quantityUnfulfilled": max(ordered - shipped, 0) if isinstance(ordered, int) else 0,
            "packing": {"giftOption": _gift(item)},
            "shipping": {"scheduledDeliveryWindow": _window(item), "shippingConstraints": _constraints(item)},
        },
    }


def _gift(item: Told) -> dict[str, str]:
    level, words = text(item, "BuyerInfo", "GiftWrapLevel"), text(item, "BuyerInfo", "GiftMessageText")
    if not level and not words and text(item, "IsGift").lower() != "true":
        return {}
    return {"giftWrapLevel": level, "giftMessage": words}


def _window(item: Told) -> dict[str, str]:
    ends = text(item, "ScheduledDeliveryStartDate"), text(item, "ScheduledDeliveryEndDate")
    return dict(zip(("earliestDateTime", "latestDateTime"), ends, strict=True)) if all(ends) else {}


def _constraints(item: Told) -> dict[str, Any]:
    found = part(item, "ShippingConstraints")
    return {f"{name[0].lower()}{name[1:]}": value for name, value in found.items() if name}
