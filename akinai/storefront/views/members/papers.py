"""Receipts and invoices in my page: the buyer names the addressee once, and can fetch the paper for years."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akinai.orders import actions
from akinai.orders import queries as orders
from akinai.orders.models import DocumentKind, Order
from akinai.storefront import members
from akinai.storefront.views.members.entering import flooded
from akinai.storefront.views.members.owning import back, own

MOST = 30  # papers in an hour


def papers_shown(order: Order) -> dict[str, Any]:
    """What was issued for an order, and what its buyer may have issued now."""
    rows = orders.documents_of([order.pk]).get(order.pk, [])
    corrected = {row.corrects_id for row in rows}
    standing = [row for row in rows if row.pk not in corrected]
    kind = _issuable(order)
    return {
        "papers": standing,
        "paper_kind": kind if kind and kind not in {row.kind for row in standing} else "",
        "paper_addressee": order.buyer_name or order.name,
    }


def _issuable(order: Order) -> str:
    """The kind of paper that this order can have; a receipt only once everything is paid, and to us."""
    if not order.channel.issues_documents or order.cancelled or not order.billed:
        return ""
    if order.payment_method == "invoice":
        return DocumentKind.INVOICE
    paid = order.received >= order.billed and order.payment_method not in actions.COLLECTED_BY_OTHERS
    return DocumentKind.RECEIPT if paid else ""


@never_cache
@require_POST
def issue_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the receipt (invoice) of one's own order, with the addressee and purpose one gives: once."""
    _purchase, one = own(request, number)
    kind = _issuable(one.order)
    wish = actions.Issue(
        order_id=one.order.pk,
        kind=kind or DocumentKind.RECEIPT,
        addressee=request.POST.get("addressee", "").strip()[:100],
        purpose=request.POST.get("purpose", "").strip()[:100],
    )
    done = kind and actions.issue([wish], actor=members.actor_of(request)).done
    if done:
        messages.success(request, _("Your document is ready. You can open it below."))
    else:
        messages.error(request, _("This document cannot be issued now. Please ask us by the contact form."))
    return redirect(back(request, number))


@never_cache
@require_POST
def open_paper(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """The PDF of a paper of one's own order: the first time as it was issued, later marked 再発行."""
    if flooded(request, "papers", most=MOST, seconds=3600):
        messages.error(request, _("Too many tries. Please wait a few minutes and try again."))
        return redirect(back(request, number))
    _purchase, one = own(request, number)
    rows = orders.documents_of([one.order.pk]).get(one.order.pk, [])
    found = next((row for row in rows if row.number == paper), None)
    if found is None:
        raise Http404(paper)
    document, pdf = actions.hand_out(found.pk, actor=members.actor_of(request))
    disposition = content_disposition_header(True, f"{document.number}.pdf") or "attachment"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})
