"""Proofs that no yen is lost: sums are those of the events, nothing that was asked or told lies about."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.doctor import Fine, check
from akinai.payments.actions import applying, reaching
from akinai.payments.models import (
    GatewayAccount,
    MoneyTask,
    Operation,
    OperationState,
    Payment,
    PaymentEvent,
    RawMessage,
    TaskKind,
)

PATIENCE = dt.timedelta(minutes=15)
PAGE_OVER = dt.timedelta(hours=1)
BATCH = 2000


@check("payments: sums = events")
def sums_are_those_of_the_events() -> Iterator[str]:
    """Amounts and state of every payment, reckoned anew."""
    last = 0
    while rows := list(Payment.objects.filter(pk__gt=last).select_related("account").order_by("pk")[:BATCH]):
        last = rows[-1].pk
        events: dict[int, list[PaymentEvent]] = defaultdict(list)
        for event in PaymentEvent.objects.filter(payment_id__in=[row.pk for row in rows]):
            events[event.payment_id].append(event)
        for row in rows:
            now = applying.sums_of(row, events[row.pk], reaching.capabilities(row.account, row.method))
            told = (now.state, now.held, now.captured, now.refunded, now.disputed)
            kept = (row.state, row.authorised, row.captured, row.refunded, row.disputed)
            if told != kept:
                words = {"ref": row.merchant_ref, "is": kept, "should": told}
                yield _("Payment %(ref)s: %(is)s, but its events say %(should)s.") % words


@check("payments: every operation is tried")
def operations_are_tried() -> Iterator[str]:
    """Nothing that was asked for waits without an attempt, and nothing was sent without an answer being looked for."""
    before = clock.now() - PATIENCE
    others = Operation.objects.filter(
        payment_id=OuterRef("payment_id"), state__in=[OperationState.SENT, OperationState.UNKNOWN]
    )
    rows = Operation.objects.exclude(kind="start").select_related("payment")
    for one in rows.filter(~Exists(others), state=OperationState.PLANNED, asked_at__lt=before)[:20]:
        yield _("Payment %(ref)s: an operation (%(kind)s) was never tried. Is a worker running?") % _of(one)
    for one in rows.filter(state=OperationState.SENT, claimed_at__lt=before)[:20]:
        yield _("Payment %(ref)s: an operation (%(kind)s) was sent and its answer is not known.") % _of(one)
    unknown = rows.filter(state=OperationState.UNKNOWN)
    for one in unknown.filter(next_try_at__lt=before)[:20]:
        yield _("Payment %(ref)s: nobody asks what became of an operation (%(kind)s).") % _of(one)
    count = unknown.count()
    if count:
        yield Fine(_("%(count)s operations have no clear result yet and are asked for again.") % {"count": count})


def _of(one: Operation) -> dict[str, str]:
    return {"ref": one.payment.merchant_ref, "kind": one.get_kind_display()}


@check("payments: every message is handled")
def messages_are_handled() -> Iterator[str]:
    """What gateways told is in the ledger, or a task says why not."""
    before = clock.now() - PATIENCE
    for one in RawMessage.objects.filter(handled_at=None, received_at__lt=before).select_related("account")[:20]:
        words = {"account": one.account.name, "id": one.pk}
        yield _("Message %(id)s of %(account)s was kept but not understood.") % words
    lost = RawMessage.objects.filter(genuine=True, payment=None, error="unknown payment")
    told = {task.detail.get("message") for task in MoneyTask.objects.filter(kind=TaskKind.NO_PAYMENT)}
    for one in lost.select_related("account")[:2000]:
        refs = MoneyTask.objects.filter(kind=TaskKind.NO_PAYMENT, dedupe__startswith=f"no_payment/{one.account_id}/")
        if one.pk not in told and not refs.exists():
            words = {"account": one.account.name, "id": one.pk}
            yield _("Message %(id)s of %(account)s is about an unknown payment, and no task says so.") % words


@check("payments: no page is open for ever")
def pages_end() -> Iterator[str]:
    """No payment waits for a buyer long after its page has gone."""
    rows = Payment.objects.filter(state="new", closed_at=None, expires_at__lt=clock.now() - PAGE_OVER)
    for one in rows[:20]:
        yield _("Payment %(ref)s still waits for a page that is over. Is a worker running?") % {"ref": one.merchant_ref}


@check("payments: gateways answer")
def gateways_answer() -> Iterator[str]:
    """No contract in use has a fault that was noticed."""
    for one in GatewayAccount.objects.filter(active=True).exclude(last_error=""):
        yield _("%(account)s: %(error)s") % {"account": one.name, "error": one.last_error}


@check("payments: matched transfers = ledger")
def matched_transfers_stand_in_the_ledger() -> Iterator[str]:
    """A matched line is given away to the yen, and each part of it is money in the ledger, taken back if undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select l.id, l.amount, coalesce(sum(m.amount), 0)
                 from payments_bankline l
                 left join payments_bankmatch m on m.line_id = l.id and m.undone_at is null
                where l.state = 'matched'
                group by l.id having l.amount <> coalesce(sum(m.amount), 0)
                limit 20"""
        )
        for line, amount, given in cursor.fetchall():
            words = _("Transfer %(line)s of %(amount)s yen is matched with %(given)s yen.")
            yield words % {"line": line, "amount": amount, "given": given}
        cursor.execute(
            """select m.id
                 from payments_bankmatch m
                where not exists (select from payments_paymentevent e
                                   where e.payment_id = m.payment_id and e.kind = 'funds_received'
                                     and e.reference = 'bank/' || m.id and e.amount = m.amount + m.fee_missing)
                   or (m.undone_at is not null) <> exists (select from payments_paymentevent e
                                                            where e.payment_id = m.payment_id
                                                              and e.kind = 'funds_reversed'
                                                              and e.reference = 'bank/' || m.id || '/undo')
                limit 20"""
        )
        for (match,) in cursor.fetchall():
            words = _("The matching %(number)s of a transfer does not stand in the ledger as it should.")
            yield words % {"number": match}
