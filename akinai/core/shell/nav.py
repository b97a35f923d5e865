"""The left navigation. A step's desk.py calls `entry(...)` at import."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core.people.permissions import PERMISSIONS, allowed

# Groups in the order of a shop's day; an unknown group is refused at import.
GROUPS: dict[str, Promise | str] = {
    "home": "",
    "orders": _("Orders"),
    "shipping": _("Shipping"),
    "stock": _("Stock"),
    "products": _("Products"),
    "shop": _("Own shop"),
    "money": _("Payments"),
    "channels": _("Imports and channels"),
    "mail": _("Mail"),
    "settings": _("Settings"),
}


@dataclass(frozen=True)
class Entry:
    group: str
    label: Promise | str
    url_name: str
    permission: str
    icon: str
    badge: Callable[[], int | None] | None
    order: int


@dataclass(frozen=True)
class Item:
    """An entry as drawn for one person on one page."""

    label: Promise | str
    url: str
    icon: str
    badge: int | None
    current: bool


_entries: list[Entry] = []


def entry(
    group: str,
    label: Promise | str,
    url_name: str,
    permission: str,
    icon: str = "dot",
    badge: Callable[[], int | None] | None = None,
    order: int = 50,
) -> None:
    """Add a line to the navigation. `badge()` gives a number to show (0 and None show nothing): one cheap query.

    Raises KeyError for an unknown group or permission.
    """
    GROUPS[group], PERMISSIONS[permission]
    _entries.append(Entry(group, label, url_name, permission, icon, badge, order))


def menu(request: HttpRequest) -> list[tuple[Promise | str, list[Item]]]:
    """Groups with the entries this person may open; current is the one whose address is the path's longest start."""
    mine = [e for e in _entries if allowed(request.user, e.permission)]
    urls = {e: reverse(e.url_name) for e in mine}
    fitting = [url for url in urls.values() if request.path.startswith(url)]
    current = max(fitting, key=len, default=None)
    groups = []
    for name, label in GROUPS.items():
        found = sorted((e for e in mine if e.group == name), key=lambda e: e.order)
        items = [_item(e, urls[e], current) for e in found]
        if items:
            groups.append((label, items))
    return groups


def _item(chosen: Entry, url: str, current: str | None) -> Item:
    badge = chosen.badge() if chosen.badge else None
    return Item(chosen.label, url, chosen.icon, badge, url == current)


@dataclass(frozen=True)
class Search:
    """Where the search field of the top bar leads (`?q=`)."""

    url_name: str
    permission: str
    placeholder: Promise | str


_searches: list[Search] = []


def search(url_name: str, permission: str, placeholder: Promise | str) -> None:
    """Let the search field of the top bar lead to a list; the first one a person may open is used."""
    PERMISSIONS[permission]
    _searches.append(Search(url_name, permission, placeholder))


def search_for(request: HttpRequest) -> tuple[str, Promise | str] | None:
    """Address and placeholder of the search field for this person."""
    for one in _searches:
        if allowed(request.user, one.permission):
            return reverse(one.url_name), one.placeholder
    return None
