"""Prices that change by the clock: sent at both ends, also late; overlaps refused; every shown price written down."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from akinai.catalog.models import Product, Sku
from akinai.channels.actions import listings
from akinai.channels.actions.listings import NewChange
from akinai.channels.listing.proof import Span, proof
from akinai.channels.models import Page, PriceChange, ShownPrice
from akinai.channels.tests import listing_world
from akinai.channels.tests.listing_world import DOZEN, JUICE, TOWEL, Market
from akinai.core import clock

pytestmark = pytest.mark.django_db
server = listing_world.server
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def market(db: None, server: Any, settings: Any) -> Market:
    made = listing_world.mapped_market(server, settings)
    pages = made.pages()
    listings.ask(made.pk, [one.pk for one in pages.values()], parts=("price",), actor="test")
    made.push()
    return made


def plan(market: Market, price: int = 980, *, start: dt.timedelta = -HOUR, end: dt.timedelta | None = HOUR) -> Any:
    now = clock.now()
    until = now + end if end is not None else None
    change = NewChange(sku_code=TOWEL.code, price=price, from_at=now + start, until_at=until)
    return listings.plan_prices(market.connection.channel_id, [change], actor="test")


def later(by: dt.timedelta) -> None:
    """Time passes: every plan lies so much earlier."""
    for one in PriceChange.objects.all():
        one.from_at -= by
        one.until_at = one.until_at - by if one.until_at else None
        one.save()


def test_a_price_comes_and_goes_by_itself(market: Market) -> None:
    assert plan(market).done
    assert listings.turn_prices() == 1
    market.push()
    assert (market.at_mall(TOWEL.code).price, market.at_mall(JUICE.code).price) == (980, JUICE.price)
    assert PriceChange.objects.get().former == TOWEL.price
    later(2 * HOUR)
    assert listings.turn_prices() == 1
    market.push()
    assert market.at_mall(TOWEL.code).price == TOWEL.price
    assert listings.turn_prices() == 0
    shown = ShownPrice.objects.filter(sku__code=TOWEL.code).order_by("pk")
    assert [(one.price, one.until is None) for one in shown] == [(1200, False), (980, False), (1200, True)]


def test_a_mall_that_is_down_at_the_end_is_told_again(market: Market) -> None:
    plan(market)
    listings.turn_prices()
    market.push()
    later(2 * HOUR)
    listings.turn_prices()
    market.at.fault("500", "500", "500", "500")
    market.push()
    market.push()
    assert market.at_mall(TOWEL.code).price == 980
    assert listings.prices_stuck() == 1
    market.at.control(clear=True)
    market.push()
    assert (market.at_mall(TOWEL.code).price, listings.prices_stuck()) == (TOWEL.price, 0)


def test_a_text_the_mall_refused_does_not_hold_the_price(market: Market) -> None:
    product = Product.objects.get(code=TOWEL.page)
    listings.save_texts(product.pk, {"title": "長" * 128}, connection_id=market.pk, actor="test")
    Page.objects.filter(code=TOWEL.page).update(state="refused", wanted=["text"])
    plan(market)
    listings.turn_prices()
    market.push()
    assert market.at_mall(TOWEL.code).price == 980
    later(2 * HOUR)
    listings.turn_prices()
    market.push()
    assert (market.at_mall(TOWEL.code).price, market.at_mall(TOWEL.code).title) == (TOWEL.price, TOWEL.title)


def test_a_price_of_the_catalog_changed_meanwhile_is_what_comes_back(market: Market) -> None:
    plan(market)
    listings.turn_prices()
    market.push()
    Sku.objects.filter(code=TOWEL.code).update(price=1300)
    later(2 * HOUR)
    listings.turn_prices()
    market.push()
    assert market.at_mall(TOWEL.code).price == 1300


def test_a_change_nobody_was_awake_for_is_over_and_was_never_shown(market: Market) -> None:
    plan(market)
    later(2 * HOUR)
    assert (listings.turn_prices(), listings.turn_prices()) == (1, 0)
    market.push()
    change = PriceChange.objects.get()
    assert (change.began_at, change.ended_at is not None) == (None, True)
    assert not ShownPrice.objects.filter(price=980).exists()


@pytest.mark.parametrize(("start", "end"), [(-HOUR, HOUR), (-3 * HOUR, None), (HOUR / 2, 3 * HOUR)])
def test_overlapping_times_are_refused_with_a_sentence(market: Market, start: dt.timedelta, end: Any) -> None:
    plan(market)
    outcome = plan(market, 900, start=start, end=end)
    assert (outcome.done, [TOWEL.code in one.message for one in outcome.refused]) == ([], [True])


def test_a_price_without_an_end_is_named_by_its_beginning(market: Market) -> None:
    plan(market, end=None)
    with translation.override("en"):
        (refused,) = plan(market, 900, start=HOUR, end=2 * HOUR).refused
    assert TOWEL.code in refused.message
    assert "until" not in refused.message


def test_times_that_touch_do_not_overlap(market: Market) -> None:
    plan(market)
    first = PriceChange.objects.get()
    assert first.until_at
    change = NewChange(sku_code=TOWEL.code, price=900, from_at=first.until_at, until_at=first.until_at + HOUR)
    assert listings.plan_prices(market.connection.channel_id, [change], actor="test").done


def test_what_cannot_be_planned(market: Market) -> None:
    now = clock.now()
    changes = [
        NewChange(sku_code="NONE", price=1, from_at=now),
        NewChange(sku_code=DOZEN.code, price=1, from_at=now, until_at=now - HOUR),
        NewChange(sku_code=DOZEN.code, price=100, from_at=now, list_price=90),
    ]
    outcome = listings.plan_prices(market.connection.channel_id, changes, actor="test")
    assert [one.key for one in outcome.refused] == [0, 1, 2]


def test_a_change_that_is_cancelled_goes_back_at_once(market: Market) -> None:
    (change,) = plan(market).done
    listings.turn_prices()
    market.push()
    assert listings.cancel_prices(market.connection.channel_id, [change], actor="test").done == [change]
    market.push()
    assert market.at_mall(TOWEL.code).price == TOWEL.price


def test_a_former_price_is_proved_by_what_was_shown() -> None:
    at = clock.now()

    def why(*spans: tuple[int, int, int]) -> str:
        return proof([Span(price, at - DAY * old, at - DAY * young) for price, old, young in spans], 1000, at).why

    assert why((1000, 60, 0)) == ""
    assert why((1000, 20, 0)) == ""
    assert why((900, 60, 0)) == "never"
    assert why((1000, 10, 0)) == "weeks"
    assert why((900, 56, 20), (1000, 20, 0)) == "half"
    assert why((1000, 56, 20), (900, 20, 0)) == "old"
