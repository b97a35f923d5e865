"""The shop's offers and orders as Shopify shows them."""

import time
from collections.abc import Mapping
from typing import Any

from sandbox.malls.shop import Line, Offer, Order, Parcel, Someone
from sandbox.malls.shopify import ids
from sandbox.malls.shopify.selecting import Thing, page

GATEWAYS = {
    "card": "shopify_payments",
    "cod": "Cash on Delivery (COD)",
    "bank": "銀行振込",
    "convenience": "KOMOJU - コンビニ決済",
    "paypay": "KOMOJU - PayPay",
    "later": "atone 翌月払い",
}
BY_HAND = ("cod", "bank")
SLOTS = {"am": "午前中"}


def moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def money(yen: int) -> Thing:
    """A MoneyBag."""
    amount = {"__typename": "MoneyV2", "amount": f"{yen}.0", "currencyCode": "JPY"}
    return {"__typename": "MoneyBag", "shopMoney": amount, "presentmentMoney": amount}


def listed(things: list[Thing]) -> Any:
    """A connection over a fixed list."""
    numbered = list(enumerate(things))

    def pages(first: int | None = None, after: str | None = None, **others: Any) -> Thing:
        return page(numbered, lambda each: each[1], lambda each: each[0], first, after)

    return pages


def first_of(things: list[Thing]) -> Any:
    """A plain list that may be cut."""
    return lambda first=None, **others: things[:first]


# --- offers -------------------------------------------------------------------------------------------------


def item_of(offer: Offer) -> Thing:
    found: Thing = {
        "__typename": "InventoryItem",
        "id": ids.item(*offer.key),
        "sku": offer.code,
        "tracked": not offer.more.get("untracked"),
        "inventoryLevel": lambda locationId: level_of(offer, locationId),
    }
    found["variants"] = lambda first=None, after=None: listed([variant_of(offer)])(first, after)
    return found


def level_of(offer: Offer, location: str) -> Thing | None:
    if location != ids.LOCATION or offer.more.get("unstocked"):
        return None

    def quantities(names: list[str]) -> list[Thing]:
        return [{"__typename": "InventoryQuantity", "name": name, "quantity": offer.stock} for name in names]

    return {"__typename": "InventoryLevel", "id": ids.gid("InventoryLevel", *offer.key), "quantities": quantities}


def variant_of(offer: Offer) -> Thing:
    return {
        "__typename": "ProductVariant",
        "id": ids.variant(*offer.key),
        "sku": offer.code,
        "barcode": offer.jan or None,
        "price": f"{offer.price}",
        "title": offer.option or "Default Title",
        "inventoryItem": lambda: item_of(offer),
        "product": lambda: product_of(offer, [offer]),
    }


def product_of(offer: Offer, offers: list[Offer]) -> Thing:
    """The page of an offer with its variants."""
    return {
        "__typename": "Product",
        "id": ids.product(offer.page),
        "handle": offer.page,
        "title": offer.title or offer.code,
        "status": "ACTIVE" if offer.on_sale else "DRAFT",
        "variants": listed([variant_of(each) for each in offers]),
    }


# --- orders -------------------------------------------------------------------------------------------------


def services(order: Order) -> list[tuple[str, str, int]]:
    """Lines that are never shipped: id, title, yen. Apps of Japanese shops add them to the cart."""
    base = order.lines[0].id if order.lines else "0"
    told = (("1", "ラッピング", order.wrapping), ("2", "代引手数料", order.payment_fee))
    return [(f"{base}{digit}", title, yen) for digit, title, yen in told if yen]


def service_done(order: Order, id: str) -> bool:
    return any(id in parcel.lines for parcel in order.parcels)


def total_of(order: Order) -> int:
    return order.total + order.payment_fee - order.shop_coupon


