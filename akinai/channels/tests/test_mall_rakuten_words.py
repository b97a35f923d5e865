"""楽天市場's words in ours: whatever it tells, the sums over the destinations are its own."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.channels.malls.rakuten import items, searching, translate
from akinai.orders import intake
from sandbox.malls.rakuten import models
from sandbox.malls.shop import Line, Order, Someone

AT = 1_795_219_200.0
AMOUNTS = ("shipping_fee", "payment_fee", "discount", "mall_discount", "points", "total", "billed")


def line(place: int = 0, to: int = 0, price: int = 1000, quantity: int = 1, rate: int = 10) -> Line:
    return Line(str(20_000_000 + place), "page", f"v{place}", f"CODE-{place}", "商品", "", quantity, price, rate, to)


def order(*lines: Line, people: int = 1, **more: Any) -> Order:
    number = "123456-20260401-0000000123"
    return Order(number, AT, AT, list(lines or [line()]), Someone(), [Someone() for _ in range(people)],
                 state="confirmed", **more)  # fmt: skip


def told(one: Order, **changed: Any) -> Any:
    return {**models.model(one), **changed}


yen = st.integers(0, 30_000)
bought = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20_000), st.integers(1, 9)), min_size=1, max_size=8)


@given(bought, yen, yen, yen, yen, yen, yen, st.sampled_from(["cod", "card"]))
def test_the_sums_over_destinations_are_the_malls_own(
    lines, shipping, fee, wrapping, points, shop_coupon, mall_coupon, payment
):
    people = max(to for to, _price, _quantity in lines) + 1
    one = order(
        *(line(place, to, price, quantity) for place, (to, price, quantity) in enumerate(lines)), people=people,
        shipping_fee=shipping, payment_fee=fee, wrapping=wrapping, points=points, shop_coupon=shop_coupon,
        mall_coupon=mall_coupon, payment=payment,
    )  # fmt: skip
    found = translate.mall_order(told(one), "rakuten").orders
    assert len(found) == people
    sums = {name: sum(getattr(each, name) for each in found) for name in (*AMOUNTS, "goods_total", "wrapping_fee")}
    assert sums == {
        "goods_total": one.goods, "wrapping_fee": wrapping, "shipping_fee": shipping, "payment_fee": fee,
        "discount": shop_coupon, "mall_discount": mall_coupon, "points": points, "total": one.total,
        "billed": one.billed,
    }  # fmt: skip
    for each in found:  # each by itself adds up by the channel's rule
        taken_off = each.discount + each.mall_discount + each.points
        fees = each.shipping_fee + each.payment_fee + each.wrapping_fee
        assert each.billed == each.goods_total + fees - taken_off
        assert each.goods_total == sum(one.unit_price * one.quantity for one in each.lines)
        if one.billed >= 0:
            assert each.billed >= 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 10**12) | st.text(max_size=8) | st.floats(allow_nan=True),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(models.model(order()))), json_values)
def test_whatever_stands_in_a_field_an_order_is_read_or_refused(name, value):
    try:
        found = translate.mall_order(told(order(line(0), line(1, 1), people=2), **{name: value}), "rakuten")
    except translate.BROKEN:
        return
    assert found.number
    assert found.orders


def test_what_is_not_fixed_is_unknown_not_a_sum():
    found = translate.mall_order(
        told(order(line(0), line(1, 1), people=2), requestPrice=-9999, postagePrice=-9999), "r"
    )
    assert [each.billed for each in found.orders] == [None, None]
    assert [each.shipping_fee for each in found.orders] == [None, None]
    assert [each.goods_total for each in found.orders] == [1000, 1000]
    assert translate.mall_order(told(order(), paymentCharge=-9999), "r").orders[0].payment_fee is None


def test_coupons_are_told_apart_by_who_pays_not_by_who_issued():
    paid = [
        {"couponCapitalCode": 1, "couponTotalPrice": 300},
        {"couponCapitalCode": 3, "couponTotalPrice": 200},
        {"couponCapitalCode": 2, "couponTotalPrice": 50},
    ]
    amounts = {"couponAllTotalPrice": 550, "couponShopPrice": 50, "couponOtherPrice": 500}
    assert translate.coupons({**amounts, "CouponModelList": paid}) == (300, 250)
    assert translate.coupons({**amounts, "CouponModelList": paid[:2]}) == (50, 500)  # they do not add up
    assert translate.coupons({**amounts, "CouponModelList": None}) == (50, 500)
    assert translate.coupons({**amounts, "couponShopPrice": -9999}) == (None, 500)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"SkuModelList": [{"variantId": "m", "merchantDefinedSkuId": "OWN"}], "itemNumber": "i"}, "OWN"),
        ({"SkuModelList": [{"variantId": "m", "merchantDefinedSkuId": None}], "itemNumber": "i"}, "m"),
        ({"SkuModelList": [{"variantId": "r-sku00000001"}], "itemNumber": "i"}, "i"),
        ({"SkuModelList": None, "itemNumber": "", "manageNumber": "page"}, "page"),
        ({}, ""),
    ],
)
def test_the_shops_own_code(item, code):
    assert translate.code_of(item) == code


def test_a_price_without_tax():
    package = models.model(order(line(rate=8)))["PackageModelList"][0]
    package["ItemModelList"][0] |= {"includeTaxFlag": 0, "price": 1000, "priceTaxIncl": 1080}
    (found,) = translate.mall_order(told(order(), PackageModelList=[package]), "r").orders[0].lines
    assert (found.unit_price, found.price_includes_tax, found.tax_rate) == (1080, True, 800)


@pytest.mark.parametrize(
    ("term", "word"), [(0, ""), (None, ""), (1, "午前中"), (2, "午後"), (9, ""), (1416, "1416"), (708, "708")]
)
def test_time_slots(term, word):
    assert translate.slot(term) == word


def test_words_of_an_order():
    one = order(noshi="御歳暮", noshi_name="見本 太郎", remark="[配送日時指定:]\n午前中\n不在時は置いて")
    more = {"cautionDisplayType": 1, "memo": "常連"}
    model = told(one, **more)
    model["PackageModelList"][0] |= {
        "dropOffFlag": 1, "dropOffLocation": "玄関前", "DeliveryCvsModel": {"cvsCode": 50, "storeName": "千代田店"},
    }  # fmt: skip
    (found,) = translate.mall_order(model, "r").orders
    assert (found.noshi, found.noshi_name, found.gift, found.memo) == ("御歳暮", "見本 太郎", True, "常連")
    assert found.slip_note == "置き配：玄関前"
    assert len(found.warnings) == 2
    assert "ローソン 千代田店" in found.warnings[1]
    assert not intake.problems(found)


def test_a_destination_taken_out_of_the_order():
    model = told(order(line(0), line(1, 1), people=2))
    model["PackageModelList"][1]["packageDeleteFlag"] = 1
    model |= {"goodsPrice": 1000, "totalPrice": 1000, "requestPrice": 1000}
    (found,) = translate.mall_order(model, "r").orders
    assert found.destination  # it keeps the name it had beside the other
    assert (found.goods_total, found.billed) == (1000, 1000)


@given(st.integers(1, 400), st.integers(0, 86_400 * 400), st.integers(1, 5))
def test_windows_cover_a_time_without_gap_or_overlap(days, offset, halvings):
    until = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=offset, microseconds=5)
    since, end = until - dt.timedelta(days=days), searching.rounded(until)
    window, at = searching.first(since, end), None
    for _ in range(halvings):
        window = window.halved() or window
    assert window.start <= since
    while window:
        assert window.end - window.start <= dt.timedelta(days=63)
        assert at is None or window.start == at + searching.SECOND
        window, at = searching.at_cursor(window.cursor()).after(end), window.end
    assert at == end


@pytest.mark.parametrize(
    ("variant", "payment", "price"),
    [
        ({"standardPrice": "1000"}, {}, 1000),
        ({"standardPrice": "999"}, {"taxIncluded": False, "taxRate": "0.08"}, 1078),
        ({"standardPrice": "999"}, {"taxIncluded": False, "taxRate": None}, None),
        ({}, {}, None),
        ({"standardPrice": "x"}, {}, None),
    ],
)
def test_prices_of_offers(variant, payment, price):
    assert items.price_of(variant, payment) == price
