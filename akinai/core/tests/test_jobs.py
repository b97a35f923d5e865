"""Jobs of dead workers come back; old ones are forgotten; the night's backup is due once a night."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from akinai.core import backups, clock, doctor, jobs

pytestmark = pytest.mark.django_db


def a_job(*, status: str = "doing", heartbeat: float | None = None, attempts: int = 0, ended: str = "now()") -> int:
    """A job, held by a worker whose heartbeat was so many seconds ago (None: by no worker)."""
    with connection.cursor() as cursor:
        worker = None
        if heartbeat is not None:
            cursor.execute(
                """insert into procrastinate_workers (last_heartbeat)
                   values (now() - make_interval(secs => %s)) returning id""",
                [heartbeat],
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            """insert into procrastinate_jobs (queue_name, task_name, status, worker_id, attempts, priority, args)
               values ('upkeep', 'core.none', %s::procrastinate_job_status, %s, %s, 0, '{}') returning id""",
            [status, worker, attempts],
        )
        job: int = cursor.fetchone()[0]
        cursor.execute("delete from procrastinate_events where job_id = %s", [job])
        cursor.execute(
            f"insert into procrastinate_events (job_id, type, at) values (%s, 'deferred', {ended})",  # noqa: S608
            [job],
        )
    return job


def one(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return (cursor.fetchone() or [None])[0]


def status(job: int) -> str | None:
    return one("select status::text from procrastinate_jobs where id = %s", job)


def test_only_the_jobs_of_the_dead_come_back() -> None:
    dead, orphan, living = a_job(heartbeat=11), a_job(), a_job(heartbeat=9)
    assert jobs.reclaim() == [dead, orphan]
    assert [status(job) for job in (dead, orphan, living)] == ["todo", "todo", "doing"]


def test_a_lost_job_comes_back_though_another_of_its_kind_waits() -> None:
    lost, second, waiting = a_job(heartbeat=60), a_job(), a_job(status="todo")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set queueing_lock = 'take_in/1'")
    assert jobs.reclaim() == [lost, second]
    assert [status(job) for job in (lost, second, waiting)] == ["todo"] * 3


def test_a_worker_seen_to_die_is_dead_whatever_its_heartbeat() -> None:
    job = a_job(heartbeat=0)
    worker = one("select worker_id from procrastinate_jobs where id = %s", job)
    assert jobs.reclaim([worker]) == [job]
    assert status(job) == "todo"


def test_a_job_that_kills_its_workers_fails_in_the_end() -> None:
    job = a_job(heartbeat=60, attempts=jobs.MOST_DEATHS)
    jobs.reclaim()
    assert status(job) == "failed"


def test_jobs_that_ended_well_long_ago_are_forgotten() -> None:
    old, failed = a_job(status="succeeded"), a_job(status="failed")
    with clock.frozen(clock.now() + dt.timedelta(days=8)):
        fresh = a_job(status="succeeded", ended="now() + interval '8 days'")
        jobs.clear_finished_jobs(timestamp=0)
    assert [status(job) for job in (old, failed, fresh)] == [None, "failed", "succeeded"]


def test_the_backup_is_due_once_a_night(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKINAI_HOME", str(tmp_path))
    with clock.frozen(dt.datetime(2026, 11, 21, 12, 0, tzinfo=clock.JST)):
        assert jobs.backup_due()
        (backups.folder() / "akinai-20261121-033500.tar").write_bytes(b"")
        assert not jobs.backup_due()
    with clock.frozen(dt.datetime(2026, 11, 22, 3, 29, tzinfo=clock.JST)):
        assert not jobs.backup_due()
    with clock.frozen(dt.datetime(2026, 11, 22, 3, 31, tzinfo=clock.JST)):
        assert jobs.backup_due()


def result(name: str) -> doctor.Result:
    return next(found for found in doctor.examine() if found.name == name)


def test_the_doctor_names_lost_late_and_failed_jobs() -> None:
    assert result("jobs_stuck").ok
    assert result("jobs_failed").ok
    lost, failed = a_job(heartbeat=60), a_job(status="failed", attempts=3)
    late = a_job(status="todo", ended="now() - interval '10 minutes'")
    assert not result("jobs_stuck").ok
    assert str(lost) in result("jobs_stuck").detail
    assert str(late) in result("jobs_stuck").detail
    assert str(failed) in result("jobs_failed").detail


def test_the_doctor_tells_the_age_of_the_backup(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from akinai.core import settings

    monkeypatch.setenv("AKINAI_HOME", str(tmp_path))
    now = dt.datetime(2026, 11, 21, 12, 0, tzinfo=clock.JST)
    with clock.frozen(now):
        settings.put({"amount_limit": 1}, actor="cli")  # the shop's first event
        assert result("backup").ok
    with clock.frozen(now + dt.timedelta(days=3)):
        assert not result("backup").ok
        (backups.folder() / "akinai-20261124-033000.tar").write_bytes(b"")
        assert result("backup").ok
        assert "2026-11-24 03:30" in result("backup").detail
    with clock.frozen(now + dt.timedelta(days=5)):
        assert not result("backup").ok
