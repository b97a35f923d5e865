"""Which methods a test of the contract is about, and what every test stands on."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, ClassVar, TypeVar

import pytest

from akinai.core import clock
from akinai.payments import actions, gateways
from akinai.payments.actions import reaching
from akinai.payments.gateways import base
from akinai.payments.models import MoneyTask, Operation, Payment, PaymentEvent
from akinai.payments.tests import making
from akinai.payments.tests.contract.shopside import Shop, go

WHICH: dict[str, Callable[["type[Basis]", str, base.Capabilities], bool]] = {
    "any": lambda cls, method, able: True,
    "held": lambda cls, method, able: able.hold,
    "part_captured": lambda cls, method, able: able.hold and able.partial_capture != "none",
    "captured_once": lambda cls, method, able: able.hold and able.partial_capture != "many",
    "captured_often": lambda cls, method, able: able.hold and able.partial_capture == "many",
    "voided": lambda cls, method, able: able.hold and able.void,
    "changed": lambda cls, method, able: able.hold and able.change != "none",
    "renewed": lambda cls, method, able: able.hold and able.reauthorise,
    "refunded": lambda cls, method, able: able.refund != "none" and method not in cls.slips,
    "part_refunded": lambda cls, method, able: able.refund in ("once", "many") and method not in cls.slips,
    "refunded_often": lambda cls, method, able: able.refund == "many" and method not in cls.slips,
    "resolved": lambda cls, method, able: able.hold and able.inquiry,
    "returned": lambda cls, method, able: able.refund != "none" and able.inquiry and method not in cls.slips,
    "immediate": lambda cls, method, able: method in cls.immediate,
    "slip": lambda cls, method, able: method in cls.slips,
    "doubled": lambda cls, method, able: method in cls.doubled,
}
Test = TypeVar("Test", bound=Callable[..., None])


def about(which: str) -> Callable[[Test], Test]:
    """The test is run for the methods of this kind."""

    def mark(test: Test) -> Test:
        test._about = which  # type: ignore[attr-defined]
        return test

    return mark


class Basis:
    """What the parts of the contract stand on: which methods a test is about, and the usual walks."""

    gateway: ClassVar[str] = ""
    stand_in: ClassVar[ModuleType]  # with start() and account(address)
    # Neutral codes of methods by how they behave: held first; paid later by slip; paid at once.
    cards: ClassVar[tuple[str, ...]] = ("card",)
    slips: ClassVar[tuple[str, ...]] = ("convenience",)
    immediate: ClassVar[tuple[str, ...]] = ()
    doubled: ClassVar[tuple[str, ...]] = ()  # slips that can be paid twice
    # Does an inquiry find a payment that nobody told us of? (SBPS: it is not made before its notice was answered.)
    found_out: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """A test about methods that this gateway has not is no test of the subclass."""
        for name in [each for each in dir(cls) if each.startswith("test_") and hasattr(getattr(cls, each), "_about")]:
            if cls.gateway and not cls.methods_about(getattr(cls, name)):
                setattr(cls, name, None)

    @classmethod
    def methods_about(cls, test: Any) -> list[str]:
        fits, able = WHICH[test._about], gateways.GATEWAYS[cls.gateway].capabilities
        return [one for one in (*cls.cards, *cls.slips, *cls.immediate) if fits(cls, one, able(one))]

    def pytest_generate_tests(self, metafunc: Any) -> None:
        if hasattr(metafunc.function, "_about"):
            metafunc.parametrize("method", self.methods_about(metafunc.function))

    # --- what tests stand on ---

    @pytest.fixture(autouse=True)
    def _reachable(self, settings: Any) -> None:
        settings.OUTSIDE_ALLOW_PRIVATE = True

    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        address, server = cls.stand_in.start()
        yield address
        server.stop()

    @pytest.fixture
    def shop(self, address: str) -> Iterator[Shop]:
        given = self.stand_in.account(address)
        wanted = {**given["settings"], "timeout": "2"}
        shop = Shop(making.make_account(self.gateway, credentials=given["credentials"], **wanted), address)
        shop.control(clear=True, lag=0, hang=0.1, mute=False, again=60)
        yield shop
        shop.close()

    def payment(self, shop: Shop, method: str, amount: int = 5500) -> Payment:
        family = "slip" if method in self.slips else "immediate" if method in self.immediate else "hold"
        days = {"due_days": 3} if method in self.slips else {}
        making.make_method(shop.account, method, family=family, **days)
        return making.make_payment(amount, method, paying=True, name="山田 太郎", kana="ヤマダ タロウ")

    def begin(self, shop: Shop, payment: Payment) -> base.Started:
        """The buyer is on the payment page."""
        started = actions.start(payment.pk, checkout=shop.checkout, actor="test")
        page = go(started)
        assert page.status_code == 200, page.text
        assert f"{payment.amount:,}円" in page.text
        return started

    def paid(self, shop: Shop, method: str, how: str = "pay") -> Payment:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment, how)
        return making.fresh(payment)

    def captured(self, shop: Shop, method: str) -> Payment:
        payment = self.paid(shop, method)
        if method not in self.immediate:
            self.ask("capture", payment)
        return making.fresh(payment)

    def ask(self, verb: str, payment: Payment, amount: int | None = None) -> Operation:
        """An operation, planned and done."""
        outcome = getattr(actions, verb)([actions.Ask(payment.pk, amount)], actor="test")
        assert not outcome.refused, outcome.refused
        actions.perform(outcome.done[0], actor="test")
        return Operation.objects.get(pk=outcome.done[0])

    def done(self, verb: str, payment: Payment, amount: int | None = None) -> Operation:
        operation = self.ask(verb, payment, amount)
        assert operation.state == "succeeded", operation.error
        return operation

    def resolve(self, shop: Shop, operation: Operation) -> Operation:
        """The clock comes round until the gateway's answer is known."""
        shop.control(clear=True)
        for _round in range(3):
            Operation.objects.filter(pk=operation.pk, state="unknown").update(next_try_at=clock.now())
            actions.sweep(actor="test")
        return Operation.objects.get(pk=operation.pk)

    def kinds(self, payment: Payment) -> list[str]:
        return list(PaymentEvent.objects.filter(payment=payment).order_by("id").values_list("kind", flat=True))

    def tasks(self, payment: Payment) -> set[str]:
        return set(MoneyTask.objects.filter(payment=payment, closed_at=None).values_list("kind", flat=True))

    def sums(self, payment: Payment) -> tuple[str, int, int, int]:
        now = making.fresh(payment)
        return now.state, now.authorised, now.captured, now.refunded

    def adapter(self, payment: Payment) -> tuple[base.Gateway, base.Account, base.PaymentView]:
        way = reaching.reach(payment.pk)
        return way.gateway, way.account, way.view
