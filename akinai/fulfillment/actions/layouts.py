"""How carriers' and outside warehouses' files look: rows that a shop may copy and change."""

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.tables import Unreadable
from akinai.fulfillment import outsource
from akinai.fulfillment.carriers import CarrierLayout, built_in_layouts
from akinai.fulfillment.events import LayoutSaved
from akinai.fulfillment.models import FileLayout

KINDS = ("labels", "instruction", "result")


def save_layouts(rows: list[dict[str, Any]], *, actor: str) -> Outcome:
    """Add or change layouts (name, kind, carrier, layout as JSON text or object). Raises Refused naming the fault."""
    outcome = Outcome()
    with transaction.atomic():
        for row in rows:
            layout = _read(row)
            found = FileLayout.objects.filter(pk=row["id"]).first() if row.get("id") else FileLayout()
            if found is None or found.built_in:
                text = _("Built-in layouts are not changed. Copy it and change the copy.")
                raise Refused([Refusal(row.get("id"), "name", text)])
            if FileLayout.objects.filter(name=row["name"]).exclude(pk=found.pk).exists():
                text = _("There is a layout of this name already.")
                raise Refused([Refusal(row.get("id"), "name", text)])
            found.name, found.kind = row["name"], row["kind"]
            found.carrier, found.layout = row.get("carrier", ""), layout
            found.save()
            outcome.done.append(found.pk)
            publish([LayoutSaved(subject=f"layout/{found.pk}", actor=actor, layout=found.name)])
    return outcome


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """The layout as JSON, tried out by making one of it."""
    try:
        given = row["layout"]
        layout: dict[str, Any] = json.loads(given) if isinstance(given, str) else dict(given)
        layout["name"] = row["name"]
        if row["kind"] == "labels":
            CarrierLayout.from_json(layout)
        else:
            outsource.OutsourceLayout.from_json(layout)
    except ValueError as error:
        text = _("The columns are no JSON: %(error)s") % {"error": error}
        raise Refused([Refusal(row.get("id"), "layout", text)]) from None
    except Unreadable as error:
        raise Refused([Refusal(row.get("id"), "layout", str(error))]) from None
    return layout


def copy_layout(layout_id: int, *, actor: str) -> int:
    """Copy a layout under a name of its own, to be changed. The new id. Raises Refused."""
    found = FileLayout.objects.filter(pk=layout_id).first()
    if found is None:
        raise Refused([Refusal(layout_id, "id", _("There is no such layout."))])
    with transaction.atomic():
        taken = set(FileLayout.objects.filter(name__startswith=found.name).values_list("name", flat=True))
        name = next(name for n in range(2, 1000) if (name := f"{found.name}-{n}") not in taken)
        row = {"name": name, "kind": found.kind, "carrier": found.carrier, "layout": {**found.layout, "name": name}}
        return int(save_layouts([row], actor=actor).done[0])


def delete_layouts(ids: Collection[int], *, actor: str) -> Outcome:
    """Delete layouts of one's own; built-in ones stay."""
    outcome = Outcome()
    with transaction.atomic():
        for found in FileLayout.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"):
            if found.built_in:
                outcome.refused.append(Refusal(found.pk, "name", _("Built-in layouts stay.")))
            else:
                publish([LayoutSaved(subject=f"layout/{found.pk}", actor=actor, layout=found.name)])
                outcome.done.append(found.pk)
                found.delete()
    return outcome


def seed_layouts() -> None:
    """Write the layouts that come with the program, as they are now. One statement."""
    rows = [(layout.name, "labels", layout.carrier, asdict(layout)) for layout in built_in_layouts().values()]
    rows += [
        ("3pl-instruction", "instruction", "", asdict(outsource.INSTRUCTION)),
        ("3pl-result", "result", "", asdict(outsource.RESULT)),
    ]
    FileLayout.objects.bulk_create(
        [
            FileLayout(name=name, kind=kind, carrier=carrier, layout=layout | {"name": name}, built_in=True)
            for name, kind, carrier, layout in rows
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "carrier", "layout", "built_in"],
    )
