"""Pages go to the mall: only what changed, only in 本番, each row with its result; what had no answer is read back."""

import io
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from PIL import Image

from akinai.catalog import actions as catalog
from akinai.catalog.actions.images import Upload
from akinai.catalog.models import Product, ProductImage
from akinai.channels.actions import listings
from akinai.channels.actions.listings import NewPrice
from akinai.channels.models import Page, PagePush, ShownPrice
from akinai.channels.queries.pages import assemble
from akinai.channels.tests import listing_world
from akinai.channels.tests.listing_world import JUICE, TOWEL, Market
from akinai.core.outcome import Refused
from akinai.orders.models import SalesChannel

pytestmark = pytest.mark.django_db
server, market = listing_world.server, listing_world.market


def ask(market: Market, *codes: str, **more: Any) -> Any:
    pages = market.pages()
    return listings.ask(market.pk, [pages[code].pk for code in codes or pages], actor="test", **more)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 800), "white").save(out, "JPEG")
    return out.getvalue()


def states(market: Market) -> dict[str, str]:
    return {code: page.state for code, page in market.pages().items()}


def test_pages_go_out_and_only_changes_follow(market: Market) -> None:
    assert len(ask(market).done) == 2
    assert market.push() == 2
    assert states(market) == {JUICE.page: "sent", TOWEL.page: "sent"}
    assert [one.field for one in ask(market).refused] == ["page"] * 2
    product = Product.objects.get(code=TOWEL.page)
    listings.save_texts(product.pk, {"title": "{title} 今治"}, connection_id=market.pk, actor="test")
    assert len(ask(market).done) == 1
    assert market.pages()[TOWEL.page].wanted == ["text"]
    assert market.push() == 1
    assert (market.at_mall(TOWEL.code).title, market.at_mall(TOWEL.code).price) == ("白いタオル 今治", TOWEL.price)


def test_a_price_of_the_channel(market: Market) -> None:
    ask(market)
    market.push()
    sku = market.connection.channel.skumapping_set.get(code=JUICE.code).sku
    listings.save_prices(market.connection.channel_id, [NewPrice(sku_id=sku.pk, price=3300)], actor="test")
    ask(market)
    assert market.pages()[JUICE.page].wanted == ["price"]
    market.push()
    assert market.at_mall(JUICE.code).price == 3300
    shown = ShownPrice.objects.filter(sku=sku).order_by("since")
    assert [(one.price, one.until is None) for one in shown] == [(3000, False), (3300, True)]


def test_a_former_price_we_told_is_taken_away_once(market: Market) -> None:
    sku = market.connection.channel.skumapping_set.get(code=TOWEL.code).sku
    told = []
    for former in (None, 2000, None, None):
        price = NewPrice(sku_id=sku.pk, price=1300, list_price=former)
        listings.save_prices(market.connection.channel_id, [price], actor="test")
        (made,) = assemble(market.connection, [market.pages()[TOWEL.page]])
        told += [one.list_price for one in made.listing(["price"], ()).variants]
        ask(market, TOWEL.page)
        market.push()
    assert told == [None, 2000, 0, None]


def test_pictures_go_along(market: Market) -> None:
    product = Product.objects.get(code=TOWEL.page)
    catalog.add_images(product.pk, [Upload("t.jpg", picture())], actor="test")
    ask(market, TOWEL.page)
    assert market.pages()[TOWEL.page].wanted == ["price", "text", "images"]
    assert market.push() == 1
    assert len(market.at_mall(TOWEL.code).more["pictures"]) == 1


def test_pictures_are_read_when_their_turn_has_come(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (JUICE.page, TOWEL.page):
        catalog.add_images(Product.objects.get(code=code).pk, [Upload("t.jpg", picture())], actor="test")
    ask(market)
    there, opened = [], FileSystemStorage.open

    def open_now(*args: Any) -> Any:
        there.append(len(market.at.standin.cabinet))
        return opened(*args)

    monkeypatch.setattr(FileSystemStorage, "open", open_now)
    assert market.push() == 2
    assert there == [0, 1]


def test_a_page_the_mall_refuses_harms_no_other_and_can_be_asked_again(market: Market) -> None:
    gone = market.at.shop.offers.pop(TOWEL.key)
    ask(market)
    assert market.push() == 1
    page = market.pages()[TOWEL.page]
    assert (page.state, states(market)[JUICE.page]) == ("refused", "sent")
    assert TOWEL.page in page.words
    market.at.shop.offers[TOWEL.key] = gone
    assert ask(market, TOWEL.page).done == [page.pk]
    assert market.push() == 1
    assert list(PagePush.objects.filter(page=page).order_by("pk").values_list("result", flat=True)) == [
        "refused",
        "sent",
    ]


def test_a_picture_whose_file_is_gone_harms_no_other_page(market: Market) -> None:
    product = Product.objects.get(code=TOWEL.page)
    catalog.add_images(product.pk, [Upload("t.jpg", picture())], actor="test")
    default_storage.delete(ProductImage.objects.get().file)
    ask(market)
    assert market.push() == 1
    assert states(market) == {JUICE.page: "sent", TOWEL.page: "refused"}


def test_errors_are_found_before_anything_is_sent(market: Market) -> None:
    product = Product.objects.get(code=TOWEL.page)
    listings.save_texts(product.pk, {"title": "長" * 128}, connection_id=market.pk, actor="test")
    refused = ask(market).refused
    assert [(one.field, one.key) for one in refused] == [("title", market.pages()[TOWEL.page].pk)]
    assert market.push() == 1
    assert market.at_mall(TOWEL.code).title == TOWEL.title
    assert market.pages()[TOWEL.page].errors == 1


@pytest.mark.parametrize("mode", ["import_only", "observe"])
def test_nothing_is_sent_unless_live(market: Market, mode: str) -> None:
    ask(market)
    SalesChannel.objects.update(mode=mode)
    assert market.push() == 0
    assert set(states(market).values()) == {"waiting"}
    with pytest.raises(Refused):
        ask(market)


@pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage", "429"])
def test_without_an_answer_it_ends_sent(market: Market, fault: str) -> None:
    ask(market, parts=("price",))
    market.at.fault(fault)
    market.push()
    market.at.control(clear=True)
    assert not Page.objects.filter(state="refused").exists()
    market.push()
    assert set(states(market).values()) == {"sent"}
    assert ShownPrice.objects.filter(until=None).count() == 3


def test_a_price_that_arrived_without_an_answer_is_seen_and_not_said_again(market: Market) -> None:
    ask(market, TOWEL.page, parts=("price",))
    market.at.fault("500done")
    market.push()
    market.at.control(clear=True)
    assert states(market)[TOWEL.page] == "unknown"
    market.push()
    assert list(PagePush.objects.order_by("pk").values_list("result", "read_back")) == [
        ("unknown", False),
        ("sent", True),
    ]


def test_as_many_statements_for_many_pages(market: Market, django_assert_max_num_queries: Any) -> None:
    pages = market.pages()
    with django_assert_max_num_queries(32):
        listings.ask(market.pk, [one.pk for one in pages.values()], actor="test")
    with django_assert_max_num_queries(16):
        listings.check_pages(market.pk, actor="test")
