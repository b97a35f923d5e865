"""API type: requests as Shift_JIS XML with a hash over the plain values, and what is answered. Pure."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from akinai.payments.gateways.base import Account, PaymentView
from akinai.payments.gateways.sbps import codes, hashing
from akinai.payments.gateways.sbps.translate import customer_code, stamp

# A node is a name with a text, or with nodes. Names in TEXTS hold Japanese and go out as Base64.
Node = tuple[str, "str | Sequence[Node]"]
TEXTS = frozenset({"item_name", "free1", "free2", "free3", "dtl_item_name"})


def build(account: Account, request_id: str, nodes: Sequence[Node], at: dt.datetime) -> bytes:
    """The whole message: nodes in SBPS's order, then date, limit and hash."""
    whole: list[Node] = [
        *nodes,
        ("request_date", stamp(at)),
        ("limit_second", str(account.settings.get("limit_second") or "600")),
    ]
    charset = str(account.settings.get("charset_api") or "cp932")
    hashed = hashing.hash_of(list(_values(whole)), account.credentials.get("hash_key", ""), charset)
    inner = "".join(_draw(node) for node in [*whole, ("sps_hashcode", hashed)])
    text = f'<?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="{request_id}">{inner}</sps-api-request>'
    return text.encode("cp932", "replace")


def _values(nodes: Sequence[Node]) -> Iterator[str]:
    for _name, inner in nodes:
        if isinstance(inner, str):
            yield inner
        else:
            yield from _values(inner)


def _draw(node: Node) -> str:
    name, inner = node
    if not isinstance(inner, str):
        return f"<{name}>{''.join(_draw(one) for one in inner)}</{name}>"
    return f"<{name}>{hashing.in_base64(inner) if name in TEXTS and inner else escape(inner)}</{name}>"


def contract(account: Account) -> list[Node]:
    """What every request begins with."""
    return [
        ("merchant_id", str(account.settings["merchant_id"])),
        ("service_id", str(account.settings["service_id"])),
    ]


def manage(account: Account, payment: PaymentView, at: dt.datetime, amount: int | None = None) -> list[Node]:
    """Commit, capture, cancel, refund: of the payment SBPS knows by its tracking id."""
    nodes = [
        *contract(account),
        ("sps_transaction_id", str(payment.ids.get("sps_transaction_id", ""))),
        ("tracking_id", str(payment.ids.get("tracking_id", ""))),
        ("processing_datetime", stamp(at)),
    ]
    return nodes if amount is None else [*nodes, ("pay_option_manage", [("amount", str(amount))])]


def carrier_cancel(
    account: Account, payment: PaymentView, request_id: str, month: str, amount: int | None
) -> list[Node]:
    """docomo's and au's cancel: by the month it is settled in, au's with an amount."""
    month_node: Node = ("cancel_target_month", month)
    inner = [("amount", str(amount)), month_node] if codes.CARRIER_CANCEL.get(request_id) else [month_node]
    return [
        *contract(account),
        ("tracking_id", str(payment.ids.get("tracking_id", ""))),
        ("pay_option_manage", inner),
    ]


def inquiry(account: Account, payment: PaymentView) -> list[Node]:
    """MG01: how a payment stands."""
    return [
        *contract(account),
        ("sps_transaction_id", str(payment.ids.get("sps_transaction_id", ""))),
        ("tracking_id", str(payment.ids.get("tracking_id", ""))),
        ("response_info_type", "2"),
        ("pay_option_manage", [("cardbrand_return_flg", "0")]),
        ("encrypted_flg", "0"),
    ]


def authorise_again(account: Account, payment: PaymentView, order_id: str) -> list[Node]:
    """ST01-00133: a new authorisation by the card SBPS keeps with the old one. No card number is in it."""
    return [
        *contract(account),
        ("tracking_id", str(payment.ids.get("tracking_id", ""))),
        ("cust_code", customer_code(payment)),
        ("order_id", order_id),
        ("item_id", "ORDER"),
        ("item_name", ""),
        ("tax", "0"),
        ("amount", str(payment.amount)),
        ("free1", str(payment.id)),
        ("free2", ""),
        ("free3", ""),
        ("order_rowno", ""),
        ("sps_cust_info_return_flg", "0"),
        ("dtls", []),
        ("pay_method_info", [("dealings_type", ""), ("divide_times", "")]),
        (
            "pay_option_manage",
            [
                ("cust_manage_flg", "0"),
                ("cardbrand_return_flg", "0"),
                ("pay_info_control_type", "B"),
                ("pay_info_detail_control_type", "B"),
            ],
        ),
        ("encrypted_flg", "0"),
    ]


class Broken(ValueError):
    """An answer that can't be read: nobody knows what happened."""


def read_answer(body: bytes) -> dict[str, str]:
    """The answer's values by name, flat. Raises Broken."""
    try:
        text = body.decode("cp932")
    except UnicodeDecodeError:
        raise Broken("the answer is not Shift_JIS") from None
    if "<!" in text:  # a document type: entities could make a few bytes large
        raise Broken("the answer has a document type")
    # expat can't read Shift_JIS: it gets text, without the declaration that names the charset.
    start = text.find("<", text.find("?>") if text.lstrip().startswith("<?xml") else 0)
    try:
        root = ET.fromstring(text[max(start, 0) :])  # noqa: S314 - document types were refused above
    except ET.ParseError:
        raise Broken("the answer is not XML") from None
    if root.tag != "sps-api-response":
        raise Broken(f"the answer is a {root.tag[:40]}")
    return {each.tag: (each.text or "").strip() for each in root.iter() if not len(each)}
