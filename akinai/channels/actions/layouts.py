"""Layouts that a shop adds: copies of built-in ones, changed."""

import re
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from akinai.channels.events import LayoutChanged
from akinai.channels.files import layout as layouts
from akinai.channels.files import writing
from akinai.channels.files.layout import BadLayout
from akinai.channels.models import Connection, IntakeLayout, LayoutKind
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def save_layout(
    *, name: str, title: str, kind: str, layout: Any, layout_id: int | None = None, actor: str
) -> IntakeLayout:
    """Make or change a layout. Raises Refused naming everything wrong with it; built-in ones are not changed."""
    row = IntakeLayout.objects.filter(pk=layout_id).first() if layout_id else IntakeLayout()
    problems = _problems(row, name, title, kind, layout)
    if row is None or problems:
        raise Refused(problems or [Refusal(layout_id, "", _("This layout is gone."))])
    row.name, row.title, row.kind, row.layout = name, title.strip(), kind, layout
    with transaction.atomic():
        row.save()
        publish([LayoutChanged(subject=f"intake_layout/{row.pk}", actor=actor, layout=name)])
    return row


def _problems(row: IntakeLayout | None, name: str, title: str, kind: str, layout: Any) -> list[Refusal]:
    found = []
    if row and row.built_in:
        found.append(Refusal(name, "", _("A built-in layout can't be changed: copy it and change the copy.")))
    if not _NAME.fullmatch(name):
        found.append(Refusal(name, "name", _("The name is made of small letters, digits, “-” and “_”, at most 60.")))
    elif IntakeLayout.objects.filter(name=name).exclude(pk=(row and row.pk) or 0).exists():
        found.append(Refusal(name, "name", _("There is a layout “%(name)s” already.") % {"name": name}))
    if not title.strip():
        found.append(Refusal(name, "title", _("Give the layout a title.")))
    if kind not in LayoutKind.values:
        found.append(Refusal(name, "kind", _("There is no such kind of layout.")))
    try:
        if kind == LayoutKind.ORDERS:
            layouts.parse(name, layout)
        else:
            writing.check(layout, kind)
    except BadLayout as error:
        found += [Refusal(name, "layout", sentence) for sentence in error.problems]
    return found


def delete_layouts(ids: Collection[int], *, actor: str) -> Outcome:
    """Delete layouts that are not built in and that no channel uses."""
    outcome = Outcome()
    used = set(
        Connection.objects.filter(Q(layout__in=ids) | Q(notice__in=ids) | Q(stock__in=ids))
        .values_list("layout_id", "notice_id", "stock_id")
    )  # fmt: skip
    in_use = {each for row in used for each in row}
    with transaction.atomic():
        for row in IntakeLayout.objects.filter(pk__in=list(ids)):
            if row.built_in:
                outcome.refused.append(Refusal(row.pk, "", _("A built-in layout can't be deleted.")))
            elif row.pk in in_use:
                outcome.refused.append(
                    Refusal(row.pk, "", _("A channel uses this layout; choose another there first."))
                )
            else:
                outcome.done.append(row.pk)
        names = dict(IntakeLayout.objects.filter(pk__in=outcome.done).values_list("pk", "name"))
        IntakeLayout.objects.filter(pk__in=outcome.done).delete()
        publish([LayoutChanged(subject=f"intake_layout/{pk}", actor=actor, layout=name) for pk, name in names.items()])
    return outcome
