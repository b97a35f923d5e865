"""Notices: kept before they are read, believed only when signed, acknowledged as the gateway expects."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from akinai.core import clock
from akinai.payments import actions
from akinai.payments.gateways import base
from akinai.payments.models import MoneyTask, PaymentEvent, RawMessage
from akinai.payments.tests.coin import Mint
from akinai.payments.tests.making import fresh, make_coin

pytestmark = pytest.mark.django_db


def post(payment: Any, raw: base.RawRequest) -> Any:
    """The gateway calls us, as it really does."""
    client = Client(enforce_csrf_checks=True)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in raw.headers.items()}
    address = f"/pay/notify/{payment.account.webhook_token}/"
    return client.post(address, data=raw.body, content_type="application/json", **headers)


def test_a_notice_is_kept_applied_and_acknowledged(mint: Mint) -> None:
    """By the address and the signature alone."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    answer = post(payment, mint.notice(payment.merchant_ref))
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert fresh(payment).state == "authorised"
    row = RawMessage.objects.get()
    assert (row.genuine, row.payment_id, row.times, row.error) == (True, payment.pk, 1, "")
    assert row.handled_at is not None
    assert PaymentEvent.objects.get().raw_id == row.pk


def test_the_same_notice_again(mint: Mint) -> None:
    """Counted, acknowledged, and nothing else."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    for _ in range(3):
        assert post(payment, mint.notice(payment.merchant_ref)).content == b"OK"
    assert RawMessage.objects.get().times == 3
    assert PaymentEvent.objects.count() == 1


def test_a_forged_notice_is_refused_and_told(mint: Mint) -> None:
    """And a genuine one of the same bytes is still believed."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    raw = mint.notice(payment.merchant_ref)
    forged = base.RawRequest({**raw.headers, "x-coin": "0" * 64}, raw.body)
    assert (post(payment, forged).status_code, fresh(payment).state) == (400, "new")
    assert MoneyTask.objects.get().kind == "forged"
    assert RawMessage.objects.get().genuine is False
    assert post(payment, raw).content == b"OK"
    assert fresh(payment).state == "authorised"
    assert post(payment, forged).status_code == 400
    assert RawMessage.objects.get().genuine is True


def test_a_notice_about_an_unknown_payment(mint: Mint) -> None:
    """Never dropped, never refused for ever: a task."""
    payment = make_coin(mint.address)
    answer = post(payment, mint.notice("P99999999-zzzzz", amount=500, authorised=500))
    assert answer.content == b"OK"
    task = MoneyTask.objects.get()
    assert (task.kind, task.amount, task.detail["merchant_ref"]) == ("no_payment", 500, "P99999999-zzzzz")
    assert RawMessage.objects.get().error == "unknown payment"


def test_a_notice_that_only_says_look(mint: Mint) -> None:
    """The gateway is asked before anything is believed; does it not answer, the clock asks again."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    body = mint.notice("").body.replace(b'"ref": ""', f'"ref": "{payment.merchant_ref}"'.encode())
    from akinai.payments.tests.coin import sign

    raw = base.RawRequest({"x-coin": sign(body)}, body)
    mint.deaf = True
    assert post(payment, raw).content == b"OK"
    assert fresh(payment).state == "new"
    mint.deaf = False
    with clock.frozen(clock.now() + dt.timedelta(minutes=2)):
        actions.sweep(actor="test")
    assert fresh(payment).state == "authorised"


def test_card_numbers_are_never_stored(mint: Mint) -> None:
    """Not even if a gateway sent one."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    post(payment, mint.notice(payment.merchant_ref, note="4111 1111 1111 1111", kana="ｶｰﾄﾞ"))
    stored = bytes(RawMessage.objects.get().body or b"")
    assert b"4111 1111" not in stored
    assert b"****1111" in stored
    assert fresh(payment).state == "authorised"


def test_who_may_come_in_and_with_what(mint: Mint, settings: Any) -> None:
    """Only POST, only so much, only to an address that exists."""
    payment = make_coin(mint.address)
    address = f"/pay/notify/{payment.account.webhook_token}/"
    client = Client()
    assert client.get(address).status_code == 405
    assert client.post("/pay/notify/nobody/", data=b"{}", content_type="application/json").status_code == 404
    assert client.post(address, data=b"x" * 300_000, content_type="application/json").status_code == 413
    assert not RawMessage.objects.exists()


def test_what_was_kept_and_not_understood_is_taken_up(mint: Mint) -> None:
    """The program stopped between keeping and understanding."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref)
    post(payment, mint.notice(payment.merchant_ref))
    RawMessage.objects.update(handled_at=None, payment=None)
    with clock.frozen(clock.now() + dt.timedelta(minutes=5)):
        actions.sweep(actor="test")
    assert RawMessage.objects.get().handled_at is not None
    assert PaymentEvent.objects.count() == 1


def test_old_messages_are_forgotten(mint: Mint) -> None:
    """That they came stays; their bodies go after 13 months."""
    payment = make_coin(mint.address)
    post(payment, mint.notice(payment.merchant_ref))
    with clock.frozen(clock.now() + dt.timedelta(days=400)):
        assert actions.forget_messages() == 1
    assert RawMessage.objects.get().body is None
