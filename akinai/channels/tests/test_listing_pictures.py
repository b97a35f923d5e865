"""Pictures for malls that fetch them themselves: by an address of ours that the world can open."""

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from akinai.catalog import actions as catalog
from akinai.catalog.actions.images import Upload
from akinai.catalog.models import Product
from akinai.channels.actions import listings
from akinai.channels.models import MallItem, Page
from akinai.channels.queries.pages import assemble
from akinai.channels.tests import test_mall_amazon, test_mall_shopify
from akinai.channels.tests.listing_world import TOWEL, Market, open_market, our_goods

pytestmark = pytest.mark.django_db
OURS = "https://shop.example.jp"


@pytest.mark.parametrize("contract", [test_mall_amazon.TestAmazon, test_mall_shopify.TestShopify])
def test_pictures_go_by_address(contract: Any, settings: Any, client: Client) -> None:
    our_goods()
    _address, server = contract.stand_in.start()
    try:
        market = open_market(server, contract.stand_in, settings, contract.kind, **contract.rates)
        page = page_with_picture(market)
        settings.PUBLIC_ADDRESS = ""
        assert [one.field for one in assemble(market.connection, [page])[0].findings if "PUBLIC" in one.sentence]
        assert sent(market, page) == ["price", "text"]
        settings.PUBLIC_ADDRESS = f"{OURS}/"
        assert not [one for one in assemble(market.connection, [page])[0].findings if "PUBLIC" in one.sentence]
        assert sent(market, page) == ["images"]
        (address,) = contract().pictures(market.at, TOWEL.page)
        assert address.startswith(f"{OURS}/pictures/")
        answer = client.get(address.removeprefix(OURS))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
        assert [one.field for one in listings.ask(market.pk, [page.pk], actor="test").refused] == ["page"]
    finally:
        server.stop()


def page_with_picture(market: Market) -> Page:
    """The towel's page at the mall, its product with a picture of ours."""
    market.read()
    listings.accept(market.pk, list(MallItem.objects.values_list("pk", flat=True)), actor="test")
    out = io.BytesIO()
    Image.new("RGB", (1200, 1200), "white").save(out, "JPEG")
    product = Product.objects.get(code=TOWEL.page)
    catalog.add_images(product.pk, [Upload("t.jpg", out.getvalue())], actor="test")
    return next(one for one in market.pages().values() if one.product_id == product.pk)


def sent(market: Market, page: Page) -> list[str]:
    """The parts that go out when the page is sent now."""
    asked = listings.ask(market.pk, [page.pk], actor="test")
    assert asked.done == [page.pk], [one.message for one in asked.refused]
    page.refresh_from_db()
    wanted = list(page.wanted)
    assert market.push() == 1
    page.refresh_from_db()
    return wanted
