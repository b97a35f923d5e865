"""Layouts of an old system's exports that a shop makes: copies of those that come with the program, changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.events import LayoutChanged
from akinai.channels.files.layout import BadLayout
from akinai.channels.models import MovingLayout
from akinai.channels.moving import layout as layouts
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True)
class LayoutRow:
    """A layout as its JSON, built in or the shop's own."""

    name: str
    layout: dict[str, Any]
    built_in: bool


def layout_rows() -> list[LayoutRow]:
    """Every layout, by name; a shop's own of the same name stands for the built-in one."""
    own = {row.name: LayoutRow(row.name, row.layout, False) for row in MovingLayout.objects.all()}
    built_in = {name: LayoutRow(name, told, True) for name, told in layouts.built_in().items()}
    return [row for _name, row in sorted((built_in | own).items())]


def save_moving_layout(name: str, layout: Any, *, actor: str) -> MovingLayout:
    """Make or change a layout of the shop's own. Raises Refused naming everything wrong with it."""
    problems = []
    if not _NAME.fullmatch(name):
        problems.append(Refusal(name, "name", _("The name is made of small letters, digits, “-” and “_”, at most 60.")))
    elif name in layouts.built_in():
        problems.append(Refusal(name, "name", _("A built-in layout can't be changed: copy it and change the copy.")))
    try:
        layouts.parse(name, layout)
    except BadLayout as error:
        problems += [Refusal(name, "layout", sentence) for sentence in error.problems]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        row, _made = MovingLayout.objects.update_or_create(name=name, defaults={"layout": layout})
        publish([LayoutChanged(subject=f"moving_layout/{row.pk}", actor=actor, layout=name)])
    return row


def delete_moving_layouts(names: Sequence[str], *, actor: str) -> int:
    """Delete layouts of the shop's own; what was read by them stays. How many."""
    with transaction.atomic():
        rows = dict(MovingLayout.objects.filter(name__in=names).values_list("pk", "name"))
        MovingLayout.objects.filter(pk__in=rows).delete()
        publish([LayoutChanged(subject=f"moving_layout/{pk}", actor=actor, layout=name) for pk, name in rows.items()])
    return len(rows)
