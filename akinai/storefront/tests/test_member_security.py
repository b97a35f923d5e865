"""不正ログイン対策: what strangers try at sign-in and in my page is refused, limited, and tells them nothing."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from akinai.core import limits
from akinai.core.models import AccessLog, Mail
from akinai.core.tests.making import make_staff
from akinai.customers.models import Customer
from akinai.customers.tests.making import PASSWORD, make_member, make_sender, token_in
from akinai.storefront import members as who
from akinai.storefront.tests.buying import open_shop
from akinai.storefront.tests.membership import bought, goods, signed_in
from akinai.storefront.tests.test_my_page import FORM, words
from akinai.storefront.urls import members

pytestmark = pytest.mark.django_db
SIGN_IN = "/my/sign-in/"


@pytest.fixture(autouse=True)
def shop():
    open_shop()
    make_sender()
    limits.forget()


def enter(browser: Client, email: str = "a@example.jp", password: str = PASSWORD, **more):
    return browser.post(SIGN_IN, {"email": email, "password": password, **more})


def test_nobody_learns_who_is_a_member():
    make_member("a@example.jp")
    one, two = Client(), Client()
    known, unknown = enter(one, "a@example.jp", "wrong-word-1"), enter(two, "b@example.jp", "wrong-word-1")
    assert known.status_code == unknown.status_code == 422
    plain = [re.sub(r"[ab]@example\.jp", "", words(answer)) for answer in (known, unknown)]
    assert plain[0] == plain[1]
    first = Client().post(reverse("shop:register"), {**FORM, "email": "a@example.jp"})
    second = Client().post(reverse("shop:register"), {**FORM, "email": "c@example.jp"})
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert first.cookies.keys() == second.cookies.keys()
    lengths = [len(answer.cookies["akinai_joining"].value) for answer in (first, second)]
    assert lengths[0] == lengths[1]


def test_one_account_is_locked_after_eight_tries_and_a_known_browser_is_not():
    make_member("a@example.jp")
    known = Client()
    assert enter(known).status_code == 302
    known.post(reverse("shop:sign_out"))
    stranger = Client()
    for _n in range(8):
        enter(stranger, password="wrong-word-1")
    assert "15分後" in words(enter(stranger))
    assert "_auth_user_id" not in stranger.session
    assert enter(known).status_code == 302


def test_one_address_of_the_network_is_limited():
    browser = Client(REMOTE_ADDR="8.8.8.8")
    answers = [enter(browser, f"n{n}@example.jp", "x") for n in range(31)]
    assert "数分後" in words(answers[-1])
    assert "数分後" not in words(answers[-2])


def test_the_session_is_new_after_signing_in_and_carries_nothing_over():
    make_member("a@example.jp")
    browser = Client()
    session = browser.session
    session["planted"] = "1"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    enter(browser)
    assert browser.session.session_key != session.session_key
    assert "planted" not in browser.session
    assert browser.cookies["sessionid"]["httponly"]
    assert browser.cookies["sessionid"]["samesite"] == "Lax"


def test_staying_signed_in_is_asked_for():
    make_member("a@example.jp")
    short, long = Client(), Client()
    enter(short)
    enter(long, remember="on")
    assert short.session.get_expire_at_browser_close()
    assert long.session.get_expiry_age() > 29 * 24 * 3600
    assert not short.cookies["sessionid"]["max-age"]
    assert long.cookies["sessionid"]["max-age"]


def test_staff_do_not_sign_in_at_the_shop():
    make_staff("manager", username="boss@example.jp")
    answer = enter(Client(), "boss@example.jp", "correct-horse-7")
    assert answer.status_code == 422


def test_a_member_gone_is_signed_out_everywhere():
    browser, member = signed_in()
    User.objects.filter(pk=member.user.pk).update(is_active=False)
    assert browser.get(reverse("shop:my")).status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/desk/", "/accounts/"],
)
def test_signing_in_never_leads_out_of_the_shop(target):
    make_member("a@example.jp")
    assert enter(Client(), next=target).url == reverse("shop:my")


def test_forms_want_the_csrf_token():
    _browser, member = signed_in()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user, backend="akinai.customers.backend.Members")
    _purchase, (order,) = bought(member)
    for path in (
        SIGN_IN, reverse("shop:register"), reverse("shop:reset"), reverse("shop:leave"), reverse("shop:sign_out"),
        reverse("shop:my_profile"), reverse("shop:my_address_new"), reverse("shop:reorder", args=[order.number]),
        reverse("shop:ask_cancel", args=[order.number]), reverse("shop:find_order"),
        reverse("shop:wish_toggle", args=[goods().product.code]),
    ):  # fmt: skip
        assert strict.post(path, {}).status_code == 403, path


def test_somebody_elses_order_is_not_there_and_noted():
    _theirs, (order,) = bought(make_member())
    browser, member = signed_in()
    for name in ("my_order", "guest_order"):
        assert browser.get(reverse(f"shop:{name}", args=[order.number])).status_code == 404
    for name in ("reorder", "ask_cancel"):
        assert browser.post(reverse(f"shop:{name}", args=[order.number])).status_code == 404
    noted = AccessLog.objects.filter(what="shop.foreign_order")
    assert noted.count() == 4
    assert set(noted.values_list("actor", "subject")) == {(f"member:{member.pk}", f"order/{order.pk}")}
    assert Client().get(reverse("shop:guest_order", args=[order.number])).status_code == 404
    assert noted.filter(actor="guest").count() == 1


@pytest.mark.parametrize("number", ["0", "%00", "999999", "' or 1=1", "../../desk", "１", "x" * 300])
def test_any_order_number_may_be_typed(number):
    browser, _member = signed_in()
    assert browser.get(f"/my/orders/{number}/").status_code == 404


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not():
    make_member("a@example.jp")
    browser = Client(HTTP_USER_AGENT="Firefox")
    enter(browser)
    told = Mail.objects.get(kind="customers.new_device")
    assert "Firefox" in told.body
    browser.post(reverse("shop:sign_out"))
    enter(browser)
    assert Mail.objects.filter(kind="customers.new_device").count() == 1


@pytest.mark.parametrize("name", ["confirm", "reset_choose", "confirm_email", "guest_open"])
def test_forged_links_open_nothing(name):
    make_member("a@example.jp")
    browser = Client()
    for token in ("x", "a.b.c", token_in("confirm")[:-1] + "x"):
        answer = browser.post(reverse(f"shop:{name}", args=[token]), {"password": "kita-kaze-2027"})
        assert answer.status_code in (302, 422)
        assert "_auth_user_id" not in browser.session
    assert Customer.objects.get().email == "a@example.jp"


def test_guests_cost_no_statement_for_who_they_are(django_assert_num_queries, rf):
    from django.contrib.auth.middleware import get_user
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils.functional import SimpleLazyObject

    request = rf.get("/")
    request.session = SessionStore()
    request.user = SimpleLazyObject(lambda: get_user(request))
    with django_assert_num_queries(0):
        assert who.customer_of(request) is None
        assert who.opened_to_guest(request) == []


def test_a_member_costs_two_statements(django_assert_num_queries, rf):
    from django.contrib.auth.middleware import get_user
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils.functional import SimpleLazyObject

    browser, member = signed_in()
    request = rf.get("/")
    request.session = SessionStore(browser.cookies["sessionid"].value)
    request.user = SimpleLazyObject(lambda: get_user(request))
    with django_assert_num_queries(2):
        assert who.customer_of(request) == member


def test_every_page_of_my_page_sends_guests_to_sign_in():
    free = {"register", "registered", "confirm", "sign_in", "sign_out", "reset", "reset_choose", "confirm_email"}
    free |= {"left", "wish_toggle"}
    given = {"token": "x", "number": "000001", "address_id": 1, "code": "x", "paper": "x"}
    seen = 0
    for pattern in members.urlpatterns:
        path = "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(given[match[1]]), str(pattern.pattern))
        if path.startswith("/my/") and pattern.name not in free:
            seen += 1
            for answer in (Client().get(path), Client().post(path)):
                assert answer.status_code == 302, path
                assert answer.url.startswith("/my/sign-in/?next="), path
    assert seen > 10
