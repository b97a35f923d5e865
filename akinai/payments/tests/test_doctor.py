"""The doctor finds what must not be: each check on a shop that is well, and on one that is not."""

import datetime as dt
from collections.abc import Callable, Iterable

import pytest

from akinai.core import clock
from akinai.payments import actions, doctor
from akinai.payments.actions import Ask
from akinai.payments.models import GatewayAccount, MoneyTask, Operation, Payment, RawMessage
from akinai.payments.tests.coin import Mint
from akinai.payments.tests.making import fresh, make_coin

pytestmark = pytest.mark.django_db
CHECKS: list[Callable[[], Iterable[str]]] = [
    doctor.sums_are_those_of_the_events,
    doctor.operations_are_tried,
    doctor.messages_are_handled,
    doctor.pages_end,
    doctor.gateways_answer,
]


def lived(mint: Mint) -> Payment:
    """A payment with a notice and a planned capture."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    actions.receive(payment.account.webhook_token, mint.notice(payment.merchant_ref))
    actions.receive(payment.account.webhook_token, mint.notice("P9-unknown", amount=1, authorised=1))
    actions.capture([Ask(payment.pk)], actor="test")
    return fresh(payment)


def test_a_shop_that_is_well(mint: Mint) -> None:
    """Nothing to say."""
    lived(mint)
    make_coin(mint.address)
    assert [list(check()) for check in CHECKS] == [[]] * len(CHECKS)


def test_each_thing_that_must_not_be(mint: Mint) -> None:
    """A sum changed by hand, an operation forgotten, a message lost, a page open for ever, a fault of a gateway."""
    payment = lived(mint)
    open_page = make_coin(mint.address)
    Payment.objects.filter(pk=payment.pk).update(captured=1)
    RawMessage.objects.filter(payment=payment).update(handled_at=None)
    MoneyTask.objects.all().delete()
    GatewayAccount.objects.filter(gateway="coin").update(last_error="401")
    with clock.frozen(clock.now() + dt.timedelta(hours=3)):
        found = [list(check()) for check in CHECKS]
    assert [len(said) for said in found] == [1, 1, 2, 1, 1]
    assert payment.merchant_ref in found[0][0]
    assert open_page.merchant_ref in found[3][0]
    Operation.objects.exclude(kind="start").update(state="sent", claimed_at=clock.now())
    with clock.frozen(clock.now() + dt.timedelta(hours=3)):
        assert len(list(doctor.operations_are_tried())) == 1
