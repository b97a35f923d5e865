"""出品 on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.channels.actions import listings
from akinai.channels.models import Page, PageState
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("channels", _("Listings"), "channels:listings", "channels.view", icon="tag", order=28)


@tiles.tile("failures", "channels.view", order=38)
def pages(request: HttpRequest) -> Iterable[Tile]:
    """Pages the malls refused, and prices that should have changed by now."""
    url = reverse("channels:listings")
    if refused := Page.objects.filter(state=PageState.REFUSED, mapped=True).count():
        yield Tile(label=_("Pages the malls refused"), count=refused, url=url, tone="bad")
    if stuck := listings.prices_stuck():
        yield Tile(label=_("Planned prices not at the mall yet"), count=stuck, url=url, tone="bad")
