"""What the clock does each minute: pages that expired, polls, holds, reminders, last days."""

import datetime as dt
from collections.abc import Collection

import structlog
from django.db import connection, transaction
from django.db.models import F, Q

from akinai.core import clock
from akinai.core.events import publish
from akinai.payments import gateways
from akinai.payments.actions import applying, performing, receiving, starting, tasks
from akinai.payments.actions.applying import Fact
from akinai.payments.events import PageExpired, PaymentLapsed, ReminderDue
from akinai.payments.models import EventKind, Method, Payment, PaymentState, TaskKind

log = structlog.get_logger(__name__)

BATCH = 50
ONCE_MORE = dt.timedelta(hours=1)  # who paid after the end, and whose notice was lost, is found by a last question
WAITS = tuple(dt.timedelta(minutes=n) for n in (1, 2, 5, 15, 60, 360))
UNKNOWN_PAGE = dt.timedelta(minutes=30)  # a page whose gateway does not answer is given up so long after its end
POLLED_AFTER_DUE = dt.timedelta(days=14)  # slips are asked for so long after their last day
WARN_LONG, WARN_SHORT = dt.timedelta(days=7), dt.timedelta(days=2)  # before a hold runs out; short: holds of a week

CLAIM = """
update payments_payment p
   set next_inquiry_at = %(now)s + make_interval(secs => %(wait)s), inquiries = least(inquiries + 1, 30000)
 where p.id in (select id from payments_payment
                 where next_inquiry_at <= %(now)s
                 order by next_inquiry_at limit %(batch)s for update skip locked)
returning p.id
"""


def sweep(*, actor: str) -> None:
    """Everything that is due now. Network; in no transaction. Two at once do no more than one."""
    faults = []
    for stage in (_take_up, _pages, _operations, _watch_holds, _remind, _lapse):
        try:
            stage(actor)
        except Exception as error:  # the other stages must not wait for this one to be mended
            log.exception("payments.sweep_broke", stage=stage.__name__)
            faults.append(error)
    if faults:
        raise faults[0]


def _take_up(actor: str) -> None:
    receiving.take_up(actor=actor)


def _pages(actor: str) -> None:
    _expire_pages(_poll(actor), actor)


def _operations(actor: str) -> None:
    performing.sweep_operations(actor=actor)


