"""What every page of the shop can use as `site`. Costs nothing on the desk and the API, and nothing where unused."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from akinai.storefront import frame, theme, visitor
from akinai.storefront.frame import Frame
from akinai.storefront.theme import Theme

ELSEWHERE = ("/desk/", "/api/", "/accounts/", "/static/")


@dataclass
class SiteContext:
    """The frame of the site and what it knows of the visitor."""

    request: HttpRequest

    @cached_property
    def frame(self) -> Frame:
        return frame.current()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    @property
    def cart_count(self) -> int:
        return visitor.cart_count(self.request)

    @property
    def member(self) -> str:
        return visitor.member_name(self.request)

    @property
    def member_url(self) -> str:
        return _url("shop:my")

    @property
    def wishes_url(self) -> str:
        return _url("shop:wishes")

    @property
    def cart_url(self) -> str:
        return _url("shop:cart")

    @cached_property
    def look(self) -> Theme:
        """The theme to draw with; in a preview the one that is being tried."""
        return theme.current(self.frame.theme) if self.preview else self.frame.look

    @property
    def preview(self) -> bool:
        """Staff looking at a shop that is not open: the page says so."""
        return bool(getattr(self.request, "shop_preview", False))

    @property
    def address(self) -> str:
        """`https://shop.example`, for links that leave the page."""
        return f"{self.request.scheme}://{self.request.get_host()}"


def site(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that shows nothing of it asks nothing."""
    if request.path.startswith(ELSEWHERE) and not getattr(request, "shop_preview", False):
        return {}
    return {"site": SimpleLazyObject(lambda: SiteContext(request))}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
