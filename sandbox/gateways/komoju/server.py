"""The stand-in's API. Refuses what KOMOJU refuses; keeps everything in memory."""

import base64
import functools
import hashlib
from collections.abc import Callable

from sandbox.gateways.komoju.payer import SLIPS, Payer, Thing, at, new_id, refuse
from sandbox.gateways.pages import PayerPage
from sandbox.messages import Answer, Refused, Request, route

SECRET_KEY = "sk_test_standin"  # noqa: S105 - the stand-in's own
NAMES = {
    "credit_card": "クレジットカード",
    "konbini": "コンビニ",
    "bank_transfer": "銀行振込",
    "pay_easy": "ペイジー",
    "paypay": "PayPay",
    "merpay": "メルペイ",
    "au_pay": "au PAY",
    "rakutenpay": "楽天ペイ",
    "paidy": "あと払い（ペイディ）",
}
SESSION = {
    "mode", "amount", "currency", "return_url", "default_locale", "payment_types", "email", "expires_in_seconds",
    "metadata", "payment_data", "line_items", "external_customer_id",
}  # fmt: skip

Handler = Callable[["KomojuStandIn", Request], Answer]


def keyed(handler: Handler) -> Handler:
    """A POST with its key: the same again gives the same answer, another body an error."""

    @functools.wraps(handler)
    def once(self: "KomojuStandIn", request: Request) -> Answer:
        self.let_in(request)
        key = request.headers.get("x-komoju-idempotency", "")
        if not key or len(key) > 100 or not key.isascii():
            raise refuse("This stand-in wants X-KOMOJU-IDEMPOTENCY, at most 100 ASCII characters, with every POST.")
        digest = hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()
        if key in self.keys:
            known, answer = self.keys[key]
            if known != digest:
                raise refuse("This idempotency key was used for another request.", code="bad_request", status=400)
            return answer
        try:
            answer = handler(self, request)
        except Refused as refused:
            answer = refused.answer
        self.keys[key] = (digest, answer)
        return answer

    return once


