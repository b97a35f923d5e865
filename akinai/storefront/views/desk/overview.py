"""サイト: what is missing, opening and closing; the legal notice; what search engines are told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import timeline
from akinai.storefront import legal
from akinai.storefront.actions import site as verbs
from akinai.storefront.models import Inquiry
from akinai.storefront.queries import readiness
from akinai.storefront.queries import site as queries
from akinai.storefront.site_forms import DescriptionForm, LegalForm, MaintenanceForm


@door("storefront.view")
def overview(request: HttpRequest) -> HttpResponse:
    """How the site stands, and what is missing before it can open."""
    site = queries.site()
    checks = readiness.checklist(site)
    context = {
        "site": site,
        "checks": checks,
        "blocked": [one for one in checks if one.required and not one.done],
        "maintenance": MaintenanceForm(initial={"words": site.maintenance_words}),
        "description": DescriptionForm(
            initial={"description": site.description, "google_verification": site.google_verification}
        ),
        "waiting": Inquiry.objects.filter(done_at__isnull=True).count(),
        "lines": timeline.lines(["site/1"], 12),
    }
    return render(request, "storefront/desk/overview.html", context)


@door("storefront.edit")
@require_POST
def open_or_close(request: HttpRequest) -> HttpResponse:
    """Open the shop, or take it off the public."""
    try:
        if request.POST.get("what") == "open":
            verbs.open_shop(actor=actor(request))
            messages.success(request, _("The shop is open."))
        else:
            verbs.close_shop(actor=actor(request))
            messages.success(request, _("The shop is closed to the public."))
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, refusal.message)
    return redirect("storefront:overview")


@door("storefront.edit")
@require_POST
def maintenance(request: HttpRequest) -> HttpResponse:
    """Away for a while with words for visitors, and back."""
    form = MaintenanceForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    on = request.POST.get("what") == "on"
    verbs.set_maintenance(on, words, actor=actor(request))
    messages.success(request, _("Visitors see your words now.") if on else _("The shop is back."))
    return redirect("storefront:overview")


@door("storefront.edit")
@require_POST
def describe(request: HttpRequest) -> HttpResponse:
    """What search engines are told."""
    form = DescriptionForm(request.POST)
    if form.is_valid():
        verbs.describe_site(**form.cleaned_data, actor=actor(request))
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("storefront:overview")


@door("storefront.view")
def legal_page(request: HttpRequest) -> HttpResponse:
    """The items of 特定商取引法に基づく表記; empty ones are proposed from what the shop has set up already."""
    site = queries.site()
    proposed = {key: words for key, words in legal.proposals().items() if words and not site.legal.get(key)}
    form = LegalForm(request.POST or None, initial={**site.legal, **proposed})
    if request.method == "POST":
        if not allowed(request.user, "storefront.edit"):
            return refuse(request, "storefront.edit")
        if form.is_valid() and _kept(request, form):
            return redirect("storefront:legal")
    rows = [(item, form[item.key], item.key in proposed) for item in legal.ITEMS]
    context = {"site": site, "form": form, "rows": rows, "missing": legal.missing(site.legal), "proposed": proposed}
    return render(request, "storefront/desk/legal.html", context)


def _kept(request: HttpRequest, form: LegalForm) -> bool:
    try:
        verbs.save_legal(form.cleaned_data, actor=actor(request))
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field, refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True
