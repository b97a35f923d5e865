"""Stripe's words in ours; nothing here calls anybody. asking.py has what we say, notices.py what Stripe tells unasked.

One PaymentIntent has one charge that succeeds, so the charge's id names its authorisation, its capture and its
release; refunds, disputes and transfers have ids of their own. Whoever brings the news builds the same references.
Source: Stripe's API reference and typed SDK, version 2026-10-28.endive.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from akinai.core.clock import JST
from akinai.payments.gateways.base import Declined, Happened, Snapshot, Unknown
from akinai.payments.gateways.stripe.instructions import of_konbini, of_transfer

KONBINI, TRANSFER = "konbini", "customer_balance"
EXPIRED_REASONS = {"automatic", "expired"}  # of an intent that Stripe itself cancelled
NOT_ISSUED = "payment_intent_payment_attempt_failed"  # of a slip that never came to be; otherwise it ran out
UNCAPTURED = "expired_uncaptured_charge"  # a "refund" of money that was never taken


def moment(stamp: Any) -> dt.datetime | None:
    """Unix time as a moment."""
    return dt.datetime.fromtimestamp(stamp, dt.UTC) if isinstance(stamp, int) and not isinstance(stamp, bool) else None


def number_of(thing: Any) -> str:
    """The id of something that may be given as an id or as the whole object."""
    return str(thing.get("id", "")) if isinstance(thing, Mapping) else str(thing or "")


def way_of(intent: Mapping[str, Any]) -> str:
    """card, konbini …: what we wrote into the metadata, else what the charge or the intent says."""
    charge = intent.get("latest_charge")
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, Mapping) else {}
    types = intent.get("payment_method_types") or []
    return str(details.get("type") or (intent.get("metadata") or {}).get("type") or (types[0] if types else "card"))


def snapshot_of_intent(
    intent: Mapping[str, Any],
    *,
    refunds: Sequence[Mapping[str, Any]] = (),
    disputes: Sequence[Mapping[str, Any]] = (),
    funds: Sequence[Mapping[str, Any]] = (),
) -> Snapshot:
    """Everything a PaymentIntent says, with its refunds, disputes and the transfers to its customer where asked for."""
    way = way_of(intent)
    events = [
        *(_of_funds(funds) if way == TRANSFER else _of_money(intent, way)),
        *_of_waiting(intent, way),
        *(event for refund in refunds for event in of_refund(refund)),
        *(event for dispute in disputes for event in of_dispute(dispute)),
    ]
    shown = of_konbini(intent) if way == KONBINI else of_transfer(intent) if way == TRANSFER else None
    until = shown.until if shown else None
    charge = intent.get("latest_charge")
    return Snapshot(
        merchant_ref=str((intent.get("metadata") or {}).get("merchant_ref", "")),
        events=events,
        amount=intent.get("amount"),
        ids=_ids(intent),
        instructions=shown.stored() if shown else {},
        due_on=until.astimezone(JST).date() if until else None,
        hold_expires_at=_hold_until(charge) if isinstance(charge, Mapping) else None,
        finished=intent.get("status") == "canceled",
    )


def wanted(intent: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Which lists must be asked for to know everything: (argument of snapshot_of_intent, path, parameters)."""
    of_it, charge = {"payment_intent": number_of(intent)}, intent.get("latest_charge")
    if intent.get("status") == "succeeded":
        yield "refunds", "/v1/refunds", of_it
    if isinstance(charge, Mapping) and charge.get("disputed"):
        yield "disputes", "/v1/disputes", of_it
    if way_of(intent) == TRANSFER and intent.get("customer"):
        yield "funds", f"/v1/customers/{number_of(intent['customer'])}/cash_balance_transactions", {}