def _poll(actor: str) -> set[int]:
    """Payments whose gateway is to be asked now: which of them were answered."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait = WAITS[0].total_seconds()
        cursor.execute(CLAIM, {"now": clock.now(), "wait": wait, "batch": BATCH})
        claimed = [row[0] for row in cursor.fetchall()]
    rows = Payment.objects.filter(pk__in=claimed).select_related("account")
    asked = [one.pk for one in rows if one.started_at and one.account.gateway in gateways.GATEWAYS]
    answered = starting.inquire(asked, actor=actor)
    _put_off(claimed)
    return {one for one, heard in answered.items() if heard}


def _put_off(claimed: Collection[int]) -> None:
    """When each is asked again: later and later, and not at all once nothing can come any more."""
    rows = list(Payment.objects.filter(pk__in=list(claimed), next_inquiry_at__isnull=False))
    for payment in rows:
        wait = WAITS[min(payment.inquiries, len(WAITS) - 1)]
        last = dt.datetime.combine(payment.due_on, dt.time(23, 59), clock.JST) if payment.due_on else None
        over = last is not None and clock.now() > last + POLLED_AFTER_DUE
        waits = payment.state in (PaymentState.NEW, PaymentState.PENDING) and payment.closed_at is None
        payment.next_inquiry_at = clock.now() + wait if waits and not over else None
    Payment.objects.bulk_update(rows, ["next_inquiry_at"])


def _expire_pages(answered: Collection[int], actor: str) -> None:
    """Pages whose time is over: the gateway was asked first where the buyer went there."""
    now = clock.now()
    rows = Payment.objects.filter(
        state__in=[PaymentState.NEW, PaymentState.FAILED], closed_at=None, expires_at__lte=now
    )
    sure = Q(started_at=None) | Q(pk__in=list(answered)) | Q(expires_at__lte=now - UNKNOWN_PAGE)
    silent = Q(account__gateway__in=_no_inquiry())
    _end(rows.filter(sure | silent).values_list("pk", flat=True)[:500], "page", PageExpired, actor)


def _no_inquiry() -> list[str]:
    every = gateways.GATEWAYS.items()
    return [name for name, one in every if not any(one.capabilities(method).inquiry for method in one.methods)]


def _end(wanted: Collection[int], word: str, event: type[PageExpired] | type[PaymentLapsed], actor: str) -> None:
    """Write that nobody paid and announce it, if that is still so under the lock."""
    if not wanted:
        return
    with transaction.atomic():
        waits = [PaymentState.NEW, PaymentState.FAILED, PaymentState.PENDING]
        rows = Payment.objects.select_for_update(skip_locked=True).filter(pk__in=list(wanted), state__in=waits)
        ended = list(rows.filter(closed_at=None).order_by("pk"))
        facts = [
            Fact(payment_id=one.pk, kind=EventKind.EXPIRED, amount=0, reference=f"{one.merchant_ref}/{word}")
            for one in ended
        ]
        new = applying.record(facts, source="clock", actor=actor)
        begun = [one.pk for one in ended if one.pk in new and one.started_at]
        Payment.objects.filter(pk__in=begun).update(next_inquiry_at=clock.now() + ONCE_MORE)
        publish(
            [event(subject=f"payment/{one.pk}", actor=actor, documents=one.documents) for one in ended if one.pk in new]
        )


def _watch_holds(actor: str) -> None:
    """Holds about to run out, while nothing was captured of them: a person decides."""
    now = clock.now()
    rows = Payment.objects.filter(authorised__gt=0, hold_expires_at__lt=now + WARN_LONG)
    short = Q(hold_expires_at__gt=F("created_at") + dt.timedelta(days=8)) | Q(hold_expires_at__lt=now + WARN_SHORT)
    known = Q(tasks__kind=TaskKind.EXPIRING, tasks__opened_at__gt=now - WARN_LONG)
    due = rows.filter(short).exclude(pk__in=Payment.objects.filter(known).values("pk"))
    tasks.open_tasks(
        [
            tasks.NewTask(
                kind=TaskKind.EXPIRING,
                dedupe=f"{TaskKind.EXPIRING}/{one.pk}/",
                payment_id=one.pk,
                documents=one.documents,
                amount=one.authorised,
                currency=one.currency,
                detail={"merchant_ref": one.merchant_ref},
                due_at=one.hold_expires_at,
            )
            for one in due[:500]
        ],
        actor=actor,
    )
    _end_holds(actor)


def _end_holds(actor: str) -> None:
    """A hold a day past its end is asked for once a day; one nobody can ask for has ended by its date."""
    now = clock.now()
    over = Payment.objects.filter(authorised__gt=0, hold_expires_at__lt=now - dt.timedelta(days=1))
    gone = over.filter(account__gateway__in=_no_inquiry())
    facts = [
        Fact(payment_id=one.pk, kind=EventKind.AUTHORISE_EXPIRED, amount=0, reference=f"{one.merchant_ref}/hold")
        for one in gone[:BATCH]
    ]
    applying.record(facts, source="clock", actor=actor)
    with transaction.atomic():
        due = over.filter(Q(next_inquiry_at=None) | Q(next_inquiry_at__lte=now)).select_for_update(skip_locked=True)
        ids = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
        Payment.objects.filter(pk__in=ids).update(next_inquiry_at=now + dt.timedelta(days=1))
    starting.inquire(ids, actor=actor)


def _remind(actor: str) -> None:
    """The days of reminders that have come, one announcement for the latest of them."""
    methods = {one.code: one for one in Method.objects.exclude(remind_days=[])}
    if not methods:
        return
    with transaction.atomic():
        rows = Payment.objects.select_for_update(skip_locked=True).filter(
            state=PaymentState.PENDING, closed_at=None, method__in=methods
        )
        first = min(min(one.remind_days) for one in methods.values())
        due: list[tuple[Payment, int]] = []
        for payment in rows.filter(created_at__lt=clock.now() - dt.timedelta(days=max(0, first - 1))).order_by("pk"):
            number = _reminder(payment, methods[payment.method].remind_days)
            if number:
                payment.reminded_at = clock.now()
                due.append((payment, number))
        Payment.objects.bulk_update([payment for payment, _number in due], ["reminded_at"])
        publish(
            [
                ReminderDue(
                    subject=f"payment/{payment.pk}",
                    actor=actor,
                    documents=payment.documents,
                    number=number,
                    due_on=payment.due_on.isoformat() if payment.due_on else "",
                )
                for payment, number in due
            ]
        )


def _reminder(payment: Payment, days: Collection[int]) -> int:
    """The number of the reminder that is due, from 1; 0: none."""
    born = payment.created_at.astimezone(clock.JST).date()
    age = (clock.today() - born).days
    sent = (payment.reminded_at.astimezone(clock.JST).date() - born).days if payment.reminded_at else -1
    come = [day for day in sorted(days) if day <= age]
    return len(come) if come and come[-1] > sent else 0


def _lapse(actor: str) -> None:
    """The last day for the money has gone by. Gateways that can be asked are asked before."""
    methods = {one.code: one.cancel_days or 0 for one in Method.objects.filter(cancel_days__isnull=False)}
    waiting = Payment.objects.filter(state=PaymentState.PENDING, closed_at=None).select_related("account")
    which = Q(pk__in=[])
    for code, days in methods.items():
        midnight = dt.datetime.combine(clock.today() - dt.timedelta(days=days), dt.time(), clock.JST)
        which |= Q(method=code, created_at__lt=midnight)
    rows = list(waiting.filter(which).order_by("pk")[:BATCH])
    asked = [one.pk for one in rows if one.started_at and one.account.gateway not in _no_inquiry()]
    heard = starting.inquire(asked, actor=actor)
    _end([one.pk for one in rows if heard.get(one.pk, True)], "lapsed", PaymentLapsed, actor)
