"""What was held is captured, in whole or in part, released, changed, renewed."""

import uuid
from typing import Any

import pytest

from akinai.payments import actions, gateways
from akinai.payments.gateways import base
from akinai.payments.models import Payment
from akinai.payments.tests import making
from akinai.payments.tests.contract.basis import Basis, about
from akinai.payments.tests.contract.shopside import Shop


class Collecting(Basis):
    """What was held is captured, in whole or in part, released, changed, renewed."""

    def at_gateway(self, shop: Shop, payment: Payment) -> dict[str, Any]:
        """What the stand-in has of the payment: {"amount", "captured", "refunded", "state"}, by the shop's number."""
        found: dict[str, Any] = shop.state()["state"][payment.merchant_ref]
        return found

    @about("held")
    def test_capture_whole(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500
        assert self.tasks(payment) == set()
        assert actions.capture([actions.Ask(payment.pk, 5500)], actor="test").refused

    @about("part_captured")
    def test_capture_part(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment, 4000)
        assert making.fresh(payment).captured == 4000
        assert self.at_gateway(shop, payment)["captured"] == 4000
        assert "wrong_amount" not in self.tasks(payment)

    @about("captured_once")
    def test_the_rest_is_released(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment, 5500 if not self.partly(method) else 4000)
        assert making.fresh(payment).authorised == 0
        assert actions.capture([actions.Ask(payment.pk, 1)], actor="test").refused

    def partly(self, method: str) -> bool:
        return gateways.GATEWAYS[self.gateway].capabilities(method).partial_capture != "none"

    @about("captured_often")
    def test_capture_in_parts(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        for amount in (1500, 4000):
            self.done("capture", payment, amount)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500

    @about("held")
    def test_capture_too_much(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert actions.capture([actions.Ask(payment.pk, 5501)], actor="test").refused
        gateway, account, view = self.adapter(payment)
        assert isinstance(gateway.capture(account, view, 5501, str(uuid.uuid4())), base.Declined)
        assert self.at_gateway(shop, payment)["captured"] == 0

    @about("resolved")
    @pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage"])
    def test_capture_without_an_answer(self, shop: Shop, method: str, fault: str) -> None:
        payment = self.paid(shop, method)
        shop.control(next=fault, times=20)
        operation = self.ask("capture", payment)
        assert operation.state == "unknown", (operation.state, operation.error)
        assert actions.capture([actions.Ask(payment.pk, 1)], actor="test").refused
        operation = self.resolve(shop, operation)
        assert operation.state == "succeeded", operation.error
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500

    @about("voided")
    def test_void(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("void", payment)
        assert self.sums(payment) == ("voided", 0, 0, 0)
        gateway, account, view = self.adapter(payment)
        assert not isinstance(gateway.capture(account, view, 5500, str(uuid.uuid4())), base.Done)
        assert self.at_gateway(shop, payment)["captured"] == 0

    @about("changed")
    def test_change(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("change", payment, 5000)
        assert self.sums(payment) == ("authorised", 5000, 0, 0)
        self.done("capture", payment, 5000)
        assert self.sums(payment) == ("paid", 0, 5000, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5000

    @about("renewed")
    def test_authorise_again(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("reauthorise", payment)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        self.done("capture", payment)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()
