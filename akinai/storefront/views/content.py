"""News, articles and pages the owner wrote, and the legal notice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akinai.storefront import frame, legal, seo
from akinai.storefront.keeping import kept
from akinai.storefront.models import ContentPage
from akinai.storefront.queries import site as queries

PER_PAGE = 20


@require_safe
@kept
def news(request: HttpRequest) -> HttpResponse:
    return _list(request, "news", _("News"))


@require_safe
@kept
def articles(request: HttpRequest) -> HttpResponse:
    return _list(request, "article", _("Articles"))


def _list(request: HttpRequest, kind: str, title: str) -> HttpResponse:
    told = request.GET.get("page", "1")
    number = int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 5 else 1
    start = (max(number, 1) - 1) * PER_PAGE
    rows = list(queries.live_pages(kind)[start : start + PER_PAGE + 1])
    if start and not rows:
        raise Http404("page")
    context = {
        "kind": kind,
        "title": title,
        "pages": rows[:PER_PAGE],
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(rows) > PER_PAGE else None,
        "crumbs": [(title, "")],
        "canonical": seo.canonical(request, {"page": number} if number > 1 else {}),
    }
    return render(request, "storefront/pages.html", context)


@require_safe
@kept
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page: 会社概要, プライバシーポリシー, 返品特約 and what else the owner wrote."""
    return _one(request, "page", slug, [])


@require_safe
@kept
def news_one(request: HttpRequest, slug: str) -> HttpResponse:
    return _one(request, "news", slug, [(_("News"), "shop:news")])


@require_safe
@kept
def article(request: HttpRequest, slug: str) -> HttpResponse:
    return _one(request, "article", slug, [(_("Articles"), "shop:articles")])


def _one(request: HttpRequest, kind: str, slug: str, above: list[tuple[str, str]]) -> HttpResponse:
    found = queries.live_page(kind, slug)
    if found is None:
        raise Http404(slug)
    crumbs = [*((words, reverse(name)) for words, name in above), (found.title, "")]
    structured = [seo.breadcrumbs(request, crumbs)]
    if kind != ContentPage.Kind.PAGE:
        structured.append(seo.article(request, found, frame.current()))
    context = {
        "page": found,
        "picture": queries.picture(found.image) if found.image else None,
        "crumbs": crumbs,
        "summary": found.summary or seo.summary(found.body),
        "canonical": seo.canonical(request),
        "structured": structured,
    }
    return render(request, "storefront/content.html", context)


@require_safe
@kept
def legal_notice(request: HttpRequest) -> HttpResponse:
    """特定商取引法に基づく表記, from the settings."""
    title = _("Legal notice (Specified Commercial Transactions Act)")
    context = {
        "title": title,
        "items": legal.shown(frame.current().legal),
        "crumbs": [(title, "")],
        "canonical": seo.canonical(request),
    }
    return render(request, "storefront/legal.html", context)
