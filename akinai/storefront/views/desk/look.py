"""デザイン: the look, tried beside the form before anybody else sees it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.models import EventRow
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.storefront import events, theme
from akinai.storefront.actions import site as verbs
from akinai.storefront.models import ContentPage, Site
from akinai.storefront.queries import site as queries
from akinai.storefront.site_forms import ThemeForm


@door("storefront.view")
def look(request: HttpRequest) -> HttpResponse:
    """The form and the preview."""
    site = queries.site()
    values = theme.complete(site.draft_theme if site.draft_theme is not None else site.theme)
    return _page(request, site, ThemeForm(initial=values), values)


def _page(request: HttpRequest, site: Site, form: ThemeForm, values: dict[str, Any]) -> HttpResponse:
    context = {
        "site": site,
        "form": form,
        "blocks": _blocks(values["top"]),
        "warnings": theme.check(values).warnings,
        "shown_at": _shown_at(request),
        "places": _places(),
        "may_undo": EventRow.objects.filter(subject=verbs.SUBJECT, name=events.ThemePublished.name).exists(),
    }
    return render(request, "storefront/desk/look.html", context)


def _blocks(top: list[str]) -> list[dict[str, Any]]:
    """Every block of the top page: those shown in their order, then the others."""
    order = [*top, *(one for one in theme.BLOCKS if one not in top)]
    return [{"key": key, "label": theme.BLOCKS[key], "shown": key in top, "n": n} for n, key in enumerate(order, 1)]


def _places() -> list[tuple[str, str]]:
    """Pages the preview can show."""
    places = [(reverse("shop:home"), _("Top page"))]
    product = queries.shown_products().order_by("-id").first()
    if product:
        places.append((reverse("shop:product", args=[product.code]), _("A product")))
    page = queries.live_pages(ContentPage.Kind.PAGE).first()
    if page:
        places.append((reverse("shop:content", args=[page.slug]), _("A page")))
    places.append((reverse("shop:news"), _("News")))
    return places


def _shown_at(request: HttpRequest) -> str:
    asked = request.GET.get("at", "")
    return asked if asked in dict(_places()) else reverse("shop:home")


def _top(request: HttpRequest) -> list[str]:
    """The blocks picked, by the numbers beside them."""
    picked = [one for one in request.POST.getlist("top") if one in theme.BLOCKS]

    def place(block: str) -> int:
        asked = request.POST.get(f"place-{block}", "")
        return int(asked) if asked.isdecimal() and len(asked) < 4 else 999

    return sorted(picked, key=place)


@door("storefront.edit")
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep the draft. With `Accept: application/json` (the page's script) answers {css, warnings, errors}."""
    site = queries.site()
    form = ThemeForm(request.POST, initial=theme.complete(site.draft_theme or site.theme))
    warnings: list[str] = []
    top = _top(request)
    if form.is_valid():
        try:
            warnings = verbs.save_theme_draft(form.values(top), actor=actor(request))
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    if request.headers.get("Accept") == "application/json":
        return _told(form, warnings)
    if form.errors:
        return _page(request, site, form, {**theme.complete(site.theme), "top": top})
    for warning in warnings:
        messages.warning(request, warning)
    messages.success(request, _("The draft is kept."))
    return redirect("storefront:look")


def _told(form: ThemeForm, warnings: list[str]) -> JsonResponse:
    if form.errors:
        return JsonResponse({"errors": {name: list(errors) for name, errors in form.errors.items()}}, status=422)
    found = theme.of(queries.site().draft_theme or {})
    return JsonResponse({"css": f"{reverse('shop:theme_css')}?v={found.digest}", "warnings": warnings})


@door("storefront.edit")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Publish the draft, throw it away, or bring back the look before."""
    what, who = request.POST.get("what"), actor(request)
    try:
        if what == "publish" and verbs.publish_theme(actor=who):
            messages.success(request, _("Visitors see the new look."))
        elif what == "discard" and verbs.discard_theme_draft(actor=who):
            messages.success(request, _("The draft was thrown away."))
        elif what == "undo" and verbs.undo_theme(actor=who):
            messages.success(request, _("The look before is back."))
        else:
            messages.info(request, _("Nothing to do."))
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, refusal.message)
    return redirect("storefront:look")
