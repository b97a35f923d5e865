"""What every page of the desk can use: the navigation, `perm`, the theme and the shop's name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from akinai.core.people.actors import display
from akinai.core.people.permissions import Perm
from akinai.core.shell import nav

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "akinai_theme"
NAV_COOKIE = "akinai_nav"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that a fragment costs no query for a menu it does not draw."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": theme(request), "shop_name": SimpleLazyObject(shop_name), "languages": settings.LANGUAGES}
    return {
        "theme": theme(request),
        "perm": Perm(user),
        "person": display(user),
        "at_station": getattr(user, "at_station", False),
        "nav_groups": SimpleLazyObject(lambda: nav.menu(request)),
        "nav_narrow": request.COOKIES.get(NAV_COOKIE) == "narrow",
        "nav_search": SimpleLazyObject(lambda: nav.search_for(request)),
        "shop_name": SimpleLazyObject(shop_name),
        "languages": settings.LANGUAGES,
    }


def theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def shop_name() -> str:
    from akinai.core.models import Shop

    return Shop.objects.values_list("name", flat=True).first() or "Akinai"
