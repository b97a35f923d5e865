"""Shopify's words in ours, without a server; and its notices over a real one."""

import contextlib
import copy
import datetime as dt
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.channels.malls.base import MallError, MallOrder, RawRequest, Shipment, ShippedLine
from akinai.channels.malls.shopify import codes, listings, notices, shipping, translate, wishes
from akinai.channels.malls.shopify.mall import Shopify
from akinai.channels.malls.shopify.settings import domain
from akinai.channels.tests.malls.practice import Practice
from akinai.channels.tests.test_mall_shopify import Basics
from akinai.core.clock import JST
from sandbox.malls import shopify
from sandbox.malls.shop import Line as Sold
from sandbox.malls.shop import Order, Someone
from sandbox.malls.shopify import views
from sandbox.malls.shopify.selecting import Answering, Problem, read

READING = translate.Reading(code="mall", attributes=codes.attribute_map(codes.ATTRIBUTES))
WISH = codes.attribute_map(codes.ATTRIBUTES)


def whole(thing: Any) -> Any:
    """Everything of a thing of the stand-in, as if every field had been asked for."""
    if callable(thing):
        return whole(thing(first=100))
    if isinstance(thing, dict):
        return {name: whole(value) for name, value in thing.items() if not name.startswith("_")}
    return [whole(each) for each in thing] if isinstance(thing, list) else thing


def sold(**details: Any) -> dict[str, Any]:
    """An order of 2 × 3,000 and 1 × 1,200 yen as Shopify tells it."""
    lines = [
        Sold("1", "apple", "a", "A", "りんご", "大", 2, 3000, 8),
        Sold("2", "towel", "b", "B", "タオル", "", 1, 1200, 10),
    ]
    order = Order("#1001", 1_790_000_000.0, 1_790_000_100.0, lines, Someone(), [Someone()], **details)
    return dict(whole(views.order_of(order, {})))


def read_(node: dict[str, Any]) -> MallOrder:
    return translate.order_of(node, READING)


def adds_up(found: MallOrder) -> None:
    one = found.orders[0]
    told = (one.goods_total, one.shipping_fee, one.payment_fee, one.wrapping_fee, one.discount, one.points)
    goods, shipping_fee, payment_fee, wrapping_fee, discount, points = (each or 0 for each in told)
    assert one.total == goods + shipping_fee + payment_fee + wrapping_fee - discount
    assert one.billed == one.total - points - (one.mall_discount or 0)


@given(
    quantities=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 90_000)), min_size=1, max_size=6),
    fees=st.tuples(*[st.integers(0, 3_000)] * 3),
    coupons=st.tuples(*[st.integers(0, 500)] * 3),
)
@settings(max_examples=60, deadline=None)
def test_the_sums_are_the_malls_own(quantities: Any, fees: Any, coupons: Any) -> None:
    lines = [
        Sold(str(place), "p", str(place), "C", "品", "", pieces, price, 10)
        for place, (pieces, price) in enumerate(quantities)
    ]
    shipping_fee, wrapping, payment_fee = fees
    points, shop_coupon, mall_coupon = coupons
    order = Order(
        "#1001", 1_790_000_000.0, 1_790_000_100.0, lines, Someone(), [Someone()], shipping_fee=shipping_fee,
        wrapping=wrapping, payment_fee=payment_fee, points=points, shop_coupon=shop_coupon, mall_coupon=mall_coupon,
    )  # fmt: skip
    if not any(pieces for pieces, _price in quantities) and not wrapping and not payment_fee:
        return
    found = read_(whole(views.order_of(order, {})))
    adds_up(found)
    one = found.orders[0]
    assert one.billed == order.billed
    assert (one.points, one.mall_discount) == (points, mall_coupon)


ODD = st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], {}, [None], "2026-04-01", {"shopMoney": {"amount": "NaN"}}])


@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_whatever_shopify_says_is_an_order_or_unreadable(data: Any) -> None:
    node = copy.deepcopy(sold(points=10, noshi="内祝"))
    at: Any = node
    for _depth in range(data.draw(st.integers(0, 4))):
        inner = [key for key in (at if isinstance(at, dict) else range(len(at))) if isinstance(at[key], dict | list)]
        inner = [key for key in inner if at[key]]
        if not inner:
            break
        at = at[data.draw(st.sampled_from(inner))]
    key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else list(range(len(at)))))
    at[key] = data.draw(ODD)
    with contextlib.suppress(translate.Unreadable):
        assert read_(node).orders


