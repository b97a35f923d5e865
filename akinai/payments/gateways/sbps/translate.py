"""The purchase form (A01-1) and the messages that come back (A02-1, A03-1), in our words. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from akinai.core.clock import JST
from akinai.payments.gateways.base import Account, Checkout, Happened, PaymentView, Snapshot
from akinai.payments.gateways.sbps import codes, errors, hashing
from akinai.payments.models import EventKind

Fields = list[tuple[str, str]]
# As A02-1 and A03-1 hold them; the hash is over whatever came, in the order in which it came.
HASH = "sps_hashcode"
AGAIN = "-R"  # between our number and the suffix of another authorisation: order_id can be used once only


def purchase_form(account: Account, payment: PaymentView, checkout: Checkout, at: dt.datetime) -> Fields:
    """Every field in SBPS's order, empty ones too, with the hash last."""
    settings, hash_key = account.settings, account.credentials.get("hash_key", "")
    fields: Fields = [
        ("pay_method", payment.gateway_code),
        ("merchant_id", str(settings["merchant_id"])),
        ("service_id", str(settings["service_id"])),
        ("cust_code", customer_code(payment)),
        ("sps_cust_no", ""),
        ("sps_payment_no", ""),
        ("order_id", payment.merchant_ref),
        ("item_id", "ORDER"),
        ("pay_item_id", ""),
        ("item_name", hashing.plain(checkout.title, 40)),
        ("tax", "0"),
        ("amount", str(payment.amount)),
        ("pay_type", "0"),
        ("auto_charge_type", ""),
        ("service_type", "0"),
        ("div_settele", ""),  # SBPS's own spelling
        ("last_charge_month", ""),
        ("camp_type", ""),
        ("tracking_id", ""),
        ("terminal_type", "0"),
        ("success_url", checkout.return_url),
        ("cancel_url", checkout.cancel_url),
        ("error_url", checkout.error_url),
        ("pagecon_url", checkout.notify_url),
        ("free1", str(payment.id)),
        ("free2", ""),
        ("free3", ""),
        ("free_csv", free_csv(account, payment)),
        ("request_date", stamp(at)),
        ("limit_second", str(settings.get("limit_second") or "600")),
    ]
    charset = str(settings.get("charset_request") or "utf-8")
    return [*fields, (HASH, hashing.hash_of([value for _name, value in fields], hash_key, charset))]


def customer_code(payment: PaymentView) -> str:
    """Who buys, to SBPS: guests and members alike get one by payment, as no card is kept there."""
    return f"C-{payment.merchant_ref}"


def free_csv(account: Account, payment: PaymentView) -> str:
    """What the buyer need not type again on the page of a slip; "" for other ways, or when something is missing."""
    slips = codes.listed(account.settings, "slip_codes")
    last, _, first = hashing.csv_value(payment.payer_name.replace("\u3000", " ")).partition(" ")
    last_kana, _, first_kana = hashing.csv_value(payment.payer_kana.replace("\u3000", " ")).partition(" ")
    needed = (last, first, last_kana, first_kana, payment.payer_phone, payment.payer_email)
    if not slips.issuperset(payment.gateway_code.split(",")) or not all(needed):
        return ""
    values = {
        "LAST_NAME": last,
        "FIRST_NAME": first,
        "LAST_NAME_KANA": last_kana,
        "FIRST_NAME_KANA": first_kana,
        "TEL": "".join(char for char in payment.payer_phone if char.isdigit()),
        "MAIL": hashing.csv_value(payment.payer_email),
    }
    if payment.due_on:
        values["BILL_DATE"] = payment.due_on.strftime("%Y%m%d")
    text = ",".join(f"{name}={value}" for name, value in values.items())
    key, vector = account.credentials.get("des_key", ""), account.credentials.get("des_iv", "")
    return hashing.encrypted(text, key, vector) if key and vector else hashing.in_base64(text)


def read_form(body: bytes) -> Fields:
    """A form as SBPS posts it: percent-escapes are bytes of Shift_JIS. Empty fields stay; nothing is guessed."""
    text = body.decode("ascii", "replace")
    return parse_qsl(text, keep_blank_values=True, encoding="cp932", errors="replace", max_num_fields=500)


def charsets_that_fit(fields: Sequence[tuple[str, str]], hash_key: str) -> list[str]:
    """Those of "utf-8" and "cp932" by which the hash is right. Both, where every value is ASCII."""
    values, told = [value for name, value in fields if name != HASH], dict(fields).get(HASH, "")
    return [one for one in ("utf-8", "cp932") if hashing.same(hashing.hash_of(values, hash_key, one), told)]


