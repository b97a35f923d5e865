"""What the floor does by the clock. Each job is one call to an action."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=8, exponential_wait=2)


@app.task(name="fulfillment.tell_effects", queue="reactions", retry=RETRY)
def tell_effects() -> None:
    """When the minutes after a 出荷確定 are over: announce what is due."""
    from akinai.fulfillment.actions import telling

    telling.tell_due(actor="job:effects")


@app.periodic(cron="* * * * *")
@app.task(name="fulfillment.sweep_effects", queue="reactions", retry=RETRY)
def sweep_effects(timestamp: int) -> None:
    """Each minute the same, should a job be lost; what was announced is not announced again."""
    from akinai.fulfillment.actions import telling

    telling.tell_due(actor="job:effects")
