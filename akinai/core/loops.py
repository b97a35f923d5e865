"""Loops of the worker: what must happen within a moment, and again and again, beside the jobs.

    @loop(every=0.1, name="channels.stock")
    def stock() -> None: ...

Each runs in a thread of its own with its own database connection, in every worker: it must claim what it works on. One
that fails is tried again, longer and longer after each failure in a row, and disturbs no other. Asked to stop, a loop
ends its present turn; `stopping` tells long ones.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import connections

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 30.0  # seconds after failures in a row
JOIN = 8.0  # seconds a turn may go on after the worker is asked to stop


@dataclass(frozen=True)
class Loop:
    """A function and the pause between its turns, in seconds."""

    name: str
    every: float
    turn: Callable[[], object]


LOOPS: dict[str, Loop] = {}
stopping = threading.Event()


def loop(*, every: float, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Decorator: the worker calls this function again and again, `every` seconds after its last turn."""

    def register(turn: Callable[[], object]) -> Callable[[], object]:
        LOOPS[name] = Loop(name, every, turn)
        return turn

    return register


def start() -> list[threading.Thread]:
    """Start every loop. For the worker."""
    stopping.clear()
    threads = [threading.Thread(target=_go_round, args=[one], name=one.name, daemon=True) for one in LOOPS.values()]
    for thread in threads:
        thread.start()
    return threads


def stop(threads: list[threading.Thread]) -> None:
    """Ask the loops to end, and wait for their present turn."""
    stopping.set()
    for thread in threads:
        thread.join(JOIN)


def _go_round(one: Loop) -> None:
    pause = one.every
    while not stopping.wait(pause):
        try:
            one.turn()
            pause = one.every
        except Exception:
            pause = min(max(pause * 2.0, 0.5), LONGEST_PAUSE)
            log.exception("loop.failed", loop=one.name, again_in=pause)
            connections.close_all()
    connections.close_all()
