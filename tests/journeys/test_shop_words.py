"""Every public page of the shop in both languages, as guest and as member: words, width on a phone, a quiet console."""

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from akinai.catalog.models import Category, Product, Sku
from akinai.core.models import Shop
from akinai.customers.models import Customer
from akinai.orders.models import Order
from akinai.payments.models import BankAccount
from akinai.storefront.models import Banner, ContentPage, GiftChoice, NavItem, Purchase, SaleType, Shelf, Site
from akinai.storefront.tests.membership import BACKEND
from tests.journeys.shop_world import make_shop_world
from tests.journeys.test_pages import LINKS, WIDER, WORDS, data_words, foreign, is_page, named

pytestmark = pytest.mark.browser

OURS = "shop:"
# Not pages: they answer with a file or with data, lead elsewhere, or only take what is sent.
NO_PAGE = re.compile(r"theme_css|media|picture|suggest|places|robots|sitemap|feed|sign_out|open_paper|preview")
TEXTS = ".prose, .agreement #back, .lead, .legal dd"  # what the shop itself wrote, in its own language
# Options of a product, letters that stand for a picture, samples in fields, names of languages, a trap for machines,
# a way to pay as it was called when it was chosen.
SHOWN = {"色", "白", "紺", "ア", "山田 花子", "ヤマダ ハナコ", "English", "日本語", "Website", "銀行振込（前払い）"}


def plain() -> list[str]:
    """Addresses that ask for nothing, linked or not."""
    pages = named(get_resolver().url_patterns)
    return [reverse(name) for name, needs in pages if name.startswith(OURS) and not needs and not NO_PAGE.search(name)]


def place(address: str) -> str | None:
    """Which page a link leads to; None: none of the shop's."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return f"nowhere: {parts.path}"
    name = found.view_name or ""
    return name if name.startswith(OURS) and not NO_PAGE.search(name) else None


def typed() -> re.Pattern[str]:
    """What the shop and its buyers wrote."""
    return data_words(
        {
            BankAccount: ("bank", "branch", "holder"),
            Banner: ("title", "words"),
            Category: ("name",),
            ContentPage: ("title",),
            Customer: ("name",),
            GiftChoice: ("name",),
            NavItem: ("label",),
            Order: ("buyer_name", "name", "city", "line1"),
            Product: ("name",),
            SaleType: ("name",),
            Shelf: ("title",),
            Shop: ("name",),
            Site: ("description",),
            Sku: ("name", "options", "code"),
        },
        SHOWN,
    )


def walk(page: Any, site: str, language: str, begin: list[str], known: re.Pattern[str]) -> tuple[set[str], list[str]]:
    """Every kind of page once: which were seen, and what is wrong with them."""
    waiting, seen, wrong = deque(begin), set(), []
    while waiting:
        address = waiting.popleft()
        where = place(address)
        if where is None or where in seen:
            continue
        seen.add(where)
        if address in begin and not is_page(page.context.request.get(site + address)):
            continue
        answer = page.goto(site + address, wait_until="domcontentloaded")
        if answer.status >= 400:
            wrong.append(f"{address}: answers {answer.status}")
            continue
        waiting.extend(page.evaluate(LINKS))
        if wide := page.evaluate(WIDER):
            wrong.append(f"{address}: wider than a phone by {wide}")
        page.evaluate(f"() => document.querySelectorAll({TEXTS!r}).forEach(e => e.setAttribute('lang', 'ja'))")
        wrong += [f"{address}: 「{text[:90]}」" for text in page.evaluate(WORDS) if foreign(text, language, known)]
    return seen, wrong


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_the_shop_speaks_one_language_and_fits_a_phone(site, page, errors, language: str) -> None:
    make_shop_world()
    known, member = typed(), Customer.objects.get(email="hanako@example.jp")
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    guest, wrong = walk(page, site, language, ["/", *plain()], known)
    page.goto(f"{site}/p/{Product.objects.get(name='アカシアはちみつ').code}/")
    page.locator(".add button.primary").click()
    thanks = reverse("shop:thanks", args=[Purchase.objects.get(customer=None, confirmation__isnull=False).token])
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    mine = [one for one in plain() if one.startswith(("/my/", "/cart/", "/checkout/"))]
    signed_in, more = walk(page, site, language, [*mine, thanks], known)
    assert len(guest | signed_in) > 30, sorted(guest | signed_in)
    wrong += more + errors
    assert not wrong, "\n".join(wrong)
