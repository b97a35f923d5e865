"""An order of Amazon (Orders 2026-01-01) in our words. Pure: no call, no database. v0 is first brought into this shape
(translate_v0.py).

Amazon tells what the seller gets: promotions in it are the shop's own cost; points and coupons that Amazon pays for are
not told at all. Points the buyer is granted are the seller's cost, too, but no discount: they stay out of the order.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes
from akinai.channels.malls.base import IncomingLine, IncomingOrder, MallOrder, Person, Stage
from akinai.core.clock import JST

Told = Mapping[str, Any]


class Unreadable(Exception):
    """One order cannot be read: why, for staff."""


def mall_order(told: Any, channel_code: str) -> MallOrder:
    """An order. Raises Unreadable."""
    number = text(told, "orderId") if isinstance(told, Mapping) else ""
    if not number:
        raise Unreadable(_("The order has no number."))
    stage = stage_of(told)
    order, slot = _order(told, channel_code, number, stage)
    return MallOrder(
        number=number,
        stage=stage,
        ordered_at=order.ordered_at,
        updated_at=moment(told.get("lastUpdatedTime")),
        orders=[order],
        slots={"": slot} if slot else {},
        listings={line.sku_code: (line.sku_code, "") for line in order.lines if line.sku_code},
        mall_ships=text(told, "fulfillment", "fulfilledBy") == "AMAZON",
        payload=told,
    )


def stage_of(told: Told) -> Stage:
    """How far the order has come. A state we do not know waits for a person at the mall."""
    stage = codes.STAGES.get(text(told, "fulfillment", "fulfillmentStatus"), "changing")
    asked = any(part(item, "cancellation", "cancellationRequest") for item in items_of(told))
    return "cancel_asked" if asked and stage in ("open", "provisional") else stage


def _order(told: Told, channel_code: str, number: str, stage: Stage) -> tuple[IncomingOrder, str]:
    items = _with_tax_in(told, items_of(told))
    lines = _lines(items, stage)
    ordered_at = moment(told.get("createdTime"))
    if ordered_at is None:
        raise Unreadable(_("The order has no date."))
    day, slot = wished(items)
    order = IncomingOrder(
        channel_code=channel_code,
        channel_number=number,
        lines=lines,
        ordered_at=ordered_at,
        buyer=_buyer(told),
        recipient=_recipient(told),
        payment_text=payment(told),
        delivery_text=text(told, "fulfillment", "fulfillmentServiceLevel"),
        wished_date=day,
        remark="\n".join(_remarks(told)),
        memo="\n".join(_memos(told)),
        currency=codes.CURRENCY,
        warnings=list(_warnings(told, items)),
    )
    _gift(order, items)
    if stage != "provisional":
        _amounts(order, told, items)
    return order, slot


# --- people -------------------------------------------------------------------------------------------------


def _buyer(told: Told) -> Person:
    return Person(
        name=text(told, "buyer", "buyerName"),
        company=text(told, "buyer", "buyerCompanyName"),
        email=text(told, "buyer", "buyerEmail"),
    )


def _recipient(told: Told) -> Person:
    """Addresses of Japan come with the prefecture apart and the rest in the lines; the city is mostly empty."""
    address = part(told, "recipient", "deliveryAddress")
    return Person(
        name=text(address, "name"),
        company=text(address, "companyName"),
        phone=text(address, "phone"),
        postal=text(address, "postalCode"),
        prefecture=text(address, "stateOrRegion"),
        city="".join(text(address, name) for name in ("municipality", "city", "districtOrCounty")),
        line1=text(address, "addressLine1"),
        line2=" ".join(filter(None, (text(address, name) for name in ("addressLine2", "addressLine3")))),
        country=text(address, "countryCode") or "JP",
    )


def _remarks(told: Told) -> Iterator[str]:
    wish = part(told, "recipient", "deliveryPreference")
    yield from filter(None, (text(wish, name) for name in ("addressInstruction", "dropOffLocation")))


def _memos(told: Told) -> Iterator[str]:
    for one in listed(told, "associatedOrders"):
        if text(one, "associationType").startswith(("REPLACEMENT", "EXCHANGE")):
            yield _("In place of Amazon's order %(number)s.") % {"number": text(one, "orderId")}
    if purchase := text(told, "buyer", "buyerPurchaseOrderNumber"):
        yield _("The buyer's purchase order: %(number)s") % {"number": purchase}


# --- lines --------------------------------------------------------------------------------------------------


def _lines(items: Sequence[Told], stage: Stage) -> list[IncomingLine]:
    lines = [line for item in items if (line := _line(item, stage))]
    if not lines:
        raise Unreadable(_("The order has no lines."))
    return lines


def _line(item: Told, stage: Stage) -> IncomingLine | None:
    """A line; None for one of which nothing is ordered any more."""
    quantity = item.get("quantityOrdered")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        raise Unreadable(_("A line has no quantity."))
    if not quantity:
        if stage != "cancelled":
            return None
        # v0 tells a cancelled order with nothing in its lines, and nowhere else what there was. An order that is here
        # is cancelled by its own lines; only one that was cancelled before it was ever read counts one piece of each.
        quantity = 1
    return IncomingLine(
        sku_code=text(item, "product", "sellerSku"),
        name=text(item, "product", "title"),
        quantity=quantity,
        unit_price=_unit_price(item, quantity) if stage != "provisional" else None,
        price_includes_tax=True,
        channel_line=text(item, "orderItemId"),
    )


def _unit_price(item: Told, quantity: int) -> int | None:
    """The price of one, so that the line's sum is Amazon's own wherever it can be."""
    one = money(part(item, "product", "price", "unitPrice"))
    whole = sums(listed(item, "proceeds", "breakdowns")).get("ITEM")
    if whole is None or (one is not None and one * quantity == whole):
        return one
    return whole // quantity


# --- amounts ------------------------------------------------------------------------------------------------


def _amounts(order: IncomingOrder, told: Told, items: Sequence[Told]) -> None:
    """Sums of the lines, or of the order where they are told there alone (a delivery tip)."""
    rows = [row for item in items for row in listed(item, "proceeds", "breakdowns")]
    found = sums(rows) or sums(listed(told, "proceeds", "breakdowns"))
    grand = money(part(told, "proceeds", "grandTotal"))
    if not found and grand is None:
        return
    fee_discount = _of_fee(rows)
    fee = found.get("COD_FEE", 0) - fee_discount
    order.goods_total = found.get("ITEM")
    order.shipping_fee = found.get("SHIPPING", 0)
    order.wrapping_fee = found.get("GIFT_WRAP", 0)
    order.payment_fee = fee
    order.discount = abs(found.get("DISCOUNT", 0)) - fee_discount
    if grand is None:
        return
    order.total = grand - fee  # as Amazon's own files: the fee of COD is not part of it
    collected = _executed(told, codes.COD)
    order.billed = grand if collected is None else collected
    order.points = _executed(told, codes.POINTS)
    if odd := grand - _added_up(found):
        words = _("Amazon's total and its parts differ by %(amount)d yen.")
        order.warnings.append(words % {"amount": odd})


def _with_tax_in(told: Told, items: Sequence[Told]) -> Sequence[Told]:
    """The items with tax in their amounts. Japan's prices include it; where Amazon's total says that it comes on top
    (as abroad), it is added to what it belongs to.
    """
    found = sums([row for item in items for row in listed(item, "proceeds", "breakdowns")])
    grand = money(part(told, "proceeds", "grandTotal"))
    on_top = found.get("TAX") and grand is not None and grand == _added_up(found) + found["TAX"]
    if not on_top:
        return items
    return [{**item, "proceeds": {"breakdowns": _taxed(listed(item, "proceeds", "breakdowns"))}} for item in items]


def _taxed(rows: Sequence[Told]) -> list[dict[str, Any]]:
    """Breakdowns with each tax as one more row of its own kind; without details all of it is the goods'."""
    kept = [dict(row) for row in rows if text(row, "type") != "TAX"]
    for row in rows:
        if text(row, "type") == "TAX":
            details = listed(row, "detailedBreakdowns")
            kept += [{"type": text(one, "subtype"), "subtotal": part(one, "value")} for one in details]
            kept += [] if details else [{"type": "ITEM", "subtotal": part(row, "subtotal")}]
    return kept