def with_totals(
    told: Snapshot, intent: Mapping[str, Any], refunds: Sequence[Mapping[str, Any]] | None, *, most: int
) -> Snapshot:
    """With the sums of a PaymentIntent that was asked for just now. A notice may be old, and tells none.

    `refunds`: all there are, unless as many as were asked for (`most`).
    """
    given = None
    if refunds is not None and len(refunds) < most:
        given = sum(one.amount for refund in refunds for one in of_refund(refund) if one.kind == "refunded")
    known = intent.get("status") in ("requires_capture", "canceled")
    return replace(
        told,
        authorised=int(intent.get("amount_capturable") or 0) if known else None,
        captured=None if way_of(intent) == TRANSFER else int(intent.get("amount_received") or 0),
        refunded=given,
    )


def _ids(intent: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "payment_intent": number_of(intent),
        "charge": number_of(intent.get("latest_charge")),
        "customer": number_of(intent.get("customer")),
    }
    return {name: value for name, value in found.items() if value}


def _hold_until(charge: Mapping[str, Any]) -> dt.datetime | None:
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    return moment(card.get("capture_before"))


def _is_hold(intent: Mapping[str, Any]) -> bool:
    card = (intent.get("payment_method_options") or {}).get("card") or {}
    return "manual" in (intent.get("capture_method"), card.get("capture_method"))


def _of_money(intent: Mapping[str, Any], way: str) -> Iterator[Happened]:
    """Authorised, captured, released: the whole story, so that a lost message is made good by the next."""
    status, amount, received = intent.get("status"), int(intent["amount"]), int(intent.get("amount_received") or 0)
    charge = number_of(intent.get("latest_charge"))
    promised = Happened(kind="authorised", reference=charge, amount=amount, at=_charged_at(intent))
    if status == "requires_capture":
        yield promised
    elif status == "succeeded":
        if way == "card" and _is_hold(intent):
            yield promised
        yield Happened(kind="funds_received" if way == KONBINI else "captured", reference=charge, amount=received)
    elif status == "canceled" and charge and way == "card" and not intent.get("last_payment_error"):
        yield promised
        over = intent.get("cancellation_reason") in EXPIRED_REASONS
        yield Happened(kind="authorise_expired" if over else "voided", reference=charge, amount=amount)


def _charged_at(intent: Mapping[str, Any]) -> dt.datetime | None:
    """When the buyer paid; of a charge that is only named, when the intent was made: before anything else, at least."""
    charge = intent.get("latest_charge")
    return moment(charge.get("created") if isinstance(charge, Mapping) else intent.get("created"))


def _of_waiting(intent: Mapping[str, Any], way: str) -> Iterator[Happened]:
    """Slips issued, tries that failed, payments that ended without money."""
    status, number, error = intent.get("status"), number_of(intent), intent.get("last_payment_error") or {}
    charge = number_of(intent.get("latest_charge"))
    if status == "requires_action" and way in (KONBINI, TRANSFER) and intent.get("next_action"):
        yield Happened(kind="instructions", reference=number, amount=int(intent["amount"]))
    elif status == "requires_payment_method" and error and way == KONBINI and error.get("code") != NOT_ISSUED:
        yield Happened(kind="expired", reference=number)
    elif status == "requires_payment_method" and error:
        detail = {name: error[name] for name in ("code", "decline_code", "message") if error.get(name)}
        yield Happened(kind="authorise_failed", reference=str(error.get("charge") or charge or number), detail=detail)
    elif status == "canceled" and (not charge or way != "card"):
        over = intent.get("cancellation_reason") in EXPIRED_REASONS
        yield Happened(kind="expired" if over else "cancelled", reference=number)


def _of_funds(transactions: Sequence[Mapping[str, Any]]) -> Iterator[Happened]:
    """Transfers to the account that is this payment's alone: too little, too much and late ones show by themselves."""
    for one in transactions:
        kind = {"funded": "funds_received", "funding_reversed": "funds_reversed"}.get(str(one.get("type")))
        if kind is None:
            continue
        transfer = ((one.get("funded") or {}).get("bank_transfer") or {}).get("jp_bank_transfer") or {}
        yield Happened(
            kind=kind,
            reference=str(one["id"]),
            amount=abs(int(one["net_amount"])),
            at=moment(one.get("created")),
            detail={name: transfer[name] for name in ("sender_name", "sender_bank") if transfer.get(name)},
        )