def order_of(order: Order, ordered: Mapping[str, int]) -> Thing:
    """`ordered`: pieces of each line as first ordered, where an edit changed them."""
    gone = order.state == "cancelled"
    paid = _paid(order)
    lines = [_line(line, ordered, gone=gone) for line in order.lines]
    lines += [_service(*one, gone=gone) for one in services(order)]
    found: Thing = {
        "__typename": "Order",
        "id": ids.order(order.number),
        "legacyResourceId": ids.tail(ids.order(order.number)),
        "name": order.number,
        "createdAt": moment(order.at),
        "processedAt": moment(order.at),
        "updatedAt": moment(order.updated),
        "cancelledAt": moment(order.updated) if gone else None,
        "cancelReason": order.more.get("cancel_reason", "OTHER") if gone else None,
        "test": bool(order.more.get("test")),
        "displayFinancialStatus": order.more.get("financial") or _financial(order, paid),
        "displayFulfillmentStatus": fulfillment_status(order),
        "taxesIncluded": True,
        "currencyCode": "JPY",
        "paymentGatewayNames": [
            GATEWAYS.get(order.payment, order.payment),
            *(["gift_card"] if order.points else []),
            *(["shop_cash"] if order.mall_coupon else []),
        ],
        "note": order.remark or None,
        "tags": [*order.more.get("tags", []), *(["キャンセル希望"] if order.cancel_asked else [])],
        "email": order.buyer.email or None,
        "phone": None,
        "customAttributes": [{"__typename": "Attribute", "key": key, "value": value} for key, value in _said(order)],
        "metafields": lambda first=None, keys=None, **others: listed(_metafields(order, keys))(first),
        "totalPriceSet": money(total_of(order)),
        "currentTotalPriceSet": money(0 if gone else total_of(order)),
        "currentShippingPriceSet": money(0 if gone else order.shipping_fee),
        "currentTotalAdditionalFeesSet": None,
        "totalTipReceivedSet": money(0),
        "shippingLines": listed([_shipping(order)]),
        "shippingAddress": _address(order.recipients[0]),
        "billingAddress": _address(order.buyer),
        "transactions": first_of(_transactions(order, paid)),
        "lineItems": listed(lines),
        "fulfillments": first_of([fulfillment_of(order, parcel) for parcel in order.parcels]),
        "fulfillmentOrders": listed(fulfillment_orders(order)),
    }
    return {**found, **order.more.get("told", {})}


def _paid(order: Order) -> bool:
    return order.paid and order.state != "pending" and order.payment != "cod"


def _financial(order: Order, paid: bool) -> str:
    if order.state == "cancelled":
        return "REFUNDED" if paid else "VOIDED"
    return "PAID" if paid else "PENDING"


def fulfillment_status(order: Order) -> str:
    goods = all(line.shipped >= line.quantity for line in order.lines)
    if order.state == "shipped" and goods and all(service_done(order, id) for id, _title, _yen in services(order)):
        return "FULFILLED"
    if order.parcels:
        return "PARTIALLY_FULFILLED"
    return "ON_HOLD" if order.more.get("hold") else "UNFULFILLED"


def _said(order: Order) -> list[tuple[str, str]]:
    """What an app for delivery dates writes into the cart."""
    told = [
        ("配送希望日", order.wished_date),
        ("配送時間帯", SLOTS.get(order.slot, order.slot.replace("-", ":00-") + ":00" if order.slot else "")),
        ("のし", order.noshi),
        ("のし名入れ", order.noshi_name),
        ("ラッピング", "あり" if order.wrapping else ""),
    ]
    return [pair for pair in told if pair[1]] + list(dict(order.more.get("attributes", {})).items())


def _metafields(order: Order, keys: list[str] | None) -> list[Thing]:
    told: Mapping[str, str] = order.more.get("metafields", {})
    return [
        {"__typename": "Metafield", "namespace": name.partition(".")[0], "key": name.partition(".")[2], "value": value}
        for name, value in told.items()
        if keys is None or name in keys
    ]


def _address(one: Someone) -> Thing:
    code = ids.PREFECTURES.index(one.prefecture) + 1 if one.prefecture in ids.PREFECTURES else 0
    digits = one.phone.replace("-", "")
    return {
        "__typename": "MailingAddress",
        "firstName": one.first,
        "lastName": one.last,
        "name": f"{one.last} {one.first}",
        "company": None,
        "zip": one.postal,
        "province": one.prefecture,
        "provinceCode": f"JP-{code:02d}" if code else None,
        "city": one.city,
        "address1": one.line1,
        "address2": one.line2 or None,
        "phone": f"+81{digits[1:]}" if digits.startswith("0") else one.phone or None,
        "countryCodeV2": "JP",
    }


