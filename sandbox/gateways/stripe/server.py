"""The stand-in's API. Refuses what Stripe refuses; keeps everything in memory."""

import functools
import hashlib
from collections.abc import Callable

from sandbox import wall
from sandbox.gateways.pages import PayerPage
from sandbox.gateways.stripe import things
from sandbox.gateways.stripe.payer import SLIPS, WEBHOOK_SECRET, Payer
from sandbox.gateways.stripe.things import Thing, refuse, visible
from sandbox.messages import Answer, Refused, Request, route

SECRET_KEY = "sk_test_standin"  # noqa: S105 - the stand-in's own
NAMES = {"card": "カード", "konbini": "コンビニ", "customer_balance": "銀行振込", "paypay": "PayPay"}
SESSION = {
    "mode", "client_reference_id", "locale", "line_items", "allowed_payment_method_types", "payment_method_options",
    "payment_intent_data", "metadata", "customer", "customer_email", "success_url", "cancel_url", "expires_at",
}  # fmt: skip
Handler = Callable[["StripeStandIn", Request], Answer]


def keyed(handler: Handler) -> Handler:
    """A POST with its Idempotency-Key: the same again gives the same answer, other parameters an error."""

    @functools.wraps(handler)
    def once(self: "StripeStandIn", request: Request) -> Answer:
        self.let_in(request)
        key = request.headers.get("idempotency-key", "")
        if not key or len(key) > 255:
            raise refuse("This stand-in wants an Idempotency-Key of at most 255 characters with every POST.")
        digest = hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()
        if key in self.keys:
            known, answer = self.keys[key]
            if known != digest:
                words = f"Keys for idempotent requests can only be used with the same parameters. Key: {key}"
                raise refuse(words, kind="idempotency_error")
            return answer
        try:
            answer = handler(self, request)
        except Refused as refused:
            answer = refused.answer
        self.keys[key] = (digest, answer)
        return answer

    return once


