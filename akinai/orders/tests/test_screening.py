"""Each rule finds what it is for, and leaves ordinary orders alone."""

import datetime as dt

import pytest
from django.utils.translation import override

from akinai.core import clock
from akinai.core.models import ClosedDay
from akinai.customers.models import MarkedCustomer
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import screening
from akinai.orders.models import Hold, HoldReason, HoldSetting
from akinai.orders.tests.making import WEDNESDAY, incoming, line, make_channel, make_order, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with clock.frozen(WEDNESDAY):
        yield


def found(order) -> dict[str, dict]:
    return dict(Hold.objects.filter(order=order).values_list("reason_id", "detail"))


CASES = [
    ("remark_left", {"remark": "平日は不在です。よろしくお願いします。"}),
    ("cancel_asked", {"remark": "やはり取り消してください"}),
    ("cancel_asked", {"mall_state": "cancel_asked"}),
    ("card_masked", {"remark": "カードは 4111-1111-1111-1111 です"}),
    ("contact_malformed", {"recipient": person(phone="03-1234")}),
    ("contact_malformed", {"recipient": person(email="hanako@")}),
    ("contact_malformed", {"recipient": person(phone="")}),
    ("dummy_address", {"recipient": person(postal="9999999", prefecture="", city="", line1="")}),
    ("address_missing", {"recipient": person(name="", country="GB")}),
    ("address_missing", {"recipient": person(line1="")}),
    ("address_too_long", {"recipient": person(name="寿限無寿限無五劫の擦り切れ海砂利水魚")}),
    ("address_missing", {"recipient": person(postal="", prefecture="", city="", line1="", country="GB")}),
    ("address_mismatch", {"recipient": person(prefecture="大阪府", city="大阪市北区")}),
    ("address_mismatch", {"recipient": person(postal="105001")}),
    ("address_warn", {"recipient": person(line1="芝浦1-1-1")}),
    ("address_too_long", {"recipient": person(line2="とても長い名前の建物" * 12)}),
    ("unknown_payment", {"payment_method": "", "payment_text": "謎のPay"}),
    ("unknown_delivery", {"delivery_method": "", "delivery_text": "伝書鳩"}),
    ("delivery_unfit", {"delivery_method": "yamato_nekopos", "wished_date": dt.date(2026, 11, 25)}),
    ("delivery_unfit", {"delivery_method": "yamato_nekopos", "payment_method": "cod"}),
    ("wished_date_impossible", {"wished_date": dt.date(2026, 11, 18)}),
    ("wished_date_impossible", {"wished_date": dt.date(2027, 6, 1)}),
    ("gift_text", {"gift": True, "noshi": "なぞの言葉"}),
    ("gift_text", {"gift": True, "noshi_name": "山田"}),
    ("gift_text", {"gift": True, "gift_message": "長" * 300}),
    ("mall_total", {"total": 999, "billed": 999}),
    ("intake_warning", {"warnings": ["同じ商品が2行あります"]}),
]


def test_amazons_total_is_that_of_its_rows_without_the_fee():
    make_channel("amazon", total_rule="amazon")
    paid = {"payment_method": "cod", "payment_fee": 330, "shipping_fee": 500, "total": 1500, "billed": 1830}
    assert "mall_total" not in found(make_order(stock=1, channel_code="amazon", **paid))
    assert "mall_total" in found(make_order(stock=1, channel_code="amazon", **{**paid, "total": 1830}))


@pytest.mark.parametrize(("reason", "told"), CASES)
def test_a_rule_finds_what_it_is_for(reason, told):
    assert reason in found(make_order(stock=1, **told))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"remark": "よろしくお願いいたします。\nいつもありがとうございます!"},
        {"remark": "楽しみにしています♪"},
        {"wished_date": dt.date(2026, 11, 25), "wished_slot": "am"},
        {"gift": True, "noshi": "御歳暮", "noshi_name": "山田"},
        {"payment_method": "cod", "total": 1000, "billed": 1000},
        {"noshi": "不要"},
    ],
)
def test_an_ordinary_order_is_left_alone(told):
    assert found(make_order(stock=1, **told)) == {}


