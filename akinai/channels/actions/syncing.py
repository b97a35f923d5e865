"""Everything a connection does, once, now: because a person asked at the desk or on the command line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from akinai.channels.actions import fetching, telling
from akinai.channels.models import Connection, Progress, Task
from akinai.core import clock

ENGINES: dict[Task, Callable[[int, str], Any]] = {
    Task.ORDERS: lambda one, actor: fetching.fetch_orders(one, force=True, actor=actor),
    Task.CONFIRM: lambda one, actor: fetching.confirm_orders(one, force=True),
    Task.OPEN_ORDERS: lambda one, actor: fetching.read_open_orders(one, force=True, actor=actor),
    Task.SHIPMENTS: lambda one, actor: telling.tell_shipments(one, force=True, actor=actor),
    Task.CANCELLATIONS: lambda one, actor: telling.tell_cancellations(one, force=True, actor=actor),
}


@dataclass(frozen=True)
class Synced:
    """How one task went. `ok` None: it did not run (paused, or somebody else is at it)."""

    task: Task
    ok: bool | None
    rows: int = 0
    words: str = ""


def sync(connection_id: int, *, tasks: Sequence[Task] = tuple(ENGINES), actor: str) -> list[Synced]:
    """Run tasks of a connection before their time. One that fails stops no other. Network: not in a transaction.

    Raises Connection.DoesNotExist.
    """
    Connection.objects.only("pk").get(pk=connection_id)
    done = []
    for task in tasks:
        began = clock.now()
        ENGINES[task](connection_id, actor)
        row = Progress.objects.filter(connection=connection_id, task=task, tried_at__gte=began).first()
        if row is None:
            done.append(Synced(task, None))
        else:
            done.append(Synced(task, not row.trouble, row.rows, row.words))
    return done
