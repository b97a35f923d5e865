"""The shop's pages: what they show, in both languages, with how many statements, and to whom."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akinai.catalog.actions import Upload, add_images
from akinai.catalog.models import Product, Sku, SkuPart
from akinai.core import clock, limits
from akinai.core.models import Mail, Setting, Shop
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.models import Demand, Stock, Warehouse
from akinai.orders.models import SalesChannel
from akinai.storefront import frame
from akinai.storefront.checkout.pricing import with_tax
from akinai.storefront.models import (
    Banner,
    ContentPage,
    Inquiry,
    NavItem,
    ProductPage,
    Redirect,
    SaleType,
    Shelf,
    Site,
)
from akinai.storefront.queries import goods
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.making import forget_kept, make_category, make_product, open_shop, picture

pytestmark = pytest.mark.django_db

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# What a shop writes itself stands as it is written; what the program says is in the visitor's language.
ENGLISH_WORD = re.compile(r"\b(?:the|and|to|of|product|products|cart|search|menu|page|news|contact|sort|price)\b", re.I)


@pytest.fixture
def shop() -> Site:
    return open_shop("Kinomi")


def text_of(response: Any) -> str:
    """What a reader sees and hears of a page: words, alternative texts, labels."""
    html = response.content.decode()
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html[html.index("<title") :], flags=re.S)
    spoken = " ".join(re.findall(r'(?:alt|aria-label|placeholder|data-less|data-more)="([^"]*)"', body))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)) + " " + spoken


def page(path: str, *, language: str = "ja", **extra: Any) -> Any:
    return Client(HTTP_ACCEPT_LANGUAGE=language, **extra).get(path)


def publish(kind: str, slug: str, title: str, body: str = "<p>x</p>") -> ContentPage:
    now = timezone.now()
    return ContentPage.objects.create(
        kind=kind, slug=slug, title=title, body=body, publish_at=now - dt.timedelta(days=1), updated_at=now
    )


# --- languages -------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(shop: Site) -> Product:
    """A shop whose own words are all in Latin letters without English words, so that only the program's are left."""
    ContentPage.objects.all().delete()
    shop.legal = {}
    shop.save()
    category = make_category("Nomimono")
    product = make_product("Kuro", category=category, variants={"iro:aka": 9, "iro:ao": 0}, order_limit=3)
    for _n in range(26):
        make_product("Shiro", category=category)
    make_product("Umi", category=category, temperature="frozen", stock=1)
    publish("news", "a", "Aki")
    publish("article", "b", "Fuyu")
    Shelf.objects.all().delete()
    Shelf.objects.create(title="Shinchaku", kind="newest", count=4)
    NavItem.objects.all().delete()
    return product


