"""A file of orders comes in: kept, registered as a run, and carried out batch by batch.

Each batch's orders, its rejected rows and the run's own progress are written in one transaction. So a run cut off at
any moment goes on behind its last batch, and two workers on one run never do a batch twice.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels import layouts
from akinai.channels.actions import channels, taking
from akinai.channels.actions.taking import Taken
from akinai.channels.events import Imported, ImportFailed
from akinai.channels.files import reading
from akinai.channels.files.layout import Layout
from akinai.channels.files.reading import Group, Sheet
from akinai.channels.models import Connection, ImportRun, RejectedRow
from akinai.core import clock, home
from akinai.core.cards import mask_cards
from akinai.core.events import publish
from akinai.core.japan import text
from akinai.core.tables import Unreadable

BATCH = 500  # orders
MOST_WARNINGS = 200
FILES = "imports"  # under files/ of the home

Progress = Callable[[int, int], None]  # rows read, rows in all


@dataclass(frozen=True)
class _File:
    """A file read, with the layout that fits it."""

    sheet: Sheet
    layout: Layout


def import_orders(
    data: bytes,
    *,
    name: str,
    channel_code: str,
    layout: str = "",
    items: bytes | None = None,
    progress: Progress | None = None,
    actor: str,
) -> ImportRun:
    """Take in a file of orders now. Raises Unreadable with a sentence when nothing of it can be read.

    `layout`: its name; "" = the channel's, or the one whose columns the file has. `items`: the second file of malls
    that give the lines apart (Yahoo). A channel that does not exist is made, as one that only imports.
    """
    run, file = _register(data, name=name, channel_code=channel_code, layout=layout, items=items, actor=actor)
    return carry_out(run.pk, file=file, progress=progress)


def queue_import(
    data: bytes, *, name: str, channel_code: str, layout: str = "", items: bytes | None = None, actor: str
) -> ImportRun:
    """The same by a job: the run that comes back is waiting. Raises Unreadable at once for what can't be read."""
    from akinai.channels import jobs

    return _register(
        data,
        name=name,
        channel_code=channel_code,
        layout=layout,
        items=items,
        actor=actor,
        then=lambda run: jobs.run_import.defer(run_id=run.pk),
    )[0]


def _register(
    data: bytes,
    *,
    name: str,
    channel_code: str,
    layout: str,
    items: bytes | None,
    actor: str,
    then: Callable[[ImportRun], Any] | None = None,
) -> tuple[ImportRun, _File]:
    """Keep the file and write its run (and `then` its job); a file that can't be read leaves a failed run behind."""
    run = ImportRun(
        kind="orders",
        file_name=Path(name).name[:200],
        digest=hashlib.sha256(data + (items or b"")).hexdigest(),
        started_at=clock.now(),
        layout=layout,
        actor=actor,
        file=keep(data),
        items_file=keep(items) if items else "",
    )
    try:
        code = channels.checked_code(channel_code)
        file = _read(data, items, name, layout, code)
    except Unreadable as error:
        _note_failure(run, channel_code, str(error))
        raise
    with transaction.atomic():
        run.channel = channels.channel_for(code, file.layout, actor=actor)
        run.layout, run.total = file.layout.name, len(file.sheet.records) + len(file.sheet.refused)
        run.warnings = _file_warnings(file)
        run.save()
        if then:
            then(run)
    return run, file


def _note_failure(run: ImportRun, channel_code: str, error: str) -> None:
    run.state, run.error, run.finished_at = "failed", error, clock.now()
    with transaction.atomic():
        run.channel = channels.channel_of(channel_code)
        run.save()
        if run.channel:
            Connection.objects.filter(channel=run.channel).update(last_error=error)
        told = {"channel": channel_code[:100], "file_name": run.file_name, "error": error}
        publish([ImportFailed(subject=f"import/{run.pk}", actor=run.actor, **told)])


