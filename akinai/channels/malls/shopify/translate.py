"""Shopify's orders as ours. Pure: nothing is asked here.

Shopify names no discount after an order was edited; but what remains to be paid (currentTotalPrice) is its own word, so
the discount is what lies between the goods at their list price with the fees, and that.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import IncomingLine, IncomingOrder, MallOrder, Person, Stage
from akinai.channels.malls.shopify import codes, wishes
from akinai.core.clock import JST
from akinai.core.japan import phone, postal, prefectures
from akinai.core.money import decimals

PAID = frozenset(("PAID", "AUTHORIZED", "PARTIALLY_REFUNDED", "REFUNDED"))  # authorised: the money is sure
NOT_PAYABLE = frozenset(("VOIDED", "EXPIRED"))
HELD = frozenset(("ON_HOLD", "SCHEDULED"))

Node = Mapping[str, Any]


class Unreadable(ValueError):
    """An order that is not as the schema says; its words are a sentence for staff."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a shop wants its orders read: its settings."""

    code: str  # of the channel
    attributes: Mapping[str, str]
    ignored: str = codes.IGNORED
    wrapping_titles: str = codes.WRAPPING_TITLES
    fee_titles: str = codes.FEE_TITLES
    vouchers: str = codes.VOUCHERS
    mall_paid: str = codes.MALL_PAID
    cancel_tags: str = codes.CANCEL_TAGS
    payments: str = codes.PAYMENTS


def order_of(node: Node, reading: Reading) -> MallOrder:
    """An order as it is now. Raises Unreadable."""
    try:
        return _order(node, reading)
    except Unreadable:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        words = _("The order is not as Shopify's manual says (%(what)s).")
        raise Unreadable(words % {"what": f"{type(error).__name__}: {str(error)[:80]}"}) from error


def _order(node: Node, reading: Reading) -> MallOrder:
    name, stage = str(node["name"]), stage_of(node, reading)
    pairs = _attributes(node)
    told = wishes.read(pairs, node.get("tags") or (), reading.attributes, reading.ignored)
    goods, wrapping, fees = _sort(node, reading)
    order = IncomingOrder(
        channel_code=reading.code,
        channel_number=name,
        lines=[_line(each, pieces, node, reading) for each, pieces in goods],
        ordered_at=moment(node["createdAt"]),
        buyer=_buyer(node),
        recipient=_person(node.get("shippingAddress")),
        payment_text=_payment(node, reading),
        delivery_text=str(next((each["title"] for each in node["shippingLines"]["nodes"]), "")),
        wished_date=told.date,
        remark="\n".join(text for text in (str(node.get("note") or "").strip(), *told.rest) if text),
        gift=told.gift or bool(wrapping),
        currency=str(node.get("currencyCode") or ""),
        paid=node.get("displayFinancialStatus") in PAID,
    )
    for field, text in told.texts.items():
        setattr(order, field, text)
    if wrapping and not order.wrapping:
        order.wrapping = str(wrapping[0][0]["title"])
    order.hide_prices = bool(order.gift and order.recipient.name and order.recipient.name != order.buyer.name)
    _amounts(order, node, reading, wrapping, fees)
    return MallOrder(
        number=name,
        stage=stage,
        ordered_at=order.ordered_at,
        updated_at=moment(node["updatedAt"]),
        orders=[order],
        slots={"": told.slot} if told.slot else {},
        listings=dict(_listings(each for each, _pieces in goods)),
        payload=node,
    )


def _payment(node: Node, reading: Reading) -> str:
    """How the rest was paid after gift cards and the like; those alone, if there was no rest."""
    told = [str(each) for each in node.get("paymentGatewayNames") or ()]
    rest = [each for each in told if not codes.fits(each, f"{reading.vouchers},{reading.mall_paid}")]
    return "・".join(dict.fromkeys(codes.payment(each, reading.payments) for each in rest or told))


def stage_of(node: Node, reading: Reading) -> Stage:
    """Where the order stands. Manual payments (銀行振込, 代金引換) are pending at Shopify and orders all the same."""
    shipping, paying = node.get("displayFulfillmentStatus"), node.get("displayFinancialStatus")
    if node.get("cancelledAt") or (gone(node) and shipping != "FULFILLED"):
        return "cancelled"
    if shipping == "FULFILLED":
        return "shipped"
    if any(codes.fits(tag, reading.cancel_tags) for tag in node.get("tags") or ()):
        return "cancel_asked"
    if paying in NOT_PAYABLE or (paying == "PENDING" and not _paid_by_hand(node)):
        return "provisional"
    return "changing" if shipping in HELD else "open"