class KomojuStandIn(Payer):
    """See the package."""

    name = "KOMOJU"

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, tuple[str, Answer]] = {}

    def let_in(self, request: Request) -> None:
        """The key as user, no password."""
        right = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
        if request.headers.get("authorization") != f"Basic {right}":
            raise refuse("You must provide a valid API key.", code="unauthorized", status=401)

    def session(self, request: Request) -> Thing:
        if request.parts["id"] not in self.sessions:
            raise refuse("The requested resource could not be found.", code="not_found", status=404)
        return self.sessions[request.parts["id"]]

    def payment(self, request: Request) -> Thing:
        if request.parts["id"] not in self.payments:
            raise refuse("The requested resource could not be found.", code="not_found", status=404)
        return self.payments[request.parts["id"]]

    def visible(self, session: Thing) -> Thing:
        """As the outside sees it, with its payment."""
        shown = {name: value for name, value in session.items() if not name.startswith("_")}
        return {**shown, "payment": self.payments.get(str(session["_payment"]))}

    # --- sessions ---

    @route("POST", "/api/v1/sessions")
    @keyed
    def create_session(self, request: Request) -> Answer:
        asked = request.json()
        self._check(asked)
        session = {
            "id": new_id(),
            "resource": "session",
            "mode": "payment",
            "amount": asked["amount"],
            "currency": asked["currency"],
            "return_url": asked.get("return_url"),
            "default_locale": asked.get("default_locale", "ja"),
            "payment_methods": [{"type": way} for way in asked["payment_types"]],
            "created_at": at(),
            "cancelled_at": None,
            "completed_at": None,
            "status": "pending",
            "expired": False,
            "metadata": asked.get("metadata") or {},
            "payment_data": asked["payment_data"],
            "email": asked.get("email"),
            "_payment": None,
        }
        self.sessions[session["id"]] = session
        page = PayerPage(
            ref=session["id"],
            order_id=str(asked["payment_data"]["external_order_num"]),
            amount=asked["amount"],
            title="、".join(str(line.get("description")) for line in asked.get("line_items") or []),
            methods=[(way, NAMES[way]) for way in asked["payment_types"]],
        )
        session["session_url"] = self.open_page(page)
        return Answer.of(self.visible(session))

    def _check(self, asked: Thing) -> None:
        for name in asked:
            if name not in SESSION:
                raise refuse(f"{name} is not a parameter of a session.", param=name)
        if not isinstance(asked.get("amount"), int) or asked["amount"] <= 0:
            raise refuse("amount must be greater than 0.", param="amount")
        if asked.get("currency") != "JPY":
            raise refuse("currency is not supported.", param="currency")
        ways = asked.get("payment_types") or []
        if not ways or not set(ways) <= set(NAMES):
            raise refuse("payment_types is invalid.", param="payment_types")
        if not 1 <= int(asked.get("expires_in_seconds", 86_400)) <= 86_400:
            raise refuse("expires_in_seconds is invalid.", param="expires_in_seconds")
        data = asked.get("payment_data") or {}
        if data.get("capture") not in (None, "auto", "manual") or not data.get("external_order_num"):
            raise refuse("payment_data is invalid.", param="payment_data")
        for other in self.sessions.values():
            if other["payment_data"]["external_order_num"] == data["external_order_num"]:
                raise refuse("external_order_num has already been taken.", param="external_order_num")
        for value in (asked.get("metadata") or {}).values():
            if not isinstance(value, str) or len(value) > 2000:
                raise refuse("metadata is invalid.", param="metadata")

    @route("GET", "/api/v1/sessions/{id}")
    def show_session(self, request: Request) -> Answer:
        self.let_in(request)
        return Answer.of(self.visible(self.session(request)))

    @route("POST", "/api/v1/sessions/{id}/cancel")
    @keyed
    def cancel_session(self, request: Request) -> Answer:
        session = self.session(request)
        if session["status"] != "pending":
            raise refuse("This session cannot be cancelled.")
        session.update(status="cancelled", cancelled_at=at())
        self.pages[session["id"]].state = "closed"
        return Answer.of(self.visible(session))

    # --- payments ---

    @route("GET", "/api/v1/payments")
    def list_payments(self, request: Request) -> Answer:
        self.let_in(request)
        wanted = request.asked().get("external_order_num")
        found = [one for one in self.payments.values() if wanted in (None, one["external_order_num"])]
        found.reverse()
        page = {"resource": "list", "total": len(found), "page": 1, "per_page": 25, "last_page": 1}
        return Answer.of({**page, "data": found[:25]})

    @route("GET", "/api/v1/payments/{id}")
    def show_payment(self, request: Request) -> Answer:
        self.let_in(request)
        return Answer.of(self.payment(request))

    @route("POST", "/api/v1/payments/{id}/capture")
    @keyed
    def capture(self, request: Request) -> Answer:
        payment, asked = self.payment(request), request.json()
        if payment["payment_details"]["type"] != "credit_card" or payment["status"] != "authorized":
            raise refuse("Payment cannot be captured.", code="not_capturable")
        amount = asked.get("amount", payment["amount"])
        if not isinstance(amount, int) or not 0 < amount <= payment["amount"]:
            raise refuse("amount is more than was authorized.", param="amount")
        payment.update(status="captured", captured_at=at(), amount=amount, total=amount + payment["payment_method_fee"])
        self.tell(*self.event("payment.captured", payment))
        return Answer.of(payment)

    @route("POST", "/api/v1/payments/{id}/cancel")
    @keyed
    def cancel(self, request: Request) -> Answer:
        payment = self.payment(request)
        if payment["status"] not in ("pending", "authorized"):
            raise refuse("Payment cannot be cancelled.", code="not_cancellable")
        payment["status"] = "cancelled"
        self.tell(*self.event("payment.cancelled", payment))
        return Answer.of(payment)

    @route("POST", "/api/v1/payments/{id}/refund")
    @keyed
    def refund(self, request: Request) -> Answer:
        payment, asked = self.payment(request), request.json()
        if payment["payment_details"]["type"] in SLIPS:
            raise refuse("This payment method does not support refunds.", code="not_refundable")
        if payment["status"] != "captured":
            raise refuse("Payment cannot be refunded.", code="not_refundable")
        left = payment["total"] - payment["amount_refunded"]
        amount = asked.get("amount", left)
        if not isinstance(amount, int) or not 0 < amount <= left:
            raise refuse("amount is more than can be refunded.", code="over_refund", param="amount")
        self.give_back(payment, amount, str(asked.get("description") or ""))
        whole = payment["status"] == "refunded"
        self.tell(*self.event("payment.refunded" if whole else "payment.refund.created", payment))
        return Answer.of(payment)

    @route("POST", "/api/v1/payments/{id}/refund_request")
    @keyed
    def refund_request(self, request: Request) -> Answer:
        payment, asked = self.payment(request), request.json()
        for name in ("amount", "customer_name", "bank_name", "branch_number", "account_type", "account_number"):
            if not asked.get(name):
                raise refuse(f"{name} is required.", param=name)
        if payment["payment_details"]["type"] not in SLIPS or payment["status"] != "captured":
            raise refuse("Payment cannot be refunded.", code="not_refundable")
        made = {"id": new_id(), "resource": "refund_request", "payment": payment["id"], "status": "pending", **asked}
        payment["refund_requests"].append(made)
        return Answer.of(made)

    @route("GET", "/api/v1/events")
    def list_events(self, request: Request) -> Answer:
        self.let_in(request)
        page = {"resource": "list", "total": len(self.sent), "page": 1, "per_page": 25, "last_page": 1}
        return Answer.of({**page, "data": self.sent[::-1][:25]})
