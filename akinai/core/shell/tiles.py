"""The tiles of the home page. A step's desk.py registers functions that each return a few tiles in few queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core.people.permissions import PERMISSIONS, allowed

SECTIONS: dict[str, Promise] = {
    "queues": _("Where the work stands"),
    "deadlines": _("Deadlines"),
    "failures": _("Failures and warnings"),
    "today": _("Today"),
    "backup": _("Backups"),
}


@dataclass(frozen=True)
class Tile:
    """One number that links to the rows behind it.

    `tone` is one of "", "info", "good", "warn", "bad". A tile with count None shows only its note.
    """

    label: Promise | str
    count: int | None = None
    url: str = ""
    oldest_age: datetime | None = None
    tone: str = ""
    note: Promise | str = ""
    unit: Promise | str = ""


Maker = Callable[[HttpRequest], Iterable[Tile]]
_makers: list[tuple[str, str, int, Maker]] = []


def tile(section: str, permission: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Register `make(request) -> tiles` for a section of the home page."""
    SECTIONS[section], PERMISSIONS[permission]

    def register(make: Maker) -> Maker:
        _makers.append((section, permission, order, make))
        return make

    return register


def sections(request: HttpRequest) -> list[tuple[str, Promise, list[Tile]]]:
    """Every section that has tiles for this person."""
    found = []
    for name, label in SECTIONS.items():
        makers = sorted((m for m in _makers if m[0] == name), key=lambda m: m[2])
        tiles = [t for _s, permission, _o, make in makers if allowed(request.user, permission) for t in make(request)]
        if tiles:
            found.append((name, label, tiles))
    return found
