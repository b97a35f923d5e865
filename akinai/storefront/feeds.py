"""What other machines are given of the shop: the sitemap, and the product feed of Google Merchant Center.

Feed: RSS 2.0 with the g: namespace, by Google's product data specification (support.google.com/merchants/7052112).
It is read in batches and streamed, so that a large catalog needs no memory.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from akinai.core import clock
from akinai.storefront.models import ContentPage
from akinai.storefront.queries import goods
from akinai.storefront.queries import site as queries
from akinai.storefront.queries.goods import FREE, PRELUDE, PRICE, SHOWN, WAITING
from akinai.storefront.seo import picture_path

IN_A_SITEMAP = 5_000  # the protocol allows 50,000 addresses
BATCH = 500
URLSET = "http://www.sitemaps.org/schemas/sitemap/0.9"

_FEED = f"""
with {PRELUDE}
select s.id, s.code, p.code, p.name, s.name, s.options, p.description, coalesce(g.summary, ''), s.jan, {PRICE},
       greatest({FREE}, 0), case when g.ahead is null then 0 else greatest(g.ahead - {WAITING}, 0) end,
       s.release_date, s.weight_g, coalesce(g.google_category, ''),
       (select array_agg(i.file order by i.position, i.id) from catalog_productimage i where i.product_id = p.id),
       (select count(*) from catalog_sku o where o.product_id = p.id and o.active and o.price is not null)
  from catalog_sku s
  join catalog_product p on p.id = s.product_id
  left join storefront_productpage g on g.product_id = p.id
 where s.active and s.price is not null and s.id > %(after)s and {SHOWN}
 order by s.id limit {BATCH}
"""  # noqa: S608 - our own words


def google(address: str, name: str, description: str) -> Iterator[str]:
    """The feed, piece by piece; one statement for each 500 SKUs. `address`: `https://shop.example`."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    yield f"<title>{escape(name)}</title><link>{escape(address)}/</link>"
    yield f"<description>{escape(description or name)}</description>\n"
    after = 0
    while rows := _rows(after):
        yield "".join(_item(address, *row[1:]) for row in rows)
        after = rows[-1][0]
    yield "</channel></rss>\n"


def _rows(after: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_FEED, {**goods.values(), "after": after})
        return cursor.fetchall()


def _item(address: str, code: str, product: str, name: str, sku_name: str, options: str, description: str, summary: str,
          jan: str, price: int, free: int, ahead: int, release: dt.date | None, weight: int | None, category: str,
          images: list[str] | None, siblings: int) -> str:  # fmt: skip
    link = address + reverse("shop:product", args=[product])
    several = siblings > 1
    title = " ".join([name, *(value for _name, value in goods.options_of(options))]) if several else name
    tags = [
        ("id", code),
        ("title", title[:150]),
        ("description", " ".join(strip_tags(summary or description or name).split())[:5000]),
        ("link", f"{link}?{urlencode({'sku': code})}" if several else link),
        *_images(address, images or []),
        ("price", f"{price} JPY"),
        *_availability(free, ahead, release),
        ("condition", "new"),
        ("gtin", jan) if jan else ("identifier_exists", "no"),
        ("item_group_id", product if several else ""),
        ("google_product_category", category),
        ("shipping_weight", f"{weight} g" if weight else ""),
    ]
    return "<item>" + "".join(f"<g:{tag}>{escape(value)}</g:{tag}>" for tag, value in tags if value) + "</item>\n"


def _images(address: str, paths: list[str]) -> list[tuple[str, str]]:
    """The first picture and at most ten more."""
    names = ["image_link", *["additional_image_link"] * 10]
    return [(name, address + picture_path(path)) for name, path in zip(names, paths, strict=False)]


def _availability(free: int, ahead: int, release: dt.date | None) -> list[tuple[str, str]]:
    if release and release > clock.today() and (free > 0 or ahead > 0):
        return [("availability", "preorder"), ("availability_date", f"{release.isoformat()}T00:00+0900")]
    return [("availability", "in_stock" if free > 0 else "out_of_stock")]


# --- sitemap ---------------------------------------------------------------------------------------------------


def sitemap_parts() -> list[tuple[str, int]]:
    """The parts of the sitemap: ("pages", 1), ("products", 1), …; one statement."""
    count = queries.shown_products().count()
    return [
        ("pages", 1),
        *(("products", number) for number in range(1, (count + IN_A_SITEMAP - 1) // IN_A_SITEMAP + 1)),
    ]


def sitemap_index(address: str) -> str:
    parts = "".join(
        f"<sitemap><loc>{escape(address + reverse('shop:sitemap_part', args=[part, number]))}</loc></sitemap>"
        for part, number in sitemap_parts()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{URLSET}">{parts}</sitemapindex>\n'


def sitemap_pages(address: str, categories: list[str]) -> str:
    """Everything but products. One statement."""
    fixed = ("shop:home", "shop:everything", "shop:legal", "shop:contact")
    paths: list[tuple[str, dt.datetime | None]] = [(reverse(name), None) for name in fixed]
    paths += [(reverse("shop:category", args=[code]), None) for code in categories]
    names = {"page": "shop:content", "news": "shop:news_one", "article": "shop:article"}
    rows = queries.live_pages(*ContentPage.Kind.values).values_list("kind", "slug", "updated_at")
    paths += [(reverse(names[kind], args=[slug]), at) for kind, slug, at in rows[:IN_A_SITEMAP]]
    return _urlset(address, paths)


def sitemap_products(address: str, number: int) -> str | None:
    """The n-th part of the products, None behind the last. One statement."""
    start = (number - 1) * IN_A_SITEMAP
    rows = list(queries.shown_products().order_by("id").values_list("code", "updated_at")[start : start + IN_A_SITEMAP])
    if not rows:
        return None
    return _urlset(address, [(reverse("shop:product", args=[code]), at) for code, at in rows])


def _urlset(address: str, paths: Iterable[tuple[str, dt.datetime | None]]) -> str:
    lines = []
    for path, at in paths:
        changed = f"<lastmod>{timezone.localtime(at).isoformat(timespec='seconds')}</lastmod>" if at else ""
        lines.append(f"<url><loc>{escape(address + path)}</loc>{changed}</url>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{URLSET}">{"".join(lines)}</urlset>\n'