def gone(node: Node) -> bool:
    """Whether every piece was taken out again: edited away, or refunded before it was shipped."""
    return not any(each["currentQuantity"] for each in node["lineItems"]["nodes"])


def _paid_by_hand(node: Node) -> bool:
    """Whether the shop itself takes the money. Nothing told at all: the same, as no gateway will settle it."""
    told = node.get("transactions") or ()
    return not told or any(each.get("manualPaymentGateway") for each in told)


# --- lines --------------------------------------------------------------------------------------------------

Counted = tuple[Node, int]


def _sort(node: Node, reading: Reading) -> tuple[list[Counted], list[Counted], list[Counted]]:
    """The lines with their pieces: goods, prices of wrapping, fees of payment. Of a void order what was ordered."""
    quantity = "quantity" if gone(node) else "currentQuantity"
    goods: list[Counted] = []
    wrapping: list[Counted] = []
    fees: list[Counted] = []
    for each in node["lineItems"]["nodes"]:
        pieces = each[quantity]
        if not isinstance(pieces, int) or pieces <= 0:
            continue
        service = not each["requiresShipping"]
        if service and codes.fits(each["title"], reading.wrapping_titles):
            wrapping.append((each, pieces))
        elif service and codes.fits(each["title"], reading.fee_titles):
            fees.append((each, pieces))
        else:
            goods.append((each, pieces))
    return goods, wrapping, fees


def _line(each: Node, pieces: int, node: Node, reading: Reading) -> IncomingLine:
    said = [
        f"{pair['key']}：{pair['value']}"
        for pair in each.get("customAttributes") or ()
        if pair.get("value") and not codes.fits(pair["key"], reading.ignored)
    ]
    return IncomingLine(
        sku_code=str(each.get("sku") or ""),
        name=str(each["title"]),
        options=str(each.get("variantTitle") or ""),
        quantity=pieces,
        unit_price=_price(each, node),
        price_includes_tax=bool(node["taxesIncluded"]),
        tax_rate=_rate(each),
        channel_line=str(each["id"]),
        ships=bool(each["requiresShipping"]),
        note="\n".join(said),
    )


def _price(each: Node, node: Node) -> int:
    return money(each["originalUnitPriceSet"], node)


def _rate(each: Node) -> int | None:
    """Basis points. Shopify may tell the national and the local part of the tax as two; untaxed is 0, unsaid None."""
    rates = [Decimal(str(one["rate"])) for one in each.get("taxLines") or () if one.get("rate") is not None]
    if not rates:
        return None if each.get("taxable") else 0
    return int((sum(rates, Decimal(0)) * 10_000).to_integral_value())


def place_of(each: Node) -> tuple[str, str] | None:
    """Inventory item and variant of a line; None where the product was deleted or never was one."""
    variant = each.get("variant") or {}
    item = (variant.get("inventoryItem") or {}).get("id")
    return (str(item), str(variant["id"])) if item else None


def _listings(lines: Iterable[Node]) -> Iterable[tuple[str, tuple[str, str]]]:
    for each in lines:
        if each.get("sku") and (place := place_of(each)):
            yield str(each["sku"]), place


# --- money --------------------------------------------------------------------------------------------------


def money(bag: Node, node: Node) -> int:
    """Shop money in minor units: ``"1980.0"`` yen → 1980. Raises Unreadable for a fraction of a yen."""
    amount = Decimal(str(bag["shopMoney"]["amount"])).scaleb(decimals(str(node.get("currencyCode") or "JPY")))
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise Unreadable(_("An amount of the order is no whole number: %(amount)s.") % {"amount": str(amount)[:40]})
    return int(amount)


def _amounts(order: IncomingOrder, node: Node, reading: Reading, wrapping: list[Counted], fees: list[Counted]) -> None:
    """Fill in the amounts, so that they add up to what Shopify says is to be paid."""
    void = gone(node)
    total = money(node["totalPriceSet" if void else "currentTotalPriceSet"], node)
    order.goods_total = sum((line.unit_price or 0) * line.quantity for line in order.lines)
    order.shipping_fee = _shipping(node, void=void)
    order.wrapping_fee = sum(_price(each, node) * pieces for each, pieces in wrapping)
    order.payment_fee = sum(_price(each, node) * pieces for each, pieces in fees) + _extra(node)
    worth = order.goods_total + _tax_on_top(order, node)
    worth += order.shipping_fee + order.wrapping_fee + order.payment_fee
    order.discount = max(worth - total, 0)
    if total > worth:
        order.payment_fee += total - worth
        words = _("Shopify adds %(amount)d to this order without saying what for. It was kept as a fee of payment.")
        order.warnings.append(words % {"amount": total - worth})
    order.total = total
    order.points = _settled_by(node, reading.vouchers)
    order.mall_discount = _settled_by(node, reading.mall_paid)
    order.billed = total - order.points - order.mall_discount


