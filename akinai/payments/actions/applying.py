"""The one way by which money becomes known.

A redirect, a notice, a poll, an answer, a bank's file, a settlement, a person: whoever brings news, it is compared with
the ledger under the lock of the payment's row, what is missing is appended, sums and state are reckoned anew, and what
needs a person is opened as a task. Told again, late or in another order, nothing happens twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from akinai.core import clock
from akinai.core.events import publish
from akinai.payments.actions import amounts, noticing, reaching
from akinai.payments.actions.amounts import Sums, Told
from akinai.payments.events import PaymentChanged
from akinai.payments.gateways.base import Capabilities, Happened, Snapshot
from akinai.payments.models import EventKind, Method, Payment, PaymentEvent, PaymentState

POLL_PENDING = dt.timedelta(hours=6)  # how often a slip is asked for, beside the gateway's own notices

WRITTEN = (
    "state", "authorised", "captured", "refunded", "disputed", "ids", "instructions", "due_on", "hold_expires_at",
    "next_inquiry_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to a payment, known to us otherwise than by its gateway. `amount` in minor units,
    `reference` names the single action among all of the payment's account."""

    payment_id: int
    kind: str
    amount: int
    reference: str
    occurred_at: dt.datetime | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _News:
    """What is told of one payment, and of which operation it is the answer."""

    snapshot: Snapshot
    operation_id: int | None = None
    raw_id: int | None = None


def apply_snapshot(
    payment_id: int,
    snapshot: Snapshot,
    *,
    source: str,
    raw_id: int | None = None,
    operation_id: int | None = None,
    actor: str,
) -> bool:
    """Let the ledger know what a gateway tells. Was something new?

    `source`: answer, webhook, redirect, poll, settlement. Raises Payment.DoesNotExist.
    """
    news = _News(snapshot, operation_id, raw_id)
    return payment_id in _take({payment_id: news}, source=source, actor=actor)


def record(facts: Sequence[Fact], *, source: str, actor: str) -> set[int]:
    """Append what the bank, a person or a settlement says; the payments that had something new.

    A set: the number of statements does not grow with it. The inverse of FUNDS_RECEIVED is FUNDS_REVERSED.
    """
    told: dict[int, list[Happened]] = defaultdict(list)
    for fact in facts:
        told[fact.payment_id].append(
            Happened(
                kind=fact.kind,
                reference=fact.reference,
                amount=fact.amount,
                at=fact.occurred_at,
                detail=fact.detail,
            )
        )
    news = {one: _News(Snapshot(merchant_ref="", events=events)) for one, events in told.items()}
    return _take(news, source=source, actor=actor) if news else set()


def _take(news: Mapping[int, _News], *, source: str, actor: str) -> set[int]:
    with transaction.atomic():
        payments = reaching.locked(news)
        if len(payments) < len(news):
            raise Payment.DoesNotExist(f"no payment {min(news.keys() - payments.keys())}")
        ledger = _ledger(payments, news)
        methods = {one.code: one for one in Method.objects.filter(code__in={p.method for p in payments.values()})}
        changes = [
            _change(payment, news[key], ledger, methods.get(payment.method), source, actor)
            for key, payment in payments.items()
        ]
        _write(changes)
        noticing.notice(changes, actor=actor)
        publish([told for change in changes for told in _announced(change, source, actor)])
    return {change.payment.pk for change in changes if change.fresh}


def _ledger(payments: Mapping[int, Payment], news: Mapping[int, _News]) -> list[PaymentEvent]:
    """What is known of these payments, and what is known elsewhere under the references that are told now."""
    references = {one.reference for each in news.values() for one in each.snapshot.events}
    accounts = {payment.account_id for payment in payments.values()}
    which = Q(payment_id__in=list(payments))
    if references:
        which |= Q(account_id__in=accounts, reference__in=references)
    return list(PaymentEvent.objects.filter(which).order_by("id"))


def _change(
    payment: Payment, news: _News, ledger: Sequence[PaymentEvent], method: Method | None, source: str, actor: str
) -> noticing.Change:
    """Compare what is told with what is known; the payment then carries its new sums, unsaved."""
    known = [row for row in ledger if row.payment_id == payment.pk]
    taken = {(row.reference, row.kind): row for row in ledger if row.account_id == payment.account_id}
    capabilities = reaching.capabilities(payment.account, payment.method)
    change = noticing.Change(
        payment,
        before=payment.state,
        was=sums_of(payment, known, capabilities),
        snapshot=news.snapshot,
        hold_before=payment.hold_expires_at,
        stood=_values(payment),
    )
    for one in news.snapshot.events:
        row = taken.get((one.reference, one.kind))
        if row is None:
            row = taken[(one.reference, one.kind)] = _row(payment, one, news, source, actor)
            change.fresh.append(row)
        elif row.payment_id != payment.pk or (one.amount and one.amount != row.amount):
            change.contrary.append((one, row))
    now = sums_of(payment, [*known, *change.fresh], capabilities)
    for one in _missing(payment, now, news.snapshot):
        if (one.reference, one.kind) not in taken:
            change.fresh.append(_row(payment, one, news, source, actor))
    change.now = sums_of(payment, [*known, *change.fresh], capabilities)
    _carry(change, capabilities, method)
    return change


