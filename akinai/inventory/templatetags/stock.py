"""How movements are drawn."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def document_link(document: str) -> SafeString | str:
    """A document as a person calls it, linked when it has a page ("order/12")."""
    kind, _slash, number = document.partition("/")
    words = {"order": _("Order"), "shipment": _("Shipment"), "arrival": _("Arrival"), "transfer": _("Move")}
    if not document:
        return "—"
    text = f"{words.get(kind, kind)} {number}"
    if kind == "order" and number.isdigit():
        try:
            return format_html('<a href="{}">{}</a>', reverse("orders:order", args=[int(number)]), text)
        except NoReverseMatch:
            return text
    return text


@register.simple_tag
def counted(change: int, after: int) -> SafeString | str:
    """A counter before and after, when it changed: 5 → 3."""
    if not change:
        return ""
    return format_html('<span class="muted">{} →</span> <b>{}</b>', f"{after - change:,}", f"{after:,}")
