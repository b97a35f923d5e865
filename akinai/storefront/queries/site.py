"""The site as visitors see it now: its row, pages, banners, shelves, navigation, redirects, which products are shown.

Everything here follows the clock: a page "from Monday 10:00" needs no job, it is simply shown from then on.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from akinai.catalog.models import Product, Sku
from akinai.core import clock
from akinai.storefront.models import Banner, ContentPage, Media, NavItem, Redirect, Shelf, Site

# Staff looking at a page before it is published (views/desk/preview.py); never set for a visitor.
_unpublished: ContextVar[bool] = ContextVar("unpublished", default=False)


@contextmanager
def unpublished() -> Iterator[None]:
    """Within the block pages, banners and shelves are given whether or not their time has come."""
    token = _unpublished.set(True)
    try:
        yield
    finally:
        _unpublished.reset(token)


def site() -> Site:
    """The one row of the site; one statement. Before anything was saved: an unsaved row, closed."""
    return Site.objects.order_by("id").first() or Site(id=1)


def live(needs_start: bool = False) -> Q:
    """Rows whose time has come and not gone. `needs_start`: no date means "not yet" (pages), else "always"."""
    if _unpublished.get():
        return Q()
    now = clock.now()
    begun = Q(publish_at__lte=now) if needs_start else Q(publish_at__isnull=True) | Q(publish_at__lte=now)
    return begun & (Q(end_at__isnull=True) | Q(end_at__gt=now))


# --- pages, news, articles -------------------------------------------------------------------------------------


def live_page(kind: str, slug: str) -> ContentPage | None:
    """A page ("page"), a piece of news ("news") or an article ("article") by its address, if it is shown now."""
    return ContentPage.objects.filter(live(needs_start=True), kind=kind, slug=slug).select_related("image").first()


def live_pages(*kinds: str) -> QuerySet[ContentPage]:
    """Those shown now, newest first; slice it."""
    rows = ContentPage.objects.filter(live(needs_start=True), kind__in=kinds)
    return rows.select_related("image").order_by("-publish_at", "-id")


# --- banners, navigation ---------------------------------------------------------------------------------------


def live_banners() -> dict[str, list[Banner]]:
    """Banners shown now by place ("hero", "row", "line"), in order; one statement."""
    found: dict[str, list[Banner]] = {"hero": [], "row": [], "line": []}
    for banner in Banner.objects.filter(live()).select_related("image"):
        found.setdefault(banner.place, []).append(banner)
    return found


def nav_items() -> dict[str, list[NavItem]]:
    """Links of "head" and "foot", in order; one statement."""
    found: dict[str, list[NavItem]] = {"head": [], "foot": []}
    for item in NavItem.objects.all():
        found.setdefault(item.place, []).append(item)
    return found


# --- products --------------------------------------------------------------------------------------------------


def shown_products() -> QuerySet[Product]:
    """Products a visitor may see now: something of it is on sale with a price, and its page is neither hidden nor
    outside its time. THE definition for lists, search, feed, sitemap and the product page."""
    now = clock.now()
    on_sale = Sku.objects.filter(product=OuterRef("pk"), active=True, price__isnull=False)
    early = Q(page__publish_at__isnull=False, page__publish_at__gt=now)
    over = Q(page__end_at__isnull=False, page__end_at__lte=now)
    return Product.objects.filter(Exists(on_sale)).exclude(page__shown=False).exclude(early).exclude(over)


def live_shelves() -> list[Shelf]:
    """Shelves of the top page shown now, in order; one statement."""
    return list(Shelf.objects.filter(live()).select_related("category"))


RANKING_DAYS = 30


def shelf_products(shelves: Sequence[Shelf]) -> dict[int, list[int]]:
    """Shelf id → ids of the shown products to draw on it, in order. At most one statement for each shelf."""
    return {shelf.pk: _on_shelf(shelf) for shelf in shelves}


def _on_shelf(shelf: Shelf) -> list[int]:
    shown = shown_products()
    if shelf.kind == "chosen":
        wanted = [int(one) for one in shelf.products]
        there = set(shown.filter(pk__in=wanted).values_list("pk", flat=True))
        return [one for one in wanted if one in there][: shelf.count]
    if shelf.kind == "ranking":
        ranked = best_selling(shelf.count * 3 + 20)
        there = set(shown.filter(pk__in=ranked).values_list("pk", flat=True))
        return [one for one in ranked if one in there][: shelf.count]
    if shelf.kind == "category":
        if shelf.category_id is None:
            return []
        shown = shown.filter(pk__in=_in_category(shelf.category_id))
    return list(shown.order_by("-id").values_list("pk", flat=True)[: shelf.count])


def _in_category(category_id: int) -> list[int]:
    """Products of a category and of those below it; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with recursive below as (
                   select id from catalog_category where id = %s
                   union
                   select c.id from catalog_category c join below b on c.parent_id = b.id)
               select distinct p.product_id
                 from catalog_product_categories p join below b on b.id = p.category_id""",
            [category_id],
        )
        return [row[0] for row in cursor.fetchall()]


def best_selling(most: int) -> list[int]:
    """Product ids by pieces ordered over the last 30 days, every channel together; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select s.product_id
                 from orders_orderline l
                 join orders_order o on o.id = l.order_id
                 join catalog_sku s on s.id = l.sku_id
                where o.ordered_at > %s and o.cancelled_at is null
                group by s.product_id
                order by sum(l.quantity) desc, s.product_id desc
                limit %s""",
            [clock.now() - dt.timedelta(days=RANKING_DAYS), most],
        )
        return [row[0] for row in cursor.fetchall()]


# --- pictures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """What <picture> needs: srcsets by form, a fallback every browser reads, the real size, and words for it."""

    avif: str
    webp: str
    src: str
    width: int
    height: int
    alt: str


def media_url(path: str) -> str:
    """The public address of a kept picture; its name is its content, so browsers keep it for a year."""
    return reverse("shop:media", args=[path])


def picture(media: Media) -> Picture:
    """The srcsets of a picture of the library. `src` is the WebP nearest to 960 pixels."""
    webp = media.forms.get("webp", {})
    middle = min(webp, key=lambda edge: abs(int(edge) - 960), default=None)
    src = media_url(webp[middle] if middle else media.file)
    return Picture(_srcset(media.forms.get("avif", {})), _srcset(webp), src, media.width, media.height, media.alt)


def _srcset(forms: dict[str, str]) -> str:
    return ", ".join(f"{media_url(forms[edge])} {edge}w" for edge in sorted(forms, key=int))


# --- redirects -------------------------------------------------------------------------------------------------


def redirect_for(path: str, query: str = "") -> Redirect | None:
    """Where an old address leads: the one with its query first, then without it. One statement.

    `path` begins with "/"; `query` is the text behind "?" without it.
    """
    wanted = [f"{path}?{query}", path] if query else [path]
    wanted = [one for one in wanted if "\0" not in one]
    rows = {row.path: row for row in Redirect.objects.filter(path__in=wanted)}
    return next((rows[one] for one in wanted if one in rows), None)


def titles(page_ids: Iterable[int]) -> dict[int, str]:
    """Page id → title."""
    return dict(ContentPage.objects.filter(pk__in=list(page_ids)).values_list("pk", "title"))
