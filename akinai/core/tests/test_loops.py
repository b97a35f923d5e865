"""Loops of the worker: again and again, each for itself, until the worker stops."""

import threading
import time

import pytest

from akinai.core import loops

AT_LAST = 30.0  # seconds; only what is broken takes as long


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, loops.Loop]:
    """No loops but those of the test."""
    found: dict[str, loops.Loop] = {}
    monkeypatch.setattr(loops, "LOOPS", found)
    return found


def test_a_failing_loop_is_tried_again_and_disturbs_no_other(only: dict[str, loops.Loop]) -> None:
    turns: list[str] = []
    mended, going = threading.Event(), threading.Event()

    @loops.loop(every=0.01, name="failing")
    def failing() -> None:
        turns.append("failing")
        if turns.count("failing") > 1:
            mended.set()
            return
        raise OSError

    @loops.loop(every=0.01, name="good")
    def good() -> None:
        turns.append("good")
        if turns.count("good") > 3:
            going.set()

    threads = loops.start()
    assert going.wait(AT_LAST)
    assert mended.wait(AT_LAST)
    loops.stop(threads)
    assert not any(thread.is_alive() for thread in threads)
    count = len(turns)
    time.sleep(0.05)
    assert len(turns) == count


def test_a_turn_is_finished_before_the_end(only: dict[str, loops.Loop]) -> None:
    began, ended = threading.Event(), threading.Event()

    @loops.loop(every=0.0, name="long")
    def long() -> None:
        began.set()
        loops.stopping.wait(AT_LAST)
        ended.set()

    threads = loops.start()
    assert began.wait(AT_LAST)
    loops.stop(threads)
    assert ended.is_set()
