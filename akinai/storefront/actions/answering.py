"""Inquiries that came by the form: dealt with, noted on, opened again."""

from collections.abc import Sequence

from django.db import transaction

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome
from akinai.storefront import events
from akinai.storefront.models import Inquiry


def finish_inquiries(ids: Sequence[int], *, note: str | None = None, actor: str) -> Outcome:
    """Mark inquiries as done, with a note if one is given. `reopen_inquiries` is the inverse."""
    return _set(ids, True, note, actor)


def reopen_inquiries(ids: Sequence[int], *, note: str | None = None, actor: str) -> Outcome:
    """Put inquiries back among those waiting (or only note on those that wait)."""
    return _set(ids, False, note, actor)


def _set(ids: Sequence[int], done: bool, note: str | None, actor: str) -> Outcome:
    with transaction.atomic():
        changed = []
        rows = list(Inquiry.objects.filter(pk__in=ids).select_for_update().order_by("id"))
        for row in rows:
            kept = row.note if note is None else note.strip()[:2000]
            if (row.done_at is not None, row.note) == (done, kept):
                continue
            if done != (row.done_at is not None):
                row.done_at, row.done_by = (clock.now(), actor) if done else (None, "")
            row.note = kept
            changed.append(row)
        if changed:
            Inquiry.objects.bulk_update(changed, ["done_at", "done_by", "note"])
        publish([
            events.InquiryDealtWith(subject=f"inquiry/{row.pk}", actor=actor, done=done, note=row.note)
            for row in changed
        ])  # fmt: skip
    return Outcome([row.pk for row in rows])
