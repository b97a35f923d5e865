"""What fincode says of a payment, in our words. Pure."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from akinai.core.clock import JST
from akinai.payments.gateways.base import Account, Checkout, Happened, PaymentView, Snapshot
from akinai.payments.models import EventKind

SLIPS = ("Konbini", "Virtualaccount")
NOTHING_YET = ("UNPROCESSED", "CHECKED", "AUTHENTICATED", "AWAITING_PAYMENT_APPROVAL")
FLAGS = ("overpayment_flag", "cancel_overpayment_flag", "expire_overpayment_flag")
LONGEST_FIELD = 100  # of client_field_1 to 3


def session(account: Account, payment: PaymentView, checkout: Checkout) -> dict[str, Any]:
    """The body of POST /v1/sessions: one way to pay, our number as the order's id. Amounts are strings."""
    kind = payment.gateway_code
    asked: dict[str, Any] = {
        "transaction": {
            "pay_type": [kind],
            "amount": str(payment.amount),
            "tax": "0",
            "order_id": payment.merchant_ref,
            "client_field_1": str(payment.id),
        },
        "success_url": checkout.return_url,
        "cancel_url": checkout.cancel_url,
        "shop_service_name": str(account.settings.get("shop_name") or "")[:20] or None,
        "guide_mail_send_flag": "0",
        "thanks_mail_send_flag": "0",
        "receiver_mail": payment.payer_email or None,
        "mail_customer_name": payment.payer_name or None,
        **_of_kind(account, payment, checkout, kind),
    }
    if len(checkout.notify_url) <= LONGEST_FIELD:  # where notices are to go is set at fincode; this is for people
        asked["transaction"]["client_field_3"] = checkout.notify_url
    if payment.expires_at:
        asked["expire"] = payment.expires_at.astimezone(JST).strftime("%Y/%m/%d %H:%M:%S")
    return {name: value for name, value in asked.items() if value is not None}


def _of_kind(account: Account, payment: PaymentView, checkout: Checkout, kind: str) -> dict[str, Any]:
    job = str(payment.options.get("job_code") or "AUTH")
    match kind:
        case "Card":
            # tds_type 2: EMV 3-D Secure; tds2_type 2: a card that can't do it is refused.
            three = {"tds_type": "2", "tds2_type": str(account.settings.get("tds2_type") or "2")}
            name = str(account.settings.get("tenant_name") or "")[:25]
            return {"card": {"job_code": job, **three, **({"td_tenant_name": name} if name else {})}}
        case "Paypay":
            return {"paypay": {"job_code": job, "order_description": checkout.title[:100]}}
        case "Konbini":
            mail = "1" if payment.payer_email else "0"
            return {"konbini": {"payment_term_day": days_left(payment, 14), "konbini_reception_mail_send_flag": mail}}
        case _:
            mail = "1" if payment.payer_email else "0"
            return {
                "virtualaccount": {
                    "payment_term_day": days_left(payment, 99),
                    "virtualaccount_reception_mail_send_flag": mail,
                }
            }


def days_left(payment: PaymentView, most: int) -> str:
    """Days until the last one for paying, counted from when the payment was asked for."""
    if payment.due_on is None or payment.created_at is None:
        return "3"
    days = (payment.due_on - payment.created_at.astimezone(JST).date()).days
    return str(min(max(days, 0), most))


