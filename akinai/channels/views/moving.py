"""移行: an old system's files dropped, the report looked at, applied by a person, and taken back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions as verbs
from akinai.channels.actions import moving as verbs_of_moving
from akinai.channels.actions.movinglayouts import delete_moving_layouts, layout_rows, save_moving_layout
from akinai.channels.actions.unmoving import undo_moving
from akinai.channels.models import MovingReport, MovingRow
from akinai.channels.moving import words
from akinai.channels.moving.forms import MovingLayoutForm, OldFilesForm
from akinai.channels.moving.layout import KINDS, SOURCES
from akinai.channels.moving.reading import OldFile
from akinai.channels.queries import moving as queries
from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.masking import personal
from akinai.core.people.permissions import AnyUser, allowed, door
from akinai.core.shell import paging
from akinai.core.tables import write_csv

PERSONAL = {"name": "name", "kana": "name", "phone": "phone", "company": "name", "memo": "name", "birthday": "name"}


@door("channels.view")
def moving(request: HttpRequest) -> HttpResponse:
    """Every channel on its way, and the reports."""
    page = paging.page(request, queries.reports(), key="-id", per=25)
    for row in page.rows:  # the database keeps the kinds in no order
        row.found = [(words.KINDS[kind], row.parts[kind]) for kind in KINDS if kind in row.parts]
    context = {
        "standings": queries.standings(),
        "page": page,
        "quiet_days": queries.QUIET_DAYS,
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/moving.html", context)


@door("channels.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Drop the files: a report is made, nothing else."""
    form = OldFilesForm(request.POST or None, request.FILES or None, initial={"channel": request.GET.get("channel")})
    if request.method == "POST" and form.is_valid():
        brought = verbs_of_moving.Brought(
            files=[OldFile(each.name, each.read()) for each in form.cleaned_data["exports"]],
            source=form.cleaned_data["source"],
            channel_code=form.code,
            warehouse_id=int(form.cleaned_data["warehouse"]),
        )
        try:
            report = verbs_of_moving.queue_moving(brought, actor=actor(request))
        except verbs.Unreadable as problem:
            form.add_error("exports", str(problem))
        else:
            return redirect("channels:moving_report", report.pk)
    return render(request, "channels/moving_new.html", {"form": form})


@door("channels.view")
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """What the files would change, and what came of it."""
    return render(request, "channels/moving_report.html", _told(request, report_id))


@door("channels.view")
def progress(request: HttpRequest, report_id: int) -> HttpResponse:
    """The part of the page that changes while a job works on it."""
    return render(request, "channels/parts/moving_report.html", _told(request, report_id))


def _told(request: HttpRequest, report_id: int) -> dict[str, Any]:
    found = get_object_or_404(queries.reports(), pk=report_id)
    kind = request.GET.get("kind", "")
    status = request.GET.get("status", "")
    page = paging.page(request, queries.report_rows(report_id, kind, status), key="id", per=50)
    parts = [_part(name, found) for name in KINDS if name in found.parts]
    open_kinds = [part["kind"] for part in parts if not part["applied_at"]]
    return {
        "report": found,
        "parts": parts,
        "page": page,
        "rows": [_row(request.user, row) for row in page.rows],
        "kind": kind if kind in words.KINDS else "",
        "status": status,
        "statuses": words.STATUSES,
        "working": found.state in ("reading", "applying"),
        "open_kinds": open_kinds,
        "work_left": any(part["new"] or part["different"] for part in parts if not part["applied_at"]),
        "done_any": any(part["done"] > part["undone"] for part in parts),
        "unproven": {used["title"]: used["unproven"] for used in found.used if used["unproven"]},
        "may_edit": allowed(request.user, "channels.edit"),
    }


def _part(kind: str, found: MovingReport) -> dict[str, Any]:
    told = found.parts[kind]
    totals = [
        {"name": words.TOTALS[name], "there": there, "here": here, "money": name in words.MONEY}
        for name in words.TOTALS
        if name in told["totals"]
        for there, here in [told["totals"][name]]
    ]
    blank = {"done": 0, "failed": 0, "undone": 0, "applied_at": ""}
    return blank | told | {"kind": kind, "label": words.KINDS[kind], "rows": totals}


def _row(user: AnyUser, row: MovingRow) -> dict[str, Any]:
    """A row as this person may see it."""
    of_people = row.kind in ("customers", "orders")
    changes = [
        (words.FIELDS.get(name, name), *(_cell(user, row, name, text) for text in (here, there)))
        for name, here, there in row.changes
    ]
    return {
        "row": row,
        "key": personal(user, row.key, "mail") if row.kind == "customers" else row.key,
        "name": personal(user, row.name, "name") if of_people else row.name,
        "message": row.message if not of_people or allowed(user, "personal.view") else row.message[:0] or "＊＊＊",
        "changes": changes,
        "status": words.STATUSES[row.status],
        "tone": words.TONES[row.status],
        "kind": words.KINDS[row.kind],
    }


