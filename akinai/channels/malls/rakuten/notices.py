"""RMS's push notices: XML with a key we agreed on. A notice is a hint; what is so is read by getOrder."""

import hmac
import xml.etree.ElementTree as ET

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Notice
from akinai.channels.malls.rakuten import codes

LARGEST = 1_000_000  # bytes
DONE, ILLEGAL, WRONG_KEY = "N-000-000", "E-400-100", "E-400-101"


def notice(body: bytes, auth_key: str) -> Notice:
    """What a message says, and the answer RMS wants."""
    root = parsed(body)
    if root is None or root.tag not in ("orderNotifyModel", "notifyModel"):
        return _forged(_("The message is none of RMS's."), ILLEGAL)
    if not auth_key:
        return _forged(_("No key for notices is entered; messages cannot be told from forged ones."), WRONG_KEY)
    told = (root.findtext("authModel/authKey") or "").strip()
    if not hmac.compare_digest(told.encode(), auth_key.encode()):
        return _forged(_("The message does not have the key we agreed on."), WRONG_KEY)
    numbers, ids = _orders(root) if root.tag == "orderNotifyModel" else _events(root)
    return Notice(
        genuine=True, numbers=list(dict.fromkeys(numbers)), key=" ".join(ids)[:200], answer=_answer(DONE),
        content_type="text/xml; charset=utf-8",
    )  # fmt: skip


def parsed(body: bytes) -> ET.Element | None:
    """The message's root; entities are never read: a document type is refused."""
    if len(body) > LARGEST or b"<!DOCTYPE" in body.replace(b"\x00", b"").upper():
        return None
    try:
        return ET.fromstring(body)  # noqa: S314 - nothing that expands came this far
    except (ET.ParseError, ValueError, LookupError):
        return None


def _orders(root: ET.Element) -> tuple[list[str], list[str]]:
    models = root.findall("orderInfoNotifyModel")
    numbers = [number for one in models if (number := (one.findtext("orderNumber") or "").strip())]
    return numbers, [part for one in models if (part := (one.findtext("seqId") or "").strip())]


def _events(root: ET.Element) -> tuple[list[str], list[str]]:
    """購入履歴変更, 審査結果, 警告: each has the order's number at its own place. Others concern no order."""
    numbers, ids = [], []
    for model in root.findall("notifyInfoModel"):
        service, function = (model.findtext(name) or "" for name in ("serviceId", "functionId"))
        at = codes.NOTICE_ORDERS.get(f"{service.strip()}:{function.strip()}")
        if at and (number := (model.findtext(at) or "").strip()):
            numbers.append(number)
        ids.append((model.findtext("requestId") or "").strip())
    return numbers, [one for one in ids if one]


def _forged(why: str, code: str) -> Notice:
    return Notice(genuine=False, why=why, answer=_answer(code), content_type="text/xml; charset=utf-8")


def _answer(code: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><responseModel><resultCode>{code}</resultCode></responseModel>'
    ).encode()