def keep(data: bytes) -> str:
    """Keep the file as it came, named by its content; the path under files/."""
    digest = hashlib.sha256(data).hexdigest()
    path = f"{FILES}/{digest[:2]}/{digest}"
    full = home.path() / "files" / path
    if not full.exists():
        full.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(full, data)
    return path


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, also when two imports of the same file write it at the same moment."""
    part = file.with_suffix(f".{secrets.token_hex(4)}.part")
    part.write_bytes(data)
    part.replace(file)


def kept(path: str) -> bytes:
    """The bytes of a kept file."""
    return (home.path() / "files" / path).read_bytes()


def _read(data: bytes, items: bytes | None, name: str, layout: str, channel_code: str) -> _File:
    """Read the file by its layout. Raises Unreadable."""
    if layout:
        chosen = layouts.named(layout)
        if chosen is None:
            names = ", ".join(layouts.names())
            raise Unreadable(
                _("There is no layout “%(name)s”. There are: %(names)s.") % {"name": layout, "names": names}
            )
        return _by(chosen, data, items, name)
    sheet = _sheet(data, items, name, None)
    fitting = layouts.fitting(set(sheet.headers), channel_code)
    if fitting is None:
        raise Unreadable(
            _("No layout fits the columns of this file (%(columns)s …). Choose or make one.")
            % {"columns": ", ".join(sheet.headers[:5])}
        )
    if fitting.encoding or fitting.delimiter:
        return _by(fitting, data, items, name)
    return _File(sheet, fitting)


def _by(layout: Layout, data: bytes, items: bytes | None, name: str) -> _File:
    sheet = _sheet(data, items, name, layout)
    missing = layout.missing(set(sheet.headers))
    if missing and layout.items and items is None:
        raise Unreadable(
            _("The column “%(column)s” is missing. Give the item file of the mall too.") % {"column": missing[0]}
        )
    if missing:
        words = _("The column “%(column)s” is missing: is this a file for the layout “%(layout)s”?")
        raise Unreadable(words % {"column": "”, “".join(missing[:5]), "layout": layout.name})
    return _File(sheet, layout)


def _sheet(data: bytes, items: bytes | None, name: str, layout: Layout | None) -> Sheet:
    how = {"encoding": layout.encoding, "delimiter": layout.delimiter} if layout else {}
    sheet = reading.read(data, name, **how)
    if items is None:
        return sheet
    second = reading.read(items, name, **how)
    by = layout.items.by if layout and layout.items else layouts.joining_column(sheet.headers, second.headers)
    if by and by not in sheet.headers:
        raise Unreadable(_("The order file has no column “%(column)s”.") % {"column": by})
    if not by:
        raise Unreadable(_("The two files have no column in common that joins orders and lines."))
    return reading.joined(sheet, second, by)


def _file_warnings(file: _File) -> list[str]:
    unknown = [name for name in file.sheet.headers if name and name not in file.layout.columns()]
    found = list(file.sheet.warnings)
    if not file.sheet.records and not file.sheet.refused:
        found.append(_("The file has a header but no rows."))  # a mall's quiet night
    if unknown:
        words = _("Columns the layout does not know were ignored: %(columns)s.")
        found.append(words % {"columns": ", ".join(name[:40] for name in unknown[:20])})
    return found


# --- carrying out -------------------------------------------------------------------------------------------


def carry_out(run_id: int, *, file: _File | None = None, progress: Progress | None = None) -> ImportRun:
    """Do what is left of a run. Safe to call again and at the same time."""
    run = ImportRun.objects.select_related("channel").get(pk=run_id)
    if run.state in ("done", "failed"):
        return run
    if file is None:
        items = kept(run.items_file) if run.items_file else None
        try:
            file = _read(kept(run.file), items, run.file_name, run.layout, "")
        except (Unreadable, OSError) as error:
            _note_failure(run, run.channel.code if run.channel else "", str(error))
            return run
    assert run.channel is not None
    taker = taking.Taker(run.channel, file.layout, actor=run.actor)
    groups = reading.grouped(file.sheet, file.layout)
    del file.sheet.records[:]  # the groups hold them now
    for place, batch in enumerate(taker.batches(groups, BATCH)):
        if place >= run.position:
            _do(run, place, batch, taker)
            if progress:
                progress(run.read, run.total)
    return _finish(run_id)


def _do(run: ImportRun, place: int, batch: Sequence[Group], taker: taking.Taker) -> None:
    """One batch, if no other worker did it meanwhile."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.position == place:
            taken = taker.take(batch)
            write(locked, taken)
            locked.position, locked.state = place + 1, "running"
            locked.read = min(locked.total, locked.read + sum(len(group.records) or 1 for group in batch))
            locked.save(update_fields=["position", "state", "read"])
    run.position, run.read = locked.position, locked.read


def write(run: ImportRun, taken: Taken) -> None:
    """Add what came of some orders to a run (whose row is locked)."""
    RejectedRow.objects.bulk_create([RejectedRow(run=run, **row) for row in taken.rejected])
    run.accepted += taken.accepted
    run.duplicates += taken.duplicates
    run.changed += taken.changed
    room = MOST_WARNINGS - len(run.warnings)
    if taken.warnings and room > 0:
        run.warnings += taken.warnings[:room]
        if len(taken.warnings) > room:
            run.warnings.append(_("… and more like these"))
    run.save(update_fields=["accepted", "duplicates", "changed", "warnings"])


def _hide_cards(path: str) -> None:
    """What a buyer typed into a remark stands in the kept file too: card numbers in its text are masked there."""
    data = kept(path)
    try:
        written, encoding = text.decode(data)
    except text.UnknownEncoding:
        return  # a workbook: packed, and not searched here
    masked, found = mask_cards(written)
    if found:
        _write(home.path() / "files" / path, masked.encode(encoding))


def _finish(run_id: int) -> ImportRun:
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state != "done":
            run.state, run.read, run.finished_at = "done", run.total, clock.now()
            run.save(update_fields=["state", "read", "finished_at"])
            Connection.objects.filter(channel_id=run.channel_id).update(last_import_at=run.finished_at, last_error="")
            rejected = run.rejected.count()
            told: dict[str, Any] = {
                "accepted": run.accepted,
                "duplicates": run.duplicates,
                "changed": run.changed,
                "rejected": rejected,
            }
            told |= {"channel": run.channel.code if run.channel else "", "file_name": run.file_name}
            publish([Imported(subject=f"import/{run.pk}", actor=run.actor, **told)])
    for path in filter(None, (run.file, run.items_file)):
        _hide_cards(path)
    return run
