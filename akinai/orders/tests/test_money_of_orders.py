"""The sums of an order, and finding it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.orders import actions, queries
from akinai.orders.models import Order, OrderLine
from akinai.orders.tests.making import incoming, line, make_order, person, place

amounts = st.integers(0, 50_000)
lines = st.lists(
    st.builds(
        lambda quantity, price, rate, included: OrderLine(
            quantity=quantity, unit_price=price, tax_rate=rate, price_includes_tax=included,
            tax_category="standard" if rate == 1000 else "reduced_food",
        ),
        st.integers(1, 9), amounts, st.sampled_from([800, 1000]), st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(lines, amounts, st.integers(0, 3_000))
def test_the_sums_of_the_rates_are_the_worth_of_the_order(rows, shipping, discount):
    money = queries.order_money(Order(shipping_fee=shipping, discount=discount), rows)
    assert money.sums is not None
    assert sum(rate.gross for rate in money.rates) == money.sums.total == money.total
    assert all(rate.net + rate.tax == rate.gross for rate in money.rates)


def test_a_price_not_known_leaves_the_sums_unknown_and_cancelled_pieces_do_not_count():
    known = OrderLine(quantity=3, cancelled=2, unit_price=100, tax_rate=1000)
    assert queries.order_money(Order(), [known]).total == 100
    money = queries.order_money(Order(), [known, OrderLine(quantity=1, unit_price=None)])
    assert money.unknown
    assert money.total is None


def test_a_told_total_is_kept_and_its_difference_shown():
    money = queries.order_money(Order(total=950), [OrderLine(quantity=1, unit_price=1000, tax_rate=1000)])
    assert (money.total, money.difference) == (950, -50)


@pytest.mark.django_db
def test_an_order_is_found_however_it_is_typed():
    who = person(name="髙橋 はなこ", kana="タカハシ ハナコ", phone="090-1234-5678", email="taka@example.jp")
    order = place(incoming([line("AB-123")], recipient=who, channel_number="123456-20261118-0000000001"))[0]
    make_order(stock=1, recipient=person(name="鈴木 一郎", kana="スズキ イチロウ", phone="0312340000"))
    for asked in (
        order.number,
        "高橋",
        "たかはし",
        "ﾊﾅｺ",
        "09012345678",
        "5678",
        "ab-123",
        "ＡＢ１２３",
        "20261118",
        "taka@example",
    ):
        assert list(queries.search(asked, Order.objects.all())) == [order], asked
    assert list(queries.search("佐藤", Order.objects.all())) == []


@pytest.mark.django_db
def test_a_mail_greets_nobody_by_a_number():
    order = make_order(stock=1, buyer=person(name="16700"), recipient=person(name="小川 遥"))
    _subject, words = actions.render_mail(order.pk, body="{name} 様", subject="x")
    assert words == "小川 遥 様"
