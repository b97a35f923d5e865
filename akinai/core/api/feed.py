"""What happened, for programs that follow: every event once, in the order of its number.

Numbers are given before a transaction commits, so event 5 may become visible after event 6. A reader that only looked
for numbers above its cursor would miss it. We therefore take the highest number given so far, wait until all who were
writing events at that moment have ended, and answer up to that number only.
"""

import time
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.core.api.callers import Caller, Request
from akinai.core.api.operations import read
from akinai.core.api.paging import MOST
from akinai.core.api.problems import Problem
from akinai.core.api.shapes import Asked, Shown
from akinai.core.api.site import API
from akinai.core.models import EventRow

LONGEST = 2.0  # seconds to wait for writers; a long import is then waited for by the next request
# Whose events a token sees: the step in the event's name → the permission.
NEEDS = {
    "catalog": "catalog.view",
    "inventory": "inventory.view",
    "customers": "personal.view",
    "orders": "orders.view",
    "fulfillment": "fulfillment.view",
    "channels": "channels.view",
    "core": "settings.view",
}
# Parts of events that may hold words of or about people.
PERSONAL = frozenset({"text", "note", "changes", "compensations"})


class EventsAsked(Asked):
    """`cursor` 0 begins with the first event ever; null answers no events, but the cursor of now."""

    cursor: int | None = Field(None, ge=0, le=2**63 - 1)
    limit: int = Field(MOST, ge=1, le=MOST)
    name: str = Field("", max_length=100, description="Only these: orders.placed, or orders. for a whole step.")
    subject: str = Field("", max_length=100, description="Only of this: order/12, shipment/3, sku/5.")


class EventShown(Shown):
    """Something that happened."""

    id: int
    name: str
    subject: str
    actor: str
    at: AwareDatetime
    data: dict[str, Any]


class Events(Shown):
    """`next` is the cursor to ask with the next time, always; `more`: there are more already."""

    events: list[EventShown]
    next: int
    more: bool


@read(API.default_router, "/events", "desk.view")
def events(request: Request, asked: Query[EventsAsked]) -> Events:
    """What happened after a cursor: the feed of changes for programs that follow.

    A token sees the events of those parts of the shop that it may view. Without personal.view, words about people are
    left out. Ask again with `next`, every few seconds; nothing is missed and nothing comes twice.
    """
    settled = settle()
    if asked.cursor is None:
        if settled is None:
            detail = _("Something long is being written. Ask again in a moment.")
            raise Problem(503, "later", _("Not now"), detail, headers={"Retry-After": "2"})
        return Events(events=[], next=settled, more=False)
    settled = settled or asked.cursor
    rows = EventRow.objects.filter(_visible(request.auth), id__gt=asked.cursor, id__lte=settled)
    if asked.subject:
        rows = rows.filter(subject=asked.subject)
    if asked.name:
        rows = rows.filter(name__startswith=asked.name) if asked.name.endswith(".") else rows.filter(name=asked.name)
    found = list(rows.order_by("id")[: asked.limit + 1])
    more, found = len(found) > asked.limit, found[: asked.limit]
    after = found[-1].id if more else max(settled, asked.cursor)
    return Events(events=[shown(row, request.auth) for row in found], next=after, more=more)


def of_subject(subject: str, caller: Caller) -> list[EventShown]:
    """What happened to one thing, oldest first, at most the last 1,000. One statement."""
    rows = EventRow.objects.filter(subject=subject).order_by("-id")[:1000]
    return [shown(row, caller) for row in reversed(rows)]


def shown(row: EventRow, caller: Caller) -> EventShown:
    """An event as this program may see it."""
    data = row.data
    if not caller.may("personal.view"):
        data = {name: None if name in PERSONAL else value for name, value in data.items()}
    return EventShown(id=row.id, name=row.name, subject=row.subject, actor=row.actor, at=row.at, data=data)


def _visible(caller: Caller) -> Q:
    allowed = [step for step, permission in NEEDS.items() if caller.may(permission)]
    if not allowed:
        detail = _("This token may view nothing that happens. It needs orders.view, fulfillment.view or the like.")
        raise Problem(403, "forbidden", _("Not allowed"), detail)
    if len(allowed) == len(NEEDS):
        return Q()
    conditions = Q()
    for step in allowed:
        conditions |= Q(name__startswith=f"{step}.")
    return conditions


def settle() -> int | None:
    """The highest event number given so far whose predecessors have all committed or never will.

    A writer has locked the table before it takes a number; when all who had it locked are gone, no number up to the
    one read before is outstanding. None if some take longer than two seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("select case when is_called then last_value else 0 end from core_event_id_seq")
        highest: int = cursor.fetchone()[0]
        writers = _writers(cursor)
        until = time.monotonic() + LONGEST
        while writers and time.monotonic() < until:
            time.sleep(0.01)
            writers &= _writers(cursor)
    return None if writers else highest


def _writers(cursor: Any) -> set[str]:
    """Transactions of others that may have taken event numbers."""
    cursor.execute(
        """select virtualtransaction from pg_locks
            where relation = 'core_event'::regclass and mode = 'RowExclusiveLock' and granted
              and database = (select oid from pg_database where datname = current_database())
              and pid <> pg_backend_pid()"""
    )
    return {row[0] for row in cursor.fetchall()}
