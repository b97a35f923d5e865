"""The catalog's lines on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.catalog import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("products", _("Products"), "catalog:list", "catalog.view", icon="tag", order=10)
nav.entry("products", _("Categories"), "catalog:categories", "catalog.view", icon="list", order=20)
nav.entry("products", _("Import products"), "catalog:import", "catalog.edit", icon="upload", order=30)


@tiles.tile("failures", "catalog.edit", order=60)
def unpriced(request: HttpRequest) -> Iterable[Tile]:
    """SKUs on sale whose price nobody has told yet."""
    count = queries.unpriced()
    if not count:
        return []
    return [
        Tile(
            label=_("Products without a price"), count=count, url=reverse("catalog:list") + "?lacks=price", tone="warn"
        )
    ]
