"""Products and lists of the shop as visitors see them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from akinai.catalog.actions import Upload, add_images
from akinai.catalog.models import Product, Sku, SkuPart
from akinai.core import clock
from akinai.core.models import Shop
from akinai.inventory.models import Demand
from akinai.orders.models import SalesChannel
from akinai.storefront.checkout.pricing import with_tax
from akinai.storefront.models import (
    Banner,
    ProductPage,
    SaleType,
    Shelf,
    Site,
)
from akinai.storefront.queries import goods
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.making import make_category, make_product, picture
from akinai.storefront.tests.visiting import page, publish, text_of

pytestmark = pytest.mark.django_db


def test_shown_is_the_same_for_lists_and_for_everybody_else(shop: Site) -> None:
    now = clock.now()
    day = dt.timedelta(days=1)
    for fields in ({"shown": False}, {"publish_at": now + day}, {"end_at": now - day}, {"publish_at": now - day}, {}):
        ProductPage.objects.create(product=make_product("頁"), **fields)
    make_product("値なし", price=None)
    stopped = make_product("終売")
    Sku.objects.filter(product=stopped).update(active=False)
    plain = make_product("普通")
    every = list(Product.objects.values_list("pk", flat=True))
    expected = set(queries.shown_products().values_list("pk", flat=True))
    assert {card.id for card in goods.cards(every)} == expected
    assert plain.pk in expected
    seen = {code for code in Product.objects.values_list("code", flat=True) if page(f"/p/{code}/").status_code == 200}
    assert seen == set(queries.shown_products().values_list("code", flat=True))


@pytest.mark.parametrize(
    ("rounding", "price", "shown"), [("floor", 999, "¥1,098"), ("ceil", 999, "¥1,099"), ("round", 995, "¥1,095")]
)
def test_prices_are_shown_with_tax(shop: Site, rounding: str, price: int, shown: str) -> None:
    Shop.objects.update(tax_rounding=rounding)
    product = make_product(price=price, price_includes_tax=False)
    assert goods.cards([product.pk])[0].low == with_tax(price, 1000, included=False, rounding=rounding)  # type: ignore[arg-type]
    assert shown in page(f"/p/{product.code}/").content.decode()


@pytest.mark.parametrize(("pieces", "words"), [(20, "在庫あり"), (2, "残りわずか"), (0, "入荷待ち")])
def test_stock_in_words(shop: Site, pieces: int, words: str) -> None:
    product = make_product(stock=pieces)
    html = page(f"/p/{product.code}/").content.decode()
    assert words in html
    assert ("カートに入れる" in html) is (pieces > 0)


def test_a_bundle_is_as_many_as_its_scarcest_part(shop: Site) -> None:
    part, other = make_product("瓶", stock=7), make_product("箱", stock=100)
    whole = make_product("詰め合わせ", stock=0, kind="bundle")
    sku = Sku.objects.get(product=whole)
    SkuPart.objects.create(whole=sku, part=Sku.objects.get(product=part), quantity=3)
    SkuPart.objects.create(whole=sku, part=Sku.objects.get(product=other), quantity=1)
    found = goods.detail(whole.code)
    assert found is not None
    assert found.variants[0].stock.free == 2
    assert goods.cards([whole.pk])[0].stock.free == 2
    html = page(f"/p/{whole.code}/").content.decode()
    assert f"/p/{part.code}/" in html
    assert "3点" in html


def test_preorders_are_offered_until_they_are_used_up(shop: Site) -> None:
    release = clock.today() + dt.timedelta(days=30)
    product = make_product("新茶", stock=0, release_date=release)
    kind = SaleType.objects.create(code="pre-x", name="予約商品", position=9)
    ProductPage.objects.create(product=product, ahead=5, sale_type=kind)
    html = page(f"/p/{product.code}/").content.decode()
    assert "予約受付中" in html
    assert "PreOrder" in html
    assert "予約商品" in html
    sku = Sku.objects.get(product=product)
    Demand.objects.create(
        sku=sku, warehouse=SalesChannel.objects.get(code="shop").warehouse, document="order/1", line=1, wanted=5,
        requested_at=clock.now(),
    )  # fmt: skip
    assert "入荷待ち" in page(f"/p/{product.code}/").content.decode()


def test_variants_are_chosen_and_the_first_buyable_is_picked(shop: Site) -> None:
    product = make_product("マグ", variants={"色:白 サイズ:M": 0, "色:紺 サイズ:M": 4})
    html = page(f"/p/{product.code}/").content.decode()
    white, blue = Sku.objects.filter(product=product).order_by("id")
    assert re.search(rf'value="{blue.pk}" checked', html)
    assert re.search(rf'value="{white.pk}" disabled', html)
    assert "紺・M" in html
    asked = page(f"/p/{product.code}/?sku={white.code}").content.decode()
    assert re.search(rf'value="{white.pk}" checked', asked)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("色:赤 サイズ:M", (("色", "赤"), ("サイズ", "M"))),
        ("色：赤　サイズ：23.5 cm", (("色", "赤"), ("サイズ", "23.5 cm"))),
        ("限定版", (("", "限定版"),)),
        ("", ()),
    ],
)
def test_options_are_read(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert goods.options_of(text) == pairs


def test_when_it_ships_is_told(shop: Site) -> None:
    product = make_product()
    with clock.frozen(dt.datetime(2026, 11, 24, 9, 0, tzinfo=clock.JST)):
        html = page(f"/p/{product.code}/").content.decode()
    assert "11月24日(火) に発送予定" in html


def test_pictures_come_in_sizes_and_forms(shop: Site, settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {
        "location": str(tmp_path), "base_url": "/files/"}}}  # fmt: skip
    product = make_product()
    add_images(product.pk, [Upload("a.jpg", picture(1600, 1200))], actor="cli")
    html = page(f"/p/{product.code}/").content.decode()
    sources = dict(re.findall(r'<source type="image/(avif|webp)" srcset="([^"]+)"', html))
    assert [part.split()[1] for part in sources["avif"].split(", ")] == ["480w", "960w", "1440w"]
    assert 'width="1600" height="1200"' in html
    response = page(sources["avif"].split()[0])
    assert response.status_code == 200
    assert response["Content-Type"] == "image/avif"
    assert "immutable" in response["Cache-Control"]
    assert page("/pictures/../../secrets/secret_key").status_code == 404


def test_a_product_without_picture_has_a_calm_place(shop: Site) -> None:
    assert 'class="picture none"' in page(f"/p/{make_product().code}/").content.decode()


def names(response: Any) -> list[str]:
    return re.findall(r'<h3 class="name"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def test_a_category_takes_in_those_below(shop: Site) -> None:
    food = make_category("食品")
    honey = make_category("はちみつ", parent=food)
    make_product("深い品", category=honey)
    make_product("他所の品", category=make_category("器"))
    assert names(page(f"/c/{food.code}/")) == ["深い品"]
    assert page("/c/none/").status_code == 404


def test_lists_are_narrowed_and_sorted(shop: Site) -> None:
    make_product("安い", price=500)
    make_product("中", price=1_000, stock=0)
    make_product("高い", price=2_000, temperature="frozen")
    make_product("器", price=3_000, variants={"色:赤 サイズ:M": 1, "色:青 サイズ:L": 0})
    assert names(page("/c/?sort=cheap")) == ["安い", "中", "高い", "器"]
    assert names(page("/c/?sort=dear"))[0] == "器"
    assert names(page("/c/?min=１,０００&max=2000円&sort=cheap")) == ["中", "高い"]
    assert "中" not in names(page("/c/?stock=1"))
    assert names(page("/c/?temp=frozen")) == ["高い"]
    assert names(page("/c/?option=色:赤")) == ["器"]
    assert names(page("/c/?option=色:赤&option=サイズ:L")) == []
    assert names(page("/c/?option=色:赤&option=色:青")) == ["器"]
    assert names(page("/c/?min=x&temp=lava&sort=evil&page=0&option=%00"))  # nonsense is left out


def test_lists_are_paged(shop: Site) -> None:
    for n in range(50):
        make_product(f"品{n:02}")
    first, third = page("/c/"), page("/c/?page=3")
    assert len(names(first)) == 24
    assert len(names(third)) == 2
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in third.content.decode()
    assert page("/c/?page=4").status_code == 404


def test_the_top_page_has_banners_shelves_and_news(shop: Site) -> None:
    food = make_category("食品")
    chosen = make_product("選んだ品", category=food)
    make_product("新しい品")
    Shelf.objects.all().delete()
    Shelf.objects.create(title="店長のおすすめ", kind="chosen", products=[chosen.pk])
    Shelf.objects.create(title="食べもの", kind="category", category=food)
    Shelf.objects.create(title="まだ", kind="newest", publish_at=timezone.now() + dt.timedelta(days=1))
    Banner.objects.create(place="hero", title="秋の特集", words="いらっしゃいませ", link="/c/")
    Banner.objects.create(place="line", title="送料無料")
    publish("news", "n", "お知らせの題")
    text = text_of(page("/"))
    for words in ("店長のおすすめ", "食べもの", "秋の特集", "送料無料", "お知らせの題"):
        assert words in text
    assert "まだ" not in text
