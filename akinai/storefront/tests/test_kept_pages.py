"""Pages kept in the process: fast for everybody, and never one visitor's things before another."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from akinai.core.models import Setting
from akinai.core.tests.making import make_staff, sign_in
from akinai.storefront import keeping, visitor
from akinai.storefront.models import Site
from akinai.storefront.tests.making import forget_kept, make_product, open_shop

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"')


@pytest.fixture
def shop() -> Iterator[Site]:
    site = open_shop()
    Setting.objects.update_or_create(name="page_seconds", defaults={"value": 60})
    forget_kept()
    yield site
    forget_kept()


def visitor_of(*, count: int = 0, name: str = "", language: str = "ja") -> Client:
    """A browser with its own cookies."""
    client = Client(HTTP_ACCEPT_LANGUAGE=language, enforce_csrf_checks=True)
    response = HttpResponse()
    if count:
        visitor.remember_count(response, count)
    if name:
        visitor.remember_member(response, name)
        client.cookies["sessionid"] = "some-session"
    for key, morsel in response.cookies.items():
        client.cookies[key] = morsel.value
    return client


def hole(response: Any, name: str) -> str:
    found = re.search(rf'data-hole="{name}">([^<]*)<', response.content.decode())
    assert found
    return found[1]


def test_a_kept_page_takes_no_statement(shop: Site, statements: Any) -> None:
    path = f"/p/{make_product().code}/"
    first = visitor_of().get(path)
    with statements() as seen:
        second = visitor_of().get(path)
    assert seen.count == 0
    assert TOKEN.sub("", first.content.decode()) == TOKEN.sub("", second.content.decode())
    for header in ("Content-Security-Policy", "X-Frame-Options", "Content-Type", "Referrer-Policy"):
        assert first[header] == second[header]


def test_nobody_sees_anothers_token_count_or_name(shop: Site) -> None:
    path = f"/p/{make_product().code}/"
    hanako = visitor_of(count=7, name="山田 花子").get(path)  # made for her, then kept
    guest = visitor_of().get(path)
    taro = visitor_of(count=12, name="<b>太郎").get(path)
    assert [hole(one, "count") for one in (hanako, guest, taro)] == ["7", "", "12"]
    assert hole(hanako, "member") == "山田 花子 様"
    assert hole(guest, "member") == "サインイン"
    assert hole(taro, "member") == "&lt;b&gt;太郎 様"
    assert "花子" not in guest.content.decode() + taro.content.decode()
    tokens = [set(TOKEN.findall(one.content.decode())) for one in (hanako, guest, taro)]
    assert all(tokens)
    assert not tokens[0] & tokens[1]
    assert not tokens[0] & tokens[2]
    assert not tokens[1] & tokens[2]
    assert all("Cookie" in one["Vary"] for one in (hanako, guest, taro))


def test_a_kept_pages_token_is_good_for_its_visitor_and_for_no_other(shop: Site) -> None:
    visitor_of().get("/contact/")
    mine, other = visitor_of(), visitor_of()
    token = TOKEN.findall(mine.get("/contact/").content.decode())[0]
    other.get("/contact/")
    asked = {"name": "花子", "email": "h@example.jp", "subject": "x", "body": "y", "csrfmiddlewaretoken": token}
    assert other.post("/contact/", asked).status_code == 403
    assert mine.post("/contact/", asked).status_code == 302


def test_a_visitor_keeps_the_token_of_before(shop: Site) -> None:
    client = visitor_of()
    client.get("/contact/")
    before = client.cookies["csrftoken"].value
    client.get("/contact/")
    assert client.cookies["csrftoken"].value == before


def test_a_forged_name_greets_nobody(shop: Site) -> None:
    client = visitor_of()
    client.cookies[visitor.MEMBER_COOKIE] = "eyJhIjoxfQ:1abc:forged"
    client.cookies[visitor.COUNT_COOKIE] = '"><script>'
    response = client.get("/")
    assert hole(response, "member") == "サインイン"
    assert hole(response, "count") == ""


def test_staff_are_never_given_nor_give_kept_pages(shop: Site, statements: Any) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    sign_in(client, make_staff("manager"))
    client.get("/legal/")
    assert keeping.find(("testserver", "http", "/legal/", "", "ja")) is None
    visitor_of().get("/legal/")
    with statements() as seen:
        client.get("/legal/")
    assert seen.count > 0


def test_a_preview_is_not_kept(db: None) -> None:
    open_shop(is_open=False)
    Setting.objects.update_or_create(name="page_seconds", defaults={"value": 60})
    forget_kept()
    client = Client()
    sign_in(client, make_staff("manager"))
    assert client.get("/").status_code == 200
    assert visitor_of().get("/").status_code == 503
    forget_kept()


def test_languages_are_kept_apart(shop: Site) -> None:
    japanese = visitor_of().get("/contact/").content.decode()
    english = visitor_of(language="en-GB,en;q=0.9").get("/contact/").content.decode()
    again = visitor_of(language="ja,en;q=0.5").get("/contact/").content.decode()
    assert 'lang="ja"' in japanese
    assert '<html lang="en">' in english
    assert '<html lang="ja">' in again
    chosen = visitor_of(language="ja")
    chosen.cookies["django_language"] = "en"
    assert '<html lang="en">' in chosen.get("/contact/").content.decode()


@pytest.mark.parametrize(
    "accepted", ["ja", "en", "en-GB,en;q=0.9,ja;q=0.8", "fr", "*", "", "ja-JP;q=0.3, en;q=0.7", "zz"]
)
def test_the_language_is_the_one_django_would_choose(accepted: str, rf: Any) -> None:
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE=accepted)
    assert keeping._language("", accepted) == translation.get_language_from_request(request)


def test_campaign_marks_share_a_page_and_unknown_questions_are_not_kept(shop: Site, statements: Any) -> None:
    make_product()
    visitor_of().get("/c/?sort=cheap")
    with statements() as shared:
        page = visitor_of().get("/c/?utm_source=mail&sort=cheap&gclid=x")
    assert shared.count == 0
    assert "utm_source" not in re.sub(r'name="next" value="[^"]*"', "", page.content.decode())
    visitor_of().get("/c/?surprise=1")
    with statements() as unknown:
        visitor_of().get("/c/?surprise=1")
    assert unknown.count > 0


def test_only_pages_that_say_so_are_kept(shop: Site) -> None:
    visitor_of().get("/cart/")
    visitor_of().get("/my/sign-in/")
    visitor_of().get("/nowhere/")
    assert not keeping._pages


def test_something_to_tell_once_is_never_kept(shop: Site) -> None:
    client = visitor_of()
    client.cookies["messages"] = "x"
    client.get("/legal/")
    assert not keeping._pages


def test_the_store_has_a_limit(shop: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 60_000)
    for n in range(30):
        visitor_of().get(f"/search/?q=word{n}")
    assert 0 < keeping._size <= 60_000
    assert keeping._size == sum(page.size for page in keeping._pages.values())


def test_nothing_is_kept_at_zero_seconds(shop: Site) -> None:
    Setting.objects.filter(name="page_seconds").update(value=0)
    forget_kept()
    visitor_of().get("/legal/")
    assert not keeping._pages


def test_a_member_with_a_session_still_gets_kept_pages(shop: Site, statements: Any) -> None:
    visitor_of().get("/legal/")
    with statements() as seen:
        visitor_of(name="花子").get("/legal/")
    assert seen.count == 0
    assert not User.objects.filter(username="花子").exists()
