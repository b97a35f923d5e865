"""Categories and search: lists of products."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akinai.core.money import format_amount as yen
from akinai.storefront import frame, search, seo
from akinai.storefront.frame import Branch
from akinai.storefront.keeping import kept
from akinai.storefront.queries.listing import Listing, Wanted, listing
from akinai.storefront.wording import temperature

MOST_ASKED = 80


@require_safe
@kept
def category(request: HttpRequest, code: str) -> HttpResponse:
    path = trail(frame.current().categories, code)
    if not path:
        raise Http404(code)
    here = path[-1]
    found = listing(Wanted.of(request.GET), category=here.id)
    refuse_beyond(found)
    crumbs = [(branch.name, seo.category_path(branch.code)) for branch in path]
    return render(
        request,
        "storefront/category.html",
        {
            "here": here,
            "title": here.name,
            "path": path,
            "within": path[0].code,
            "crumbs": crumbs,
            "structured": [seo.breadcrumbs(request, crumbs)],
            "canonical": seo.canonical(request, {"page": found.wanted.page} if found.wanted.page > 1 else {}),
            **listed(found),
        },
    )


@require_safe
@kept
def everything(request: HttpRequest) -> HttpResponse:
    """Every product of the shop."""
    found = listing(Wanted.of(request.GET))
    refuse_beyond(found)
    title = _("All products")
    canonical = seo.canonical(request, {"page": found.wanted.page} if found.wanted.page > 1 else {})
    crumbs = [(title, "")]
    return render(
        request,
        "storefront/category.html",
        {"title": title, "crumbs": crumbs, "canonical": canonical, "everything": True, **listed(found)},
    )


@require_safe
@kept
def find(request: HttpRequest) -> HttpResponse:
    """A search; without words it is the page to search from."""
    asked = asked_for(request)
    if not asked:
        return render(request, "storefront/search.html", {"asked": ""})
    answer = search.find(asked)
    found = listing(Wanted.of(request.GET), found=answer.ids)
    refuse_beyond(found)
    return render(request, "storefront/search.html", {"asked": asked, "answer": answer, **listed(found)})


@require_safe
@kept
def suggest(request: HttpRequest) -> JsonResponse:
    """Words of the catalog that begin as typed; `{"words": [...]}`."""
    asked = asked_for(request)
    return JsonResponse({"words": search.suggest(asked)}, json_dumps_params={"ensure_ascii": False})


def asked_for(request: HttpRequest) -> str:
    """What was typed, without signs nobody can type."""
    typed = request.GET.get("q", "").replace("\x00", "")
    return " ".join(typed.split())[:MOST_ASKED]


def listed(found: Listing) -> dict[str, Any]:
    """What the parts of a list want."""
    return {"list": found, "wanted": found.wanted, "facets": found.facets, "chips": chips(found)}


def chips(found: Listing) -> list[tuple[str, str]]:
    """What the list is narrowed to: words, and the query without it."""
    wanted = found.wanted
    made = []
    if wanted.low is not None:
        made.append((_("From %(yen)s") % {"yen": yen(wanted.low)}, wanted.query(low=None)))
    if wanted.high is not None:
        made.append((_("Up to %(yen)s") % {"yen": yen(wanted.high)}, wanted.query(high=None)))
    if wanted.stock:
        made.append((_("In stock only"), wanted.query(stock=False)))
    names = dict(found.facets.kinds)
    warm = wanted.temperatures
    made += [(temperature(one), wanted.query(temperatures=_less(warm, one))) for one in warm]
    made += [(names.get(one, one), wanted.query(kinds=_less(wanted.kinds, one))) for one in wanted.kinds]
    made += [(_value(one), wanted.query(options=_less(wanted.options, one))) for one in wanted.options]
    return made


def _less(values: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(other for other in values if other != one)


def _value(option: str) -> str:
    return option.partition(":")[2] or option


def refuse_beyond(found: Listing) -> None:
    """A page behind the last one is not there."""
    if found.wanted.page > 1 and not found.cards:
        raise Http404("page")


def trail(branches: tuple[Branch, ...], code: str) -> list[Branch]:
    """The way from the top to a category; [] when there is none."""
    for branch in branches:
        if branch.code == code:
            return [branch]
        if below := trail(branch.below, code):
            return [branch, *below]
    return []


def trail_of(branches: tuple[Branch, ...], ids: tuple[int, ...]) -> list[Branch]:
    """The way to the deepest of some categories."""
    ways = [way for way in _ways(branches) if way[-1].id in ids]
    return max(ways, key=len, default=[])


def _ways(branches: tuple[Branch, ...], above: tuple[Branch, ...] = ()) -> list[list[Branch]]:
    found = []
    for branch in branches:
        found.append([*above, branch])
        found += _ways(branch.below, (*above, branch))
    return found
