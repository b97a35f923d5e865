"""Pages, news and articles: the list, the form with the editor, publishing."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.outcome import Outcome, Refusal
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging, results, timeline
from akinai.core.shell.middleware import POLICY
from akinai.storefront.actions import content as verbs
from akinai.storefront.models import ContentPage
from akinai.storefront.site_forms import KINDS, ContentForm


def with_editor(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the rich text editor: Trix adds two <style> elements, which get a nonce of this answer alone."""
    nonce = secrets.token_urlsafe(16)
    response = render(request, template, {**context, "nonce": nonce})
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "style-src 'self'", f"style-src 'self' 'nonce-{nonce}'"
    )
    return response


def ids_of(request: HttpRequest, name: str = "ids") -> list[int]:
    """The numbers posted under a name, in order."""
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 18]


@door("storefront.view")
def page_list(request: HttpRequest) -> HttpResponse:
    """Every page by kind, newest first, with how it stands."""
    kind = request.GET.get("kind", "")
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = ContentPage.objects.all()
    counts = {key: rows.filter(kind=key).count() for key in KINDS}
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if asked:
        rows = rows.filter(title__icontains=asked)
    page = paging.page(request, rows, key="-id", per=50)
    context = {
        "page": page,
        "lines": [(row, *standing(row)) for row in page.rows],
        "kind": kind,
        "q": asked,
        "kinds": [(key, label, counts[key]) for key, label in KINDS.items()],
        "all": sum(counts.values()),
    }
    return render(request, "storefront/desk/pages.html", context)


def standing(row: Any) -> tuple[str, str]:
    """How a page or banner stands now, in a word, with its tone."""
    now = clock.now()
    if row.end_at and row.end_at <= now:
        return _("Over"), ""
    if isinstance(row, ContentPage) and row.publish_at is None:
        return _("Draft"), "warn"
    if row.publish_at and row.publish_at > now:
        return _("Waiting for its time"), "info"
    return _("Shown"), "good"


def address(row: ContentPage) -> str:
    """Where visitors read it."""
    name = {"page": "shop:content", "news": "shop:news_one", "article": "shop:article"}[row.kind]
    return reverse(name, args=[row.slug])


@door("storefront.edit")
def page_form(request: HttpRequest, page_id: int | None = None) -> HttpResponse:
    """Write a page. `publish`, `withdraw` and `save` are the form's buttons."""
    row = get_object_or_404(ContentPage, pk=page_id) if page_id else None
    kind = row.kind if row else request.POST.get("kind") or request.GET.get("kind", "page")
    kind = kind if kind in KINDS else "page"
    form = ContentForm(request.POST or None, initial=_first(row, kind), fixed=bool(row and row.fixed))
    if request.method == "POST" and form.is_valid():
        outcome = verbs.save_pages([verbs.PageEdit(0, _values(request, form, kind), page_id)], actor=actor(request))
        if not outcome.refused:
            return _done(request, outcome.done[0])
        _explain(form, outcome.refused)
    context = {
        "row": row,
        "form": form,
        "kind": kind,
        "kind_label": KINDS[kind],
        "standing": standing(row) if row else None,
        "address": address(row) if row else "",
        "lines": timeline.lines([f"content/{row.pk}"], 10) if row else [],
    }
    return with_editor(request, "storefront/desk/page_form.html", context)


def _first(row: ContentPage | None, kind: str) -> dict[str, Any]:
    if row is None:
        return {} if kind == "page" else {"slug": f"{clock.today():%Y%m%d}"}
    names = ("title", "slug", "body", "summary", "publish_at", "end_at")
    return {name: getattr(row, name) for name in names} | {"image": row.image_id}


def _values(request: HttpRequest, form: ContentForm, kind: str) -> dict[str, Any]:
    values = form.values() | {"kind": kind}
    if request.POST.get("what") == "publish":
        values["publish_at"] = clock.now()
    elif request.POST.get("what") == "withdraw":
        values["publish_at"] = values["end_at"] = None
    return values


def _explain(form: Any, refusals: list[Refusal]) -> None:
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _done(request: HttpRequest, page_id: int) -> HttpResponse:
    if request.POST.get("what") == "look":
        return redirect(_preview(ContentPage.objects.get(pk=page_id)))
    messages.success(request, _("Saved."))
    return redirect("storefront:page", page_id)


def _preview(row: ContentPage) -> str:
    return f"{reverse('storefront:preview')}?at={address(row)}"


@door("storefront.view")
def page_preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page as visitors will see it."""
    return redirect(_preview(get_object_or_404(ContentPage, pk=page_id)))


@door("storefront.edit")
@require_POST
def page_bulk(request: HttpRequest) -> HttpResponse:
    """Publish, withdraw or delete the picked pages."""
    ids, who = ids_of(request), actor(request)
    does = {"publish": verbs.publish_pages, "withdraw": verbs.withdraw_pages, "delete": verbs.delete_pages}
    verb = does.get(request.POST.get("what", ""))
    titles = dict(ContentPage.objects.filter(pk__in=ids).values_list("pk", "title"))
    outcome = verb(ids, actor=who) if verb else Outcome()
    return told(request, outcome, reverse("storefront:pages"), titles)


def told(request: HttpRequest, outcome: Outcome, back: str, names: dict[Any, str]) -> HttpResponse:
    """Back to the list; refused ones are named on a page of their own."""
    if outcome.refused:
        return results.show(request, outcome, title=_("Result"), back=back, names=names)
    n = len(outcome.done)
    messages.success(request, ngettext("%(n)s done.", "%(n)s done.", n) % {"n": n})
    return redirect(back)
