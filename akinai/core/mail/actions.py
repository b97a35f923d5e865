"""What can be done with mail: queue, hold back, release, withdraw, send again."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.mail.events import MailChanged, MailQueued
from akinai.core.models.mail import Mail, MailState
from akinai.core.outcome import Outcome, Refusal


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A mail to be sent once. `dedupe` names it: asked for twice with the same name, it is one mail."""

    kind: str
    subject_ref: str
    dedupe: str
    from_address: str
    to_address: str
    subject: str
    body: str
    from_name: str = ""
    to_name: str = ""
    send_after: dt.datetime | None = None


def queue_mail(mails: Sequence[NewMail], *, actor: str) -> list[int]:
    """Write mails to be sent, one statement for any number. Returns the ids of the new rows (not of known ones)."""
    if not mails:
        return []
    from akinai.core.mail.jobs import send_mail

    now = clock.now()
    columns = [
        [getattr(mail, name) for mail in mails]
        for name in (
            "kind",
            "subject_ref",
            "dedupe",
            "from_name",
            "from_address",
            "to_name",
            "to_address",
            "subject",
            "body",
        )
    ]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """insert into core_mail (kind, subject_ref, dedupe, from_name, from_address, to_name, to_address,
                                          subject, body, message_id, send_after,
                                          created_at, actor, state, attempts, error)
                   select *, %s, %s, 'queued', 0, ''
                     from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                                 %s::text[], %s::text[], %s::text[], %s::timestamptz[])
                       on conflict (dedupe) do nothing
                returning id, subject_ref, kind, to_address, send_after""",
                [
                    now,
                    actor,
                    *columns,
                    [make_msgid(domain=mail.from_address.rpartition("@")[2] or "localhost") for mail in mails],
                    [mail.send_after or now for mail in mails],
                ],
            )
            rows = cursor.fetchall()
        publish(
            [
                MailQueued(subject=subject, actor=actor, mail_id=mail_id, kind=kind, to=to)
                for mail_id, subject, kind, to, _after in rows
            ]
        )
        for after in {row[4] for row in rows}:
            send_mail.configure(schedule_at=after).defer()
    return [row[0] for row in rows]


def withdraw(dedupes: Iterable[str], *, actor: str) -> Outcome:
    """Take back mails that have not gone out, by their `dedupe` names; names those that have."""
    return _move(
        Q(dedupe__in=list(dedupes)), (MailState.QUEUED, MailState.RETRYING, MailState.HELD), "withdrawn", actor
    )


def hold(ids: Iterable[int], *, actor: str) -> Outcome:
    """Keep mails back until a person releases them."""
    return _move(Q(id__in=list(ids)), (MailState.QUEUED, MailState.RETRYING), "held", actor)


def release(ids: Iterable[int], *, actor: str) -> Outcome:
    """Let held mails go."""
    return _move(Q(id__in=list(ids)), (MailState.HELD, MailState.WITHDRAWN), "queued", actor)


def resend(ids: Iterable[int], *, actor: str) -> Outcome:
    """Send failed or unknown mails again: the one button for a mail of which nobody knows whether it arrived."""
    return _move(Q(id__in=list(ids)), (MailState.FAILED, MailState.UNKNOWN), "queued", actor)


def _move(which: Q, allowed: Sequence[str], state: str, actor: str) -> Outcome:
    from akinai.core.mail.jobs import send_mail

    outcome = Outcome()
    events: list[Event] = []
    with transaction.atomic():
        rows = list(Mail.objects.select_for_update().filter(which).order_by("id"))
        for mail in rows:
            if mail.state in allowed:
                outcome.done.append(mail.id)
                events.append(
                    MailChanged(subject=mail.subject_ref, actor=actor, mail_id=mail.id, kind=mail.kind, state=state)
                )
            else:
                outcome.refused.append(Refusal(mail.id, "state", _refusal(mail)))
        fresh: dict[str, Any] = {"state": state}
        if state == MailState.QUEUED:
            fresh |= {"attempts": 0, "error": "", "data_at": None, "claim": None, "send_after": clock.now()}
        Mail.objects.filter(id__in=outcome.done).update(**fresh)
        publish(events)
        if state == MailState.QUEUED and outcome.done:
            send_mail.defer()
    return outcome


def _refusal(mail: Mail) -> str:
    return _("The mail “%(subject)s” to %(to)s is “%(state)s”; this cannot be done with it.") % {
        "subject": mail.subject,
        "to": mail.to_address,
        "state": MailState(mail.state).label,
    }
