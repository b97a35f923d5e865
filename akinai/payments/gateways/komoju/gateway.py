"""KOMOJU's calls. Every POST carries our key: the same key twice, within a day, is one at KOMOJU.

No answer, 409, 429, 5xx and an answer that cannot be read are Unknown; other refusals are Declined. Calls that change
something are made once: whoever keeps the operation repeats them, under the same key.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core import outside
from akinai.payments.gateways.base import (
    Account,
    Capabilities,
    Checkout,
    Declined,
    Done,
    Field,
    Notice,
    PaymentView,
    RawRequest,
    RawResponse,
    Redirect,
    Result,
    Shipment,
    Snapshot,
    Started,
    Unknown,
)
from akinai.payments.gateways.komoju import translate

JSON = "application/json"
HOLD_DAYS = 30  # "usually", says KOMOJU's documentation of two-step capture

HOLD = Capabilities(
    hold=True, partial_capture="once", refund="many", void=True, idempotency="native", hold_days=HOLD_DAYS
)
SLIP = Capabilities(void=True, idempotency="native", late_money=True)  # refunds are done by hand
WALLET = Capabilities(refund="many", idempotency="native")

Answer = dict[str, Any]


class Komoju:
    """See base.Gateway."""

    name: ClassVar[str] = "komoju"
    label: ClassVar[str | Promise] = "KOMOJU"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "secret_key",
            _("Secret key"),
            secret=True,
            required=True,
            help=_("Begins with sk_; the test key moves no money."),
        ),
        Field(
            "webhook_secret",
            _("Secret of the webhook"),
            secret=True,
            required=True,
            help=_("The secret you entered at KOMOJU together with our address."),
        ),
        Field("api", _("Address of the API"), default="https://komoju.com/api/v1", required=True),
        Field(
            "hold_days",
            _("Days an authorisation lasts"),
            default=str(HOLD_DAYS),
            help=_("KOMOJU does not tell it for each payment; a card company may release it earlier."),
        ),
        Field("timeout", _("Wait for an answer (seconds)"), default="30", number=True),
    )
    methods: ClassVar[Mapping[str, str]] = {
        "card": translate.CARD,
        "convenience": "konbini",
        "virtual_account": "bank_transfer",
        "pay_easy": "pay_easy",
        "paypay": "paypay",
        "merpay": "merpay",
        "au_pay": "au_pay",
        "rakuten_pay": "rakutenpay",
        "atobarai": "paidy",
    }

    def capabilities(self, method: str) -> Capabilities:
        code = self.methods.get(method, "")
        if not code:
            return Capabilities(inquiry=False)
        return HOLD if code == translate.CARD else SLIP if code in translate.SLIPS else WALLET

    # --- the buyer's side ---

    def start(self, account: Account, payment: PaymentView, checkout: Checkout, key: str) -> Started:
        session = self._post(account, "/sessions", translate.session_body(payment, checkout), key)
        if not isinstance(session, dict):
            return session
        if not session.get("session_url") or not session.get("id"):
            return Unknown("the payment page was opened, but its address was not told")
        return Redirect(str(session["session_url"]), {"session": str(session["id"])})

    def read_return(self, account: Account, raw: RawRequest) -> Notice:
        """Nothing in the address the buyer comes back by is believed: we ask."""
        return Notice(genuine=True, inquire=True)

    # --- what the shop asks for ---

    def capture(
        self, account: Account, payment: PaymentView, amount: int, key: str, shipment: Shipment | None = None
    ) -> Result:
        return self._act(account, payment, "capture", {"amount": amount}, key)

    def void(self, account: Account, payment: PaymentView, key: str) -> Result:
        """Release the hold, or withdraw the slip; of a page nobody has paid on, close it."""
        found = self._payment(account, payment)
        if isinstance(found, Snapshot):
            return self._close_page(account, payment, key)
        return self._act(account, payment, "cancel", {}, key)

    def refund(self, account: Account, payment: PaymentView, amount: int, key: str, reason: str = "") -> Result:
        if payment.gateway_code in translate.SLIPS:
            return Declined(
                "bank_only", "KOMOJU gives such money back by hand only; transfer it to the buyer's account"
            )
        body = {"amount": amount, **({"description": reason[:200]} if reason else {})}
        return self._act(account, payment, "refund", body, key)

    def change(self, account: Account, payment: PaymentView, new_amount: int, key: str) -> Result:
        return Declined("unsupported", "KOMOJU changes no authorised amount; capture less, or ask for another payment")

    def reauthorise(self, account: Account, payment: PaymentView, key: str) -> Result:
        return Declined("unsupported", "no card is kept at KOMOJU; ask the buyer for another payment")

    # --- what is so ---

    def inquire(self, account: Account, payment: PaymentView) -> Result:
        found = self._payment(account, payment)
        if isinstance(found, Snapshot):
            return Done(found)
        return self._done(account, payment, found, fresh=True)

    def _payment(self, account: Account, payment: PaymentView) -> Answer | Snapshot | Declined | Unknown:
        """The payment at KOMOJU; a Snapshot of the page if there is none yet."""
        if payment.ids.get("payment"):
            found = self._get(account, f"/payments/{payment.ids['payment']}")
            # A try that failed may have been followed by another on the same page.
            if not isinstance(found, dict) or found.get("status") in translate.LIVING or not payment.ids.get("session"):
                return found
        if payment.ids.get("session"):
            session = self._get(account, f"/sessions/{payment.ids['session']}")
            if not isinstance(session, dict):
                return session
            made = session.get("payment")
            return (
                dict(made)
                if isinstance(made, Mapping)
                else translate.snapshot_of_session(session, payment.merchant_ref)
            )
        listed = self._get(account, "/payments", {"external_order_num": payment.merchant_ref})
        if not isinstance(listed, dict):
            return listed
        mine = [one for one in listed.get("data") or [] if one.get("external_order_num") == payment.merchant_ref]
        living = [one for one in mine if one.get("status") in translate.LIVING]
        return dict((living or mine)[0]) if mine else Snapshot(merchant_ref=payment.merchant_ref)

    def _act(self, account: Account, payment: PaymentView, verb: str, body: Mapping[str, Any], key: str) -> Result:
        number = payment.ids.get("payment")
        if not number:
            found = self._payment(account, payment)
            if isinstance(found, Snapshot):
                return Declined("no_payment", "the buyer has paid nothing at KOMOJU yet", found)
            if not isinstance(found, dict):
                return found
            number = found["id"]
        return self._done(account, payment, self._post(account, f"/payments/{number}/{verb}", body, key))

    def _done(
        self, account: Account, payment: PaymentView, answer: Answer | Declined | Unknown, *, fresh: bool = False
    ) -> Result:
        if not isinstance(answer, dict):
            return answer
        if not answer.get("id") or not answer.get("status"):
            return Unknown("an answer without a payment in it")
        told = translate.snapshot_of(answer, hold_days=_hold_days(account), fresh=fresh)
        return Done(replace(told, merchant_ref=payment.merchant_ref))

    def _close_page(self, account: Account, payment: PaymentView, key: str) -> Result:
        if not payment.ids.get("session"):
            return Declined("no_payment", "the buyer has paid nothing at KOMOJU yet")
        closed = self._post(account, f"/sessions/{payment.ids['session']}/cancel", {}, key)
        if not isinstance(closed, dict):
            return closed
        return Done(translate.snapshot_of_session(closed, payment.merchant_ref))

    # --- notices ---

    def read_notice(self, account: Account, raw: RawRequest) -> Notice:
        told, secret = raw.headers.get("x-komoju-signature", ""), account.credentials.get("webhook_secret", "")
        if why := translate.why_forged(told, raw.body, secret):
            return Notice(genuine=False, why=why)
        return translate.notice_of(raw.body, hold_days=_hold_days(account))

    def acknowledge(self, account: Account, notice: Notice, ok: bool, why: str = "") -> RawResponse:
        """2xx ends it; anything else is sent again."""
        if not notice.genuine:
            return RawResponse(b'{"error":"signature"}', 400, JSON)
        return RawResponse(b'{"received":true}', 200, JSON) if ok else RawResponse(b'{"error":"later"}', 500, JSON)

    # --- the line ---

    def _post(self, account: Account, path: str, body: Mapping[str, Any], key: str) -> Answer | Declined | Unknown:
        return self._call(account, "POST", path, json=dict(body), headers={"X-KOMOJU-IDEMPOTENCY": key})

    def _get(self, account: Account, path: str, params: Mapping[str, str] | None = None) -> Answer | Declined | Unknown:
        return self._call(account, "GET", path, params=dict(params or {}))

    def _call(self, account: Account, method: str, path: str, **how: Any) -> Answer | Declined | Unknown:
        key = (account.credentials.get("secret_key", ""), "")
        attempts = 1 if method == "POST" else 2
        try:
            wait = float(account.settings.get("timeout") or 30)
            with outside.client(base_url=account.address("api"), timeout=wait, attempts=attempts, auth=key) as api:
                answer = api.request(method, path, **how)
        except (*outside.FAILED, ValueError) as error:
            return Unknown(f"{method} {path}: {type(error).__name__}: {error}")
        return translate.answer_of(answer.status_code, answer.content)


def _hold_days(account: Account) -> int:
    told = str(account.settings.get("hold_days") or "")
    return int(told) if told.isascii() and told.isdigit() else HOLD_DAYS
