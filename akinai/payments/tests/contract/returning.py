"""Money goes back: whole, in part, never twice."""

import uuid

import pytest

from akinai.payments import actions
from akinai.payments.gateways import base
from akinai.payments.tests.contract.basis import Basis, about
from akinai.payments.tests.contract.shopside import Shop


class Returning(Basis):
    """Money goes back: whole, in part, never twice."""

    @about("refunded")
    def test_refund_whole(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        self.done("refund", payment)
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("part_refunded")
    def test_refund_part(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        self.done("refund", payment, 1500)
        assert self.sums(payment) == ("part_refunded", 0, 5500, 1500)
        assert self.at_gateway(shop, payment)["refunded"] == 1500
        assert "wrong_amount" not in self.tasks(payment)

    @about("refunded_often")
    def test_refund_in_parts(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        for amount in (1500, 1000, 3000):
            self.done("refund", payment, amount)
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("refunded")
    def test_refund_too_much(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        assert actions.refund([actions.Ask(payment.pk, 5501)], actor="test").refused
        gateway, account, view = self.adapter(payment)
        assert isinstance(gateway.refund(account, view, 5501, str(uuid.uuid4())), base.Declined)
        assert self.at_gateway(shop, payment)["refunded"] == 0

    @about("refunded")
    def test_refund_asked_for_twice_is_one(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        asks = [actions.Ask(payment.pk, dedupe=f"test/{payment.pk}")]
        first, second = actions.refund(asks, actor="test"), actions.refund(asks, actor="test")
        assert first.done == second.done
        for one in [*first.done, *second.done]:
            actions.perform(one, actor="test")
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("returned")
    @pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage"])
    def test_refund_without_an_answer(self, shop: Shop, method: str, fault: str) -> None:
        payment = self.captured(shop, method)
        shop.control(next=fault, times=20)
        operation = self.ask("refund", payment)
        assert operation.state == "unknown", (operation.state, operation.error)
        assert actions.refund([actions.Ask(payment.pk, 1)], actor="test").refused
        operation = self.resolve(shop, operation)
        assert operation.state == "succeeded", operation.error
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500