def snapshot(told: Mapping[str, Any], payment: PaymentView) -> Snapshot:
    """Everything a payment object says, beside what the ledger has."""
    access, status = str(told.get("access_id", "")), str(told.get("status", ""))
    ids = {"access_id": access, "pay_type": str(told.get("pay_type", ""))}
    if status in NOTHING_YET or not status:
        return Snapshot(merchant_ref=payment.merchant_ref, ids=ids)
    if told.get("pay_type") in SLIPS:
        return _slip(told, payment, access, status, ids)
    total, known = total_of(told), payment.authorised or payment.captured
    values: dict[str, Any] = {"merchant_ref": payment.merchant_ref, "ids": ids}
    if not known and status in ("AUTHORIZED", "CAPTURED"):
        values["amount"] = total
    match status:
        case "AUTHORIZED":
            return Snapshot(
                **values,
                events=_authorised(told, payment, access, total),
                authorised=total,
                captured=0,
                hold_expires_at=moment(told.get("auth_max_date")),
            )
        case "CAPTURED":
            most = max(payment.captured, total)
            return Snapshot(
                **values,
                events=_captured(told, payment, access, total),
                captured=most,
                refunded=most - total,
                finished=True,
            )
        case "CANCELED":
            return Snapshot(**values, **_cancelled(told, payment, access))
    return Snapshot(**values, events=_ended(told, payment, access, status))


def _authorised(told: Mapping[str, Any], payment: PaymentView, access: str, total: int) -> list[Happened]:
    at = when(told)
    if not payment.authorised and not payment.captured:
        name = f"{access}/authorise/{told.get('process_date', '')}"
        detail = {"three_d_secure": told.get("tds2_status"), "forward": told.get("forward")}
        return [Happened(kind=EventKind.AUTHORISED, reference=name, amount=total, at=at, detail=detail)]
    if payment.authorised != total:
        return [authorised_set(told, access, total)]
    return []


def authorised_set(told: Mapping[str, Any], access: str, total: int) -> Happened:
    """The amount of a hold was changed."""
    name = f"{access}/set/{told.get('process_date', '')}"
    return Happened(kind=EventKind.AUTHORISED_SET, reference=name, amount=total, at=when(told))


def _captured(told: Mapping[str, Any], payment: PaymentView, access: str, total: int) -> list[Happened]:
    """The first capture, or, where less remains than was captured, a refund named by what remains."""
    if not payment.captured:
        return [Happened(kind=EventKind.CAPTURED, reference=f"{access}/capture", amount=total, at=when(told))]
    less = payment.captured - payment.refunded - total
    return [refunded(told, access, less, total)] if less > 0 else []


def refunded(told: Mapping[str, Any], access: str, amount: int, remains: int) -> Happened:
    """A refund. What remains only ever gets less, so it names the refund."""
    name = f"{access}/remains/{remains}"
    return Happened(kind=EventKind.REFUNDED, reference=name, amount=amount, at=when(told))


def _cancelled(told: Mapping[str, Any], payment: PaymentView, access: str) -> dict[str, Any]:
    """A void and a refund of everything are the same to fincode; the ledger knows which it was."""
    if payment.captured:
        left = payment.captured - payment.refunded
        events = [refunded(told, access, left, 0)] if left > 0 else []
        return {"events": events, "refunded": payment.captured, "finished": True}
    return {"events": [voided(told, payment, access)], "authorised": 0, "captured": 0, "finished": True}


def voided(told: Mapping[str, Any], payment: PaymentView, access: str) -> Happened:
    """A hold (or a slip) was given up."""
    name = f"{access}/void/{told.get('process_date', '')}"
    return Happened(kind=EventKind.VOIDED, reference=name, amount=payment.authorised, at=when(told))


def _ended(told: Mapping[str, Any], payment: PaymentView, access: str, status: str) -> list[Happened]:
    if status == "EXPIRED":
        kind = EventKind.AUTHORISE_EXPIRED if payment.authorised else EventKind.EXPIRED
        return [Happened(kind=kind, reference=f"{access}/expired", amount=payment.authorised, at=when(told))]
    if status == "FAILED":
        name = f"{access}/failed/{told.get('process_date', '')}"
        detail = {"error": told.get("error_code")}
        return [Happened(kind=EventKind.AUTHORISE_FAILED, reference=name, at=when(told), detail=detail)]
    return []


