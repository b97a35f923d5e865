"""Moving in beside an old system: its files make a report, and what the report says is done when a person says so.

The report is made before anything is written. Applying reads the files again: if the report would say something else
by now, it is shown anew and nothing is done. Each kind is applied by the verbs of its own step.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.channels import layouts as order_layouts
from akinai.channels.actions import channels, importing
from akinai.channels.events import MovingApplied, MovingPlanned
from akinai.channels.files.layout import BadLayout
from akinai.channels.models import MovingLayout as OwnLayout
from akinai.channels.models import MovingReport
from akinai.channels.moving import customers, layout, mappings, orders, products, stock
from akinai.channels.moving.beside import Beside, shops
from akinai.channels.moving.difference import Line, Part, Step
from akinai.channels.moving.layout import KINDS, SOURCES, MovingLayout
from akinai.channels.moving.reading import OldFile, OldRow, Opened, open_all, rows_of, unpack
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.tables import Unreadable
from akinai.inventory import queries as inventory

MOST_WARNINGS = 50
State = MovingReport.State


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Files of an old system.

    `channel_code`: where its orders and codes go if the files do not say; one that does not exist is made when its
    orders are applied, as one that only imports. `layout_names`: those a person chose; empty: found out.
    """

    files: Sequence[OldFile]
    source: str
    channel_code: str = ""
    layout_names: Sequence[str] = ()
    warehouse_id: int | None = None


@dataclass(frozen=True)
class Applied:
    """`done` False: things had changed since the report was made; a new report is shown, and nothing was done."""

    report: MovingReport
    done: bool


# --- the report ---------------------------------------------------------------------------------------------


def plan_moving(brought: Brought, *, actor: str) -> MovingReport:
    """Read the files of an old system and keep what they would change. Raises Unreadable; then nothing is kept."""
    report = _registered(brought, actor)
    parts = _parts(report, _opened(report, brought.files))
    with transaction.atomic():
        report.save()
        _write(report, parts)
    return report


def queue_moving(brought: Brought, *, actor: str) -> MovingReport:
    """The same by a job; the report that comes back is being read. Raises Unreadable for what is no table at all."""
    from akinai.channels.moving import jobs

    report = _registered(brought, actor)
    _opened(report, brought.files)
    with transaction.atomic():
        report.save()
        jobs.read_moving.defer(report_id=report.pk)
    return report


def read_moving(report_id: int) -> MovingReport:
    """Make the report of files that wait to be read. Safe to call again."""
    report = MovingReport.objects.select_related("channel").get(pk=report_id)
    if report.state != State.READING:
        return report
    try:
        parts = _parts(report, _opened(report, _kept(report)))
    except (Unreadable, OSError) as error:
        MovingReport.objects.filter(pk=report_id).update(state=State.FAILED, error=str(error))
        report.refresh_from_db()
        return report
    with transaction.atomic():
        locked = MovingReport.objects.select_for_update().get(pk=report_id)
        if locked.state == State.READING:
            report.rows.all().delete()
            _write(report, parts)
    return report


def forget_moving(report_ids: Sequence[int], *, actor: str) -> int:
    """Throw reports away of which nothing was applied."""
    with transaction.atomic():
        rows = MovingReport.objects.filter(pk__in=report_ids, applied_at=None).exclude(state=State.APPLYING)
        ids = list(rows.values_list("pk", flat=True))
        MovingReport.objects.filter(pk__in=ids).delete()
    return len(ids)


