"""Reports of an old system's files are made, and applied, behind the desk's back."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

_TRIES = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.task(name="channels.read_moving", queue="imports", retry=_TRIES)
def read_moving(report_id: int) -> None:
    """Read the files and make the report."""
    from akinai.channels.actions import moving

    moving.read_moving(report_id)


@app.task(name="channels.apply_moving", queue="imports", retry=_TRIES)
def apply_moving(report_id: int) -> None:
    """Apply a report; cut off, it goes on with what is left, or shows the report anew."""
    from akinai.channels.actions import moving

    moving.carry_on(report_id)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="channels.compare_old", queue="imports", lock="channels.old", retry=RetryStrategy(max_attempts=3, wait=30)
)
def compare_old(timestamp: int) -> None:
    """Every five minutes: the old system's exports in the folders old/ of the channels."""
    from akinai.channels.actions.comparing import take_old_exports

    take_old_exports()
