"""Coming in: the first sign-in with its second factor, and the shared device of the warehouse."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from akinai.core.people.actions import NewStaff, add_staff
from tests.journeys.desk import Desk

pytestmark = pytest.mark.browser


def code_of_the_app(secret: str) -> str:
    """The six digits an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_new_staff_member_signs_in_sets_up_the_second_factor_and_sees_the_home_page(desk: Desk) -> None:
    new = NewStaff(username="hanako", name="佐藤 花子", roles=["orders"], password="first-password-7")
    add_staff(new, actor="cli")
    page = desk.page
    desk.go("/desk/").at("/accounts/login/")
    page.get_by_label("サインイン名").fill("hanako")
    page.get_by_label("パスワード").fill("first-password-7")
    desk.press("サインイン")
    desk.sees("二段階認証の設定")
    page.locator("summary").click()
    secret = page.locator("details .mono").inner_text()
    page.get_by_label("認証コード").fill("000000")
    desk.press("設定する")
    desk.sees("コードが違います")
    page.get_by_label("認証コード").fill(code_of_the_app(secret))
    desk.press("設定する")
    desk.sees("リカバリーコード")
    desk.press("控えました。次へ進む")
    desk.at("/desk/$")
    desk.sees("ホーム", "処理状況", "佐藤 花子")


def test_a_warehouse_person_signs_in_by_pin_and_reaches_only_the_floor(desk: Desk, sit, packer: int) -> None:
    sit("manager").go("/desk/people/devices/")
    desk.page.get_by_label("端末の名前").fill("梱包台1")
    desk.press("登録", within="main")
    desk.sees("梱包台1")
    desk.page.context.clear_cookies(name="sessionid")

    desk.go("/accounts/station/").sees("倉田 実")
    desk.page.get_by_text("倉田 実").click()
    desk.page.locator("[data-pin]").focus()
    desk.type("111113", "Enter")
    desk.sees("暗証番号が違います")
    desk.page.wait_for_load_state()  # the digits are a script's
    for digit in "482915":
        desk.page.locator(f"[data-digit='{digit}']").click()
    desk.page.locator(".keypad .primary").click()
    desk.at("/desk/$")
    desk.sees("検品")
    for path in ("/desk/settings/", "/desk/people/", "/desk/mail/", "/desk/orders/new/"):
        assert desk.page.goto(desk.site + path).status == 403
        desk.sees("この画面を使う権限がありません")
    desk.go("/desk/fulfillment/inspection/").sees("納品書のバーコードを読み取ってください。")
    links = desk.go("/desk/").page.locator("nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert not [link for link in links if link.startswith(("/desk/settings/", "/desk/people/", "/desk/mail/"))]
