"""What happened to a thing, in words. A step's desk.py says how its events read: `says("orders.paid", "good")(words)`.

Words are given the event's data and answer one sentence, or a sentence with lines below it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.models import EventRow
from akinai.core.people.actors import actor_names

Said = str | tuple[str, list[str]]
Words = Callable[[Mapping[str, Any]], Said]
_words: dict[str, tuple[str, Words]] = {}


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, who, what, and what it brought along."""

    at: dt.datetime
    who: str
    name: str
    text: str
    below: list[str] = field(default_factory=list)
    tone: str = ""


def says(name: str, tone: str = "") -> Callable[[Words], Words]:
    """Register the words of an event by its name ("orders.paid"); tone is one of "", info, good, warn, bad."""

    def register(words: Words) -> Words:
        _words[name] = (tone, words)
        return words

    return register


def lines(subjects: Collection[str], most: int = 200) -> list[Line]:
    """What happened to these subjects, newest first. Two statements."""
    rows = list(EventRow.objects.filter(subject__in=list(subjects)).order_by("-id")[:most])
    who = actor_names(row.actor for row in rows)
    return [_line(row, who[row.actor]) for row in rows]


def _line(row: EventRow, who: str) -> Line:
    tone, words = _words.get(row.name, ("", _plain))
    said = words({"event": row.name, "actor": row.actor, **row.data})
    text, below = (said, []) if isinstance(said, str) else said
    return Line(row.at, who, row.name, text, below, tone)


def _plain(data: Mapping[str, Any]) -> str:
    return _("Noted: %(name)s") % {"name": data["event"]}