def _registered(brought: Brought, actor: str) -> MovingReport:
    if brought.source not in SOURCES:
        names = ", ".join(SOURCES)
        raise Unreadable(
            _("There is no old system “%(name)s”. There are: %(names)s.") % {"name": brought.source, "names": names}
        )
    warehouses = {each.pk: each for each in reversed(inventory.warehouses())}
    warehouse = warehouses.get(brought.warehouse_id or 0) or (list(warehouses.values())[-1] if warehouses else None)
    if warehouse is None:
        raise Unreadable(_("There is no warehouse yet. Make one first."))
    code = channels.checked_code(brought.channel_code) if brought.channel_code.strip() else ""
    channel = channels.channel_of(code) if code else None
    return MovingReport(
        source=brought.source,
        channel=channel,
        channel_code=code,
        warehouse=warehouse,
        files=[{"name": file.name[-200:], "path": importing.keep(file.data)} for file in brought.files],
        chosen=list(brought.layout_names),
        created_at=clock.now(),
        actor=actor,
    )


def _kept(report: MovingReport) -> list[OldFile]:
    return [OldFile(file["name"], importing.kept(file["path"])) for file in report.files]


def layouts_of(source: str) -> list[MovingLayout]:
    """The layouts of an old system: the shop's own first, then those that come with the program."""
    told = {row.name: row.layout for row in OwnLayout.objects.all()}
    found = []
    for name, each in [*told.items(), *((n, t) for n, t in layout.built_in().items() if n not in told)]:
        try:
            made = layout.parse(name, each)
        except BadLayout:
            continue  # saved by a version that understood it; the page of layouts says what is wrong
        if made.source == source:
            found.append(made)
    return found


def _opened(report: MovingReport, files: Sequence[OldFile]) -> list[Opened]:
    opened = open_all(unpack(files), layouts_of(report.source), report.chosen)
    report.used = [
        {
            "file": each.name,
            "layout": each.layout.name,
            "title": each.layout.title,
            "kind": each.layout.kind,
            "rows": len(each.sheet.records),
            "unproven": each.layout.unproven,
        }
        for each in opened
    ]
    report.warnings = [f"{each.name}: {words}" for each in opened for words in each.sheet.warnings][:MOST_WARNINGS]
    return opened


def _beside(report: MovingReport, opened: Sequence[Opened]) -> Beside:
    also = {name: code for each in opened for name, code in each.layout.names.items()}
    if report.channel is None and report.channel_code:
        report.channel = channels.channel_of(report.channel_code)
    return Beside(report.channel, report.channel_code, report.warehouse_id, shops(also))


def _parts(report: MovingReport, opened: Sequence[Opened], kinds: Sequence[str] = KINDS) -> dict[str, Part]:
    """What the files would change, by kind. Constant statements for each kind."""
    beside = _beside(report, opened)
    rows: dict[str, list[OldRow]] = {}
    read: dict[str, Part] = {}
    for kind in KINDS:
        mine = [each for each in opened if each.layout.kind == kind]
        if mine and kind in kinds:
            read[kind], rows[kind] = Part(kind), []
            for each in mine if kind != "orders" else ():
                good, bad, left_out = rows_of(each, len(mine) > 1)
                rows[kind] += [] if each.layout.shops else good
                read[kind].left_out += left_out
                for one in bad:
                    read[kind].refuse(one)
    planned: dict[str, Part] = {}
    if "products" in read or "sets" in read:
        both = products.plan(rows.get("products", []), rows.get("sets", []), beside)
        planned |= dict(zip(("products", "sets"), both, strict=True))
    if "mappings" in read:
        tables = [each for each in opened if each.layout.kind == "mappings"]
        planned["mappings"] = mappings.plan(tables, rows["mappings"], beside, len(tables) > 1)
    if "customers" in read:
        planned["customers"] = customers.plan(rows["customers"])
    if "stock" in read:
        planned["stock"] = stock.plan(rows["stock"], beside)
    if "orders" in read:
        planned["orders"] = orders.plan([each for each in opened if each.layout.kind == "orders"], beside)
    for kind, part in read.items():
        planned[kind].lines = [*part.lines, *planned[kind].lines]
        planned[kind].left_out += part.left_out
    return {kind: planned[kind] for kind in KINDS if kind in read}


