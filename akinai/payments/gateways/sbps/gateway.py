"""SBPS as a gateway: the calls, and what their answers mean."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import clock, outside
from akinai.payments.gateways import base
from akinai.payments.gateways.base import Account, Declined, Done, Happened, Notice, PaymentView, Snapshot, Unknown
from akinai.payments.gateways.sbps import codes, errors, translate, xml
from akinai.payments.models import EventKind

LIVE = {
    "link_url": "https://fep.sps-system.com/f01/FepBuyInfoReceive.do",
    "api_url": "https://api.sps-system.com/api/xmlapi.do",
}
TEST = {
    "link_url": "https://stbfep.sps-system.com/f01/FepBuyInfoReceive.do",
    "api_url": "https://stbfep.sps-system.com/api/xmlapi.do",
}
MOST = 9_999_999  # yen: amounts have seven digits

_CHARSETS = (("utf-8", "UTF-8"), ("cp932", "Shift_JIS"))

# What can be done by method, from the table of actions of EC-CUBE's plugin. Where it is silent: less, not more.
_CARD = base.Capabilities(
    hold=True, partial_capture="once", refund="many", void=True, reauthorise=True, hold_days=45, inquiry=True
)
_SLIP = base.Capabilities(late_money=True, inquiry=False)
_PAYPAY = base.Capabilities(hold=True, refund="many", void=True, hold_days=30, inquiry=False)
_CARRIER = base.Capabilities(hold=True, refund="whole", void=True, hold_days=30, inquiry=False)
_WALLET = base.Capabilities(refund="whole", inquiry=False)
_CAPABILITIES = {
    "card": _CARD,
    "instalments": _CARD,
    "convenience": _SLIP,
    "pay_easy": _SLIP,
    "virtual_account": _SLIP,
    "paypay": _PAYPAY,
    "d_barai": _CARRIER,
    "au_pay": _CARRIER,
    "carrier": _CARRIER,
}


def _field(name: str, label: str | Promise, default: str = "", **others: Any) -> base.Field:
    return base.Field(name, label, default=default, **others)


class Sbps:
    """SBペイメントサービス by リンク型 and API型."""

    name: ClassVar[str] = "sbps"
    label: ClassVar[str | Promise] = gettext_lazy("SB Payment Service")
    methods: ClassVar[Mapping[str, str]] = codes.METHODS
    fields: ClassVar[tuple[base.Field, ...]] = (
        _field("merchant_id", gettext_lazy("Merchant ID"), required=True, help=gettext_lazy("5 digits")),
        _field("service_id", gettext_lazy("Service ID"), required=True, help=gettext_lazy("3 digits")),
        _field("hash_key", gettext_lazy("Hash key"), secret=True, required=True),
        _field(
            "basic_password",
            gettext_lazy("Password of the API (Basic)"),
            secret=True,
            help=gettext_lazy("Empty: the hash key, as in the test environment."),
        ),
        _field("des_key", gettext_lazy("3DES key"), secret=True, help=gettext_lazy("Only if your contract encrypts.")),
        _field("des_iv", gettext_lazy("3DES initial vector"), secret=True),
        _field(
            "auto_codes",
            gettext_lazy("Ways to pay collected at once (自動売上)"),
            codes.AUTO_CODES,
            help=gettext_lazy("Codes apart by spaces. For all others money is authorised, and collected when shipped."),
        ),
        _field("slip_codes", gettext_lazy("Ways to pay by slip or transfer"), codes.SLIP_CODES),
        _field(
            "prompt_is_paid",
            gettext_lazy("A prompt report (速報) counts as paid"),
            "0",
            choices=(("0", gettext_lazy("No, wait for the definite one")), ("1", gettext_lazy("Yes"))),
        ),
        _field("charset_request", gettext_lazy("Hash of the purchase form"), "utf-8", choices=_CHARSETS),
        _field("charset_notice", gettext_lazy("Hash of result notices"), "utf-8", choices=_CHARSETS),
        _field("charset_return", gettext_lazy("Hash when the buyer comes back"), "cp932", choices=_CHARSETS),
        _field("charset_api", gettext_lazy("Hash of API requests"), "cp932", choices=_CHARSETS),
        _field(
            "senders",
            gettext_lazy("Addresses notices come from"),
            help=gettext_lazy("IP addresses apart by spaces; empty: any, the hash decides."),
        ),
        _field("limit_second", gettext_lazy("A form is good for (seconds)"), "600"),
        _field("timeout", gettext_lazy("Wait for an answer (seconds)"), "60", number=True),
        _field("link_url", gettext_lazy("Address of the payment page"), help=gettext_lazy("Empty: SBPS's own.")),
        _field("api_url", gettext_lazy("Address of the API"), help=gettext_lazy("Empty: SBPS's own.")),
        _field("requests", gettext_lazy("Table of requests"), codes.REQUESTS, long=True),
    )

    def capabilities(self, method: str) -> base.Capabilities:
        """By method; for what SBPS may have besides, only what every wallet can."""
        return _CAPABILITIES.get(method, _WALLET)

    def start(self, account: Account, payment: PaymentView, checkout: base.Checkout, key: str) -> base.Started:
        """The form the buyer's browser posts. Nothing is called: SBPS knows nothing before the buyer is there."""
        if not payment.gateway_code:
            return Declined("no_code", _("Enter SBPS's code for this way to pay: it is in your contract's document."))
        if payment.currency != "JPY" or not 0 < payment.amount <= MOST:
            return Declined("amount", _("SBPS takes 1 to 9,999,999 yen."))
        if missing := [one for one in ("merchant_id", "service_id") if not account.settings.get(one)]:
            return Declined("settings", _("Not set: %(names)s.") % {"names": ", ".join(missing)})
        fields = translate.purchase_form(account, payment, checkout, clock.now())
        return base.AutoPost(_address(account, "link_url"), fields, charset="Shift_JIS")

    def capture(
        self, account: Account, payment: PaymentView, amount: int, key: str, shipment: base.Shipment | None = None
    ) -> base.Result:
        """Whole or less, once; the rest is released."""
        request_id = codes.request_id(account.settings, _code(payment), "capture")
        nodes = xml.manage(account, payment, clock.now(), amount)
        event = Happened(kind=EventKind.CAPTURED, reference=f"{_tracking(payment)}/capture", amount=amount)
        return self._ask(account, payment, request_id, nodes, event)

    def void(self, account: Account, payment: PaymentView, key: str) -> base.Result:
        """Let go of what was authorised."""
        event = Happened(kind=EventKind.VOIDED, reference=f"{_tracking(payment)}/void", amount=payment.authorised)
        return self._cancel(account, payment, payment.authorised, event)

    def refund(self, account: Account, payment: PaymentView, amount: int, key: str, reason: str = "") -> base.Result:
        """The whole by cancelling, less by a partial refund."""
        event = Happened(kind=EventKind.REFUNDED, reference=f"{_tracking(payment)}/refund/{key}", amount=amount)
        if amount == payment.captured and not payment.refunded:
            return self._cancel(account, payment, amount, event)
        request_id = codes.request_id(account.settings, _code(payment), "part")
        return self._ask(account, payment, request_id, xml.manage(account, payment, clock.now(), amount), event)

    def change(self, account: Account, payment: PaymentView, new_amount: int, key: str) -> base.Result:
        """Not known to SBPS: less is captured, more needs another authorisation."""
        return Declined("unsupported", _("SBPS can't change an authorisation: capture less, or authorise again."))

    def reauthorise(self, account: Account, payment: PaymentView, key: str) -> base.Result:
        """A new authorisation, made firm, then the old one let go of: never the other way round."""
        request_id = codes.request_id(account.settings, _code(payment), "again")
        order_id = f"{payment.merchant_ref}{translate.AGAIN}{key.replace('-', '')[:8]}"
        asked = xml.authorise_again(account, payment, order_id)
        answer = self._call(account, payment, request_id, asked)
        if not isinstance(answer, dict):
            return answer
        ids = {**payment.ids, "order_id": order_id, **_ids_of(answer)}
        fresh = _with_ids(payment, ids)
        commit = codes.request_id(account.settings, _code(payment), "commit")
        firm = self._call(account, fresh, commit, xml.manage(account, fresh, clock.now()))
        if not isinstance(firm, dict):
            return firm  # what was not made firm lapses by itself
        released = self.void(account, payment, key)
        detail = {"before": _tracking(payment), "before_released": isinstance(released, Done)}
        name = f"{ids['tracking_id']}/authorise"
        events = [Happened(kind=EventKind.AUTHORISED, reference=name, amount=payment.amount, detail=detail)]
        if payment.authorised:  # given up by us; where the release failed, it lapses by itself
            name = f"{_tracking(payment)}/void"
            events.append(Happened(kind=EventKind.VOIDED, reference=name, amount=payment.authorised, detail=detail))
        return Done(Snapshot(merchant_ref=payment.merchant_ref, events=events, ids=ids))

    def inquire(self, account: Account, payment: PaymentView) -> base.Result:
        """How it stands, where SBPS can be asked.

        Without a tracking id nothing was bought: SBPS takes a purchase as made only when its notice was answered.
        """
        if not _tracking(payment):
            return Done(Snapshot(merchant_ref=payment.merchant_ref))
        request_id = codes.request_id(account.settings, _code(payment), "inquire")
        if not request_id:
            return Unknown(_("SBPS can't be asked about this way to pay: look at its own screens."))
        answer = self._call(account, payment, request_id, xml.inquiry(account, payment))
        return Done(_standing(payment, answer)) if isinstance(answer, dict) else answer

    def read_notice(self, account: Account, raw: base.RawRequest) -> Notice:
        """A02-1. Genuine: right hash, our merchant and service, from an address on the list if there is one."""
        senders = codes.listed(account.settings, "senders")
        if senders and raw.sender not in senders:
            return Notice(genuine=False, why=f"from {raw.sender}, which is not on the list")
        fields = translate.read_form(raw.body)
        if why := translate.why_not_genuine(account, fields, str(account.settings.get("charset_notice") or "utf-8")):
            return Notice(genuine=False, why=why)
        told = dict(fields)
        ids = {"tracking_id": told["res_tracking_id"]} if told.get("res_tracking_id") else {}
        code = told.get("res_pay_method") or told.get("pay_method", "")
        changed_outside = told.get("res_result") in ("CR", "CC")
        if changed_outside and codes.request_id(account.settings, code, "inquire"):
            return Notice(
                genuine=True, merchant_ref=translate.our_number(told.get("order_id", "")), ids=ids, inquire=True
            )
        snapshot = translate.snapshot_of_notice(account, told)
        return Notice(
            genuine=True,
            merchant_ref=translate.our_number(told.get("order_id", "")),
            ids=ids,
            snapshot=snapshot,
            why="" if snapshot else f"nothing to do for {told.get('res_result', '')!r}",
        )

    def read_return(self, account: Account, raw: base.RawRequest) -> Notice:
        """A03-1: a hint, never the truth. Its tracking id lets us ask at once."""
        fields = translate.read_form(raw.body or raw.query.encode("ascii", "replace"))
        if why := translate.why_not_genuine(account, fields, str(account.settings.get("charset_return") or "cp932")):
            return Notice(genuine=False, why=why)
        told = dict(fields)
        tracking, code = told.get("res_tracking_id", ""), told.get("res_pay_method") or told.get("pay_method", "")
        ids = {"tracking_id": tracking, "pay_method": code} if tracking else {}
        reference = translate.our_number(told.get("order_id", ""))
        return Notice(
            genuine=True,
            merchant_ref=reference,
            ids=ids,
            snapshot=Snapshot(merchant_ref=reference, ids=ids) if ids else None,
            inquire=bool(tracking and codes.request_id(account.settings, code, "inquire")),
        )

    def acknowledge(self, account: Account, notice: Notice, ok: bool, why: str = "") -> base.RawResponse:
        """`OK,` or `NG,reason`. NG to the first notice of a purchase: SBPS does not make it."""
        text = "OK," if ok else f"NG,{(why or notice.why or 'refused').replace(',', ' ')[:60]}"
        return base.RawResponse(text.encode("cp932", "replace"), content_type="text/plain; charset=Shift_JIS")

    # --- the calls ---

    def _cancel(self, account: Account, payment: PaymentView, amount: int, event: Happened) -> base.Result:
        request_id, at = codes.request_id(account.settings, _code(payment), "cancel"), clock.now()
        if request_id in codes.CARRIER_CANCEL:
            month = translate.stamp(payment.created_at or at)[:6]
            nodes = xml.carrier_cancel(account, payment, request_id, month, amount)
        else:
            nodes = xml.manage(account, payment, at, amount if request_id in codes.WITH_AMOUNT else None)
        return self._ask(account, payment, request_id, nodes, event)

    def _ask(
        self, account: Account, payment: PaymentView, request_id: str, nodes: Sequence[xml.Node], event: Happened
    ) -> base.Result:
        """Send; `event` is what happened if SBPS says OK."""
        answer = self._call(account, payment, request_id, nodes)
        if isinstance(answer, dict):
            at = translate.moment(answer.get("res_process_date", "")) or translate.moment(answer.get("res_date", ""))
            done = Happened(
                kind=event.kind, reference=event.reference, amount=event.amount, at=at, detail={"request": request_id}
            )
            return Done(Snapshot(merchant_ref=payment.merchant_ref, events=[done]))
        if isinstance(answer, Declined) and errors.kind(answer.code) in errors.ALREADY:
            found = self.inquire(account, payment)  # done before: as what, SBPS says
            return found if isinstance(found, Done) else Unknown(answer.reason)
        return answer

    def _call(
        self, account: Account, payment: PaymentView, request_id: str, nodes: Sequence[xml.Node]
    ) -> dict[str, str] | Declined | Unknown:
        """The values of an answer that says OK."""
        if not request_id:
            return Declined(
                "no_request", _("SBPS's table has no such request for this way to pay: use its own screens.")
            )
        if not _tracking(payment):
            return Declined("no_tracking", _("SBPS has not told the number of this payment yet."))
        try:
            values = xml.read_answer(_post(account, xml.build(account, request_id, nodes, clock.now())))
        except (*outside.FAILED, ValueError) as error:
            return Unknown(str(error) or type(error).__name__)
        if values.get("res_result") == "OK":
            return values
        code = values.get("res_err_code", "")
        if values.get("res_result") != "NG" or errors.nobody_knows(code):
            return Unknown(f"{values.get('res_result', '')} {code} {errors.explain(code)}".strip())
        return Declined(code, errors.explain(code))


