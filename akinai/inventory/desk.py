"""Stock on the desk: menu, home tiles, the panel on a SKU's page, warehouses among the settings."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.catalog.models import Sku
from akinai.core.shell import choices, masters, nav, panels, tiles
from akinai.core.shell.tiles import Tile
from akinai.inventory import actions, queries
from akinai.inventory.forms import WarehouseForm

nav.entry("stock", gettext_lazy("Stock"), "inventory:list", "inventory.view", icon="boxes", order=10)
nav.entry("stock", gettext_lazy("Receive"), "inventory:receive", "inventory.move", icon="download", order=20)
nav.entry("stock", gettext_lazy("Expected arrivals"), "inventory:arrivals", "inventory.view", icon="calendar", order=30)
nav.entry("stock", gettext_lazy("Blocked pieces"), "inventory:blocked", "inventory.view", icon="lock", order=40)
nav.entry("stock", gettext_lazy("Stock file"), "inventory:import", "inventory.move", icon="upload", order=50)


@tiles.tile("failures", "inventory.view", order=40)
def stock_tiles(request: HttpRequest) -> Iterable[Tile]:
    """What runs low."""
    low = queries.low_stock().count()
    if low:
        url = f"{reverse('inventory:list')}?show=low"
        yield Tile(label=_("Low stock"), count=low, url=url, tone="warn", unit=_("items"))


@panels.panel("sku", "inventory/panels/sku.html", "inventory.view", order=10)
def stock_of(request: HttpRequest, sku: Sku) -> dict[str, Any]:
    """The counters on a SKU's page; of a bundle, what its parts allow."""
    return {"stocks": queries.stocks().filter(sku=sku), "available": queries.available([sku.id]).get(sku.id, 0)}


choices.calendars.add(lambda: [(f"warehouse/{house.code}", house.name) for house in queries.warehouses()])


def _save(rows: list[dict[str, Any]], *, actor: str) -> None:
    model = apps.get_model("inventory", "Warehouse")
    for row in rows:
        actions.save_warehouse(model(**row), actor=actor)


masters.register(
    masters.Master(
        slug="warehouses",
        label=gettext_lazy("Warehouses"),
        model="inventory.Warehouse",
        form=WarehouseForm,
        columns=("code", "name", "outside", "cutoff", "prefecture"),
        save=_save,
        delete=None,
        search=("code", "name"),
        group=gettext_lazy("Shipping"),
        icon="box",
        note=gettext_lazy(
            "Where pieces are. Parcels start from here; its cut-off and closed days decide the ship date."
        ),
    )
)