def _write(report: MovingReport, parts: Mapping[str, Part]) -> None:
    """Keep the report's rows and counts."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as rows:  # a hundred thousand lines are no rarity
        for kind, part in parts.items():
            for line in part.lines:
                rows.write_row(_row(report, kind, line))
    for kind, part in parts.items():
        report.parts[kind] = {
            **part.counts(),
            "totals": {name: list(both) for name, both in part.totals.items()},
            "warnings": part.warnings[:MOST_WARNINGS],
            "digest": part.digest(),
        }
    report.state, report.error = State.PLANNED, ""
    report.save()
    told = {kind: {k: n for k, n in part.counts().items() if n} for kind, part in parts.items()}
    publish([MovingPlanned(subject=f"moving/{report.pk}", actor=report.actor, source=report.source, found=told)])


_COPY = """copy channels_movingrow
           (report_id, kind, status, key, name, channel, file, "row", "column", message, changes, problem) from stdin"""


def _row(report: MovingReport, kind: str, line: Line) -> tuple[Any, ...]:
    changes = json.dumps([[_clean(text) for text in change] for change in line.changes], ensure_ascii=False)
    told = (line.key, line.name, line.channel, line.file[-200:])
    said = (_clean(line.column), _clean(line.message), changes, "")
    return (report.pk, kind, line.status, *map(_clean, told), line.row, *said)


def _clean(text: str) -> str:
    """As much as a person reads, without what no database keeps."""
    return text[:2_000].replace("\0", "").encode("utf-8", "replace").decode()


# --- applying -----------------------------------------------------------------------------------------------


def apply_moving(report_id: int, *, kinds: Sequence[str] = (), actor: str) -> Applied:
    """Do what the report says, all kinds or those chosen. Raises Refused when there is nothing left to apply.

    What each step refuses after all stands at its row. The way back is `undo_moving`.
    """
    _claim(report_id, kinds, actor)
    return carry_on(report_id)


def queue_apply(report_id: int, *, kinds: Sequence[str] = (), actor: str) -> MovingReport:
    """The same by a job."""
    from akinai.channels.moving import jobs

    return _claim(report_id, kinds, actor, then=lambda: jobs.apply_moving.defer(report_id=report_id))


def _claim(report_id: int, kinds: Sequence[str], actor: str, then: Callable[[], Any] | None = None) -> MovingReport:
    with transaction.atomic():
        report = MovingReport.objects.select_for_update().get(pk=report_id)
        left = [kind for kind in KINDS if kind in report.parts and not report.parts[kind].get("applied_at")]
        chosen = [kind for kind in left if not kinds or kind in kinds]
        if report.state in (State.READING, State.APPLYING, State.FAILED):
            raise Refused([Refusal(report_id, "", _("This report is being worked on, or could not be read."))])
        if not chosen:
            raise Refused([Refusal(report_id, "", _("This report has been applied already."))])
        report.state, report.wanted, report.applied_by, report.begun = State.APPLYING, chosen, actor, False
        report.save()
        if then:
            then()
    return report


def carry_on(report_id: int) -> Applied:
    """Apply a claimed report. Safe to call again: cut off, it goes on behind its last batch."""
    report = MovingReport.objects.select_related("channel").get(pk=report_id)
    if report.state != State.APPLYING:
        return Applied(report, report.applied_at is not None)
    opened = _opened(report, _kept(report))
    first: Part | None = None
    if not report.begun:
        first = _as_planned(report, opened)
        if first is None:
            return Applied(report, False)
    for kind in report.wanted:
        if not report.parts[kind].get("applied_at"):
            # What went before may have added codes and words that this one needs.
            _apply_kind(report, opened, kind, first or _parts(report, opened, [kind])[kind])
            first = None
    return Applied(_finish(report), True)


def _as_planned(report: MovingReport, opened: Sequence[Opened]) -> Part | None:
    """The first kind, if the report would say the same by now; else None: it is made anew and nothing is begun."""
    chosen: list[str] = report.wanted
    parts = _parts(report, opened, chosen)
    same = all(parts[kind].digest() == report.parts[kind]["digest"] for kind in chosen)
    with transaction.atomic():
        if same:
            report.begun = True
            report.save(update_fields=["begun"])
        else:
            report.rows.filter(kind__in=chosen).delete()
            _write(report, parts)
    return parts[chosen[0]] if same else None


def _apply_kind(report: MovingReport, opened: Sequence[Opened], kind: str, part: Part) -> None:
    """One kind by its own verbs: each batch with what came of it at its rows, so that all of it can be undone."""
    steps = _steps(report, opened, kind, part)
    while True:
        with transaction.atomic():
            step = next(steps, None)
            if step is None:
                break
            _note(report, kind, *step)
    rows = report.rows.filter(kind=kind)
    told = {"done": rows.filter(done_at__isnull=False).count(), "failed": rows.exclude(problem="").count()}
    report.parts[kind] = report.parts[kind] | told | {"applied_at": clock.now().isoformat()}
    report.save(update_fields=["parts", "channel"])


def _steps(report: MovingReport, opened: Sequence[Opened], kind: str, part: Part) -> Iterator[Step]:
    actor = report.applied_by
    if kind in ("products", "sets"):
        return products.apply(part, actor=actor)
    if kind == "mappings":
        return mappings.apply(part, actor=actor)
    if kind == "customers":
        return customers.apply(part, actor=actor)
    if kind == "stock":
        reason = _("Moved in from %(source)s") % {"source": SOURCES[report.source]}
        return stock.apply(part, _beside(report, opened), reason=reason, actor=actor)
    _make_channels(part, opened, actor)
    return orders.apply(part, actor=actor)


def _make_channels(part: Part, opened: Sequence[Opened], actor: str) -> None:
    """The channel of orders that go to one that does not exist yet: it only imports."""
    plan = next(each.layout.orders for each in opened if each.layout.orders)
    for code in sorted({each.channel_code for each in part.work if each.channel is None}):
        usual = order_layouts.named("akinai")
        channels.channel_for(code, usual or plan, actor=actor)


def _note(report: MovingReport, kind: str, outcome: Outcome, ids: Mapping[str, int]) -> None:
    """Write at the rows what was done, with the id of what was made, and why the others were not. Two statements."""
    done = list(dict.fromkeys(map(str, outcome.done)))
    problems = {str(refusal.key): refusal.message for refusal in outcome.refused}
    made = [ids.get(key) for key in done]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """update channels_movingrow as r
                  set done_at = %s, made = d.made
                 from unnest(%s::text[], %s::bigint[]) as d (key, made)
                where r.report_id = %s and r.kind = %s and r.status in ('new', 'different')
                  and d.key = case when r.kind in ('mappings', 'orders') then r.channel || ' ' else '' end || r.key""",
            [clock.now(), done, made, report.pk, kind],
        )
        cursor.execute(
            """update channels_movingrow as r set problem = d.problem
                 from unnest(%s::text[], %s::text[]) as d (key, problem)
                where r.report_id = %s and r.kind = %s and r.status in ('new', 'different')
                  and d.key = case when r.kind in ('mappings', 'orders') then r.channel || ' ' else '' end || r.key""",
            [list(problems), list(problems.values()), report.pk, kind],
        )


def _finish(report: MovingReport) -> MovingReport:
    with transaction.atomic():
        left = [kind for kind in report.parts if not report.parts[kind].get("applied_at")]
        report.state = State.PLANNED if left else State.APPLIED
        report.applied_at, chosen, report.wanted = clock.now(), report.wanted, []
        report.save()
        done = {kind: report.parts[kind]["done"] for kind in chosen}
        refused = sum(report.parts[kind]["failed"] for kind in chosen)
        told: dict[str, Any] = {"source": report.source, "done": done, "refused": refused}
        publish([MovingApplied(subject=f"moving/{report.pk}", actor=report.applied_by, **told)])
    return report
