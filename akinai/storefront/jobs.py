"""The shop's work beside requests."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.core import settings
from akinai.storefront.actions import carts


@app.periodic(cron="23 18 * * *")
@app.task(name="storefront.forget_carts", queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def forget_carts(timestamp: int) -> None:
    """Each night (03:23 JST): carts nobody has touched for a season are deleted."""
    carts.forget(days=settings.get("carts_kept_days"), actor="job:clock")
