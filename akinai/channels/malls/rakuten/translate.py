"""An order of 楽天市場 in our words. Pure functions; what cannot be read is a ValueError with a sentence."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import IncomingLine, IncomingOrder, MallOrder, Person, Stage
from akinai.channels.malls.rakuten import codes
from akinai.core import clock

Told = Mapping[str, Any]

# What a broken order may raise here; only ours are sentences.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
_OWN_SKU = re.compile(r"r-sku[0-9]+")  # given by RMS itself; the same on every page
_CARD = ("cardNumber", "cardOwner", "cardYm", "cardName", "cardPayType", "cardInstallmentDesc")


def unreadable(error: Exception) -> str:
    """One of BROKEN as a sentence for staff."""
    words = str(error) if isinstance(error, ValueError) else f"{type(error).__name__} {error}"[:200]
    return _("The order cannot be read: %(why)s") % {"why": words}


def mall_order(told: Any, channel_code: str) -> MallOrder:
    """An OrderModel. Raises ValueError with a sentence for staff."""
    number = number_of(told)
    progress = whole(told, "orderProgress")
    packages = [one for one in listed(told, "PackageModelList") if not one.get("packageDeleteFlag")]
    if not packages:
        packages = listed(told, "PackageModelList")[:1]
    if not packages:
        raise ValueError(_("The order has no destination."))
    ordered_at = moment(told.get("orderDatetime"))
    several = len(listed(told, "PackageModelList")) > 1
    orders = [_order(told, package, number, ordered_at, channel_code, several=several) for package in packages]
    _amounts(told, packages, orders)
    word = slot(told.get("shippingTerm"))
    return MallOrder(
        number=number,
        stage=stage(told, progress, packages),
        ordered_at=ordered_at,
        updated_at=None,
        orders=orders,
        slots={order.destination: word for order in orders if word},
        listings=_listings(packages),
        wants_confirming=progress == codes.TO_CONFIRM and not told.get("rakutenConfirmFlag"),
        payload=_without_card(told),
    )


def stage(told: Told, progress: int, packages: Sequence[Told]) -> Stage:
    """What an order's state means. One that Rakuten still checks, or whose receiver told no address yet, waits."""
    if progress not in codes.STAGES:
        raise ValueError(_("The state %(state)s of the order is unknown.") % {"state": progress})
    found = codes.STAGES[progress]
    if found == "open" and (told.get("rakutenConfirmFlag") or any(_no_address_yet(one) for one in packages)):
        return "provisional"
    return found


def _no_address_yet(package: Told) -> bool:
    gift = package.get("SocialGiftModel")
    waiting = isinstance(gift, Mapping) and gift.get("inputFlag") == 0
    return waiting or text(inner(package, "SenderModel"), "zipCode1") == codes.WAITING_POSTAL


def _order(
    told: Told, package: Told, number: str, ordered_at: dt.datetime, channel_code: str, *, several: bool
) -> IncomingOrder:
    buyer, recipient = person(inner(told, "OrdererModel")), person(inner(package, "SenderModel"))
    noshi, _blank, noshi_name = text(package, "noshi").partition(" ")
    wrappings = _wrappings(told)
    gift = bool(told.get("giftCheckFlag") or told.get("socialGiftFlag") or noshi or wrappings)
    wished = text(told, "deliveryDate")
    return IncomingOrder(
        channel_code=channel_code,
        channel_number=number,
        destination=str(package["basketId"]) if several else "",
        lines=_lines(package),
        ordered_at=ordered_at,
        buyer=buyer,
        recipient=recipient,
        payment_text=payment(inner(told, "SettlementModel")),
        delivery_text=text(inner(told, "DeliveryModel"), "deliveryName"),
        wished_date=day(wished) if wished else None,
        remark=text(told, "remarks"),  # its hints are read where those of the files are
        memo=text(told, "memo"),
        gift=gift,
        noshi=noshi,
        noshi_name=noshi_name.strip(),
        wrapping="・".join(one for wrapping in wrappings if (one := text(wrapping, "name"))),
        hide_prices=bool(gift and recipient.name and recipient.name != buyer.name),
        slip_note=_where_to_leave(package),
        warnings=_warnings(told, package),
    )


# --- people and words ---------------------------------------------------------------------------------------


def person(told: Told) -> Person:
    """An OrdererModel or SenderModel; masked addresses of mail stay as they are told."""
    phones = [text(told, f"phoneNumber{place}") for place in (1, 2, 3)]
    return Person(
        name=" ".join(filter(None, (text(told, "familyName"), text(told, "firstName")))),
        kana=" ".join(filter(None, (text(told, "familyNameKana"), text(told, "firstNameKana")))),
        phone="-".join(filter(None, phones)),
        email=text(told, "emailAddress"),
        postal=text(told, "zipCode1") + text(told, "zipCode2"),
        prefecture=text(told, "prefecture"),
        city=text(told, "city"),
        line1=text(told, "subAddress"),
    )