def _added_up(found: Mapping[str, int]) -> int:
    goods = sum(found.get(name, 0) for name in ("ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE"))
    return goods - abs(found.get("DISCOUNT", 0))


def sums(rows: Sequence[Told]) -> dict[str, int]:
    """Yen by kind of proceeds."""
    found: dict[str, int] = {}
    for row in rows:
        amount = money(part(row, "subtotal"))
        if amount is not None:
            kind = text(row, "type")
            found[kind] = found.get(kind, 0) + amount
    return found


def _of_fee(rows: Sequence[Told]) -> int:
    """The part of the discounts that is taken off the fee of COD."""
    details = [one for row in rows if text(row, "type") == "DISCOUNT" for one in listed(row, "detailedBreakdowns")]
    return sum(abs(money(part(one, "value")) or 0) for one in details if text(one, "subtype") == "COD_FEE")


def _executed(told: Told, methods: frozenset[str]) -> int | None:
    """Yen paid by these methods; None if none of them was used."""
    rows = [one for one in listed(told, "payment", "paymentExecutions") if text(one, "paymentMethod") in methods]
    amounts = [money(part(one, "paymentAmount")) for one in rows]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def payment(told: Told) -> str:
    """Amazon's word for how it is paid. A parcel that collects money wins over the points beside it."""
    names = [text(one, "paymentMethod") for one in listed(told, "payment", "paymentExecutions")]
    names = [name for name in names if name and name not in codes.POINTS]
    return next((name for name in names if name in codes.COD), names[0] if names else codes.NO_PAYMENT_TOLD)