def why_not_genuine(account: Account, fields: Sequence[tuple[str, str]], charset: str) -> str:
    """ "" for a message that is SBPS's and for this contract; otherwise why not, for staff."""
    told = dict(fields)
    if len(told) != len(fields):
        return "a field comes twice"
    values, hash_key = [value for name, value in fields if name != HASH], account.credentials.get("hash_key", "")
    if not hash_key:
        return "no hash key is set"
    if not hashing.same(hashing.hash_of(values, hash_key, charset), told.get(HASH, "")):
        return f"the hash is not right in {charset}"
    ours = (str(account.settings["merchant_id"]), str(account.settings["service_id"]))
    if (told.get("merchant_id"), told.get("service_id")) != ours:
        return "another merchant or service"
    return ""


def our_number(order_id: str) -> str:
    """Our number of the payment in an order_id, which has a suffix after another authorisation."""
    return order_id.partition(AGAIN)[0]


def snapshot_of_notice(account: Account, told: Mapping[str, str]) -> Snapshot | None:
    """What a result notice says; None where SBPS must be asked, or where there is nothing to say."""
    reference, amount = our_number(told.get("order_id", "")), number(told.get("amount", ""))
    tracking, result = told.get("res_tracking_id", ""), told.get("res_result", "")
    code = told.get("res_pay_method") or told.get("pay_method", "")
    event = _event(account, told, code, tracking or reference, amount or 0)
    if event is None:
        return None
    ids: dict[str, Any] = {"pay_method": code, "order_id": told.get("order_id", "")}
    if tracking:
        ids["tracking_id"] = tracking
    return Snapshot(
        merchant_ref=reference,
        events=[event],
        amount=amount,
        ids=ids,
        # The number to pay by is on SBPS's own page and in its mail; notices don't tell it.
        instructions={"by": "sbps"} if event.kind == EventKind.INSTRUCTIONS else {},
        refunded=amount if result == "CR" else None,
        finished=result in ("NG", "CN"),
    )


def _event(account: Account, told: Mapping[str, str], code: str, name: str, amount: int) -> Happened | None:
    """The event of one res_result. References name the tracking id and what happened: SBPS has no number of its own."""
    at = moment(told.get("res_payment_date", "")) or moment(told.get("res_date", ""))
    detail: dict[str, Any] = {"code": code, "result": told.get("res_result", "")}
    if told.get("res_payinfo_key"):
        detail["payinfo"] = told["res_payinfo_key"]
    match told.get("res_result", ""):
        case "OK":
            kind, word = accepted(account, code)
            return Happened(kind=kind, reference=f"{name}/{word}", amount=amount, at=at, detail=detail)
        case "NG":
            error = told.get("res_err_code", "")
            said = {**detail, "error": error, "reason": errors.explain(error)}
            when = told.get("res_date", "")
            return Happened(kind=EventKind.AUTHORISE_FAILED, reference=f"{name}/failed/{when}", at=at, detail=said)
        case "PY":
            return _deposit(account, told, code, name, amount, detail)
        case "CN":
            return Happened(kind=EventKind.EXPIRED, reference=f"{name}/expired", at=at, detail=detail)
        case "CC":  # the carrier let go of what was promised; what was captured is not touched by it
            return Happened(kind=EventKind.VOIDED, reference=f"{name}/void", at=at, detail=detail)
        case "CR" | "AC":
            when = told.get("res_date", "")
            return Happened(kind=EventKind.NOTE, reference=f"{name}/{detail['result']}/{when}", at=at, detail=detail)
    return None  # CL: the last month of a subscription


def accepted(account: Account, code: str) -> tuple[str, str]:
    """What “OK” means for a way to pay: kind of event, and the word in its reference."""
    if code in codes.listed(account.settings, "slip_codes"):
        return EventKind.INSTRUCTIONS, "slip"
    if code in codes.listed(account.settings, "auto_codes"):
        return EventKind.CAPTURED, "capture"
    return EventKind.AUTHORISED, "authorise"


def _deposit(
    account: Account, told: Mapping[str, str], code: str, name: str, amount: int, detail: dict[str, Any]
) -> Happened:
    """PY. A konbini tells of one deposit twice: 速報 (P) and 確報 (D), the same event; a transfer may come in parts."""
    prompt = told.get("res_payinfo_key", "").split(",")[0] == "P"
    at = moment(told.get("res_payment_date", "")) or moment(told.get("res_date", ""))
    if prompt and str(account.settings.get("prompt_is_paid", "")) != "1":
        return Happened(kind=EventKind.NOTE, reference=f"{name}/prompt", amount=0, at=at, detail=detail)
    again = f"/{told.get('res_payment_date', '')}" if code == "banktransfer" else ""
    return Happened(kind=EventKind.FUNDS_RECEIVED, reference=f"{name}/paid{again}", amount=amount, at=at, detail=detail)


def stamp(at: dt.datetime) -> str:
    """YYYYMMDDHHMMSS in Japan."""
    return at.astimezone(JST).strftime("%Y%m%d%H%M%S")


def moment(text: str) -> dt.datetime | None:
    """The time of such a stamp; None for anything else."""
    try:
        return dt.datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """Yen, or None for what is no number."""
    return int(text) if text.isascii() and text.isdigit() else None
