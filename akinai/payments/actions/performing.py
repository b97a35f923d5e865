"""Operations done: the call to the gateway, its answer, and what to do where there was none."""

import datetime as dt
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import publish
from akinai.payments.actions import applying, operating, reaching, tasks
from akinai.payments.actions.amounts import Sums
from akinai.payments.actions.reaching import Reach
from akinai.payments.events import OperationFailed
from akinai.payments.gateways import base
from akinai.payments.models import Operation, OperationKind, OperationState, Payment, TaskKind

log = structlog.get_logger(__name__)

# How long after the call, and then after each question, the gateway is asked what became of it.
WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
    dt.timedelta(hours=6),
)
A_PERSON_AFTER = dt.timedelta(hours=24)
LOST_AFTER = dt.timedelta(minutes=5)  # sent so long ago without an answer: its worker died
KEY_LIVES = dt.timedelta(minutes=20)  # the same key twice is one (fincode keeps keys for 30 minutes)
MOST_CALLS = 6

WHEN_REFUSED = {
    OperationKind.CAPTURE: TaskKind.CAPTURE_FAILED,
    OperationKind.REFUND: TaskKind.REFUND_FAILED,
}


def perform(operation_id: int, *, actor: str) -> None:
    """Do a planned operation. Network; in no transaction. Run twice, or by two at once, the call is made once."""
    operation = _claim(operation_id)
    if operation is None:
        return
    way = reaching.reach(operation.payment_id)
    try:
        result = _call(operation, way)
    except Exception as error:  # an adapter's fault: whether the call went out, nobody knows
        log.exception("payments.operation_broke", operation=operation_id)
        result = base.Unknown(f"{type(error).__name__}: {error}")
    _answer(operation, way, result, actor)


def _claim(operation_id: int) -> Operation | None:
    """planned → sent, unless another operation of the payment is under way."""
    with transaction.atomic():
        payment = Payment.objects.filter(operations__pk=operation_id).select_for_update(of=("self",)).first()
        if payment is None:
            return None
        others = Operation.objects.filter(
            payment=payment, state__in=[OperationState.SENT, OperationState.UNKNOWN]
        ).exclude(kind=OperationKind.START)
        row = Operation.objects.filter(pk=operation_id, state=OperationState.PLANNED).first()
        if row is None or others.exclude(pk=operation_id).exists():
            return None
        row.state, row.claimed_at, row.attempts = OperationState.SENT, clock.now(), row.attempts + 1
        stand = operating.standing({payment.pk: Payment.objects.select_related("account").get(pk=payment.pk)})
        row.answer = {**row.answer, "before": row.answer.get("before") or _told(stand[payment.pk].sums)}
        row.save(update_fields=["state", "claimed_at", "attempts", "answer"])
        return row


def _told(sums: Sums) -> dict[str, int]:
    return {
        "authorised": sums.authorised,
        "held": sums.held,
        "captured": sums.captured,
        "given": sums.refunded + sums.refund_pending,
    }


def _call(operation: Operation, way: Reach) -> base.Result:
    key = str(operation.key)
    gateway, account, view = way.gateway, way.account, way.view
    match operation.kind:
        case OperationKind.CAPTURE:
            parcel = base.Shipment(**operation.shipment) if operation.shipment else None
            return gateway.capture(account, view, operation.amount, key, parcel)
        case OperationKind.VOID:
            return gateway.void(account, view, key)
        case OperationKind.REFUND:
            return gateway.refund(account, view, operation.amount, key, operation.reason)
        case OperationKind.CHANGE:
            return gateway.change(account, view, operation.amount, key)
        case _:
            return gateway.reauthorise(account, view, key)


def _answer(operation: Operation, way: Reach, result: base.Result, actor: str) -> None:
    """Apply what the gateway said of its call."""
    if isinstance(result, base.Declined) and way.capabilities.inquiry:
        # “Already captured” is a refusal too: what the gateway has is asked before anybody is troubled.
        found = _inquire(way)
        if isinstance(found, base.Done | base.Pending) and _finish_if_done(operation, found.snapshot, actor):
            return
    with transaction.atomic():
        reaching.locked([operation.payment_id])
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        if row.state not in (OperationState.SENT, OperationState.UNKNOWN):
            return
        match result:
            case base.Done(snapshot) | base.Pending(snapshot):
                _apply(row, snapshot, actor)
                _succeed(row, pending=isinstance(result, base.Pending))
            case base.Declined(code, reason, said):
                if said is not None:
                    _apply(row, said, actor)
                _fail(row, f"{code} {reason}".strip(), actor)
            case base.Unknown(why):
                _leave_open(row, why, actor)


