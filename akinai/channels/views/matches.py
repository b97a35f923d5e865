"""What a mall has and which of our SKUs each place is; what is only there, and what is only here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.channels import jobs
from akinai.channels.actions import listings
from akinai.channels.models import MallItem, Progress, Task
from akinai.channels.queries import listings as queries
from akinai.channels.views.listings import of
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results


@door("channels.view")
def matches(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Places to be decided, mapped, set aside or not found; and our SKUs that the mall has not."""
    connection = of(connection_id)
    state, q = request.GET.get("state", "open"), request.GET.get("q", "").strip()
    here = state == "here"
    rows: Any = queries.here_only(connection) if here else queries.items(connection, state=state, q=q)
    page = paging.page(request, rows.order_by(), key="id", per=50)
    reasons = {
        "code": (_("Same code"), "good"),
        "code_key": (_("Same code, written otherwise"), "good"),
        "variant": (_("The mall's variant code"), "accent"),
        "jan": (_("Same JAN"), "accent"),
        "title": (_("Similar title"), "warn"),
    }
    if not here:
        for row in page.rows:
            row.said = reasons.get(row.reason)
    context = {
        "connection": connection,
        "channel": connection.channel,
        "page": page,
        "here": here,
        "state": state,
        "q": q,
        "states": [
            ("open", _("To be decided")),
            ("mapped", _("Matched with our SKU")),
            ("ignored", _("Not ours")),
            ("missed", _("Not found last time")),
            ("here", _("Only here")),
        ],
        "progress": Progress.objects.filter(connection=connection, task=Task.OFFERS).first(),
        "may_edit": allowed(request.user, "channels.edit"),
        "tab": "matches",
    }
    return render(request, "channels/listing_matches.html", context)


@require_POST
@door("channels.edit")
def decide(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Accept or set aside the chosen places. `sku.<id>`: the code of our SKU a person wrote."""
    connection = of(connection_id)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    how = request.POST.get("how", "accept")
    back = reverse("channels:listing_matches", args=[connection.pk])
    if how in ("ignore", "again"):
        outcome = listings.ignore(connection.pk, ids, back=how == "again", actor=actor(request))
    else:
        given = {pk: code for pk in ids if (code := request.POST.get(f"sku.{pk}", "").strip())}
        outcome = listings.accept(connection.pk, ids, skus=given, actor=actor(request))
    if outcome.refused:
        names = {one.pk: one.title or one.code for one in MallItem.objects.filter(pk__in=ids)}
        return results.show(request, outcome, title=_("Matches"), back=back, names=names)
    count = len(outcome.done)
    messages.success(request, ngettext("%(n)d place decided.", "%(n)d places decided.", count) % {"n": count})
    return redirect(back)


@require_POST
@door("channels.edit")
def read(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Have the mall's list read now, behind the desk's back."""
    connection = of(connection_id)
    jobs.read_offers.defer(connection_id=connection.pk, force=True)
    messages.success(request, _("The mall's list is being read. What is found stands here in a moment."))
    return redirect("channels:listing_matches", connection.pk)


@require_POST
@door("channels.edit")
def exact(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Whether the very same codes are matched by themselves."""
    connection = of(connection_id)
    listings.accept_exact(connection.pk, request.POST.get("exact") == "yes", actor=actor(request))
    messages.success(request, _("Saved."))
    return redirect("channels:listing_matches", connection.pk)
