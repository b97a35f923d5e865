"""What a mall has is read, matched with our SKUs, and decided by people; nothing is forgotten for one bad answer."""

from dataclasses import replace
from typing import Any

import pytest

from akinai.channels.actions import listings
from akinai.channels.listing.matching import Ours, Theirs, propose
from akinai.channels.models import MallItem, Progress, SkuMapping, Task
from akinai.channels.tests import listing_world
from akinai.channels.tests.listing_world import DOZEN, JUICE, TOWEL, Market, our_goods
from akinai.inventory.tests.making import make_sku

pytestmark = pytest.mark.django_db
server = listing_world.server


@pytest.fixture
def market(db: None, server: Any, settings: Any) -> Market:
    our_goods()
    return listing_world.rakuten_market(server, settings)


def ours(code: str, name: str = "", jan: str = "", pk: int = 1) -> Ours:
    return Ours(pk, code, code.casefold(), jan, name)


def theirs(code: str = "", name: str = "", jan: str = "", variant: str = "") -> Theirs:
    return Theirs(9, code, code.casefold(), variant, jan, name)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (theirs("A-1"), "code"),
        (theirs("a-1"), "code_key"),
        (theirs(variant="a-1"), "variant"),
        (theirs("other", jan="4901234567894"), "jan"),
        (theirs("other", "りんごジュース 1L 6本セット"), "title"),
        (theirs("other", "みかんの缶詰"), ""),
    ],
)
def test_why_a_place_seems_to_be_a_sku(item: Theirs, reason: str) -> None:
    found = propose([item], [ours("A-1", "りんごジュース 1L 6本", "4901234567894"), ours("B-2", "白いタオル", pk=2)])
    assert [(one.sku, one.reason) for one in found] == ([(1, reason)] if reason else [])


def test_what_fits_two_is_left_to_people() -> None:
    twice = [ours("A-1", "白いタオル", "490"), ours("A-2", "白いタオル", "490", pk=2)]
    assert propose([theirs("x", "白いタオル", "490")], twice) == []


def test_what_the_mall_has_is_read_and_proposed(market: Market) -> None:
    market.at.shop.offers["odd", "1"] = replace(
        TOWEL, page="odd", variant="1", code="ODD", title="謎の箱", jan="", more={}
    )
    assert market.read() == 4
    found = market.items()
    assert {code: (one.reason, one.sku.code if one.sku else None) for code, one in found.items()} == {
        JUICE.code: ("code", JUICE.code),
        DOZEN.code: ("code", DOZEN.code),
        TOWEL.code: ("code", TOWEL.code),
        "ODD": ("", None),
    }
    assert (found[JUICE.code].price, found[JUICE.code].quantity) == (JUICE.price, JUICE.stock)


def test_accepted_places_are_mapped_with_page_and_variant(market: Market) -> None:
    market.read()
    items = market.items()
    outcome = listings.accept(market.pk, [one.pk for one in items.values()], actor="test")
    assert sorted(outcome.done) == sorted(one.pk for one in items.values())
    rows = SkuMapping.objects.order_by("code").values_list("code", "sku__code", "listing", "variant")
    assert list(rows) == sorted((one.code, one.code, one.page, one.variant) for one in (JUICE, DOZEN, TOWEL))
    assert not MallItem.objects.filter(mapping=None).exists()


def test_a_code_that_means_another_sku_is_refused(market: Market) -> None:
    SkuMapping.objects.create(channel=market.connection.channel, code=TOWEL.code, sku=make_sku("OTHER"))
    market.read()
    item = market.items()[TOWEL.code]
    outcome = listings.accept(market.pk, [item.pk], skus={item.pk: TOWEL.code}, actor="test")
    assert (outcome.done, [one.field for one in outcome.refused]) == ([], ["code"])
    assert SkuMapping.objects.get().sku.code == "OTHER"


def test_one_code_at_two_places_keeps_both(market: Market) -> None:
    market.at.shop.offers["sale", "1"] = replace(TOWEL, page="sale", variant="1", more={})
    market.read()
    places = MallItem.objects.filter(code=TOWEL.code)
    assert len(listings.accept(market.pk, list(places.values_list("pk", flat=True)), actor="test").done) == 2
    assert sorted(SkuMapping.objects.values_list("listing", "sku__code")) == [
        ("sale", TOWEL.code),
        (TOWEL.page, TOWEL.code),
    ]


def test_no_mapping_is_deleted_because_a_reading_missed_it(market: Market) -> None:
    market.read()
    listings.accept(market.pk, list(MallItem.objects.values_list("pk", flat=True)), actor="test")
    gone = market.at.shop.offers.pop(TOWEL.key)
    market.read()
    item = market.items()[TOWEL.code]
    assert (item.missed, item.mapping.code if item.mapping else "") == (1, TOWEL.code)
    market.at.shop.offers[TOWEL.key] = gone
    market.read()
    assert market.items()[TOWEL.code].missed == 0
    assert SkuMapping.objects.count() == 3


def test_a_mapping_that_names_another_place_leaves_the_one_before_open(market: Market) -> None:
    market.read()
    listings.accept(market.pk, list(MallItem.objects.values_list("pk", flat=True)), actor="test")
    SkuMapping.objects.filter(code=TOWEL.code).update(listing="elsewhere")
    market.read()
    assert [one.code for one in MallItem.objects.filter(mapping=None)] == [TOWEL.code]


def test_exact_ones_by_themselves_when_the_shop_wants_it(market: Market) -> None:
    market.at.shop.offers[TOWEL.key].code = TOWEL.code.lower()
    listings.accept_exact(market.pk, True, actor="test")
    market.read()
    assert sorted(SkuMapping.objects.values_list("code", flat=True)) == sorted([JUICE.code, DOZEN.code])
    assert Progress.objects.get(task=Task.OFFERS).cursor == {"accepts_exact": True}


def test_ignored_places_are_not_proposed_again(market: Market) -> None:
    market.read()
    item = market.items()[TOWEL.code]
    listings.ignore(market.pk, [item.pk], actor="test")
    MallItem.objects.update(sku=None, reason="")
    market.read()
    assert market.items()[TOWEL.code].sku is None
    listings.ignore(market.pk, [item.pk], back=True, actor="test")
    assert market.items()[TOWEL.code].reason == "code"


def test_a_reading_cut_off_counts_nothing_as_missing(market: Market) -> None:
    market.read()
    market.at.shop.offers.pop(TOWEL.key)
    market.at.fault("500", "500", "500", "500")
    market.read()
    market.at.control(clear=True)
    assert market.items()[TOWEL.code].missed == 0


def test_as_many_statements_for_many_places(market: Market, django_assert_max_num_queries: Any) -> None:
    for place in range(60):
        market.at.shop.offers[f"p{place}", "1"] = replace(
            TOWEL, page=f"p{place}", variant="1", code=f"C{place}", more={}
        )
    with django_assert_max_num_queries(45):
        assert market.read() == 63
    ids = list(MallItem.objects.values_list("pk", flat=True))
    codes = dict.fromkeys(ids, TOWEL.code)
    with django_assert_max_num_queries(25):
        assert len(listings.accept(market.pk, ids, skus=codes, actor="test").done) >= 60
