"""Rejected rows, mended by a person, run again alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels import layouts
from akinai.channels.actions import taking
from akinai.channels.actions.importing import BATCH, write
from akinai.channels.actions.taking import Taken
from akinai.channels.events import RejectedMended
from akinai.channels.files import reading
from akinai.channels.files.reading import Record, Sheet
from akinai.channels.models import ImportRun, RejectedRow
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused

Rows = Sequence[Mapping[str, Any]]  # [{"row": 3, "cells": {"column": "text"}}, …]


def rerun_rejected(run_id: int, mended: Mapping[str, Rows] | None = None, *, actor: str) -> Taken:
    """Run rejected orders again: those of `mended` (order key → its rows as mended), or None for all as they were.

    What goes in now is marked as mended; what is still wrong takes the place of what was said before. Raises Refused.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).select_related("channel").get(pk=run_id)
        layout = layouts.named(run.layout)
        if run.state != "done" or run.channel is None or layout is None:
            raise Refused([Refusal(run_id, "", _("Rejected rows can be run again when the import is done."))])
        open_rows = run.rejected.filter(mended_at=None, final=False)
        if mended is None:
            mended = {row.order_key: row.cells for row in open_rows if row.cells}
        keys = [key for key in mended if mended[key]]
        sheet = Sheet([], [_record(row) for key in keys for row in mended[key]])
        before = list(open_rows.filter(order_key__in=keys).order_by("row").values_list("pk", flat=True))
        taken = Taken()
        taker = taking.Taker(run.channel, layout, actor=actor)
        for batch in taker.batches(reading.grouped(sheet, layout), BATCH):
            part = taker.take(batch)
            taken = _together(taken, part)
            write(run, part)
        # Everything of these orders was judged anew: what is still wrong stands in the rows just written.
        RejectedRow.objects.filter(pk__in=before).update(mended_at=clock.now())
        told = {"accepted": taken.accepted, "rejected": len(taken.rejected)}
        publish([RejectedMended(subject=f"import/{run_id}", actor=actor, **told)])
    return taken


def _record(row: Mapping[str, Any]) -> Record:
    number = int(row.get("row", 0))
    return Record(number, {str(k): str(v) for k, v in dict(row.get("cells", {})).items()}, number)


def _together(one: Taken, other: Taken) -> Taken:
    return Taken(
        one.accepted + other.accepted,
        one.duplicates + other.duplicates,
        one.changed + other.changed,
        one.rejected + other.rejected,
        one.warnings + other.warnings,
    )
