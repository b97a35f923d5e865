"""Orders come in once, are looked up, screened, served and stored."""

import pytest

from akinai.core import clock
from akinai.core.models import EventRow, Mail
from akinai.inventory.models import Demand
from akinai.inventory.tests.making import make_bundle, make_sku, make_stock
from akinai.orders import actions
from akinai.orders.models import Hold, Order, OrderLine
from akinai.orders.tests.making import WEDNESDAY, again, incoming, line, make_channel, make_order, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with clock.frozen(WEDNESDAY):
        yield


def test_an_ordinary_order_is_ready_without_anybody_touching_it():
    order = make_order(stock=5, quantity=2)
    assert order.queue == "ready"
    assert (order.pieces, order.unallocated, order.open_holds) == (2, 0, 0)
    assert Demand.objects.get(document=f"order/{order.pk}").allocated == 2
    assert EventRow.objects.filter(subject=f"order/{order.pk}", name="orders.placed").count() == 1


def test_a_short_order_is_stored_and_waits_for_stock():
    order = make_order(stock=1, quantity=3)
    assert order.queue == "stock_waiting"
    assert order.unallocated == 2


def test_the_same_order_again_is_no_change():
    told = incoming(channel_number="A-1")
    first = actions.place_orders([told], actor="test")
    second = actions.place_orders([told], actor="test")
    assert second.duplicates == first.placed
    assert (second.placed, second.changed) == ([], [])
    assert Order.objects.count() == 1


def test_the_same_order_twice_in_one_batch_is_one_order():
    told = incoming(channel_number="A-1")
    result = actions.place_orders([told, told], actor="test")
    assert len(result.placed) == 1
    assert result.duplicates == result.placed


def test_a_bundle_wants_its_parts():
    box, ribbon = make_stock(10), make_stock(10)
    order = make_order(make_bundle({box: 2, ribbon: 1}), 3)
    wanted = dict(Demand.objects.filter(document=f"order/{order.pk}").values_list("sku_id", "wanted"))
    assert wanted == {box.id: 6, ribbon.id: 3}
    assert (order.pieces, order.unallocated) == (3, 0)


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("quantity", {"lines": [line("X", 0)]}),
        ("quantity", {"lines": [line("X", -1)]}),
        ("quantity", {"lines": [line("X", 1_000_000_000)]}),
        ("channel_number", {"channel_number": " "}),
        ("remark", {"remark": "あ" * 10_000_000}),
        ("channel_code", {"channel_code": "nowhere"}),
    ],
)
def test_an_impossible_order_is_refused_with_a_sentence_and_the_others_are_done(field, made):
    lines = made.pop("lines", [line("X")])
    result = actions.place_orders([incoming(lines, **made), incoming()], actor="test")
    assert [refusal.field for refusal in result.refused] == [field]
    assert result.refused[0].message.endswith(("。", "."))
    assert len(result.placed) == 1


def test_an_unknown_sku_is_held_and_counts_as_missing():
    order = make_order("NOBODY-KNOWS")
    assert order.queue == "review"
    assert order.unallocated == 1
    assert list(Hold.objects.values_list("reason_id", flat=True)) == ["unknown_sku"]


def test_an_emoji_a_rare_kanji_and_a_nul_are_stored():
    order = make_order(stock=1, recipient=person(name="髙﨑 🍣\x00子"))
    assert order.name == "髙﨑 🍣子"


def test_a_channel_that_only_imports_stores_and_touches_nothing():
    make_channel("new", mode="import_only", mails=["received"])
    sku = make_stock(5)
    order = make_order(sku, channel_code="new", remark="キャンセルして")
    assert order.queue == "new"
    assert not Demand.objects.exists()
    assert not Mail.objects.exists()
    assert not Hold.objects.exists()


def test_an_order_told_as_cancelled_takes_no_stock():
    order = make_order(stock=5, mall_state="cancelled")
    assert order.queue == "cancelled"
    assert not Demand.objects.exists()


def test_a_mall_that_asks_to_wait_is_obeyed_until_it_tells_otherwise():
    told = incoming(channel_number="A-1", mall_state="waiting")
    order = place(told)[0]
    assert order.queue == "mall_waiting"
    told.mall_state = ""
    assert actions.place_orders([told], actor="test").duplicates == [order.pk]
    assert again(order).queue == "ready"


def test_a_price_not_told_is_unknown_and_never_nothing():
    order = place(incoming([line(make_stock(5), unit_price=None)]))[0]
    assert order.total is None
    assert OrderLine.objects.get().unit_price is None
    assert Hold.objects.get().reason_id == "price_unknown"
    assert order.queue == "ready"


def test_the_oldest_waiting_order_is_served_by_a_newcomers_stock_first():
    sku = make_sku()
    old = make_order(sku, 2)
    make_stock(1, sku=sku)
    new = make_order(sku, 1)
    assert (again(old).unallocated, again(new).unallocated) == (1, 1)


def test_the_buyer_is_told_that_the_order_came_in():
    make_channel("own", mails=["received"], sender_address="shop@example.jp")
    order = make_order(stock=1, channel_code="own")
    mail = Mail.objects.get()
    assert mail.subject_ref == f"order/{order.pk}"
    assert order.number in mail.subject
    assert "¥1,000" in mail.body


@pytest.mark.parametrize("orders", [1, 10, 100])
def test_the_number_of_statements_does_not_grow(orders, statements):
    make_channel("own", mails=["received"], sender_address="shop@example.jp")
    skus = [make_stock(1000) for _ in range(3)]
    told = [
        incoming([line(sku, 2) for sku in skus], channel_code="own", remark="届いたら電話をください")
        for _ in range(orders)
    ]
    with statements() as made:
        actions.place_orders(told, actor="test")
    assert made.count <= 20, "\n".join(made.texts)
    assert Order.objects.count() == orders
    print(made.count)
