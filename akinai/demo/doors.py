"""The doors the demo goes through: Akinai's own commands, its worker, and the stand-ins as programs of their own."""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from akinai.core import clock, jobs
from akinai.core.cli import main


class WentWrong(Exception):
    """A command or a stand-in did not do what the day needs; the text says what it said."""


MOST_ROUNDS = 10  # of a worker, until nothing is due

# The stand-ins live beside akinai in the source.
SOURCE = Path(__file__).resolve().parents[2]


def command(*arguments: str | Path) -> Any:
    """Run one of Akinai's commands with --json, here and at the demo's hour; what it printed. Raises WentWrong."""
    said, complaints = io.StringIO(), io.StringIO()
    words = [str(argument) for argument in arguments]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complaints):
            main([*words, "--json"], prog_name="akinai", standalone_mode=False)
    except SystemExit as end:
        if end.code and not said.getvalue():
            raise WentWrong(f"akinai {' '.join(words)}: {complaints.getvalue().strip()}") from None
    return json.loads(said.getvalue())


def work() -> None:
    """Let a worker do everything that is due at the demo's hour, what the clock starts each minute included."""
    now = int(clock.now().timestamp())
    for each_minute in ("fulfillment.sweep_effects", "core.sweep_mail", "payments.sweep"):
        app.tasks[each_minute].defer(timestamp=now)
    for _round in range(MOST_ROUNDS):
        jobs.run_worker(concurrency=4, wait=False)
        # A worker that waits for nothing ends while its last jobs still run; what these asked for is left.
        due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
        if not ProcrastinateJob.objects.filter(due, status="todo").exists():
            return


def stand_in(name: str, *arguments: str | Path) -> Any:
    """Run a stand-in of the outside world to its end; the JSON it printed. Raises WentWrong."""
    words = [sys.executable, "-m", f"sandbox.{name}", *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=SOURCE)
    if done.returncode:
        raise WentWrong(f"sandbox.{name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def mailbox_command(folder: Path, port: int) -> list[str]:
    """The command of the stand-in mail server."""
    return [sys.executable, "-m", "sandbox.mailbox", "--folder", str(folder), "--port", str(port)]


@contextlib.contextmanager
def mail_server(folder: Path, port: int) -> Iterator[None]:
    """The stand-in mail server while the day runs."""
    server = subprocess.Popen(mailbox_command(folder, port), stdout=subprocess.PIPE, text=True, cwd=SOURCE)
    try:
        assert server.stdout is not None
        if not server.stdout.readline().strip():  # its port, told once it listens
            raise WentWrong("sandbox.mailbox")
        yield
    finally:
        server.terminate()
        server.wait(10)
