"""How parts of orders are drawn."""

from typing import Any

from django import template
from django.http import QueryDict
from django.utils.translation import gettext as _

from akinai.core.japan.postal import format_postal
from akinai.core.people.masking import personal
from akinai.orders import wording
from akinai.orders.models import Queue

register = template.Library()


@register.filter
def slot(code: str) -> str:
    """A wished time of day in words."""
    return str(wording.SLOTS.get(code, code))


@register.filter
def postal(code: str) -> str:
    """1050011 → 〒105-0011"""
    return f"〒{format_postal(code)}" if code else ""


@register.filter
def queue_label(queue: str) -> str:
    """Where an order stands."""
    return str(Queue(queue).label)


@register.filter
def queue_tone(queue: str) -> str:
    """The tone of the badge that says so."""
    return wording.TONES.get(Queue(queue), "")


@register.filter
def field_label(name: str) -> str:
    """A column as a person calls it."""
    return wording.field_name(name)


@register.simple_tag(takes_context=True)
def told(context: template.Context, name: str, content: Any, currency: str = "JPY") -> str:
    """A column's value in words, personal data as this person may see it."""
    text = wording.value(name, content, currency)
    kind = wording.PERSONAL.get(name)
    return personal(context["request"].user, text, kind) if kind and text != "—" else text


@register.simple_tag
def special(query: QueryDict) -> str:
    """The words for a list that a number of the home page leads to."""
    due = {"today": _("To ship today"), "overdue": _("Ship date past")}
    did = {"placed": _("Came in"), "paid": _("Paid"), "shipped": _("Shipped"), "cancelled": _("Cancelled")}
    what, _colon, on = query.get("did", "").partition(":")
    if what:
        return f"{wording.day(on) if on else _('Today')}: {did.get(what, what)}"
    return due.get(query.get("due", ""), "")


@register.filter
def percent(basis_points: int) -> str:
    """1000 → 10"""
    return f"{basis_points / 100:g}"


@register.filter
def mail_tone(state: str) -> str:
    """The tone of a mail's state."""
    return {"sent": "good", "failed": "bad", "unknown": "bad", "held": "warn", "retrying": "warn"}.get(state, "")


@register.filter
def hand_name(kind: str) -> str:
    """A template for mails by hand, as a person calls it; the shop's own by their last word."""
    known = {
        "orders.hand.waiting": _("Apology: waiting for an arrival"),
        "orders.hand.out_of_stock": _("Apology: out of stock"),
        "orders.hand.delay": _("Apology: late shipping"),
        "orders.hand.ask": _("Question about the order"),
        "orders.hand.reminder": _("Reminder to pay"),
    }
    return known.get(kind, kind.rpartition(".")[2])


@register.filter
def braced(name: str) -> str:
    """number → {number}, as a template writes it."""
    return f"{{{name}}}"
