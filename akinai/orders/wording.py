"""How orders speak on the screens: gates, what a check found, why a ship date, what happened."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from akinai.core.japan.postal import format_postal
from akinai.core.shell.templatetags.shell import jday, yen
from akinai.orders.models import Order, Queue

Words = Mapping[str, Any]

OPEN_QUEUES = (
    Queue.REVIEW,
    Queue.PAYMENT_WAITING,
    Queue.STOCK_WAITING,
    Queue.RELEASE_WAITING,
    Queue.MERGE_WAITING,
    Queue.DATE_WAITING,
    Queue.READY,
    Queue.IN_WORK,
    Queue.ON_HOLD,
    Queue.NEW,
    Queue.MALL_WAITING,
)
CLOSED_QUEUES = (Queue.SHIPPED, Queue.DELIVERED, Queue.RETURNED, Queue.CANCELLED)
TONES = {
    Queue.REVIEW: "warn",
    Queue.ON_HOLD: "bad",
    Queue.STOCK_WAITING: "bad",
    Queue.PAYMENT_WAITING: "warn",
    Queue.MERGE_WAITING: "warn",
    Queue.MALL_WAITING: "info",
    Queue.NEW: "info",
    Queue.READY: "accent",
    Queue.IN_WORK: "accent",
    Queue.SHIPPED: "good",
    Queue.DELIVERED: "good",
}
# Closed gates an order can be looked for by, wherever it stands.
GATES: dict[str, Promise] = {
    "review": gettext_lazy("Open points to check"),
    "stock": gettext_lazy("Stock missing"),
    "payment": gettext_lazy("Payment missing"),
    "release": gettext_lazy("Release to come"),
    "date": gettext_lazy("Ship date to come"),
    "merge": gettext_lazy("Merge undecided"),
    "mall": gettext_lazy("Waiting for the mall"),
    "on_hold": gettext_lazy("On hold"),
    "in_work": gettext_lazy("Being packed"),
    "mall_changed": gettext_lazy("Changed at the mall"),
}
SLOTS: dict[str, Promise] = {
    "am": gettext_lazy("Morning"),
    "12-14": gettext_lazy("12:00–14:00"),
    "14-16": gettext_lazy("14:00–16:00"),
    "16-18": gettext_lazy("16:00–18:00"),
    "18-20": gettext_lazy("18:00–20:00"),
    "19-21": gettext_lazy("19:00–21:00"),
    "18-21": gettext_lazy("18:00–21:00"),
}
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Recipient's name"),
    "kana": gettext_lazy("Recipient's kana"),
    "company": gettext_lazy("Recipient's company"),
    "phone": gettext_lazy("Recipient's phone"),
    "postal": gettext_lazy("Recipient's postal code"),
    "prefecture": gettext_lazy("Recipient's prefecture"),
    "city": gettext_lazy("Recipient's city"),
    "line1": gettext_lazy("Recipient's street"),
    "line2": gettext_lazy("Recipient's building"),
    "country": gettext_lazy("Recipient's country"),
    "buyer_name": gettext_lazy("Buyer's name"),
    "buyer_kana": gettext_lazy("Buyer's kana"),
    "buyer_phone": gettext_lazy("Buyer's phone"),
    "buyer_email": gettext_lazy("Buyer's mail address"),
    "buyer_postal": gettext_lazy("Buyer's postal code"),
    "buyer_prefecture": gettext_lazy("Buyer's prefecture"),
    "buyer_city": gettext_lazy("Buyer's city"),
    "buyer_line1": gettext_lazy("Buyer's street"),
    "buyer_line2": gettext_lazy("Buyer's building"),
    "payment_method": gettext_lazy("Payment method"),
    "payment_text": gettext_lazy("Payment as the mall says it"),
    "delivery_method": gettext_lazy("Delivery method"),
    "delivery_text": gettext_lazy("Delivery as the mall says it"),
    "wished_date": gettext_lazy("Wished date"),
    "wished_slot": gettext_lazy("Wished time"),
    "remark": gettext_lazy("Remark"),
    "memo": gettext_lazy("Memo"),
    "gift": gettext_lazy("Gift"),
    "noshi": gettext_lazy("Noshi words"),
    "noshi_name": gettext_lazy("Noshi name"),
    "wrapping": gettext_lazy("Wrapping"),
    "gift_message": gettext_lazy("Message card"),
    "hide_prices": gettext_lazy("Prices hidden"),
    "slip_note": gettext_lazy("Note on the packing slip"),
    "parcels": gettext_lazy("Parcels"),
    "goods_total": gettext_lazy("Goods"),
    "shipping_fee": gettext_lazy("Shipping fee"),
    "payment_fee": gettext_lazy("Payment fee"),
    "wrapping_fee": gettext_lazy("Wrapping fee"),
    "discount": gettext_lazy("Discount"),
    "mall_discount": gettext_lazy("Mall's coupon"),
    "points": gettext_lazy("Points used"),
    "total": gettext_lazy("Order total"),
    "billed": gettext_lazy("To pay"),
    "lines": gettext_lazy("Lines"),
    "cancelled": gettext_lazy("Cancellation"),
    "ship_date": gettext_lazy("Ship date"),
    "warehouse": gettext_lazy("Warehouse"),
    "quantity": gettext_lazy("Quantity"),
    "unit_price": gettext_lazy("Unit price"),
    "ordered_at": gettext_lazy("Ordered"),
    "channel_number": gettext_lazy("Mall's order no."),
}
AMOUNTS = frozenset(
    [
        "goods_total",
        "shipping_fee",
        "payment_fee",
        "wrapping_fee",
        "discount",
        "mall_discount",
        "points",
        "total",
        "billed",
        "unit_price",
    ]
)
PERSONAL = {
    "name": "name", "kana": "name", "company": "name", "phone": "phone", "line1": "address", "line2": "address",
    "city": "address", "postal": "phone", "buyer_name": "name", "buyer_kana": "name", "buyer_phone": "phone",
    "buyer_email": "mail", "buyer_line1": "address", "buyer_line2": "address", "buyer_city": "address",
    "buyer_postal": "phone", "remark": "name", "memo": "name", "gift_message": "name", "noshi_name": "name",
}  # fmt: skip


def local_name(row: Any) -> str:
    """The name of a method or reason in the user's language."""
    return str(row.name_ja if (get_language() or "ja").startswith("ja") else row.name_en)


