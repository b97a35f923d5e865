"""200 shoppers for 50 pieces, through HTTP, with real server processes: exactly 50 orders, the others told kindly."""

import json
from functools import partial

from django.db.models import Sum

from akinai.inventory.models import Demand, Stock
from akinai.orders.models import Order
from akinai.payments.models import Payment
from akinai.storefront.models import Confirmation, Purchase
from akinai.storefront.tests.buying import Front, cart, goods, who
from bench import serving

SHOPPERS, PIECES = 200, 50


def race(code, buyers, line, at, turn):
    """One shopper: cart, line, checkout; every answer is one of the two we promise."""
    number = turn * serving.CONCURRENCY + at
    status, answer = line.ask("POST", "/api/v1/carts", {"lines": [{"sku": code, "quantity": 1}]})
    assert status == 200, answer
    body = {"buyer": {**buyers[number], "email": f"racer{number}@example.jp"}, "payment_method": "cod"}
    status, answer = line.ask("POST", f"/api/v1/carts/{json.loads(answer)['id']}/checkout", body)
    assert status in (200, 422), answer
    if status == 422:
        told = json.loads(answer)
        assert told["type"] == "urn:akinai:problem:refused", told
        assert told["errors"][0]["key"] == code, told


def test_200_shoppers_for_50_pieces_buy_exactly_50(committed_db):
    tea = goods(PIECES)
    buyers = [who() for _n in range(SHOPPERS)]
    with serving.site() as server:
        turns = SHOPPERS // serving.CONCURRENCY
        times, _took = serving.together(server.port, partial(race, tea.code, buyers), turns=turns)
    assert len(times) == SHOPPERS
    assert (Order.objects.count(), Purchase.objects.count(), Confirmation.objects.count()) == (PIECES,) * 3
    assert Payment.objects.count() == PIECES
    assert Order.objects.filter(unallocated=0, cancelled=False).count() == PIECES
    assert (Stock.objects.get().allocated, Stock.objects.get().free) == (PIECES, 0)
    assert Demand.objects.aggregate(n=Sum("allocated"))["n"] == PIECES
    paid_for = {int(one.partition("/")[2]) for payment in Payment.objects.all() for one in payment.documents}
    assert paid_for == set(Order.objects.values_list("id", flat=True))


def press(path, body, line, at, turn):
    """The same press, at once from everywhere."""
    status, answer = line.ask("POST", path, body, **{"Idempotency-Key": "one-press"})
    assert status == 200, answer


def test_the_same_press_from_everywhere_at_once_is_one_order(committed_db):
    tea = goods(99)
    key = cart((tea, 2))
    with serving.site() as server:
        path = f"/api/v1/carts/{key}/checkout"
        serving.together(server.port, partial(press, path, {"buyer": who(), "payment_method": "cod"}), turns=3)
    assert (Order.objects.count(), Payment.objects.count(), Purchase.objects.count()) == (1, 1, 1)
    assert Stock.objects.get().allocated == 2


def test_presses_with_other_keys_do_not_buy_a_cart_twice(committed_db):
    tea = goods(99)
    front = Front()
    key = front.cart((tea, 2))

    def other(line, at, turn):
        body = {"buyer": who(), "payment_method": "cod"}
        headers = {"Idempotency-Key": f"{at}-{turn}"}
        status, answer = line.ask("POST", f"/api/v1/carts/{key}/checkout", body, **headers)
        assert status in (200, 422), answer

    with serving.site() as server:
        serving.together(server.port, other, turns=2)
    assert (Order.objects.count(), Stock.objects.get().allocated) == (1, 2)