def test_prices_without_tax() -> None:
    node = sold()
    node |= {"taxesIncluded": False, "currentTotalPriceSet": views.money(7800), "totalPriceSet": views.money(7800)}
    one = read_(node).orders[0]
    assert [line.price_includes_tax for line in one.lines] == [False, False]
    assert (one.goods_total, one.total, one.discount) == (7200, 7800, 0)


def test_a_charge_without_a_name_is_kept_as_a_fee() -> None:
    node = sold()
    node["currentTotalPriceSet"] = views.money(7500)
    one = read_(node).orders[0]
    assert (one.total, one.payment_fee, one.discount) == (7500, 300, 0)
    assert one.warnings


def test_half_a_yen_is_unreadable() -> None:
    node = sold()
    node["currentTotalPriceSet"] = {"shopMoney": {"amount": "7200.5"}}
    with pytest.raises(translate.Unreadable, match="7200"):
        read_(node)


def test_two_parts_of_a_tax_are_one_rate() -> None:
    node = sold()
    node["lineItems"]["nodes"][0]["taxLines"] = [{"rate": 0.0624}, {"rate": 0.0176}]
    node["lineItems"]["nodes"][1] |= {"taxLines": [], "taxable": False}
    assert [line.tax_rate for line in read_(node).orders[0].lines] == [800, 0]


@pytest.mark.parametrize(
    ("changed", "stage", "paid"),
    [
        ({}, "open", True),
        ({"displayFinancialStatus": "AUTHORIZED"}, "open", True),
        ({"displayFinancialStatus": "VOIDED"}, "provisional", False),
        ({"displayFinancialStatus": "EXPIRED"}, "provisional", False),
        ({"displayFinancialStatus": "PENDING"}, "provisional", False),
        ({"displayFinancialStatus": "PENDING", "transactions": []}, "open", False),
        ({"displayFulfillmentStatus": "ON_HOLD"}, "changing", True),
        ({"displayFulfillmentStatus": "SCHEDULED"}, "changing", True),
        ({"displayFulfillmentStatus": "PARTIALLY_FULFILLED"}, "open", True),
        ({"displayFulfillmentStatus": "FULFILLED"}, "shipped", True),
        ({"tags": ["VIP", "キャンセル希望"]}, "cancel_asked", True),
        ({"cancelledAt": "2026-04-01T00:00:00Z"}, "cancelled", True),
    ],
)
def test_stages(changed: dict[str, Any], stage: str, paid: bool) -> None:
    found = read_({**sold(), **changed})
    assert (found.stage, found.orders[0].paid) == (stage, paid)


def test_an_address_by_its_code_and_a_number_as_people_dial_it() -> None:
    node = sold()
    node["shippingAddress"] |= {"province": "Tōkyō", "zip": "１０００００１", "phone": "+81-90-1234-5678"}
    to = read_(node).orders[0].recipient
    assert (to.prefecture, to.postal, to.phone) == ("東京都", "100-0001", "09012345678")
    node["shippingAddress"] = None
    assert read_(node).orders[0].recipient.name == ""


@pytest.mark.parametrize(
    ("value", "day", "slot"),
    [
        ("2026-12-24", dt.date(2026, 12, 24), ""),
        ("2026年12月24日(木)", dt.date(2026, 12, 24), ""),
        ("２０２６／１２／２４ 午前中", dt.date(2026, 12, 24), "午前中"),
        ("2026/12/24 14:00-16:00", dt.date(2026, 12, 24), "14:00-16:00"),
        ("2026-12-24T00:00:00+09:00", dt.date(2026, 12, 24), ""),
        ("20261224", dt.date(2026, 12, 24), ""),
        ("指定なし", None, ""),
        ("2026-02-30", None, ""),
        ("なるべく早く", None, ""),
    ],
)
def test_wished_dates(value: str, day: dt.date | None, slot: str) -> None:
    found = wishes.read([("配送希望日", value)], [], WISH)
    assert (found.date, found.slot) == (day, slot)
    assert found.rest == ([f"配送希望日：{value}"] if value in ("2026-02-30", "なるべく早く") else [])


def test_what_no_field_takes_is_left_for_a_person() -> None:
    pairs = [("_hidden", "1"), ("utm_source", "x"), ("領収書の宛名", "見本商会"), ("のし", "不要"), ("ラッピング", "")]
    found = wishes.read(pairs, ["no colon", "お届け時間:18-20"], WISH)
    assert found.rest == ["領収書の宛名：見本商会"]
    assert (found.gift, found.texts, found.slot) == (False, {}, "18-20")


