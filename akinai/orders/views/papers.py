"""領収書・請求書: looked for, issued from an order, handed out, corrected, taken out together with an index."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.orders import actions, queries
from akinai.orders.models import DocumentKind, IssuedDocument, Order

ISSUED_BY_HAND = (DocumentKind.RECEIPT, DocumentKind.INVOICE)


class DocumentSearch(forms.Form):
    """Day, amount and counterparty, in any combination (電子帳簿保存法)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *DocumentKind.choices]
    )
    since = forms.DateField(
        label=gettext_lazy("Day from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Day to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    least = forms.IntegerField(label=gettext_lazy("Amount from"), required=False, min_value=0)
    most = forms.IntegerField(label=gettext_lazy("Amount to"), required=False, min_value=0)
    name = forms.CharField(label=gettext_lazy("Addressee"), required=False, max_length=100)

    def wanted(self) -> queries.Wanted:
        """The search; what can't be understood asks for nothing (its field says so)."""
        found = self.cleaned_data if self.is_bound else {}
        return queries.Wanted(**{name: value for name, value in found.items() if value not in (None, "")})


class CorrectForm(forms.Form):
    """What is put right, and why."""

    addressee = forms.CharField(label=gettext_lazy("Addressee"), max_length=100)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=100)
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=200)


@door("documents.view")
def documents(request: HttpRequest) -> HttpResponse:
    """The register of issued documents."""
    form = DocumentSearch(request.GET or None)
    form.is_valid()
    page = paging.page(request, queries.documents(form.wanted()), key="-id", per=50)
    numbers = dict(
        Order.objects.filter(id__in=[one for row in page.rows for one in row.orders]).values_list("id", "number")
    )
    context = {
        "form": form,
        "page": page,
        "numbers": numbers,
        "may_see": allowed(request.user, "personal.view"),
        "searched": bool(request.GET),
    }
    return render(request, "orders/documents.html", context)


@door("documents.view")
def document_archive(request: HttpRequest) -> HttpResponse:
    """The documents of a search as a ZIP with its index."""
    form = DocumentSearch(request.GET or None)
    form.is_valid()
    rows = queries.documents(form.wanted())
    log_access(actor=actor(request), what="documents.export", count=rows.count())
    name = f"{_('documents')}_{clock.today():%Y%m%d}.zip"
    return _download(queries.archive(rows), name, "application/zip")


@require_POST
@door("documents.issue")
def issue_document(request: HttpRequest, order_id: int) -> HttpResponse:
    """Issue a receipt or an invoice of one order."""
    order = get_object_or_404(Order, pk=order_id)
    if request.POST.get("kind") not in ISSUED_BY_HAND:
        raise Http404(request.POST.get("kind"))
    wish = actions.Issue(
        order_id=order.pk,
        kind=request.POST["kind"],
        addressee=request.POST.get("addressee", "")[:100],
        purpose=request.POST.get("purpose", "")[:100],
        even_so=request.POST.get("even_so") == "1",
    )
    outcome = actions.issue([wish], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        number = IssuedDocument.objects.get(pk=outcome.done[0]).number
        messages.success(request, _("%(number)s was issued.") % {"number": number})
    return redirect("orders:order", order.pk)


@require_POST
@door("documents.view")
def hand_out(request: HttpRequest, document_id: int) -> HttpResponse:
    """The PDF: the first time as it was issued, then marked 再発行. A POST, as each time is noted."""
    try:
        printed = request.POST.get("printed") == "1"
        document, pdf = actions.hand_out(document_id, printed=printed, actor=actor(request))
    except IssuedDocument.DoesNotExist:
        raise Http404(document_id) from None
    return _download(pdf, f"{document.number}.pdf", "application/pdf")


@door("documents.issue")
def correct_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Issue a document anew in place of a wrong one."""
    old = get_object_or_404(IssuedDocument, pk=document_id)
    first = {"addressee": old.addressee, "purpose": old.purpose}
    form = CorrectForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(old.pk, **form.cleaned_data, actor=actor(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The corrected document was issued."))
            return redirect("orders:order", old.orders[0])
    return render(request, "orders/document_correct.html", {"form": form, "document": old})


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(True, name)
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition or "attachment"})


def documents_panel(request: HttpRequest, order: Order) -> dict[str, Any] | None:
    """What was issued for an order, and what can be; nothing where the mall issues its own."""
    rows = queries.documents_of([order.pk]).get(order.pk, [])
    if not rows and not order.channel.issues_documents:
        return None
    corrected = {row.corrects_id for row in rows if row.corrects_id}
    standing = {row.kind for row in rows if row.pk not in corrected}
    return {
        "rows": [(row, row.pk in corrected) for row in rows],
        "kinds": [kind for kind in ISSUED_BY_HAND if kind not in standing],
        "addressee": f"{order.buyer_name or order.name} 様",
        "purpose": "お品代として",
        "collected": order.payment_method in actions.COLLECTED_BY_OTHERS,
        "may_issue": allowed(request.user, "documents.issue") and not order.cancelled,
    }
