"""Jobs: how a worker runs, and how the jobs of a dead one come back.

A worker killed in the middle of a job leaves it `doing` for ever. Each living worker therefore looks, at its start and
every few seconds, for jobs whose worker has no heartbeat any more, and gives them back; `akinai serve` does it at once
for a worker it saw die. A worker that was only asleep then runs its job beside the second run: every effect claims its
business row, so that doing it twice has the effect of once.
"""

import asyncio
import datetime as dt
import os
import signal
import time
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.tasks import Task
from procrastinate.worker import Worker

from akinai.core import backups, clock, loops, settings

# Their tasks must be known to every worker.
from akinai.core import reactions as _reactions  # noqa: F401
from akinai.core.api import jobs as _api_jobs  # noqa: F401
from akinai.core.mail import jobs as _mail_jobs  # noqa: F401

log = structlog.get_logger(__name__)

HEARTBEAT = 3.0  # seconds
DEAD_AFTER = 10.0  # seconds without a heartbeat
REAP_EVERY = 4.0  # seconds; a job of a killed worker waits 10 + 4 s and a little, less than 20
POLL_EVERY = 0.25  # seconds; a notification that comes during a fetch is lost
GRACE = 10.0  # seconds a running job may go on after the worker is asked to stop
# A job that was running at so many deaths of its worker is taken to be what kills them.
MOST_DEATHS = 20
FINISHED_KEPT = dt.timedelta(days=7)
BACKUP_AT = dt.time(3, 30)

# The lock `skip locked` keeps two reapers from giving one job back twice, while a third worker has it already. Another
# job may wait under the same queueing lock by now: only one can, so the one that comes back goes without.
GIVE_BACK = """
  with lost as (
       select job.id
         from procrastinate_jobs job
         left join procrastinate_workers worker on worker.id = job.worker_id
        where job.status = 'doing'
          and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(dead_after)s)
               or worker.id = any(%(workers)s::bigint[]))
          for update of job skip locked)
update procrastinate_jobs job
   set status       = (case when job.abort_requested or job.attempts >= %(most_deaths)s then 'failed' else 'todo' end
                      )::procrastinate_job_status,
       attempts     = job.attempts + 1,
       scheduled_at = now(),
       worker_id    = null,
       queueing_lock = null
  from lost
 where job.id = lost.id
returning job.id, job.task_name, job.status::text as status"""


# Periodic tasks that a worker also runs when it starts.
AT_START: list[Task[Any, Any, Any]] = []


def at_start(task: Task[Any, Any, Any]) -> Task[Any, Any, Any]:
    """Decorator above `@app.periodic`: run this task also whenever a worker starts (the clock may have stood still)."""
    AT_START.append(task)
    return task


def reclaim(workers: Sequence[int] = ()) -> list[int]:
    """Give back the jobs of dead workers, and of `workers` whatever their heartbeat. The ids of those jobs."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, _bounds(workers))
        rows = cursor.fetchall()
    for job, task, status in rows:
        log.warning("job.given_back", job=job, task=task, status=status)
    return [row[0] for row in rows]


def _bounds(workers: Sequence[int] = ()) -> dict[str, Any]:
    return {"dead_after": DEAD_AFTER, "workers": list(workers), "most_deaths": MOST_DEATHS}


def run_loops() -> None:
    """Run the loops until a signal stops us."""
    app.perform_import_paths()
    threads = loops.start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: loops.stopping.set())
    loops.stopping.wait()
    loops.stop(threads)


def run_worker(
    *, concurrency: int = 4, announce: int | None = None, wait: bool = True, with_loops: bool = True
) -> None:
    """Run jobs until a signal stops us, and the loops beside them (`wait=False`: until none is due, and no loop).

    `announce` is a file descriptor told our number among the workers, so that a supervisor knows whose jobs to give
    back when we die.
    """
    asyncio.run(_work(concurrency, announce, wait, with_loops))


async def _work(concurrency: int, announce: int | None, wait: bool, with_loops: bool) -> None:
    # A second app with the worker's own asynchronous connections. The tasks keep their link to the first, so that what
    # a job defers is written through Django's connection, in the transaction of the verb (with
    # `app.replace_connector` it would not be).
    assert isinstance(app.connector, DjangoConnector)
    connector = app.connector.get_worker_connector()
    ours = DjangoApp(connector=connector)
    app.perform_import_paths()
    ours.tasks, ours.periodic_registry = app.tasks, app.periodic_registry
    async with ours.open_async():
        worker = Worker(
            app=ours,
            concurrency=concurrency,
            wait=wait,
            fetch_job_polling_interval=POLL_EVERY,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER * 3,
            task_middleware=ours.worker_defaults["task_middleware"],
        )
        # Beside the worker, not as its job: every slot may be taken by jobs that wait for one that is lost.
        for task in AT_START:
            await task.defer_async(timestamp=int(time.time()))
        side = [asyncio.create_task(_reap(connector))]
        if announce is not None:
            side.append(asyncio.create_task(_announce(worker, announce)))
        threads = loops.start() if wait and with_loops else []
        try:
            await worker.run()
        finally:
            await asyncio.to_thread(loops.stop, threads)
            for running in side:
                running.cancel()


async def _reap(connector: BaseAsyncConnector) -> None:
    while True:
        try:
            for row in await connector.execute_query_all_async(GIVE_BACK, **_bounds()):
                log.warning("job.given_back", job=row["id"], task=row["task_name"], status=row["status"])
        except Exception:
            log.exception("job.reaper_failed")  # the database may be starting again: look again soon
        await asyncio.sleep(REAP_EVERY)


async def _announce(worker: Worker, handle: int) -> None:
    while worker.worker_id is None:  # noqa: ASYNC110 - procrastinate tells it by no event
        await asyncio.sleep(0.01)
    os.write(handle, f"{worker.worker_id}\n".encode())


@app.periodic(cron="*/10 * * * *")
@app.task(name="core.nightly_backup", queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=120))
def nightly_backup(timestamp: int) -> None:
    """Every ten minutes: make the night's backup (03:30 JST) if it is missing, also after a night switched off."""
    if backup_due():
        backups.backup(keep=settings.get("backups_kept"))


def backup_due() -> bool:
    """Whether no backup was made since the last 03:30 JST."""
    now = clock.now()
    night = now.replace(hour=BACKUP_AT.hour, minute=BACKUP_AT.minute, second=0, microsecond=0)
    night = night if night <= now else night - dt.timedelta(days=1)
    last = backups.last_backup()
    return last is None or last.made_at < night


@app.periodic(cron="17 19 * * *")
@app.task(name="core.clear_finished_jobs", queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def clear_finished_jobs(timestamp: int) -> None:
    """Each night (04:17 JST): forget jobs that ended well a week ago or longer. Failed ones stay until dealt with."""
    with connection.cursor() as cursor:
        cursor.execute(
            """delete from procrastinate_jobs job
                where status in ('succeeded', 'cancelled', 'aborted')
                  and not exists (select from procrastinate_events event
                                   where event.job_id = job.id and event.at > %s)""",
            [clock.now() - FINISHED_KEPT],
        )
