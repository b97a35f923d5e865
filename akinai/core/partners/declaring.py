"""What an adapter needs to know of a shop: settings and credentials, declared once for forms, checks and accounts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal


@dataclass(frozen=True)
class Field:
    """One setting or credential, for its form. Secrets are sealed and never shown again."""

    name: str
    label: str | Promise
    secret: bool = False
    default: str = ""
    help: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    required: bool = False
    long: bool = False  # a text of several lines (keys)
    number: bool = False  # 0 or more, of few digits


NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")


def defaults(fields: Sequence[Field]) -> dict[str, Any]:
    """The settings of a shop that changed none."""
    return {one.name: one.default for one in fields if not one.secret}


def lacking(
    fields: Sequence[Field], settings: Mapping[str, Any], credentials: Mapping[str, str], *, key: Any
) -> list[Refusal]:
    """What is missing, not among the choices or no number, beside the adapter's own field names."""
    refused = []
    for one in fields:
        value = str((credentials if one.secret else settings).get(one.name, one.default)).strip()
        if one.required and not value:
            refused.append(Refusal(key, one.name, _("“%(label)s” is missing.") % {"label": one.label}))
        elif one.choices and value and value not in {choice for choice, _label in one.choices}:
            refused.append(Refusal(key, one.name, _("This is not one of the choices.")))
        elif one.number and value and not NUMBER.fullmatch(value):
            refused.append(Refusal(key, one.name, _("“%(label)s” must be a number.") % {"label": one.label}))
    return refused
