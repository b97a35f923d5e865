"""What the shop adds to products: text, when they are shown, how they are sold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog.models import Product
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.storefront import events, safehtml
from akinai.storefront.models import ProductPage

FIELDS = (
    "shown", "publish_at", "end_at", "sale_type_id", "catch", "body", "title", "summary", "per_person", "ahead",
    "google_category",
)  # fmt: skip
MOST_RELATED = 24


@dataclass(frozen=True)
class ProductPageEdit:
    """A product's page as it should be: any of FIELDS, and "related" (product ids, as shown to nobody in order)."""

    product_id: int
    values: Mapping[str, Any]


def save_product_pages(edits: Sequence[ProductPageEdit], *, actor: str) -> Outcome:
    """Change products' pages; the text is made safe. `done` holds product ids; refusals have the product id as key."""
    outcome, told, rows = Outcome(), [], []
    with transaction.atomic():
        wanted = {edit.product_id: edit for edit in edits}
        products = set(Product.objects.filter(pk__in=wanted).order_by("id").values_list("pk", flat=True))
        pages = ProductPage.objects.filter(product__in=products).select_for_update().order_by("id")
        there = {page.product_id: page for page in pages}
        related = _related(there)
        for product_id in sorted(products):
            page = there.get(product_id) or ProductPage(product_id=product_id)
            values = wanted[product_id].values
            fields = _apply(page, values)
            if page.publish_at and page.end_at and page.end_at <= page.publish_at:
                refusal = Refusal(product_id, "end_at", _("The end must be after the beginning."))
                outcome.refused.append(refusal)
                continue
            if "related" in values and set(values["related"]) != related.get(page.pk, set()):
                fields.append("related")
            outcome.done.append(product_id)
            if fields:
                rows.append(page)
                told.append(events.ProductPageChanged(subject=f"product/{product_id}", actor=actor, fields=fields))
        _write(rows)
        _relate({page: wanted[page.product_id].values["related"] for page in rows
                 if "related" in wanted[page.product_id].values})  # fmt: skip
        publish(told)
    return outcome


def _apply(page: ProductPage, values: Mapping[str, Any]) -> list[str]:
    fields = []
    for name in FIELDS:
        if name not in values:
            continue
        value = safehtml.clean(values[name]) if name == "body" else values[name]
        if getattr(page, name) != value:
            setattr(page, name, value)
            fields.append(name)
    return fields


def _write(pages: Sequence[ProductPage]) -> None:
    """New ones by one INSERT, the others by one UPDATE."""
    for page in pages:
        page.updated_at = clock.now()
    if old := [page for page in pages if page.pk]:
        ProductPage.objects.bulk_update(old, [*FIELDS, "updated_at"])
    ProductPage.objects.bulk_create([page for page in pages if not page.pk])


def _related(pages: Mapping[int, ProductPage]) -> dict[int, set[int]]:
    through = ProductPage.related.through.objects.filter(productpage__in=[page.pk for page in pages.values()])
    found: dict[int, set[int]] = {}
    for page, product in through.values_list("productpage_id", "product_id"):
        found.setdefault(page, set()).add(product)
    return found


def _relate(wanted: Mapping[ProductPage, Sequence[int]]) -> None:
    """Each page's related products anew; never itself."""
    if not wanted:
        return
    through = ProductPage.related.through
    through.objects.filter(productpage__in=[page.pk for page in wanted]).delete()
    asked = {product for products in wanted.values() for product in products}
    known = set(Product.objects.filter(pk__in=asked).values_list("pk", flat=True))
    through.objects.bulk_create(
        through(productpage_id=page.pk, product_id=product)
        for page, products in wanted.items()
        for product in list(dict.fromkeys(products))[:MOST_RELATED]
        if product in known and product != page.product_id
    )


def show_products(product_ids: Sequence[int], *, actor: str) -> Outcome:
    """Show products in the shop (within their time, if they have one). `hide_products` is the inverse."""
    return save_product_pages([ProductPageEdit(one, {"shown": True}) for one in product_ids], actor=actor)


def hide_products(product_ids: Sequence[int], *, actor: str) -> Outcome:
    """Take products off the shop; orders, other channels and stock are not touched."""
    return save_product_pages([ProductPageEdit(one, {"shown": False}) for one in product_ids], actor=actor)