def _post(account: Account, message: bytes) -> bytes:
    """Raises outside.FAILED, also for every status but 200."""
    user = f"{account.settings['merchant_id']}{account.settings['service_id']}"
    password = account.credentials.get("basic_password") or account.credentials.get("hash_key", "")
    wait = float(account.settings.get("timeout") or 60)
    with outside.client(timeout=wait, auth=(user, password)) as api:
        answer = api.post(
            _address(account, "api_url"), content=message, headers={"Content-Type": "text/xml; charset=Shift_JIS"}
        )
        answer.raise_for_status()
        return answer.content


def _standing(payment: PaymentView, answer: dict[str, str]) -> Snapshot:
    """payment_status: 1 authorised, 2 captured, 3 cancelled, 4 refunded. SBPS tells no amounts: they are what we know,
    or what we asked for without hearing of it."""
    tracking, status = _tracking(payment), answer.get("payment_status", "")
    reference, events = payment.merchant_ref, []
    held = payment.authorised or payment.amount
    if status == "1":
        # A new authorisation has another tracking id: about one that was asked for, the old one says nothing.
        renewing = any(one.kind == "reauthorise" for one in payment.asked)
        events = [Happened(kind=EventKind.AUTHORISED, reference=f"{tracking}/authorise", amount=held)]
        return Snapshot(
            merchant_ref=reference,
            events=[] if payment.authorised else events,
            authorised=None if renewing else held,
            captured=0,
            ids=_ids_of(answer),
        )
    if status == "2" and not payment.captured:
        amount = _asked(payment, "capture", held)
        events = [Happened(kind=EventKind.CAPTURED, reference=f"{tracking}/capture", amount=amount)]
    elif status == "2" and any(one.kind == "refund" and one.amount == payment.captured for one in payment.asked):
        return Snapshot(merchant_ref=reference, refunded=0, ids=_ids_of(answer))  # the whole was not given back
    elif status in ("3", "4") and payment.captured:
        left = payment.captured - payment.refunded
        open_one = [one for one in payment.asked if one.kind == "refund" and one.amount == left]
        if not open_one:
            return Snapshot(merchant_ref=reference, refunded=payment.captured, finished=True)
        name = f"{tracking}/refund/{open_one[0].key}"
        events = [Happened(kind=EventKind.REFUNDED, reference=name, amount=left)]
    elif status in ("3", "4"):
        events = [Happened(kind=EventKind.VOIDED, reference=f"{tracking}/void", amount=payment.authorised)]
    return Snapshot(merchant_ref=reference, events=events, ids=_ids_of(answer), finished=status in ("3", "4"))


def _asked(payment: PaymentView, kind: str, otherwise: int) -> int:
    return next((one.amount for one in payment.asked if one.kind == kind), otherwise)


def _ids_of(answer: dict[str, str]) -> dict[str, Any]:
    named = {"tracking_id": "res_tracking_id", "sps_transaction_id": "res_sps_transaction_id"}
    return {ours: answer[theirs] for ours, theirs in named.items() if answer.get(theirs)}


def _with_ids(payment: PaymentView, ids: dict[str, Any]) -> PaymentView:
    return PaymentView(**{**vars(payment), "ids": ids})


def _tracking(payment: PaymentView) -> str:
    return str(payment.ids.get("tracking_id", ""))


def _code(payment: PaymentView) -> str:
    """What the buyer really chose; a list of codes lets them choose on SBPS's page."""
    return str(payment.ids.get("pay_method") or payment.gateway_code.split(",")[0])


def _address(account: Account, name: str) -> str:
    return str(account.settings.get(name) or (LIVE if account.live else TEST)[name])