def _slip(told: Mapping[str, Any], payment: PaymentView, access: str, status: str, ids: dict[str, Any]) -> Snapshot:
    """Konbini and virtual account: issued, paid, expired, cancelled, and paid twice or too late (three flags)."""
    events: list[Happened] = []
    if status == "AWAITING_CUSTOMER_PAYMENT":
        events.append(Happened(kind=EventKind.INSTRUCTIONS, reference=f"{access}/slip", at=when(told)))
    elif status in ("EXPIRED", "FAILED"):
        events += _ended(told, payment, access, status)
    elif status == "CANCELED":
        events.append(voided(told, payment, access))
    konbini = told.get("pay_type") == "Konbini"
    events += _konbini_money(told, access, status) if konbini else _notes(told, access)
    term = moment(told.get("payment_term"))
    return Snapshot(
        merchant_ref=payment.merchant_ref,
        ids=ids,
        events=events,
        captured=None if konbini else _received(told, status),
        instructions=_instructions(told) if status == "AWAITING_CUSTOMER_PAYMENT" else {},
        due_on=term.date() if term and status == "AWAITING_CUSTOMER_PAYMENT" else None,
    )


def _konbini_money(told: Mapping[str, Any], access: str, status: str) -> list[Happened]:
    """A slip has one amount: each flag is that amount once more."""
    words = {
        "paid": status == "CAPTURED",
        "paid_again": told.get("overpayment_flag") == "1",
        "paid_after_cancel": told.get("cancel_overpayment_flag") == "1",
    }
    store = {"konbini_code": told.get("konbini_code"), "flags": _flags(told)}
    at = moment(told.get("payment_date")) or when(told)
    return [
        Happened(
            kind=EventKind.FUNDS_RECEIVED, reference=f"{access}/{word}", amount=total_of(told), at=at, detail=store
        )
        for word, so in words.items()
        if so
    ]


def _received(told: Mapping[str, Any], status: str) -> int | None:
    """A virtual account tells what was asked (billing_total_amount) apart from what came (amount): a total."""
    if status == "CAPTURED" or _flags(told):
        return total_of(told)
    return 0 if status == "AWAITING_CUSTOMER_PAYMENT" else None


def _notes(told: Mapping[str, Any], access: str) -> list[Happened]:
    detail = {"remitter": told.get("remitter_account_name"), "bank": told.get("remitter_bank_name")}
    return [
        Happened(kind=EventKind.NOTE, reference=f"{access}/{flag}", at=when(told), detail={**detail, "flag": flag})
        for flag in _flags(told)
    ]


def _flags(told: Mapping[str, Any]) -> list[str]:
    return [flag for flag in FLAGS if str(told.get(flag)) == "1"]


def _instructions(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the buyer pays by; a konbini's barcode is on fincode's page and in its mail."""
    term = moment(told.get("payment_term"))
    branch = " ".join(str(told[name]) for name in ("va_branch_name", "va_branch_code") if told.get(name))
    found = {
        "by": "fincode",
        "branch": branch,
        "account_number": told.get("va_account_number"),
        "holder": told.get("va_account_name"),
        "until": term.strftime("%Y-%m-%d %H:%M") if term else "",
    }
    return {name: value for name, value in found.items() if value}


def total_of(told: Mapping[str, Any]) -> int:
    """Amount and tax together; fincode tells them as numbers or as strings."""
    total = told.get("total_amount")
    if total not in (None, ""):
        return int(str(total))
    return int(str(told.get("amount") or 0)) + int(str(told.get("tax") or 0))


def when(told: Mapping[str, Any]) -> dt.datetime | None:
    """The time of the last operation on it."""
    return moment(told.get("process_date")) or moment(told.get("updated"))


def moment(text: object) -> dt.datetime | None:
    """`yyyy/MM/dd HH:mm:ss.SSS` in Japan; None for anything else."""
    for form in ("%Y/%m/%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S"):
        try:
            return dt.datetime.strptime(str(text), form).replace(tzinfo=JST)
        except ValueError:
            continue
    return None


def key_of(key: str, step: str) -> str:
    """An operation of two calls needs two keys: each a UUID of version 4, the same whenever it is asked for."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"{key}/{step}".encode()).digest()[:16], version=4))
