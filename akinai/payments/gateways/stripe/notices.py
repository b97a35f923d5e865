"""What Stripe tells by itself: is it Stripe's, and what is it about."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from akinai.payments.gateways.base import Notice, Snapshot
from akinai.payments.gateways.stripe.translate import (
    TRANSFER,
    number_of,
    of_dispute,
    of_refund,
    snapshot_of_charge,
    snapshot_of_intent,
    snapshot_of_session,
    way_of,
)

TOLERANCE = 300  # seconds that a signature may be old or early


def signature(secret: str, moment: int, body: bytes) -> str:
    """The v1 signature of a message, hex."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def why_forged(header: str, body: bytes, secret: str, now: float) -> str:
    """Why a message is not Stripe's, or "" if it is. `header`: t=…,v1=…[,v1=…]; several v1 while a secret changes."""
    if not secret:
        return "no signing secret of the webhook is set"
    pairs = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in pairs if name == "t" and value.isascii() and value.isdigit()]
    told = [value for name, _, value in pairs if name == "v1"]
    if len(moments) != 1 or not told or len(moments[0]) > 12:
        return "the header Stripe-Signature is missing or incomplete"
    right = signature(secret, int(moments[0]), body).encode()
    if not any(hmac.compare_digest(right, each.encode()) for each in told):
        return "the signature does not fit the message"
    if abs(now - int(moments[0])) > TOLERANCE:
        return "the signature is too old"
    return ""


def notice_of(event: Mapping[str, Any]) -> Notice:
    """What an event is about, and what it says by itself. Where it does not say enough, we ask."""
    kind, thing = str(event.get("type", "")), (event.get("data") or {}).get("object") or {}
    if not isinstance(thing, Mapping):
        return Notice(genuine=True)
    family = kind.rpartition(".")[0]
    ref = str((thing.get("metadata") or {}).get("merchant_ref") or thing.get("client_reference_id") or "")
    if family == "payment_intent":
        return _of_intent_event(thing, ref)
    ids = {"payment_intent": number_of(thing.get("payment_intent"))}
    if kind == "charge.succeeded" and (held := snapshot_of_charge(thing)):
        return Notice(genuine=True, merchant_ref=ref, ids=ids, snapshot=held)
    if family == "charge.dispute":
        told = Snapshot(merchant_ref=ref, events=of_dispute(thing), ids=ids)
        return Notice(genuine=True, merchant_ref=ref, ids=ids, snapshot=told)
    if family == "refund":
        told = Snapshot(merchant_ref=ref, events=of_refund(thing), ids=ids)
        return Notice(genuine=True, merchant_ref=ref, ids=ids, snapshot=told)
    if family == "checkout.session":
        return _of_session_event(thing, ref)
    if family in ("charge", "review", "radar.early_fraud_warning"):
        return Notice(genuine=True, merchant_ref=ref, ids=ids, inquire=bool(ids["payment_intent"]))
    if kind in ("customer_cash_balance_transaction.created", "cash_balance.funds_available"):
        return Notice(genuine=True, ids={"customer": number_of(thing.get("customer"))}, inquire=True)
    return Notice(genuine=True)


def _of_intent_event(intent: Mapping[str, Any], ref: str) -> Notice:
    ids = {"payment_intent": number_of(intent)}
    if way_of(intent) == TRANSFER:  # what came is in the customer's balance, not in the intent
        return Notice(genuine=True, merchant_ref=ref, ids=ids, inquire=True)
    return Notice(genuine=True, merchant_ref=ref, ids=ids, snapshot=snapshot_of_intent(intent))


def _of_session_event(session: Mapping[str, Any], ref: str) -> Notice:
    ids = {"session": number_of(session), "payment_intent": number_of(session.get("payment_intent"))}
    known = {name: value for name, value in ids.items() if value}
    if session.get("status") == "expired" and not ids["payment_intent"]:
        return Notice(genuine=True, merchant_ref=ref, ids=known, snapshot=snapshot_of_session(session, ref))
    return Notice(genuine=True, merchant_ref=ref, ids=known, inquire=True)


def event_of(body: bytes) -> Mapping[str, Any] | None:
    """The event in a message, or None if there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("object", "event") == "event" else None
