"""Stripe's objects, forms and errors, as the stand-in keeps and answers them."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox import wall
from sandbox.messages import Answer, Refused

Thing = dict[str, Any]


def new_id(kind: str) -> str:
    """cs_…, pi_… and so on."""
    return f"{kind}_{secrets.token_hex(12)}"


def nested(pairs: Iterable[tuple[str, str]]) -> Thing:
    """a[b][0]=c as {"a": {"b": {"0": "c"}}}: lists stay maps by their numbers."""
    found: Thing = {}
    for name, value in pairs:
        head, *rest = name.replace("]", "").split("[")
        at, path = found, [head, *rest]
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
    return found


def refuse(message: str, *, code: str = "", param: str = "", status: int = 400, kind: str = "") -> Refused:
    """Stripe's error body."""
    error: Thing = {"type": kind or "invalid_request_error", "message": message}
    if code:
        error["code"] = code
    if param:
        error["param"] = param
    return Refused(Answer.of({"error": error}, status))


def known(params: Mapping[str, Any], names: set[str]) -> None:
    """Refuse a parameter this version does not know, as Stripe does."""
    for name in params:
        if name not in names:
            raise refuse(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def whole(params: Mapping[str, Any], name: str) -> int:
    """A parameter that must be a whole number of the smallest unit."""
    value = str(params.get(name, ""))
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise refuse(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def visible(thing: Thing) -> Thing:
    """As the outside sees it."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def signed(secret: str, body: bytes) -> str:
    """The header Stripe-Signature."""
    moment = int(time.time())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def event_body(kind: str, thing: Thing) -> bytes:
    """An event as it goes over the wire: the object as it is now."""
    event = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(wall.now()),
        "livemode": False,
        "type": kind,
        "data": {"object": thing},
        "pending_webhooks": 1,
    }
    return json.dumps(event, ensure_ascii=False).encode()


def session_of(params: Thing, ways: list[str], options: Thing) -> Thing:
    """A Checkout Session of these parameters. Raises Refused."""
    lines = list((params.get("line_items") or {}).values())
    if not lines:
        raise refuse("Missing required param: line_items.", code="parameter_missing", param="line_items")
    prices = [line["price_data"] for line in lines]
    until = int(params.get("expires_at") or wall.now() + 86_400)
    if not wall.now() + 1_790 <= until <= wall.now() + 86_410:
        raise refuse("`expires_at` must be between 30 minutes and 24 hours from now.", param="expires_at")
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "amount_total": sum(
            whole(price, "unit_amount") * int(line["quantity"]) for price, line in zip(prices, lines, strict=True)
        ),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": int(wall.now()),
        "currency": prices[0]["currency"],
        "customer": params.get("customer"),
        "expires_at": until,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "mode": params.get("mode"),
        "payment_intent": None,
        "payment_method_types": ways,
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params.get("success_url"),
        "_options": options,
        "_title": str(prices[0]["product_data"]["name"]),
        "_intent_metadata": (params.get("payment_intent_data") or {}).get("metadata") or {},
    }


def intent_of(session: Thing, way: str) -> Thing:
    """A PaymentIntent as Checkout makes it when the buyer confirms."""
    chosen = {way: dict(session["_options"].get(way) or {})}
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "created": int(wall.now()),
        "currency": session["currency"],
        "customer": session["customer"],
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(session["_intent_metadata"]),
        "next_action": None,
        "payment_method_options": chosen,
        "payment_method_types": [way],
        "status": "requires_payment_method",
    }


def charge_of(intent: Thing, *, captured: bool, paid: bool = True) -> Thing:
    """A charge of the intent; a card's was authenticated by 3-D Secure."""
    way, now = intent["payment_method_types"][0], int(wall.now())
    details: Thing = {"type": way}
    if way == "card":
        details["card"] = {
            "brand": "visa",
            "last4": "4242",
            "capture_before": None if captured else now + 7 * 86_400,
            "three_d_secure": {"result": "authenticated", "version": "2.2.0", "electronic_commerce_indicator": "05"},
        }
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "captured": captured,
        "created": now,
        "currency": intent["currency"],
        "disputed": False,
        "metadata": dict(intent["metadata"]),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method_details": details,
        "status": "succeeded" if paid else "failed",
    }


def konbini_action(days: int) -> Thing:
    """What a slip shows; there is no 7-Eleven."""
    stores = {
        name: {"confirmation_number": "0312345678", "payment_code": str(secrets.randbelow(10**6)).zfill(6)}
        for name in ("familymart", "lawson", "ministop", "seicomart")
    }
    until = int(wall.now()) + days * 86_400
    details = {
        "expires_at": until,
        "hosted_voucher_url": "https://payments.stripe.com/konbini/voucher/x",
        "stores": stores,
    }
    return {"type": "konbini_display_details", "konbini_display_details": details}


def transfer_action(amount: int) -> Thing:
    """The account of one customer, and what is still missing."""
    zengin = {
        "account_holder_name": "ストライプ ジヤパン（カ",
        "account_number": "0123456",
        "account_type": "futsu",
        "bank_code": "0009",
        "bank_name": "見本銀行",
        "branch_code": "950",
        "branch_name": "見本支店",
    }
    told = {
        "amount_remaining": amount,
        "currency": "jpy",
        "reference": secrets.token_hex(5).upper(),
        "type": "jp_bank_transfer",
        "hosted_instructions_url": "https://payments.stripe.com/bank_transfers/instructions/x",
        "financial_addresses": [{"type": "zengin", "zengin": zengin, "supported_networks": ["zengin"]}],
    }
    return {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": told}
