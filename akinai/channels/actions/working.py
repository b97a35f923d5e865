"""One task of a connection at a time: claimed, tried, and how it went written down in plain words.

    with working(connection_id, Task.ORDERS) as work:
        if work is None: return  # paused, not due, or somebody else is at it
        page = work.mall.changed_orders(work.account, …)   # MallError ends the block and is noted; nothing is raised
        with transaction.atomic():
            …
            work.move({"until": …}, rows=12)               # the cursor, in the transaction of what it covers

A task that fails is left alone for a while, longer each time; maintenance and throttling are no failures of anybody.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import structlog
from django.db import connection as database
from django.utils.translation import gettext as _

from akinai.channels.malls import base
from akinai.channels.models import Connection, Progress, Task
from akinai.channels.reaching import reach
from akinai.core import clock
from akinai.core.locks import alone

log = structlog.get_logger(__name__)

BACKOFF = (5, 15, 60, 180, 600, 900)  # seconds, by failures in a row
CLOSED = 300  # seconds between looks during maintenance


class Work:
    """A task that was begun."""

    def __init__(self, connection: Connection, mall: base.Mall, account: base.Account, progress: Progress) -> None:
        self.connection, self.mall, self.account, self.progress = connection, mall, account, progress
        self.cursor: dict[str, Any] = dict(progress.cursor)
        self.rows = 0

    def move(self, cursor: dict[str, Any], *, rows: int = 0) -> None:
        """So far everything is in. Call it in the transaction that wrote it."""
        self.cursor = cursor
        self.rows += rows
        Progress.objects.filter(pk=self.progress.pk).update(cursor=cursor, claimed_at=clock.now())


@contextmanager
def working(connection_id: int, task: Task, *, force: bool = False, claims: bool = True) -> Iterator[Work | None]:
    """Claim a task; None when it must not run now. `force`: also before its time (a person asked).

    MallError inside is noted and swallowed; anything else is noted too and goes on its way. `claims` False: tasks whose
    rows are claimed one by one, and may run beside themselves.
    """
    with alone(f"channels.{task}/{connection_id}") if claims else nullcontext(True) as mine:
        progress = _claim(connection_id, task, force=force, claims=claims) if mine else None
        if progress is None:
            yield None
        else:
            yield from _at_work(connection_id, progress)


def _at_work(connection_id: int, progress: Progress) -> Iterator[Work]:
    found = reach(Connection.objects.select_related("channel").get(pk=connection_id))
    work = Work(found.connection, found.mall, found.account, progress)
    try:
        yield work
    except base.MallError as error:
        _failed(work, error.kind, error.words, error.wait)
    except BaseException as error:
        _failed(work, "failed", _("Something went wrong here: %(error)s") % {"error": type(error).__name__}, 0)
        raise
    else:
        _ended(work)
    finally:
        note_calls(found.mall.kind, work.account.calls)


def _claim(connection_id: int, task: Task, *, force: bool, claims: bool) -> Progress | None:
    """One statement; two more the first time."""
    now = clock.now()
    bounds = {"connection": connection_id, "task": task, "now": now, "claims": claims, "force": force}
    claimed = next(iter(Progress.objects.raw(CLAIMED, bounds)), None)
    if claimed is None and not Progress.objects.filter(connection=connection_id, task=task).exists():
        Progress.objects.bulk_create([Progress(connection_id=connection_id, task=task)], ignore_conflicts=True)
        claimed = next(iter(Progress.objects.raw(CLAIMED, bounds)), None)
    return claimed


CLAIMED = """
  update channels_progress set tried_at = %(now)s, claimed_at = case when %(claims)s then %(now)s end
   where id = (
         select progress.id
           from channels_progress progress
           join channels_connection connection on connection.id = progress.connection_id
          where progress.connection_id = %(connection)s and progress.task = %(task)s
            and connection.adapter <> '' and connection.paused_at is null
            and (%(force)s or progress.not_before is null or progress.not_before <= %(now)s)
            for no key update of progress skip locked)
  returning *"""


def free_claims() -> int:
    """Take the mark "at work" from tasks whose process is dead: nobody holds their lock. How many. One statement."""
    with database.cursor() as cursor:
        cursor.execute(
            """with claimed as materialized (
                 select id, concat('channels.', task, '/', connection_id) as what from channels_progress
                  where claimed_at is not null
               ), dead as (
                 select id from claimed where pg_try_advisory_xact_lock(hashtextextended(what, 0))
               )
               update channels_progress progress set claimed_at = null from dead where progress.id = dead.id"""
        )
        return cursor.rowcount


def _ended(work: Work) -> None:
    Progress.objects.filter(pk=work.progress.pk).update(
        claimed_at=None,
        done_at=clock.now(),
        not_before=None,
        failures=0,
        failing_since=None,
        trouble="",
        words="",
        rows=work.rows,
    )


def _failed(work: Work, kind: str, words: str, wait: float) -> None:
    now = clock.now()
    row = work.progress
    innocent = kind in ("throttled", "maintenance")
    failures = row.failures if innocent else row.failures + 1
    seconds = wait or (CLOSED if kind == "maintenance" else BACKOFF[min(max(failures, 1), len(BACKOFF)) - 1])
    log.warning("mall.failed", channel=work.account.code, task=row.task, kind=kind, words=words)
    Progress.objects.filter(pk=row.pk).update(
        claimed_at=None,
        failures=failures,
        failing_since=row.failing_since or now,
        not_before=now + dt.timedelta(seconds=max(seconds, 0.2)),
        trouble=kind,
        words=words[:1000],
    )


def note_calls(adapter: str, calls: list[base.Call]) -> None:
    """Add what was called to the list of met calls. One statement."""
    sums: dict[tuple[str, str], list[Any]] = {}
    for call in calls:
        one = sums.setdefault((call.name, call.host), [0, 0, "", 0])
        one[0 if call.ok else 1] += 1
        one[2] = call.error[:200] or one[2]
        one[3] += call.milliseconds
    calls.clear()
    if not sums:
        return
    keys = sorted(sums)
    now = clock.now()
    with database.cursor() as cursor:
        cursor.execute(
            """insert into channels_metcall as met
                      (adapter, call, host, first_at, last_at, well, badly, last_error, milliseconds)
               select %s, call, host, %s, %s, well, badly, error, ms
                 from unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::text[], %s::bigint[])
                      as told (call, host, well, badly, error, ms)
                order by call, host
                   on conflict (adapter, call, host) do update
                  set last_at = excluded.last_at, well = met.well + excluded.well, badly = met.badly + excluded.badly,
                      last_error = case when excluded.badly > 0 then excluded.last_error else met.last_error end,
                      milliseconds = met.milliseconds + excluded.milliseconds""",
            [
                adapter,
                now,
                now,
                [key[0] for key in keys],
                [key[1] for key in keys],
                *([sums[key][n] for key in keys] for n in range(4)),
            ],
        )