@pytest.mark.parametrize(
    ("gateway", "word"),
    [
        ("shopify_payments", "クレジットカード"),
        ("Cash on Delivery (COD)", "代金引換"),
        ("KOMOJU - コンビニ決済", "コンビニ払い"),
        ("銀行振込（前払い）", "銀行振込"),
        ("謎の決済", "謎の決済"),
    ],
)
def test_gateways(gateway: str, word: str) -> None:
    assert codes.payment(gateway, codes.PAYMENTS) == word


def test_carriers() -> None:
    assert codes.company("yamato", "宅急便", "") == ("Yamato (JA)", "")
    assert codes.company("local", "町内便", "") == ("町内便", "")
    own = "local = 町内便 https://track.example.jp/{number}\nyamato = クロネコ"
    assert codes.company("local", "x", own) == ("町内便", "https://track.example.jp/{number}")
    assert codes.company("yamato", "x", own) == ("クロネコ", "")
    shipment = Shipment(
        key=1, number="#1", destination="", carrier="local", product="", tracking="12-34", place=1, whole=True,
        shipped_at=dt.datetime(2026, 4, 1, tzinfo=JST), lines=[ShippedLine(channel_line="", quantity=1)],
    )  # fmt: skip
    told = shipping.tracking_of(shipment, own)
    assert told == {"company": "町内便", "number": "12-34", "url": "https://track.example.jp/1234"}


@pytest.mark.parametrize("told", ["practice", "Practice.myshopify.com", "https://practice.myshopify.com/admin"])
def test_domains(told: str) -> None:
    class Account:
        settings = {"shop": told}

    assert domain(Account()) == "practice.myshopify.com"  # type: ignore[arg-type]


def test_a_search_holds_no_quotes_of_others() -> None:
    assert translate.named(['#1"; x', "#2"]) == '(name:"#1; x" OR name:"#2") AND status:any'


# --- notices ------------------------------------------------------------------------------------------------


def raw(body: bytes, **changed: str) -> RawRequest:
    told = {
        "x-shopify-hmac-sha256": notices.signature("s", body),
        "x-shopify-shop-domain": "practice.myshopify.com",
        "x-shopify-topic": "orders/updated",
        "x-shopify-webhook-id": "w1",
    }
    return RawRequest({**told, **changed}, body)


def test_a_text_that_is_emptied_here_is_emptied_there() -> None:
    found = listings.texts({"title": "", "vendor": "", "tags": "旬、 りんご,,", "seo_title": "", "catch": "甘い"})
    seo = {"title": "", "description": "甘い"}
    assert found == {"vendor": "", "tags": ["旬", "りんご"], "seo": seo}
    assert listings.texts({"tags": "", "seo_description": "", "catch": "甘い"}) == {
        "tags": [],
        "seo": {"description": ""},
    }


def test_what_a_notice_names() -> None:
    body = b'{"admin_graphql_api_id": "gid://shopify/Order/7", "name": "#1001"}'
    found = notices.read(raw(body), ["old", "s"], "practice.myshopify.com")
    assert (found.genuine, list(found.numbers), found.key) == (True, ["gid://shopify/Order/7"], "w1")
    assert not notices.read(raw(body), ["old"], "practice.myshopify.com").genuine
    assert not notices.read(raw(body), [], "practice.myshopify.com").genuine
    assert not notices.read(raw(body), ["s"], "other.myshopify.com").genuine
    assert not notices.read(raw(body, **{"x-shopify-hmac-sha256": "é"}), ["s"], "practice.myshopify.com").genuine
    others = notices.read(raw(body, **{"x-shopify-topic": "app/uninstalled"}), ["s"], "practice.myshopify.com")
    assert (others.genuine, list(others.numbers)) == (True, [])


@pytest.mark.parametrize("body", [b"[]", b"1", b'{"admin_graphql_api_id": "gid://shopify/Order/7 OR 1"}', b"{}"])
def test_a_signed_message_about_nothing(body: bytes) -> None:
    found = notices.read(raw(body), ["s"], "practice.myshopify.com")
    assert found.genuine
    assert not found.numbers