def _cell(user: AnyUser, row: MovingRow, name: str, text: str) -> str:
    if row.kind == "orders" and name == "state":
        return str(words.ORDER_STATES.get(text, text))
    if row.kind != "customers" or name not in PERSONAL:
        return text
    return personal(user, text, PERSONAL[name])


@require_POST
@door("channels.edit")
def apply(request: HttpRequest, report_id: int) -> HttpResponse:
    """Do what the report says: the kinds chosen, or all."""
    kinds = [kind for kind in request.POST.getlist("kinds") if kind in KINDS]
    try:
        verbs_of_moving.queue_apply(report_id, kinds=kinds, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("channels:moving_report", report_id)


@require_POST
@door("channels.edit")
def undo(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take back what the report brought."""
    kinds = [kind for kind in request.POST.getlist("kinds") if kind in KINDS]
    outcome = undo_moving(report_id, kinds=kinds, actor=actor(request))
    messages.success(request, _("%(n)d rows were taken back.") % {"n": len(outcome.done)})
    for refusal in outcome.refused[:10]:
        messages.error(request, f"{refusal.key}: {refusal.message}")
    return redirect("channels:moving_report", report_id)


@require_POST
@door("channels.edit")
def forget(request: HttpRequest, report_id: int) -> HttpResponse:
    """Throw a report away of which nothing was applied."""
    if verbs_of_moving.forget_moving([report_id], actor=actor(request)):
        messages.success(request, _("Deleted."))
        return redirect("channels:moving")
    messages.error(request, _("Something of this report was applied: it stays as the record of it."))
    return redirect("channels:moving_report", report_id)


@door("channels.view")
def rows_file(request: HttpRequest, report_id: int) -> HttpResponse:
    """The rows as CSV, masked as on the screen."""
    found = get_object_or_404(MovingReport, pk=report_id)
    rows = queries.report_rows(report_id, request.GET.get("kind", ""), request.GET.get("status", ""))
    headers = [
        _("Kind"), _("Result"), _("Key"), _("Name"), _("Sales channel"), _("File"), _("Row"), _("Column"), _("Field"),
        _("In this system"), _("Old system"), _("Why"), _("Done"),
    ]  # fmt: skip
    data = write_csv(headers, _cells(request.user, rows.iterator(chunk_size=2_000)))
    log_access(actor=actor(request), what="channels.moving_rows", subject=f"moving/{found.pk}", count=rows.count())
    answer = HttpResponse(data, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="moving-{found.pk}.csv"'
    return answer


def _cells(user: AnyUser, rows: Iterable[MovingRow]) -> Iterable[list[str]]:
    """A line for each change of each row."""
    for row in rows:
        told = _row(user, row)
        head = [str(told["kind"]), str(told["status"]), told["key"], told["name"], row.channel, row.file]
        done = "" if row.done_at is None else row.done_at.isoformat(" ", "minutes")
        for field, here, there in told["changes"] or [("", "", "")]:
            why = row.problem or told["message"]
            yield [*head, str(row.row or ""), row.column, str(field), here, there, why, done]


# --- layouts ------------------------------------------------------------------------------------------------


@door("channels.view")
def layouts(request: HttpRequest) -> HttpResponse:
    """How each export is read."""
    context = {"rows": layout_rows(), "sources": SOURCES, "kinds": words.KINDS}
    return render(request, "channels/moving_layouts.html", context)


@door("channels.view")
def layout(request: HttpRequest, name: str) -> HttpResponse:
    """One layout: looked at, copied or changed."""
    row = next((each for each in layout_rows() if each.name == name), None)
    if row is None:
        return redirect("channels:moving_layouts")
    may_edit = allowed(request.user, "channels.edit")
    copy = f"{name}-2"[:60] if row.built_in else name
    form = MovingLayoutForm(request.POST or None, initial={"name": copy, "layout": row.layout})
    if request.method == "POST" and may_edit and form.is_valid():
        try:
            save_moving_layout(form.cleaned_data["name"], form.cleaned_data["layout"], actor=actor(request))
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("channels:moving_layout", form.cleaned_data["name"])
    return render(request, "channels/moving_layout.html", {"row": row, "form": form, "may_edit": may_edit})


@require_POST
@door("channels.edit")
def delete_layout(request: HttpRequest, name: str) -> HttpResponse:
    """Delete a layout of one's own."""
    if delete_moving_layouts([name], actor=actor(request)):
        messages.success(request, _("Deleted."))
    return redirect("channels:moving_layouts")
