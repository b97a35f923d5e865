"""Mall stock on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.channels import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("channels", _("Mall stock"), "channels:stock", "channels.view", icon="store", order=24)
nav.search("channels:stock", "channels.view", _("SKU at malls: code, name"))


@tiles.tile("failures", "channels.view", order=35)
def unsent(request: HttpRequest) -> Iterable[Tile]:
    """Numbers that malls did not take."""
    count, oldest = queries.offer_trouble()
    if count:
        url = f"{reverse('channels:stock')}?state=error"
        yield Tile(label=_("Stock not sent to malls"), count=count, url=url, oldest_age=oldest, tone="bad")