def sums_of(payment: Payment, events: Sequence[PaymentEvent], capabilities: Capabilities) -> Sums:
    """The sums of a payment's events."""
    return amounts.reckon(
        (Told(row.kind, row.reference, row.amount, row.occurred_at, row.detail) for row in events),
        amount=payment.amount,
        page=payment.expires_at is not None,
        many=capabilities.partial_capture == "many",
    )


def _missing(payment: Payment, now: Sums, snapshot: Snapshot) -> list[Happened]:
    """What the gateway's totals say beyond what our ledger has: notices that were lost on the way."""
    ours = payment.merchant_ref
    found: list[Happened] = []

    def add(kind: str, word: str, gap: int, total: int) -> None:
        detail = {"total": total}
        found.append(Happened(kind=kind, reference=f"{ours}/{word}/{total}", amount=gap, detail=detail))

    # What was released stays so: an answer given before the release, heard after it, is no new promise.
    if snapshot.authorised is not None and snapshot.authorised > now.authorised and not now.released:
        add(
            EventKind.AUTHORISED,
            "authorised",
            snapshot.authorised - now.authorised,
            snapshot.authorised,
        )
    came = now.captured + now.taken_back
    if snapshot.captured is not None and snapshot.captured > came:
        add(EventKind.CAPTURED, "captured", snapshot.captured - came, snapshot.captured)
    # The same for a refund that failed after all.
    if snapshot.refunded is not None and snapshot.refunded > now.refunded + now.refund_failed:
        add(EventKind.REFUNDED, "refunded", snapshot.refunded - now.refunded, snapshot.refunded)
    return found


def _row(payment: Payment, one: Happened, news: _News, source: str, actor: str) -> PaymentEvent:
    now = clock.now()
    return PaymentEvent(
        payment=payment,
        account_id=payment.account_id,
        operation_id=news.operation_id,
        kind=str(one.kind),
        amount=one.amount,
        reference=one.reference,
        occurred_at=one.at or now,
        received_at=now,
        source=source,
        raw_id=news.raw_id,
        detail=dict(one.detail),
        actor=actor,
    )


def _carry(change: noticing.Change, capabilities: Capabilities, method: Method | None) -> None:
    """Write on the payment what the snapshot says and the sums are."""
    payment, snapshot, now = change.payment, change.snapshot, change.now
    payment.state, payment.authorised, payment.captured = now.state, now.held, now.captured
    payment.refunded, payment.disputed = now.refunded, now.disputed
    payment.ids = {**payment.ids, **snapshot.ids}
    payment.instructions = {**payment.instructions, **snapshot.instructions}
    payment.due_on = snapshot.due_on or payment.due_on
    if snapshot.hold_expires_at:
        payment.hold_expires_at = snapshot.hold_expires_at
    elif now.held and (not change.was.held or any(row.kind == EventKind.AUTHORISED for row in change.fresh)):
        days = (method.hold_days if method else None) or capabilities.hold_days
        payment.hold_expires_at = clock.now() + dt.timedelta(days=days) if days else payment.hold_expires_at
    if snapshot.finished or now.state not in (PaymentState.NEW, PaymentState.PENDING, PaymentState.FAILED):
        payment.next_inquiry_at = None
    elif now.state == PaymentState.PENDING and change.before != PaymentState.PENDING:
        payment.next_inquiry_at = clock.now() + POLL_PENDING if capabilities.inquiry else None


def _write(changes: Sequence[noticing.Change]) -> None:
    fresh = [row for change in changes for row in change.fresh]
    PaymentEvent.objects.bulk_create(fresh)
    Payment.objects.bulk_update([one.payment for one in changes if one.stood != _values(one.payment)], WRITTEN)


def _values(payment: Payment) -> tuple[object, ...]:
    return tuple(getattr(payment, name) for name in WRITTEN)


def _announced(change: noticing.Change, source: str, actor: str) -> list[PaymentChanged]:
    payment = change.payment
    return [
        PaymentChanged(
            subject=f"payment/{payment.pk}",
            actor=actor,
            documents=payment.documents,
            kind=row.kind,
            amount=row.amount,
            state=payment.state,
            source=source,
        )
        for row in change.fresh
    ]
