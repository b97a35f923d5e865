"""What a person must look at: opened once, closed with a word."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.arrays import literal
from akinai.core.cards import mask_cards
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.payments.events import TaskClosed, TaskOpened
from akinai.payments.models import MoneyTask


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """Something to look at. While one of the same `dedupe` is open, it is the same."""

    kind: str
    dedupe: str
    payment_id: int | None = None
    documents: Sequence[str] = ()
    amount: int = 0
    currency: str = "JPY"
    detail: dict[str, Any] = field(default_factory=dict)
    due_at: dt.datetime | None = None


STATEMENT = """
insert into payments_moneytask (kind, dedupe, payment_id, documents, amount, currency, detail, due_at, opened_at,
                                closed_by, note)
select kind, dedupe, payment_id, array(select jsonb_array_elements_text(documents)), amount, currency, detail, due_at,
       %s, '', ''
  from unnest(%s::text[], %s::text[], %s::bigint[], %s::jsonb[], %s::bigint[], %s::text[], %s::jsonb[],
              %s::timestamptz[]) as t (kind, dedupe, payment_id, documents, amount, currency, detail, due_at)
    on conflict (dedupe) where closed_at is null do nothing
returning id, kind, payment_id, documents, amount
"""


def open_tasks(tasks: Sequence[NewTask], *, actor: str) -> list[int]:
    """Open those that are not open yet; their ids. One statement and the events."""
    if not tasks:
        return []
    once = {task.dedupe: task for task in tasks}.values()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            [
                clock.now(),
                literal(str(task.kind) for task in once),
                literal(task.dedupe for task in once),
                literal(task.payment_id for task in once),
                literal(json.dumps(list(task.documents)) for task in once),
                literal(task.amount for task in once),
                literal(task.currency for task in once),
                literal(json.dumps(task.detail, ensure_ascii=False, default=str) for task in once),
                literal(task.due_at for task in once),
            ],
        )
        rows = cursor.fetchall()
        publish(
            [
                TaskOpened(
                    subject=f"payment/{payment or 0}",
                    actor=actor,
                    documents=documents,
                    task_id=task,
                    kind=kind,
                    amount=amount,
                )
                for task, kind, payment, documents, amount in rows
            ]
        )
    return [row[0] for row in rows]


def close_tasks(ids: Collection[int], *, note: str = "", actor: str) -> Outcome:
    """Somebody has looked. Done: task ids. Closed ones and unknown ids are refused. A task can be opened anew by what
    happens next, never by hand: that is its inverse."""
    with transaction.atomic():
        rows = list(MoneyTask.objects.select_for_update().filter(pk__in=list(ids), closed_at=None).order_by("pk"))
        _close(rows, mask_cards(note)[0], actor)
    done = {row.pk for row in rows}
    refused = [Refusal(one, "", _("This task is closed already.")) for one in ids if one not in done]
    return Outcome([row.pk for row in rows], refused)


def settle(dedupes: Collection[str], *, note: str, actor: str) -> None:
    """What was to be looked at has solved itself. In the caller's transaction."""
    if dedupes:
        _close(list(MoneyTask.objects.filter(dedupe__in=list(dedupes), closed_at=None)), note, actor)


def _close(rows: Sequence[MoneyTask], note: str, actor: str) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    MoneyTask.objects.filter(pk__in=ids).update(closed_at=clock.now(), closed_by=actor, note=note)
    publish(
        [
            TaskClosed(
                subject=f"payment/{row.payment_id or 0}",
                actor=actor,
                documents=row.documents,
                task_id=row.pk,
                kind=row.kind,
                note=note,
            )
            for row in rows
        ]
    )
