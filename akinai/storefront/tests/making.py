"""A shop to test with: open, with products on its shelves."""

import io
import itertools

from PIL import Image

from akinai.catalog.models import Category, Product, Sku
from akinai.core.models import EventRow, Shop
from akinai.inventory.models import Stock
from akinai.orders.models import SalesChannel
from akinai.storefront import frame, keeping, search
from akinai.storefront.actions import content
from akinai.storefront.models import Site

_codes = itertools.count(1)


def open_shop(name: str = "季の実商店", **site: object) -> Site:
    """Let visitors in."""
    shop = Shop.objects.first() or Shop()
    shop.name, shop.email = name, "shop@example.jp"
    shop.save()
    row = Site.objects.first() or Site()
    for field, value in {"is_open": True, **site}.items():
        setattr(row, field, value)
    row.save()
    forget_kept()
    return row


def forget_kept() -> None:
    """As in a process just begun."""
    frame.forget()
    keeping.forget()
    search.forget()


def make_category(name: str, parent: Category | None = None) -> Category:
    return Category.objects.create(code=f"c{next(_codes)}", name=name, parent=parent)


def make_product(
    name: str = "アカシアはちみつ",
    *,
    price: int | None = 1_800,
    stock: int = 10,
    category: Category | None = None,
    variants: dict[str, int] | None = None,
    **fields: object,
) -> Product:
    """A product with one SKU, or one for each variant (options → stock), in the shop's warehouse."""
    number = next(_codes)
    product = Product.objects.create(code=f"P{number}", name=name)
    if category:
        product.categories.add(category)
    house = SalesChannel.objects.get(code="shop").warehouse
    for at, (options, pieces) in enumerate((variants or {"": stock}).items()):
        code = f"P{number}-{at}"
        sku = Sku.objects.create(
            product=product, code=code, code_key=code.casefold(), name=name, options=options, price=price, **fields
        )
        if pieces:
            Stock.objects.create(sku=sku, warehouse=house, on_hand=pieces)
    return product


def picture(width: int, height: int, colour: str = "#c9a45c") -> bytes:
    """A JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def told(name: str) -> list[dict[str, object]]:
    """The events of this name, as they were told."""
    rows = EventRow.objects.filter(name=f"storefront.{name}").order_by("id")
    return [{"subject": row.subject, "actor": row.actor, **row.data} for row in rows]


def save_page(**values: object) -> int:
    """A page of news, by the verb: its id."""
    given = {"kind": "news", "slug": "sale", "title": "セール", "body": "<p>本日から</p>", **values}
    outcome = content.save_pages([content.PageEdit(0, given)], actor="staff:1")
    assert outcome.refused == []
    return int(outcome.done[0])
