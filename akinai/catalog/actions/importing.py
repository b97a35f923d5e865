"""Product files: read, shown as a diff, applied. Good rows go in; a bad one gets its row, its column and a sentence."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import columns, events
from akinai.catalog.actions.deciding import Decision, SkuEdit, decide, load
from akinai.catalog.actions.saving import one_at_a_time, write
from akinai.catalog.columns import BY_NAME, CLEAR, KEEP, NEEDED_COLUMNS, Column
from akinai.catalog.models import CatalogImport
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.japan import numbers
from akinai.core.outcome import Refusal, Refused
from akinai.core.tables import BadCell, Row, Table, Unreadable, read_table

MAX_ROWS = 50_000


@dataclass
class Reading:
    """A file as edits: what could be read, what could not, and what a person should know."""

    edits: list[SkuEdit] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    without: Sequence[str] = ()


@dataclass
class ImportPlan:
    """What a file would do. `new`: (row, code, name); `changed`: (row, code, [(column, before, after) as text])."""

    new: list[tuple[int, str, str]]
    changed: list[tuple[int, str, list[tuple[str, str, str]]]]
    unchanged: int
    refused: list[Refusal]
    warnings: list[str]
    without: Sequence[str]
    digest: str

    def as_json(self) -> dict[str, Any]:
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [[r.key, r.field, r.message] for r in self.refused],
            "warnings": self.warnings,
            "without": list(self.without),
        }


@dataclass(frozen=True)
class Applied:
    """`done` False: the catalog had changed since the diff was shown, so nothing was done and a new diff is there."""

    row: CatalogImport
    done: bool


# --- the verbs ----------------------------------------------------------------------------------------------


def plan_import(data: bytes, name: str, *, without: Sequence[str] = (), actor: str) -> CatalogImport:
    """Read a file and keep what it would change. Raises Unreadable when it is no table of products.

    `without`: columns to leave out, because the person may not change them.
    """
    reading = read_products(read_table(data, name), without)
    plan = _plan(decide(reading.edits, load(reading.edits)), reading)
    row = _row(plan, name, actor)
    row.file = _keep(data, name)
    row.save()
    return row


def apply_import(import_id: int, *, actor: str) -> Applied:
    """Do what the shown diff says; if it would be another one by now, show that instead and do nothing.

    Raises Refused when it was applied before.
    """
    found = CatalogImport.objects.get(pk=import_id)
    with default_storage.open(found.file) as file:
        reading = read_products(read_table(file.read(), found.name), found.plan["without"])
    with one_at_a_time(actor):
        row = CatalogImport.objects.select_for_update().get(pk=import_id)
        if row.state == CatalogImport.State.APPLIED:
            raise Refused([Refusal(import_id, "", _("This file has been applied already."))])
        state = load(reading.edits)
        decision = decide(reading.edits, state)
        plan = _plan(decision, reading)
        stale = plan.digest != row.digest
        _put(row, plan)
        if not stale:
            write(decision, state, actor=actor)
            _finish(row, actor)
        row.save()
    return Applied(row, not stale)


def import_products(data: bytes, name: str, *, actor: str, dry_run: bool = False) -> CatalogImport:
    """Read and apply in one go (command line, demo). With `dry_run` nothing is changed and nothing kept."""
    reading = read_products(read_table(data, name))
    if dry_run:
        return _row(_plan(decide(reading.edits, load(reading.edits)), reading), name, actor)
    path = _keep(data, name)
    with one_at_a_time(actor):
        state = load(reading.edits)
        decision = decide(reading.edits, state)
        row = _row(_plan(decision, reading), name, actor)
        row.file = path
        row.save()
        write(decision, state, actor=actor)
        _finish(row, actor)
        row.save()
    return row


def forget_import(import_ids: Sequence[int], *, actor: str) -> int:
    """Throw away diffs that were not applied."""
    with transaction.atomic():
        waiting = CatalogImport.objects.filter(pk__in=import_ids, state=CatalogImport.State.PLANNED)
        return waiting.delete()[0]


def _keep(data: bytes, name: str) -> str:
    """Keep the file under its content, so that the same file is kept once."""
    ending = name.rpartition(".")[2].lower()
    path = f"imports/{hashlib.sha256(data).hexdigest()}.{ending if ending in ('xlsx', 'xls', 'ods', 'tsv') else 'csv'}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return path


def _row(plan: ImportPlan, name: str, actor: str) -> CatalogImport:
    row = CatalogImport(name=name[-200:], actor=actor, created_at=clock.now())
    _put(row, plan)
    return row


def _put(row: CatalogImport, plan: ImportPlan) -> None:
    row.plan, row.digest = plan.as_json(), plan.digest
    row.new, row.changed, row.unchanged = len(plan.new), len(plan.changed), plan.unchanged
    row.rejected = len({refusal.key for refusal in plan.refused})


def _finish(row: CatalogImport, actor: str) -> None:
    row.state, row.applied_at = CatalogImport.State.APPLIED, clock.now()
    said = events.ImportApplied(
        subject=f"catalog-import/{row.pk}", actor=actor, file=row.name,
        new=row.new, changed=row.changed, unchanged=row.unchanged, rejected=row.rejected,
    )  # fmt: skip
    publish([said])


# --- the diff -----------------------------------------------------------------------------------------------


def _plan(decision: Decision, reading: Reading) -> ImportPlan:
    new, changed, unchanged = [], [], 0
    for decided in decision.accepted:
        row = int(str(decided.edit.key))
        if decided.before is None:
            new.append((row, decided.after["code"], decided.after["name"]))
        elif decided.changes:
            changed.append((row, decided.after["code"], [shown_change(*change) for change in decided.changes]))
        else:
            unchanged += 1
    refused = sorted([*reading.refused, *decision.refused], key=lambda refusal: int(str(refusal.key)))
    return ImportPlan(new, changed, unchanged, refused, reading.warnings, reading.without, _digest(decision))


def shown_change(name: str, before: Any, after: Any) -> tuple[str, str, str]:
    """A change as text: column, before, after."""
    if name == "kind":
        return name, str(before), str(after)
    column = BY_NAME[name]
    return name, column.show(before), column.show(after)


def _digest(decision: Decision) -> str:
    """What the diff says, in 64 digits: it differs when the catalog changed in a way that matters to the file."""
    said = [(d.sku_id, d.changes if d.before else d.after) for d in decision.accepted]
    refused = sorted((str(r.key), r.field) for r in decision.refused)
    return hashlib.sha256(json.dumps([said, refused], default=str, ensure_ascii=False).encode()).hexdigest()


# --- reading ------------------------------------------------------------------------------------------------


def read_products(table: Table, without: Sequence[str] = ()) -> Reading:
    """The rows of a table as edits. Raises Unreadable when code, name or price has no column."""
    if len(table.rows) > MAX_ROWS:
        raise Unreadable(_("The file has more than %(n)d rows. Divide it.") % {"n": MAX_ROWS})
    known, warnings = _columns(table)
    warnings = [*table.warnings, *warnings, *_number_warnings(table, known)]
    for header in [header for header, column in known.items() if column.name in without]:
        warnings.append(_("The column “%(name)s” was left out: you may not change it.") % {"name": header})
        del known[header]
    reading = Reading(refused=list(table.refused), warnings=warnings, without=without)
    for row in table.rows:
        edit, refusals = _edit(row, known)
        reading.refused += refusals
        if edit is not None:
            reading.edits.append(edit)
            reading.warnings += _jan_warning(row.number, edit)
    return reading


def _columns(table: Table) -> tuple[dict[str, Column], list[str]]:
    """Header → column; unknown headers are named and left out."""
    known: dict[str, Column] = {}
    warnings = []
    for header in table.headers:
        column = columns.HEADERS.get(columns.header_key(header))
        if column is None:
            if header:
                warnings.append(_("The column “%(name)s” is not known and was left out.") % {"name": header[:60]})
        elif column in known.values():
            other = next(h for h, c in known.items() if c == column)
            words = _("The columns “%(one)s” and “%(two)s” are the same field. Delete one.")
            raise Unreadable(words % {"one": other, "two": header})
        else:
            known[header] = column
    there = {column.name for column in known.values()}
    missing = [name for name in NEEDED_COLUMNS if name not in there]
    if missing:
        names = ", ".join(f"{name} ({BY_NAME[name].japanese[0]})" for name in missing)
        raise Unreadable(_("The first row must name the columns; missing: %(names)s.") % {"names": names})
    return known, warnings


def _number_warnings(table: Table, known: Mapping[str, Column]) -> list[str]:
    """Codes that a spreadsheet holds as numbers may have lost their leading zeros already."""
    told = []
    for header, column in known.items():
        if column.name in ("code", "jan", "product_code") and any(header in row.numeric for row in table.rows):
            words = _("The column “%(name)s” holds numbers: leading zeros may be gone. Format it as text in Excel.")
            told.append(words % {"name": header})
    return told


def _edit(row: Row, known: Mapping[str, Column]) -> tuple[SkuEdit | None, list[Refusal]]:
    values: dict[str, Any] = {}
    emptied: set[str] = set()
    refusals: list[Refusal] = []
    for header, column in known.items():
        cell = row.get(header)
        if not cell.strip():
            if column.name in ("code", "name"):
                words = _("“%(column)s” is empty. Every SKU needs it.") % {"column": column.label}
                refusals.append(Refusal(row.number, column.name, words))
            elif column.empty == CLEAR:
                values[column.name] = column.blank
            elif column.empty != KEEP:
                emptied.add(column.name)
            continue
        try:
            values[column.name] = column.read(cell)
        except BadCell as problem:
            refusals.append(Refusal(row.number, column.name, str(problem)))
    composition, more = _composition(row.number, values, emptied)
    refusals += more
    if refusals:
        return None, refusals
    return SkuEdit(row.number, composition, emptied=frozenset(emptied)), []


def _composition(number: int, values: dict[str, Any], emptied: set[str]) -> tuple[dict[str, Any], list[Refusal]]:
    """The columns parts, case_of and case_quantity as kind and parts."""
    rest = {name: value for name, value in values.items() if name not in ("parts", "case_of", "case_quantity")}
    parts, case_of, pieces = (values.get(name) for name in ("parts", "case_of", "case_quantity"))
    if parts and case_of:
        return rest, [Refusal(number, "case_of", _("A SKU is a bundle or a case, not both: empty one of the columns."))]
    if case_of and not pieces:
        return rest, [Refusal(number, "case_quantity", _("How many pieces are in a case? The column is empty."))]
    if pieces and not case_of:
        return rest, [Refusal(number, "case_of", _("Of which SKU are the pieces in the case? The column is empty."))]
    if parts:
        return rest | {"kind": "bundle", "parts": parts}, []
    if case_of:
        return rest | {"kind": "case", "parts": ((case_of, pieces),)}, []
    emptied |= {kind for kind, name in (("bundle", "parts"), ("case", "case_of")) if name in values}
    return rest, []


def _jan_warning(number: int, edit: SkuEdit) -> list[str]:
    """A wrong check digit only warns: some shops print numbers of their own."""
    jan = str(edit.values.get("jan", ""))
    finding = numbers.check_jan(jan) if jan else None
    if finding is None:
        return []
    return [_("Row %(row)s: %(problem)s") % {"row": number, "problem": finding.message}]
