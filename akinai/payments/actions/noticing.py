"""What a person must look at when money moved: late, double, after cancelling, another amount, taken back …"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from akinai.core import clock
from akinai.payments.actions import tasks
from akinai.payments.actions.amounts import Sums
from akinai.payments.actions.tasks import NewTask
from akinai.payments.gateways.base import Happened, Snapshot
from akinai.payments.models import (
    EventKind,
    Operation,
    OperationKind,
    OperationState,
    Payment,
    PaymentEvent,
    PaymentState,
    TaskKind,
)

PROMISES = frozenset({EventKind.AUTHORISED, EventKind.AUTHORISED_SET})
MONEY = frozenset({EventKind.CAPTURED, EventKind.FUNDS_RECEIVED})
TELLING_DAYS = 7  # a chargeback whose last day for evidence nobody told is looked at within so many days


@dataclass
class Change:
    """What became of one payment by one piece of news."""

    payment: Payment
    before: str  # its state
    was: Sums
    snapshot: Snapshot
    hold_before: dt.datetime | None = None
    stood: tuple[object, ...] = ()  # the payment's values before
    now: Sums = field(default_factory=lambda: Sums(""))
    fresh: list[PaymentEvent] = field(default_factory=list)
    # Told under a reference that is known with another amount, or of another payment.
    contrary: list[tuple[Happened, PaymentEvent]] = field(default_factory=list)

    @property
    def arrived(self) -> list[PaymentEvent]:
        """The fresh events by which money, or the promise of it, came."""
        return [row for row in self.fresh if row.kind in MONEY or row.kind == EventKind.AUTHORISED]


def notice(changes: Sequence[Change], *, actor: str) -> None:
    """Open what needs a person, close what has solved itself. In the transaction of the change."""
    others = _others([change.payment for change in changes if change.arrived])
    wanted = [task for change in changes for task in _tasks(change, others)]
    tasks.open_tasks(wanted, actor=actor)
    tasks.settle([one for change in changes for one in _solved(change)], note="", actor=actor)


def _others(payments: Sequence[Payment]) -> list[Payment]:
    """Other payments for the same documents, which money has come by or been promised by."""
    if not payments:
        return []
    documents = sorted({document for payment in payments for document in payment.documents})
    rows = Payment.objects.filter(documents__overlap=documents)
    return list(rows.filter(Q(captured__gt=0) | Q(authorised__gt=0) | Q(attempt__gt=1)))


def _tasks(change: Change, others: Sequence[Payment]) -> Iterator[NewTask]:
    for row in change.arrived:
        yield from _arrival(change, row, others)
    for row in change.fresh:
        yield from _setback(change, row)
    yield from _amounts(change)


def _task(change: Change, kind: str, key: object, amount: int, **detail: object) -> NewTask:
    payment = change.payment
    due = detail.pop("due_at", None)
    return NewTask(
        kind=kind,
        dedupe=f"{kind}/{payment.pk}/{key}",
        payment_id=payment.pk,
        documents=payment.documents,
        amount=amount,
        currency=payment.currency,
        detail={**detail, "merchant_ref": payment.merchant_ref},
        due_at=due if isinstance(due, dt.datetime) else None,
    )


def _arrival(change: Change, row: PaymentEvent, others: Sequence[Payment]) -> Iterator[NewTask]:
    payment = change.payment
    siblings = [one for one in others if one.pk != payment.pk and set(one.documents) & set(payment.documents)]
    asked_by_us = row.kind == EventKind.CAPTURED and row.amount <= change.was.held
    paid = [one for one in siblings if one.captured > one.refunded or one.authorised]
    if asked_by_us:
        return  # collecting what was promised is not money that arrives unawaited
    if paid:
        yield _task(change, TaskKind.DOUBLE, row.reference, row.amount, others=[one.merchant_ref for one in paid])
    elif payment.closed_at and not any(one.attempt > payment.attempt for one in siblings):
        yield _task(change, TaskKind.AFTER_CANCEL, row.reference, row.amount)
    elif payment.closed_at or (change.before == PaymentState.EXPIRED and not _asked_by_us(change)):
        yield _task(change, TaskKind.LATE, row.reference, row.amount)


def _setback(change: Change, row: PaymentEvent) -> Iterator[NewTask]:
    kinds = {
        EventKind.REFUND_FAILED: TaskKind.REFUND_FAILED,
        EventKind.FUNDS_REVERSED: TaskKind.REVERSED,
        EventKind.DISPUTE_OPENED: TaskKind.CHARGEBACK,
        EventKind.DISPUTE_WITHDRAWN: TaskKind.CHARGEBACK,
    }
    if row.kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_WITHDRAWN):
        due = _moment(row.detail.get("evidence_due")) or clock.now() + dt.timedelta(days=TELLING_DAYS)
        yield _task(change, TaskKind.CHARGEBACK, row.reference, row.amount, due_at=due)
    elif row.kind in (EventKind.AUTHORISE_EXPIRED, EventKind.VOIDED):
        if change.was.held and not change.now.captured and not change.payment.closed_at and not _asked_by_us(change):
            yield _task(change, TaskKind.UNAUTHORISED, "", change.was.held)
    elif row.kind in kinds:
        yield _task(change, kinds[EventKind(row.kind)], row.reference, row.amount)
    elif row.kind == EventKind.CAPTURE_FAILED and change.was.authorised:
        yield _task(change, TaskKind.CAPTURE_FAILED, row.reference, row.amount)


def _asked_by_us(change: Change) -> bool:
    ours = (OperationKind.VOID, OperationKind.REAUTHORISE)
    states = (OperationState.PLANNED, OperationState.SENT, OperationState.UNKNOWN, OperationState.SUCCEEDED)
    return Operation.objects.filter(payment=change.payment, kind__in=ours, state__in=states).exists()


def _moment(told: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def _amounts(change: Change) -> Iterator[NewTask]:
    payment, now = change.payment, change.now
    for one, row in change.contrary:
        yield _task(change, TaskKind.WRONG_AMOUNT, f"{one.reference}/{one.amount}", one.amount, known=row.amount,
                    of=row.payment_id)  # fmt: skip
    if not change.fresh:
        return
    told = change.snapshot.amount
    if told is not None and told not in (payment.amount, now.authorised, now.captured):
        yield _task(change, TaskKind.WRONG_AMOUNT, told, told, agreed=payment.amount)
    elif any(row.kind == EventKind.AUTHORISED for row in change.fresh) and now.authorised != payment.amount:
        yield _task(change, TaskKind.WRONG_AMOUNT, now.authorised, now.authorised, agreed=payment.amount)
    if not any(row.kind in MONEY for row in change.fresh):
        return
    if now.captured > payment.amount:
        over = now.captured - payment.amount
        yield _task(change, TaskKind.DOUBLE, now.captured, over, agreed=payment.amount)
    elif now.state == PaymentState.PART_PAID and not now.authorised:
        yield _task(change, TaskKind.SHORT, "", payment.amount - now.captured, received=now.captured)


def _solved(change: Change) -> Iterator[str]:
    """The tasks that are no more, by their `dedupe`."""
    if not change.fresh:
        return
    payment, now = change.payment, change.now
    if now.captured >= payment.amount and change.was.captured < payment.amount:
        yield f"{TaskKind.SHORT}/{payment.pk}/"
    if change.was.held and (not now.held or payment.hold_expires_at != change.hold_before):
        yield f"{TaskKind.EXPIRING}/{payment.pk}/"
    if now.held or now.captured:
        yield f"{TaskKind.UNAUTHORISED}/{payment.pk}/"
