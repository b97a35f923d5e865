"""The pages of 出品: seen, changed, sent, decided, planned; by those who may."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from akinai.channels.desk.listings import pages as tiles
from akinai.channels.models import ChannelPrice, MallItem, Page, PageText, PriceChange, SkuMapping
from akinai.channels.tests import listing_world
from akinai.channels.tests.listing_world import JUICE, TOWEL, Market
from akinai.core.tests.making import make_staff, sign_in

pytestmark = pytest.mark.django_db
server, market = listing_world.server, listing_world.market


@pytest.fixture
def desk(client: Client, market: Market) -> Client:
    sign_in(client, make_staff("manager"))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"channels:listing{name}", args=args)


def test_pages_with_their_findings(desk: Client, market: Market) -> None:
    market.pages()
    assert market.connection.channel.name in desk.get(url("s")).content.decode()
    said = desk.get(url("_pages", market.pk)).content.decode()
    assert JUICE.page in said
    assert TOWEL.title in said
    assert desk.post(url("_check", market.pk)).status_code == 302
    assert Page.objects.filter(warnings__gt=0).count() == 2


def test_a_page_side_by_side(desk: Client, market: Market) -> None:
    page = market.pages()[TOWEL.page]
    given = {"field": ["title", "catch"], "mode.title": "own", "text.title": "{title} {oops}", "mode.catch": "master"}
    assert desk.post(url("_save", market.pk, page.pk), given).status_code == 302
    assert PageText.objects.get().text == "{title} {oops}"
    said = desk.get(url("_page", market.pk, page.pk)).content.decode()
    assert "白いタオル {oops}" in said
    assert "{oops}" in said
    master = {"of": "master", "field": ["catch", "points"], "text.catch": "ふわふわ", "text.points": ""}
    desk.post(url("_save", market.pk, page.pk), master)
    assert PageText.objects.get(channel=None).text == "ふわふわ"
    refused = desk.post(url("_send", market.pk), {"ids": page.pk}).content.decode()
    assert "oops" in refused
    desk.post(url("_save", market.pk, page.pk), {"field": "title", "mode.title": "master"})
    assert desk.post(url("_send", market.pk), {"ids": page.pk}).status_code == 302
    assert market.push() == 1
    assert market.at_mall(TOWEL.code).more.get("tagline") == "ふわふわ" or Page.objects.get(pk=page.pk).state == "sent"


def test_prices_of_a_channel(desk: Client, market: Market) -> None:
    page = market.pages()[TOWEL.page]
    sku = SkuMapping.objects.get(code=TOWEL.code).sku
    where = url("_prices", market.pk, page.pk)
    desk.post(where, {f"price.{sku.pk}": "1,500", f"list.{sku.pk}": "2000"})
    row = ChannelPrice.objects.get()
    assert (row.price, row.list_price) == (1500, 2000)
    desk.post(where, {f"price.{sku.pk}": "many"})
    assert ChannelPrice.objects.get().price == 1500
    said = desk.get(url("_page", market.pk, page.pk)).content.decode()
    assert "2,000" in said
    desk.post(where, {f"price.{sku.pk}": "", f"list.{sku.pk}": ""})
    assert not ChannelPrice.objects.exists()


def test_matches_are_decided(desk: Client, market: Market) -> None:
    SkuMapping.objects.filter(code=TOWEL.code).delete()
    market.read()
    item = MallItem.objects.get(mapping=None)
    assert TOWEL.title in desk.get(url("_matches", market.pk)).content.decode()
    for state in ("mapped", "ignored", "missed", "here"):
        assert desk.get(url("_matches", market.pk), {"state": state}).status_code == 200
    desk.post(url("_decide", market.pk), {"ids": item.pk, "how": "ignore"})
    desk.post(url("_decide", market.pk), {"ids": item.pk, "how": "again"})
    wrong = desk.post(url("_decide", market.pk), {"ids": item.pk, f"sku.{item.pk}": "NONE"})
    assert "NONE" in wrong.content.decode()
    desk.post(url("_decide", market.pk), {"ids": item.pk})
    assert SkuMapping.objects.get(code=TOWEL.code).listing == TOWEL.page
    assert desk.post(url("_read", market.pk)).status_code == 302
    assert desk.post(url("_exact", market.pk), {"exact": "yes"}).status_code == 302


def test_prices_by_the_clock(desk: Client, market: Market) -> None:
    given = {"sku_code": TOWEL.code, "price": "900", "from_at": "2030-01-01T00:00", "until_at": "2030-01-02T00:00"}
    assert desk.post(url("_plan", market.pk), given).status_code == 302
    again = desk.post(url("_plan", market.pk), given)
    assert TOWEL.code in again.content.decode()
    change = PriceChange.objects.get()
    assert "900" in desk.get(url("_changes", market.pk)).content.decode()
    desk.post(url("_cancel", market.pk), {"ids": change.pk})
    assert "900" in desk.get(url("_changes", market.pk), {"state": "over"}).content.decode()


def test_what_needs_a_person_is_on_the_home_page(market: Market, rf: Any) -> None:
    market.pages()
    Page.objects.filter(code=TOWEL.page).update(state="refused", asked_by="job:clock")
    assert [one.count for one in tiles(rf.get("/"))] == [1, 1]


def test_those_who_only_look_change_nothing(client: Client, market: Market) -> None:
    sign_in(client, make_staff("viewer"))
    page = market.pages()[TOWEL.page]
    assert client.get(url("_page", market.pk, page.pk)).status_code == 200
    assert client.post(url("_send", market.pk), {"ids": page.pk}).status_code == 403
    assert client.post(url("_decide", market.pk), {}).status_code == 403


def test_a_file_for_the_malls_own_upload(desk: Client, market: Market) -> None:
    pages = market.pages()
    ids = {"ids": [one.pk for one in pages.values()]}
    answer = desk.post(url("_file", market.pk), ids)
    assert answer["Content-Disposition"] == 'attachment; filename="normal-item.csv"'
    assert TOWEL.code in answer.content.decode("cp932")
    page = pages[TOWEL.page]
    desk.post(url("_save", market.pk, page.pk), {"field": "title", "mode.title": "own", "text.title": "長" * 128})
    wrong = desk.post(url("_file", market.pk), ids)
    assert TOWEL.page in wrong.content.decode()
    assert "Content-Disposition" not in wrong
