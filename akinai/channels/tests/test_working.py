"""One at a task of a mall at a time; what a dead process left is free."""

import threading
from typing import Any

import pytest
from django.db import connections

from akinai.channels.actions import working
from akinai.channels.malls import MALLS
from akinai.channels.models import Connection, Progress, Task
from akinai.channels.tests.shelf import ShelfMall, make_shelf
from akinai.core import clock

AT_ONCE = 5.0  # seconds


def at_work(connection_id: int) -> bool:
    with working.working(connection_id, Task.ORDERS) as work:
        return work is not None


@pytest.fixture
def one(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> Connection:
    mall = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", mall)
    return make_shelf(mall, "m1")


def test_only_one_is_at_a_task(one: Connection) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with working.working(one.pk, Task.ORDERS):
            begun.set()
            may_end.wait(AT_ONCE)
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(AT_ONCE)
    assert not at_work(one.pk)
    assert working.free_claims() == 0
    with working.working(one.pk, Task.CONFIRM) as other:
        assert other is not None
    may_end.set()
    thread.join(AT_ONCE)
    assert at_work(one.pk)


def test_what_a_dead_process_left_is_free_at_once(one: Connection) -> None:
    assert at_work(one.pk)
    row = Progress.objects.filter(connection=one, task=Task.ORDERS)
    row.update(claimed_at=clock.now())  # as a killed one leaves it
    assert working.free_claims() == 1
    assert row.get().claimed_at is None
    row.update(claimed_at=clock.now())
    assert at_work(one.pk)


def test_what_nobody_foresaw_leaves_no_lock(one: Connection) -> None:
    def fails(given: Any) -> None:
        raise KeyError(given)

    with pytest.raises(KeyError), working.working(one.pk, Task.ORDERS) as work:
        fails(work)
    row = Progress.objects.get(connection=one, task=Task.ORDERS)
    assert (row.trouble, row.claimed_at) == ("failed", None)
    row.not_before = None
    row.save()
    assert at_work(one.pk)
