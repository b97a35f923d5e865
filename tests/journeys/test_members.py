"""A member in a real browser: registers, signs in, keeps an address, sees an order; every page read out well (axe)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from akinai.customers.models import Address, Customer
from akinai.customers.tests.making import PASSWORD, make_member, token_in
from akinai.storefront.actions import wishes
from akinai.storefront.tests.buying import open_shop
from akinai.storefront.tests.membership import BACKEND, bought, goods

pytestmark = pytest.mark.browser

GUESTS = ("/my/sign-in/", "/my/register/", "/my/reset/", "/orders/")
MINE = (
    "/my/", "/my/orders/", "/my/addresses/", "/my/addresses/new/", "/my/wishes/", "/my/profile/", "/my/password/",
    "/my/mails/", "/my/leave/",
)  # fmt: skip


def faults(page: Any) -> list[str]:
    """What axe finds on the page, WCAG 2.2 AA and its good practices."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def too_wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_somebody_registers_and_keeps_an_address(site: str, page: Any) -> None:
    open_shop()
    page.goto(f"{site}/my/register/")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_label("名前", exact=False).first.fill("南 花子")
    page.get_by_label("同意します", exact=False).check()
    page.get_by_role("button", name="登録", exact=True).click()
    page.get_by_role("heading", name="メールをお送りしました").wait_for()
    page.goto(f"{site}/my/confirm/{token_in('confirm')}/")
    page.get_by_role("button", name="登録を完了する").click()
    page.get_by_role("heading", name="ようこそ、南 花子 様").wait_for()
    page.goto(f"{site}/my/addresses/new/")
    page.get_by_label("郵便番号").fill("1050011")
    page.get_by_role("button", name="住所を入力").click()
    expect(page.get_by_label("市区町村")).to_have_value("港区")
    page.get_by_label("番地").fill("芝公園4-2-8")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("〒105-0011").wait_for()
    row = Address.objects.get()
    assert (row.prefecture, row.city, row.line1, row.usual) == ("東京都", "港区", "芝公園4-2-8", True)
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_load_state()
    page.goto(f"{site}/my/sign-in/")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.wait_for_url(f"{site}/my/")
    assert Customer.objects.get().confirmed_at


def test_every_page_of_members_is_accessible_and_fits_a_phone(site: str, page: Any) -> None:
    open_shop()
    member = make_member("hanako@example.jp")
    _purchase, (order, _other) = bought(member, recipients=2)
    wishes.like(member.pk, [goods().product_id], actor="test")
    page.set_viewport_size({"width": 390, "height": 844})
    found: list[str] = []
    for path in GUESTS:
        page.goto(site + path)
        found += faults(page) + [path] * too_wide(page)
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    for path in (*MINE, f"/my/orders/{order.number}/"):
        page.goto(site + path)
        found += faults(page) + [path] * too_wide(page)
    page.emulate_media(color_scheme="dark")
    for path in ("/my/", f"/my/orders/{order.number}/"):
        page.goto(site + path)
        found += faults(page)
    assert found == []
