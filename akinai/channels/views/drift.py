"""在庫のずれ: where a mall shows another number than it should, why, and what puts it right."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.channels import jobs, queries
from akinai.channels.actions import drifting
from akinai.channels.models import Cause, Connection, Drift
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results
from akinai.core.shell.templatetags.shell import jdate
from akinai.orders.models import SalesChannel

TONES = {
    Cause.MALL_EDIT: "warn",
    Cause.LOST_SEND: "bad",
    Cause.ORDER_NOT_IN: "bad",
    Cause.CODE_MISMATCH: "bad",
    Cause.UNKNOWN: "warn",
}


@door("channels.view")
def drift(request: HttpRequest) -> HttpResponse:
    """The log with its filter, and how each mall is read."""
    asked = request.GET
    state, cause = asked.get("state", "open"), asked.get("cause", "")
    rows = queries.drifts(state=state, cause=cause, channel=asked.get("channel", ""))
    page = paging.page(request, rows, key="-id", per=50)
    for row in page.rows:
        row.said, row.tone = list(_said(row)), TONES[Cause(row.cause)]
    context: dict[str, Any] = {
        "page": page,
        "malls": queries.read_backs(),
        "state": state,
        "cause": cause,
        "causes": Cause.choices,
        "channels": SalesChannel.objects.filter(connection__isnull=False).exclude(connection__adapter=""),
        "states": [("open", _("To be put right")), ("repaired", _("Repaired, read again soon")), ("gone", _("Gone"))],
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/drift.html", context)


def _said(row: Drift) -> Iterator[str]:
    """What speaks for the cause, in sentences."""
    facts = row.facts
    if row.shown is None:
        yield _("The mall knows no such place.")
    if at := facts.get("sent_at"):
        words = {"sent": facts.get("sent"), "at": jdate(dt.datetime.fromisoformat(at))}
        yield _("We sent %(sent)s (%(at)s).") % words
    if facts.get("sold"):
        yield _("Sold since: %(sold)d.") % {"sold": facts["sold"]}
    if facts.get("unanswered"):
        yield _("The mall did not answer.")
    if "before" in facts and row.cause == Cause.LOST_SEND:
        yield _("The number before it was %(before)d.") % {"before": facts["before"]}
    if orders := facts.get("orders"):
        words = {"pieces": facts["pieces"], "numbers": ", ".join(orders)}
        yield _("Orders at the mall that are not here: %(numbers)s (%(pieces)d pieces).") % words
    if other := facts.get("other"):
        yield _("This place belongs to %(code)s.") % {"code": other}
    if facts.get("waiting"):
        yield _("%(pieces)d pieces more come in with the next orders.") % {"pieces": facts["waiting"]}


@require_POST
@door("channels.edit")
def mend(request: HttpRequest) -> HttpResponse:
    """Repair those that were chosen."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdigit()]
    outcome = drifting.mend(ids, actor=actor(request))
    if not outcome.refused:
        done = len(outcome.done)
        words = ngettext("%(n)d difference is being repaired.", "%(n)d differences are being repaired.", done)
        messages.success(request, words % {"n": done})
        return redirect("channels:drift")
    rows = Drift.objects.filter(pk__in=ids).select_related("offer__sku")
    return results.show(
        request,
        outcome,
        title=_("Stock differences"),
        back=reverse("channels:drift"),
        names={row.pk: row.offer.sku.code for row in rows},
    )


@require_POST
@door("channels.edit")
def read(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Have a mall's stock read now, behind the desk's back."""
    get_object_or_404(Connection, pk=connection_id)
    jobs.read_stock.defer(connection_id=connection_id, force=True)
    messages.success(request, _("The stock is being read. What is found stands here in a moment."))
    return redirect("channels:drift")


@require_POST
@door("channels.edit")
def repairs(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Whether repairs are applied by themselves."""
    get_object_or_404(Connection, pk=connection_id)
    try:
        drifting.set_repairs(connection_id, request.POST.get("repairs", ""), actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("channels:drift")
