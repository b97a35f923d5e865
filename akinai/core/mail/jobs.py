"""Mail that is due goes out; mail that lost its worker is looked at again."""

import datetime as dt
import secrets
import smtplib

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.locks import alone
from akinai.core.mail.events import MailFailed, MailSent
from akinai.core.mail.sending import Connection, Server, Uncertain
from akinai.core.models.mail import Mail, MailState

log = structlog.get_logger(__name__)

BATCH = 50
ATTEMPTS = 8


class _Taken(Exception):
    """This mail is no longer ours: another worker holds it, or a person took it back."""


@app.task(name="core.send_mail", queue="mail", retry=RetryStrategy(max_attempts=5, wait=5))
def send_mail() -> None:
    """Send every mail that is due, each claimed by its row, so that two workers never send the same one."""
    if not settings.SMTP_URL:
        return
    settle_abandoned()
    claim = secrets.randbits(62)  # marks mails as ours for as long as its lock is held: while we live
    with alone(_lock(claim)), Connection(Server.of(settings.SMTP_URL)) as wire:
        while batch := _take(claim):
            for mail in batch:
                _send(wire, mail)


@app.periodic(cron="* * * * *")
@app.task(name="core.sweep_mail", queue="mail", retry=False)
def sweep_mail(timestamp: int) -> None:
    """Each minute: mails to be tried again, and those whose worker died."""
    send_mail()


def _lock(claim: int) -> str:
    return f"core.mail/{claim}"


def settle_abandoned() -> None:
    """Mails whose worker died: those whose text had not gone out wait again, the others become unknown."""
    claims = Mail.objects.filter(state=MailState.SENDING).values_list("claim", flat=True).distinct()
    dead = [claim for claim in claims if claim is None or _is_dead(claim)]
    if not dead:
        return
    with transaction.atomic():
        left = Mail.objects.select_for_update(skip_locked=True).filter(state=MailState.SENDING)
        lost = list(left.filter(Q(claim__in=dead) | Q(claim=None)).order_by("id"))
        unsent = [mail.id for mail in lost if mail.data_at is None]
        unknown = [mail for mail in lost if mail.data_at is not None]
        Mail.objects.filter(id__in=unsent).update(state=MailState.QUEUED, claim=None)
        Mail.objects.filter(id__in=[mail.id for mail in unknown]).update(state=MailState.UNKNOWN, claim=None)
        publish([_failed(mail, MailState.UNKNOWN, "") for mail in unknown])


def _is_dead(claim: int) -> bool:
    """Whether nobody holds the claim: a dead worker's lock went with its connection."""
    with alone(_lock(claim)) as free:
        return free


def _take(claim: int) -> list[Mail]:
    now = clock.now()
    with transaction.atomic():
        due = Q(state__in=[MailState.QUEUED, MailState.RETRYING], send_after__lte=now)
        batch = list(Mail.objects.select_for_update(skip_locked=True).filter(due).order_by("send_after", "id")[:BATCH])
        Mail.objects.filter(id__in=[mail.id for mail in batch]).update(
            state=MailState.SENDING, claim=claim, data_at=None
        )
    for mail in batch:
        mail.claim = claim
    return batch


def _ours(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(id=mail.id, state=MailState.SENDING, claim=mail.claim)


def _send(wire: Connection, mail: Mail) -> None:
    def before_data() -> None:
        # The row says that the text is about to go out, so that a death from here on is seen as "unknown".
        if not _ours(mail).update(data_at=clock.now()):
            raise _Taken

    try:
        wire.send(mail, before_data=before_data)
    except _Taken:
        log.warning("mail.taken", mail=mail.id)
    except Uncertain as error:
        _close(mail, MailState.UNKNOWN, str(error))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _try_again(mail, error)
    else:
        _close(mail, MailState.SENT, "")


def _try_again(mail: Mail, error: Exception) -> None:
    attempts = mail.attempts + 1
    final = attempts >= ATTEMPTS or isinstance(error, ValueError) or _permanent(error)
    log.warning("mail.failed", mail=mail.id, attempts=attempts, error=str(error))
    if final:
        _close(mail, MailState.FAILED, str(error))
    else:
        _ours(mail).update(
            state=MailState.RETRYING,
            attempts=attempts,
            error=str(error),
            claim=None,
            data_at=None,
            send_after=clock.now() + dt.timedelta(seconds=30 * 2**attempts),
        )


def _permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code >= 500 for code, _answer in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _close(mail: Mail, state: MailState, error: str) -> None:
    with transaction.atomic():
        sent = clock.now() if state == MailState.SENT else None
        _ours(mail).update(state=state, error=error, sent_at=sent, attempts=mail.attempts + 1, claim=None)
        told: Event = (
            MailSent(subject=mail.subject_ref, actor="job:mail", mail_id=mail.id, kind=mail.kind, to=mail.to_address)
            if state == MailState.SENT
            else _failed(mail, state, error)
        )
        publish([told])


def _failed(mail: Mail, state: MailState, error: str) -> MailFailed:
    return MailFailed(
        subject=mail.subject_ref, actor="job:mail", mail_id=mail.id, kind=mail.kind, state=state, error=error
    )
