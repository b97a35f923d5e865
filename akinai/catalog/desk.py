"""The catalog's lines on the desk."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akinai.catalog import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile
from akinai.core.shell.timeline import says

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


@says("catalog.product_changed")
def changed(data: Mapping[str, Any]) -> str:
    """Name, description or categories."""
    return str(_("The product was changed."))


@says("catalog.images_changed")
def pictured(data: Mapping[str, Any]) -> str:
    """Pictures added, removed or in another order."""
    return str(_("The pictures were changed."))
