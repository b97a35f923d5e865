"""Layouts: built-in ones to copy, a shop's own to change, with a look at how an example file reads."""

import json
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions
from akinai.channels.forms import LayoutForm
from akinai.channels.models import IntakeLayout, LayoutKind
from akinai.channels.preview import Preview, preview
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door


@door("channels.view")
def layouts(request: HttpRequest) -> HttpResponse:
    """Every layout."""
    context = {"rows": IntakeLayout.objects.all(), "may_edit": allowed(request.user, "channels.edit")}
    return render(request, "channels/layouts.html", context)


@door("channels.view")
def one(request: HttpRequest, layout_id: int) -> HttpResponse:
    """A layout: looked at (built in) or changed."""
    row = get_object_or_404(IntakeLayout, pk=layout_id)
    return _form_page(request, row)


@door("channels.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A copy of another layout."""
    source = IntakeLayout.objects.filter(pk=request.GET.get("from") or 0).first()
    source = source or IntakeLayout.objects.filter(name="akinai").first()
    copy = IntakeLayout(kind=LayoutKind.ORDERS, layout={})
    if source:
        name = f"{source.name}-2"[:60]
        copy = IntakeLayout(name=name, title=_("Copy of %(title)s") % {"title": source.title}, kind=source.kind)
        copy.layout = source.layout
    return _form_page(request, copy)


def _form_page(request: HttpRequest, row: IntakeLayout) -> HttpResponse:
    may_edit = allowed(request.user, "channels.edit")
    initial = {"name": row.name, "title": row.title, "kind": row.kind, "layout": _pretty(row.layout)}
    form = LayoutForm(request.POST or None, request.FILES or None, initial=initial)
    shown: Preview | None = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            shown = _preview(form)
        elif may_edit and (saved := _save(request, form, row.pk)):
            messages.success(request, _("Saved."))
            return redirect("channels:layout", saved.pk)
    context = {"row": row, "form": form, "preview": shown, "may_edit": may_edit and not row.built_in}
    return render(request, "channels/layout.html", context)


# The order in which the parts of a layout are read; PostgreSQL keeps none.
_PARTS = ("encoding", "delimiter", "currency", "decimals", "zone", "key", "order", "line", "shares", "states", "remark")


def _pretty(layout: Any) -> str:
    """JSON with a line for each field."""
    if not isinstance(layout, dict):
        return _line(layout)
    names = [*(name for name in _PARTS if name in layout), *(name for name in layout if name not in _PARTS)]
    return "{\n" + ",\n".join(f" {_line(name)}: {_part(layout[name])}" for name in names) + "\n}"


def _part(value: Any) -> str:
    """A part with a line for each of its members, unless it is short."""
    if len(_line(value)) < 90 or not isinstance(value, dict | list):
        return _line(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"  {_line(each)}" for each in value) + "\n ]"
    return "{\n" + ",\n".join(f"  {_line(name)}: {_line(each)}" for name, each in value.items()) + "\n }"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _preview(form: LayoutForm) -> Preview | None:
    file = form.cleaned_data["example"]
    if not isinstance(file, UploadedFile):
        form.add_error("example", _("Choose a file to see how it reads."))
        return None
    if form.cleaned_data["kind"] != LayoutKind.ORDERS:
        form.add_error("kind", _("Only files of orders can be looked at."))
        return None
    return preview(form.cleaned_data["name"], form.cleaned_data["layout"], file.read(), file.name or "")


def _save(request: HttpRequest, form: LayoutForm, layout_id: int | None) -> IntakeLayout | None:
    data = form.cleaned_data
    told = {name: data[name] for name in ("name", "title", "kind", "layout")}
    try:
        return actions.save_layout(**told, layout_id=layout_id, actor=actor(request))
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


@require_POST
@door("channels.edit")
def delete(request: HttpRequest, layout_id: int) -> HttpResponse:
    """Delete a layout of one's own."""
    outcome = actions.delete_layouts([layout_id], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("Deleted."))
    return redirect("channels:layouts")
