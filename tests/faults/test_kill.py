"""kill -9 of any process, at any moment and again while recovering: nothing is lost, doubled or stuck for 20 s."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.db import connection

from akinai.core import jobs, postgres, serving
from akinai.core.models import Setting

STUCK = 20.0  # seconds

Spawn = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def spawn(committed_db: str, tmp_path: Path) -> Iterator[Spawn]:
    """Start a Python program on the test's own database; all are ended afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    url = postgres.connection_string(committed_db)
    log = (tmp_path / "log").open("wb")

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, "DATABASE_URL": url, "AKINAI_HOME": str(tmp_path), "AKINAI_LANG": "en"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
    for process in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


@pytest.fixture
def slow_job(committed_db: str) -> int:
    """A committed job that takes 1.5 s and has an effect on the row `piece`."""
    Setting.objects.create(name="piece", value="waiting")
    return _defer("faults.slow", {"name": "piece"})


def _defer(task: str, arguments: dict[str, str]) -> int:
    from procrastinate.contrib.django import app

    return app.configure_task(task).defer(**arguments)


def count(name: str) -> int:
    return Setting.objects.filter(name=name).values_list("value", flat=True).first() or 0


def wait_until(true: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait until it is true; how long that took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - begun


def test_a_worker_killed_twice_leaves_its_job_to_the_next(spawn: Spawn, slow_job: int) -> None:
    for deaths in range(2):
        worker = spawn("-m", "tests.faults.work", "worker")
        wait_until(lambda wanted=deaths + 1: count("piece/start") == wanted, seconds=STUCK, what="the job begins again")
        worker.kill()
        worker.wait()
        assert count("piece/effect") == 0
    spawn("-m", "tests.faults.work", "worker")
    wait_until(lambda: count("piece/effect"), seconds=STUCK, what="the job is done")
    assert count("piece/start") == 3
    assert count("piece/effect") == 1
    wait_until(lambda: not _unfinished(), seconds=STUCK, what="the job is closed")


def test_the_supervisor_gives_back_the_jobs_of_a_dead_worker_at_once(spawn: Spawn, slow_job: int) -> None:
    supervisor = spawn("-m", "tests.faults.work", "supervisor")
    wait_until(lambda: count("piece/start") == 1, seconds=STUCK, what="the job begins")
    for worker in psutil.Process(supervisor.pid).children():
        worker.kill()
    assert wait_until(lambda: count("piece/start") == 2, seconds=STUCK, what="the job begins again") < jobs.DEAD_AFTER
    wait_until(lambda: count("piece/effect") == 1, seconds=STUCK, what="the job is done")

    # The supervisor itself killed: nobody is left behind.
    family = psutil.Process(supervisor.pid).children(recursive=True)
    assert family
    supervisor.kill()
    supervisor.wait()
    _gone, alive = psutil.wait_procs(family, timeout=STUCK)
    assert not alive


def test_a_job_that_rolls_back_leaves_no_job(spawn: Spawn, committed_db: str) -> None:
    _defer("faults.rolls_back", {})
    spawn("-m", "tests.faults.work", "worker")
    wait_until(lambda: count("rolled back"), seconds=STUCK, what="the job is done")
    wait_until(lambda: not _unfinished(), seconds=STUCK, what="the job is closed")
    assert count("never/start") == 0


def _unfinished() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select from procrastinate_jobs where status in ('todo', 'doing') and task_name like 'faults.%%'"
        )
        return cursor.fetchone() is not None


def test_serve_comes_back_after_any_of_its_processes_is_killed(spawn: Spawn, tmp_path: Path) -> None:
    port = serving.free_port()
    serve = spawn("-m", "akinai", "serve", "--port", str(port), "--processes", "1")
    wait_until(lambda: answers(port) or serve.poll() is not None, seconds=60, what="the site answers")
    assert serve.poll() is None, (tmp_path / "log").read_text()
    tree = psutil.Process(serve.pid)
    (web,) = parts(tree, "web")
    for victim in (*(child for child in web.children() if "spawn_main" in str(child.cmdline())), web):
        victim.kill()
        wait_until(lambda: answers(port), seconds=STUCK, what=f"the site answers after {victim} was killed")
    before = parts(tree, "loops")
    before[0].kill()
    wait_until(lambda: parts(tree, "loops") not in ([], before), seconds=STUCK, what="the loops are back")
    everybody = [tree, *tree.children(recursive=True)]
    os.kill(serve.pid, signal.SIGTERM)
    serve.wait(25)
    _gone, alive = psutil.wait_procs(everybody, timeout=STUCK)
    assert not alive


def parts(tree: psutil.Process, name: str) -> list[psutil.Process]:
    """The living parts of a supervisor of this name."""
    found = []
    for child in tree.children():
        with contextlib.suppress(psutil.NoSuchProcess):  # it may end while we look
            if child.status() != psutil.STATUS_ZOMBIE and name in child.cmdline():
                found.append(child)
    return found


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