def test_remote_islands_take_no_date_and_no_cash():
    islander = person(postal="1002101", prefecture="東京都", city="小笠原村", line1="父島東町1")
    assert "remote_wish" not in found(make_order(stock=1, recipient=islander))
    assert found(make_order(stock=1, recipient=islander, payment_method="cod"))["remote_wish"]["cod"]
    assert "remote_wish" in found(make_order(stock=1, recipient=islander, wished_slot="am"))


def test_limits_are_the_channels_own():
    channel = make_channel("own")
    HoldSetting.objects.create(channel=channel, reason_id="amount_limit", limit=500)
    HoldSetting.objects.create(channel=channel, reason_id="quantity_limit", limit=2, stops=False)
    order = make_order(stock=9, quantity=3, channel_code="own")
    assert set(found(order)) == {"amount_limit", "quantity_limit"}
    assert order.open_holds == 1
    HoldSetting.objects.update(enabled=False)
    assert found(make_order(stock=9, quantity=3, channel_code="own")) == {}


def test_a_products_own_limits_are_kept():
    limited = make_stock(9, sku=make_sku(order_limit=2))
    order = place(incoming([line(limited, 1), line(limited, 2)]))[0]
    assert found(order)["order_limit"]["skus"][limited.code] == {"pieces": 3, "limit": 2}
    plain = make_stock(9, sku=make_sku(gift=False))
    assert "not_for_gifts" in found(make_order(plain, gift=True))["gift_text"]["problems"]
    cold = make_stock(9, sku=make_sku(temperature="chilled"))
    assert found(make_order(cold, delivery_method="yamato_compact"))["delivery_unfit"]["missing"] == ["cool"]


def test_cash_on_delivery_has_a_limit():
    order = place(incoming([line(make_stock(1), unit_price=300_001)], payment_method="cod"))[0]
    assert "cod_limit" in found(order)


def test_a_mall_total_within_the_tolerance_is_right():
    make_channel("rakuten", total_rule="rakuten", total_tolerance=1)
    good = make_order(stock=1, channel_code="rakuten", billed=1199, shipping_fee=300, points=100, total=1300)
    assert found(good) == {}
    odd = make_order(stock=1, channel_code="rakuten", billed=1198, shipping_fee=300, points=100)
    assert found(odd)["mall_total"]["difference"] == -2


def test_a_card_number_is_masked_before_it_is_stored_and_the_line_is_marked():
    order = make_order(stock=1, remark="急ぎです\nカード４１１１ １１１１ １１１１ １１１１で")
    assert "****1111" in order.remark
    assert order.remark.split("\n")[1].endswith("【伏せ字あり】")
    assert "4111" not in order.search_text.replace(order.number, "")
    assert order.remark_masked


def test_a_marked_customer_is_recognised_however_the_number_is_written():
    MarkedCustomer.objects.create(reason="受取拒否", phone="x", phone_key="0312345678", created_at=clock.now())
    assert found(make_order(stock=1, recipient=person(phone="03-1234-5678")))["marked_customer"]["reasons"] == [
        "受取拒否"
    ]


def test_a_holiday_moves_the_ship_date_and_the_screen_can_say_why():
    ClosedDay.objects.create(calendar="shop", weekday=2)
    order = make_order(stock=1)
    assert order.ship_date == dt.date(2026, 11, 19)
    assert [step["code"] for step in order.ship_date_why] == ["today", "rests"]


def test_every_rule_has_its_words_and_every_word_its_rule():
    assert screening.unknown_reasons(dict.fromkeys(HoldReason.objects.values_list("code", flat=True))) == set()
    with override("ja"):
        assert not [reason for reason in HoldReason.objects.all() if not (reason.name_ja and reason.help_ja)]