def local_help(row: Any) -> str:
    """What to do about a reason, in the user's language."""
    return str(row.help_ja if (get_language() or "ja").startswith("ja") else row.help_en)


def field_name(name: str) -> str:
    """A column as the screens call it."""
    return str(FIELDS.get(name, name))


def day(text: Any) -> str:
    """An ISO date as the screens write days; anything else as it is."""
    try:
        return jday(dt.date.fromisoformat(str(text)))
    except ValueError:
        return str(text or "—")


def value(name: str, content: Any, currency: str = "JPY") -> str:
    """A column's value as the screens write it."""
    if content in (None, ""):
        return "—"
    if name in AMOUNTS:
        return yen(int(content), currency)
    if name == "lines":
        return "、".join(f"{one.get('code') or '?'} ×{one.get('quantity')}" for one in content) or "—"
    if name in ("wished_date", "ship_date"):
        return day(content)
    if name == "wished_slot":
        return str(SLOTS.get(content, content))
    if name in ("postal", "buyer_postal"):
        return format_postal(str(content))
    if isinstance(content, bool):
        return _("Yes") if content else _("No")
    return str(content)


# --- where it stands ----------------------------------------------------------------------------------------

_WHY: dict[str, Promise] = {
    Queue.REVIEW: gettext_lazy("Points to check are open. With the last one the order goes on by itself."),
    Queue.ON_HOLD: gettext_lazy("Somebody put this order on hold. It goes on when the hold is lifted."),
    Queue.NEW: gettext_lazy("Its channel only imports: nothing is checked, reserved or sent."),
    Queue.MALL_WAITING: gettext_lazy("The mall has not released it for shipping yet."),
    Queue.PAYMENT_WAITING: gettext_lazy("The payment has not come in yet."),
    Queue.RELEASE_WAITING: gettext_lazy("A product has not been released yet."),
    Queue.MERGE_WAITING: gettext_lazy("The recipient has other open orders: decide whether they travel together."),
    Queue.DATE_WAITING: gettext_lazy("Everything is there; its ship date has not come yet."),
    Queue.READY: gettext_lazy("Everything is there: it can be packed."),
    Queue.IN_WORK: gettext_lazy("It is being packed."),
    Queue.SHIPPED: gettext_lazy("Everything has been shipped."),
    Queue.DELIVERED: gettext_lazy("The parcels have arrived."),
    Queue.RETURNED: gettext_lazy("The goods came back."),
    Queue.CANCELLED: gettext_lazy("The order was cancelled."),
}


