"""What runs by the clock."""

from procrastinate.contrib.django import app

from akinai.core.jobs import at_start
from akinai.orders import actions


@at_start
@app.periodic(cron="* * * * *")
@app.task(name="orders.open_dates", queue="clock", retry=False)
def open_dates(timestamp: int) -> None:
    """Each minute (so a minute after midnight in Japan at the latest) and at every start."""
    actions.open_dates(actor="job:clock")
