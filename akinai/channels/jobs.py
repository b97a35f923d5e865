"""What runs by the clock and behind the desk's back; each is one call."""

import datetime as dt
from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from akinai.channels import actions
from akinai.channels import loops as _loops  # noqa: F401 - the worker must know them
from akinai.channels.actions import drifting, listings
from akinai.channels.models import ImportRun
from akinai.channels.moving import jobs as _moving_jobs  # noqa: F401 - its tasks must be known to every worker
from akinai.channels.reaching import by_api
from akinai.core import clock
from akinai.orders import actions as orders

FORGOTTEN_AFTER = dt.timedelta(minutes=10)
RETRY = RetryStrategy(max_attempts=3, wait=5)


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


# --- malls by API -------------------------------------------------------------------------------------------


@app.task(name="channels.take_in", queue="malls", retry=RETRY)
def take_in(connection_id: int) -> None:
    """Orders in, and the mall's thanks for them."""
    actions.fetch_orders(connection_id)
    actions.confirm_orders(connection_id)
    actions.read_open_orders(connection_id)


@app.task(name="channels.tell_out", queue="malls", retry=RETRY)
def tell_out(connection_id: int) -> None:
    """Shipments and cancellations out."""
    actions.tell_shipments(connection_id)
    actions.tell_cancellations(connection_id)


@app.task(name="channels.fetch_numbers", queue="malls", retry=RETRY)
def fetch_numbers(connection_id: int, numbers: list[str]) -> None:
    """The mall pushed a notice about these orders: read them."""
    actions.fetch_numbers(connection_id, numbers)


def queue_due() -> int:
    """One job for each mall whose orders are due to be fetched, or who must be told something. How many.

    Outside any transaction: a job that already waits is enough, and saying so would break the caller's.
    """
    queued = 0
    for task, ids in ((take_in, actions.due_in()), (tell_out, actions.due_out())):
        for connection_id in ids:
            name = f"{task.name}/{connection_id}"
            try:
                task.configure(queueing_lock=name, lock=name).defer(connection_id=connection_id)
                queued += 1
            except AlreadyEnqueued:
                continue
    return queued


@app.task(name="channels.sync", queue="malls", retry=False)
def sync(connection_id: int, actor: str) -> None:
    """A person asked to have everything fetched and told now."""
    actions.sync(connection_id, actor=actor)


@app.task(name="channels.test", queue="malls", retry=False)
def test(connection_id: int, actor: str) -> None:
    """A program asked whether a connection works: what came of it is the state of its keys."""
    actions.test_connection(connection_id, actor=actor)


@app.periodic(cron="17 22 * * *")
@app.task(name="channels.keys", queue="malls", lock="channels.keys", retry=RetryStrategy(max_attempts=3, wait=600))
def keys(timestamp: int) -> None:
    """Each morning (07:17 JST): until when our keys to the malls hold; staff are told in time. Notices are renewed."""
    actions.check_keys()
    actions.renew_notices()
    actions.forget_mall_notices()


@app.task(name="channels.read_stock", queue="malls", retry=RETRY)
def read_stock(connection_id: int, force: bool = False) -> None:
    """What a mall shows, a slice of it, compared with what it should."""
    drifting.read_back(connection_id, force=force)


@app.task(name="channels.mend", queue="malls", retry=RETRY)
def mend(drift_ids: list[int], actor: str) -> None:
    """Differences a program wants put right: those repaired meanwhile stay as they are."""
    drifting.mend(drift_ids, actor=actor)


@app.periodic(cron="3-59/10 * * * *")
@app.task(name="channels.read_stocks", queue="malls", retry=RETRY)
def read_stocks(timestamp: int) -> None:
    """Every ten minutes: the next slices of all malls."""
    for one in by_api():
        name = f"{read_stock.name}/{one.pk}"
        with suppress(AlreadyEnqueued):
            read_stock.configure(queueing_lock=name, lock=name).defer(connection_id=one.pk)


# --- pages at malls -----------------------------------------------------------------------------------------


@app.task(name="channels.push_pages", queue="malls", retry=RETRY)
def push_pages(connection_id: int) -> None:
    """Tell a mall the pages that wait."""
    listings.push_pages(connection_id)


@app.task(name="channels.read_offers", queue="malls", retry=RETRY)
def read_offers(connection_id: int, force: bool = False) -> None:
    """What a mall has, matched with our SKUs."""
    listings.read_offers(connection_id, force=force)


@app.periodic(cron="* * * * *")
@app.task(name="channels.pages", queue="malls", lock="channels.pages", retry=RetryStrategy(max_attempts=2, wait=10))
def pages(timestamp: int) -> None:
    """Every minute: prices whose time began or ended, and pages that wait or had no answer."""
    listings.turn_prices()
    for connection_id in listings.waiting():
        name = f"{push_pages.name}/{connection_id}"
        with suppress(AlreadyEnqueued):
            push_pages.configure(queueing_lock=name, lock=name).defer(connection_id=connection_id)


@app.periodic(cron="40 18 * * *")
@app.task(name="channels.read_malls", queue="malls", lock="channels.read_malls", retry=RETRY)
def read_malls(timestamp: int) -> None:
    """Each night (03:40 JST): what every mall has."""
    for one in by_api():
        name = f"{read_offers.name}/{one.pk}"
        with suppress(AlreadyEnqueued):
            read_offers.configure(queueing_lock=name, lock=name).defer(connection_id=one.pk)
