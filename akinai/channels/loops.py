"""Stock goes out within a moment: changes are marked, and each mall has a thread that tells it."""

import threading

import structlog
from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.channels import jobs
from akinai.channels.actions import pushing, working
from akinai.core import loops
from akinai.core.loops import loop

log = structlog.get_logger(__name__)

IDLE = 60.0  # seconds without work after which a pusher ends
PAUSE_AFTER_FAILURE = 5.0

_pushers: dict[int, "Pusher"] = {}
_lock = threading.Lock()


@loop(every=0.1, name="channels.stock")
def stock() -> None:
    """Mark what changed, and wake the pushers of the malls that must hear of it."""
    pushing.mark_stale()
    for connection_id in pushing.waiting():
        wake(connection_id)


@loop(every=1.0, name="channels.malls")
def malls() -> None:
    """A job for each mall whose orders are due, or who must be told of a shipment; what dead processes left is free."""
    working.free_claims()
    jobs.queue_due()


@loop(every=30.0, name="channels.speeds")
def speeds() -> None:
    """Sales speeds, and what sells far faster than it did a moment ago."""
    pushing.sync_offers()
    pushing.measure_speeds()


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.sweep_stock", queue="malls", retry=RetryStrategy(max_attempts=2, wait=20))
def sweep_stock(timestamp: int) -> None:
    """Every five minutes: quotas whose time began or ended, and everything else that only the clock tells."""
    pushing.sweep()


def wake(connection_id: int) -> None:
    """Have the numbers of a connection sent now, by its own thread."""
    with _lock:
        pusher = _pushers.get(connection_id)
        if pusher is None or not pusher.wanted.wake():
            pusher = _pushers[connection_id] = Pusher(connection_id)
            pusher.wanted.wake()
            pusher.start()


class _Wanted:
    """Whether there is work; a pusher that ended takes none any more."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._work, self._ended = False, False

    def wake(self) -> bool:
        """False: too late, it has ended."""
        with self._condition:
            self._work = not self._ended
            self._condition.notify()
            return not self._ended

    def wait(self) -> bool:
        """Wait for work. False: there was none for long, or the worker stops."""
        with self._condition:
            waited = 0.0
            while not self._work and waited < IDLE and not loops.stopping.is_set():
                self._condition.wait(1.0)
                waited += 1.0
            self._ended = loops.stopping.is_set() or not self._work
            self._work = False
            return not self._ended


class Pusher(threading.Thread):
    """Tells one mall, whenever it is woken; with a database connection of its own."""

    def __init__(self, connection_id: int) -> None:
        super().__init__(name=f"stock/{connection_id}", daemon=True)
        self.connection_id = connection_id
        self.wanted = _Wanted()

    def run(self) -> None:
        try:
            while self.wanted.wait():
                try:
                    pushing.push_stock(self.connection_id)
                except Exception:
                    log.exception("stock.failed", connection=self.connection_id)
                    loops.stopping.wait(PAUSE_AFTER_FAILURE)
                finally:
                    connections.close_all()  # given back to the pool: there may be many malls
        finally:
            with _lock:
                if _pushers.get(self.connection_id) is self:
                    del _pushers[self.connection_id]
