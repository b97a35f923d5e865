"""Money for tests, made by the verbs that make it in life."""

import itertools
import json
import secrets
from typing import Any

from django.db import transaction

from akinai.core.people.secrets import seal
from akinai.payments import actions
from akinai.payments.actions import NewPayment, Payer
from akinai.payments.gateways import base
from akinai.payments.models import EventKind, GatewayAccount, Method, Payment

_numbers = itertools.count(1)

CHECKOUT = {
    "return_url": "http://shop.example/back/",
    "cancel_url": "http://shop.example/cancel/",
    "error_url": "http://shop.example/error/",
    "notify_url": "http://shop.example/pay/notify/",
    "title": "ご注文",
}


def make_account(
    gateway: str, address: str = "", *, credentials: dict[str, str] | None = None, **settings: Any
) -> GatewayAccount:
    """A contract with a gateway (one that was made for an earlier test of the same name is taken again)."""
    code = f"{gateway}-{next(_numbers)}"
    return GatewayAccount.objects.create(
        code=code,
        name=code,
        gateway=gateway,
        settings={**({"address": address} if address else {}), **settings},
        sealed=seal(json.dumps(credentials)) if credentials else "",
        webhook_token=secrets.token_urlsafe(16),
    )


def make_method(account: GatewayAccount, code: str = "card", **values: Any) -> Method:
    """A way to pay by that account."""
    usual = {"name_ja": code, "name_en": code, "family": "hold", "capture": "ship", "active": True}
    return Method.objects.update_or_create(code=code, defaults={**usual, "account": account, **values})[0]


def make_payment(
    amount: int = 1000,
    method: str = "bank_transfer",
    *,
    documents: tuple[str, ...] = (),
    amounts: tuple[int, ...] = (),
    paying: bool = False,
    name: str = "山田太郎",
    kana: str = "ヤマダタロウ",
    email: str = "taro@example.jp",
) -> Payment:
    """A payment nobody has made yet, for a document of its own unless told."""
    wanted = documents or (f"order/{900_000 + next(_numbers)}",)
    with transaction.atomic():
        made = actions.request(
            [
                NewPayment(
                    documents=wanted,
                    amounts=amounts or (amount,),
                    method=method,
                    payer=Payer(name, kana, email, "03-0000-0000"),
                    paying=paying,
                )
            ],
            actor="test",
        )
    return Payment.objects.select_related("account").get(pk=made[wanted[0]])


def funds(payment: Payment, amount: int | None = None, *, reference: str = "", source: str = "bank") -> Payment:
    """Money that came in for it; the payment as it then stands."""
    actions.record(
        [
            actions.Fact(
                payment_id=payment.pk,
                kind=EventKind.FUNDS_RECEIVED,
                amount=payment.amount if amount is None else amount,
                reference=reference or f"test/{next(_numbers)}",
            )
        ],
        source=source,
        actor="test",
    )
    return fresh(payment)


def fresh(payment: Payment) -> Payment:
    """The payment as its row is now."""
    return Payment.objects.select_related("account").get(pk=payment.pk)


def make_coin(address: str, amount: int = 1000, *, method: str = "card", start: bool = True, **values: Any) -> Payment:
    """A payment at the tests' own gateway (coin.py), the buyer sent to its page."""
    account = GatewayAccount.objects.filter(gateway="coin").first()
    account = account or make_account("coin", address, credentials={"secret": "coin-secret"})
    family = {"family": "hold", "capture": "ship"} if method == "card" else {"family": "immediate", "capture": "order"}
    make_method(account, method, **family)
    payment = make_payment(amount, method, paying=True, **values)
    if start:
        actions.start(payment.pk, checkout=base.Checkout(**CHECKOUT), actor="test")
    return fresh(payment)
