"""Stock differences on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.channels import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry(
    "channels",
    _("Stock differences"),
    "channels:drift",
    "channels.view",
    icon="alert",
    badge=queries.drift_count,
    order=26,
)


@tiles.tile("failures", "channels.view", order=36)
def differences(request: HttpRequest) -> Iterable[Tile]:
    """Malls that show other numbers than they should."""
    if count := queries.drift_count():
        yield Tile(
            label=_("Stock differences at malls"),
            count=count,
            url=reverse("channels:drift"),
            oldest_age=queries.drift_oldest(),
            tone="warn",
        )
