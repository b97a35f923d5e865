"""What happened is written with the change, and each listener hears of it once."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from akinai.core import events, reactions
from akinai.core.events import Event, publish
from akinai.core.models import EventRow

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    """An event of this test."""

    number: int


@pytest.fixture
def heard():
    """A listener, that notes what it hears and fails on the numbers in `heard.bad`."""

    class Ear:
        batches: list[list[int]] = []
        bad: set[int] = set()

    ear = Ear()
    ear.batches, ear.bad = [], set()

    def listen(batch):
        if ear.bad & {event.number for event in batch}:
            raise ValueError("bad number")
        ear.batches.append([event.number for event in batch])

    listen.__module__ = "akinai.core.tests"
    reactions.reacts_to(Happened)(listen)
    yield ear
    reactions.LISTENERS.pop(Happened)
    reactions.REACTIONS.pop("core.listen")


def test_an_event_is_a_row_with_its_actor_and_values():
    publish([Happened(subject="order/7", actor="staff:3", number=5)])
    row = EventRow.objects.get(subject="order/7")
    assert (row.name, row.actor, row.data) == ("core.happened", "staff:3", {"number": 5})
    assert events.load([row.id]) == [Happened(subject="order/7", actor="staff:3", number=5)]
    assert events.load([row.id])[0].subject_id == 7


@pytest.mark.parametrize("size", [1, 200])
def test_any_number_of_events_takes_two_statements(heard, size, django_assert_num_queries):
    with django_assert_num_queries(2):  # the events, the job of the one listener
        publish([Happened(subject=f"order/{n}", actor="test", number=n) for n in range(size)])


def test_a_batch_stays_a_batch(heard, run_jobs):
    publish([Happened(subject=f"order/{n}", actor="test", number=n) for n in range(650)])
    run_jobs()
    assert [len(batch) for batch in heard.batches] == [300, 300, 50]


def test_one_bad_event_does_not_keep_the_others_from_being_heard(heard, run_jobs):
    heard.bad = {3}
    publish([Happened(subject=f"order/{n}", actor="test", number=n) for n in range(8)])
    run_jobs(raising=False)
    assert sorted(n for batch in heard.batches for n in batch) == [0, 1, 2, 4, 5, 6, 7]


def test_what_is_rolled_back_was_never_said(heard, run_jobs):
    before = EventRow.objects.count()
    with transaction.atomic():
        publish([Happened(subject="order/1", actor="test", number=1)])
        transaction.set_rollback(True)
    run_jobs()
    assert (EventRow.objects.count(), heard.batches) == (before, [])
