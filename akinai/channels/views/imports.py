"""取込: a file comes in, its progress, what came of it, its bad rows mended."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.channels import actions, queries
from akinai.channels.forms import UploadForm
from akinai.channels.models import Connection, ImportRun, RejectedRow
from akinai.core import home
from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.core.tables import Unreadable

SHOWN = 200  # rejected rows
MOST_COLUMNS = 150  # of a rejected row that can be mended on the screen
WHOLE_ROWS = 5  # of an order, shown with all cells; of the others only those at fault


@door("channels.view")
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what came in before."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"channel": request.GET.get("channel")})
    if request.method == "POST" and allowed(request.user, "channels.import") and form.is_valid():
        file, items = form.cleaned_data["file"], form.cleaned_data["items"]
        try:
            run = actions.queue_import(
                file.read(),
                name=file.name,
                channel_code=form.code,
                layout=form.cleaned_data["layout"],
                items=items.read() if items else None,
                actor=actor(request),
            )
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("channels:import_one", run.pk)
    context = {
        "form": form,
        "page": paging.page(request, queries.runs(), key="-id", per=25),
        "folders": Connection.objects.select_related("channel").order_by("channel__position"),
        "may_import": allowed(request.user, "channels.import"),
    }
    return render(request, "channels/imports.html", context)


@door("channels.view")
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came of a file."""
    run = get_object_or_404(queries.runs(), pk=run_id)
    return render(request, "channels/import_one.html", _outcome(request, run))


@door("channels.view")
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part of the page that changes while the import runs."""
    run = get_object_or_404(queries.runs(), pk=run_id)
    return render(request, "channels/parts/import_outcome.html", _outcome(request, run))


def _outcome(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    rows = list(queries.rejected(run.pk)[:SHOWN])
    return {
        "run": run,
        "orders": _by_order([row for row in rows if not row.final]),
        "final": [row for row in rows if row.final],
        "more": max(0, queries.rejected(run.pk).count() - SHOWN),
        "running": run.state in ("waiting", "running"),
        "may_import": allowed(request.user, "channels.import"),
        "personal": allowed(request.user, "personal.view"),
    }


def _by_order(rows: list[RejectedRow]) -> list[dict[str, Any]]:
    """Rejected rows by order: what is wrong, and the cells to mend (those at fault first)."""
    groups: dict[str, list[RejectedRow]] = defaultdict(list)
    for row in rows:
        groups[row.order_key].append(row)
    return [
        {
            "key": key,
            "number": key.partition("\n")[0],
            "problems": members,
            "rows": [
                _cells(cells, members, whole=at < WHOLE_ROWS) for row in members for at, cells in enumerate(row.cells)
            ],
        }
        for key, members in groups.items()
    ]


def _cells(row: dict[str, Any], members: list[RejectedRow], *, whole: bool) -> dict[str, Any]:
    """The cells at fault; the others too where `whole` (a form with thousands of fields is refused by the server)."""
    number = row["row"]
    wrong = {member.field for member in members if member.row == number}
    cells = [(name, cell, name in wrong) for name, cell in row["cells"].items()][:MOST_COLUMNS]
    missing = [(name, "", True) for name in sorted(wrong - row["cells"].keys()) if name]
    return {
        "row": number,
        "wrong": [*missing, *(each for each in cells if each[2])],
        "rest": [each for each in cells if not each[2]] if whole else [],
    }


@require_POST
@door("channels.import")
def mend(request: HttpRequest, run_id: int) -> HttpResponse:
    """Run one rejected order again with the cells as mended."""
    run = get_object_or_404(ImportRun, pk=run_id)
    key = request.POST.get("key", "")
    head = run.rejected.filter(order_key=key, mended_at=None, final=False).exclude(cells=[]).first()
    if head is None:
        messages.info(request, _("This order has been mended meanwhile."))
        return redirect("channels:import_one", run_id)
    rows = []
    for at, row in enumerate(head.cells):
        told = {name: request.POST.get(f"cell-{at}-{name}") for name in {*row["cells"], *_posted(request, at)}}
        cells = {name: cell for name, cell in {**row["cells"], **_given(told)}.items() if cell}
        rows.append({"row": row["row"], "cells": cells})
    return _run_again(request, run_id, {key: rows})


def _posted(request: HttpRequest, at: int) -> list[str]:
    """Columns that were empty and have a field on the form."""
    ahead = f"cell-{at}-"
    return [name.removeprefix(ahead) for name in request.POST if name.startswith(ahead)]


def _given(told: dict[str, str | None]) -> dict[str, str]:
    return {name: cell for name, cell in told.items() if cell is not None}


@require_POST
@door("channels.import")
def mend_all(request: HttpRequest, run_id: int) -> HttpResponse:
    """Run every rejected order again as it was: after a product or a conversion has been added."""
    return _run_again(request, run_id, None)


def _run_again(request: HttpRequest, run_id: int, mended: dict[str, Any] | None) -> HttpResponse:
    try:
        taken = actions.rerun_rejected(run_id, mended, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("channels:import_one", run_id)
    done = taken.accepted + taken.duplicates + taken.changed
    if done:
        words = ngettext("%(n)d order went in.", "%(n)d orders went in.", done) % {"n": done}
        messages.success(request, words)
    if taken.rejected:
        left = len(taken.rejected)
        messages.warning(
            request, ngettext("%(n)d row is still wrong.", "%(n)d rows are still wrong.", left) % {"n": left}
        )
    return redirect("channels:import_one", run_id)


@door("channels.import")
def download(request: HttpRequest, run_id: int) -> HttpResponse | FileResponse:
    """The file as it came in."""
    run = get_object_or_404(ImportRun, pk=run_id)
    path = home.path() / "files" / run.file
    if not path.is_file():
        messages.error(request, _("The file is not kept any more."))
        return redirect("channels:import_one", run_id)
    log_access(actor=actor(request), what="channels.import_file", subject=f"import/{run_id}", count=run.total)
    return FileResponse(path.open("rb"), as_attachment=True, filename=run.file_name)