def payment(told: Told) -> str:
    """The name of the way to pay; where only the number is told, the manual's name of it."""
    number = told.get("settlementMethodCode")
    return text(told, "settlementMethod") or (codes.PAYMENTS.get(number, str(number)) if number else "")


def slot(term: Any) -> str:
    """The mall's word for a time slot: ``1416``, 午前中; "" = none."""
    if term in (None, "", 0):
        return ""
    number = int(str(term))
    return codes.TERMS.get(number, str(number))


def _where_to_leave(package: Told) -> str:
    place = text(package, "dropOffLocation")
    return f"置き配：{place}" if package.get("dropOffFlag") == 1 and place else ""


def _warnings(told: Told, package: Told) -> list[str]:
    found = []
    if told.get("cautionDisplayType"):
        found.append(_("Rakuten shows a warning for this order; look at it in RMS before you ship."))
    shop = package.get("DeliveryCvsModel")
    if isinstance(shop, Mapping) and shop.get("cvsCode"):
        code = str(shop["cvsCode"])
        words = _("The buyer fetches this order at a shop: %(chain)s %(shop)s.")
        found.append(words % {"chain": codes.CVS.get(code, code), "shop": text(shop, "storeName")})
    return found


def _wrappings(told: Told) -> list[Told]:
    both = (told.get("WrappingModel1"), told.get("WrappingModel2"))
    return [one for one in both if isinstance(one, Mapping) and not one.get("deleteWrappingFlag")]


# --- lines --------------------------------------------------------------------------------------------------


def _lines(package: Told) -> list[IncomingLine]:
    return [_line(item) for item in _items(package)]


def _items(package: Told) -> list[Told]:
    """What was not taken out of the order; of an order that was emptied, everything."""
    items = listed(package, "ItemModelList")
    return [item for item in items if not item.get("deleteItemFlag")] or items


def _line(item: Told) -> IncomingLine:
    units = whole(item, "units")
    if units < 1:
        raise ValueError(_("%(field)s says “%(value)s”.") % {"field": "units", "value": units})
    price = money(item, "price")
    if not item.get("includeTaxFlag", 1):  # a price without tax: the mall tells both
        price = money(item, "priceTaxIncl")
    rate = item.get("taxRate")
    return IncomingLine(
        sku_code=code_of(item),
        name=text(item, "itemName"),
        options=" / ".join(filter(None, (text(item, "selectedChoice"), text(_sku(item), "skuInfo")))),
        quantity=units,
        unit_price=price,
        price_includes_tax=True,
        tax_rate=None if rate is None else round(float(rate) * 10_000),
        channel_line=str(item["itemDetailId"]),
    )


def code_of(item: Told) -> str:
    """The shop's own code of a line. An id that RMS gave by itself is no code: it is the same on every page."""
    sku = _sku(item)
    own = text(sku, "variantId")
    told = (text(sku, "merchantDefinedSkuId"), "" if _OWN_SKU.fullmatch(own) else own)
    return next(filter(None, (*told, text(item, "itemNumber"), text(item, "manageNumber"))), "")


def _sku(item: Told) -> Told:
    skus = listed(item, "SkuModelList")
    return skus[0] if skus else {}


def _listings(packages: Sequence[Told]) -> dict[str, tuple[str, str]]:
    found = {}
    for package in packages:
        for item in listed(package, "ItemModelList"):
            code, page = code_of(item), text(item, "manageNumber")
            if code and page:
                found[code] = (page.lower(), text(_sku(item), "variantId"))
    return found


# --- amounts ------------------------------------------------------------------------------------------------


def _amounts(told: Told, packages: Sequence[Told], orders: Sequence[IncomingOrder]) -> None:
    """Give each destination its part, so that the sums are the mall's own; the first keeps what is left of each.

    goodsPrice of the mall holds wrapping, ours does not.
    """
    wrapping = total_of([_wrapping_price(one) for one in _wrappings(told)])
    goods = money(told, "goodsPrice")
    discount, mall_discount = coupons(told)
    whole_order = {
        "goods_total": None if goods is None or wrapping is None else goods - wrapping,
        "shipping_fee": money(told, "postagePrice"),
        "payment_fee": total_of([
            0 if told.get(name) is None else money(told, name)
            for name in ("deliveryPrice", "paymentCharge", "additionalFeeOccurAmountToUser")
        ]),
        "wrapping_fee": wrapping,
        "discount": discount,
        "mall_discount": mall_discount,
        "points": money(inner(told, "PointModel"), "usedPoint"),
        "total": money(told, "totalPrice"),
        "billed": money(told, "requestPrice"),
    }  # fmt: skip
    others = [_own_amounts(package, order) for package, order in zip(packages[1:], orders[1:], strict=True)]
    for name, amount in whole_order.items():
        parts = [each[name] for each in others]
        for order, part in zip(orders[1:], parts, strict=True):
            setattr(order, name, None if amount is None else part)
        setattr(orders[0], name, None if amount is None else amount - sum(parts))
    _spill(orders)


