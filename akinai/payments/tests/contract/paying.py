"""A payment begins, succeeds, fails, is told of in every order."""

import dataclasses
import datetime as dt
import uuid

from akinai.core import clock
from akinai.payments import actions, gateways
from akinai.payments.gateways import base
from akinai.payments.models import MoneyTask, Payment
from akinai.payments.tests import making
from akinai.payments.tests.contract.basis import Basis, about
from akinai.payments.tests.contract.shopside import Shop, forged, go, returned


class Paying(Basis):
    """A payment begins, succeeds, fails, is told of in every order."""

    @about("held")
    def test_a_hold(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.tasks(payment) == set()
        assert payment.hold_expires_at is not None

    @about("immediate")
    def test_paid_at_once(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()

    @about("any")
    def test_the_page_opened_twice_is_one(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        first, second = self.begin(shop, payment), self.begin(shop, payment)
        assert type(first) is type(second)
        if isinstance(first, base.Redirect) and isinstance(second, base.Redirect):
            assert first.url == second.url
        shop.press(payment)
        assert making.fresh(payment).state in ("authorised", "paid", "pending")

    @about("any")
    def test_odd_characters_are_no_trouble(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        Payment.objects.filter(pk=payment.pk).update(payer_name="髙﨑 𠮷子", payer_kana="タカサキ ヨシコ")
        checkout = base.Checkout(**{**vars(shop.checkout), "title": "ご注文①～—‖\\ <b>&\"髙﨑𠮷😀' 000123"})
        page = go(actions.start(payment.pk, checkout=checkout, actor="test"))
        assert page.status_code == 200, page.text
        assert "5,500円" in page.text

    @about("any")
    def test_a_forged_notice(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment)
        stood, genuine = self.sums(payment), shop.heard[-1]
        answer = shop.tell(forged(genuine))
        good = shop.tell(genuine)
        assert (answer.status, answer.body) != (good.status, good.body)
        assert self.sums(payment) == stood
        assert MoneyTask.objects.filter(kind="forged", closed_at=None).count() == 1

    @about("any")
    def test_told_often(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "twice")
        stood, kinds = self.sums(payment), self.kinds(payment)
        for raw in [*shop.heard, *shop.heard, *shop.heard]:
            shop.tell(raw)
        assert self.sums(payment) == stood
        assert self.kinds(payment) == kinds
        assert len(kinds) == len(set(kinds))

    @about("held")
    def test_a_notice_of_another_amount(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "wrong")
        assert "wrong_amount" in self.tasks(payment)
        assert payment.authorised != 5500

    @about("held")
    def test_notice_then_return(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        pressed = shop.press(payment, "first")
        kinds = self.kinds(payment)
        actions.came_back(payment.token, returned(pressed), actor="test")
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.kinds(payment) == kinds

    @about("held")
    def test_return_then_notice(self, shop: Shop, method: str) -> None:
        """The notice is held back (kept here) until the buyer is there."""
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        with shop.held_back() as notices:
            pressed = shop.press(payment)
            actions.came_back(payment.token, returned(pressed), actor="test")
            assert making.fresh(payment).state in ("authorised", "new")
        for raw in notices:
            shop.tell(raw)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.kinds(payment).count("authorised") == 1

    @about("held")
    def test_nobody_tells(self, shop: Shop, method: str) -> None:
        """Neither notice nor buyer comes: before the page is given up the gateway is asked."""
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment, "silent")
        before = clock.now() - dt.timedelta(hours=1)
        Payment.objects.filter(pk=payment.pk).update(expires_at=before, next_inquiry_at=before)
        actions.sweep(actor="test")
        known = self.found_out and gateways.GATEWAYS[self.gateway].capabilities(method).inquiry
        assert making.fresh(payment).state == ("authorised" if known else "expired")

    @about("any")
    def test_a_failure_and_another_try(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "fail")
        assert payment.state in ("failed", "new")
        assert (payment.authorised, payment.captured) == (0, 0)
        again = Payment.objects.select_related("account").get(pk=actions.retry(payment.pk, actor="test"))
        self.begin(shop, again)
        shop.press(again)
        assert making.fresh(again).state in ("authorised", "paid", "pending")
        assert self.tasks(again) == set()

    @about("any")
    def test_the_buyer_gives_up(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        pressed = shop.press(payment, "cancel")
        actions.came_back(payment.token, returned(pressed), actor="test")
        assert self.sums(payment)[1:] == (0, 0, 0)
        assert making.fresh(payment).state in ("new", "failed", "expired")

    @about("held")
    def test_a_notice_about_a_payment_we_do_not_have(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        Payment.objects.filter(pk=payment.pk).update(merchant_ref="P99999999-aaaaa", ids={})
        shop.press(payment)
        assert MoneyTask.objects.filter(kind="no_payment", closed_at=None).count() == 1
        assert self.kinds(payment) == []

    @about("held")
    def test_keys_that_are_not_right(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        gateway, account, view = self.adapter(payment)
        wrong = dataclasses.replace(account, credentials=dict.fromkeys(account.credentials, "wrong"))
        result = gateway.capture(wrong, view, 5500, str(uuid.uuid4()))
        assert isinstance(result, base.Declined | base.Unknown)
        assert self.at_gateway(shop, payment)["captured"] == 0