def standing(order: Order) -> str:
    """Why an order stands where it stands, in one sentence."""
    if order.queue == Queue.STOCK_WAITING:
        return _("%(n)s pieces are missing.") % {"n": f"{order.unallocated:,}"}
    if order.queue == Queue.READY and order.partial:
        words = {"n": f"{order.unallocated:,}"}
        return _("What is allocated can be packed; %(n)s missing pieces follow in a parcel of their own.") % words
    if order.finished:
        return _("There was nothing to ship; it has been dealt with.")
    if order.queue == Queue.DATE_WAITING and order.ship_date:
        return _("Everything is there; it leaves on %(day)s.") % {"day": jday(order.ship_date)}
    if order.queue == Queue.RELEASE_WAITING and order.release_date:
        return _("A product is released on %(day)s.") % {"day": jday(order.release_date)}
    if order.queue == Queue.CANCELLED and order.cancel_reason:
        reason = CANCEL_REASONS.get(order.cancel_reason, order.cancel_reason)
        return _("The order was cancelled: %(reason)s.") % {"reason": reason}
    return str(_WHY[Queue(order.queue)])


def also_closed(order: Order) -> list[str]:
    """Closed gates besides the one that names the queue."""
    gates = [
        (order.open_holds > 0, Queue.REVIEW, GATES["review"]),
        (order.on_hold, Queue.ON_HOLD, GATES["on_hold"]),
        (order.in_work > 0, Queue.IN_WORK, GATES["in_work"]),
        (order.mall_waiting, Queue.MALL_WAITING, GATES["mall"]),
        (order.payment_gate == 1, Queue.PAYMENT_WAITING, GATES["payment"]),
        (order.unallocated > 0 and not order.partial, Queue.STOCK_WAITING, GATES["stock"]),
        (order.release_waiting, Queue.RELEASE_WAITING, GATES["release"]),
        (order.merge_undecided, Queue.MERGE_WAITING, GATES["merge"]),
        (order.date_waiting, Queue.DATE_WAITING, GATES["date"]),
    ]
    if order.queue in (*CLOSED_QUEUES, Queue.NEW):
        return []
    return [str(words) for closed, queue, words in gates if closed and queue != order.queue]


CANCEL_REASONS: dict[str, Promise] = {
    "buyer": gettext_lazy("Asked for by the buyer"),
    "mall": gettext_lazy("Cancelled at the mall"),
    "stock": gettext_lazy("Out of stock"),
    "unpaid": gettext_lazy("Not paid in time"),
    "double": gettext_lazy("Ordered twice"),
    "fraud": gettext_lazy("Suspected misuse"),
    "mistake": gettext_lazy("Entered by mistake"),
}
RETURN_REASONS: dict[str, Promise] = {
    "refused": gettext_lazy("Refused by the recipient"),
    "absent": gettext_lazy("Recipient absent for long"),
    "no_address": gettext_lazy("Address unknown"),
    "defect": gettext_lazy("Defective on arrival"),
    "damaged": gettext_lazy("Damaged on the way"),
    "wrong": gettext_lazy("Wrong product sent"),
    "buyer": gettext_lazy("Buyer changed their mind"),
}

# --- 出荷予定日: the steps of its reckoning --------------------------------------------------------------------

_STEPS: dict[str, Promise] = {
    "today": gettext_lazy("Reckoned on %(date)s."),
    "after_cutoff": gettext_lazy("After the cut-off of %(cutoff)s: earliest %(date)s."),
    "rests": gettext_lazy("%(from)s is a day off: %(to)s."),
    "lead": gettext_lazy("The products need %(days)s working days: %(date)s."),
    "release": gettext_lazy("Not before the release: %(date)s."),
    "wished": gettext_lazy("Wished delivery: %(date)s."),
    "days": gettext_lazy("%(days)s days from %(from)s to %(to)s."),
    "rests_before": gettext_lazy("%(from)s is a day off: the working day before, %(to)s."),
    "too_late": gettext_lazy("The wished date cannot be kept; it arrives on %(arrival)s at the earliest."),
    "fixed": gettext_lazy("Chosen by a person."),
    "merged": gettext_lazy("Leaves together with the orders it is merged with."),
}


def step(one: Words) -> str:
    """One step of the reckoning of a ship date."""
    sentence = _STEPS.get(str(one.get("code")))
    if sentence is None:
        return ""
    plain = {"days", "cutoff"} if one.get("code") != "days" else {"days", "from", "to"}
    words = {name: content if name in plain else day(content) for name, content in one.items()}
    return str(sentence) % words


