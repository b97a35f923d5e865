"""The list of marked customers and its form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor, actor_names
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.customers import queries
from akinai.customers.actions import FIELDS, Mark, mark, unmark
from akinai.customers.forms import MarkForm
from akinai.customers.models import MarkedCustomer


@door("orders.view")
def marked_list(request: HttpRequest) -> HttpResponse:
    """Marked customers, the newest first. Only who may see personal data may search for it."""
    asked = request.GET.get("q", "").strip()[:200] if allowed(request.user, "personal.view") else ""
    page = paging.page(request, queries.marked_list(asked), key="-id", per=50)
    names = actor_names({row.created_by for row in page.rows if row.created_by})
    return render(request, "customers/marked_list.html", {"page": page, "q": asked, "names": names})


@door("orders.edit")
def marked_form(request: HttpRequest, marked_id: int | None = None) -> HttpResponse:
    """Mark a customer, or change the marks of one. An order's page may fill it (`?name=…&phone=…`)."""
    row = get_object_or_404(MarkedCustomer, pk=marked_id) if marked_id else None
    initial = {name: getattr(row, name) for name in FIELDS} if row else {n: request.GET.get(n, "") for n in FIELDS}
    form = MarkForm(request.POST or None, initial=initial)
    if row is not None and request.method == "GET":
        log_access(actor=actor(request), what="customers.marked", subject=f"marked-customer/{row.pk}")
    if request.method == "POST" and form.is_valid():
        outcome = mark([Mark(**form.cleaned_data, id=marked_id)], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("customers:marked")
        for refusal in outcome.refused:
            form.add_error(refusal.field or None, refusal.message)
    return render(request, "customers/marked_form.html", {"form": form, "row": row})


@door("orders.edit")
@require_POST
def marked_remove(request: HttpRequest) -> HttpResponse:
    """Take the marks off the picked customers."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 18]
    n = len(unmark(ids, actor=actor(request)).done)
    messages.success(request, ngettext("%(n)s mark removed.", "%(n)s marks removed.", n) % {"n": n})
    return redirect("customers:marked")
