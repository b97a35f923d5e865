"""What happened, said once: each event is a row that is the timeline, the audit trail and the source of reactions.

A step declares its events as frozen dataclasses in its `events.py` and hands them to `publish` inside the
transaction of the verb. Events carry identifiers and plain values and are named in the past tense.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from akinai.core import arrays, clock

EVENT_TYPES: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to one subject ("order/12"), through one actor ("staff:3", "job:clock", "cli")."""

    name: ClassVar[str] = ""
    subject: str
    actor: str

    def __init_subclass__(cls) -> None:
        step = cls.__module__.split(".")[1]
        cls.name = f"{step}.{re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()}"
        EVENT_TYPES[cls.name] = cls

    @property
    def subject_id(self) -> int:
        """The number in the subject: 12 of "order/12"."""
        return int(self.subject.rpartition("/")[2])

    def data(self) -> dict[str, Any]:
        """The event's own fields, as plain values."""
        own = (f.name for f in dataclasses.fields(self) if f.name not in ("subject", "actor"))
        return {name: getattr(self, name) for name in own}


_to_json = DjangoJSONEncoder(ensure_ascii=False).encode


class OutsideTransaction(RuntimeError):
    """An event was published outside a transaction, where it could speak of something that never happened."""


def publish(events: Sequence[Event]) -> None:
    """Write the events, and one job per reaction for each few hundred of them, in the caller's transaction.

    Raises OutsideTransaction when there is no transaction to be part of.
    """
    if not events:
        return
    if not connection.in_atomic_block:
        raise OutsideTransaction("publish() must run inside the transaction of the verb")
    from akinai.core import reactions

    ids = _insert(events)
    reactions.defer(zip(ids, (type(event) for event in events), strict=True))


def _insert(events: Sequence[Event]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into core_event (name, subject, actor, at, data)
               select name, subject, actor, %s, data
                 from unnest(%s::text[], %s::text[], %s::text[], %s::jsonb[])
                      with ordinality as e (name, subject, actor, data, n)
                order by n
            returning id""",
            [
                clock.now(),
                arrays.literal(event.name for event in events),
                arrays.literal(event.subject for event in events),
                arrays.literal(event.actor for event in events),
                arrays.literal(_to_json(event.data()) for event in events),
            ],
        )
        return [row[0] for row in cursor.fetchall()]


def load(ids: Iterable[int]) -> list[Event]:
    """The events of these rows, in the order they happened."""
    from akinai.core.models import EventRow

    rows = EventRow.objects.filter(id__in=list(ids)).order_by("id")
    return [EVENT_TYPES[row.name](subject=row.subject, actor=row.actor, **row.data) for row in rows]


def in_transaction() -> bool:
    """Whether a transaction of the program's own is open (a test case's wrapping one does not count)."""
    blocks: list[Any] = getattr(connection, "atomic_blocks", [])
    return any(not getattr(block, "_from_testcase", False) for block in blocks)