def _shipping(node: Node, *, void: bool) -> int:
    """With tax, after discounts of its own."""
    lines = node["shippingLines"]["nodes"]
    price = sum(money(each["discountedPriceSet"], node) for each in lines)
    if not void and node.get("currentShippingPriceSet"):
        price = money(node["currentShippingPriceSet"], node)
    if node["taxesIncluded"] or not price:
        return price
    return price + sum(money(tax["priceSet"], node) for each in lines for tax in each.get("taxLines") or ())


def _extra(node: Node) -> int:
    """Fees and tips that are no lines."""
    bags = (node.get("currentTotalAdditionalFeesSet"), node.get("totalTipReceivedSet"))
    return sum(money(bag, node) for bag in bags if bag)


def _tax_on_top(order: IncomingOrder, node: Node) -> int:
    """The goods' tax where prices are without it: by rate, a fraction of a yen dropped."""
    if node["taxesIncluded"]:
        return 0
    sums: dict[int, int] = {}
    for line in order.lines:
        sums[line.tax_rate or 0] = sums.get(line.tax_rate or 0, 0) + (line.unit_price or 0) * line.quantity
    return sum(amount * rate // 10_000 for rate, amount in sums.items())


def _settled_by(node: Node, gateways: str) -> int:
    """What was paid by some of the gateways, less what went back to them."""
    signs = {"SALE": 1, "CAPTURE": 1, "REFUND": -1}
    return max(
        0,
        sum(
            signs.get(each["kind"], 0) * money(each["amountSet"], node)
            for each in node.get("transactions") or ()
            if each["status"] == "SUCCESS" and codes.fits(str(each.get("gateway") or ""), gateways)
        ),
    )


# --- people -------------------------------------------------------------------------------------------------


def _buyer(node: Node) -> Person:
    person = _person(node.get("billingAddress") or node.get("shippingAddress"))
    person.email = str(node.get("email") or "")
    person.phone = person.phone or phone.normalise(str(node.get("phone") or ""))
    return person


def _person(address: Node | None) -> Person:
    """An address; nobody where there is none (a download, or Shopify does not show us people)."""
    if not address:
        return Person()
    told = {name: str(value or "").strip() for name, value in address.items()}
    name = " ".join(part for part in (told["lastName"], told["firstName"]) if part) or told.get("name", "")
    country = told["countryCodeV2"] or "JP"
    return Person(
        name=name,
        company=told["company"],
        phone=phone.normalise(told["phone"]),
        postal=postal.format_postal(told["zip"]),
        prefecture=_prefecture(told) if country == "JP" else told["province"],
        city=told["city"],
        line1=told["address1"],
        line2=told["address2"],
        country=country,
    )


def _prefecture(told: Mapping[str, str]) -> str:
    """By its code, as the name follows the language of the shop: JP-13."""
    code = told["provinceCode"].removeprefix("JP-")
    return prefectures.canonical(code) or prefectures.canonical(told["province"]) or told["province"]


def _attributes(node: Node) -> list[tuple[str, str]]:
    pairs = [(str(each["key"]), str(each.get("value") or "")) for each in node.get("customAttributes") or ()]
    of_apps = (node.get("metafields") or {}).get("nodes") or ()
    return pairs + [(f"{each['namespace']}.{each['key']}", str(each.get("value") or "")) for each in of_apps]


def moment(text: str) -> dt.datetime:
    """``2026-04-02T01:23:45Z`` in JST. Raises ValueError."""
    found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError(f"a time without a zone: {text[:40]}")
    return found.astimezone(JST)


def since(moment_: dt.datetime) -> str:
    """A moment as Shopify's search writes it."""
    return moment_.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def changed_between(start: dt.datetime, end: dt.datetime, *, tests: bool) -> str:
    """The search for orders that came or changed; without `status:any` Shopify leaves closed ones out."""
    parts = [f"updated_at:>='{since(start)}'", f"updated_at:<='{since(end)}'", "status:any"]
    return " AND ".join(parts if tests else [*parts, "test:false"])


def named(names: Sequence[str]) -> str:
    """The search for orders of these names."""
    quoted = (name.replace("\\", "").replace('"', "") for name in names)
    return "(" + " OR ".join(f'name:"{name}"' for name in quoted) + ") AND status:any"