PATHS = ["/", "/c/", "/news/", "/news/a/", "/articles/", "/articles/b/", "/contact/", "/contact/sent/", "/legal/",
         "/search/", "/search/?q=zzzz", "/search/?q=shiro", "/nowhere/", "/c/?stock=1&min=1&temp=frozen"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_japanese_pages_have_no_english_left(filled: Product, path: str) -> None:
    text = text_of(page(path)).replace("English", "")
    assert JAPANESE.search(text)
    assert not ENGLISH_WORD.findall(text)


@pytest.mark.parametrize("path", PATHS)
def test_english_pages_have_no_japanese_left(filled: Product, path: str) -> None:
    text = text_of(page(path, language="en")).replace("日本語", "").replace("（", "").replace("｜", "")
    assert not JAPANESE.findall(text)


def test_product_and_category_pages_in_both_languages(filled: Product) -> None:
    category = filled.categories.get()
    for path in (f"/p/{filled.code}/", f"/c/{category.code}/?sort=cheap&page=2"):
        assert not ENGLISH_WORD.findall(text_of(page(path)).replace("English", ""))
        english = text_of(page(path, language="en")).replace("日本語", "").replace("（", "").replace("｜", "")
        assert not JAPANESE.findall(english.replace("月", "").replace("日", "") if "月" in english else english)


def test_a_product_has_its_english_name(shop: Site) -> None:
    product = make_product("白磁マグカップ")
    Product.objects.filter(pk=product.pk).update(name_en="White porcelain mug")
    assert "White porcelain mug" in page(f"/p/{product.code}/", language="en").content.decode()
    assert "白磁マグカップ" in page(f"/p/{product.code}/").content.decode()


# --- statements ------------------------------------------------------------------------------------------------


def test_a_cold_product_page_takes_few_statements(shop: Site, statements: Any) -> None:
    category = make_category("食品")
    product = make_product(category=category, variants={"色:白": 3, "色:紺": 9})
    for n in range(8):
        make_product(f"他の品{n}", category=category)
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    with statements() as few:
        assert client.get(f"/p/{product.code}/").status_code == 200
    for n in range(30):
        make_product(f"もっと{n}", category=category, variants={"a": 1, "b": 2})
    with statements() as many:
        client.get(f"/p/{product.code}/")
    assert few.count == many.count <= 6


def test_a_list_of_24_takes_few_statements(shop: Site, statements: Any) -> None:
    category = make_category("食品")
    for n in range(30):
        make_product(f"品{n}", category=category)
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    with statements() as cold:
        response = client.get(f"/c/{category.code}/")
    assert response.content.decode().count('class="item') == 24
    assert cold.count <= 6


def test_desk_and_api_pay_nothing_for_the_shop(statements: Any) -> None:
    client = Client()
    with statements() as seen:
        client.get("/accounts/login/")
        client.get("/api/v1/nothing")
    assert not [sql for sql in seen.texts if "storefront_" in sql]


# --- products --------------------------------------------------------------------------------------------------


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


# --- lists -----------------------------------------------------------------------------------------------------


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


# --- pages, legal notice, contact ------------------------------------------------------------------------------


def test_pages_follow_the_clock(shop: Site) -> None:
    publish("article", "ready", "読みもの", "<h2>見出し</h2>")
    later = publish("article", "later", "まだ")
    ContentPage.objects.filter(pk=later.pk).update(publish_at=timezone.now() + dt.timedelta(hours=1))
    assert "<h2>見出し</h2>" in page("/articles/ready/").content.decode()
    assert page("/articles/later/").status_code == 404
    assert "まだ" not in text_of(page("/articles/"))


def test_the_legal_notice_reads_the_settings(shop: Site) -> None:
    shop.legal = {"seller": "株式会社季の実<b>"}
    shop.save()
    html = page("/legal/").content.decode()
    assert "株式会社季の実&lt;b&gt;" in html


ASKED = {"name": "山田 花子", "email": "hanako@example.jp", "subject": "納期", "body": "いつ届きますか。"}


def test_an_inquiry_is_kept_and_two_mails_go(shop: Site) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    response = client.post("/contact/", ASKED, follow=True)
    assert "お問い合わせありがとうございます" in response.content.decode()
    assert Inquiry.objects.get().body == "いつ届きますか。"
    mails = dict(Mail.objects.values_list("to_address", "body"))
    assert set(mails) == {"shop@example.jp", "hanako@example.jp"}
    assert "いつ届きますか。" in mails["hanako@example.jp"]


def test_a_machine_and_a_flood_are_kept_out(shop: Site) -> None:
    limits.forget()
    client = Client()
    assert client.post("/contact/", {**ASKED, "website": "http://spam"}).status_code == 302
    assert not Inquiry.objects.exists()
    answers = [client.post("/contact/", ASKED).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Inquiry.objects.count() == 10
    limits.forget()


def test_a_wrong_inquiry_is_told_beside_the_field(shop: Site) -> None:
    response = Client(HTTP_ACCEPT_LANGUAGE="ja").post("/contact/", {**ASKED, "email": "x", "subject": ""})
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="id_email_wrong"' in html
    assert 'aria-describedby="id_email_wrong"' in html
    assert not Inquiry.objects.exists()


def test_mail_headers_can_not_be_smuggled_in(shop: Site) -> None:
    response = Client().post("/contact/", {**ASKED, "name": "a\r\nBcc: b@example.jp"})
    assert response.status_code in (302, 422)
    assert not [mail for mail in Mail.objects.all() if "\n" in mail.to_name + mail.subject]


# --- doors -----------------------------------------------------------------------------------------------------


def test_a_shop_not_open_is_seen_by_staff_only(db: None) -> None:
    open_shop(is_open=False)
    product = make_product()
    for path in ("/", "/c/", f"/p/{product.code}/", "/search/?q=a", "/contact/", "/feeds/google.xml", "/sitemap.xml"):
        assert page(path).status_code == 503
    assert "ただいま準備中です" in page("/").content.decode()
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    sign_in(client, make_staff("marketing"))
    seen = client.get("/")
    assert seen.status_code == 200
    assert "スタッフだけに表示" in seen.content.decode()
    assert "noindex" in seen.content.decode()


def test_maintenance_answers_503_with_the_owners_words(db: None) -> None:
    open_shop(maintenance=True, maintenance_words="棚卸しのため 18時まで")
    response = page("/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "棚卸しのため 18時まで" in response.content.decode()
    assert page("/theme.css").status_code == 200


def test_staff_without_the_second_factor_see_no_more_than_visitors(db: None) -> None:
    open_shop(is_open=False)
    client = Client()
    client.force_login(make_staff("manager"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 503


def test_old_addresses_lead_to_new_ones(shop: Site) -> None:
    Redirect.objects.create(path="/item.php?id=3", target="/c/")
    Redirect.objects.create(path="/old/", target="/news/", permanent=False)
    moved = page("/item.php?id=3")
    assert (moved.status_code, moved["Location"]) == (301, "/c/")
    assert page("/old/").status_code == 302
    assert Redirect.objects.get(path="/old/").hits == 1
    lost = page("/nowhere/")
    assert lost.status_code == 404
    assert 'role="search"' in lost.content.decode()


def test_the_frame_is_read_once_a_request(shop: Site, statements: Any) -> None:
    Setting.objects.update_or_create(name="page_seconds", defaults={"value": 60})
    forget_kept()
    client = Client()
    with statements() as first:
        client.get("/legal/")
    with statements() as second:
        client.get("/legal/")
    assert sum("storefront_site" in sql for sql in first.texts) == 1
    assert second.count == 0
    assert frame.current().page_seconds == 60
    forget_kept()


def test_stock_of_other_warehouses_is_not_the_shops(shop: Site) -> None:
    product = make_product(stock=0)
    other = Warehouse.objects.create(code="elsewhere", name="他の倉庫")
    Stock.objects.create(sku=Sku.objects.get(product=product), warehouse=other, on_hand=50)
    assert goods.cards([product.pk])[0].stock.state == "out"
