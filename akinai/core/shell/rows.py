"""Verbs for plain settings tables that have no rule of their own beyond the form's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.shell.masters import Verb


@dataclass(frozen=True, kw_only=True)
class RowsChanged(Event):
    """Rows of a settings table were saved or deleted."""

    table: str
    verb: str
    keys: list[str]


def plain(model: str) -> tuple[Verb, Verb]:
    """(save, delete) for a model "app.Model": `Master(..., **dict(zip(("save", "delete"), plain("app.Model"))))`."""

    def save(rows: Sequence[dict[str, Any]], *, actor: str) -> Outcome:
        return _save(model, rows, actor)

    def delete(ids: Sequence[Any], *, actor: str) -> Outcome:
        return _delete(model, ids, actor)

    return save, delete


def _save(model: str, rows: Sequence[dict[str, Any]], actor: str) -> Outcome:
    table = apps.get_model(model)
    made = [table(**{("pk" if name == "id" else name): value for name, value in row.items()}) for row in rows]
    try:
        with transaction.atomic():
            for one in made:
                one.save()
            keys = [str(one.pk) for one in made]
            publish([RowsChanged(subject=f"settings/{model}", actor=actor, table=model, verb="saved", keys=keys)])
    except IntegrityError as error:
        raise Refused([Refusal("", "", _("There is already such a row, or it contradicts another one."))]) from error
    return Outcome(done=[one.pk for one in made])


def _delete(model: str, ids: Sequence[Any], actor: str) -> Outcome:
    try:
        with transaction.atomic():
            apps.get_model(model)._default_manager.filter(pk__in=ids).delete()
            keys = [str(i) for i in ids]
            publish([RowsChanged(subject=f"settings/{model}", actor=actor, table=model, verb="deleted", keys=keys)])
    except ProtectedError as error:
        used = {row.pk for row in _protected(error, model)} or set(ids)
        sentence = _("It is still used; change what uses it first.")
        return Outcome(refused=[Refusal(i, "", sentence) for i in ids if i in used])
    return Outcome(done=list(ids))


def _protected(error: ProtectedError, model: str) -> list[Any]:
    kind = apps.get_model(model)
    return [row for row in error.protected_objects if isinstance(row, kind)]
