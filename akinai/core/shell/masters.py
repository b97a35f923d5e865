"""Plain settings tables (delivery days, tax rates, closed days …): one registration gives list, form and addresses.

Changes go through the step's own verbs; this only draws and asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import paging, results

Verb = Callable[..., Outcome | None]
Column = Callable[[Any], Any]
Columns = Sequence[str | Column]


@dataclass(frozen=True)
class Master:
    """A settings table. `model` is "app.Model"; `save(rows, *, actor)` gets cleaned data (with "id" when editing),
    `delete(ids, *, actor)` primary keys. Without `delete` rows stay. `columns` are field names or
    functions of a row (which then need `labels`)."""

    slug: str
    label: Promise | str
    model: str
    form: type[forms.BaseForm]
    columns: Columns
    save: Verb
    delete: Verb | None = None
    search: Sequence[str] = ()
    group: Promise | str = ""
    note: Promise | str = ""
    icon: str = "list"
    view: str = "settings.view"
    edit: str = "settings.edit"
    labels: Sequence[Promise | str] = ()
    order: str = "id"

    def rows(self) -> QuerySet[Any]:
        return apps.get_model(self.model)._default_manager.all()

    def heads(self) -> list[str]:
        """Column headings: given ones, else the fields' own names."""
        return [str(label) for label in self.labels] or [self._head(name) for name in self.columns]

    def _head(self, name: str | Column) -> str:
        if callable(name):
            return ""
        try:
            return str(apps.get_model(self.model)._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:
            return name

    def cells(self, row: Model) -> list[Any]:
        return [_shown(row, name) for name in self.columns]

    @property
    def deletes(self) -> bool:
        """May rows be deleted at all? (A template would call `delete` itself.)"""
        return self.delete is not None


_masters: dict[str, Master] = {}


def register(master: Master) -> None:
    """Add a settings table. Raises ValueError when the slug is taken."""
    if master.slug in _masters:
        raise ValueError(f"two settings tables called {master.slug}")
    _masters[master.slug] = master


def groups(request: HttpRequest) -> dict[str, list[Master]]:
    """The tables this person may see, by group."""
    found: dict[str, list[Master]] = {}
    for master in _masters.values():
        if allowed(request.user, master.view):
            found.setdefault(str(master.group), []).append(master)
    return found


def _shown(row: Model, name: str | Column) -> Any:
    if callable(name):
        return name(row)
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return _("Yes") if value else "—"
    return "—" if value is None or value == "" else value


def _master(slug: str) -> Master:
    try:
        return _masters[slug]
    except KeyError:
        raise Http404(slug) from None


@door("desk.view")
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, with a search over the table's words."""
    master = _master(slug)
    if not allowed(request.user, master.view):
        return refuse(request, master.view)
    rows, asked = master.rows(), request.GET.get("q", "").strip()
    if asked and master.search:
        hit = Q()
        for name in master.search:
            hit |= Q(**{f"{name}__icontains": asked})
        rows = rows.filter(hit)
    found = paging.page(request, rows, key=master.order, per=100)
    heads = master.heads()
    lines = [(row, list(zip(heads, master.cells(row), strict=True))) for row in found.rows]
    context = {
        "master": master,
        "page": found,
        "lines": lines,
        "q": asked,
        "may_edit": allowed(request.user, master.edit),
    }
    return render(request, "core/master_list.html", context)


@door("desk.view")
def edit(request: HttpRequest, slug: str, key: str | None = None) -> HttpResponse:
    """The form of one row, or of a new one."""
    master = _master(slug)
    if not allowed(request.user, master.edit):
        return refuse(request, master.edit)
    row = get_object_or_404(master.rows(), pk=key) if key is not None else None
    form = _form(master, request, row)
    if request.method == "POST" and form.is_valid() and _saved(request, master, form, row):
        messages.success(request, _("Saved."))
        return redirect("shell:master", slug=slug)
    return render(request, "core/master_form.html", {"master": master, "form": form, "row": row})


def _form(master: Master, request: HttpRequest, row: Model | None) -> forms.BaseForm:
    data = request.POST or None
    files = request.FILES or None
    if issubclass(master.form, forms.ModelForm):
        return master.form(data, files, instance=row)
    initial = {f: getattr(row, f, None) for f in master.form().fields} if row is not None else None
    return master.form(data, files, initial=initial)


def _saved(request: HttpRequest, master: Master, form: forms.BaseForm, row: Model | None) -> bool:
    data = dict(form.cleaned_data)
    if row is not None:
        data["id"] = row.pk
    try:
        outcome = master.save([data], actor=actor(request))
    except Refused as refused:
        return _explain(form, refused.refusals)
    return _explain(form, outcome.refused if outcome else [])


def _explain(form: forms.BaseForm, refusals: Sequence[Refusal]) -> bool:
    """Put each refusal beside its field; True when there is none."""
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return not refusals


@door("desk.view")
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete the picked rows; refused ones are listed."""
    master = _master(slug)
    if master.delete is None or request.method != "POST":
        raise Http404(slug)
    if not allowed(request.user, master.edit):
        return refuse(request, master.edit)
    ids = [row.pk for row in master.rows().filter(pk__in=request.POST.getlist("ids"))]
    try:
        outcome = master.delete(ids, actor=actor(request)) or Outcome(done=ids)
    except Refused as refused:
        outcome = Outcome(refused=refused.refusals)
    if not outcome.refused:
        messages.success(request, _("Deleted: %(n)s.") % {"n": len(outcome.done)})
        return redirect("shell:master", slug=slug)
    names = {row.pk: " ".join(str(c) for c in master.cells(row)[:2]) for row in master.rows().filter(pk__in=ids)}
    back = reverse("shell:master", args=[slug])
    return results.show(request, outcome, title=master.label, back=back, names=names)
