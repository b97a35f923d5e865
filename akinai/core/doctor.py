"""Checks that what must hold holds. Each step declares its own in its `doctor.py`; `akinai doctor` runs them all."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from akinai.core import backups, clock, home
from akinai.core.models import EventRow

STUCK_AFTER = 20  # seconds
LATE_AFTER = 300  # seconds
OLDEST_BACKUP = dt.timedelta(hours=26)
LEAST_SPACE = 512 * 2**20  # bytes
MOST_SENTENCES = 20


class Fine(str):
    """A sentence of a check that is no problem, only worth knowing."""


Check = Callable[[], Iterable[str]]
CHECKS: dict[str, Check] = {}


@dataclass(frozen=True)
class Result:
    """What one check found."""

    name: str
    ok: bool
    detail: str


def check(name: str) -> Callable[[Check], Check]:
    """Declare a check: a function that yields one sentence per problem (or `Fine(...)` for a remark)."""

    def register(function: Check) -> Check:
        if CHECKS.get(name, function).__module__ != function.__module__:
            raise ValueError(f"two checks are named {name}")
        CHECKS[name] = function
        return function

    return register


def examine() -> list[Result]:
    """Run every check of every step."""
    autodiscover_modules("doctor")
    return [_result(name, function) for name, function in CHECKS.items()]


def report() -> dict[str, Any]:
    """`examine()` as plain values: {"ok": …, "checks": [{"name", "ok", "detail"}]}."""
    results = examine()
    return {"ok": all(result.ok for result in results), "checks": [asdict(result) for result in results]}


def _result(name: str, function: Check) -> Result:
    try:
        said = list(function())
    except DatabaseError as error:
        return Result(name, False, _("Could not be checked: %(error)s") % {"error": str(error).strip()})
    problems = [sentence for sentence in said if not isinstance(sentence, Fine)]
    shown = problems or said
    more = len(shown) - MOST_SENTENCES
    detail = "\n".join([*shown[:MOST_SENTENCES], *([_("… and %(count)s more") % {"count": more}] if more > 0 else [])])
    return Result(name, not problems, detail)


@check("migrations")
def migrations() -> Iterator[str]:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _("The table change %(name)s has not been made: run `akinai setup`.") % {"name": migration}


@check("jobs_stuck")
def jobs_stuck() -> Iterator[str]:
    """No job belongs to a dead worker, and none that is due waits for long."""
    rows = _rows(
        """select job.id, job.task_name
             from procrastinate_jobs job
             left join procrastinate_workers worker on worker.id = job.worker_id
            where job.status = 'doing'
              and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %s))""",
        STUCK_AFTER,
    )
    for job, task in rows:
        yield _("Job %(job)s (%(task)s) was left by a worker that died.") % {"job": job, "task": task}
    late = _rows(
        """select job.id, job.task_name
             from procrastinate_jobs job
             left join lateral (select max(at) as at from procrastinate_events where job_id = job.id) last on true
            where job.status = 'todo' and coalesce(job.scheduled_at, last.at) < now() - make_interval(secs => %s)""",
        LATE_AFTER,
    )
    for job, task in late:
        words = _("Job %(job)s (%(task)s) is late: is a worker running? `akinai worker --once` does what is due.")
        yield words % {"job": job, "task": task}


@check("jobs_failed")
def jobs_failed() -> Iterator[str]:
    """No job has given up."""
    for job, task, attempts in _rows(
        "select id, task_name, attempts from procrastinate_jobs where status = 'failed' order by id desc"
    ):
        yield _("Job %(job)s (%(task)s) failed after %(attempts)s attempts.") % {
            "job": job,
            "task": task,
            "attempts": attempts,
        }


@check("backup")
def backup_age() -> Iterator[str]:
    """There is a backup of the last night."""
    last = backups.last_backup()
    first = EventRow.objects.order_by("id").values_list("at", flat=True).first()
    if last and clock.now() - last.made_at <= OLDEST_BACKUP:
        yield Fine(_("Last backup: %(when)s.") % {"when": f"{last.made_at:%Y-%m-%d %H:%M}"})
    elif not first or clock.now() - first <= OLDEST_BACKUP:
        yield Fine(_("The shop is younger than a day: the first backup comes tonight."))
    elif last:
        yield _("The last backup is of %(when)s: is a worker running at night?") % {
            "when": f"{last.made_at:%Y-%m-%d %H:%M}"
        }
    else:
        yield _("There is no backup: run `akinai backup`.")


@check("disk")
def disk() -> Iterator[str]:
    """There is room to go on."""
    free = shutil.disk_usage(home.path()).free
    if free < LEAST_SPACE:
        yield _("Only %(free)s MB are free where the data is.") % {"free": free // 2**20}


def _rows(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
