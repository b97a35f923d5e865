"""Everything a connection does, once, now: because a person asked at the desk or on the command line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction

from akinai.channels.actions import drifting, fetching, pushing, telling
from akinai.channels.models import CancelNotice, Connection, MallOrder, Progress, Task
from akinai.core import clock
from akinai.core.outcome import Outcome

log = structlog.get_logger(__name__)


def _stock(connection_id: int) -> int:
    """Also without a worker, whose loops see to what is on sale where, and to what changed."""
    pushing.sync_offers(connection_id)
    pushing.mark_stale()
    return pushing.push_stock(connection_id, force=True)


ENGINES: dict[Task, Callable[[int, str], Any]] = {
    Task.ORDERS: lambda one, actor: fetching.fetch_orders(one, force=True, actor=actor),
    Task.CONFIRM: lambda one, actor: fetching.confirm_orders(one, force=True),
    Task.OPEN_ORDERS: lambda one, actor: fetching.read_open_orders(one, force=True, actor=actor),
    Task.SHIPMENTS: lambda one, actor: telling.tell_shipments(one, force=True, actor=actor),
    Task.CANCELLATIONS: lambda one, actor: telling.tell_cancellations(one, force=True, actor=actor),
    Task.STOCK: lambda one, actor: _stock(one),
    Task.READ_STOCK: lambda one, actor: drifting.read_back(one, force=True, actor=actor),
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
        try:
            ENGINES[task](connection_id, actor)
        except Exception:  # noted beside the task by `working`; the others run all the same
            log.exception("mall.sync_failed", connection=connection_id, task=task)
        row = Progress.objects.filter(connection=connection_id, task=task, tried_at__gte=began).first()
        if row is None:
            done.append(Synced(task, None))
        else:
            done.append(Synced(task, not row.trouble, row.rows, row.words))
    return done


def read_again(mall_order_ids: Sequence[int], *, actor: str) -> Outcome:
    """Read orders that could not be taken in, or not be confirmed, at their malls anew. Done: ids; by jobs, at once."""
    with transaction.atomic():
        rows = list(
            MallOrder.objects.filter(pk__in=list(mall_order_ids)).exclude(connection__adapter="").order_by("pk")
        )
        MallOrder.objects.filter(pk__in=[row.pk for row in rows]).update(confirm_error="")
        numbers: dict[int, list[str]] = {}
        for row in rows:
            numbers.setdefault(row.connection_id, []).append(row.number)
        _read_later(numbers)
    return Outcome(done=[row.pk for row in rows])


def _read_later(numbers: dict[int, list[str]]) -> None:
    from akinai.channels import jobs

    for connection_id, some in numbers.items():
        jobs.fetch_numbers.defer(connection_id=connection_id, numbers=some)


def cancel_again(notice_ids: Sequence[int], *, actor: str) -> int:
    """A person looked at cancellations the mall did not take: say them now. How many."""
    rows = CancelNotice.objects.filter(pk__in=list(notice_ids), told_at=None)
    return rows.update(refused=False, next_at=None, error="", tries=0)