def _own_amounts(package: Told, order: IncomingOrder) -> dict[str, int]:
    """What belongs to a destination by itself."""
    of_lines = sum((line.unit_price or 0) * line.quantity for line in order.lines)
    goods = money(package, "goodsPrice")
    own = {
        "goods_total": of_lines if goods is None else goods,
        "shipping_fee": money(package, "postagePrice") or 0,
        "payment_fee": money(package, "deliveryPrice") or 0,
    }
    total = own["goods_total"] + own["shipping_fee"]
    nothing = dict.fromkeys(("wrapping_fee", "discount", "mall_discount", "points"), 0)
    return {**own, **nothing, "total": total, "billed": total + own["payment_fee"]}


def _spill(orders: Sequence[IncomingOrder]) -> None:
    """What is taken off goes to the next destinations where it is more than the first one costs."""
    first = orders[0]
    for order in orders[1:]:
        for name in ("discount", "mall_discount", "points"):
            missing = -(first.billed or 0)
            part = min(missing, getattr(first, name) or 0, order.billed or 0)
            if part > 0:
                setattr(first, name, getattr(first, name) - part)
                setattr(order, name, (getattr(order, name) or 0) + part)
                first.billed, order.billed = (first.billed or 0) + part, (order.billed or 0) - part


def coupons(told: Told) -> tuple[int | None, int | None]:
    """What the shop pays of the coupons, and what others (Rakuten, makers) pay.

    Who issued a coupon does not say who pays: couponCapitalCode does, where the coupons add up to the sum told.
    """
    shop, other = money(told, "couponShopPrice"), money(told, "couponOtherPrice")
    every = listed(told, "CouponModelList")
    paid = [(one.get("couponCapitalCode"), money(one, "couponTotalPrice")) for one in every]
    whole_sum = money(told, "couponAllTotalPrice")
    if whole_sum is not None and paid and all(amount is not None and code for code, amount in paid):
        by_shop = sum(amount or 0 for code, amount in paid if code == codes.SHOP_PAYS)
        by_others = sum(amount or 0 for code, amount in paid if code != codes.SHOP_PAYS)
        if by_shop + by_others == whole_sum:
            return by_shop, by_others
    return shop, other


def _wrapping_price(told: Told) -> int | None:
    price, tax = money(told, "price"), money(told, "taxPrice")
    return price if price is None or told.get("includeTaxFlag", 1) else price + (tax or 0)


def total_of(amounts: Sequence[int | None]) -> int | None:
    """The sum, or None while one of them is not known."""
    return None if None in amounts else sum(amount or 0 for amount in amounts)


# --- reading ------------------------------------------------------------------------------------------------


def number_of(told: Any) -> str:
    """The order's number. Raises ValueError."""
    if not isinstance(told, Mapping) or not isinstance(told.get("orderNumber"), str) or not told["orderNumber"]:
        raise ValueError(_("The order has no number."))
    return str(told["orderNumber"])


def money(told: Told, name: str) -> int | None:
    """An amount in yen; None if it is not told or not fixed yet."""
    value = told.get(name)
    if value is None or value == codes.UNKNOWN:
        return None
    return whole(told, name)


def whole(told: Told, name: str) -> int:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError(_("%(field)s says “%(value)s”.") % {"field": name, "value": str(value)[:60]})
    return int(value)


def text(told: Told, name: str) -> str:
    value = told.get(name)
    return "" if value is None else str(value).strip()


def inner(told: Told, name: str) -> Told:
    """A model within a model; nothing is an empty one."""
    value = told.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(_("%(field)s says “%(value)s”.") % {"field": name, "value": str(value)[:60]})
    return value


def listed(told: Told, name: str) -> list[Told]:
    value = told.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise ValueError(_("%(field)s says “%(value)s”.") % {"field": name, "value": str(value)[:60]})
    return value


def moment(written: Any) -> dt.datetime:
    """``2026-04-01T21:04:10+0900``; without an offset it is Japan's. Raises ValueError."""
    try:
        found = dt.datetime.fromisoformat(str(written))
    except ValueError:
        raise ValueError(_("“%(cell)s” is not a date and time.") % {"cell": str(written)[:60]}) from None
    return (found if found.tzinfo else found.replace(tzinfo=clock.JST)).astimezone(clock.JST)


def day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        raise ValueError(_("“%(cell)s” is not a date.") % {"cell": written[:60]}) from None


def written_moment(at: dt.datetime) -> str:
    """As the order calls want it: no colon in the offset."""
    return at.astimezone(clock.JST).strftime("%Y-%m-%dT%H:%M:%S+0900")


def _without_card(told: Told) -> dict[str, Any]:
    kept = dict(told)
    if isinstance(told.get("SettlementModel"), Mapping):
        kept["SettlementModel"] = {name: one for name, one in told["SettlementModel"].items() if name not in _CARD}
    return kept
