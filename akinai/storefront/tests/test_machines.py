"""What search engines and other sites read: structured data, sitemap, robots, feed."""

import datetime as dt
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from akinai.catalog.models import Product, Sku
from akinai.core import clock
from akinai.storefront import feeds
from akinai.storefront.models import ContentPage, ProductPage, Site
from akinai.storefront.tests.making import make_category, make_product, open_shop

pytestmark = pytest.mark.django_db

G = "{http://base.google.com/ns/1.0}"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def shop() -> Site:
    return open_shop()


def parsed(xml: bytes) -> ElementTree.Element:
    """What we wrote ourselves is well-formed."""
    return ElementTree.fromstring(xml)  # noqa: S314 - our own


def get(path: str) -> Any:
    return Client(HTTP_ACCEPT_LANGUAGE="ja", HTTP_HOST="localhost").get(path)


def data_of(path: str) -> dict[str, dict[str, Any]]:
    """The page's structured data by type."""
    html = get(path).content.decode()
    found = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    return {one["@type"]: one for one in found}


def canonical(path: str) -> str:
    found = re.findall(r'<link rel="canonical" href="([^"]+)"', get(path).content.decode())
    assert len(found) == 1
    return str(found[0])


def test_a_product_tells_price_and_stock(shop: Site) -> None:
    category = make_category("食品")
    product = make_product("</script><b>蜜 & 「花」", category=category, jan="4901234567894")
    data = data_of(f"/p/{product.code}/")
    thing = data["Product"]
    assert thing["name"] == "</script><b>蜜 & 「花」"
    offer = thing["offers"]
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", 1800, "JPY")
    assert offer["availability"] == "https://schema.org/InStock"
    assert thing["gtin"] == "4901234567894"
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[1]["item"] == f"http://localhost/c/{category.code}/"
    assert steps[2]["item"] == f"http://localhost/p/{product.code}/"


def test_variants_are_one_aggregate_offer(shop: Site) -> None:
    product = make_product("器", variants={"色:白": 3, "色:紺": 0})
    Sku.objects.filter(product=product, options="色:紺").update(price=2_400)
    offers = data_of(f"/p/{product.code}/")["Product"]["offers"]
    assert (offers["@type"], offers["lowPrice"], offers["highPrice"], offers["offerCount"]) == (
        "AggregateOffer", 1800, 2400, 2,
    )  # fmt: skip
    assert [one["availability"].rpartition("/")[2] for one in offers["offers"]] == ["LimitedAvailability", "OutOfStock"]


def test_the_top_page_tells_who_sells_and_an_article_when_it_was_written(shop: Site) -> None:
    assert data_of("/")["OnlineStore"]["name"] == "季の実商店"
    now = timezone.now()
    ContentPage.objects.create(kind="article", slug="a", title="題", publish_at=now, updated_at=now)
    article = data_of("/articles/a/")["Article"]
    assert article["headline"] == "題"
    assert dt.datetime.fromisoformat(article["datePublished"]) == now


def test_each_page_has_one_address(shop: Site) -> None:
    product = make_product()
    for n in range(25):
        make_product(f"品{n}")
    assert canonical(f"/p/{product.code}/?sku=x&utm_source=y") == f"http://localhost/p/{product.code}/"
    assert canonical("/c/?sort=cheap&min=1&page=2") == "http://localhost/c/?page=2"
    assert canonical("/?utm_campaign=a") == "http://localhost/"
    assert 'content="noindex,follow"' in get("/c/?sort=cheap").content.decode()
    assert "noindex" not in get("/c/?page=2").content.decode()
    assert "noindex" in get("/search/?q=a").content.decode()


def test_pages_for_sharing(shop: Site) -> None:
    product = make_product()
    ProductPage.objects.create(product=product, summary='要約"です')
    html = get(f"/p/{product.code}/").content.decode()
    assert '<meta property="og:title" content="アカシアはちみつ">' in html
    assert '<meta property="og:description" content="要約&quot;です">' in html
    assert '<meta name="description" content="要約&quot;です">' in html


