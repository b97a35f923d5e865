"""What we say to Stripe: parameters and their encoding. Yen have no decimals: 5500 is 5,500 yen."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from akinai.core.clock import JST
from akinai.payments.gateways.base import Checkout, PaymentView
from akinai.payments.gateways.stripe.translate import KONBINI, TRANSFER

VERSION = "2026-10-28.endive"
LONGEST_SLIP = 60  # days; Stripe's limit of expires_after_days
PAGE_GRACE = dt.timedelta(minutes=31)  # Stripe wants a page to live at least 30 minutes from the call
LONGEST_PAGE = dt.timedelta(hours=23)  # Stripe's limit is 24


def form(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Stripe's form encoding: a[b][0]=c. None is left out."""
    return [pair for name, value in params.items() for pair in _pairs(name, value)]


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _pairs(f"{name}[{number}]", inner)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, str(value)


def allowed(types: Sequence[str]) -> dict[str, list[str]]:
    """Which ways to pay the page offers. The one place that knows what the pinned version calls this parameter."""
    return {"allowed_payment_method_types": list(types)}


def session_params(
    payment: PaymentView, checkout: Checkout, *, three_d_secure: str = "any", customer: str = ""
) -> dict[str, Any]:
    """The parameters of a payment page. Depends on nothing but its arguments: repeated under one key, it is equal."""
    told = {
        "merchant_ref": payment.merchant_ref,
        "type": payment.gateway_code,
        "notify_url": checkout.notify_url,  # Stripe sends to the address in its dashboard; this shows which shop it was
    }
    return {
        "mode": "payment",
        "client_reference_id": payment.merchant_ref,
        "locale": "ja" if checkout.language.startswith("ja") else "en",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": payment.amount,
                    "product_data": {"name": checkout.title},
                },
            }
        ],
        **allowed([payment.gateway_code]),
        "payment_method_options": _options(payment, three_d_secure) or None,
        "payment_intent_data": {"metadata": told, "description": checkout.title},
        "metadata": told,
        "customer": customer or None,
        "customer_email": None if customer else payment.payer_email or None,
        "success_url": checkout.return_url,
        "cancel_url": checkout.cancel_url,
        "expires_at": page_until(payment),
    }


def _options(payment: PaymentView, three_d_secure: str) -> dict[str, Any]:
    if payment.gateway_code == "card":
        return {"card": {"capture_method": "manual", "request_three_d_secure": three_d_secure}}
    if payment.gateway_code == KONBINI:
        return {KONBINI: {"expires_after_days": slip_days(payment)}}
    if payment.gateway_code == TRANSFER:
        return {TRANSFER: {"funding_type": "bank_transfer", "bank_transfer": {"type": "jp_bank_transfer"}}}
    return {}


def slip_days(payment: PaymentView) -> int:
    """Days a slip can be paid, so that it ends on the day we tell the buyer."""
    if payment.due_on is None or payment.created_at is None:
        return 3
    return min(max((payment.due_on - payment.created_at.astimezone(JST).date()).days, 1), LONGEST_SLIP)


def page_until(payment: PaymentView) -> int | None:
    """When the page closes (Unix time): as soon after our own time as Stripe allows; `inquire` closes it earlier."""
    if payment.expires_at is None or payment.created_at is None:
        return None
    until = min(payment.expires_at + PAGE_GRACE, payment.created_at + LONGEST_PAGE)
    return int(until.timestamp())


def refund_params(payment: PaymentView, intent: str, amount: int, key: str, reason: str) -> dict[str, Any]:
    """A refund. Stripe writes to the buyer for an account where the money did not come from a card or wallet."""
    asks_account = payment.gateway_code in (KONBINI, TRANSFER)
    return {
        "payment_intent": intent,
        "amount": amount,
        "reason": "requested_by_customer",
        "instructions_email": payment.payer_email if asks_account and payment.payer_email else None,
        "metadata": {"merchant_ref": payment.merchant_ref, "operation": key, "reason": reason[:500] or None},
    }
