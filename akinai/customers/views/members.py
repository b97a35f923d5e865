"""会員: the list and the page of one, what is kept about them as a file, and erasing it."""

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.masking import masked
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import paging
from akinai.customers import actions, queries
from akinai.customers.models import Customer

STATES = ("", "unconfirmed", "left", "all")


@door("members.view")
def member_list(request: HttpRequest) -> HttpResponse:
    """Members, the newest first. Only who may see personal data may search for it."""
    may_search = allowed(request.user, "personal.view")
    asked = request.GET.get("q", "").strip()[:200] if may_search else ""
    state = request.GET.get("state", "")
    rows = queries.members(asked, state=state if state in STATES else "")
    page = paging.page(request, rows, key="-id", per=50)
    labels = {"": _("Member"), "unconfirmed": _("Address not proven"), "left": _("Left"), "all": _("All")}
    chips = [(name, label, name == state) for name, label in labels.items()]
    return render(request, "customers/members.html", {"page": page, "q": asked, "state": state, "chips": chips})


@door("members.view")
def member(request: HttpRequest, customer_id: int) -> HttpResponse:
    """One member: facts, addresses, consents, the shop's memo. Seeing them in full is noted."""
    row = get_object_or_404(Customer.objects.select_related("user"), pk=customer_id)
    if request.method == "POST":
        return _keep_memo(request, row)
    if not masked(request.user):
        log_access(actor=actor(request), what="members.seen", subject=f"customer/{row.pk}")
    context = {
        "member": row,
        "addresses": queries.addresses(row),
        "consents": row.consents.order_by("-at", "-id")[:100],
        "purposes": purposes(),
    }
    return render(request, "customers/member.html", context)


def _keep_memo(request: HttpRequest, row: Customer) -> HttpResponse:
    if not allowed(request.user, "members.edit"):
        return refuse(request, "members.edit")
    try:
        actions.set_memo(row.pk, request.POST.get("memo", ""), actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("customers:member", customer_id=row.pk)


def purposes() -> dict[str, str]:
    """What one can agree to, in words."""
    return {
        "terms": _("Terms of use"),
        "privacy": _("Privacy policy"),
        "mail_magazine": _("Mails with news and offers"),
    }


@door("members.edit")
@require_POST
def export(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Everything kept about a member, as a file (開示請求). Only for those who see personal data in full."""
    if masked(request.user):
        return refuse(request, "personal.view")
    row = get_object_or_404(Customer.objects.select_related("user"), pk=customer_id)
    log_access(actor=actor(request), what="members.export", subject=f"customer/{row.pk}")
    text = json.dumps(queries.dossier(row), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = f"member-{row.pk}-{clock.today():%Y%m%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@door("members.edit")
@require_POST
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Erase what no law keeps (消去の請求, or the shop ends with them)."""
    if masked(request.user):
        return refuse(request, "personal.view")
    if actions.erase([customer_id], actor=actor(request)):
        log_access(actor=actor(request), what="members.erase", subject=f"customer/{customer_id}")
        messages.success(request, _("The member's personal data is erased. Orders stay."))
    return redirect("customers:member", customer_id=customer_id)
