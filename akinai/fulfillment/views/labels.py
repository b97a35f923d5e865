"""送り状: label data out, issued labels in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.tables import Unreadable
from akinai.fulfillment import actions, queries
from akinai.fulfillment.models import FileLayout, Shipment
from akinai.fulfillment.views.asking import names_of, whole

MOST_BYTES = 20 * 1024 * 1024


@require_POST
@door("fulfillment.work")
def export(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Write the label file of a batch; shows what was left out, with the file to be fetched."""
    try:
        done = actions.export_labels(batch_id=batch_id, layout=request.POST.get("layout", ""), actor=actor(request))
    except (Refused, Unreadable) as refused:
        messages.error(request, str(refused))
        return redirect("fulfillment:batch", batch_id=batch_id)
    if done.paper is not None and not done.outcome.refused and not done.warnings:
        return redirect("fulfillment:paper", paper_id=done.paper.pk)
    found = list(queries.shipments().filter(id__in=[r.key for r in [*done.outcome.refused, *done.warnings]]))
    context = {
        "done": done,
        "names": names_of(found),
        "back": reverse("fulfillment:batch", args=[batch_id]),
    }
    return render(request, "fulfillment/label_result.html", context)


@door("fulfillment.work")
def numbers(request: HttpRequest) -> HttpResponse:
    """Take in 発行済データ; each row that was not taken over is named."""
    layouts = FileLayout.objects.filter(kind="labels")
    context: dict[str, object] = {"layouts": layouts, "back": request.GET.get("batch", "")}
    if request.method == "POST":
        upload = request.FILES.get("file")
        context["chosen"] = request.POST.get("layout", "")
        if upload is None or (upload.size or 0) > MOST_BYTES:
            context["error"] = _("Choose a file of at most 20 MB.")
        else:
            try:
                context["result"] = actions.import_issued(
                    upload.read(),
                    layout=str(context["chosen"]),
                    key_column=_column(request.POST.get("key_column", "")),
                    tracking_column=_column(request.POST.get("tracking_column", "")),
                    actor=actor(request),
                )
            except (Unreadable, Refused) as error:
                context["error"] = str(error)
    context["missing"] = (
        Shipment.objects.filter(state__in=("working", "inspected"), labels_exported_at__isnull=False)
        .exclude(parcel_rows__voided_at=None, parcel_rows__isnull=False)
        .count()
    )
    return render(request, "fulfillment/numbers.html", context)


def _column(text: str) -> str | int | None:
    return whole(text) or text.strip() or None
