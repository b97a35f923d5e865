"""A buyer goes to pay, comes back, or tries another way."""

import datetime as dt
import uuid

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock, limits
from akinai.core.outcome import Refusal, Refused
from akinai.payments.actions import applying, asking, operating, reaching
from akinai.payments.actions.operating import Ask
from akinai.payments.actions.reaching import Reach
from akinai.payments.gateways import base
from akinai.payments.models import Operation, OperationKind, OperationState, Payment, PaymentState

log = structlog.get_logger(__name__)

# A payment in these states can still be begun: nothing has happened, or a try on the page failed.
OPEN = (PaymentState.NEW, PaymentState.PENDING, PaymentState.FAILED)
DONE = (
    PaymentState.AUTHORISED,
    PaymentState.PART_PAID,
    PaymentState.PAID,
    PaymentState.OVERPAID,
    PaymentState.DISPUTED,
)
LAST_QUESTION = dt.timedelta(minutes=5)
MOST_RETURNS = 12  # inquiries that one payment's return page may cause in a minute


def start(payment_id: int, *, checkout: base.Checkout, actor: str) -> base.Started:
    """Begin a payment at its gateway. Network; in no transaction.

    A Redirect or AutoPost is for the caller to draw. Called twice within the page's life it is one at the gateway: the
    operation's key is the same, and a page that was given out is given out again. Raises Refused where there is nothing
    to begin (paid already, closed, its page expired).
    """
    operation = _opened(payment_id, actor)
    way = reaching.reach(payment_id)
    url = operation.answer.get("url")
    if operation.state == OperationState.SUCCEEDED and url:
        return base.Redirect(url, dict(operation.answer.get("ids", {})))
    if way.payment.state == PaymentState.PENDING and way.payment.instructions:
        ours = way.payment
        told = base.Snapshot(merchant_ref=ours.merchant_ref, instructions=ours.instructions, due_on=ours.due_on)
        return base.Direct(told)
    try:
        started = way.gateway.start(way.account, way.view, checkout, str(operation.key))
    except Exception as error:
        log.exception("payments.start_broke", payment=payment_id)
        started = base.Unknown(f"{type(error).__name__}: {error}")
    _note(operation, way, started, actor)
    return started


def _opened(payment_id: int, actor: str) -> Operation:
    with transaction.atomic():
        payment = reaching.locked([payment_id]).get(payment_id)
        if payment is None:
            raise Refused([Refusal(payment_id, "", _("There is no such payment."))])
        refusal = _why_not(payment)
        if refusal:
            raise Refused([Refusal(payment_id, "", refusal)])
        if payment.started_at is None:
            payment.started_at = clock.now()
            payment.save(update_fields=["started_at"])
        operation, _made = Operation.objects.get_or_create(
            dedupe=f"start/{payment_id}",
            defaults={
                "payment": payment,
                "kind": OperationKind.START,
                "amount": payment.amount,
                "key": uuid.uuid4(),
                "state": OperationState.SENT,
                "asked_by": actor,
                "asked_at": clock.now(),
                "claimed_at": clock.now(),
                "attempts": 1,
            },
        )
    return operation


def _why_not(payment: Payment) -> str:
    if payment.state in DONE:
        return _("This payment has been made already.")
    if payment.closed_at or payment.state not in OPEN:
        return _("This payment is closed. Please choose again how to pay.")
    if payment.expires_at and payment.expires_at <= clock.now() and payment.state == PaymentState.NEW:
        return _("The time for this payment has run out. Please order again.")
    return ""


def _note(operation: Operation, way: Reach, started: base.Started, actor: str) -> None:
    """Keep what the gateway answered."""
    ours = way.payment
    match started:
        case base.Redirect(url, ids):
            snapshot = base.Snapshot(merchant_ref=ours.merchant_ref, ids=ids)
            values = {"state": OperationState.SUCCEEDED, "answer": {"url": url, "ids": ids}}
        case base.AutoPost(_url, _fields, _charset, ids):
            snapshot = base.Snapshot(merchant_ref=ours.merchant_ref, ids=ids)
            values = {"state": OperationState.SUCCEEDED}
        case base.Direct(snapshot):
            values = {"state": OperationState.SUCCEEDED}
        case base.Declined(code, reason, said):
            snapshot = said or base.Snapshot(merchant_ref=ours.merchant_ref)
            values = {"state": OperationState.FAILED, "error": f"{code} {reason}".strip()[:500]}
        case base.Unknown(why):
            snapshot = base.Snapshot(merchant_ref=ours.merchant_ref)
            values = {"state": OperationState.UNKNOWN, "error": why[:500]}
    with transaction.atomic():
        applying.apply_snapshot(ours.pk, snapshot, source="answer", operation_id=operation.pk, actor=actor)
        Operation.objects.filter(pk=operation.pk).update(done_at=clock.now(), **{"error": "", **values})