def test_the_sitemap_leads_to_everything_shown(shop: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "IN_A_SITEMAP", 2)
    category = make_category("食品")
    shown = [make_product(f"品{n}", category=category).code for n in range(5)]
    hidden = make_product("隠し")
    ProductPage.objects.create(product=hidden, shown=False)
    ContentPage.objects.all().delete()
    index = parsed(get("/sitemap.xml").content)
    parts = [loc.text or "" for loc in index.iter(f"{S}loc")]
    assert len(parts) == 1 + 3
    found: list[str] = []
    for part in parts:
        response = get(part.removeprefix("http://localhost"))
        assert response["Content-Type"].startswith("application/xml")
        found += [loc.text or "" for loc in parsed(response.content).iter(f"{S}loc")]
    assert {f"http://localhost/p/{code}/" for code in shown} <= set(found)
    assert f"http://localhost/c/{category.code}/" in found
    assert not [one for one in found if hidden.code in one]
    assert all(get(one.removeprefix("http://localhost")).status_code == 200 for one in found)
    assert get("/sitemap-products-9.xml").status_code == 404
    assert get("/sitemap-other-1.xml").status_code == 404


def test_robots(shop: Site) -> None:
    text = get("/robots.txt").content.decode()
    assert "Disallow: /cart/" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    shop.is_open = False
    shop.save()
    assert get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


# --- feed ------------------------------------------------------------------------------------------------------


def feed() -> dict[str, dict[str, str]]:
    response = get("/feeds/google.xml")
    assert response.streaming
    root = parsed(b"".join(response.streaming_content))
    items = [{one.tag.removeprefix(G): one.text or "" for one in item} for item in root.iter("item")]
    return {item["id"]: item for item in items}


def test_the_feed_tells_what_merchant_center_needs(shop: Site) -> None:
    plain = make_product("蜜 & <花>", jan="4901234567894", weight_g=320)
    ProductPage.objects.create(product=plain, google_category="Food & Drink", summary="<p>要約</p>")
    cup = make_product("器", variants={"色:白": 3, "色:紺": 0})
    items = feed()
    honey = items[f"{plain.code}-0"]
    assert honey["title"] == "蜜 & <花>"
    assert honey["description"] == "要約"
    assert (honey["price"], honey["availability"], honey["gtin"]) == ("1800 JPY", "in_stock", "4901234567894")
    assert honey["google_product_category"] == "Food & Drink"
    assert honey["link"] == f"http://localhost/p/{plain.code}/"
    assert honey["shipping_weight"] == "320 g"
    white, blue = items[f"{cup.code}-0"], items[f"{cup.code}-1"]
    assert white["item_group_id"] == blue["item_group_id"] == cup.code
    assert white["title"] == "器 白"
    assert blue["availability"] == "out_of_stock"
    assert blue["identifier_exists"] == "no"
    assert get(white["link"].removeprefix("http://localhost")).status_code == 200


def test_the_feed_offers_what_may_be_ordered_ahead(shop: Site) -> None:
    day = clock.today() + dt.timedelta(days=9)
    product = make_product("新茶", stock=0, release_date=day)
    ProductPage.objects.create(product=product, ahead=4)
    item = feed()[f"{product.code}-0"]
    assert item["availability"] == "preorder"
    assert item["availability_date"].startswith(day.isoformat())


def test_the_feed_is_read_in_batches_and_leaves_nothing_out(
    shop: Site, monkeypatch: pytest.MonkeyPatch, statements: Any
) -> None:
    monkeypatch.setattr(feeds, "_FEED", feeds._FEED.replace(f"limit {feeds.BATCH}", "limit 3"))
    for n in range(7):
        make_product(f"品{n}")
    with statements() as seen:
        assert len(feed()) == Product.objects.count() == 7
    assert seen.count <= 1 + 4 + 1  # the frame, batches of three and one that is empty, the count
