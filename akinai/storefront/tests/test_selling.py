"""The desk of selling: offers with their fees, carts left, the nightly work, the checks."""

import datetime as dt

import pytest
from django.urls import reverse

from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.tests.making import make_staff, sign_in
from akinai.storefront import doctor, seeds
from akinai.storefront.actions import carts, offers
from akinai.storefront.models import Cart, DeliveryOffer, GiftChoice, Purchase, SaleType, ShippingFee
from akinai.storefront.queries import carts as queries
from akinai.storefront.tests.buying import Front, cart, goods, page_of

pytestmark = pytest.mark.django_db


def test_fees_are_read_as_pasted():
    told = "北海道\t1,430\n東京 ￥770\n\nその他　880円\n"
    assert offers.read_fees(told) == {"北海道": 1430, "東京都": 770, "": 880}
    with pytest.raises(Refused) as refused:
        offers.read_fees("北海道 1430\nどこか 5\n東京都\n大阪府 -1")
    assert [one.key for one in refused.value.refusals] == [2, 3, 4]


def test_the_seed_adds_only_to_what_is_empty():
    before = (SaleType.objects.count(), DeliveryOffer.objects.count(), ShippingFee.objects.count())
    assert before == (3, 1, 47)
    GiftChoice.objects.filter(kind="card").delete()
    seeds.seed()
    assert (SaleType.objects.count(), DeliveryOffer.objects.count(), ShippingFee.objects.count()) == before
    assert not GiftChoice.objects.filter(kind="card").exists()


def test_an_offer_is_changed_on_one_screen(client):
    sign_in(client, make_staff("manager"))
    offer = DeliveryOffer.objects.get()
    page = client.get(reverse("storefront:offer", args=[offer.pk]))
    assert "北海道 1430" in page.content.decode()
    told = {
        "method": "yamato_takkyubin", "name": "宅急便", "active": "on", "position": 0, "cool_fee": 200,
        "latest_days": 14, "sizes": "600 0\n- 300", "fees": "その他 900\n東京都 500", "free_over": "",
    }  # fmt: skip
    assert client.post(reverse("storefront:offer", args=[offer.pk]), told).status_code == 302
    offer.refresh_from_db()
    assert (offer.size_fees, offer.free_over, offer.cool_fee) == ([[600, 0], [None, 300]], None, 200)
    assert dict(offer.fees.values_list("prefecture", "fee")) == {"": 900, "東京都": 500}
    wrong = client.post(reverse("storefront:offer", args=[offer.pk]), {**told, "fees": "火星 1"})
    assert "火星" in wrong.content.decode()
    assert wrong.status_code == 200
    twice = client.post(reverse("storefront:offer_new"), told)
    assert twice.status_code == 200
    assert client.get(reverse("storefront:offers")).status_code == 200
    assert client.post(reverse("storefront:offer_delete", args=[offer.pk])).status_code == 302
    assert not DeliveryOffer.objects.exists()


def test_who_may_only_look_changes_nothing(client):
    sign_in(client, make_staff("viewer"))
    offer = DeliveryOffer.objects.get()
    assert client.get(reverse("storefront:offer", args=[offer.pk])).status_code == 200
    assert client.post(reverse("storefront:offer", args=[offer.pk]), {}).status_code == 403
    assert client.post(reverse("storefront:offer_delete", args=[offer.pk])).status_code == 403


def test_sale_types_in_use_and_the_last_one_stay():
    early = SaleType.objects.get(code="preorder")
    page_of(goods(), sale_type=early)
    with pytest.raises(Refused):
        offers.delete_sale_types([early.pk], actor="test")
    offers.delete_sale_types([SaleType.objects.get(code="direct").pk], actor="test")
    with pytest.raises(Refused):
        offers.delete_sale_types(
            [*list(SaleType.objects.exclude(pk=early.pk).values_list("pk", flat=True)), 0, early.pk], actor="test"
        )
    assert SaleType.objects.count() == 2


def test_why_shoppers_leave_is_counted(client):
    tea = goods()
    first, second, third = (cart((tea, 1)) for _n in range(3))
    carts.reach(second, "payment", actor="test")
    carts.reach(second, "cart", actor="test")
    carts.lack(second, " PayPay ", actor="test")
    front = Front()
    front.buy(str(third))
    found = {one.step.value: (one.reached, one.left) for one in queries.steps(30)}
    assert found == {
        "cart": (3, 1), "address": (2, 0), "delivery": (2, 0), "payment": (2, 1), "confirm": (1, 0),
        "paying": (1, 0), "done": (1, 0),
    }  # fmt: skip
    assert queries.lacking(30) == [("PayPay", 1)]
    assert {one.key for one in queries.left()} == {first, second}
    sign_in(client, make_staff("manager"))
    page = client.get(reverse("storefront:carts"), {"step": "payment", "days": "7"}).content.decode()
    assert "PayPay" in page
    assert tea.name in page


def test_old_carts_are_forgotten_but_not_those_something_was_bought_from():
    tea = goods()
    old, bought, fresh = cart((tea, 1)), cart((tea, 1)), cart((tea, 1))
    Front().buy(str(bought))
    Cart.objects.exclude(key=fresh).update(updated_at=clock.now() - dt.timedelta(days=91))
    assert carts.forget(days=90, actor="test") == 1
    assert set(Cart.objects.values_list("key", flat=True)) == {bought, fresh}
    assert old not in {bought, fresh}


def test_a_purchase_that_lost_something_is_found():
    front = Front()
    front.buy(front.cart((goods(), 1)))
    assert list(doctor.purchases_are_whole()) == []
    Purchase.objects.update(total=1)
    assert len(list(doctor.purchases_are_whole())) == 2
    Purchase.objects.update(order_ids=[1, 999_999])
    assert list(doctor.purchases_are_whole()) != []
