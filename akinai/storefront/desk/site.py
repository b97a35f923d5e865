"""Look, pages, products shown, inquiries: menu, tiles, and how their events read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.core.shell import nav, panels, tiles
from akinai.core.shell.tiles import Tile
from akinai.core.shell.timeline import says
from akinai.storefront import legal
from akinai.storefront.models import Inquiry, ProductPage

nav.entry("shop", _lazy("Site"), "storefront:overview", "storefront.view", icon="globe", order=10)
nav.entry("shop", _lazy("Products shown"), "storefront:products", "storefront.view", icon="eye", order=20)
nav.entry("shop", _lazy("Inquiries"), "storefront:inquiries", "members.view", icon="phone",
          badge=lambda: Inquiry.objects.filter(done_at__isnull=True).count(), order=30)  # fmt: skip


@tiles.tile("queues", "members.view", order=70)
def inquiries(request: HttpRequest) -> Iterable[Tile]:
    """Inquiries nobody has dealt with."""
    waiting = Inquiry.objects.filter(done_at__isnull=True)
    found = waiting.aggregate(oldest=Min("at"))["oldest"]
    if found is None:
        return []
    url = reverse("storefront:inquiries")
    return [Tile(label=_lazy("Inquiries"), count=waiting.count(), url=url, oldest_age=found, tone="info")]


@panels.panel("sku", "storefront/desk/parts/sku_panel.html", "storefront.view", order=40)
def in_the_shop(request: HttpRequest, sku: Any) -> dict[str, Any] | None:
    """On a SKU's page: how its product is shown in the shop."""
    from akinai.storefront.views.desk.goods import standing

    page = ProductPage.objects.filter(product=sku.product_id).select_related("sale_type").first()
    product = sku.product
    product.least = product.skus.filter(active=True).aggregate(least=Min("price"))["least"]
    return {"page": page, "product": product, "standing": standing(product)}


# --- how events read -----------------------------------------------------------------------------------------------

Data = Mapping[str, Any]
_PLAIN = {
    "theme_drafted": _lazy("Another look is being tried."),
    "theme_discarded": _lazy("The look being tried was thrown away."),
    "shop_opened": _lazy("The shop was opened."),
    "shop_closed": _lazy("The shop was closed to the public."),
    "site_described": _lazy("What search engines are told was changed."),
    "media_added": _lazy("A picture was added."),
    "media_described": _lazy("A picture's words were changed."),
    "media_deleted": _lazy("A picture was deleted."),
    "content_deleted": _lazy("A page was deleted."),
    "site_arranged": _lazy("The site was rearranged."),
}
_TONES = {"shop_opened": "good", "shop_closed": "warn"}


def _always(words: Any) -> Any:
    return lambda data: str(words)


for _name, _words in _PLAIN.items():
    says(f"storefront.{_name}", _TONES.get(_name, ""))(_always(_words))

FIELDS = {
    "title": _lazy("Headline"),
    "slug": _lazy("Page address"),
    "body": _lazy("Text"),
    "summary": _lazy("Description for search engines"),
    "image_id": _lazy("Picture"),
    "publish_at": _lazy("Shown from"),
    "end_at": _lazy("Shown until"),
    "shown": _lazy("Shown in the shop"),
    "sale_type_id": _lazy("Sale type"),
    "catch": _lazy("Catch phrase"),
    "per_person": _lazy("Limit per person"),
    "ahead": _lazy("Pieces sold ahead"),
    "google_category": _lazy("Google product category"),
    "related": _lazy("Related products"),
}


def _listed(names: Iterable[str]) -> str:
    return " / ".join(str(FIELDS.get(name, name)) for name in names)


@says("storefront.theme_published", "good")
def theme_published(data: Data) -> str:
    return _("The look before came back.") if data["undo"] else _("A new look was published.")


@says("storefront.maintenance_changed", "warn")
def maintenance_changed(data: Data) -> str:
    return _("The shop was closed for maintenance.") if data["on"] else _("The shop came back from maintenance.")


@says("storefront.legal_changed")
def legal_changed(data: Data) -> str:
    labels = " / ".join(str(legal.BY_KEY[key].label) for key in data["items"] if key in legal.BY_KEY)
    return _("The legal notice was changed: %(items)s.") % {"items": labels}


@says("storefront.content_saved")
def content_saved(data: Data) -> str:
    return _("The page was changed: %(fields)s.") % {"fields": _listed(data["fields"])}


@says("storefront.product_page_changed")
def product_page_changed(data: Data) -> str:
    return _("The page in the shop was changed: %(fields)s.") % {"fields": _listed(data["fields"])}


@says("storefront.inquiry_dealt_with")
def inquiry_dealt_with(data: Data) -> str:
    words = _("Dealt with.") if data["done"] else _("Waiting again or noted on.")
    return f"{words} {data['note']}".strip()
