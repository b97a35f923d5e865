"""The demo's files of every mall, taken in by the layouts that are found out for them."""

import datetime as dt

import pytest

from akinai.channels import actions
from akinai.channels.tests.making import counts
from akinai.core import clock
from akinai.demo import files
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel

DAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def next_morning():
    with clock.frozen(dt.datetime(2026, 11, 21, 8, 0, tzinfo=clock.JST)):
        make_warehouse()
        yield


def take(data, channel, **more):
    return actions.import_orders(data, name=f"{channel}.csv", channel_code=channel, actor="test", **more)


def by_number(channel):
    return {
        (order.channel_number, order.destination): order
        for order in Order.objects.filter(channel__code=channel).prefetch_related("lines")
    }


def test_rakuten():
    baskets = files.baskets(DAY, "rakuten")
    assert counts(take(files.rakuten_csv(DAY), "rakuten")) == (25, 0, 0, 0)
    stored = by_number("rakuten")
    for basket in baskets:
        mine = [order for (number, _), order in sorted(stored.items()) if number == basket.number]
        assert len(mine) == len(basket.parcels)
        assert sum(order.billed for order in mine) == basket.billed
        assert sum(order.total for order in mine) == basket.total
        assert sum(order.shipping_fee for order in mine) == basket.shipping
        assert {order.mall_waiting for order in mine} == {basket.state in ("100", "200", "400")}
        for order, parcel in zip(mine, basket.parcels, strict=True):
            assert (order.city, order.wished_date) == (parcel.recipient.city, basket.wished_date)
            assert (order.noshi, order.noshi_name) == (parcel.noshi, parcel.noshi_name)
            told = [(line.sku_code, line.quantity, line.unit_price) for line in order.lines.all()]
            assert told == [(line.code, line.quantity, line.price) for line in parcel.lines]
    (told_twice,) = (basket for basket in baskets if basket.story == "morning_wished")
    order = next(order for (number, _), order in stored.items() if number == told_twice.number)
    assert (order.wished_slot, order.remark, order.remark_rest) == ("am", "よろしくお願いいたします。", "")


def test_rakuten_the_next_morning():
    take(files.rakuten_csv(DAY), "rakuten")
    run = take(files.rakuten_csv(DAY, again=True), "rakuten")
    assert counts(run) == (0, 10, 3, 0)
    moved = {basket.number for basket in files.baskets(DAY, "rakuten")[:12] if basket.state in ("100", "200")}
    assert moved
    assert not Order.objects.filter(channel_number__in=moved, mall_waiting=True).exists()


def test_an_order_shipped_at_the_mall_is_known_or_not_taken_in():
    data = files.rakuten_csv(DAY)
    shipped = data.decode("cp932").replace('"300"', '"500"').encode("cp932")
    run = take(shipped, "rakuten")
    assert run.accepted == 3
    assert run.rejected.count() == 22
    assert take(data, "rakuten").accepted == 22
    assert counts(take(shipped, "rakuten"))[:2] == (0, 25)


def test_amazon_with_and_without_prices():
    take(files.orders_report(DAY), "amazon")
    take(files.unshipped_report(DAY), "amazon2")
    priced, bare = by_number("amazon"), by_number("amazon2")
    for basket in files.baskets(DAY, "amazon"):
        order = priced[basket.number, ""]
        if basket.state == "Pending":
            assert order.mall_waiting
            assert order.total is None
            assert (basket.number, "") not in bare
            continue
        assert (order.total, order.gift_message) == (basket.total, basket.message)
        assert order.prefecture == basket.parcels[0].recipient.prefecture
        assert order.city == basket.parcels[0].recipient.city
        assert (order.wished_date, order.wished_slot) == (basket.wished_date, basket.slot)
        assert all(line.unit_price is None for line in bare[basket.number, ""].lines.all())
        assert bare[basket.number, ""].total is None


def test_yahoos_two_files():
    with pytest.raises(actions.Unreadable):
        take(files.yahoo_order_csv(DAY), "yahoo", layout="yahoo")
    run = take(files.yahoo_order_csv(DAY), "yahoo", items=files.yahoo_item_csv(DAY))
    assert counts(run) == (16, 0, 0, 0)
    stored = by_number("yahoo")
    for basket in files.baskets(DAY, "yahoo"):
        order = stored[basket.number, ""]
        assert (order.billed, order.wished_date, order.wished_slot) == (basket.billed, basket.wished_date, basket.slot)
        assert order.mall_waiting is (basket.payment == "bank" or basket.state in ("1", "3"))
        assert order.payment_method == {"cod": "cod", "bank": "bank_transfer"}.get(basket.payment, "mall")


def test_items_without_their_order_and_orders_without_items_are_named():
    orders, items = files.yahoo_order_csv(DAY).splitlines(True), files.yahoo_item_csv(DAY).splitlines(True)
    run = take(b"".join(orders[:3]), "yahoo", items=b"".join([items[0], *items[3:]]))
    assert run.accepted == 1
    assert run.rejected.count() > 2


def test_the_telephones_own_files():
    assert counts(take(files.own_csv(DAY), "phone")) == (4, 0, 0, 0)
    assert counts(take(files.own_json(DAY), "phone")) == (4, 0, 0, 0)
    assert Order.objects.filter(name__contains="🌸").count() == 1


def test_the_real_trading_day_finds_what_its_cancellations_take_back():
    make_channel("uci", currency="GBP")
    take(files.trading_csv(DAY, part="before"), "uci")
    run = take(files.trading_csv(DAY), "uci")
    unmatched = run.rejected.filter(final=False)
    assert run.changed > 10
    assert unmatched.count() == 3  # the data set's own: they match nothing in it
    assert counts(take(files.trading_csv(DAY), "uci"))[:3] == (0, run.accepted, 0)
