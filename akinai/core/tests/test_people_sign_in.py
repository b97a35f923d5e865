"""Signing in, from the first password to the warehouse's PIN."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.test import Client

from akinai.core import clock
from akinai.core.models import AccessLog, Device, StaffKey
from akinai.core.outcome import Refused
from akinai.core.people import actions, badges, masking, stations
from akinai.core.people.actions import NewStaff
from akinai.core.tests.making import make_staff, sign_in


def code_of(secret: str, *, steps_ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_ahead))


def test_first_day_asks_for_password_and_code_once(db, client: Client):
    user, password = actions.add_staff(NewStaff("hanako", "佐藤 花子", ["orders"]), actor="cli")
    answer = client.post("/accounts/login/?next=/desk/", {"login": "hanako", "password": password}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/totp/activate/"
    secret = re.search(r'class="mono strong">(\w+)<', answer.content.decode())[1]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/desk/").status_code == 200
    assert Authenticator.objects.get(user=user, type="totp").data["secret"] != secret  # sealed at rest


def test_next_day_asks_for_password_then_code(db, client: Client):
    user, password = actions.add_staff(NewStaff("hanako", "佐藤 花子", ["orders"]), actor="cli")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    answer = client.post("/accounts/login/", {"login": "hanako", "password": password}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "コードが違います" in wrong.content.decode()
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/desk/"


def test_a_phone_whose_clock_is_half_a_minute_ahead_gets_in_and_its_code_once(db, client: Client):
    user, password = actions.add_staff(NewStaff("hanako", "佐藤 花子", ["orders"]), actor="cli")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    def gets_in(code: str) -> bool:
        client.cookies.clear()
        client.post("/accounts/login/", {"login": "hanako", "password": password})
        return client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302

    code = code_of(secret, steps_ahead=1)
    assert not gets_in(code_of(secret, steps_ahead=4))
    assert gets_in(code)
    for same in (code, f"{code[:3]} {code[3:]}"):
        cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")  # the library forgets it after one step
        assert not gets_in(same)


def test_wrong_passwords_are_limited(db, client: Client):
    make_staff("orders", username="hanako")
    said = [client.post("/accounts/login/", {"login": "hanako", "password": "nope"}) for _n in range(12)]
    assert "続けて失敗" in said[-1].content.decode() or said[-1].status_code == 429


def test_sign_up_is_closed(db, client: Client):
    assert client.get("/accounts/signup/").url == "/accounts/login/"


@pytest.fixture
def device(db) -> tuple[Device, Client]:
    """A browser the 店長 has registered."""
    browser = Client()
    sign_in(browser, make_staff("manager"))
    answer = browser.post("/desk/people/devices/", {"name": "梱包台1"})
    assert answer.status_code == 302
    browser.post("/accounts/sign-out/")
    return Device.objects.get(), browser


def packer(pin: str = "482915") -> int:
    user = make_staff("warehouse", username="pack", name="倉田 実")
    actions.set_pin(user, pin, actor="staff:1")
    return user.pk


def test_pin_opens_the_desk_with_warehouse_permissions_only(device):
    _row, browser = device
    pk = packer()
    assert "倉田 実" in browser.get("/accounts/station/").content.decode()
    answer = browser.post("/accounts/station/", {"person": pk, "pin": "482915"}, follow=True)
    assert answer.request["PATH_INFO"] == "/desk/"
    assert answer.status_code == 200
    assert browser.get("/desk/mail/").status_code == 403
    assert browser.get("/accounts/2fa/").url == "/desk/"


def test_a_manager_by_pin_is_no_manager_at_the_device(device):
    from django.contrib.auth.models import User

    _row, browser = device
    boss = User.objects.get(username="test-manager")
    actions.set_pin(boss, "482915", actor="cli")
    browser.post("/accounts/station/", {"person": boss.pk, "pin": "482915"})
    assert browser.get("/desk/people/").status_code == 403


def test_pin_without_a_registered_device_is_refused(db, client: Client):
    pk = packer()
    answer = client.post("/accounts/station/", {"person": pk, "pin": "482915"})
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_five_wrong_pins_lock_until_the_manager_or_time_helps(device):
    _row, browser = device
    pk = packer()
    for left in (4, 3, 2, 1):
        said = browser.post("/accounts/station/", {"person": pk, "pin": "111112"}).content.decode()
        assert f"あと{left}回" in said
    said = browser.post("/accounts/station/", {"person": pk, "pin": "111112"}).content.decode()
    assert "15分" in said
    said = browser.post("/accounts/station/", {"person": pk, "pin": "482915"}).content.decode()
    assert "15分" in said
    assert AccessLog.objects.filter(what="staff.locked_out").count() == 1
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert actions.try_pin(pk, "482915").pk == pk


def test_badge_opens_and_the_old_badge_does_not(device):
    _row, browser = device
    user = make_staff("warehouse", username="pack")
    old, new = actions.new_badge(user, actor="cli"), actions.new_badge(user, actor="cli")
    assert "登録のないバッジ" in browser.post("/accounts/station/", {"badge": old}).content.decode()
    assert browser.post("/accounts/station/", {"badge": new.lower()}).status_code == 302
    assert browser.get("/desk/").status_code == 200


def test_revoking_the_device_ends_its_sessions(device):
    row, browser = device
    pk = packer()
    browser.post("/accounts/station/", {"person": pk, "pin": "482915"})
    actions.revoke_devices([row.pk], actor="cli")
    assert browser.get("/desk/").url.startswith("/accounts/station/")
    assert browser.get("/accounts/station/").status_code == 403


def test_the_device_cookie_is_signed_and_hidden_from_scripts(device):
    row, browser = device
    cookie = browser.cookies[stations.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert row.token_hash not in cookie.value
    forged = Client()
    forged.cookies[stations.COOKIE] = cookie.value.replace(cookie.value[0], "x", 1)
    assert forged.get("/accounts/station/").status_code == 403


def test_leaving_ends_sessions_and_keys(db, client: Client):
    make_staff("manager")
    user = make_staff("warehouse", username="pack")
    actions.set_pin(user, "482915", actor="cli")
    sign_in(client, user)
    assert client.get("/desk/").status_code == 200
    actions.deactivate(user, actor="cli")
    assert client.get("/desk/").status_code == 302
    assert not StaffKey.objects.exists()
    actions.activate(user, actor="cli")
    user.refresh_from_db()
    assert user.is_active


def test_the_last_manager_stays(db):
    boss = make_staff("manager")
    for verb in (
        lambda: actions.deactivate(boss, actor="cli"),
        lambda: actions.set_roles(boss, ["viewer"], actor="cli"),
    ):
        with pytest.raises(Refused):
            verb()
    make_staff("manager", username="second")
    actions.set_roles(boss, ["viewer"], actor="cli")


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "１２３４５６", "000000", "123456"])
def test_weak_pins_are_refused(db, pin: str):
    with pytest.raises(Refused):
        actions.set_pin(make_staff("warehouse"), pin, actor="cli")


@pytest.mark.parametrize(("username", "roles"), [("", ["orders"]), ("a b", ["orders"]), ("x", []), ("x", ["king"])])
def test_bad_staff_are_refused_with_a_sentence(db, username: str, roles: list[str]):
    with pytest.raises(Refused) as refused:
        actions.add_staff(NewStaff(username, "名", roles), actor="cli")
    assert all(r.message for r in refused.value.refusals)


def test_resetting_the_second_factor_leads_to_enrolment(db, client: Client):
    user = make_staff("orders")
    sign_in(client, user)
    actions.reset_mfa(user, actor="staff:1")
    assert client.get("/desk/").url.startswith("/accounts/login/")
    client.force_login(user)
    assert client.get("/desk/").url.startswith("/accounts/2fa/totp/activate/")


def test_masks():
    assert masking.mask_name("山田太郎") == "山＊＊＊"
    assert masking.mask_phone("090-1234-5678") == "***-****-5678"
    assert masking.mask_phone("０３１２３４５６７８") == "***-****-5678"
    assert masking.mask_mail("hanako@example.jp") == "h***@example.jp"
    assert masking.mask_address("東京都千代田区丸の内1-1-1") == "東京都千代田区＊＊＊"
    assert masking.mask_address("神奈川県横浜市中区山下町1") == "神奈川県横浜市中区＊＊＊"
    assert masking.mask_address("北海道虻田郡倶知安町北1条") == "北海道虻田郡倶知安町＊＊＊"
    assert [masking.MASKS[kind]("") for kind in masking.MASKS] == ["", "", "", ""]


def test_masked_by_role(db):
    assert masking.personal(make_staff("warehouse"), "山田太郎", "name") == "山＊＊＊"
    assert masking.personal(make_staff("support"), "山田太郎", "name") == "山田太郎"


def test_badge_bars_follow_code_128():
    assert all(sum(map(int, widths)) == 11 for widths in badges._WIDTHS[:106])
    assert sum(map(int, badges._WIDTHS[106])) == 13
    assert len(set(badges._WIDTHS)) == 107
    # Known example of ISO/IEC 15417 in set B: "Wikipedia" has the check value 88.
    assert badges.symbols("Wikipedia")[-2] == 88
    with pytest.raises(ValueError, match="ASCII"):
        badges.symbols("商")
