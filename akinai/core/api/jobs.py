"""The API's work beside requests."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.core.api import answers


@app.periodic(cron="41 18 * * *")
@app.task(name="core.forget_api_answers", queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def forget_api_answers(timestamp: int) -> None:
    """Each night (03:41 JST): answers kept for a day are no longer needed."""
    answers.forget_old()
