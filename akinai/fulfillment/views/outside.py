"""倉庫委託先: instructions out, results in, cancels asked and answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import results
from akinai.core.tables import Unreadable
from akinai.fulfillment import actions, queries
from akinai.fulfillment.models import FileLayout
from akinai.fulfillment.views.asking import names_of, rows_of
from akinai.fulfillment.views.labels import MOST_BYTES


@door("fulfillment.view")
def page(request: HttpRequest) -> HttpResponse:
    """Batches at outside warehouses and their shipments."""
    batches = list(queries.batches(open_only=True).filter(outsourced=True).order_by("-id"))
    found = queries.shipments().select_related("outsourced").filter(batch__in=batches).exclude(state="withdrawn")
    rows = rows_of(request, list(found))
    context = {
        "batches": [
            {"batch": batch, "rows": [r for r in rows if r.shipment.batch_id == batch.pk]} for batch in batches
        ],
        "instructions": FileLayout.objects.filter(kind="instruction"),
        "results": FileLayout.objects.filter(kind="result"),
    }
    return render(request, "fulfillment/outside.html", context)


@require_POST
@door("fulfillment.work")
def instruction(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Write the 出荷指示 of a batch."""
    back = reverse("fulfillment:outside")
    try:
        layout = request.POST.get("layout") or "3pl-instruction"
        export = actions.export_instruction(batch_id, layout=layout, actor=actor(request))
    except (Refused, Unreadable) as refused:
        messages.error(request, str(refused))
        return redirect(back)
    if export.outcome.refused:
        found = list(queries.shipments().filter(batch=batch_id))
        to = reverse("fulfillment:paper", args=[export.paper.pk]) if export.paper else back
        return results.show(request, export.outcome, title=_("Shipping instruction"), back=to, names=names_of(found))
    if export.paper is None:
        messages.warning(request, _("There is nothing to instruct."))
        return redirect(back)
    return redirect("fulfillment:paper", paper_id=export.paper.pk)


@require_POST
@door("fulfillment.work")
def result(request: HttpRequest) -> HttpResponse:
    """Take in 実績: numbers, and 出荷確定 of what went out."""
    upload, back = request.FILES.get("file"), reverse("fulfillment:outside")
    if upload is None or (upload.size or 0) > MOST_BYTES:
        messages.error(request, _("Choose a file of at most 20 MB."))
        return redirect(back)
    try:
        layout = request.POST.get("layout") or "3pl-result"
        outcome = actions.import_result(upload.read(), layout=layout, actor=actor(request))
    except (Unreadable, Refused) as error:
        messages.error(request, str(error))
        return redirect(back)
    if outcome.refused:
        names = {refusal.key: _("Row %(row)s") % {"row": refusal.key} for refusal in outcome.refused}
        return results.show(request, outcome, title=_("Results of the outside warehouse"), back=back, names=names)
    messages.success(request, _("%(count)d rows taken over.") % {"count": len(outcome.done)})
    return redirect(back)
