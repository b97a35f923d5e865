"""One connection's numbers go out: claimed, written down as being tried, said, and what came of it written down.

The number is computed at the last moment, from the free pieces of that moment: however many changes there were, only
the newest value is said. No transaction is open while the mall is called. One process pushes to a connection at a time
(a session lock of the database, which is free as soon as that process is dead); what a dead one was trying is asked
back before anything else is said.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

import structlog

from akinai.channels.actions.pushing import answers, claiming
from akinai.channels.actions.working import Work, note_calls, working
from akinai.channels.malls import base
from akinai.channels.models import Task
from akinai.core import clock
from akinai.core.locks import alone
from akinai.orders.models import ChannelMode

log = structlog.get_logger(__name__)

MOST_BATCHES = 200  # in one run; the rest follows at the next


def push_stock(connection_id: int, *, force: bool = False) -> int:
    """Send what is stale and due at a connection, batch by batch. How many numbers the mall took.

    Nothing while paused, not due, not in 本番, or while another process pushes there. Calls out: not in a transaction.
    """
    taken = 0
    with alone(f"channels.stock/{connection_id}") as mine:
        if not mine:
            return 0
        with working(connection_id, Task.STOCK, force=force, claims=False) as work:
            if work is None or "stock" not in work.mall.abilities or not work.connection.sends_stock:
                return 0
            if work.connection.channel.mode != ChannelMode.LIVE:
                return 0
            claiming.recover(connection_id, work.account.settings)
            for _batch in range(MOST_BATCHES):
                batch = claiming.claim(work.connection, work.mall, work.account.settings)
                if batch is None:
                    break
                taken += _carry_out(work, batch)
                work.rows = taken
    return taken


def _carry_out(work: Work, batch: claiming.Batch) -> int:
    if batch.asks:
        _ask(work, batch.asks)
    return _send(work, batch) if batch.lines else 0


def _ask(work: Work, asks: Sequence[claiming.Ask]) -> None:
    """Read back what the mall shows where that is not known."""
    asked_at = clock.now()
    try:
        seen = work.mall.read_stock(work.account, [ask.place for ask in asks])
    except base.MallError as error:
        answers.not_seen(asks, error.words)
        raise
    finally:
        note_calls(work.mall.kind, work.account.calls)
    answers.seen(asks, seen, asked_at, clock.now())


def _send(work: Work, batch: claiming.Batch) -> int:
    sent_at = batch.sent_at
    try:
        told = work.mall.send_stock(work.account, batch.lines, uuid.uuid4().hex)
    except (base.Throttled, base.Maintenance, base.KeysRefused) as error:
        answers.nothing_happened(batch, error.words)
        raise
    except base.MallError as error:
        answers.nobody_knows(batch, error.words)
        raise
    finally:
        note_calls(work.mall.kind, work.account.calls)
    answered_at = clock.now()
    answers.told(batch, told, answered_at)
    if told.stale:
        _fetch_orders(work.connection.pk)
    log.debug(
        "stock.sent",
        channel=work.account.code,
        lines=len(batch.lines),
        done=len(told.done),
        milliseconds=int((answered_at - sent_at) / dt.timedelta(milliseconds=1)),
    )
    return len(told.done)


def _fetch_orders(connection_id: int) -> None:
    """The mall shows another number than we reckoned: orders first."""
    from procrastinate.exceptions import AlreadyEnqueued

    from akinai.channels import jobs

    name = f"{jobs.take_in.name}/{connection_id}"
    try:
        jobs.take_in.configure(queueing_lock=name, lock=name).defer(connection_id=connection_id)
    except AlreadyEnqueued:
        return
