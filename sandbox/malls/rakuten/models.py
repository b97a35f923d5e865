"""An order of the shop as RMS tells it (getOrder, version 10)."""

from typing import Any

from sandbox.malls.rakuten.base import iso
from sandbox.malls.shop import Line, Order, Parcel, Someone

Model = dict[str, Any]
PAYMENTS = {
    "card": (1, "クレジットカード", 1),
    "cod": (2, "代金引換", 0),
    "bank": (9, "銀行振込", 0),
    "convenience": (14, "ファミリーマート・ローソン等(前払)", 1),
    "paypay": (12, "Apple Pay", 1),
    "later": (21, "後払い決済", 1),
}
TERMS = {"": 0, "am": 1}
PROGRESS = {"pending": 100, "new": 100, "confirmed": 300, "shipped": 500, "cancelled": 900}
FIRST_BASKET = 10_000_000


def progress(order: Order) -> int:
    """The order's state at RMS."""
    found = PROGRESS[order.state]
    if order.state == "confirmed":
        found = 300 if order.paid else 200
    if order.cancel_asked and order.state != "cancelled":
        return 800
    return int(order.more.get("progress", found))


def basket_id(order: Order, to: int) -> int:
    return FIRST_BASKET + int(order.number[-9:]) * 10 + to


def model(order: Order) -> Model:
    """An OrderModel. `more["told"]` is laid over it, `more["packages"]` over its destinations."""
    code, payment, rakuten_pay = PAYMENTS[order.payment]
    cod = order.payment == "cod"
    told = {
        "orderNumber": order.number,
        "orderProgress": progress(order),
        "subStatusId": None,
        "subStatusName": None,
        "orderDatetime": iso(order.at),
        "shopOrderCfmDatetime": None,
        "orderFixDatetime": None,
        "shippingInstDatetime": None,
        "shippingCmplRptDatetime": iso(order.updated) if order.state == "shipped" else None,
        "cancelDueDate": None,
        "deliveryDate": order.wished_date or None,
        "shippingTerm": _term(order.slot),
        "remarks": order.remark,
        "giftCheckFlag": int(bool(order.noshi or order.wrapping)),
        "socialGiftFlag": int(bool(order.more.get("social_gift"))),
        "severalSenderFlag": int(len(order.recipients) > 1),
        "equalSenderFlag": int(order.recipients == [order.buyer]),
        "isolatedIslandFlag": 0,
        "rakutenMemberFlag": 1,
        "rakutenConfirmFlag": int(order.state == "pending"),
        "orderType": 1,
        "cautionDisplayType": 0,
        "modifyFlag": int(order.version > 1),
        "memo": None,
        "goodsPrice": order.goods + order.wrapping,
        "postagePrice": order.shipping_fee,
        "deliveryPrice": order.payment_fee if cod else 0,
        "paymentCharge": 0 if cod else order.payment_fee,
        "paymentChargeTaxRate": 0.1,
        "totalPrice": order.total,
        "requestPrice": order.billed,
        "couponAllTotalPrice": order.shop_coupon + order.mall_coupon,
        "couponShopPrice": order.shop_coupon,
        "couponOtherPrice": order.mall_coupon,
        "additionalFeeOccurAmountToUser": 0,
        "additionalFeeOccurAmountToShop": 0,
        "OrdererModel": _person(order.buyer, email=True),
        "SettlementModel": {
            "settlementMethodCode": code,
            "settlementMethod": payment,
            "rpaySettlementFlag": rakuten_pay,
            "cardName": "VISA" if code == 1 else None,
            # 楽天 masks the number itself: no shop ever gets more of a card than its last four digits.
            "cardNumber": "****-****-****-1234" if code == 1 else None,
            "cardOwner": "HANAKO MIHON" if code == 1 else None,
            "cardYm": "2030/01" if code == 1 else None,
            "cardPayType": 0 if code == 1 else None,
        },
        "DeliveryModel": {"deliveryName": order.delivery, "deliveryClass": 1},
        "PointModel": {"usedPoint": order.points},
        "WrappingModel1": _wrapping(order.wrapping),
        "WrappingModel2": None,
        "CouponModelList": _coupons(order),
        "TaxSummaryModelList": _taxes(order),
        "ChangeReasonModelList": None,
        "DueDateModelList": None,
        "PackageModelList": [_package(order, to) for to in range(len(order.recipients))],
    }
    return {**told, **order.more.get("told", {})}


def _term(slot: str) -> int:
    if slot in TERMS:
        return TERMS[slot]
    start, _dash, end = slot.partition("-")
    return int(f"{start}{end}")


def _person(one: Someone, *, email: bool = False) -> Model:
    first, second = (*one.postal.split("-"), "")[:2]
    phones = [*one.phone.split("-"), None, None, None][:3]
    told: Model = {
        "zipCode1": first,
        "zipCode2": second,
        "prefecture": one.prefecture,
        "city": one.city,
        "subAddress": f"{one.line1} {one.line2}".strip(),
        "familyName": one.last,
        "firstName": one.first,
        "familyNameKana": one.last_kana,
        "firstNameKana": one.first_kana,
        **{f"phoneNumber{place}": part for place, part in enumerate(phones, 1)},
    }
    if email:
        return {**told, "emailAddress": "0123abcd@pc.fw.rakuten.ne.jp", "sex": None, "birthYear": None}
    return {**told, "isolatedIslandFlag": 0}


