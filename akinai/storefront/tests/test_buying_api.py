"""A whole purchase without a browser: once, at our prices, whole or not at all."""

import uuid

import pytest

from akinai.core.models import Setting
from akinai.inventory.models import Demand
from akinai.orders.models import Order
from akinai.payments.models import BankAccount, Payment
from akinai.storefront.models import Cart, Confirmation, Purchase
from akinai.storefront.tests.buying import Front, goods, page_of, who

pytestmark = pytest.mark.django_db


def test_three_requests_are_a_whole_purchase(statements):
    front, tea = Front(), goods(price=1_200)
    BankAccount.objects.create(code="main", bank="みどり銀行", branch="本店", number="1234567", holder="カ）アキナイ")
    with statements() as used:
        key = front.post("/carts", {})["id"]
        cart = front.post(f"/carts/{key}/lines", {"sku": tea.code, "quantity": 2})
        bought = front.buy(key)
    assert used.count <= 24, "\n".join(used.texts)
    assert (cart["goods"], cart["lines"][0]["available"]) == (2_400, 10)
    assert (bought["goods"], bought["shipping_fee"], bought["total"]) == (2_400, 770, 3_170)
    order, payment, purchase = Order.objects.get(), Payment.objects.get(), Purchase.objects.get()
    assert (order.billed, payment.amount, purchase.total) == (3_170, 3_170, 3_170)
    assert (bought["orders"], bought["number"]) == ([{"number": order.number, "total": 3_170}], purchase.number)
    assert any("1234567" in one["value"] for one in bought["payment_instructions"])
    assert Confirmation.objects.get().data["total"] == 3_170
    assert order.queue == "payment_waiting"
    assert (order.open_holds, order.unallocated) == (0, 0)


def test_cash_on_delivery_costs_its_fee_and_needs_no_payment_page():
    front = Front()
    bought = front.buy(front.cart((goods(price=1_000), 1)), payment_method="cod")
    assert (bought["payment_fee"], bought["total"], bought["payment_page"]) == (330, 2_100, None)
    order = Order.objects.get()
    assert (order.payment_fee, order.billed, order.open_holds, order.queue) == (330, 2_100, 0, "ready")


def test_the_same_key_is_the_same_order_and_a_bought_cart_is_closed():
    front, tea = Front(), goods()
    key = front.cart((tea, 1))
    first, again = front.buy(key, once="k-1"), front.buy(key, once="k-1")
    assert first == again
    assert Order.objects.count() == 1
    assert front.buy(key, 422, once="k-2")["detail"]
    front.get(f"/carts/{key}", 404)
    front.post(f"/carts/{key}/lines", {"sku": tea.code, "quantity": 1}, 404)


def test_every_shortage_is_named_and_nothing_is_placed():
    front, tea, cup = Front(), goods(1), goods(0)
    problem = front.buy(front.cart((tea, 3), (cup, 1)), 422)
    assert {one["key"] for one in problem["errors"]} == {tea.code, cup.code}
    assert (Order.objects.count(), Demand.objects.count(), Payment.objects.count()) == (0, 0, 0)
    assert (Purchase.objects.count(), Cart.objects.get().ordered_at) == (0, None)


def test_a_dry_run_tells_the_sums_and_leaves_nothing():
    front = Front()
    key = front.cart((goods(), 2))
    body = {"buyer": who(), "payment_method": "cod"}
    told = front.post(f"/carts/{key}/checkout", body, dry_run="true")
    assert (told["dry_run"], told["total"], told["number"]) == (True, 2_000 + 770 + 330, "")
    assert not Order.objects.exists()
    assert front.buy(key, expected_total=told["total"], payment_method="cod")["total"] == told["total"]


def test_another_total_than_shown_is_asked_again():
    front, tea = Front(), goods(price=1_000)
    key = front.cart((tea, 1))
    tea.price = 1_500
    tea.save()
    problem = front.buy(key, 409, expected_total=1_770)
    assert problem["type"] == "urn:akinai:problem:changed"
    assert "2270" in problem["detail"]
    assert not Order.objects.exists()


def test_one_person_buys_no_more_than_the_limit_earlier_orders_included():
    front, tea = Front(), goods()
    page_of(tea, per_person=3)
    buyer = who()
    front.buy(front.cart((tea, 2)), buyer=buyer)
    assert "3" in front.buy(front.cart((tea, 2)), 422, buyer={**buyer, "email": buyer["email"].upper()})["detail"]
    front.buy(front.cart((tea, 4)), 422)
    front.buy(front.cart((tea, 1)), buyer=buyer)
    assert Order.objects.count() == 2


