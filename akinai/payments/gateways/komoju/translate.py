"""KOMOJU's words and ours; nothing here calls anybody.

A session (the page) makes a payment when the buyer chooses how; a try that failed is a payment of its own, so what
happened is known by the payment's id. Each refund has an id of its own; a chargeback is a refund that says so.
Source: doc.komoju.com and KOMOJU's SDK (read 2026-11). Yen have no decimals.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from akinai.core.clock import JST
from akinai.payments.gateways.base import Checkout, Declined, Happened, Notice, PaymentView, Snapshot, Unknown

CARD = "credit_card"
# Paid in cash or by transfer. While they wait, KOMOJU calls them pending or *authorized*: no money is held for them.
SLIPS = ("konbini", "bank_transfer", "pay_easy")
LONGEST_PAGE = 86_400  # seconds; KOMOJU's limit of expires_in_seconds
LIVING = ("pending", "authorized", "captured", "refunded")

STORES = {
    "seven-eleven": "セブン-イレブン",
    "family-mart": "ファミリーマート",
    "lawson": "ローソン",
    "ministop": "ミニストップ",
    "daily-yamazaki": "デイリーヤマザキ",
    "seicomart": "セイコーマート",
}
# What a payment's details say → the neutral names of payments.queries.
LINES = (
    ("store", "store"),
    ("receipt", "receipt_number"),
    ("confirmation_code", "confirmation_number"),
    ("bank_id", "company_number"),
    ("customer_id", "customer_number"),
    ("confirmation_id", "confirmation_number"),
    ("bank_name", "bank"),
    ("account_branch_name", "branch"),
    ("account_type", "account_kind"),
    ("account_number", "account_number"),
    ("account_name", "holder"),
)


# --- what we send ---------------------------------------------------------------------------------------------


def session_body(payment: PaymentView, checkout: Checkout) -> dict[str, Any]:
    """A payment page. Depends on nothing but its arguments: repeated under one key, it is equal."""
    data = {
        "capture": "manual" if payment.gateway_code == CARD else "auto",
        "external_order_num": payment.merchant_ref,
        "name": payment.payer_name,
        "name_kana": payment.payer_kana,
    }
    body = {
        "mode": "payment",
        "amount": payment.amount,
        "currency": payment.currency,
        "return_url": checkout.return_url,  # the only one: the buyer comes back by it, whatever happened
        "default_locale": "ja" if checkout.language.startswith("ja") else "en",
        "payment_types": [payment.gateway_code],
        "email": payment.payer_email,
        "line_items": [{"description": checkout.title, "quantity": 1, "amount": payment.amount}],
        "expires_in_seconds": page_seconds(payment),
        "metadata": {
            "merchant_ref": payment.merchant_ref,
            "type": payment.gateway_code,
            "notify_url": checkout.notify_url,  # KOMOJU sends to the address in its settings; this shows which shop
        },
        "payment_data": {name: value for name, value in data.items() if value},
    }
    return {name: value for name, value in body.items() if value}


def page_seconds(payment: PaymentView) -> int:
    """How long the page is open: as long as we hold the pieces."""
    if payment.expires_at is None or payment.created_at is None:
        return LONGEST_PAGE
    return min(max(int((payment.expires_at - payment.created_at).total_seconds()), 60), LONGEST_PAGE)


# --- signatures -----------------------------------------------------------------------------------------------


def signature(secret: str, body: bytes) -> str:
    """X-Komoju-Signature: HMAC-SHA256 of the body as it came, hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def why_forged(told: str, body: bytes, secret: str) -> str:
    """Why a message is not KOMOJU's, or "" if it is."""
    if not secret:
        return "no secret of the webhook is set"
    if not told:
        return "the header X-Komoju-Signature is missing"
    same = hmac.compare_digest(signature(secret, body).encode(), told.strip().lower().encode())
    return "" if same else "the signature does not fit the message"


# --- what we hear ---------------------------------------------------------------------------------------------