def _wrapping(price: int) -> Model | None:
    if not price:
        return None
    tax = price - price * 100 // 110
    return {
        "title": 1, "name": "包装紙", "price": price, "includeTaxFlag": 1, "deleteWrappingFlag": 0, "taxRate": 0.1,
        "taxPrice": tax,
    }  # fmt: skip


def _coupons(order: Order) -> list[Model] | None:
    found = [
        {
            "couponCode": code, "itemId": 0, "couponName": name, "couponSummary": "", "couponCapital": capital,
            "couponCapitalCode": payer, "couponPrice": price, "couponUnit": 1, "couponTotalPrice": price,
        }
        for code, name, capital, payer, price in (
            ("SHOP-0001", "お店のクーポン", "店舗原資", 1, order.shop_coupon),
            ("RKT-0001", "楽天のクーポン", "サービス原資", 3, order.mall_coupon),
        )
        if price
    ]  # fmt: skip
    return found or None


def _taxes(order: Order) -> list[Model]:
    found = []
    for rate in sorted({line.tax_rate for line in order.lines}, reverse=True):
        whole = sum(line.price * line.quantity for line in order.lines if line.tax_rate == rate)
        found.append(
            {
                "taxRate": rate / 100, "reqPrice": whole, "reqPriceTax": whole - whole * 100 // (100 + rate),
                "totalPrice": whole, "paymentCharge": 0, "couponPrice": 0, "point": 0,
            }
        )  # fmt: skip
    return found


def _package(order: Order, to: int) -> Model:
    lines = [line for line in order.lines if line.to == to]
    goods = sum(line.price * line.quantity for line in lines) + (0 if to else order.wrapping)
    each, rest = divmod(order.shipping_fee, len(order.recipients))
    postage = each + (0 if to else rest)
    sender = _person(order.recipients[to])
    if order.more.get("social_gift") == "waiting":  # nobody has told where it goes
        sender |= {
            "zipCode1": "999", "zipCode2": "9999", "prefecture": "入力待ち", "city": "入力待ち",
            "subAddress": "入力待ち", "familyName": "入力待ち", "firstName": "入力待ち", "phoneNumber1": "999",
            "phoneNumber2": "9999", "phoneNumber3": "9999",
        }  # fmt: skip
    told = {
        "basketId": basket_id(order, to),
        "postagePrice": postage,
        "postageTaxRate": 0.1,
        "deliveryPrice": order.payment_fee if order.payment == "cod" and not to else 0,
        "deliveryTaxRate": 0.1,
        "goodsTax": 0,
        "goodsPrice": goods,
        "totalPrice": goods + postage,
        "noshi": f"{order.noshi} {order.noshi_name}".strip() or None,
        "packageDeleteFlag": 0,
        "SenderModel": sender,
        "ItemModelList": [_item(line) for line in lines],
        "ShippingModelList": [_shipping(parcel) for parcel in order.parcels if parcel.to == to],
        "DeliveryCvsModel": None,
        "defaultDeliveryCompanyCode": "1001",
        "dropOffFlag": 0,
        "dropOffLocation": None,
        "SocialGiftModel": _social_gift(order),
    }
    over = order.more.get("packages", {})
    return {**told, **over.get(to, over.get(str(to), {}))}


def _social_gift(order: Order) -> Model | None:
    state = order.more.get("social_gift")
    if not state:
        return None
    return {
        "sgMngNumber": "SG-1",
        "inputDueDate": None,
        "inputFlag": int(state != "waiting"),
        "inputCompDatetime": None,
    }


def _item(line: Line) -> Model:
    return {
        "itemDetailId": int(line.id),
        "itemName": line.title,
        "itemId": 10_000_000 + int(line.id) % 1000,
        "itemNumber": line.page,
        "manageNumber": line.page,
        "price": line.price,
        "units": line.quantity,
        "includePostageFlag": 0,
        "includeTaxFlag": 1,
        "includeCashOnDeliveryPostageFlag": 0,
        "selectedChoice": None,
        "pointRate": 1,
        "pointType": 0,
        "inventoryType": 1,
        "delvdateInfo": None,
        "restoreInventoryFlag": 0,
        "dealFlag": 0,
        "drugFlag": 0,
        "deleteItemFlag": int(line.quantity == 0),
        "taxRate": line.tax_rate / 100,
        "priceTaxIncl": line.price,
        "isSingleItemShipping": 0,
        "SkuModelList": [
            {
                "variantId": line.variant,
                "merchantDefinedSkuId": line.code or None,
                "skuInfo": f"種類:{line.option}" if line.option else None,
            }
        ],
    }


def _shipping(parcel: Parcel) -> Model:
    return {
        "shippingDetailId": int(parcel.ref),
        "shippingNumber": parcel.number or None,
        "deliveryCompany": parcel.carrier,
        "deliveryCompanyName": parcel.carrier,
        "shippingDate": parcel.date or None,
    }
