"""What runs by the clock and behind the desk's back; each is one call."""

import datetime as dt

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.channels import actions
from akinai.channels.models import ImportRun
from akinai.core import clock
from akinai.orders import actions as orders

FORGOTTEN_AFTER = dt.timedelta(minutes=10)


@app.task(name="channels.run_import", queue="imports", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def run_import(run_id: int) -> None:
    """Carry an import out; cut off, it goes on behind its last batch."""
    actions.carry_out(run_id)


@app.task(name="channels.go_live", queue="imports", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def go_live(channel_id: int, actor: str) -> None:
    """取込のみ → 本番 of a channel with many orders; cut off, it goes on with those that are left."""
    orders.switch_live(channel_id, actor=actor)


@app.periodic(cron="* * * * *")
@app.task(
    name="channels.take_inbox", queue="imports", lock="channels.inbox", retry=RetryStrategy(max_attempts=3, wait=10)
)
def take_inbox(timestamp: int) -> None:
    """Every minute: the files of the watched folders."""
    actions.take_inbox()


@app.periodic(cron="*/10 * * * *")
@app.task(name="channels.resume_imports", queue="imports", retry=RetryStrategy(max_attempts=3, wait=30))
def resume_imports(timestamp: int) -> None:
    """Every ten minutes: imports that were begun (by a command that was killed, say) and not finished."""
    begun = ImportRun.objects.filter(state__in=["waiting", "running"], started_at__lt=clock.now() - FORGOTTEN_AFTER)
    for run_id in begun.order_by("id").values_list("pk", flat=True)[:20]:
        actions.carry_out(run_id)