def _shipping(order: Order) -> Thing:
    tax = {"__typename": "TaxLine", "title": "CT", "rate": 0.1, "priceSet": money(order.shipping_fee * 10 // 110)}
    return {
        "__typename": "ShippingLine",
        "title": order.delivery,
        "code": order.delivery,
        "originalPriceSet": money(order.shipping_fee),
        "discountedPriceSet": money(order.shipping_fee),
        "taxLines": [tax],
    }


def _transactions(order: Order, paid: bool) -> list[Thing]:
    told = [
        (GATEWAYS.get(order.payment, order.payment), order.billed, paid),
        ("gift_card", order.points, True),
        ("shop_cash", order.mall_coupon, True),
    ]
    return [
        {
            "__typename": "OrderTransaction",
            "kind": "SALE",
            "status": "SUCCESS" if done else "PENDING",
            "gateway": gateway,
            "manualPaymentGateway": place == 0 and order.payment in BY_HAND and order.state != "pending",
            "amountSet": money(yen),
        }
        for place, (gateway, yen, done) in enumerate(told)
        if yen or not place
    ]


def _line(line: Line, ordered: Mapping[str, int], *, gone: bool) -> Thing:
    variant = {
        "__typename": "ProductVariant",
        "id": ids.variant(line.page, line.variant),
        "inventoryItem": {"__typename": "InventoryItem", "id": ids.item(line.page, line.variant)},
    }
    return {
        "__typename": "LineItem",
        "id": ids.line(line.id),
        "sku": line.code or None,
        "title": line.title,
        "variantTitle": line.option or None,
        "quantity": max(ordered.get(line.id, 0), line.quantity),
        "currentQuantity": 0 if gone else line.quantity,
        "requiresShipping": True,
        "taxable": True,
        "customAttributes": [],
        "variant": variant,
        "originalUnitPriceSet": money(line.price),
        "taxLines": first_of([_tax(line.tax_rate, line.price * line.quantity)]),
    }


def _service(id: str, title: str, yen: int, *, gone: bool) -> Thing:
    return {
        "__typename": "LineItem",
        "id": ids.line(id),
        "sku": None,
        "title": title,
        "variantTitle": None,
        "quantity": 1,
        "currentQuantity": 0 if gone else 1,
        "requiresShipping": False,
        "taxable": True,
        "customAttributes": [],
        "variant": None,
        "originalUnitPriceSet": money(yen),
        "taxLines": first_of([_tax(10, yen)]),
    }


def _tax(percent: int, yen: int) -> Thing:
    price = money(yen * percent // (100 + percent))
    return {"__typename": "TaxLine", "title": "CT", "rate": percent / 100, "priceSet": price}


# --- shipments ----------------------------------------------------------------------------------------------


def fulfillment_of(order: Order, parcel: Parcel) -> Thing:
    info = [
        {
            "__typename": "FulfillmentTrackingInfo",
            "company": parcel.carrier or None,
            "number": number or None,
            "url": None,
        }
        for number in parcel.number.split(" ")
    ]
    lines = [
        {
            "__typename": "FulfillmentLineItem",
            "quantity": pieces,
            "lineItem": {"__typename": "LineItem", "id": ids.line(id)},
        }
        for id, pieces in parcel.lines.items()
    ]
    return {
        "__typename": "Fulfillment",
        "id": f"gid://shopify/Fulfillment/{parcel.ref}",
        "status": "SUCCESS",
        "trackingInfo": first_of(info),
        "fulfillmentLineItems": listed(lines),
    }


def location_of(order: Order, line: str) -> str:
    """Where a line is shipped from: more["elsewhere"] names the ids of those from the other location."""
    return ids.OTHER_LOCATION if line in order.more.get("elsewhere", ()) else ids.LOCATION


def fulfillment_orders(order: Order) -> list[Thing]:
    """One for each location."""
    places = dict.fromkeys(location_of(order, line.id) for line in order.lines)
    return [fulfillment_order(order, place) for place in places]


def fulfillment_order(order: Order, location: str) -> Thing:
    lines = [
        _to_ship(line.id, line.quantity, line.shipped, ships=True, gone=order.state == "cancelled")
        for line in order.lines
        if location_of(order, line.id) == location
    ]
    if location == location_of(order, order.lines[0].id if order.lines else ""):
        lines += [
            _to_ship(id, 1, int(service_done(order, id)), ships=False, gone=order.state == "cancelled")
            for id, _title, _yen in services(order)
        ]
    left = any(line["remainingQuantity"] for line in lines)
    hold = order.more.get("hold", "")
    status = "CANCELLED" if order.state == "cancelled" else "CLOSED" if not left else "ON_HOLD" if hold else "OPEN"
    actions = ["CREATE_FULFILLMENT", "HOLD"] if status == "OPEN" else ["RELEASE_HOLD"] if status == "ON_HOLD" else []
    why = {"__typename": "FulfillmentHold", "displayReason": "Other", "reasonNotes": hold or None}
    where = {"__typename": "Location", "id": location}
    return {
        "__typename": "FulfillmentOrder",
        "id": ids.gid("FulfillmentOrder", order.number, location),
        "status": status,
        "assignedLocation": {"__typename": "FulfillmentOrderAssignedLocation", "location": where},
        "supportedActions": [{"__typename": "FulfillmentOrderSupportedAction", "action": each} for each in actions],
        "fulfillmentHolds": [why] if status == "ON_HOLD" else [],
        "lineItems": listed(lines),
        "_lines": lines,
    }


def _to_ship(id: str, pieces: int, shipped: int, *, ships: bool, gone: bool) -> Thing:
    return {
        "__typename": "FulfillmentOrderLineItem",
        "id": f"gid://shopify/FulfillmentOrderLineItem/{id}",
        "totalQuantity": pieces,
        "remainingQuantity": 0 if gone else max(pieces - shipped, 0),
        "requiresShipping": ships,
        "lineItem": {"__typename": "LineItem", "id": ids.line(id)},
    }
