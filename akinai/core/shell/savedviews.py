"""Saved views: a list's filter under a name, for oneself or for everybody, with how many rows it has."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse

from akinai.core.models import SavedView
from akinai.core.people.permissions import allowed

Counter = Callable[[QueryDict], int]
_counters: dict[str, Counter] = {}


def counted(page: str, counter: Counter) -> None:
    """Show beside each saved view of a list how many rows it has: `counter(query) -> int`."""
    _counters[page] = counter


def rail(request: HttpRequest, page: str) -> dict[str, Any]:
    """What `{% saved_views page %}` draws: the views, and the present filter ready to be kept."""
    owned = Q(owner=None) | Q(owner_id=request.user.pk)
    present = cleaned(request.GET)
    counter = _counters.get(page)
    views = [
        {
            "view": view,
            "count": counter(QueryDict(view.query)) if counter else None,
            "current": view.query == present,
            "mine": view.owner_id is not None or allowed(request.user, "settings.edit"),
        }
        for view in SavedView.objects.filter(owned, page=page)
    ]
    return {"views": views, "page": page, "url": reverse(page), "query": present, "request": request,
            "may_share": allowed(request.user, "settings.edit")}  # fmt: skip


def cleaned(query: QueryDict) -> str:
    """The filter alone: without paging and empty fields, in one order."""
    kept = sorted((k, v) for k, values in query.lists() for v in values if v and k not in ("after", "per"))
    made = QueryDict(mutable=True)
    for key, value in kept:
        made.appendlist(key, value)
    return made.urlencode()


def keep(page: str, name: str, query: str, *, owner: int | None) -> SavedView:
    """Save a filter; the same name again replaces it. Raises NoReverseMatch for a page that does not exist."""
    reverse(page)
    filtered = cleaned(QueryDict(query))
    view, _made = SavedView.objects.update_or_create(page=page, name=name, owner_id=owner, defaults={"query": filtered})
    return view


def forget(view: SavedView) -> None:
    view.delete()


def address(page: str, query: str) -> str:
    """The list with a filter; home for a page that does not exist."""
    try:
        url = reverse(page)
    except NoReverseMatch:
        url = reverse("shell:home")
    return f"{url}?{query}" if query else url
