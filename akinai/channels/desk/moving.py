"""Moving in beside an old system, on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.channels.queries import moving
from akinai.core.people import accesslog
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("channels", _("Moving in"), "channels:moving", "channels.view", icon="swap", order=70)
accesslog.words({"channels.moving_rows": _("Report of an old system's files downloaded")})


@tiles.tile("failures", "channels.view", order=45)
def differences(request: HttpRequest) -> Iterable[Tile]:
    """Where we and the old system differ, and nobody can say why."""
    rows = moving.differences_open()
    if not rows:
        return
    url = reverse("channels:comparison", args=[rows[0].pk]) if len(rows) == 1 else reverse("channels:moving")
    names = "・".join(dict.fromkeys(made.channel.name for made in rows))
    count = sum(moving.unexplained(made) for made in rows)
    yield Tile(label=_("Differences from the old system"), count=count, url=url, tone="warn", note=names)