def moment(text: Any) -> dt.datetime | None:
    """A time like 2026-11-23T14:59:59Z."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def way_of(payment: Mapping[str, Any]) -> str:
    """credit_card, konbini …"""
    details = payment.get("payment_details")
    found = details.get("type") if isinstance(details, Mapping) else None
    return str(found or (payment.get("metadata") or {}).get("type") or "")


def asked_of(payment: Mapping[str, Any]) -> int:
    """What was asked of the buyer for the order: without the fee KOMOJU may add for the way to pay."""
    total = payment.get("total")
    if isinstance(total, int):
        return total - int(payment.get("payment_method_fee") or 0)
    return int(payment.get("amount") or 0) + int(payment.get("tax") or 0)


def snapshot_of(payment: Mapping[str, Any], *, hold_days: int, fresh: bool = False) -> Snapshot:
    """Everything a payment says. `fresh`: it was asked for just now, so that its sums are the present ones."""
    status, way, number = str(payment.get("status")), way_of(payment), str(payment["id"])
    created = moment(payment.get("created_at"))
    held = way == CARD and status == "authorized" and created is not None
    waiting = way in SLIPS and status in ("pending", "authorized")
    deadline = moment(payment.get("payment_deadline")) if way in SLIPS else None
    taken = status in ("captured", "refunded")
    return Snapshot(
        merchant_ref=str(payment.get("external_order_num") or ""),
        events=[*_of_status(payment, status, way), *_of_refunds(payment)],
        # A card's capture may have been for less: its amount was compared when it was authorised.
        amount=None if way == CARD and taken else asked_of(payment),
        captured=(asked_of(payment) if taken else 0) if fresh else None,
        refunded=_refunded(payment) if fresh else None,
        ids={"payment": number} if status in LIVING else {},
        instructions=instructions_of(payment) if waiting else {},
        due_on=deadline.astimezone(JST).date() if deadline else None,
        hold_expires_at=created + dt.timedelta(days=hold_days) if held and created else None,
        finished=status == "cancelled",
    )


def _of_status(payment: Mapping[str, Any], status: str, way: str) -> Iterator[Happened]:
    number, amount = str(payment["id"]), asked_of(payment)
    slip = way in SLIPS
    match status:
        case "pending" | "authorized" if slip:
            yield Happened(kind="instructions", reference=number, amount=amount)
        case "authorized":
            at = moment(payment.get("created_at"))
            yield Happened(kind="authorised", reference=number, amount=amount, at=at)
        case "captured" | "refunded":
            kind = "funds_received" if slip else "captured"
            yield Happened(kind=kind, reference=number, amount=amount, at=moment(payment.get("captured_at")))
        case "cancelled":
            yield Happened(kind="voided" if way == CARD else "cancelled", reference=number)
        case "expired":
            yield Happened(kind="expired" if slip else "authorise_expired", reference=number)
        case "failed":
            yield Happened(kind="authorise_failed", reference=number)


def _of_refunds(payment: Mapping[str, Any]) -> Iterator[Happened]:
    for refund in _refunds(payment):
        number, amount = str(refund["id"]), int(refund["amount"])
        at = moment(refund.get("created_at"))
        if refund.get("chargeback"):
            yield Happened(kind="dispute_opened", reference=number, amount=amount, at=at)
            yield Happened(kind="dispute_withdrawn", reference=number, amount=amount, at=at)
        else:
            detail = {"why": str(refund["description"])} if refund.get("description") else {}
            yield Happened(kind="refunded", reference=number, amount=amount, at=at, detail=detail)


def _refunds(payment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = payment.get("refunds") or []
    return [one for one in told if isinstance(one, Mapping) and one.get("id") and one.get("amount") is not None]


def _refunded(payment: Mapping[str, Any]) -> int:
    """What went back, without what a chargeback took."""
    return sum(int(one["amount"]) for one in _refunds(payment) if not one.get("chargeback"))


def instructions_of(payment: Mapping[str, Any]) -> dict[str, Any]:
    """What the buyer needs to pay a slip, under neutral names."""
    details = payment.get("payment_details")
    if not isinstance(details, Mapping):
        return {}
    lines = [{"label": ours, "value": str(details[theirs])} for theirs, ours in LINES if details.get(theirs)]
    for line in lines:
        if line["label"] == "store":
            line["value"] = STORES.get(line["value"], line["value"])
    url = str(details.get("instructions_url") or "")
    return {"lines": lines, **({"url": url} if url else {})}


def snapshot_of_session(session: Mapping[str, Any], merchant_ref: str) -> Snapshot:
    """A page nobody has paid on: open, run out, or withdrawn."""
    number, events = str(session["id"]), []
    if session.get("status") == "cancelled":
        events = [Happened(kind="cancelled", reference=number)]
    elif session.get("expired") or session.get("status") == "expired":
        events = [Happened(kind="expired", reference=number)]
    return Snapshot(merchant_ref=merchant_ref, events=events, ids={"session": number}, finished=bool(events))


# --- notices and answers --------------------------------------------------------------------------------------


def notice_of(body: bytes, *, hold_days: int) -> Notice:
    """What a signed message is about, and what it says."""
    event = _object(body)
    kind, thing = (str(event.get("type", "")), event.get("data")) if event else ("", None)
    if event is None or not isinstance(thing, Mapping) or not kind.startswith("payment."):
        return Notice(genuine=True, why="" if event else "signed, but not an event that can be read")
    ref = str(thing.get("external_order_num") or "")
    if "status" not in thing or not thing.get("id"):  # a refund on its own: the payment says the rest
        number = str(thing.get("payment") or "")
        return Notice(genuine=True, merchant_ref=ref, ids={"payment": number}, inquire=bool(number or ref))
    told = snapshot_of(thing, hold_days=hold_days)
    if kind == "payment.marked.as.fraud":
        note = Happened(kind="note", reference=str(event.get("id")), detail={"why": "KOMOJU marked it as fraud"})
        told = Snapshot(merchant_ref=ref, events=[*told.events, note], ids=told.ids)
    return Notice(genuine=True, merchant_ref=ref, ids={"payment": str(thing["id"])}, snapshot=told)


def answer_of(status: int, body: bytes) -> dict[str, Any] | Declined | Unknown:
    """An answer of the API: what it says, a refusal, or nothing that can be relied on."""
    found = _object(body)
    if 200 <= status < 300:
        return found if found is not None else Unknown(f"answer {status} that cannot be read")
    error = (found or {}).get("error")
    told = error if isinstance(error, Mapping) else {"message": error}
    code, words = str(told.get("code") or status), str(told.get("message") or f"answer {status}")
    # 409: the first call with this key is still under way.
    if status in (409, 429) or status >= 500 or status < 400:
        return Unknown(f"{status} {code}: {words}")
    return Declined(code, words)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
