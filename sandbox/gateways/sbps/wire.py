"""SBPS's messages as SBPS itself would check and write them; written apart from the shop's own code on purpose."""

import base64
import binascii
import hashlib
import re
import time
from urllib.parse import urlencode

from sandbox import wall

# A01-1 in order; rows (dtl_…) may stand between free_csv and request_date.
_BEGIN = [
    *("pay_method", "merchant_id", "service_id", "cust_code", "sps_cust_no", "sps_payment_no", "order_id", "item_id"),
    *("pay_item_id", "item_name", "tax", "amount", "pay_type", "auto_charge_type", "service_type", "div_settele"),
    *("last_charge_month", "camp_type", "tracking_id", "terminal_type"),
]
_FREE = ["free1", "free2", "free3"]
_END = ["request_date", "limit_second", "sps_hashcode"]
ASKED = [*_BEGIN, "success_url", "cancel_url", "error_url", "pagecon_url", *_FREE, "free_csv", *_END]
# What of it comes back in A02-1 and A03-1, and what is added.
ECHOED = [*_BEGIN, *_FREE, "request_date"]
ADDED = [
    *("res_pay_method", "res_result", "res_tracking_id", "res_sps_cust_no", "res_sps_payment_no", "res_payinfo_key"),
    *("res_payment_date", "res_err_code", "res_date", "limit_second"),
]
LENGTHS = {"order_id": 38, "cust_code": 64, "item_id": 32, "item_name": 40, "amount": 7, "free1": 20}
ODD = set("—―\\～‖−¢£¬^`{|}~&<>\"'")  # machine-dependent or not allowed
IN_BASE64 = {"item_name", "free1", "free2", "free3", "dtl_item_name"}


def hashed(values: list[str], key: str, charset: str) -> str:
    """SHA-1 over everything, then the key."""
    return hashlib.sha1("".join([*values, key]).encode(charset)).hexdigest()  # noqa: S324 - SBPS's own way


def fault_of_form(fields: list[tuple[str, str]], key: str, contract: tuple[str, str]) -> str:
    """Why a purchase form is refused: SBPS's error code and what it is about, or ""."""
    names, values = [name for name, _value in fields], dict(fields)
    if [name for name in names if not name.startswith("dtl_")] != ASKED:
        return "99903000 項目の不足または順序違い"
    if (values["merchant_id"], values["service_id"]) != contract:
        return "99914001 マーチャントIDまたはサービスID"
    if values["sps_hashcode"].lower() != hashed([value for name, value in fields[:-1]], key, "utf-8"):
        return "99909025 ハッシュ値"
    if too_old(values["request_date"], values["limit_second"]):
        return "99910023 リクエスト日時"
    for name, most in LENGTHS.items():
        if len(values[name].encode("cp932", "replace")) > most:
            return f"99905000 桁数: {name}"
    if odd := [each for each in values["item_name"] if each in ODD or not _plain(each)]:
        return f"99904000 使用できない文字: {odd[0]}"
    if not re.fullmatch(r"[1-9][0-9]{0,6}", values["amount"]):
        return "99907008 金額"
    if {"credit", "credit3d"} & set(values["pay_method"].split(",")):
        return "10107000 EMV 3-Dセキュアが必要"
    return ""


def _plain(char: str) -> bool:
    encoded = char.encode("cp932", "replace")
    return len(encoded) == 1 or (0x81 <= encoded[0] <= 0xEA and encoded[0] != 0x87)


def too_old(date: str, limit: str) -> bool:
    """Is a request of this date (JST) older than its own limit?"""
    try:
        asked = time.mktime(time.strptime(date, "%Y%m%d%H%M%S")) - time.timezone - 9 * 3600
    except ValueError:
        return True
    return not -600 <= wall.now() - asked <= int(limit or 600)


def message(
    asked: dict[str, str], added: dict[str, str], key: str, charset: str, *, upper: bool
) -> list[tuple[str, str]]:
    """A02-1 (UTF-8, upper case) or A03-1 (Shift_JIS): what was asked, what came of it, the hash."""
    both = {**asked, **added, "limit_second": asked["limit_second"]}
    fields = [(name, both.get(name, "")) for name in [*ECHOED, *ADDED]]
    code = hashed([value for _name, value in fields], key, charset)
    return [*fields, ("sps_hashcode", code.upper() if upper else code)]


def form_body(fields: list[tuple[str, str]]) -> bytes:
    """As SBPS posts it: percent-escapes of Shift_JIS."""
    return urlencode(fields, encoding="cp932").encode("ascii")


def read_request(body: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Request id and the leaves of the XML in order, texts in plain. Raises ValueError."""
    text = body.decode("cp932")
    if not (whole := re.search(r'<sps-api-request id="([A-Z0-9-]+)">(.*)</sps-api-request>$', text, re.S)):
        raise ValueError("not a request")
    leaves = re.findall(r"<(\w+)>([^<]*)</\1>", whole[2])
    return whole[1], [(name, _read(name, value)) for name, value in leaves]


def _read(name: str, value: str) -> str:
    for escape, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        value = value.replace(escape, char)
    try:
        return base64.b64decode(value, validate=True).decode("cp932") if name in IN_BASE64 else value
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError(f"{name} is not Base64 of Shift_JIS") from None


def answer(request_id: str, values: dict[str, str]) -> bytes:
    """An answer in Shift_JIS; `payment_status` stands inside res_pay_method_info."""
    inner = ""
    for name, value in values.items():
        leaf = f"<{name}>{value}</{name}>"
        inner += f"<res_pay_method_info>{leaf}</res_pay_method_info>" if name == "payment_status" else leaf
    text = f'<?xml version="1.0" encoding="Shift_JIS" ?><sps-api-response id="{request_id}">{inner}</sps-api-response>'
    return text.encode("cp932", "replace")
