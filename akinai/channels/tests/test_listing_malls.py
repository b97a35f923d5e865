"""Every mall's pages by the same verbs: what it has is read and matched, a price of ours is sent and kept."""

from typing import Any

import pytest

from akinai.channels.actions import listings
from akinai.channels.actions.listings import NewPrice
from akinai.channels.models import MallItem, Page, SkuMapping
from akinai.channels.tests import test_mall_amazon, test_mall_shopify, test_mall_yahoo
from akinai.channels.tests.listing_world import TOWEL, open_market, our_goods

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "contract", [test_mall_yahoo.TestYahoo, test_mall_amazon.TestAmazon, test_mall_shopify.TestShopify]
)
def test_read_match_and_send(contract: Any, settings: Any) -> None:
    skus = our_goods()
    _address, server = contract.stand_in.start()
    try:
        market = open_market(server, contract.stand_in, settings, contract.kind, **contract.rates)
        assert market.read() == 3
        ids = list(MallItem.objects.values_list("pk", flat=True))
        assert listings.accept(market.pk, ids, actor="test").refused == []
        assert set(SkuMapping.objects.values_list("sku__code", flat=True)) == set(skus)
        price = NewPrice(sku_id=skus[TOWEL.code].pk, price=1350)
        listings.save_prices(market.connection.channel_id, [price], actor="test")
        asked = listings.ask(market.pk, [one.pk for one in market.pages().values()], actor="test")
        assert [one.message for one in asked.refused] == []
        assert market.push() == len(asked.done) == 2
        assert set(Page.objects.values_list("state", flat=True)) == {"sent"}
        assert {one.price for one in market.at.shop.offers.values() if one.page == TOWEL.page} == {1350}
    finally:
        server.stop()
