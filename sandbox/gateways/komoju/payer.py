"""What the payer's buttons do at the stand-in of KOMOJU, and what the shop is told of it."""

import hashlib
import hmac
import json
import secrets
import string
import time
from typing import Any

from sandbox import wall
from sandbox.gateways import pages
from sandbox.gateways.notifier import Message
from sandbox.gateways.pages import PayerPage
from sandbox.gateways.standin import Pressed, StandIn
from sandbox.messages import Answer, Refused

Thing = dict[str, Any]

WEBHOOK_SECRET = "komoju_secret_standin"  # noqa: S105 - the stand-in's own
SLIPS = ("konbini", "bank_transfer", "pay_easy")
FEES = {"konbini": 190, "pay_easy": 190}  # what the buyer pays on top for the way to pay
AFTER_CARD = (
    ("hold_expired", "与信の期限切れ"),
    ("chargeback", "チャージバックで取り戻される"),
    ("fraud", "不正利用の疑いがつく"),
)
_LETTERS = string.ascii_lowercase + string.digits


def new_id() -> str:
    """25 letters and digits, as KOMOJU's are."""
    return "".join(secrets.choice(_LETTERS) for _ in range(25))


def at(seconds: float = 0) -> str:
    """A moment as KOMOJU writes it, so many seconds from now."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(wall.now() + seconds))


def refuse(message: str, *, code: str = "unprocessable_entity", param: str = "", status: int = 422) -> Refused:
    """KOMOJU's error body."""
    return Refused(Answer.of({"error": {"code": code, "message": message, "param": param or None}}, status))


def details_of(way: str, email: str) -> Thing:
    """What a payment says of how it is paid: never a card number."""
    url = "https://komoju.com/ja/instructions/x"
    number = str(secrets.randbelow(10**10)).zfill(10)
    match way:
        case "credit_card":
            return {"type": way, "brand": "visa", "last_four_digits": "1111", "three_d_secure": {"result": "passed"}}
        case "konbini":
            slip = {"store": "seven-eleven", "confirmation_code": None, "receipt": number, "instructions_url": url}
            return {"type": way, "email": email, **slip}
        case "pay_easy":
            numbers = {"bank_id": "58091", "customer_id": number, "confirmation_id": number[:6]}
            return {"type": way, "email": email, **numbers, "instructions_url": url}
        case "bank_transfer":
            account = {
                "bank_name": "見本銀行", "account_branch_name": "見本支店", "account_type": "普通",
                "account_number": number[:7], "account_name": "デジカ（カ",
            }  # fmt: skip
            return {"type": way, "email": email, **account, "instructions_url": url}
    return {"type": way}


