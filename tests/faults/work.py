"""A worker with two jobs for the tests of faults: `python -m tests.faults.work worker|supervisor`."""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402

from akinai.core import jobs, logs, serving  # noqa: E402
from akinai.core.models import Setting  # noqa: E402

SECONDS = 1.5  # how long the slow job takes; it can be killed in the middle


@app.task(name="faults.slow")
def slow(name: str) -> None:
    """Note each start; do the effect by claiming its row, so that it happens once."""
    note(f"{name}/start")
    time.sleep(SECONDS)
    if Setting.objects.filter(name=name, value="waiting").update(value="done"):
        note(f"{name}/effect")


@app.task(name="faults.rolls_back")
def rolls_back() -> None:
    """Defer a job in a transaction that fails: it must leave none."""
    try:
        with transaction.atomic():
            slow.defer(name="never")
            raise ZeroDivisionError
    except ZeroDivisionError:
        note("rolled back")


def note(name: str) -> None:
    """Count what happened."""
    with transaction.atomic():
        row, _new = Setting.objects.select_for_update().get_or_create(name=name, defaults={"value": 0})
        row.value += 1
        row.save()


if __name__ == "__main__":
    logs.configure()
    command = [sys.executable, "-m", "tests.faults.work", "worker"]
    if sys.argv[1] == "supervisor":
        supervised = serving.Part("worker", command, announces=True)
        serving.Supervisor([supervised], lost_workers=jobs.reclaim).run()
    else:
        serving.die_with_parent()
        jobs.run_worker(announce=int(sys.argv[3]) if "--announce" in sys.argv else None)
