"""To the payment page and back: paid, left, failed, not known yet; each page says what is true, kindly."""

import re

import pytest
from django.urls import reverse

from akinai.core import clock
from akinai.orders.models import Order
from akinai.payments.models import Payment
from akinai.payments.tests import coin
from akinai.payments.tests.making import make_account, make_method
from akinai.storefront.models import Cart, Purchase
from akinai.storefront.tests.buying import Front, goods
from akinai.storefront.tests.test_checkout import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def mint():
    """A gateway with a payment page, at which `card` is paid."""
    with coin.offered() as found:
        make_method(make_account("coin", found.address), "card")
        yield found


def at_the_page():
    """A shopper who has pressed 注文を確定する and is to pay by card."""
    shopper = Shopper().put(goods())
    sent = shopper.sign(shopper.to_confirmation("card"))
    purchase = Purchase.objects.get()
    assert sent.headers["Location"] == reverse("shop:pay", args=[purchase.token])
    return shopper, purchase, Payment.objects.get()


def test_the_buyer_is_sent_on_and_the_page_is_begun_once(mint):
    shopper, purchase, payment = at_the_page()
    for _n in range(2):
        page = shopper.get("pay", purchase.token).content.decode()
        assert f'href="{mint.address}/page/{payment.merchant_ref}"' in page
        assert 'http-equiv="refresh"' in page
    assert mint.done("start") == 1
    assert Order.objects.get().paying
    assert Cart.objects.get().step == "paying"


def test_paid_and_back_is_thanked(mint):
    shopper, purchase, payment = at_the_page()
    shopper.get("pay", purchase.token)
    mint.pay(payment.merchant_ref)
    answer = shopper.get("back", payment.token, status=302)
    assert answer.headers["Location"] == reverse("shop:thanks", args=[purchase.token])
    assert "完了" in shopper.get("thanks", purchase.token).content.decode()
    assert Cart.objects.get().step == "done"
    assert shopper.get("pay_again", purchase.token, status=302)
    assert shopper.get("pay", purchase.token, status=302)


def test_a_gateway_that_posts_the_buyer_back_is_let_in(mint):
    shopper, purchase, payment = at_the_page()
    shopper.get("pay", purchase.token)
    mint.pay(payment.merchant_ref)
    client = type(shopper.client)(enforce_csrf_checks=True)
    answer = client.post(reverse("shop:back", args=[payment.token]), {"status": "failed", "amount": "1"})
    assert answer.headers["Location"] == reverse("shop:thanks", args=[purchase.token])


def test_what_is_not_known_yet_is_looked_at_for_half_a_minute(mint):
    shopper, purchase, payment = at_the_page()
    shopper.get("pay", purchase.token)
    page = shopper.get("back", payment.token).content.decode()
    assert "確認しています" in page
    assert re.search(r'content="3;url=[^"]*look=1"', page)
    last = shopper.client.get(reverse("shop:back", args=[payment.token]), {"look": "10"}).content.decode()
    assert "メールでお知らせします" in last
    assert "refresh" not in last


def test_who_leaves_the_page_chooses_again_and_nothing_is_lost(mint):
    shopper, purchase, payment = at_the_page()
    shopper.get("pay", purchase.token)
    left = shopper.client.get(reverse("shop:back", args=[payment.token]), {"left": "1"})
    assert left.headers["Location"] == reverse("shop:pay_again", args=[purchase.token])
    page = shopper.get("pay_again", purchase.token).content.decode()
    assert "確保しています" in page
    assert 'value="bank_transfer"' in page
    assert 'value="cod"' not in page  # its fee would be another total
    same = shopper.post("pay_again", {"payment": "card"}, None, purchase.token)
    assert same.headers["Location"] == reverse("shop:pay", args=[purchase.token])
    assert Order.objects.get().unallocated == 0


def test_without_a_token_nobody_pays_and_a_made_up_method_is_refused(mint):
    shopper, purchase, _payment = at_the_page()
    answer = shopper.post("pay_again", {"payment": "free"}, None, purchase.token)
    assert answer.headers["Location"] == reverse("shop:pay_again", args=[purchase.token])
    assert Payment.objects.count() == 1
    strict = type(shopper.client)(enforce_csrf_checks=True)
    assert strict.post(reverse("shop:pay_again", args=[purchase.token]), {"payment": "card"}).status_code == 403


def test_a_headless_front_is_told_the_page(mint):
    front = Front()
    bought = front.buy(front.cart((goods(), 1)), payment_method="card")
    purchase = Purchase.objects.get()
    assert bought["payment_page"].endswith(reverse("shop:pay", args=[purchase.token]))
    assert bought["payment_instructions"] == []
    assert front.client.get(reverse("shop:pay", args=[purchase.token])).status_code == 200


def test_after_the_time_ran_out_the_page_says_so(mint):
    shopper, purchase, _payment = at_the_page()
    Order.objects.update(cancelled=True)
    Payment.objects.update(state="expired", closed_at=clock.now())
    page = shopper.get("pay_again", purchase.token).content.decode()
    assert "キャンセルされました" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
