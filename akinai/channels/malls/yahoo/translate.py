"""An order of Yahoo!'s in our words. Pure: no call, no database."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from unicodedata import normalize
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls.base import IncomingLine, IncomingOrder, MallOrder, Nonsense, Person, Stage
from akinai.channels.malls.yahoo import codes
from akinai.channels.malls.yahoo.documents import plain, text
from akinai.core.clock import JST

SAID_NO = frozenset(("", "0", "false", "no", "なし", "無", "無し"))
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")


class Unreadable(Exception):
    """One order cannot be read: why, for staff."""


def mall_order(info: Element, channel_code: str) -> MallOrder:
    """The order of an <OrderInfo>. Raises Unreadable."""
    number = text(info, "OrderId")
    if not number:
        raise Unreadable(_("The order has no number."))
    stage = stage_of(info)
    order, listings = _order(info, channel_code, number, stage)
    slot = text(info, "Ship/ShipRequestTime")
    return MallOrder(
        number=number,
        stage=stage,
        ordered_at=order.ordered_at,
        updated_at=_moment(info, "LastUpdateTime") if text(info, "LastUpdateTime") else None,
        orders=[order],
        slots={"": slot} if slot else {},
        listings=listings,
        wants_confirming=text(info, "IsSeen").lower() in ("false", "0") and stage == "open",
        payload=plain(info),
    )


def stage_of(info: Element) -> Stage:
    """How far the mall says that the order has come."""
    state, shipping = text(info, "OrderStatus"), text(info, "Ship/ShipStatus")
    if state == codes.CANCELLED:
        return "cancelled"
    if state == codes.COMPLETED or shipping in (codes.SHIPPED, codes.ARRIVED):
        return "shipped"
    ready = state == codes.IN_WORK and shipping in (codes.SHIPPABLE, codes.SHIPPING)
    if not ready or text(info, "Suspect") in codes.SUSPECT or _waits_for_address(info):
        return "provisional"
    return "open"


def _waits_for_address(info: Element) -> bool:
    """ソーシャルギフト: the recipient has not said yet where they live."""
    gift = text(info, "SocialGiftType") not in codes.NO_SOCIAL_GIFT
    return gift and not (text(info, "Ship/ShipPrefecture") and text(info, "Ship/ShipAddress1"))


# --- the order ----------------------------------------------------------------------------------------------


def _order(
    info: Element, channel_code: str, number: str, stage: Stage
) -> tuple[IncomingOrder, dict[str, tuple[str, str]]]:
    lines, listings = _lines(info, stage)
    buyer, recipient = _person(info, "Pay", "Bill"), _person(info, "Ship", "Ship")
    order = IncomingOrder(
        channel_code=channel_code,
        channel_number=number,
        lines=lines,
        ordered_at=_moment(info, "OrderTime"),
        buyer=buyer,
        recipient=recipient,
        payment_text=_payment(info),
        delivery_text=text(info, "Ship/ShipMethodName") or text(info, "Ship/ShipMethod"),
        wished_date=_day(info, "Ship/ShipRequestDate"),
        remark=text(info, "BuyerComments"),
        memo="\n".join(_memo(info)),
        currency="JPY",
        paid=text(info, "Pay/PayStatus") == codes.PAID if text(info, "Pay/PayStatus") else None,
    )
    order.buyer.email = text(info, "Pay/BillMailAddress")
    _amounts(info, order)
    _gift(info, order)
    if _yes(info, "Ship/IsEazy") and (spot := text(info, "Ship/EazyDeliveryName")):
        order.slip_note = _("Leave at: %(spot)s") % {"spot": spot}
    return order, listings


def _person(info: Element, part: str, prefix: str) -> Person:
    def told(*names: str) -> str:
        return " ".join(found for name in names if (found := text(info, f"{part}/{prefix}{name}")))

    return Person(
        name=told("LastName", "FirstName"),
        kana=told("LastNameKana", "FirstNameKana"),
        company=told("Section1Value", "Section2Value"),
        phone=told("PhoneNumber") or told("EmgPhoneNumber"),
        postal=told("ZipCode"),
        prefecture=told("Prefecture"),
        city=told("City"),
        line1=told("Address1"),
        line2=told("Address2"),
    )


def _payment(info: Element) -> str:
    """By its code: the names differ from order to order."""
    code, name = text(info, "Pay/PayMethod"), text(info, "Pay/PayMethodName")
    return codes.PAYMENTS.get(code) or name or code


def _memo(info: Element) -> Iterator[str]:
    """What staff should know and no field of ours holds."""
    if kept := text(info, "Notes") or text(info, "SellerComments"):
        yield kept
    if parent := text(info, "ParentOrderId"):
        yield _("Split at the mall from order %(number)s.") % {"number": parent}
    if together := text(info, "MultiShipId"):
        yield _("Bought together with other destinations (%(number)s).") % {"number": together}
    if second := text(info, "Pay/CombinedPayMethodName") or text(info, "Pay/CombinedPayMethod"):
        yield _("Paid in part by: %(payment)s") % {"payment": second}
    if _yes(info, "Pay/NeedReceipt"):
        yield _("The buyer wishes a receipt.")
    for number in "12":
        name, value = (text(info, f"Ship/Option{number}{part}") for part in ("Field", "Value"))
        if value:
            yield f"{name}: {value}" if name else value


def _amounts(info: Element, order: IncomingOrder) -> None:
    """Coupons apart by who pays; the mall's own total is kept, never reckoned anew.

    Source of the parts: orderInfo's Detail. The exact sum is documented nowhere, hence the channel's tolerance.
    """
    order.shipping_fee = _money(info, "Detail/ShipCharge")
    order.payment_fee = _money(info, "Detail/PayCharge")
    order.wrapping_fee = _money(info, "Detail/GiftWrapCharge")
    order.points = _money(info, "Detail/UsePoint")
    order.discount = _sum(info, "TotalCouponDiscount", "Detail/Discount")
    adjusted = _money(info, "Detail/Adjustments")
    if adjusted and codes.ADJUSTMENTS_ADD:
        order.discount = (order.discount or 0) - adjusted
    order.mall_discount = _sum(info, "Detail/TotalMallCouponDiscount", "Detail/GiftCardDiscount")
    order.billed = _money(info, "Detail/TotalPrice")
    if order.billed is not None:
        order.total = order.billed + (order.mall_discount or 0) + (order.points or 0)
    if all(line.unit_price is not None for line in order.lines):
        order.goods_total = sum((line.unit_price or 0) * line.quantity for line in order.lines)


def _gift(info: Element, order: IncomingOrder) -> None:
    if _yes(info, "Ship/NeedGiftWrap"):
        order.wrapping = text(info, "Ship/GiftWrapType") or _("Gift wrapping")
    if _yes(info, "Ship/NeedGiftWrapPaper"):
        order.noshi = text(info, "Ship/GiftWrapPaperType") or _("Noshi")
        order.noshi_name = text(info, "Ship/GiftWrapName")
    order.gift_message = text(info, "Ship/GiftWrapMessage")
    social = text(info, "SocialGiftType") not in codes.NO_SOCIAL_GIFT
    order.gift = bool(order.wrapping or order.noshi or order.gift_message or social)
    order.hide_prices = order.gift and bool(order.recipient.name) and order.recipient.name != order.buyer.name


# --- lines --------------------------------------------------------------------------------------------------


def _lines(info: Element, stage: Stage) -> tuple[list[IncomingLine], dict[str, tuple[str, str]]]:
    """The lines with pieces left; of a cancelled order, whose pieces may be 0, those it had."""
    items = info.findall("Item")
    lines = [_line(item, _pieces(item, "Quantity")) for item in items if _pieces(item, "Quantity")]
    if not lines and stage == "cancelled":
        lines = [_line(item, _pieces(item, "OriginalNum") or 1) for item in items]
    if not lines:
        raise Unreadable(_("The order has no lines."))
    listings = {
        code: (text(item, "ItemId"), text(item, "SubCode")) for item in items if (code := _code(item)) and len(item)
    }
    return lines, listings


def _code(item: Element) -> str:
    return text(item, "SubCode") or text(item, "ItemId")


def _line(item: Element, pieces: int) -> IncomingLine:
    if not _code(item) and not text(item, "Title"):
        raise Unreadable(_("A line has neither a code nor a name."))
    return IncomingLine(
        sku_code=_code(item),
        name=text(item, "Title"),
        options=" / ".join(_options(item)),
        quantity=pieces,
        unit_price=_money(item, "UnitPrice"),
        price_includes_tax=True,  # UnitPrice is; NonTaxUnitPrice is the other
        tax_rate=_rate(item),
        channel_line=text(item, "LineId"),
        note=text(item, "Inscription"),
    )


def _options(item: Element) -> Iterator[str]:
    for each in (*item.findall("ItemOption"), *item.findall("SubCodeOption")):
        name, value = text(each, "Name"), text(each, "Value")
        if found := (f"{name}: {value}" if name and value else value or name or (each.text or "").strip()):
            yield found


def _rate(item: Element) -> int | None:
    """Per cent → basis points; goods that are not taxed have 0."""
    if text(item, "IsTaxable").lower() in ("0", "false"):
        return 0
    told = text(item, "ItemTaxRatio")
    if not told:
        return None
    number = _number(item, "ItemTaxRatio")
    points = number * (10_000 if number < 1 else 100)
    if points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise Unreadable(_("“%(value)s” in %(field)s is not a tax rate.") % {"value": told, "field": "ItemTaxRatio"})
    return int(points)


# --- single values ------------------------------------------------------------------------------------------


def _yes(info: Element, path: str) -> bool:
    return text(info, path).lower() not in SAID_NO


def _number(element: Element, path: str) -> Decimal:
    told = text(element, path)
    try:
        found = Decimal(normalize("NFKC", told).replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12:
        words = _("“%(value)s” in %(field)s is not a number.")
        raise Unreadable(words % {"value": told[:60], "field": path.rpartition("/")[2]})
    return found


def _money(element: Element, path: str) -> int | None:
    """Yen; None where the mall does not tell."""
    if not text(element, path):
        return None
    found = _number(element, path)
    if found != found.to_integral_value():
        words = _("“%(value)s” in %(field)s is not a number.")
        raise Unreadable(words % {"value": text(element, path)[:60], "field": path.rpartition("/")[2]})
    return int(found)


def _sum(element: Element, *paths: str) -> int | None:
    amounts = [amount for path in paths if (amount := _money(element, path)) is not None]
    return sum(amounts) if amounts else None


def _pieces(item: Element, path: str) -> int:
    pieces = _money(item, path) or 0
    if pieces < 0 or (path == "Quantity" and not text(item, path)):
        raise Unreadable(_("A line has no quantity."))
    return pieces


def moment(told: str) -> dt.datetime:
    """``2026-04-01T20:11:05+09:00``, ``20260401201105``, a day alone; without a zone it is JST. Raises ValueError."""
    if compact := _COMPACT.fullmatch(told):
        return dt.datetime(*(int(part) for part in compact.groups() if part), tzinfo=JST)  # type: ignore[arg-type, misc]
    found = dt.datetime.fromisoformat(told.replace("/", "-").replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=JST)


def _moment(info: Element, path: str) -> dt.datetime:
    told = text(info, path)
    try:
        return moment(told).astimezone(JST)
    except (ValueError, OverflowError):
        words = _("“%(value)s” in %(field)s is not a date.")
        raise Unreadable(words % {"value": told[:60], "field": path.rpartition("/")[2]}) from None


def _day(info: Element, path: str) -> dt.date | None:
    return _moment(info, path).date() if text(info, path) else None


# --- pages of the list --------------------------------------------------------------------------------------


def listed(search: Element) -> tuple[int, Sequence[Element]]:
    """How many orders there are, and the rows of this page of orderList. Raises Nonsense."""
    total = text(search, "TotalCount")
    rows = search.findall("OrderInfo")
    if not total.isdigit() or any(not text(row, "OrderId") for row in rows):
        raise Nonsense(_("Yahoo!'s answer to %(call)s cannot be read.") % {"call": "orderList"})
    return int(total), rows


def compact(at: dt.datetime) -> str:
    """YYYYMMDDHHMMSS in Japan."""
    return at.astimezone(JST).strftime("%Y%m%d%H%M%S")
