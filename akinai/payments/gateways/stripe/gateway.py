"""Stripe's calls. Every one that changes anything carries our key: the same key twice is one at Stripe.

No answer, 409, 429, 5xx and an answer that cannot be read are Unknown; 402 and other refusals are Declined. Calls that
change something are made once: whoever keeps the operation repeats them, under the same key.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core import clock, outside
from akinai.payments.gateways.base import (
    Account,
    Capabilities,
    Checkout,
    Declined,
    Done,
    Field,
    Notice,
    PaymentView,
    Pending,
    RawRequest,
    RawResponse,
    Redirect,
    Result,
    Shipment,
    Snapshot,
    Started,
    Unknown,
)
from akinai.payments.gateways.stripe import asking, notices, translate

JSON = "application/json"
STALE = {"payment_intent_unexpected_state", "charge_already_refunded", "charge_already_captured"}
MOST = 100  # refunds, disputes, transfers of one payment that are read

HOLD = Capabilities(hold=True, partial_capture="once", refund="many", void=True, idempotency="native", hold_days=7)
SLIP = Capabilities(refund="many", void=True, idempotency="native", late_money=True)
WALLET = Capabilities(refund="many", void=True, idempotency="native")

Answer = dict[str, Any]


class Stripe:
    """See base.Gateway."""

    name: ClassVar[str] = "stripe"
    label: ClassVar[str | Promise] = "Stripe"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("secret_key", _("Secret key"), secret=True, required=True, help=_("Begins with sk_ or rk_.")),
        Field(
            "webhook_secret",
            _("Signing secret of the webhook"),
            secret=True,
            required=True,
            help=_("Begins with whsec_. While it is being changed, enter both, separated by a space."),
        ),
        Field("api", _("Address of the API"), default="https://api.stripe.com", required=True),
        Field(
            "three_d_secure",
            _("3-D Secure"),
            default="any",
            choices=(
                ("any", _("Always")),
                ("challenge", _("Always, with the buyer's own confirmation")),
                ("automatic", _("When Stripe finds it necessary")),
            ),
        ),
        Field("timeout", _("Wait for an answer (seconds)"), default="30", number=True),
    )
    methods: ClassVar[Mapping[str, str]] = {
        "card": "card",
        "apple_pay": "card",  # a wallet of the card page
        "google_pay": "card",
        "convenience": translate.KONBINI,
        "virtual_account": translate.TRANSFER,
        "paypay": "paypay",
    }

    def capabilities(self, method: str) -> Capabilities:
        code = self.methods.get(method, "")
        return {"card": HOLD, translate.KONBINI: SLIP, translate.TRANSFER: SLIP, "paypay": WALLET}.get(
            code, Capabilities(inquiry=False)
        )

    # --- the buyer's side ---

    def start(self, account: Account, payment: PaymentView, checkout: Checkout, key: str) -> Started:
        customer = ""
        if payment.gateway_code == translate.TRANSFER:  # one customer per payment, so one account per payment
            told = {"merchant_ref": payment.merchant_ref}
            params = {"name": payment.payer_name or None, "email": payment.payer_email or None, "metadata": told}
            made = self._post(account, "/v1/customers", params, f"{key}:customer")
            if not isinstance(made, dict):
                return made
            customer = str(made["id"])
        three_d_secure = str(account.settings.get("three_d_secure") or "any")
        params = asking.session_params(payment, checkout, three_d_secure=three_d_secure, customer=customer)
        session = self._post(account, "/v1/checkout/sessions", params, key)
        if not isinstance(session, dict):
            return session
        if not session.get("url"):
            return Unknown("the payment page was opened, but its address was not told")
        ids = {"session": str(session["id"]), **({"customer": customer} if customer else {})}
        return Redirect(str(session["url"]), ids)

    def read_return(self, account: Account, raw: RawRequest) -> Notice:
        """Nothing in the address the buyer comes back by is believed: we ask."""
        return Notice(genuine=True, inquire=True)

    # --- what the shop asks for ---

    def capture(
        self, account: Account, payment: PaymentView, amount: int, key: str, shipment: Shipment | None = None
    ) -> Result:
        intent = self._intent(account, payment)
        if not isinstance(intent, str):
            return intent
        done = self._post(account, f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": amount}, key)
        return self._settled(account, payment, done, "captured")

    def void(self, account: Account, payment: PaymentView, key: str) -> Result:
        """Release the hold, or withdraw the slip; of a page nobody has paid on, close it."""
        intent = self._intent(account, payment)
        if isinstance(intent, Declined) and intent.code == "no_payment_intent" and payment.ids.get("session"):
            return self._close_page(account, payment, key)
        if not isinstance(intent, str):
            return intent
        params = {"cancellation_reason": "requested_by_customer"}
        done = self._post(account, f"/v1/payment_intents/{intent}/cancel", params, key)
        return self._settled(account, payment, done, "voided", "cancelled", "authorise_expired", "expired")

    def refund(self, account: Account, payment: PaymentView, amount: int, key: str, reason: str = "") -> Result:
        intent = self._intent(account, payment)
        if not isinstance(intent, str):
            return intent
        params = asking.refund_params(payment, intent, amount, key, reason)
        refund = self._post(account, "/v1/refunds", params, key)
        if not isinstance(refund, dict):
            return refund
        told = Snapshot(
            merchant_ref=payment.merchant_ref, events=translate.of_refund(refund), ids={"payment_intent": intent}
        )
        match str(refund.get("status")):
            case "succeeded":
                return Done(told)
            case "pending" | "requires_action":
                return Pending(told)
            case "failed" | "canceled" as status:
                return Declined(str(refund.get("failure_reason") or status), f"the refund {status}", told)
        return Unknown(f"a refund of an unknown status {refund.get('status')!r}")

    def change(self, account: Account, payment: PaymentView, new_amount: int, key: str) -> Result:
        return Declined("unsupported", "Stripe changes no authorised amount; capture less, or ask for another payment")

    def reauthorise(self, account: Account, payment: PaymentView, key: str) -> Result:
        return Declined("unsupported", "no card is kept at Stripe; ask the buyer for another payment")

    # --- what is so ---

    def inquire(self, account: Account, payment: PaymentView) -> Result:
        """Ask for everything. A page that is still open after our own time is closed on the way: nobody pays later."""
        intent, session = (str(payment.ids.get(name) or "") for name in ("payment_intent", "session"))
        over = payment.expires_at is not None and payment.expires_at < clock.now()
        open_still = over and not payment.captured and not payment.authorised
        gone: Snapshot | None = None
        if session and (open_still or not intent):
            page = self._page(account, session, close=over)
            if not isinstance(page, dict):
                return page
            intent = translate.number_of(page.get("payment_intent")) or intent
            gone = translate.snapshot_of_session(page, payment.merchant_ref)
        if intent:
            return self._whole(account, payment, intent, gone)
        # No page was ever opened that we know the address of: nobody can have paid.
        return Done(gone or Snapshot(merchant_ref=payment.merchant_ref))

    def _page(self, account: Account, session: str, *, close: bool) -> Answer | Declined | Unknown:
        path = f"/v1/checkout/sessions/{session}"
        page = self._get(account, path)
        if not close or not isinstance(page, dict) or page.get("status") != "open":
            return page
        closed = self._post(account, f"{path}/expire", {}, f"{session}:expire")
        # Refused: the buyer paid at that very moment.
        return self._get(account, path) if isinstance(closed, Declined) else closed

    def _close_page(self, account: Account, payment: PaymentView, key: str) -> Result:
        path = f"/v1/checkout/sessions/{payment.ids['session']}/expire"
        closed = self._post(account, path, {}, key)
        if isinstance(closed, Declined):
            return self._settled(account, payment, closed, "expired")
        return (
            closed if isinstance(closed, Unknown) else Done(translate.snapshot_of_session(closed, payment.merchant_ref))
        )

    def _whole(self, account: Account, payment: PaymentView, intent: str, gone: Snapshot | None) -> Result:
        found = self._get(account, f"/v1/payment_intents/{intent}", {"expand": ["latest_charge"]})
        if not isinstance(found, dict):
            return found
        lists: dict[str, list[Answer]] = {}
        for name, path, params in translate.wanted(found):
            answer = self._get(account, path, {**params, "limit": MOST})
            if not isinstance(answer, dict):
                return answer
            lists[name] = list(answer.get("data") or [])
        told = translate.snapshot_of_intent(found, **lists)
        ended = gone.events if gone else ()
        ids = {**told.ids, **(gone.ids if gone else {})}
        told = replace(told, merchant_ref=payment.merchant_ref, events=[*told.events, *ended], ids=ids)
        return Done(translate.with_totals(told, found, lists.get("refunds"), most=MOST))

    def _intent(self, account: Account, payment: PaymentView) -> str | Declined | Unknown:
        """The intent's id: known, or asked for by the page."""
        if known := payment.ids.get("payment_intent"):
            return str(known)
        nothing = Declined("no_payment_intent", "the buyer has paid nothing at Stripe yet")
        if not payment.ids.get("session"):
            return nothing
        page = self._get(account, f"/v1/checkout/sessions/{payment.ids['session']}")
        if not isinstance(page, dict):
            return page
        return translate.number_of(page.get("payment_intent")) or nothing

    def _settled(
        self, account: Account, payment: PaymentView, answer: Answer | Declined | Unknown, *kinds: str
    ) -> Result:
        """The answer to a capture or release. "Already so" is no refusal: what is so is asked for."""
        if isinstance(answer, dict):
            return Done(replace(translate.snapshot_of_intent(answer), merchant_ref=payment.merchant_ref))
        if isinstance(answer, Declined) and answer.code in STALE:
            now = self.inquire(account, payment)
            if isinstance(now, Done):
                so = any(event.kind in kinds for event in now.snapshot.events)
                return now if so else Declined(answer.code, answer.reason, now.snapshot)
            return now
        return answer

    # --- notices ---

    def read_notice(self, account: Account, raw: RawRequest) -> Notice:
        header, told = raw.headers.get("stripe-signature", ""), account.credentials.get("webhook_secret", "")
        now = time.time()  # of the real clock: it is the wire's
        reasons = [notices.why_forged(header, raw.body, secret, now) for secret in told.split() or [""]]
        if all(reasons):
            return Notice(genuine=False, why=reasons[0])
        event = notices.event_of(raw.body)
        if event is None:
            return Notice(genuine=True, why="signed, but not an event that can be read")
        return notices.notice_of(event)

    def acknowledge(self, account: Account, notice: Notice, ok: bool, why: str = "") -> RawResponse:
        """2xx ends it; anything else is sent again for days."""
        if not notice.genuine:
            return RawResponse(b'{"error":"signature"}', 400, JSON)
        return RawResponse(b'{"received":true}', 200, JSON) if ok else RawResponse(b'{"error":"later"}', 500, JSON)

    # --- the line ---

    def _post(self, account: Account, path: str, params: Mapping[str, Any], key: str) -> Answer | Declined | Unknown:
        content = urlencode(asking.form(params))
        return self._call(
            account,
            "POST",
            path,
            content=content,
            headers={"Idempotency-Key": key, "Content-Type": "application/x-www-form-urlencoded"},
        )

    def _get(self, account: Account, path: str, params: Mapping[str, Any] | None = None) -> Answer | Declined | Unknown:
        return self._call(account, "GET", path, params=asking.form(params or {}))

    def _call(self, account: Account, method: str, path: str, **how: Any) -> Answer | Declined | Unknown:
        headers = {
            "Authorization": f"Bearer {account.credentials.get('secret_key', '')}",
            "Stripe-Version": asking.VERSION,
            **how.pop("headers", {}),
        }
        attempts = 1 if method == "POST" else 2
        try:
            wait = float(account.settings.get("timeout") or 30)
            with outside.client(base_url=account.address("api"), timeout=wait, attempts=attempts) as api:
                answer = api.request(method, path, headers=headers, **how)
        except (*outside.FAILED, ValueError) as error:
            return Unknown(f"{method} {path}: {type(error).__name__}: {error}")
        return translate.answer_of(answer.status_code, answer.content)
