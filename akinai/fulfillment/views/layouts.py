"""Layouts of files: the built-in ones to look at and copy, one's own to change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.fulfillment import actions
from akinai.fulfillment.forms import KINDS, LayoutForm, shown
from akinai.fulfillment.models import FileLayout


@door("settings.view")
def table(request: HttpRequest) -> HttpResponse:
    """Every layout by kind."""
    found = FileLayout.objects.all()
    groups = [(label, [row for row in found if row.kind == kind]) for kind, label in KINDS]
    return render(request, "fulfillment/layouts.html", {"groups": groups})


@door("settings.view")
def edit(request: HttpRequest, layout_id: int | None = None) -> HttpResponse:
    """The form of one; a built-in one can be looked at only."""
    row = get_object_or_404(FileLayout, pk=layout_id) if layout_id else None
    initial = {"name": row.name, "kind": row.kind, "carrier": row.carrier, "layout": shown(row.layout)} if row else None
    form = LayoutForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if not allowed(request.user, "settings.edit"):
            return refuse(request, "settings.edit")
        if form.is_valid() and _saved(request, form, row):
            messages.success(request, _("Saved."))
            return redirect("fulfillment:layouts")
    return render(request, "fulfillment/layout.html", {"form": form, "row": row})


def _saved(request: HttpRequest, form: LayoutForm, row: FileLayout | None) -> bool:
    try:
        actions.save_layouts([form.cleaned_data | ({"id": row.pk} if row else {})], actor=actor(request))
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@require_POST
@door("settings.edit")
def copy(request: HttpRequest, layout_id: int) -> HttpResponse:
    """A copy to be changed."""
    try:
        made = actions.copy_layout(layout_id, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fulfillment:layouts")
    return redirect("fulfillment:layout", layout_id=made)


@require_POST
@door("settings.edit")
def delete(request: HttpRequest, layout_id: int) -> HttpResponse:
    """Delete one's own."""
    outcome = actions.delete_layouts([layout_id], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    return redirect("fulfillment:layouts")
