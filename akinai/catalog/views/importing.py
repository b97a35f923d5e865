"""A product file: upload, look at the diff, apply."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog.actions import apply_import, forget_import, plan_import
from akinai.catalog.columns import COLUMNS
from akinai.catalog.forms import UploadForm
from akinai.catalog.models import CatalogImport, SkuKind
from akinai.catalog.views.lists import label
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.tables import Unreadable, write_xlsx

SHOWN = 200
EXAMPLES = (
    ("parts", "A-1:2;B-2:1"),
    ("category", "食品 > 菓子;ギフト"),
    ("handling", "fragile;this_side_up"),
    ("temperature", "ambient / chilled / frozen"),
    ("release_date", "2026-04-01"),
    ("gift", "1 / 0"),
)


@door("catalog.edit")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file. What it would change is shown next; nothing is changed here."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        without = () if allowed(request.user, "cost.view") else ("cost",)
        try:
            row = plan_import(file.read(), file.name, without=without, actor=actor(request))
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("catalog:import_one", row.pk)
    recent = CatalogImport.objects.defer("plan").order_by("-id")[:10]
    context = {"form": form, "recent": recent, "columns": COLUMNS, "examples": EXAMPLES}
    return render(request, "catalog/import.html", context)


@door("catalog.edit")
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """The diff of a file, or what it did once it is applied."""
    row = get_object_or_404(CatalogImport, pk=import_id)
    tab = request.GET.get("tab") or ("refused" if row.rejected and not (row.new or row.changed) else "changed")
    lists = {name: row.plan[name] for name in ("changed", "new", "refused")}
    if tab not in lists:
        tab = "changed"
    if tab == "changed" and not lists["changed"]:
        tab = "new" if lists["new"] else "refused" if lists["refused"] else "changed"
    context = {
        "row": row,
        "tab": tab,
        "lines": _lines(request, tab, lists[tab][:SHOWN]),
        "more": max(0, len(lists[tab]) - SHOWN),
        "may_apply": row.state == CatalogImport.State.PLANNED and (row.new or row.changed),
    }
    return render(request, "catalog/import_one.html", context)


def _lines(request: HttpRequest, tab: str, rows: list[Any]) -> list[Any]:
    """Columns by their names on the screen; cost only for those who may see it."""
    if tab == "refused":
        return [(number, label(field) if field else "", text) for number, field, text in rows]
    if tab == "new":
        return rows
    hidden = () if allowed(request.user, "cost.view") else ("cost",)
    kinds = {str(value): str(text) for value, text in SkuKind.choices}

    def shown(name: str, before: str, after: str) -> tuple[Any, str, str]:
        if name == "kind":
            return label(name), kinds.get(before, before), kinds.get(after, after)
        return label(name), before, after

    return [(number, code, [shown(*c) for c in changes if c[0] not in hidden]) for number, code, changes in rows]


@door("catalog.edit")
@require_POST
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Do what the diff says."""
    try:
        applied = apply_import(import_id, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("catalog:import_one", import_id)
    if applied.done:
        row = applied.row
        words = _("Applied: %(new)s new, %(changed)s changed.")
        messages.success(request, words % {"new": f"{row.new:,}", "changed": f"{row.changed:,}"})
    else:
        messages.warning(
            request, _("The catalog has changed meanwhile. Nothing was applied; look at the differences again.")
        )
    return redirect("catalog:import_one", import_id)


@door("catalog.edit")
@require_POST
def forget(request: HttpRequest, import_id: int) -> HttpResponse:
    """Throw a diff away."""
    forget_import([import_id], actor=actor(request))
    messages.success(request, _("The file was put aside. Nothing was changed."))
    return redirect("catalog:import")


@door("catalog.edit")
def sample(request: HttpRequest) -> HttpResponse:
    """An empty Excel file with every column, to be filled."""
    headers = [column.japanese[0] if request.GET.get("words") == "ja" else column.name for column in COLUMNS]
    data = write_xlsx(headers, [], title=_("Products"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = 'attachment; filename="products.xlsx"'
    return answer
