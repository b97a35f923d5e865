"""会員 at the desk and in the API: masked by role, noted, and no member passes the desk's doors."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core.models import AccessLog
from akinai.core.tests.making import make_staff, sign_in
from akinai.core.tests.programs import Program
from akinai.customers import actions
from akinai.customers.models import Customer
from akinai.customers.tests.making import make_member, newest, token_in

pytestmark = pytest.mark.django_db
BACKEND = "akinai.customers.backend.Members"


def test_the_list_finds_and_masks(client):
    make_member("hanako@example.jp")
    make_member("jiro@example.jp", name="北 次郎", kana="キタ ジロウ", phone="090-1111-2222")
    support = sign_in(client, make_staff("support"))
    for asked in ("次郎", "キタ", "jiro@", "09011112222", "090-1111", "北 次郎"):
        shown = support.get(reverse("customers:members"), {"q": asked}).content.decode()
        assert "jiro@example.jp" in shown, asked
        assert "hanako@example.jp" not in shown, asked
    marketing = sign_in(Client(), make_staff("marketing"))
    shown = marketing.get(reverse("customers:members"), {"q": "jiro@"}).content.decode()
    assert "jiro@example.jp" not in shown
    assert "北 次郎" not in shown
    assert "h***@example.jp" in shown
    viewer = sign_in(Client(), make_staff("viewer"))
    assert viewer.get(reverse("customers:members")).status_code == 403


def test_the_page_of_a_member_is_noted_and_the_memo_kept(client):
    member = make_member()
    page = reverse("customers:member", args=[member.pk])
    support = sign_in(client, make_staff("support"))
    assert "南 花子" in support.get(page).content.decode()
    assert AccessLog.objects.get(what="members.seen").subject == f"customer/{member.pk}"
    assert support.post(page, {"memo": "電話は午後に"}).status_code == 302
    assert Customer.objects.get().memo == "電話は午後に"
    marketing = sign_in(Client(), make_staff("marketing"))
    shown = marketing.get(page).content.decode()
    assert "電話は午後に" not in shown
    assert marketing.post(page, {"memo": "x"}).status_code == 403
    assert AccessLog.objects.filter(what="members.seen").count() == 1


def test_data_are_taken_out_and_erased_by_those_who_may(client):
    member = make_member("a@example.jp")
    taking, erasing = (reverse(f"customers:member_{what}", args=[member.pk]) for what in ("export", "erase"))
    orders = sign_in(Client(), make_staff("orders"))
    assert orders.post(taking).status_code == orders.post(erasing).status_code == 403
    support = sign_in(client, make_staff("support"))
    assert support.get(taking).status_code == 405
    told = json.loads(support.post(taking).content)
    assert told["member"]["email"] == "a@example.jp"
    assert {"addresses", "consents", "mails", "orders", "wishes"} <= told.keys()
    assert support.post(erasing).status_code == 302
    assert Customer.objects.get().email == ""
    assert set(AccessLog.objects.values_list("what", flat=True)) >= {"members.export", "members.erase"}
    assert support.get(reverse("customers:member", args=[member.pk])).status_code == 200


def test_members_never_pass_a_door_of_the_desk(client):
    member = make_member()
    client.force_login(member.user, backend=BACKEND)
    for path in ("/desk/", "/desk/orders/", "/accounts/login/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
                 "/accounts/password/change/", "/accounts/station/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "スタッフ" in answer.content.decode()
    assert client.post("/desk/customers/members/1/erase/").status_code == 403
    assert client.post("/accounts/choose/", {"language": "en", "next": "/"}).status_code == 302


def test_a_member_cannot_sign_in_at_the_desk_even_with_the_inner_name(client):
    member = make_member("a@example.jp")
    for name in (member.user.username, member.email):
        answer = client.post("/accounts/login/", {"login": name, "password": "minami-kaze-2026"})
        assert answer.status_code == 200
        assert "_auth_user_id" not in client.session


def test_staff_pages_show_staff_only(client):
    member = make_member()
    manager = sign_in(client, make_staff("manager"))
    assert member.user.username not in manager.get(reverse("people:staff")).content.decode()
    assert manager.get(reverse("people:staff_edit", args=[member.user.pk])).status_code == 404


def test_programs_read_members_masked():
    member = make_member("a@example.jp")
    actions.set_memo(member.pk, "内緒", actor="staff:1")
    full, blind = Program("members.view", "personal.view"), Program("members.view")
    shown = full.get("/members")["members"]
    assert (shown[0]["person"]["email"], shown[0]["memo"]) == ("a@example.jp", "内緒")
    masked = blind.get(f"/members/{member.pk}")
    assert masked["person"]["email"] == "a***@example.jp"
    assert masked["memo"] is None
    blind.get("/members", 403, email="a@example.jp")
    assert full.get("/members", email="A@example.jp")["members"][0]["id"] == member.pk
    full.get("/members/999999", 404)
    assert AccessLog.objects.filter(what="api.personal").count() == 2


def test_staff_do_not_read_the_links_of_mails(client):
    make_member("a@example.jp")
    actions.ask_reset("a@example.jp", page="https://shop.example/my/reset/{token}/")
    mail = newest("reset")
    shown = sign_in(client, make_staff("support")).get(reverse("shell:mail", args=[mail.pk])).content.decode()
    assert token_in("reset") not in shown
    assert "https://shop.example/my/reset/＊＊＊/" in shown