def money(told: Told) -> int | None:
    """Yen; None if nothing is told. Raises Unreadable for what is no amount in yen."""
    written = told.get("amount")
    if written in (None, ""):
        return None
    try:
        amount = Decimal(str(written))
    except InvalidOperation:
        amount = Decimal("NaN")
    whole = amount.is_finite() and abs(amount) < 10**12 and amount == amount.to_integral_value()
    if not whole or told.get("currencyCode") not in (codes.CURRENCY, None, ""):
        words = _("“%(amount)s” is not an amount in yen.")
        raise Unreadable(words % {"amount": f"{written} {told.get('currencyCode') or ''}".strip()[:60]})
    return int(amount)


# --- wishes -------------------------------------------------------------------------------------------------


def wished(items: Sequence[Told]) -> tuple[dt.date | None, str]:
    """The day and the hours the buyer chose: the earliest window of the lines, in Japan's time."""
    windows = [part(item, "fulfillment", "shipping", "scheduledDeliveryWindow") for item in items]
    found = [(moment(one.get("earliestDateTime")), moment(one.get("latestDateTime"))) for one in windows]
    starts = sorted((start, end) for start, end in found if start and end)
    if not starts:
        return None, ""
    start, end = starts[0]
    same_day = start.date() == end.date() and end.hour - start.hour <= codes.WINDOW_HOURS
    return start.date(), f"{start.hour}-{end.hour}" if same_day else ""


def _gift(order: IncomingOrder, items: Sequence[Told]) -> None:
    options = [part(item, "fulfillment", "packing", "giftOption") for item in items]
    told = [one for one in options if one]
    order.gift = bool(told)
    order.wrapping = _joined(text(one, "giftWrapLevel") for one in told)
    order.gift_message = _joined(text(one, "giftMessage") for one in told)
    order.hide_prices = bool(order.gift and order.recipient.name and order.recipient.name != order.buyer.name)


def _joined(words: Iterator[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, words)))


def _warnings(told: Told, items: Sequence[Told]) -> Iterator[str]:
    """What somebody must know before it is packed."""
    programs = set(listed_words(told, "programs"))
    needed = {name for item in items for name in part(item, "fulfillment", "shipping", "shippingConstraints")}
    sentences = {
        "IN_STORE_PICK_UP": _("The buyer picks it up in a shop: there is nothing to ship."),
        "AMAZON_EASY_SHIP": _("Amazon collects this order (Easy Ship): print its label in Seller Central."),
        "PREORDER": _("A pre-order: it is shipped when the product comes out."),
    }
    constraints = {
        "signatureConfirmation": _("Amazon demands a signature at the door."),
        "recipientIdentityVerification": _("Amazon demands that the recipient's identity is verified."),
        "recipientAgeVerification": _("Amazon demands that the recipient's age is verified."),
        "palletDelivery": _("Amazon demands delivery by pallet."),
    }
    yield from (words for name, words in sentences.items() if name in programs)
    yield from (words for name, words in constraints.items() if name in needed)
    for item in items:
        if "TRANSPARENCY" in listed_words(item, "programs"):
            yield _("Transparency codes must be entered in Seller Central: %(sku)s") % {
                "sku": text(item, "product", "sellerSku")
            }
        if text(item, "product", "customization", "customizedUrl"):
            words = _("Made to the buyer's wishes: see Seller Central for %(sku)s.")
            yield words % {"sku": text(item, "product", "sellerSku")}


# --- reading what may not be there --------------------------------------------------------------------------


def part(told: Any, *path: str) -> Told:
    """The object at a path, or an empty one. Raises Unreadable for what is something else."""
    for name in path:
        told = told.get(name) if isinstance(told, Mapping) else None
        if told is None:
            return {}
    if not isinstance(told, Mapping):
        raise Unreadable(_("“%(field)s” is not what it should be.") % {"field": ".".join(path)})
    return told


def listed(told: Told, *path: str) -> Sequence[Told]:
    """The list of objects at a path, or an empty one."""
    found = part(told, *path[:-1]).get(path[-1])
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Unreadable(_("“%(field)s” is not what it should be.") % {"field": ".".join(path)})
    return found


def items_of(told: Told) -> Sequence[Told]:
    return listed(told, "orderItems")


def listed_words(told: Told, name: str) -> Sequence[str]:
    found = told.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def text(told: Told, *path: str) -> str:
    """The words at a path, or ""."""
    found = part(told, *path[:-1]).get(path[-1])
    return str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""


def moment(written: Any) -> dt.datetime | None:
    """A moment, in Japan's time; None for nothing. Raises Unreadable."""
    if not written:
        return None
    try:
        found = dt.datetime.fromisoformat(str(written).replace("Z", "+00:00"))
        return found.replace(tzinfo=found.tzinfo or JST).astimezone(JST)
    except (ValueError, OverflowError):
        raise Unreadable(_("“%(written)s” is no moment.") % {"written": str(written)[:60]}) from None
