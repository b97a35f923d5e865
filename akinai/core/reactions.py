"""Hearing of what happened below: a step's `reactions.py` declares functions that react to events.

A reaction gets a list of events of the types it declared, makes one call to an action of its own step, and is
safe to run twice and out of order (it reads the present state). It runs as a job after the commit, apart from
every other reaction; when a batch fails it is halved until the failing event stands alone and is retried alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akinai.core import events
from akinai.core.events import Event

log = structlog.get_logger(__name__)

E = TypeVar("E", bound=Event)

BATCH = 300
RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@dataclass(frozen=True)
class Reaction:
    """One listener: its name ("fulfillment.tell_buyer") and the function that handles a batch."""

    name: str
    handle: Callable[[list[Any]], None]


REACTIONS: dict[str, Reaction] = {}
LISTENERS: dict[type[Event], list[Reaction]] = defaultdict(list)


def reacts_to(*types: type[E]) -> Callable[[Callable[[list[E]], None]], Callable[[list[E]], None]]:
    """Declare a function in a step's `reactions.py` as a listener to these event types."""

    def register(handle: Callable[[list[E]], None]) -> Callable[[list[E]], None]:
        reaction = Reaction(f"{handle.__module__.split('.')[1]}.{handle.__name__}", handle)
        REACTIONS[reaction.name] = reaction
        for kind in types:
            LISTENERS[kind].append(reaction)
        return handle

    return register


def defer(published: Iterable[tuple[int, type[Event]]]) -> None:
    """Write the jobs of freshly written events: one per reaction and few hundred events, in one statement."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for event_id, kind in published:
        for reaction in LISTENERS.get(kind, ()):
            waiting[reaction.name].append(event_id)
    jobs: list[Any] = [
        {"reaction": name, "event_ids": ids[start : start + BATCH]}
        for name, ids in waiting.items()
        for start in range(0, len(ids), BATCH)
    ]
    if jobs:
        react.batch_defer(*jobs)


@app.task(name="core.react", queue="reactions", retry=RETRY)
def react(reaction: str, event_ids: list[int]) -> None:
    """Let one reaction handle some events; halve the batch if it fails, so that only the culprit is retried."""
    try:
        with transaction.atomic():
            REACTIONS[reaction].handle(events.load(event_ids))
    except Exception:
        if len(event_ids) == 1:
            raise
        log.warning("reaction.halved", reaction=reaction, events=len(event_ids), exc_info=True)
        half = len(event_ids) // 2
        halves: list[Any] = [event_ids[:half], event_ids[half:]]
        react.batch_defer(*({"reaction": reaction, "event_ids": part} for part in halves))