class TestNotices(Basics):
    """The stand-in really calls."""

    @pytest.fixture
    def heard(self) -> Iterator[tuple[str, list[RawRequest], list[int]]]:
        """Our ear: its address, what it heard, and the statuses it answers next (then 200)."""
        told: list[RawRequest] = []
        statuses: list[int] = []

        class Ear(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.append(RawRequest({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(statuses.pop(0) if statuses else 200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hear/", told, statuses
        server.shutdown()
        server.server_close()

    def wait_until(self, true: Callable[[], bool]) -> None:
        until = time.monotonic() + 30
        while not true() and time.monotonic() < until:
            time.sleep(0.02)
        assert true()

    def test_orders_are_told_signed_and_again_until_heard(self, at: Practice, heard: Any) -> None:
        address, told, statuses = heard
        mall = at.mall
        assert isinstance(mall, Shopify)
        assert mall.subscribe(at.account, address) == codes.TOPICS
        assert mall.subscribe(at.account, address) == codes.TOPICS  # there is nothing to do
        assert len(at.standin.subscriptions) == 3
        at.control(retry_wait=0.01)
        statuses += [503, 500]
        line = {"page": at.offer().page, "variant": at.offer().variant}
        number = httpx.post(f"{at.standin.address}/_control/orders", json={"lines": [line]}).json()["number"]
        self.wait_until(lambda: len(told) >= 3)
        seen = [mall.read_notice(at.account, one) for one in told]
        assert {one.genuine for one in seen} == {True}
        assert len({one.key for one in seen}) == 1  # one delivery, three times
        assert json.loads(told[0].body).keys() == {"id", "admin_graphql_api_id"}
        page = mall.read_orders(at.account, seen[0].numbers)
        assert [order.number for order in page.orders] == [number]
        httpx.post(f"{at.standin.address}/_control/cancel", json={"number": number})
        self.wait_until(lambda: len(told) >= 5)
        topics = {one.headers["x-shopify-topic"] for one in told[3:]}
        assert topics == {"orders/cancelled", "orders/updated"}
        mall.unsubscribe(at.account, address)
        assert not at.standin.subscriptions

    def test_an_address_shopify_refuses_is_named(self, at: Practice) -> None:
        assert isinstance(at.mall, Shopify)
        with pytest.raises(MallError, match="ftp"):
            at.mall.subscribe(at.account, "ftp://shop.example.jp/")
        assert not at.standin.subscriptions

    def test_who_never_answers_is_told_no_more(self, at: Practice, heard: Any) -> None:
        address, told, statuses = heard
        assert isinstance(at.mall, Shopify)
        at.mall.subscribe(at.account, address)
        at.control(retry_wait=0.001)
        statuses += [500] * 8
        at.standin.happened(at.buy((at.offer(), 1)), "new")
        self.wait_until(lambda: len(told) >= 8)
        self.wait_until(lambda: len(at.standin.subscriptions) == 2)
        at.mall.subscribe(at.account, address)
        assert len(at.standin.subscriptions) == 3


# --- the stand-in's own GraphQL -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "query {", "query Q { a(b: } }", "mutation M { a } query Q { b }", "#"])
def test_a_broken_document_is_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        read(text)


def test_a_small_document_is_answered() -> None:
    found = read("query Q($n: Int = 2, $on: Boolean!) { x: thing(first: $n) { id more @include(if: $on) { a } } }")
    answering = Answering(found.variables({"on": True}))
    query = {"__typename": "Q", "thing": lambda first: {"__typename": "T", "id": str(first), "more": {"a": [1]}}}
    assert answering.thing(found.fields, query) == {"x": {"id": "2", "more": {"a": [1]}}}
    for variables in ({}, {"on": "yes"}, {"on": True, "z": 1}):
        with pytest.raises(Problem):
            found.variables(variables)


def test_the_stand_in_starts_on_a_port_of_its_own() -> None:
    address, server = shopify.start()
    try:
        answer = httpx.post(f"{address}/admin/api/2026-04/graphql.json", json={"query": "query Q { shop { name } }"})
        assert answer.status_code == 401
        given = {"X-Shopify-Access-Token": shopify.ACCESS_TOKEN}
        for query, code in (
            ("query Q { shop { colour } }", "undefinedField"),
            ("query Q { shop }", "selectionMismatch"),
        ):
            told = httpx.post(f"{address}/admin/api/2026-04/graphql.json", json={"query": query}, headers=given).json()
            assert told["errors"][0]["extensions"]["code"] == code
        old = httpx.post(f"{address}/admin/api/2020-01/graphql.json", json={"query": ""}, headers=given)
        assert old.status_code == 404
    finally:
        server.stop()
