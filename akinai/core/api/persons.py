"""People in bodies: asked for in full, answered as the token may see them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from akinai.core.api.callers import Caller
from akinai.core.api.shapes import Asked, Shown, Text
from akinai.core.people.actions import log_access
from akinai.core.people.masking import HIDDEN

# How each field is masked; the others are shown: they name no one.
KINDS = {"name": "name", "kana": "name", "company": "name", "phone": "phone", "email": "mail"}
STREET = ("line1", "line2")


class Person(BaseModel):
    """The fields of a person. `line1`: town and house number, `line2`: building and room."""

    name: Text = ""
    kana: Text = ""
    company: Text = ""
    phone: Text = ""
    email: Text = ""  # of the buyer
    postal: Text = ""
    prefecture: Text = ""
    city: Text = ""
    line1: Text = ""
    line2: Text = ""
    country: Text = "JP"


class PersonAsked(Person, Asked):
    """Who orders, or where it goes. `line1`: town and house number, `line2`: building and room."""


class PersonShown(Person, Shown):
    """A person; masked for tokens without personal.view."""


def person(values: Mapping[str, Any], caller: Caller) -> PersonShown:
    """A person as this program may see them."""
    plain = {name: str(values.get(name) or "") for name in PersonShown.model_fields}
    if not caller.may("personal.view"):
        for name, kind in KINDS.items():
            plain[name] = caller.personal(plain[name], kind)
        for name in STREET:
            plain[name] = HIDDEN if plain[name] else ""
        plain["postal"] = plain["postal"][:3]
    return PersonShown(**plain)


def note_reading(caller: Caller, subject: str, count: int) -> None:
    """Note in the access log that a program read personal data in full. At most one statement."""
    if count and caller.may("personal.view"):
        log_access(actor=caller.actor, what="api.personal", subject=subject, count=count)