def _apply(row: Operation, snapshot: base.Snapshot, actor: str) -> bool:
    return applying.apply_snapshot(row.payment_id, snapshot, source="answer", operation_id=row.pk, actor=actor)


def _succeed(row: Operation, *, pending: bool = False) -> None:
    row.state, row.done_at, row.next_try_at, row.error = OperationState.SUCCEEDED, clock.now(), None, ""
    row.answer = {**row.answer, "pending": pending}
    row.save(update_fields=["state", "done_at", "next_try_at", "error", "answer"])
    tasks.settle([f"{TaskKind.UNKNOWN_RESULT}/{row.payment_id}/{row.pk}"], note="", actor=row.asked_by)
    _next_please(row)


def _fail(row: Operation, error: str, actor: str) -> None:
    row.state, row.done_at, row.next_try_at = OperationState.FAILED, clock.now(), None
    row.error = mask_cards(error)[0][:500]
    row.save(update_fields=["state", "done_at", "next_try_at", "error"])
    payment = row.payment
    publish(
        [
            OperationFailed(
                subject=f"payment/{payment.pk}",
                actor=actor,
                documents=payment.documents,
                operation_id=row.pk,
                kind=row.kind,
                amount=row.amount,
                error=row.error,
            )
        ]
    )
    kind = WHEN_REFUSED.get(OperationKind(row.kind), TaskKind.UNKNOWN_RESULT)
    tasks.open_tasks([_task(row, kind)], actor=actor)
    _next_please(row)


def _leave_open(row: Operation, why: str, actor: str) -> None:
    """Nobody knows: its amount stays reserved, and the gateway is asked again, later and later."""
    asked = int(row.answer.get("asked", 0))
    row.state, row.error = OperationState.UNKNOWN, mask_cards(why)[0][:500]
    row.next_try_at = clock.now() + WAITS[min(asked, len(WAITS) - 1)]
    row.answer = {**row.answer, "asked": asked + 1}
    row.save(update_fields=["state", "error", "next_try_at", "answer"])
    if clock.now() - row.asked_at >= A_PERSON_AFTER:
        tasks.open_tasks([_task(row, TaskKind.UNKNOWN_RESULT)], actor=actor)


def _task(row: Operation, kind: TaskKind) -> tasks.NewTask:
    return tasks.NewTask(
        kind=kind,
        dedupe=f"{kind}/{row.payment_id}/{row.pk}",
        payment_id=row.payment_id,
        documents=row.payment.documents,
        amount=row.amount,
        currency=row.payment.currency,
        detail={"operation": row.kind, "error": row.error, "merchant_ref": row.payment.merchant_ref},
    )


def _next_please(row: Operation) -> None:
    """The next planned operation of the payment, which waited for this one."""
    from akinai.payments import jobs

    waiting = Operation.objects.filter(payment_id=row.payment_id, state=OperationState.PLANNED).order_by("id")
    jobs.perform_later(list(waiting.values_list("pk", flat=True)[:1]))


# --- where nobody knows -------------------------------------------------------------------------------------


def resolve(operation_id: int, *, actor: str) -> None:
    """Ask the gateway what became of an unknown operation. Network; in no transaction. Harmless when run twice."""
    operation = _claim_unknown(operation_id)
    if operation is None:
        return
    way = reaching.reach(operation.payment_id)
    able = way.capabilities
    if able.inquiry:
        found = _inquire(way)
        if isinstance(found, base.Done | base.Pending):
            if _finish_if_done(operation, found.snapshot, actor):
                return
            if _proves_absence(operation, found.snapshot) or _key_lives(operation, able):
                _call_again(operation, actor)
                return
            _still_open(operation, _("The gateway's answer does not tell whether it happened."), actor)
            return
    if _key_lives(operation, able):
        _call_again(operation, actor)
    else:
        _still_open(operation, _("The gateway does not answer."), actor)


def _inquire(way: Reach) -> base.Result:
    try:
        return way.gateway.inquire(way.account, way.view)
    except Exception as error:
        log.exception("payments.inquiry_broke", payment=way.payment.pk)
        return base.Unknown(f"{type(error).__name__}: {error}")