# --- 確認事項: what was found -----------------------------------------------------------------------------------

_GIFT: dict[str, Promise] = {
    "noshi_unknown": gettext_lazy("unusual noshi words"),
    "noshi_too_long": gettext_lazy("noshi words too long"),
    "noshi_missing": gettext_lazy("noshi words missing"),
    "noshi_name_too_long": gettext_lazy("noshi name too long"),
    "message_too_long": gettext_lazy("message too long"),
    "not_for_gifts": gettext_lazy("a product cannot be a gift"),
}
_UNFIT: dict[str, Promise] = {
    "cod": gettext_lazy("cash on delivery"),
    "dates": gettext_lazy("date and time"),
    "cool": gettext_lazy("chilled parcels"),
}


def _joined(found: Any) -> str:
    return "、".join(str(one) for one in found or [])


def _wished(found: Words) -> str:
    if found.get("most_days"):
        words = {"day": day(found.get("wished")), "n": found["most_days"]}
        return _("Wished: %(day)s, more than %(n)s days ahead.") % words
    words = {"day": day(found.get("wished")), "earliest": day(found.get("earliest"))}
    return _("Wished: %(day)s. Earliest arrival: %(earliest)s.") % words


def _total(found: Words) -> str:
    words = {"told": yen(found.get("told")), "sum": yen(found.get("sum")), "difference": yen(found.get("difference"))}
    return _("The mall says %(told)s, the lines add up to %(sum)s (difference %(difference)s).") % words


def _above(found: Words, name: str, written: Callable[[Any], str]) -> str:
    words = {"found": written(found.get(name)), "limit": written(found.get("limit"))}
    return _("%(found)s (limit %(limit)s)") % words


def _pieces(count: Any) -> str:
    return _("%(n)s pieces") % {"n": count}


_FOUND: dict[str, Callable[[Words], str]] = {
    "remark_left": lambda found: str(found.get("text", "")),
    "cancel_asked": lambda found: (
        _("“%(words)s” in the remark") % found if found.get("words") else _("Asked for at the mall")
    ),
    "marked_customer": lambda found: _joined(found.get("reasons")),
    "contact_malformed": lambda found: " ".join(f"{field_name(name)}: {why}" for name, why in found.items()),
    "dummy_address": lambda found: format_postal(str(found.get("postal", ""))),
    "address_missing": lambda found: _joined(field_name(name) for name in found.get("fields", [])),
    "address_mismatch": lambda found: _("%(postal)s is %(expected)s") % _address(found),
    "address_warn": lambda found: _("%(postal)s is %(expected)s") % _address(found),
    "address_too_long": lambda found: _("Does not fit: %(text)s") % {"text": found.get("overflow", "")},
    "remote_wish": lambda found: _joined(
        words
        for name, words in (("date", _("date")), ("slot", _("time")), ("cod", _("cash on delivery")))
        if found.get(name)
    ),
    "unknown_sku": lambda found: _joined(found.get("codes")),
    "price_unknown": lambda found: _joined(found.get("codes")),
    "unknown_payment": lambda found: str(found.get("text") or _("Nothing was told")),
    "unknown_delivery": lambda found: str(found.get("text") or _("Nothing was told")),
    "delivery_unfit": lambda found: _joined(_UNFIT.get(one, one) for one in found.get("missing", [])),
    "wished_date_impossible": _wished,
    "amount_limit": lambda found: _above(found, "amount", yen),
    "cod_limit": lambda found: _above(found, "amount", yen),
    "quantity_limit": lambda found: _above(found, "pieces", _pieces),
    "order_limit": lambda found: _joined(
        f"{code}: {_above(one, 'pieces', _pieces)}" for code, one in found.get("skus", {}).items()
    ),
    "gift_text": lambda found: _joined(_GIFT.get(one, one) for one in found.get("problems", [])),
    "mall_total": _total,
    "intake_warning": lambda found: _joined(found.get("warnings")),
}


def _address(found: Words) -> dict[str, str]:
    return {"postal": f"〒{format_postal(str(found.get('postal', '')))}", "expected": str(found.get("expected") or "—")}


def found(reason: str, detail: Words) -> str:
    """What a check found on an order, in words."""
    words = _FOUND.get(reason)
    return words(detail) if words and detail else ""


PAYMENT_STATES = (
    pgettext_lazy("payment", "Not needed before shipping"),
    pgettext_lazy("payment", "Waiting for payment"),
    pgettext_lazy("payment", "Paid"),
)