def of_refund(refund: Mapping[str, Any]) -> list[Happened]:
    """What a refund's present status says."""
    if refund.get("reason") == UNCAPTURED:
        return []
    kind = {
        "succeeded": "refunded",
        "pending": "refund_pending",
        "requires_action": "refund_pending",
        "failed": "refund_failed",
        "canceled": "refund_failed",
    }.get(str(refund.get("status")))
    if kind is None:
        return []
    detail = {"operation": (refund.get("metadata") or {}).get("operation"), "why": refund.get("failure_reason")}
    return [
        Happened(
            kind=kind,
            reference=str(refund["id"]),
            amount=int(refund["amount"]),
            at=moment(refund.get("created")) if kind == "refund_pending" else None,
            detail={name: value for name, value in detail.items() if value},
        )
    ]


def of_dispute(dispute: Mapping[str, Any]) -> list[Happened]:
    """What a dispute's present status says. Money moves with its balance transactions, not with the words."""
    number, status, amount = str(dispute["id"]), str(dispute.get("status")), int(dispute["amount"])
    moved = [int(one.get("amount") or 0) for one in dispute.get("balance_transactions") or []]
    taken, given = -sum(one for one in moved if one < 0), sum(one for one in moved if one > 0)
    due = (dispute.get("evidence_details") or {}).get("due_by")
    detail = {"reason": dispute.get("reason"), "status": status, "answer_by": due}
    found = [
        Happened(
            kind="dispute_opened",
            reference=number,
            amount=amount,
            at=moment(dispute.get("created")),
            detail={name: value for name, value in detail.items() if value},
        )
    ]
    if taken:
        found.append(Happened(kind="dispute_withdrawn", reference=number, amount=taken))
    if given:
        found.append(Happened(kind="dispute_won", reference=number, amount=given))
    elif status in ("won", "warning_closed", "prevented") and not taken:
        found.append(Happened(kind="dispute_won", reference=number))
    elif status == "lost":
        found.append(Happened(kind="dispute_lost", reference=number, amount=amount))
    return found


def snapshot_of_charge(charge: Mapping[str, Any]) -> Snapshot | None:
    """What a held charge says; None where the intent has to be asked."""
    if charge.get("captured") or not charge.get("paid"):
        return None
    if ((charge.get("payment_method_details") or {}).get("type")) != "card":
        return None
    number = str(charge["id"])
    held = Happened(kind="authorised", reference=number, amount=int(charge["amount"]), at=moment(charge.get("created")))
    return Snapshot(
        merchant_ref=str((charge.get("metadata") or {}).get("merchant_ref", "")),
        events=[held],
        amount=int(charge["amount"]),
        ids={"payment_intent": number_of(charge.get("payment_intent")), "charge": number},
        hold_expires_at=_hold_until(charge),
    )


def snapshot_of_session(session: Mapping[str, Any], merchant_ref: str) -> Snapshot:
    """A page nobody has paid on: open, or expired."""
    gone = session.get("status") == "expired"
    return Snapshot(
        merchant_ref=merchant_ref,
        events=[Happened(kind="expired", reference=number_of(session))] if gone else [],
        ids={"session": number_of(session)},
        finished=gone,
    )


def answer_of(status: int, body: bytes) -> dict[str, Any] | Declined | Unknown:
    """An answer of the API: what it says, a refusal, or nothing that can be relied on."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if 200 <= status < 300:
        return found if isinstance(found, dict) else Unknown(f"answer {status} that cannot be read")
    error = (found.get("error") if isinstance(found, dict) else None) or {}
    if not isinstance(error, dict):
        error = {"message": str(error)}
    code = str(error.get("decline_code") or error.get("code") or error.get("type") or status)
    words = str(error.get("message") or f"answer {status}")
    if status in (409, 429) or status >= 500 or status < 400 or error.get("type") == "idempotency_error":
        return Unknown(f"{status} {code}: {words}")
    return Declined(code, words)
