"""A product's page, and its pictures."""

import datetime as dt
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from akinai.orders.queries import promising
from akinai.storefront import frame, seo
from akinai.storefront.keeping import kept
from akinai.storefront.queries import goods
from akinai.storefront.queries.goods import CHANNEL, Detail, Variant
from akinai.storefront.views.listing import trail_of

YEAR = "public, max-age=31536000, immutable"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "avif": "image/avif"}
PICTURE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(?:-[0-9]{2,4})?\.(jpg|png|webp|gif|avif)")
MANY = 12  # variants from which on one is chosen from a list instead of cards
RELATED = 6


@require_safe
@kept
def product(request: HttpRequest, code: str) -> HttpResponse:
    detail = goods.detail(code)
    if detail is None:
        raise Http404(code)
    path = trail_of(frame.current().categories, detail.categories)
    crumbs = [*((branch.name, seo.category_path(branch.code)) for branch in path), (detail.name, "")]
    chosen = choice(detail, request.GET.get("sku", ""))
    cards = [card for card in goods.cards(detail.related or detail.alike) if detail.related or card.stock.buyable]
    context = {
        "product": detail,
        "chosen": chosen,
        "leaves": leaves(chosen),
        "many": len(detail.variants) > MANY,
        "crumbs": crumbs,
        "within": path[0].code if path else "",
        "related": cards[:RELATED],
        "canonical": seo.canonical(request),
        "structured": [seo.product(request, detail), seo.breadcrumbs(request, crumbs)],
        "summary": detail.summary or seo.summary(detail.catch or detail.description or detail.body),
        "picture_url": seo.picture_url(request, detail.pictures[0]) if detail.pictures else "",
    }
    return render(request, "storefront/product.html", context)


def choice(detail: Detail, code: str) -> Variant:
    """The variant asked for; else the first that can be bought, else the first."""
    asked = [one for one in detail.variants if one.code == code]
    buyable = [one for one in detail.variants if one.stock.buyable]
    return (asked or buyable or list(detail.variants))[0]


def leaves(variant: Variant) -> dt.date | None:
    """When a parcel with it would leave if it were ordered now; None where nobody can say (it is not in stock)."""
    if variant.stock.state not in ("in", "low") and not variant.comes:
        return None
    book = promising.rulebook(codes=[CHANNEL])
    channel = book.by_code.get(CHANNEL)
    if channel is None or not variant.stock.buyable:
        return None
    wish = promising.Wish(lead_days=variant.lead_days, release=variant.release)
    return book.reckon(channel.warehouse_id, wish).ship_date


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A product's picture. Its name is its content, so it may be kept for a year."""
    match = PICTURE.fullmatch(path)
    if not match:
        raise Http404(path)
    try:
        file = default_storage.open(f"images/{path}")
    except FileNotFoundError:
        raise Http404(path) from None
    return FileResponse(file, content_type=TYPES[match[1]], headers={"Cache-Control": YEAR})
