"""Calls to gateways, and what runs by the clock."""

from collections.abc import Sequence
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.core.jobs import at_start

ACTOR = "job:payments"


@app.task(name="payments.perform", queue="payments", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def perform(operation_id: int) -> None:
    """Do one planned operation."""
    from akinai.payments import actions

    actions.perform(operation_id, actor=ACTOR)


def perform_later(operation_ids: Sequence[int]) -> None:
    """Have these done, once the caller's transaction is committed."""
    jobs: list[Any] = [{"operation_id": one} for one in operation_ids]
    if jobs:
        perform.batch_defer(*jobs)


@at_start
@app.periodic(cron="* * * * *")
@app.task(name="payments.sweep", queue="payments", retry=False)
def sweep(timestamp: int) -> None:
    """Each minute and at every start: pages that expired, results nobody knows, holds, reminders, last days."""
    from akinai.payments import actions

    actions.sweep(actor="job:clock")


@app.periodic(cron="41 19 * * *")
@app.task(name="payments.forget_messages", queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def forget_messages(timestamp: int) -> None:
    """Each night (04:41 JST): the bodies of messages older than 13 months go; that they came stays."""
    from akinai.payments import actions

    actions.forget_messages()
