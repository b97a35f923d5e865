"""The top page: banners, shelves, news and articles in the order the owner gave them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from akinai.storefront import frame, seo
from akinai.storefront.keeping import kept
from akinai.storefront.models import Shelf
from akinai.storefront.queries import goods
from akinai.storefront.queries import site as queries
from akinai.storefront.queries.goods import Card


@dataclass(frozen=True)
class Row:
    """A shelf with the products that stand on it."""

    shelf: Shelf
    cards: list[Card]


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    banners = queries.live_banners()
    context = {
        "heroes": banners["hero"],
        "row": banners["row"],
        "shelves": shelves(),
        "news": list(queries.live_pages("news")[:5]),
        "articles": list(queries.live_pages("article")[:3]),
        "structured": [seo.organization(request, frame.current())],
    }
    return render(request, "storefront/home.html", context)


def shelves() -> list[Row]:
    """The shelves shown now with their products; empty ones are left out. Before any is made: what is new."""
    found = queries.live_shelves() or [Shelf(kind="newest", title="", count=8)]
    ids = queries.shelf_products(found)
    cards = {card.id: card for card in goods.cards(list({one for some in ids.values() for one in some}))}
    rows = [Row(shelf, [cards[one] for one in ids[shelf.pk] if one in cards]) for shelf in found]
    return [row for row in rows if row.cards]
