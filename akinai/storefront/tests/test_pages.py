"""The shop's pages: what they show, in both languages, with how many statements, and to whom."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akinai.catalog.models import Product
from akinai.core import limits
from akinai.core.models import Mail
from akinai.storefront.models import (
    ContentPage,
    Inquiry,
    NavItem,
    Shelf,
    Site,
)
from akinai.storefront.tests.making import make_category, make_product
from akinai.storefront.tests.visiting import page, publish, text_of

pytestmark = pytest.mark.django_db

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# What a shop writes itself stands as it is written; what the program says is in the visitor's language.
ENGLISH_WORD = re.compile(r"\b(?:the|and|to|of|product|products|cart|search|menu|page|news|contact|sort|price)\b", re.I)


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
