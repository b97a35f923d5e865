"""This step's lines on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.channels import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("channels", _("Imports"), "channels:imports", "channels.view", icon="upload", order=10)
nav.entry(
    "channels", _("Untold"), "channels:notices", "channels.view", icon="send", badge=queries.untold_count, order=20
)
nav.entry("channels", _("Sales channels"), "channels:list", "channels.view", icon="plug", order=30)
nav.entry("channels", _("Layouts"), "channels:layouts", "channels.edit", icon="list", order=40)


@tiles.tile("failures", "channels.view", order=30)
def import_errors(request: HttpRequest) -> Iterable[Tile]:
    """Rows that wait to be mended, and files that could not be read."""
    url = reverse("channels:imports")
    if rows := queries.rejected_open():
        yield Tile(label=_("Imports with rejected rows"), count=rows, url=url, tone="warn", unit=_("files"))
    if files := queries.failed_recently():
        yield Tile(label=_("Files that could not be read"), count=files, url=url, tone="bad", unit=_("files"))


@tiles.tile("deadlines", "channels.view", order=40)
def untold(request: HttpRequest) -> Iterable[Tile]:
    """Shipments the malls have not been told of."""
    malls = [each for each in queries.untold() if each.count]
    if not malls:
        return
    oldest = min((each.oldest for each in malls if each.oldest), default=None)
    names = "・".join(each.channel.name for each in malls[:3])
    count = sum(each.count for each in malls)
    url = reverse("channels:notices")
    yield Tile(label=_("Untold to malls"), count=count, url=url, oldest_age=oldest, tone="warn", note=names)


@tiles.tile("today", "channels.view", order=50)
def last_import(request: HttpRequest) -> Iterable[Tile]:
    """When orders came in last."""
    from akinai.core.shell.templatetags.shell import ago

    at = queries.last_import()
    if at:
        yield Tile(label=_("Last import"), url=reverse("channels:imports"), note=ago(at))