def came_back(token: uuid.UUID, raw: base.RawRequest | None, *, actor: str) -> Payment:
    """The buyer returned from the payment page; the payment as it then stands. Network; in no transaction.

    The address the buyer came by says nothing unless the gateway signed it; otherwise the gateway is asked once. Raises
    Payment.DoesNotExist.
    """
    payment_id = Payment.objects.only("pk").get(token=token).pk
    way = reaching.reach(payment_id)
    if raw is not None:
        _read_return(way, raw, actor)
    state = Payment.objects.values_list("state", flat=True).get(pk=payment_id)
    asked = limits.too_often("payments.return", str(token), most=MOST_RETURNS, seconds=60)
    if state in (PaymentState.NEW, PaymentState.FAILED) and way.payment.started_at and not asked:
        inquire([payment_id], source="redirect", actor=actor)
    return Payment.objects.select_related("account").get(pk=payment_id)


def _read_return(way: Reach, raw: base.RawRequest, actor: str) -> None:
    try:
        notice = way.gateway.read_return(way.account, raw)
    except Exception:
        log.exception("payments.return_broke", payment=way.payment.pk)
        return
    ours = notice.merchant_ref in ("", way.payment.merchant_ref)
    if notice.genuine and ours and notice.snapshot is not None:
        applying.apply_snapshot(way.payment.pk, notice.snapshot, source="redirect", actor=actor)


def inquire(payment_ids: list[int], *, source: str = "poll", actor: str) -> dict[int, bool]:
    """Ask the gateways what they know, and apply it: which of them answered. Network; in no transaction."""
    answered: dict[int, bool] = {}
    for payment_id in payment_ids:
        way = reaching.reach(payment_id)
        if not way.capabilities.inquiry:
            continue
        try:
            result = way.gateway.inquire(way.account, way.view)
        except Exception as error:
            log.exception("payments.inquiry_broke", payment=payment_id)
            result = base.Unknown(f"{type(error).__name__}: {error}")
        snapshot = result.snapshot if not isinstance(result, base.Unknown) else None
        if snapshot is not None:
            applying.apply_snapshot(payment_id, snapshot, source=source, actor=actor)
        answered[payment_id] = not isinstance(result, base.Unknown)
    return answered


def retry(payment_id: int, *, method: str | None = None, actor: str) -> int:
    """Another try for the same documents, by the same or another method; its payment id. Network; in no transaction.

    The old one is closed. Raises Refused where it was paid, or may still be: the gateway is asked first.
    """
    way = reaching.reach(payment_id)
    begun = way.payment.started_at and way.payment.closed_at is None and way.capabilities.inquiry
    if begun and not inquire([payment_id], actor=actor).get(payment_id, False):
        raise Refused([Refusal(payment_id, "", _still_unknown())])
    with transaction.atomic():
        old = reaching.locked([payment_id])[payment_id]
        if old.state in DONE:
            raise Refused([Refusal(payment_id, "", _("This payment has been made already."))])
        newer = Payment.objects.filter(documents__overlap=old.documents, attempt__gt=old.attempt, closed_at=None)
        known = newer.order_by("-id").values_list("pk", flat=True).first()
        if known is not None:
            return known  # asked for twice
        old.closed_at = old.closed_at or clock.now()
        old.next_inquiry_at = asked_once_more(old) if way.capabilities.inquiry else None
        old.save(update_fields=["closed_at", "next_inquiry_at"])
        if way.capabilities.void and old.state == PaymentState.PENDING and old.ids:
            operating.void([Ask(old.pk, dedupe=f"replaced/{old.pk}")], actor=actor)
        made = asking.request([_again(old, method)], actor=actor)
        if not made:
            words = _("The shop does not offer this way to pay.")
            raise Refused([Refusal(payment_id, "method", words)])
    return made[old.documents[0]]


def asked_once_more(payment: Payment) -> dt.datetime | None:
    """When a page that is awaited no more is asked for a last time: the buyer may still have it open."""
    if payment.started_at is None or payment.state not in (PaymentState.NEW, PaymentState.FAILED):
        return None
    return max(clock.now(), payment.expires_at or clock.now()) + LAST_QUESTION


def _still_unknown() -> str:
    return _("We are still asking whether your payment went through. Please wait a few minutes before you pay again.")


def _again(old: Payment, method: str | None) -> asking.NewPayment:
    return asking.NewPayment(
        documents=tuple(old.documents),
        amounts=tuple(old.amounts),
        method=method or old.method,
        currency=old.currency,
        payer=asking.Payer(old.payer_name, old.payer_kana, old.payer_email, old.payer_phone),
        paying=reaching.pays_on_a_page(method or old.method),
        attempt=old.attempt + 1,
    )