class StripeStandIn(Payer):
    """See the package."""

    name = "Stripe"

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, tuple[str, Answer]] = {}

    def let_in(self, request: Request) -> None:
        """Refuse a wrong key, and a version whose words we don't speak."""
        if request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
            raise refuse("Invalid API Key provided", status=401)
        if request.headers.get("stripe-version") != "2026-10-28.endive":
            raise refuse("This stand-in speaks the version 2026-10-28.endive only.")

    @staticmethod
    def find(things_: dict[str, Thing], request: Request, kind: str) -> Thing:
        """The thing of the path."""
        number = request.parts["id"]
        if number not in things_:
            raise refuse(f"No such {kind}: '{number}'", code="resource_missing", param="id", status=404)
        return things_[number]

    # --- customers and pages ---

    @route("POST", "/v1/customers")
    @keyed
    def create_customer(self, request: Request) -> Answer:
        params = things.nested(request.form())
        things.known(params, {"name", "email", "metadata"})
        made = {"id": things.new_id("cus"), "object": "customer", "created": int(wall.now()), **params}
        self.customers[made["id"]] = {**made, "_transactions": []}
        return Answer.of(made)

    @route("GET", "/v1/customers/{id}/cash_balance_transactions")
    def transactions(self, request: Request) -> Answer:
        self.let_in(request)
        return _list(self.find(self.customers, request, "customer")["_transactions"])

    @route("POST", "/v1/checkout/sessions")
    @keyed
    def create_session(self, request: Request) -> Answer:
        params = things.nested(request.form())
        things.known(params, SESSION)
        ways = list((params.get("allowed_payment_method_types") or {}).values())
        if not ways or not set(ways) <= set(NAMES):
            raise refuse(f"Invalid payment method types: {ways}", param="allowed_payment_method_types")
        options = params.get("payment_method_options") or {}
        self._check_options(ways, options, params)
        session = things.session_of(params, ways, options)
        self.sessions[session["id"]] = session
        page = PayerPage(
            ref=session["id"],
            order_id=str(session["client_reference_id"]),
            amount=session["amount_total"],
            title=session["_title"],
            methods=[(way, NAMES[way]) for way in ways],
        )
        session["url"] = self.open_page(page)
        return Answer.of(visible(session))

    def _check_options(self, ways: list[str], options: Thing, params: Thing) -> None:
        three_d_secure = (options.get("card") or {}).get("request_three_d_secure")
        if "card" in ways and three_d_secure not in ("any", "challenge", "automatic"):
            raise refuse("This stand-in wants request_three_d_secure for cards.", param="payment_method_options")
        if "konbini" in ways and not 1 <= int((options.get("konbini") or {}).get("expires_after_days", 3)) <= 60:
            raise refuse("expires_after_days must be between 1 and 60.", param="payment_method_options")
        if "customer_balance" in ways and str(params.get("customer")) not in self.customers:
            raise refuse("A customer is needed for customer_balance.", code="parameter_missing", param="customer")
        if "capture_method" in (options.get("paypay") or {}):
            raise refuse("Received unknown parameter", code="parameter_unknown", param="payment_method_options")

    @route("GET", "/v1/checkout/sessions/{id}")
    def show_session(self, request: Request) -> Answer:
        self.let_in(request)
        return Answer.of(visible(self.find(self.sessions, request, "checkout.session")))

    @route("POST", "/v1/checkout/sessions/{id}/expire")
    @keyed
    def expire_session(self, request: Request) -> Answer:
        session = self.find(self.sessions, request, "checkout.session")
        if session["status"] != "open":
            raise refuse(f'Only Checkout Sessions with a status in ["open"] can be expired, not {session["status"]}.')
        self.tell(*self._session_expired(session))
        return Answer.of(visible(session))

    # --- intents ---

    @route("GET", "/v1/payment_intents/{id}")
    def show_intent(self, request: Request) -> Answer:
        self.let_in(request)
        return Answer.of(self._expanded(self.find(self.intents, request, "payment_intent")))

    def _expanded(self, intent: Thing) -> Thing:
        charge = self.charges.get(str(intent["latest_charge"]))
        return {**intent, "latest_charge": dict(charge) if charge else None}

    @route("POST", "/v1/payment_intents/{id}/capture")
    @keyed
    def capture(self, request: Request) -> Answer:
        intent, params = self.find(self.intents, request, "payment_intent"), things.nested(request.form())
        things.known(params, {"amount_to_capture", "final_capture", "metadata", "statement_descriptor_suffix"})
        if intent["status"] != "requires_capture":
            raise self._unexpected(intent, "captured")
        amount = things.whole(params, "amount_to_capture") if params.get("amount_to_capture") else intent["amount"]
        if amount > intent["amount_capturable"]:
            words = f"The amount to capture ({amount}) is more than the amount that can be captured."
            raise refuse(words, code="amount_too_large", param="amount_to_capture")
        charge = self.charges[intent["latest_charge"]]
        charge.update(captured=True, amount_captured=amount)
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        self.tell(*self.events(intent, ("charge.captured", charge), ("payment_intent.succeeded", intent)))
        return Answer.of(intent)

    @route("POST", "/v1/payment_intents/{id}/cancel")
    @keyed
    def cancel(self, request: Request) -> Answer:
        intent, params = self.find(self.intents, request, "payment_intent"), things.nested(request.form())
        things.known(params, {"cancellation_reason"})
        if intent["status"] in ("succeeded", "canceled"):
            raise self._unexpected(intent, "canceled")
        self.tell(*self._cancelled(intent, str(params.get("cancellation_reason") or "requested_by_customer")))
        return Answer.of(intent)

    @staticmethod
    def _unexpected(intent: Thing, verb: str) -> Refused:
        words = f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}."
        return refuse(words, code="payment_intent_unexpected_state")

    # --- refunds and disputes ---

    @route("POST", "/v1/refunds")
    @keyed
    def create_refund(self, request: Request) -> Answer:
        params = things.nested(request.form())
        things.known(params, {"payment_intent", "amount", "reason", "instructions_email", "metadata", "charge"})
        intent = self.intents.get(str(params.get("payment_intent")))
        if intent is None or not intent["amount_received"]:
            raise refuse("This PaymentIntent does not have a successful charge to refund.", code="resource_missing")
        charge, left = self.charges[intent["latest_charge"]], intent["amount_received"] - self._refunded(intent)
        amount = things.whole(params, "amount") if params.get("amount") else left
        if charge["disputed"]:
            raise refuse(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
        if left <= 0:
            raise refuse(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if amount > left:
            raise refuse(
                f"Refund amount (¥{amount}) is greater than unrefunded amount on charge (¥{left})", param="amount"
            )
        slip = intent["payment_method_types"][0] in SLIPS
        if slip and not params.get("instructions_email"):
            raise refuse("instructions_email is needed.", code="parameter_missing", param="instructions_email")
        refund = {
            "id": things.new_id("re"),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "created": int(wall.now()),
            "currency": intent["currency"],
            "metadata": params.get("metadata") or {},
            "payment_intent": intent["id"],
            "reason": params.get("reason"),
            "status": "requires_action" if slip else "succeeded",
        }
        self.refunds[refund["id"]] = refund
        told = [("refund.created", refund)]
        if not slip:
            charge["amount_refunded"] += amount
            told.append(("charge.refunded", charge))
        self.tell(*self.events(intent, *told))
        return Answer.of(refund)

    def _refunded(self, intent: Thing) -> int:
        mine = [one for one in self.refunds.values() if one["payment_intent"] == intent["id"]]
        return sum(one["amount"] for one in mine if one["status"] not in ("failed", "canceled"))

    @route("GET", "/v1/refunds")
    def list_refunds(self, request: Request) -> Answer:
        return self._of_intent(request, self.refunds)

    @route("GET", "/v1/disputes")
    def list_disputes(self, request: Request) -> Answer:
        return self._of_intent(request, self.disputes)

    def _of_intent(self, request: Request, found: dict[str, Thing]) -> Answer:
        self.let_in(request)
        wanted = request.asked().get("payment_intent")
        return _list([one for one in found.values() if one["payment_intent"] == wanted])

    # --- events ---

    @route("POST", "/v1/webhook_endpoints")
    @keyed
    def create_endpoint(self, request: Request) -> Answer:
        params = things.nested(request.form())
        things.known(params, {"url", "enabled_events", "api_version", "description"})
        made = {"id": things.new_id("we"), "object": "webhook_endpoint", "url": params["url"], "secret": WEBHOOK_SECRET}
        self.endpoints.append(made)
        return Answer.of(made)


def _list(found: list[Thing]) -> Answer:
    return Answer.of({"object": "list", "data": [visible(one) for one in found], "has_more": False})