def test_one_person_leaves_only_so_many_orders_unpaid():
    Setting.objects.create(name="unpaid_orders_per_buyer", value=2)
    front, tea, buyer = Front(), goods(), who()
    for _n in range(2):
        front.buy(front.cart((tea, 1)), buyer=buyer)
    assert front.buy(front.cart((tea, 1)), 422, buyer=buyer)["errors"][0]["field"] == "unpaid"
    front.buy(front.cart((tea, 1)), buyer=buyer, payment_method="cod")
    front.buy(front.cart((tea, 1)))


def test_several_recipients_are_several_orders_of_one_purchase_and_one_payment():
    front, tea = Front(), goods(price=2_000)
    osaka = who(name="大阪 太郎", postal="5300001", prefecture="大阪府", city="大阪市北区", line1="梅田1-1-1")
    bought = front.buy(
        front.cart((tea, 3)),
        recipients=[
            {"lines": [{"sku": tea.code, "quantity": 1}]},
            {
                "to": osaka,
                "lines": [{"sku": tea.code, "quantity": 2}],
                "noshi": "内祝",
                "noshi_name": "山田",
                "wrapping": "ギフトボックス",
                "message": "お元気で",
                "hide_prices": True,
            },
        ],
    )
    assert [one["total"] for one in bought["orders"]] == [2_770, 4_000 + 880 + 330]
    assert Payment.objects.get().amount == bought["total"] == 7_980
    own, gift = Order.objects.order_by("id")
    assert {own.channel_number, gift.channel_number} == {bought["number"]}
    assert (gift.noshi, gift.noshi_name, gift.wrapping, gift.hide_prices) == ("内祝", "山田", "ギフトボックス", True)
    assert (gift.name, gift.sender_name, own.sender_name) == ("大阪 太郎", own.buyer_name, "")
    assert (own.open_holds, gift.open_holds) == (0, 0)


def test_pieces_must_be_divided_exactly():
    front, tea = Front(), goods()
    for pieces in (1, 4):
        recipients = [{"lines": [{"sku": tea.code, "quantity": n}]} for n in (1, pieces)]
        assert front.buy(front.cart((tea, 3)), 422, recipients=recipients)["errors"][0]["field"] == "pieces"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"payment_method": ""}, "payment"),
        ({"payment_method": "none"}, "payment"),
        ({"payment_method": "mall"}, "payment"),
        ({"buyer": who(name="")}, "buyer-name"),
        ({"buyer": who(email="nobody")}, "buyer-email"),
        ({"buyer": who(phone="1")}, "buyer-phone"),
        ({"buyer": who(postal="1")}, "buyer-postal"),
        ({"buyer": who(prefecture="Tokyo")}, "buyer-prefecture"),
        ({"recipients": [{"date": "2020-01-01"}]}, "date0"),
        ({"recipients": [{"time_slot": "03-05"}]}, "date0"),
        ({"recipients": [{"noshi": "ない"}]}, "noshi0"),
        ({"recipients": [{"delivery_method": "teikeigai"}]}, "delivery0"),
        ({"recipients": [{"noshi_name": "山田"}]}, "noshi0"),
    ],
)
def test_what_is_missing_or_not_offered_is_named(fields, field):
    front = Front()
    problem = front.buy(front.cart((goods(), 1)), 422, **fields)
    assert field in {one["field"] for one in problem["errors"]}
    assert not Order.objects.exists()


def test_unknown_codes_carts_and_fields_are_told():
    front, tea = Front(), goods()
    key = front.cart((tea, 1))
    assert front.post(f"/carts/{key}/lines", {"sku": "no-such", "quantity": 1}, 422)["errors"][0]["key"] == "no-such"
    front.post(f"/carts/{key}/lines", {"quantity": 1}, 422)
    front.post(f"/carts/{key}/lines", {"sku": tea.code, "quantity": -1}, 422)
    front.post(f"/carts/{key}/lines", {"sku": tea.code, "quantity": 1, "price": 1}, 422)
    front.post(f"/carts/{key}/checkout", {"buyer": who(), "total": 1}, 422)
    nobody = uuid.uuid4()
    front.get(f"/carts/{nobody}", 404)
    front.buy(str(nobody), 404)
    front.get("/carts/1", 422)
    front.post(f"/carts/{key}/lines", {"sku": tea.code, "quantity": 2, "add": True})
    assert front.get(f"/carts/{key}")["lines"][0]["quantity"] == 3
    assert front.post(f"/carts/{key}/lines", {"code": tea.code, "quantity": 0})["lines"] == []
    assert front.buy(key, 422)["errors"][0]["key"] == "cart"


def test_prefecture_and_city_follow_the_postal_code():
    front = Front()
    buyer = who(prefecture="", city="", postal="100-0001", line1="千代田1-1")
    front.buy(front.cart((goods(), 1)), buyer=buyer)
    assert (Order.objects.get().prefecture, Order.objects.get().city) == ("東京都", "千代田区")
