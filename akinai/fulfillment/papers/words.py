"""The words, dates and amounts of the papers in the language of their reader."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import pgettext

# Currencies whose minor unit is a hundredth; every other one here has none (ISO 4217).
_SIGNS = {"JPY": ("¥", 0), "GBP": ("£", 2), "USD": ("US$", 2), "EUR": ("€", 2)}


def words(language: str) -> dict[str, str]:
    """Return every fixed word of the papers in one language, by the name templates use.

    They have a context of their own: a buyer reads 「ご注文番号」 where the desk says 受注番号.
    """
    with translation.override(language):
        return _slip_words() | _pick_words() | _floor_words()


def _slip_words() -> dict[str, str]:
    return {
        "slip": pgettext("paper", "Delivery slip"),
        "continued": pgettext("paper", "continued"),
        "reprint": pgettext("paper", "Reprint"),
        "batch_no": pgettext("paper", "Batch no."),
        "ship_to": pgettext("paper", "Ship to"),
        "ordered_by": pgettext("paper", "Ordered by"),
        "phone": pgettext("paper", "Phone"),
        "registration": pgettext("paper", "Registration no."),
        "order_number": pgettext("paper", "Order no."),
        "order_date": pgettext("paper", "Order date"),
        "ship_date": pgettext("paper", "Ship date"),
        "payment": pgettext("paper", "Payment"),
        "delivery": pgettext("paper", "Delivery"),
        "wished": pgettext("paper", "Requested delivery"),
        "code": pgettext("paper", "Item no."),
        "item": pgettext("paper", "Item"),
        "quantity": pgettext("paper", "Qty"),
        "unit_price": pgettext("paper", "Unit price"),
        "amount": pgettext("paper", "Amount"),
        "subtotal": pgettext("paper", "Subtotal"),
        "total": pgettext("paper", "Total"),
        "rate": pgettext("paper", "Tax rate"),
        "taxable_included": pgettext("paper", "Amount (tax incl.)"),
        "taxable_excluded": pgettext("paper", "Amount (tax excl.)"),
        "tax": pgettext("paper", "Consumption tax"),
        "reduced": pgettext("paper", "※ reduced tax rate"),
        "included": pgettext("paper", "Prices include tax."),
        "with_receipt": pgettext("paper", "This slip and a receipt of the same order number are one document."),
        "excluded": pgettext("paper", "Prices exclude tax."),
        "remark": pgettext("paper", "Remark"),
    }


def _pick_words() -> dict[str, str]:
    return {
        "pick_total": pgettext("paper", "Total pick list"),
        "pick_orders": pgettext("paper", "Pick list by shipment"),
        "warehouse": pgettext("paper", "Warehouse"),
        "printed": pgettext("paper", "Printed"),
        "staff": pgettext("paper", "Staff"),
        "shipments": pgettext("paper", "Shipments"),
        "kinds": pgettext("paper", "Items"),
        "pieces": pgettext("paper", "Pieces"),
        "shelf": pgettext("paper", "Shelf"),
        "lot": pgettext("paper", "Lot / expiry"),
        "lot_no": pgettext("paper", "Lot"),
        "expiry": pgettext("paper", "Exp."),
        "slots": pgettext("paper", "Seq. × qty"),
        "handling": pgettext("paper", "Handling"),
        "packing_note": pgettext("paper", "Packing note"),
        "gift": pgettext("paper", "Gift"),
        "cod": pgettext("paper", "Cash on delivery"),
        "parcels": pgettext("paper", "Parcels"),
        "no_shelf": pgettext("paper", "No shelf"),
    }


def _floor_words() -> dict[str, str]:
    return {
        "handover": pgettext("paper", "Handover list"),
        "handover_day": pgettext("paper", "Pickup date"),
        "sender": pgettext("paper", "Sender"),
        "tracking": pgettext("paper", "Tracking no."),
        "shipment": pgettext("paper", "Shipment"),
        "recipient": pgettext("paper", "Recipient"),
        "carrier_sign": pgettext("paper", "Received by carrier (signature)"),
        "shop_sign": pgettext("paper", "Handed over by"),
        "left_behind": pgettext("paper", "Left behind (not inspected)"),
        "no_tracking": pgettext("paper", "no number yet"),
        "summary": pgettext("paper", "Summary"),
        "carrier": pgettext("paper", "Carrier"),
        "product": pgettext("paper", "Service"),
        "withdrawal": pgettext("paper", "Withdrawal list"),
        "withdrawal_lead": pgettext(
            "paper",
            "Pull these parcels before they leave. Their slips and labels are void; put the pieces back on the shelf.",
        ),
        "reason": pgettext("paper", "Reason"),
        "place": pgettext("paper", "Now at"),
        "back": pgettext("paper", "Put back"),
        "pulled": pgettext("paper", "Pulled"),
        "nothing": pgettext("paper", "Nothing to list."),
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
