"""Panels: what an upper step shows on a lower step's page (shipments on the order page, orders on a stock page).

The page writes `{% panels "order" order %}`; the upper step's desk.py registers a function for "order".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from akinai.core.people.permissions import PERMISSIONS, allowed

# Given the request and the thing shown, the template's context; None: nothing to show here.
Maker = Callable[[HttpRequest, Any], Mapping[str, Any] | None]


@dataclass(frozen=True)
class _Panel:
    place: str
    template: str
    permission: str
    order: int
    make: Maker


_panels: list[_Panel] = []


def panel(place: str, template: str, permission: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Register `make(request, subject) -> context` whose template is drawn at `{% panels place subject %}`."""
    PERMISSIONS[permission]

    def register(make: Maker) -> Maker:
        _panels.append(_Panel(place, template, permission, order, make))
        return make

    return register


def draw(request: HttpRequest, place: str, subject: Any) -> SafeString:
    """All panels of a place, one after the other."""
    drawn = []
    for one in sorted((p for p in _panels if p.place == place), key=lambda p: p.order):
        context = one.make(request, subject) if allowed(request.user, one.permission) else None
        if context is not None:
            drawn.append(render_to_string(one.template, {"subject": subject, **context}, request))
    return mark_safe("".join(drawn))  # noqa: S308 - each part is a template's own escaped output
