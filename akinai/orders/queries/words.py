"""What the facts of an order mean in words, in the reader's language."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akinai.core.money import format_amount
from akinai.orders.models import HoldReason
from akinai.orders.models.order import Queue

Step = Mapping[str, Any]


def _day(iso: str) -> str:
    return date_format(dt.date.fromisoformat(iso), "m/d(D)") if iso else "—"


WHY: dict[str, Callable[[Step], str]] = {
    "today": lambda s: _("reckoned on %(date)s") % {"date": _day(s["date"])},
    "after_cutoff": lambda s: _("after the cut-off %(cutoff)s, so %(date)s at the earliest")
    % {"cutoff": s["cutoff"], "date": _day(s["date"])},
    "rests": lambda s: _("closed on %(from)s, so %(to)s") % {"from": _day(s["from"]), "to": _day(s["to"])},
    "rests_before": lambda s: _("closed on %(from)s, so already on %(to)s")
    % {"from": _day(s["from"]), "to": _day(s["to"])},
    "lead": lambda s: _("%(days)s working days to prepare: %(date)s") % {"days": s["days"], "date": _day(s["date"])},
    "release": lambda s: _("released on %(date)s") % {"date": _day(s["date"])},
    "wished": lambda s: _("wished for %(date)s") % {"date": _day(s["date"])},
    "days": lambda s: _("%(days)s days from %(from)s to %(to)s")
    % {"days": s["days"], "from": s["from"] or "—", "to": s["to"] or "—"},
    "too_late": lambda s: _("the wished date can't be reached; arrives on %(arrival)s at the earliest")
    % {"arrival": _day(s["arrival"])},
    "fixed": lambda s: _("chosen by a person: %(date)s") % {"date": _day(s["date"])},
}


def why_words(why: Sequence[Step]) -> list[str]:
    """The steps of a ship date's reckoning, one phrase each."""
    return [WHY[step["code"]](step) for step in why if step.get("code") in WHY]


def reason_name(reason: HoldReason) -> str:
    """A hold reason's name in the reader's language."""
    return reason.name_ja if (get_language() or "ja").startswith("ja") else reason.name_en or reason.name_ja


def reason_help(reason: HoldReason) -> str:
    """What to do about it, in the reader's language."""
    return reason.help_ja if (get_language() or "ja").startswith("ja") else reason.help_en or reason.help_ja


def _joined(values: Sequence[Any]) -> str:
    return "、".join(str(value) for value in values)


GIFT: dict[str, Callable[[], str]] = {
    "noshi_unknown": lambda: _("the words of the のし are not among those known"),
    "noshi_too_long": lambda: _("the words of the のし are too long"),
    "noshi_missing": lambda: _("a のし without its words"),
    "noshi_name_too_long": lambda: _("the name on the のし is too long"),
    "message_too_long": lambda: _("the message is too long"),
    "not_for_gifts": lambda: _("not possible as a gift"),
}
UNFIT: dict[str, Callable[[], str]] = {
    "cod": lambda: _("cash on delivery"),
    "dates": lambda: _("wished date or time"),
    "cool": lambda: _("chilled or frozen"),
}


def _wished(d: Step) -> str:
    if "most_days" in d:
        return _("%(date)s is more than %(days)s days ahead") % {"date": _day(d["wished"]), "days": d["most_days"]}
    return _("wished for %(date)s, possible from %(earliest)s") % {
        "date": _day(d["wished"]),
        "earliest": _day(d["earliest"]),
    }


def _mismatch(d: Step) -> str:
    if d["kind"] in ("malformed", "unknown"):
        return _("the postal code “%(postal)s” does not exist") % {"postal": d["postal"] or "—"}
    return _("%(postal)s is %(expected)s") % {"postal": d["postal"], "expected": d["expected"]}


def _gift(d: Step) -> str:
    words = [GIFT[problem]() for problem in d["problems"] if problem in GIFT]
    return _joined([*words, *([d["noshi"]] if d["noshi"] else []), *d["skus"]])


def _amounts(d: Step) -> str:
    words = {"told": format_amount(d["told"]), "sum": format_amount(d["sum"]), "difference": format_amount(d["difference"])}
    return _("told %(told)s, the lines give %(sum)s (difference %(difference)s)") % words


def _over(d: Step) -> str:
    amount = _("unknown") if d["amount"] is None else format_amount(d["amount"])
    return _("%(amount)s (limit %(limit)s)") % {"amount": amount, "limit": format_amount(d["limit"])}


HOLD: dict[str, Callable[[Step], str]] = {
    "remark_left": lambda d: d["text"],
    "cancel_asked": lambda d: _("told by the mall") if d["by"] == "mall" else f"「{d['words']}」",
    "mall_changed": lambda d: _("see the difference"),
    "marked_customer": lambda d: _joined(d["reasons"]),
    "contact_malformed": lambda d: _joined(list(d.values())),
    "dummy_address": lambda d: d["postal"],
    "address_mismatch": _mismatch,
    "address_warn": _mismatch,
    "address_too_long": lambda d: _("no room for “%(rest)s”") % {"rest": d["overflow"]},
    "remote_wish": lambda d: _joined(
        [
            *([_("wished date")] if d["date"] else []),
            *([d["slot"]] if d["slot"] else []),
            *([_("cash on delivery")] if d["cod"] else []),
        ]
    ),
    "unknown_sku": lambda d: _joined(d["codes"]),
    "unknown_payment": lambda d: d["text"] or _("nothing told"),
    "unknown_delivery": lambda d: d["text"] or _("nothing told"),
    "delivery_unfit": lambda d: _joined([UNFIT[one]() for one in d["missing"]]),
    "wished_date_impossible": _wished,
    "amount_limit": _over,
    "quantity_limit": lambda d: _("%(pieces)s pieces (limit %(limit)s)") % d,
    "order_limit": lambda d: _joined([f"{code} {one['pieces']} / {one['limit']}" for code, one in d["skus"].items()]),
    "gift_text": _gift,
    "mall_total": _amounts,
    "cod_limit": _over,
    "price_unknown": lambda d: _joined(d["codes"]),
    "intake_warning": lambda d: _joined(d["warnings"]),
}


def hold_words(reason: str, detail: Step) -> str:
    """What was found, in a phrase; empty where the reason says all."""
    words = HOLD.get(reason)
    return words(detail) if words and detail else ""


def stop_words(queue: str) -> str:
    """A queue's name."""
    return str(Queue(queue).label)
