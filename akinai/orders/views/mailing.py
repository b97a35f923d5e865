"""Mails by hand, to one buyer or to many: written once, read as each buyer will, sent on one press."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akinai.core import mail
from akinai.core.models import MailTemplate
from akinai.core.models.shop import Shop
from akinai.core.people.actors import actor
from akinai.core.people.masking import personal
from akinai.core.people.permissions import door
from akinai.orders import actions
from akinai.orders.models import Order
from akinai.orders.views import many

MOST = 2_000
# Kinds of templates that a person chooses from when writing by hand.
HAND = "orders.hand."
FIELDS = (
    "number", "channel_number", "channel", "name", "recipient", "ordered_at", "lines", "billed", "payment",
    "ship_date", "wished_date", "shop", "signature",
)  # fmt: skip


@dataclass
class Audience:
    """To whom a mail would go: those who get it, and those who can't, with the reason."""

    orders: list[Order]
    getting: list[Order] = field(default_factory=list)
    not_getting: list[tuple[Order, str]] = field(default_factory=list)


def audience(ids: list[int]) -> Audience:
    """The orders in the order they were picked, parted by whether a mail can go out. Two statements."""
    found = Order.objects.select_related("channel").in_bulk(ids[:MOST])
    shop_mail = Shop.objects.values_list("email", flat=True).first() or ""
    who = Audience([found[one] for one in ids[:MOST] if one in found])
    for order in who.orders:
        if "@" not in order.buyer_email.strip("@"):
            who.not_getting.append((order, _("no mail address")))
        elif order.channel.mode != "live":
            who.not_getting.append((order, _("%(name)s only imports") % {"name": order.channel.name}))
        elif not (order.channel.sender_address or shop_mail):
            who.not_getting.append((order, _("%(name)s has no sender") % {"name": order.channel.name}))
        else:
            who.getting.append(order)
    return who


def starters() -> dict[str, MailTemplate]:
    """The templates for mails by hand, by kind, in the user's language if there is one."""
    language = (get_language() or "ja")[:2]
    found: dict[str, MailTemplate] = {}
    for row in MailTemplate.objects.filter(kind__startswith=HAND, channel="").order_by("id"):
        if row.kind not in found or row.language == language:
            found[row.kind] = row
    return found


@door("orders.mail")
def write(request: HttpRequest) -> HttpResponse:
    """Write, look at it as one buyer after the other will read it, send."""
    ids = many.picked(request) or [int(one) for one in request.GET.getlist("ids") if one.isdigit() and len(one) < 19]
    if not ids:
        return redirect("orders:list")
    who, templates = audience(ids), starters()
    subject, body = request.POST.get("subject", "").strip(), request.POST.get("body", "").strip()
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    # A template that was chosen just now replaces the words; sending and looking keep them.
    if ("choose" in request.POST or not body) and (
        chosen := templates.get(kind) or next(iter(templates.values()), None)
    ):
        kind, subject, body = chosen.kind, chosen.subject, chosen.body
    if "send" in request.POST:
        return _send(request, who, kind, subject, body, templates)
    at = int(request.POST["at"]) if request.POST.get("at", "").isdigit() else 0
    at += {"next": 1, "prev": -1}.get(request.POST.get("look", ""), 0)
    return _draw(request, who, kind, subject, body, templates, at)


def _draw(
    request: HttpRequest,
    who: Audience,
    kind: str,
    subject: str,
    body: str,
    templates: dict[str, MailTemplate],
    at: int,
    error: str = "",
) -> HttpResponse:
    preview: dict[str, Any] = {}
    at = at % len(who.getting) if who.getting else 0
    if who.getting and not error:
        order = who.getting[at]
        try:
            title, text = actions.render_mail(order.pk, subject=subject, body=body)
            to = personal(request.user, order.buyer_email, "mail")
            preview = {"order": order, "subject": title, "body": text, "to": to, "at": at + 1}
        except mail.UnknownField as unknown:
            error = str(unknown)
    context = {
        "who": who,
        "kind": kind,
        "subject": subject,
        "body": body,
        "templates": templates,
        "preview": preview,
        "error": error,
        "at": at,
        "fields": FIELDS,
        "back": many.back_of(request),
        "too_many": len(who.orders) >= MOST,
    }
    return render(request, "orders/mail.html", context, status=422 if error else 200)


def _send(
    request: HttpRequest, who: Audience, kind: str, subject: str, body: str, templates: dict[str, MailTemplate]
) -> HttpResponse:
    if not subject or not body:
        return _draw(request, who, kind, subject, body, templates, 0, _("A mail needs a subject and a text."))
    ids = [order.pk for order in who.orders]
    name = kind.removeprefix("orders.") or "hand"
    try:
        outcome = actions.send_mail(ids, subject=subject, body=body, template_kind=name, actor=actor(request))
    except mail.UnknownField as unknown:
        return _draw(request, who, kind, subject, body, templates, 0, str(unknown))
    return many.show(request, outcome, title=_("Mail to buyers"), back=many.back_of(request))
