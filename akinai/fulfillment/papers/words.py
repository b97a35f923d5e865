"""The words, dates and amounts of the papers in the language of their reader."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext

# Currencies whose minor unit is a hundredth; every other one here has none (ISO 4217).
_SIGNS = {"JPY": ("¥", 0), "GBP": ("£", 2), "USD": ("US$", 2), "EUR": ("€", 2)}


def words(language: str) -> dict[str, str]:
    """Return every fixed word of the papers in one language, by the name templates use."""
    with translation.override(language):
        return _slip_words() | _pick_words() | _floor_words()


def _slip_words() -> dict[str, str]:
    return {
        "slip": gettext("Delivery slip"),
        "continued": gettext("continued"),
        "reprint": gettext("Reprint"),
        "batch_no": gettext("Batch no."),
        "ship_to": gettext("Ship to"),
        "ordered_by": gettext("Ordered by"),
        "phone": gettext("Phone"),
        "registration": gettext("Registration no."),
        "order_number": gettext("Order no."),
        "order_date": gettext("Order date"),
        "ship_date": gettext("Ship date"),
        "payment": gettext("Payment"),
        "delivery": gettext("Delivery"),
        "wished": gettext("Requested delivery"),
        "code": gettext("Item no."),
        "item": gettext("Item"),
        "quantity": gettext("Qty"),
        "unit_price": gettext("Unit price"),
        "amount": gettext("Amount"),
        "subtotal": gettext("Subtotal"),
        "total": gettext("Total"),
        "rate": gettext("Tax rate"),
        "taxable_included": gettext("Amount (tax incl.)"),
        "taxable_excluded": gettext("Amount (tax excl.)"),
        "tax": gettext("Consumption tax"),
        "reduced": gettext("※ reduced tax rate"),
        "included": gettext("Prices include tax."),
        "excluded": gettext("Prices exclude tax."),
        "remark": gettext("Remark"),
    }


def _pick_words() -> dict[str, str]:
    return {
        "pick_total": gettext("Total pick list"),
        "pick_orders": gettext("Pick list by shipment"),
        "warehouse": gettext("Warehouse"),
        "printed": gettext("Printed"),
        "staff": gettext("Staff"),
        "shipments": gettext("Shipments"),
        "kinds": gettext("Items"),
        "pieces": gettext("Pieces"),
        "shelf": gettext("Shelf"),
        "lot": gettext("Lot / expiry"),
        "lot_no": gettext("Lot"),
        "expiry": gettext("Exp."),
        "slots": gettext("Seq. × qty"),
        "handling": gettext("Handling"),
        "packing_note": gettext("Packing note"),
        "gift": gettext("Gift"),
        "cod": gettext("Cash on delivery"),
        "parcels": gettext("Parcels"),
        "no_shelf": gettext("No shelf"),
    }


def _floor_words() -> dict[str, str]:
    return {
        "handover": gettext("Handover list"),
        "handover_day": gettext("Pickup date"),
        "sender": gettext("Sender"),
        "tracking": gettext("Tracking no."),
        "shipment": gettext("Shipment"),
        "recipient": gettext("Recipient"),
        "carrier_sign": gettext("Received by carrier (signature)"),
        "shop_sign": gettext("Handed over by"),
        "left_behind": gettext("Left behind (not inspected)"),
        "no_tracking": gettext("no number yet"),
        "summary": gettext("Summary"),
        "carrier": gettext("Carrier"),
        "product": gettext("Service"),
        "withdrawal": gettext("Withdrawal list"),
        "withdrawal_lead": gettext(
            "Pull these parcels before they leave. Their slips and labels are void; put the pieces back on the shelf."
        ),
        "reason": gettext("Reason"),
        "place": gettext("Now at"),
        "back": gettext("Put back"),
        "pulled": gettext("Pulled"),
        "nothing": gettext("Nothing to list."),
    }


def amount(value: int | None, currency: str) -> str:
    """Return minor units as a figure without sign of currency: 1,234 or 12.34; unknown is —."""
    if value is None:
        return "—"
    digits = _SIGNS.get(currency, ("", 2))[1]
    whole, rest = divmod(abs(value), 10**digits)
    figure = f"{whole:,}.{rest:0{digits}}" if digits else f"{whole:,}"
    return f"−{figure}" if value < 0 else figure


def money(value: int | None, currency: str) -> str:
    """Return minor units with the sign of the currency: ¥1,234, £12.34, CHF 12.34."""
    if value is None:
        return "—"
    sign = _SIGNS.get(currency, (f"{currency} ", 2))[0]
    return f"{'−' if value < 0 else ''}{sign}{amount(abs(value), currency)}"


def day(value: date | None, language: str) -> str:
    if value is None:
        return ""
    return f"{value.year}年{value.month}月{value.day}日" if language == "ja" else value.isoformat()


def moment(value: datetime | None) -> str:
    if value is None:
        return ""
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


def postal(code: str) -> str:
    """Return 〒123-4567; a code that is not Japanese is kept."""
    digits = code.replace("-", "").strip()
    if re.fullmatch(r"[0-9]{7}", digits):
        return f"〒{digits[:3]}-{digits[3:]}"
    return code


def named(name: str, company: str, language: str) -> dict[str, str]:
    """Return company and name with the honorific each takes."""
    if language != "ja":
        return {"company": company if name else "", "name": name or company}
    return {"company": company, "name": f"{name} 様"} if name else {"company": "", "name": f"{company} 御中"}


def breakable(text: str) -> str:
    """Let a long run of letters and digits break where a column ends, by zero-width spaces."""
    if len(text) < 13 or not (long := _LONG.search(text)):
        return text
    return text[: long.start()] + _LONG.sub(_loosened, text[long.start() :])


_LONG = re.compile(r"[!-~]{13,}")


def _loosened(run: re.Match[str]) -> str:
    return re.sub(r"[-_/.,:;](?=[!-~])|[0-9A-Za-z]{12}(?=[!-~])", "\\g<0>\u200b", run[0])


def prepared(value: Any) -> Any:
    """Return the value with every text in it breakable."""
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, dict):
        return {key: prepared(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [prepared(item) for item in value]
    return value
