"""fincode as a gateway: the calls, and what their answers mean."""

import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import outside
from akinai.payments.gateways import base
from akinai.payments.gateways.base import Account, Declined, Done, Notice, PaymentView, Snapshot, Unknown
from akinai.payments.gateways.fincode import translate

LIVE, TEST = "https://api.fincode.jp", "https://api.test.fincode.jp"
VERSION = "20211001"  # of the API; answers keep their form under it
MOST = 9_999_999  # yen: amounts have seven digits
NOT_NOW = (408, 409, 425, 429)  # refused for the moment, or under way: it may yet have happened

_CARD = base.Capabilities(
    hold=True,
    partial_capture="once",
    refund="many",
    refund_style="absolute",
    void=True,
    change="any",
    reauthorise=True,
    idempotency="native",
    hold_days=60,
)
_PAYPAY = base.Capabilities(
    hold=True,
    partial_capture="once",
    refund="many",
    refund_style="absolute",
    void=True,
    change="lower",
    idempotency="native",
    hold_days=30,
)
_SLIP = base.Capabilities(late_money=True, void=True, idempotency="native")
_CAPABILITIES = {"card": _CARD, "instalments": _CARD, "paypay": _PAYPAY}

Told = dict[str, Any]


class Fincode:
    """fincode byGMO by リダイレクト型決済."""

    name: ClassVar[str] = "fincode"
    label: ClassVar[str | Promise] = gettext_lazy("fincode byGMO")
    methods: ClassVar[Mapping[str, str]] = {
        "card": "Card",
        "instalments": "Card",
        "convenience": "Konbini",
        "paypay": "Paypay",
        "virtual_account": "Virtualaccount",
    }
    fields: ClassVar[tuple[base.Field, ...]] = (
        base.Field("secret_key", gettext_lazy("Secret key"), secret=True, required=True),
        base.Field(
            "webhook_signature",
            gettext_lazy("Signature of webhooks"),
            secret=True,
            required=True,
            help=gettext_lazy(
                "The words you entered at fincode for each webhook, up to 60 characters: make them long."
            ),
        ),
        base.Field("shop_name", gettext_lazy("Shop's name on the payment page")),
        base.Field(
            "tenant_name",
            gettext_lazy("Shop's name for 3-D Secure"),
            help=gettext_lazy("Up to 25 letters; empty: the name known to fincode."),
        ),
        base.Field(
            "tds2_type",
            gettext_lazy("Cards without 3-D Secure 2"),
            default="2",
            choices=(("2", gettext_lazy("Refuse")), ("3", gettext_lazy("Accept without it"))),
        ),
        base.Field("timeout", gettext_lazy("Wait for an answer (seconds)"), default="30", number=True),
        base.Field("api_url", gettext_lazy("Address of the API"), help=gettext_lazy("Empty: fincode's own.")),
    )

    def capabilities(self, method: str) -> base.Capabilities:
        """Apple Pay and Google Pay are not on fincode's page, so they are not here."""
        return _CAPABILITIES.get(method, _SLIP)

    def start(self, account: Account, payment: PaymentView, checkout: base.Checkout, key: str) -> base.Started:
        """A page for this payment only. The same key is the same page for 30 minutes."""
        if payment.currency != "JPY" or not 0 < payment.amount <= MOST:
            return Declined("amount", _("fincode takes 1 to 9,999,999 yen."))
        answer = _call(account, "POST", "/v1/sessions", key, translate.session(account, payment, checkout))
        if not isinstance(answer, dict):
            return answer
        if not str(answer.get("link_url", "")).startswith("http"):
            return Unknown("an answer without link_url")
        return base.Redirect(str(answer["link_url"]), {"session_id": answer.get("id", "")})

    def capture(
        self, account: Account, payment: PaymentView, amount: int, key: str, shipment: base.Shipment | None = None
    ) -> base.Result:
        """A capture takes no amount: for less, the hold is made smaller before."""
        now = self._now(account, payment)
        if not isinstance(now, dict):
            return now
        held = translate.total_of(now)
        if now.get("status") != "AUTHORIZED" or amount > min(held, payment.authorised):
            return _not_as_thought(now, payment)
        events = []
        if amount < held:
            smaller = self._change(account, payment, now, "AUTH", amount, translate.key_of(key, "change"))
            if not isinstance(smaller, dict):
                return smaller
            events.append(translate.authorised_set(smaller, _access(now), amount))
        done = self._put(account, payment, now, "capture", key)
        if not isinstance(done, dict):
            return done
        return _done(payment, done, before=events)

    def void(self, account: Account, payment: PaymentView, key: str) -> base.Result:
        """Release a hold, or withdraw a slip."""
        now = self._now(account, payment)
        if not isinstance(now, dict):
            return now
        if now.get("status") not in ("AUTHORIZED", "AWAITING_CUSTOMER_PAYMENT"):
            return _not_as_thought(now, payment)
        done = self._put(account, payment, now, "cancel", key)
        return _done(payment, done) if isinstance(done, dict) else done

    def refund(self, account: Account, payment: PaymentView, amount: int, key: str, reason: str = "") -> base.Result:
        """All of it by cancelling; less by a change to what shall remain, which is reckoned from what is there now."""
        now = self._now(account, payment)
        if not isinstance(now, dict):
            return now
        there, known = translate.total_of(now), payment.captured - payment.refunded
        if now.get("status") != "CAPTURED" or there != known or amount > known:
            return _not_as_thought(now, payment)
        if amount == known:
            done = self._put(account, payment, now, "cancel", key)
        else:
            done = self._change(account, payment, now, "CAPTURE", known - amount, key)
        return _done(payment, done) if isinstance(done, dict) else done

    def change(self, account: Account, payment: PaymentView, new_amount: int, key: str) -> base.Result:
        """Another amount for a hold; absolute, so that repeating it does no harm."""
        now = self._now(account, payment)
        if not isinstance(now, dict):
            return now
        if now.get("status") != "AUTHORIZED" or not 0 < new_amount <= MOST:
            return _not_as_thought(now, payment)
        done = self._change(account, payment, now, "AUTH", new_amount, key)
        return _done(payment, done) if isinstance(done, dict) else done

    def reauthorise(self, account: Account, payment: PaymentView, key: str) -> base.Result:
        """fincode authorises again only what was cancelled: a hold that still lives is released first."""
        now = self._now(account, payment)
        if not isinstance(now, dict):
            return now
        events = []
        if now.get("status") == "AUTHORIZED":
            released = self._put(account, payment, now, "cancel", translate.key_of(key, "cancel"))
            if not isinstance(released, dict):
                return released
            if payment.authorised:
                events.append(translate.voided(released, payment, _access(now)))
        more = {"method": str(now.get("method") or "1")}
        if now.get("pay_times"):
            more["pay_times"] = str(now["pay_times"])
        fresh = self._put(account, payment, now, "auth", key, **more)
        if isinstance(fresh, Declined):
            lost = Snapshot(merchant_ref=payment.merchant_ref, events=events) if events else None
            return Declined(fresh.code, fresh.reason, lost)
        if not isinstance(fresh, dict):
            return fresh
        gone = base.PaymentView(**{**vars(payment), "authorised": 0})
        return _done(gone, fresh, before=events)

    def inquire(self, account: Account, payment: PaymentView) -> base.Result:
        """GET /v1/payments. Before the buyer paid, fincode has no payment of our number."""
        now = self._now(account, payment)
        if isinstance(now, Declined) and now.code == "404":
            return Done(Snapshot(merchant_ref=payment.merchant_ref, authorised=0, captured=0))
        if isinstance(now, Declined):
            return Unknown(f"{now.code} {now.reason}")
        return Done(translate.snapshot(now, payment)) if isinstance(now, dict) else now

    def read_notice(self, account: Account, raw: base.RawRequest) -> Notice:
        """The header holds a fixed word: it keeps strangers out, and proves nothing of the body. So we ask."""
        word = account.credentials.get("webhook_signature", "")
        told = raw.headers.get("fincode-signature", "")
        if not word or not hmac.compare_digest(word.encode(), told.encode()):
            return Notice(genuine=False, why="the signature is not ours" if word else "no signature is set")
        try:
            body = json.loads(raw.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return Notice(genuine=False, why="the body is not a JSON object")
        number = str(body.get("order_id") or body.get("id") or "")  # a virtual account says id
        access = str(body.get("access_id") or "")
        return Notice(
            genuine=True, merchant_ref=number, ids={"access_id": access} if access else {}, inquire=bool(number)
        )

    def read_return(self, account: Account, raw: base.RawRequest) -> Notice:
        """Nothing in the address is signed: we ask."""
        return Notice(genuine=False, inquire=True, why="fincode signs no return")

    def acknowledge(self, account: Account, notice: Notice, ok: bool, why: str = "") -> base.RawResponse:
        """`{"receive": "0"}`: understood; "1": told again later."""
        body = json.dumps({"receive": "0" if ok else "1"}).encode()
        return base.RawResponse(body, content_type="application/json; charset=utf-8")

    # --- the calls ---

    def _now(self, account: Account, payment: PaymentView) -> Told | Declined | Unknown:
        path = f"/v1/payments/{quote(payment.merchant_ref, safe='')}?pay_type={quote(payment.gateway_code, safe='')}"
        return _call(account, "GET", path)

    def _put(
        self, account: Account, payment: PaymentView, now: Told, what: str, key: str, **more: str
    ) -> Told | Declined | Unknown:
        body = {"pay_type": payment.gateway_code, "access_id": _access(now), **more}
        done = _call(account, "PUT", f"/v1/payments/{quote(payment.merchant_ref, safe='')}/{what}", key, body)
        return {**now, **done} if isinstance(done, dict) else done

    def _change(
        self, account: Account, payment: PaymentView, now: Told, job: str, amount: int, key: str
    ) -> Told | Declined | Unknown:
        return self._put(account, payment, now, "change", key, job_code=job, amount=str(amount), tax="0")


def _call(
    account: Account, method: str, path: str, key: str = "", body: Mapping[str, Any] | None = None
) -> Told | Declined | Unknown:
    """The answer's object. A refusal says so by its status and code; all else nobody knows."""
    headers = {
        "Authorization": f"Bearer {account.credentials.get('secret_key', '')}",
        "Api-Version": VERSION,
        **({"idempotent_key": key} if key else {}),
    }
    address = str(account.settings.get("api_url") or (LIVE if account.live else TEST)).rstrip("/")
    content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
    if content is not None:
        headers["Content-Type"] = "application/json;charset=UTF-8"
    try:
        wait = float(account.settings.get("timeout") or 30)
        with outside.client(timeout=wait, attempts=2) as api:
            # The same key twice is one at fincode, so a broken line may be tried again.
            answer = api.request(
                method, address + path, content=content, headers=headers, extensions={"idempotent": True}
            )
            told = answer.json()
    except (*outside.FAILED, ValueError) as error:
        return Unknown(str(error) or type(error).__name__)
    if answer.is_success and isinstance(told, dict):
        return told
    if answer.is_client_error and answer.status_code not in NOT_NOW:
        return _refused(answer.status_code, told)
    return Unknown(f"status {answer.status_code}")


def _refused(status: int, told: object) -> Declined:
    errors = told.get("errors") if isinstance(told, dict) else None
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    if status == 404:
        return Declined("404", str(first.get("error_message") or "not found"))
    return Declined(str(first.get("error_code") or status), str(first.get("error_message") or f"status {status}"))


def _not_as_thought(now: Told, payment: PaymentView) -> base.Result:
    """It does not stand at fincode as our ledger has it: nothing is done, and the ledger learns what is so."""
    said = {"status": now.get("status", ""), "amount": translate.total_of(now)}
    words = _("At fincode it is %(status)s, %(amount)s yen: nothing was done.") % said
    return Declined("state", words, translate.snapshot(now, payment))


def _done(payment: PaymentView, told: Told, before: list[base.Happened] | None = None) -> Done:
    found = translate.snapshot(told, payment)
    return Done(Snapshot(**{**vars(found), "events": [*(before or []), *found.events], "amount": None}))


def _access(now: Told) -> str:
    return str(now.get("access_id", ""))
