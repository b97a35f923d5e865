"""Every document of ours and every answer of the stand-in, held against Shopify's own schema."""

from typing import Any

import pytest

from akinai.channels.malls import MALLS
from akinai.channels.malls.base import Cancellation, ListingVariant, Picture
from akinai.channels.malls.shopify import documents
from akinai.channels.malls.shopify.mall import Shopify
from akinai.channels.tests.malls import shopify_shapes as shapes
from akinai.channels.tests.malls.practice import Practice
from akinai.channels.tests.test_mall_shopify import Basics
from sandbox.malls.shop import Offer
from sandbox.malls.shopify.server import ShopifyStandIn


@pytest.mark.parametrize("document", documents.ALL, ids=lambda each: each.operation)
def test_a_document_fits_the_schema(document: documents.Document) -> None:
    assert shapes.wrong_document(document.text) == []
    assert f" {document.operation}" in document.text


def test_every_document_is_tried() -> None:
    """The list is whole: a document beside it would be validated by nobody."""
    own = {each for each in vars(documents).values() if isinstance(each, documents.Document)}
    assert own == set(documents.ALL)


def test_the_checks_find_mistakes() -> None:
    assert shapes.wrong_document("query Q { shop{name colour} }")
    assert shapes.wrong_document(documents.SET_STOCK.text.replace("@idempotent(key:$key)", "@idempotent"))
    text = documents.ORDER_STATE.text
    assert shapes.wrong_variables(text, {"id": None})
    assert shapes.wrong_variables(text, {"id": "gid://shopify/Order/1", "more": 1})
    good = {"order": {"id": "gid://shopify/Order/1", "name": "#1001", "cancelledAt": None}}
    given = {"id": "gid://shopify/Order/1"}
    assert not shapes.wrong_answer(text, given, good)
    for changed in ({"id": "1"}, {"name": None}, {"cancelledAt": "2026-04-01 00:00"}, {"colour": "red"}):
        assert shapes.wrong_answer(text, given, {"order": {**good["order"], **changed}})


class TestTraffic(Basics):
    """A day at the stand-in: what was sent and what was answered."""

    @pytest.fixture
    def traffic(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        seen: list[tuple[dict[str, Any], dict[str, Any]]] = []
        answered = ShopifyStandIn._answered

        def noted(standin: ShopifyStandIn, said: dict[str, Any]) -> dict[str, Any]:
            found = answered(standin, said)
            seen.append((said, found))
            return found

        monkeypatch.setattr(ShopifyStandIn, "_answered", noted)
        return seen

    def test_what_is_said_fits_the_schema(self, at: Practice, traffic: list[Any]) -> None:
        self._a_day(at)
        operations = {said["operationName"] for said, _answer in traffic}
        assert operations == {each.operation for each in documents.ALL}
        for said, answer in traffic:
            text, variables = said["query"], said["variables"]
            assert shapes.wrong_variables(text, variables) == []
            if "errors" not in answer:
                assert shapes.wrong_answer(text, variables, answer["data"]) == []
        refused = [answer for _said, answer in traffic if "errors" in answer]
        assert not refused

    def _a_day(self, at: Practice) -> None:
        mall = MALLS["shopify"]
        assert isinstance(mall, Shopify)
        account = at.account
        mall.check(account)
        mall.subscribe(account, "https://shop.example.jp/notify/")
        mall.unsubscribe(account, "https://shop.example.jp/notify/")
        many = [(offer, 1) for offer in self._many(at, 120)]
        details = {"points": 100, "mall_coupon": 50, "shop_coupon": 30, "wrapping": 300, "payment_fee": 330}
        big = at.buy(*many, noshi="内祝", **details)
        other = at.buy((at.offer(), 2), payment="cod", paid=False)
        at.pages()
        fresh = at.with_keys()  # another process: it knows the gid of no order
        assert fresh.mall.read_orders(fresh.account, [big.number, "#9999"]).broken
        assert at.tell(at.shipment(big.number)).done
        assert at.tell(at.shipment(big.number, again=True)).done
        other.more["hold"] = "住所を確かめています"
        assert at.tell(at.shipment(other.number)).refused
        self._by_hand(at)
        assert mall.cancel(account, [Cancellation(key=1, number=other.number, reason="stock")]).done
        self._shelf(at, mall)

    def _by_hand(self, at: Practice) -> None:
        """Marked as shipped in Shopify's own screens, without a number."""
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number)
        at.tell(at.shipment(order.number, tracking=""))
        assert at.tell(shipment).done
        assert [parcel.number for parcel in order.parcels] == ["123456789012"]

    def _shelf(self, at: Practice, mall: Shopify) -> None:
        at.offer(1).more["unstocked"] = True
        lines = [self.stock_line(key, offer) for key, offer in enumerate(list(at.shop.offers.values())[:3])]
        assert len(mall.send_stock(at.account, lines, "push").done) == 3
        mall.read_stock(at.account, [line.place for line in lines])
        mall.offers(at.account)
        pictures = [Picture(url="https://img.example.jp/1.jpg", alt="箱")]
        fields = {"title": "りんご", "description": "甘い\n赤い", "catch": "旬", "tags": "a,b", "status": "active"}
        changed = at.listing(at.offer().page, fields=fields, pictures=pictures)
        assert mall.push_listings(at.account, [changed]).done
        place = self.place(Offer("new", "", "NEW"))
        one = ListingVariant(place=place, sku_code="NEW", options={}, price=1, list_price=2, jan="4900000000000")
        fresh = at.listing("new", new=True, variants=[one], pictures=pictures)
        assert [mall.push_listings(at.account, [fresh]).done for _twice in range(2)] == [[1], [1]]

    def _many(self, at: Practice, count: int) -> list[Offer]:
        made = [Offer(f"many-{place}", "", f"MANY-{place}", "品", "", 100, 5) for place in range(count)]
        at.shop.offers.update({offer.key: offer for offer in made})
        return made
