"""One shipment, and the verbs on one or many."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akinai.core.models import EventRow
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import results
from akinai.fulfillment import actions, queries
from akinai.fulfillment.models import Parcel
from akinai.fulfillment.views.asking import names_of, picked, rows_of, whole
from akinai.fulfillment.words import event_words

Verb = Callable[..., Outcome]


@dataclass(frozen=True)
class Button:
    """A bulk verb: who may, what to run, what to call it."""

    permission: str
    run: Verb
    title: Promise


def _withdraw(ids: list[int], *, actor: str) -> Outcome:
    return actions.withdraw(ids, reason=_("Pulled out on the floor"), actor=actor)


def _accepted(ids: list[int], *, actor: str) -> Outcome:
    return actions.answer_cancel(ids, accepted=True, actor=actor)


def _denied(ids: list[int], *, actor: str) -> Outcome:
    return actions.answer_cancel(ids, accepted=False, actor=actor)


VERBS = {
    "withdraw": Button("fulfillment.work", _withdraw, gettext_lazy("Pull out")),
    "shelve": Button("fulfillment.work", actions.put_back_to_shelf, gettext_lazy("Put back on the shelf")),
    "undo-start": Button("fulfillment.work", actions.undo_start, gettext_lazy("Take work back")),
    "refresh": Button("fulfillment.work", actions.refresh, gettext_lazy("Make papers new")),
    "by-eye": Button("fulfillment.confirm", actions.inspect_by_eye, gettext_lazy("Inspected by eye")),
    "inspect-again": Button("fulfillment.work", actions.inspect_again, gettext_lazy("Inspect again")),
    "confirm": Button("fulfillment.confirm", actions.confirm, gettext_lazy("Confirm shipping")),
    "undo-confirm": Button("fulfillment.undo", actions.undo_confirm, gettext_lazy("Take confirmation back")),
    "delivered": Button("fulfillment.confirm", actions.mark_delivered, gettext_lazy("Delivered")),
    "ask-cancel": Button("fulfillment.work", actions.request_cancel, gettext_lazy("Ask to cancel")),
    "cancel-accepted": Button("fulfillment.work", _accepted, gettext_lazy("Cancel accepted")),
    "cancel-refused": Button("fulfillment.work", _denied, gettext_lazy("Cancel refused")),
    "void-number": Button("fulfillment.work", actions.void_number, gettext_lazy("Void label number")),
}


@require_POST
@door("fulfillment.view")
def do(request: HttpRequest, verb: str) -> HttpResponse:
    """Run a verb on the picked shipments; back where one came from, or row by row what was refused."""
    button = VERBS.get(verb)
    if button is None:
        raise Http404(verb)
    if not allowed(request.user, button.permission):
        return refuse(request, button.permission)
    ids, back = picked(request), _back(request)
    if not ids:
        messages.warning(request, _("Pick something first."))
        return redirect(back)
    outcome = button.run(ids, actor=actor(request))
    if outcome.refused:
        refused = [int(str(refusal.key)) for refusal in outcome.refused]
        found = list(queries.shipments().filter(id__in=refused)) if verb != "void-number" else []
        links = {s.pk: reverse("fulfillment:shipment", args=[s.pk]) for s in found}
        retry = reverse("fulfillment:do", args=[verb])
        return results.show(
            request, outcome, title=button.title, back=back, names=names_of(found), links=links, retry=retry
        )
    messages.success(request, _("%(what)s: %(count)d") % {"what": button.title, "count": len(outcome.done)})
    return redirect(back)


def _back(request: HttpRequest) -> str:
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}):
            return address
    return reverse("fulfillment:batches")


@door("fulfillment.view")
def page(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """Everything about one shipment."""
    found = get_object_or_404(queries.shipments().select_related("outsourced"), pk=shipment_id)
    row = rows_of(request, [found])[0]
    context = {
        "row": row,
        "parcels": Parcel.objects.filter(shipment=found).order_by("id"),
        "events": history(shipment_id),
        "outside": getattr(found, "outsourced", None),
        "open": found.state in ("working", "inspected"),
        "unprinted": found.printed_version != found.version,
        "compensations": _compensations(shipment_id),
    }
    return render(request, "fulfillment/shipment.html", context)


def history(shipment_id: int) -> list[dict[str, Any]]:
    """What happened to a shipment, oldest first, in words."""
    found = []
    for row in EventRow.objects.filter(subject=f"shipment/{shipment_id}").order_by("id"):
        text, tone = event_words(row.name, row.data)
        found.append({"at": row.at, "actor": row.actor, "text": text, "tone": tone})
    return found


def _compensations(shipment_id: int) -> list[dict[str, Any]]:
    """What a person must put right after the last 出荷確定戻し."""
    told = (
        EventRow.objects.filter(
            subject=f"shipment/{shipment_id}", name__in=("fulfillment.shipping_undone", "fulfillment.shipped")
        )
        .order_by("-id")
        .first()
    )
    return list(told.data.get("compensations", [])) if told and told.name.endswith("undone") else []


@require_POST
@door("fulfillment.work")
def divide(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """Take pieces out: into a parcel of their own, or back to the order."""
    pieces = {
        int(name[5:]): count
        for name, text in request.POST.items()
        if name.startswith("line-") and name[5:].isdigit() and (count := whole(str(text)))
    }
    try:
        made = actions.split(shipment_id, pieces, new=request.POST.get("where") != "order", actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fulfillment:shipment", shipment_id=shipment_id)
    messages.success(request, _("The shipment was divided. Print its slip again."))
    return redirect("fulfillment:shipment", shipment_id=made or shipment_id)


@require_POST
@door("fulfillment.work")
def number(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """Bind a label number by hand or scan."""
    outcome, warning = actions.bind_number(shipment_id, request.POST.get("number", ""), actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if warning:
        messages.warning(request, warning)
    if outcome.done:
        messages.success(request, _("The number was taken over."))
    return redirect("fulfillment:shipment", shipment_id=shipment_id)


@require_POST
@door("fulfillment.work")
def slip_again(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """The slip of this shipment alone."""
    found = get_object_or_404(queries.shipments(), pk=shipment_id)
    try:
        paper = actions.print_batch(found.batch_id, kind="slips", shipment_ids=[shipment_id], actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fulfillment:shipment", shipment_id=shipment_id)
    return redirect("fulfillment:paper", paper_id=paper.pk)