class Payer(StandIn):
    """Everything there is, and the payer's side of it."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, Thing] = {}
        self.payments: dict[str, Thing] = {}
        self.sent: list[Thing] = []

    def shown(self) -> dict[str, Any]:
        return {str(one["payment_data"]["external_order_num"]): self._stands(one) for one in self.sessions.values()}

    def _stands(self, session: Thing) -> dict[str, Any]:
        payment = self.payments.get(str(session["_payment"]))
        if payment is None:
            return {"amount": session["amount"], "captured": 0, "refunded": 0, "state": session["status"]}
        taken = payment["status"] in ("captured", "refunded")
        return {
            "amount": payment["amount"],
            "captured": payment["total"] - payment["payment_method_fee"] if taken else 0,
            "refunded": payment["amount_refunded"],
            "state": payment["status"],
        }

    def event(self, kind: str, payment: Thing) -> list[Message]:
        """A signed notice of the payment as it is now."""
        told = json.loads(json.dumps(payment))
        event = {"id": new_id(), "resource": "event", "type": kind, "created_at": at(), "data": told}
        self.sent.append(event)
        body = json.dumps(event, ensure_ascii=False).encode()
        signature = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Komoju-Signature": signature, "X-Komoju-Event": kind}
        url = str(payment["metadata"].get("notify_url") or "")
        return [Message(url, body, headers, str(payment["external_order_num"]))] if url else []

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        session = self.sessions[page.ref]
        mark = "&" if "?" in session["return_url"] else "?"
        back = f"{session['return_url']}{mark}session_id={session['id']}"
        payment = self.payments.get(str(session["_payment"]))
        match how:
            case pages.CANCEL:
                return Pressed([], back)
            case pages.EXPIRE if session["status"] == "pending":
                session["expired"], page.state = True, "closed"
                return Pressed([], back)
            case pages.PAY | pages.FAIL if session["status"] == "pending" and not session["expired"]:
                told = self._paid(page, session, method, amount) if how == pages.PAY else self._failed(session, method)
                return Pressed(told, back)
        if payment is None or how in (pages.PAY, pages.FAIL):
            raise refuse("This session is over.")
        return Pressed(self._later(payment, how, amount), back)

    def _tried(self, session: Thing, way: str, amount: int) -> Thing:
        """Each try on a page is a payment of its own."""
        data, fee = session["payment_data"], FEES.get(way, 0)
        payment = {
            "id": new_id(),
            "resource": "payment",
            "status": "pending",
            "amount": amount,
            "tax": 0,
            "customer": None,
            "payment_deadline": at(3 * 86_400) if way in SLIPS else None,
            "payment_details": details_of(way, str(session.get("email") or "")),
            "payment_method_fee": fee,
            "total": amount + fee,
            "currency": session["currency"],
            "description": None,
            "captured_at": None,
            "external_order_num": data["external_order_num"],
            "metadata": dict(session["metadata"]),
            "created_at": at(),
            "amount_refunded": 0,
            "locale": "ja",
            "session": session["id"],
            "refunds": [],
            "refund_requests": [],
        }
        self.payments[payment["id"]] = payment
        session["_payment"] = payment["id"]
        return payment

    def _paid(self, page: PayerPage, session: Thing, way: str, amount: int) -> list[Message]:
        payment = self._tried(session, way, amount)
        session["status"], page.state, page.slip = "completed", "done", way in SLIPS
        page.more = AFTER_CARD if way == "credit_card" else ()
        manual = session["payment_data"].get("capture") == "manual"
        if page.slip or (manual and way == "credit_card"):
            payment["status"] = "authorized"  # of a slip this only says that it waits for the money
            return self.event("payment.authorized", payment)
        payment.update(status="captured", captured_at=at())
        return self.event("payment.captured", payment)

    def _failed(self, session: Thing, way: str) -> list[Message]:
        """A try that fails; the page stays open for another."""
        payment = self._tried(session, way, session["amount"])
        payment["status"] = "failed"
        return self.event("payment.failed", payment)

    def _later(self, payment: Thing, how: str, amount: int) -> list[Message]:
        slip = payment["payment_details"]["type"] in SLIPS
        match how:
            case pages.DEPOSIT if slip and payment["status"] in ("authorized", "pending", "expired", "cancelled"):
                payment.update(status="captured", captured_at=at(), amount=amount)
                payment["total"] = amount + payment["payment_method_fee"]
                return self.event("payment.captured", payment)
            case pages.EXPIRE if slip and payment["status"] in ("authorized", "pending"):
                payment["status"] = "expired"
                return self.event("payment.expired", payment)
            case "hold_expired" if payment["status"] == "authorized" and not slip:
                payment["status"] = "expired"
                return self.event("payment.expired", payment)
            case "chargeback" if payment["status"] == "captured":
                left = payment["total"] - payment["amount_refunded"]
                self.give_back(payment, left, "Chargeback", chargeback=True)
                return self.event("payment.refunded", payment)
            case "fraud":
                return self.event("payment.marked.as.fraud", payment)
        return []

    @staticmethod
    def give_back(payment: Thing, amount: int, why: str, *, chargeback: bool = False) -> None:
        """A refund in the payment's list; whole, it changes the status."""
        refund = {
            "id": new_id(),
            "resource": "refund",
            "amount": amount,
            "currency": payment["currency"],
            "payment": payment["id"],
            "description": why,
            "created_at": at(),
            "chargeback": chargeback,
        }
        payment["refunds"].append(refund)
        payment["amount_refunded"] += amount
        if payment["amount_refunded"] >= payment["total"]:
            payment["status"] = "refunded"
