"""Documents were changed or cancelled: what becomes of their payments."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.payments import gateways
from akinai.payments.actions import operating, reaching, starting, tasks
from akinai.payments.actions.applying import sums_of
from akinai.payments.actions.operating import Ask
from akinai.payments.events import PaymentChanged
from akinai.payments.models import EventKind, Payment, PaymentEvent, PaymentState, TaskKind

UNPAID = (PaymentState.NEW, PaymentState.PENDING, PaymentState.PART_PAID)


def set_amounts(amounts: Mapping[str, int], *, actor: str) -> Outcome:
    """Documents cost another amount than before: payments nobody has made or promised follow. In yen, by document.

    Done: payment ids that followed. Refused: payments held at a gateway, whose amount only `change` can move, with what
    a person has to know; nothing happens to them. The inverse is the old amounts.
    """
    outcome = Outcome()
    with transaction.atomic():
        rows = _open_payments(amounts)
        changed: list[tuple[Payment, int]] = []
        for payment in rows:
            new = [amounts.get(one, old) for one, old in zip(payment.documents, payment.amounts, strict=True)]
            if new == payment.amounts:
                continue
            if not _follows(payment):
                outcome.refused.append(Refusal(payment.pk, "amount", _held(payment)))
                continue
            changed.append((payment, payment.amount))
            payment.amounts, payment.amount = new, sum(new)
        _write(changed, actor)
        outcome.done = [payment.pk for payment, _before in changed]
    return outcome


def _open_payments(documents: Collection[str]) -> list[Payment]:
    """Payments for these documents that are not closed, locked."""
    wanted = Payment.objects.filter(documents__overlap=sorted(documents), closed_at=None)
    return list(reaching.locked(wanted.values_list("pk", flat=True)).values())


def _follows(payment: Payment) -> bool:
    unasked = payment.started_at is None or payment.account.gateway in gateways.OURS
    return payment.state in UNPAID and unasked


def _held(payment: Payment) -> str:
    words = {"ref": payment.merchant_ref}
    return _("Payment %(ref)s is with the gateway already: its amount stays until it is changed there.") % words


def _write(changed: Collection[tuple[Payment, int]], actor: str) -> None:
    """The new amounts, a note of each in the ledger, and the states that follow from them."""
    if not changed:
        return
    now = clock.now()
    notes = []
    for payment, before in changed:
        detail = {"amount": payment.amount, "before": before}
        notes.append(
            PaymentEvent(
                payment=payment,
                account_id=payment.account_id,
                kind=EventKind.NOTE,
                reference=f"{payment.merchant_ref}/amount/{now.timestamp():.6f}",
                occurred_at=now,
                received_at=now,
                source="staff" if actor.startswith("staff:") else "clock",
                detail=detail,
                actor=actor,
            )
        )
    PaymentEvent.objects.bulk_create(notes)
    payments = [payment for payment, _before in changed]
    known = PaymentEvent.objects.filter(payment__in=payments)
    for payment in payments:
        able = reaching.capabilities(payment.account, payment.method)
        payment.state = sums_of(payment, [row for row in known if row.payment_id == payment.pk], able).state
    Payment.objects.bulk_update(payments, ["amounts", "amount", "state"])
    publish([_told(payment, actor) for payment in payments])


def _told(payment: Payment, actor: str) -> PaymentChanged:
    return PaymentChanged(
        subject=f"payment/{payment.pk}",
        actor=actor,
        documents=payment.documents,
        kind=EventKind.NOTE,
        amount=payment.amount,
        state=payment.state,
        source="staff",
    )


def close(documents: Collection[str], *, actor: str) -> Outcome:
    """Documents were cancelled. Done: payment ids closed.

    What nobody paid is closed, what is held is released, and what was captured becomes a task: money goes back only
    when a person says how much. Money that comes later is a task too. A payment for several documents is closed with
    the last of them; until then it becomes smaller (`set_amounts`), or a task says what is too much. Compensated by
    `retry`.
    """
    if not documents:
        return Outcome()
    cancelled = set(documents)
    outcome = Outcome()
    with transaction.atomic():
        rows = _open_payments(documents)
        whole = [one for one in rows if cancelled.issuperset(_alive(one))]
        part = [one for one in rows if one not in whole]
        for payment in whole:
            payment.closed_at = clock.now()
            can = reaching.capabilities(payment.account, payment.method).inquiry
            payment.next_inquiry_at = starting.asked_once_more(payment) if can else None
        Payment.objects.bulk_update(whole, ["closed_at", "next_inquiry_at"])
        _release(whole, actor)
        due = [_due(one, one.captured - one.refunded - one.disputed, "") for one in whole]
        followed = set_amounts(dict.fromkeys(cancelled, 0), actor=actor).done if part else []
        left = [one for one in part if one.pk not in followed and one.captured]
        due += [
            _due(one, _share(one, cancelled), ",".join(sorted(cancelled.intersection(one.documents)))) for one in left
        ]
        tasks.open_tasks([one for one in due if one.amount > 0], actor=actor)
        outcome.done = [payment.pk for payment in whole]
    return outcome


def _alive(payment: Payment) -> set[str]:
    """The documents that something is still to be paid for."""
    return {one for one, amount in zip(payment.documents, payment.amounts, strict=True) if amount}


def _release(payments: Collection[Payment], actor: str) -> None:
    """What is held of these is released, and slips are withdrawn where the gateway can."""
    able = {one.pk: reaching.capabilities(one.account, one.method) for one in payments}
    held = [one for one in payments if one.authorised]
    slips = [one for one in payments if one.state == PaymentState.PENDING and one.ids and not able[one.pk].hold]
    asks = [Ask(one.pk, dedupe=f"close/{one.pk}") for one in [*held, *slips] if able[one.pk].void]
    if asks:
        operating.void(asks, actor=actor)


def _share(payment: Payment, cancelled: Collection[str]) -> int:
    shares = zip(payment.documents, payment.amounts, strict=True)
    return min(payment.captured - payment.refunded, sum(amount for one, amount in shares if one in cancelled))


def _due(payment: Payment, amount: int, which: str) -> tasks.NewTask:
    return tasks.NewTask(
        kind=TaskKind.REFUND_DUE,
        dedupe=f"{TaskKind.REFUND_DUE}/{payment.pk}/{which}",
        payment_id=payment.pk,
        documents=payment.documents,
        amount=amount,
        currency=payment.currency,
        detail={"merchant_ref": payment.merchant_ref},
    )
