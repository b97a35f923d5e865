"""Slips and transfers: paid late, wrongly, twice, or never."""

from akinai.payments import actions
from akinai.payments.tests import making
from akinai.payments.tests.contract.basis import Basis, about
from akinai.payments.tests.contract.shopside import Shop


class Slips(Basis):
    """Slips and transfers: paid late, wrongly, twice, or never."""

    @about("slip")
    def test_a_slip(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("pending", 0, 0, 0)
        assert payment.instructions
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()

    @about("slip")
    def test_a_slip_that_expires(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "expire")
        assert self.sums(payment) == ("expired", 0, 0, 0)

    @about("slip")
    def test_money_that_comes_late(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "expire")
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert "late" in self.tasks(payment)

    @about("slip")
    def test_money_for_what_was_cancelled(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        actions.close(payment.documents, actor="test")
        shop.press(payment, "deposit")
        assert making.fresh(payment).captured == 5500
        assert "after_cancel" in self.tasks(payment)

    @about("slip")
    def test_another_amount_comes(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "deposit_wrong")
        assert making.fresh(payment).captured == 5400
        assert self.tasks(payment) & {"short", "wrong_amount"}

    @about("doubled")
    def test_paid_twice(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "deposit")
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("overpaid", 0, 11000, 0)
        assert "double" in self.tasks(payment)
