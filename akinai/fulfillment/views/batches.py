"""Batches: the list, and the page of one with its progress, papers, labels, numbers and shipments."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import paging, results
from akinai.fulfillment import actions, queries
from akinai.fulfillment.models import FileLayout, PrintedPaper
from akinai.fulfillment.views.asking import names_of, rows_of, stored, whole

KINDS = ("batch", "pick_total", "pick_orders", "slips")


def paper_words() -> dict[str, str]:
    """Kinds of papers as people call them."""
    return {
        "batch": _("All papers"),
        "pick_total": _("Total pick list"),
        "pick_orders": _("Pick list by order"),
        "slips": _("Delivery slips"),
        "handover": _("Handover list"),
        "withdrawal": _("Withdrawal list"),
        "labels": _("Label data"),
        "instruction": _("Shipping instruction"),
    }


@door("fulfillment.view")
def table(request: HttpRequest) -> HttpResponse:
    """Batches, newest first; those with work in them by default."""
    every = request.GET.get("all") == "1"
    page = paging.page(request, queries.batches(open_only=not every))
    return render(request, "fulfillment/batches.html", {"page": page, "every": every, "board": queries.board()})


@door("fulfillment.view")
def page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch."""
    batch = get_object_or_404(queries.batches(), pk=batch_id)
    found = list(queries.shipments().filter(batch=batch_id).order_by("sequence"))
    rows = rows_of(request, found)
    layouts = FileLayout.objects.filter(kind="labels")
    context = {
        "batch": batch,
        "rows": rows,
        "faults": [row for row in rows if row.fault],
        "stale": [row for row in rows if row.stale],
        "papers": _papers(batch_id),
        "kinds": [(kind, paper_words()[kind]) for kind in KINDS],
        "layouts": layouts,
        "unnumbered": sum(1 for row in rows if row.shipment.state in ("working", "inspected") and not row.numbers),
        "unprinted": sum(1 for row in rows if row.shipment.state == "working" and _unprinted(row.shipment)),
    }
    return render(request, "fulfillment/batch.html", context)


def _unprinted(shipment: object) -> bool:
    return bool(shipment.printed_version != shipment.version)  # type: ignore[attr-defined]


def _papers(batch_id: int) -> list[dict[str, object]]:
    words = paper_words()
    found = PrintedPaper.objects.filter(batch=batch_id).order_by("-id")[:30]
    return [{"paper": paper, "name": words.get(paper.kind, paper.kind)} for paper in found]


@door("fulfillment.view")
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The bar of a batch, asked for again while work is in it."""
    batch = get_object_or_404(queries.batches(), pk=batch_id)
    return render(request, "fulfillment/parts/batch_bar.html", {"batch": batch})


@require_POST
@door("fulfillment.work")
def make_paper(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Make a paper and open it; with pages, those again."""
    kind = request.POST.get("kind", "batch")
    first, last = whole(request.POST.get("first")), whole(request.POST.get("last"))
    try:
        paper = actions.print_batch(
            batch_id,
            kind=kind if kind in KINDS else "batch",
            pages=(first or 1, last or 100_000) if first or last else None,
            actor=actor(request),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fulfillment:batch", batch_id=batch_id)
    return redirect("fulfillment:paper", paper_id=paper.pk)


@door("fulfillment.view")
def paper(request: HttpRequest, paper_id: int) -> FileResponse | HttpResponse:
    """A paper or file made before. Names and addresses stand on it: only for those who see or pack them."""
    if not (allowed(request.user, "personal.view") or allowed(request.user, "fulfillment.work")):
        return refuse(request, "personal.view")
    found = get_object_or_404(PrintedPaper, pk=paper_id)
    if not default_storage.exists(found.file):
        raise Http404(found.file)
    log_access(actor=actor(request), what=f"fulfillment.{found.kind}", subject=f"paper/{paper_id}", count=found.pages)
    return stored(found.file)


@require_POST
@door("fulfillment.work")
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """作業戻し of what a batch still has in work."""
    found = list(queries.shipments().filter(batch=batch_id))
    outcome = actions.undo_start(batch_id=batch_id, actor=actor(request))
    back = reverse("fulfillment:batch", args=[batch_id])
    if outcome.refused:
        return results.show(request, outcome, title=_("Take work back"), back=back, names=names_of(found))
    messages.success(request, _("%(count)d shipments were taken back.") % {"count": len(outcome.done)})
    return redirect(back)