def _claim_unknown(operation_id: int) -> Operation | None:
    """An unknown operation whose time has come, put off so that a second job leaves it alone."""
    with transaction.atomic():
        rows = Operation.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=operation_id, state=OperationState.UNKNOWN, next_try_at__lte=clock.now()).first()
        if row is not None:
            row.next_try_at = clock.now() + LOST_AFTER
            row.save(update_fields=["next_try_at"])
    return row


def _finish_if_done(operation: Operation, snapshot: base.Snapshot, actor: str) -> bool:
    """Apply the answer of an inquiry; if the sums then show that the operation happened, it is done."""
    with transaction.atomic():
        payments = reaching.locked([operation.payment_id])
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        applying.apply_snapshot(row.payment_id, snapshot, source="poll", operation_id=row.pk, actor=actor)
        if row.state not in (OperationState.SENT, OperationState.UNKNOWN):
            return True
        sums = operating.standing(payments)[row.payment_id].sums
        if not _happened(row, sums):
            return False
        _succeed(row)
    return True


def _happened(row: Operation, now: Sums) -> bool:
    before: dict[str, Any] = row.answer.get("before", {})
    match row.kind:
        case OperationKind.CAPTURE:
            return now.captured >= before.get("captured", 0) + row.amount
        case OperationKind.REFUND:
            return now.refunded + now.refund_pending >= before.get("given", 0) + row.amount
        case OperationKind.VOID:
            return not now.held and now.state in ("voided", "expired")
        case OperationKind.CHANGE:
            return now.authorised == row.amount and before.get("authorised") != row.amount
        case _:
            return now.held > before.get("held", 0)


def _proves_absence(row: Operation, snapshot: base.Snapshot) -> bool:
    """The gateway told the total that the operation would have moved, and it has not moved."""
    told = {
        OperationKind.CAPTURE: snapshot.captured,
        OperationKind.REFUND: snapshot.refunded,
        OperationKind.VOID: snapshot.authorised,
        OperationKind.CHANGE: snapshot.authorised,
        OperationKind.REAUTHORISE: snapshot.authorised,
    }[OperationKind(row.kind)]
    return told is not None and row.attempts < MOST_CALLS


def _key_lives(row: Operation, able: base.Capabilities) -> bool:
    young = row.claimed_at is not None and clock.now() - row.asked_at < KEY_LIVES
    return able.idempotency == "native" and young and row.attempts < MOST_CALLS


def _call_again(operation: Operation, actor: str) -> None:
    """The same operation with the same key."""
    with transaction.atomic():
        reaching.locked([operation.payment_id])
        state = Operation.objects.filter(pk=operation.pk, state=OperationState.UNKNOWN)
        if not state.update(state=OperationState.PLANNED, next_try_at=clock.now()):
            return
    perform(operation.pk, actor=actor)


def _still_open(operation: Operation, why: str, actor: str) -> None:
    with transaction.atomic():
        reaching.locked([operation.payment_id])
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        if row.state == OperationState.UNKNOWN:
            _leave_open(row, why, actor)


def sweep_operations(*, actor: str) -> None:
    """Those whose worker died become unknown; those whose time has come are asked for or done. Network."""
    now = clock.now()
    with transaction.atomic():
        lost = (
            Operation.objects.select_for_update(skip_locked=True)
            .filter(state=OperationState.SENT, claimed_at__lt=now - LOST_AFTER)
            .exclude(kind=OperationKind.START)
        )
        for row in lost:
            row.state, row.next_try_at = OperationState.UNKNOWN, now
            row.error = "the program stopped during the call"
            row.save(update_fields=["state", "next_try_at", "error"])
    due = Operation.objects.filter(next_try_at__lte=now).exclude(kind=OperationKind.START)
    for one in due.filter(state=OperationState.UNKNOWN).order_by("next_try_at").values_list("pk", flat=True)[:50]:
        resolve(one, actor=actor)
    waiting = due.filter(state=OperationState.PLANNED, next_try_at__lte=now - dt.timedelta(minutes=1))
    under_way = Operation.objects.filter(
        payment_id=OuterRef("payment_id"), state__in=[OperationState.SENT, OperationState.UNKNOWN]
    ).exclude(kind=OperationKind.START)
    for one in waiting.filter(~Exists(under_way)).order_by("id").values_list("pk", flat=True)[:50]:
        perform(one, actor=actor)
