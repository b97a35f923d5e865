"""An order of the shop in Yahoo!'s fields."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sandbox.malls.shop import Line, Order, Someone
from sandbox.malls.yahoo import fields
from sandbox.malls.yahoo.keys import SELLER

JST = timezone(timedelta(hours=9))
# PayMethod, PayMethodName, PayStatus when nothing is wrong, PayKind
PAYMENTS = {
    "card": ("payment_a1", "クレジットカード決済", "1", "0"),
    "cod": ("payment_d1", "商品代引", "0", "4"),
    "bank": ("payment_b1", "銀行振込", "1", "3"),
    "convenience": ("payment_a7", "コンビニ決済", "1", "5"),
    "paypay": ("payment_a17", "PayPay残高等", "1", "6"),
    "later": ("payment_a19", "PayPayクレジット", "1", "7"),
}
PAYPAY = ("PayPay残高等", "PayPay残高", "PayPayポイント")  # since 2026-07-16 any of these
SLOTS = {
    "am": "09:00-12:00",
    "12-14": "12:00-14:00",
    "14-16": "14:00-16:00",
    "16-18": "16:00-18:00",
    "18-20": "18:00-20:00",
    "19-21": "19:00-21:00",
}


def moment(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).astimezone(JST).isoformat()


def flat(order: Order, names: set[str]) -> dict[str, Any]:
    """The asked fields side by side, as orderList has them."""
    told = {**_order(order), **_pay(order), **_ship(order), **_detail(order)}
    return {name: value for name, value in told.items() if name in names}


def whole(order: Order, names: set[str]) -> dict[str, Any]:
    """The asked fields in their parts, as orderInfo has them. `more["told"]` of an order is laid over them."""
    spoiled = order.more.get("told", {})

    def of(told: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
        laid = {**told, **{name: value for name, value in spoiled.items() if name in known}}
        return {name: value for name, value in laid.items() if name in names}

    return {
        **of(_order(order), fields.ORDER),
        "Pay": of(_pay(order), fields.PAY),
        "Ship": of(_ship(order), fields.SHIP),
        "Item": [of(_item(order, place, line), fields.ITEM) for place, line in enumerate(order.lines, 1)],
        "Detail": of(_detail(order), fields.DETAIL),
        "Seller": {"SellerId": SELLER},
        "Buyer": {"IsLogin": "true"},
    }


def _order(order: Order) -> dict[str, Any]:
    state = {"pending": "3", "cancelled": "4"}.get(order.state, "5" if order.more.get("completed") else "2")
    seen = order.more.get("seen", order.state in ("confirmed", "shipped"))
    return {
        "OrderId": order.number,
        "Version": order.version,
        "ParentOrderId": order.more.get("parent", ""),
        "ChildOrderId": "",
        "IsSplit": str(bool(order.more.get("parent"))).lower(),
        "OrderTime": moment(order.at),
        "LastUpdateTime": moment(order.updated),
        "OrderStatus": state,
        "StoreStatus": "1",
        "IsSeen": str(bool(seen)).lower(),
        "Suspect": order.more.get("suspect", "0"),
        "CancelReason": order.more.get("cancel_reason", "100" if state == "4" else ""),
        "BuyerComments": order.remark,
        "Notes": order.more.get("notes", ""),
        "TotalCouponDiscount": order.shop_coupon,
        "IsMultiShip": "false",
        "MultiShipId": "",
        "SocialGiftType": order.more.get("social_gift", "0"),
    }


def _pay(order: Order) -> dict[str, Any]:
    code, name, paid, kind = PAYMENTS[order.payment]
    if order.payment == "paypay":
        name = PAYPAY[len(order.number + order.buyer.name) % 3]
    told = {
        "PayStatus": paid if order.paid else "0",
        "PayType": "0" if order.payment in ("cod", "later") else "1",
        "PayKind": kind,
        "PayMethod": code,
        "PayMethodName": name,
        "PayDate": moment(order.at)[:10] if order.paid and paid == "1" else "",
        "NeedReceipt": str(bool(order.more.get("receipt"))).lower(),
        "BillMailAddress": order.buyer.email,
    }
    return {**told, **_someone("Bill", order.buyer)}


def _ship(order: Order) -> dict[str, Any]:
    refs = {parcel.ref: parcel for parcel in order.parcels}
    to = order.recipients[0]
    hidden = order.state == "pending" or order.more.get("social_gift_waits")
    ready = "1" if order.paid or order.payment == "cod" else "0"
    state = "3" if order.state == "shipped" else order.more.get("ship_status", ready)
    told = {
        "ShipStatus": "0" if order.state in ("pending", "cancelled") else state,
        "ShipMethod": "postage1",
        "ShipMethodName": order.delivery,
        "ShipRequestDate": order.wished_date,
        "ShipRequestTime": SLOTS.get(order.slot, order.slot),
        "ShipCompanyCode": order.parcels[0].carrier if order.parcels else "",
        "ShipInvoiceNumber1": refs["1"].number if "1" in refs else "",
        "ShipInvoiceNumber2": refs["2"].number if "2" in refs else "",
        "ShipDate": order.parcels[0].date if order.parcels else "",
        "NeedGiftWrap": "1" if order.wrapping else "0",
        "GiftWrapType": "包装紙A" if order.wrapping else "",
        "GiftWrapMessage": order.more.get("gift_message", ""),
        "NeedGiftWrapPaper": "1" if order.noshi else "0",
        "GiftWrapPaperType": order.noshi,
        "GiftWrapName": order.noshi_name,
        "IsEazy": "true" if order.more.get("leave_at") else "false",
        "EazyDeliveryName": order.more.get("leave_at", ""),
    }
    return {**told, **_someone("Ship", Someone(*[""] * 11) if hidden else to)}


def _someone(prefix: str, one: Someone) -> dict[str, Any]:
    return {
        f"{prefix}LastName": one.last,
        f"{prefix}FirstName": one.first,
        f"{prefix}LastNameKana": one.last_kana,
        f"{prefix}FirstNameKana": one.first_kana,
        f"{prefix}ZipCode": one.postal.replace("-", ""),
        f"{prefix}Prefecture": one.prefecture,
        f"{prefix}City": one.city,
        f"{prefix}Address1": one.line1,
        f"{prefix}Address2": one.line2,
        f"{prefix}PhoneNumber": one.phone.replace("-", ""),
    }


def _detail(order: Order) -> dict[str, Any]:
    return {
        "PayCharge": order.payment_fee,
        "ShipCharge": order.shipping_fee,
        "GiftWrapCharge": order.wrapping,
        "Discount": 0,
        "Adjustments": order.more.get("adjustments", 0),
        "UsePoint": order.points,
        "GiftCardDiscount": order.more.get("gift_card", 0),
        "TotalMallCouponDiscount": order.mall_coupon,
        "TotalPrice": order.billed + order.more.get("adjustments", 0) - order.more.get("gift_card", 0),
        "SettleAmount": order.billed,
    }


def _item(order: Order, place: int, line: Line) -> dict[str, Any]:
    return {
        "LineId": place,
        "ItemId": line.page,
        "SubCode": line.variant,
        "Title": line.title,
        "ItemOption": [{"Name": "種類", "Value": line.option}] if line.option else None,
        "IsTaxable": "true",
        "ItemTaxRatio": line.tax_rate,
        "UnitPrice": line.price,
        "Quantity": 0 if order.state == "cancelled" and order.more.get("emptied") else line.quantity,
        "OriginalNum": line.quantity,
        "CouponDiscount": 0,
    }
