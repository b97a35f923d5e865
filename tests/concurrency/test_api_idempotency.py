"""Two programs at the door at once: what is asked twice with one key happens once; the feed waits for those writing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

from akinai.core.api import answers, feed
from akinai.core.api.problems import Problem
from akinai.core.events import publish
from akinai.core.models import ApiAnswer
from akinai.core.settings import SettingsChanged
from akinai.core.tests.programs import Program
from akinai.inventory.models import Movement
from akinai.inventory.tests.making import counters, make_sku, make_stock


def together(jobs):
    """Run the jobs at the same moment, each on a connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait()
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def happen():
    """One event that nothing reacts to."""
    with transaction.atomic():
        publish([SettingsChanged(subject="settings/0", actor="test", values={})])


def test_one_key_from_many_threads_at_once_is_one_change_and_one_answer(committed_db):
    program, sku = Program("inventory.move"), make_sku()
    body = {"arrivals": [{"sku": sku.code, "quantity": 3, "warehouse": ""}]}
    make_stock(1, sku=sku)
    found = together([lambda: program.send("/stock/receive", body, key="same") for _n in range(6)])
    assert [one.status_code for one in found] == [200] * 6
    assert len({one.content for one in found}) == 1
    assert [one.headers.get("Idempotency-Replayed") for one in found].count("true") == 5
    assert Movement.objects.filter(actor=f"token:{program.row.pk}").count() == 1
    assert counters(sku)[0] == 4


def test_the_second_does_the_work_when_the_first_fails(committed_db):
    program = Program("inventory.move")
    begun, calls = threading.Event(), []

    def failing():
        begun.set()
        time.sleep(0.3)
        raise Problem(422, "refused", "no")

    def first():
        try:
            answers.once(program.row.pk, "key", "asked", failing)
        except Problem:
            calls.append("failed")

    def second():
        begun.wait()
        calls.append(answers.once(program.row.pk, "key", "asked", lambda: "done"))

    together([first, second])
    assert calls == ["failed", ("done", False)]
    assert ApiAnswer.objects.get().body == "done"


def test_the_feed_does_not_pass_a_number_that_is_still_being_written(committed_db, monkeypatch):
    program = Program("desk.view", "settings.view")
    since = program.get("/events")["next"]
    monkeypatch.setattr(feed, "LONGEST", 30.0)
    written, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            happen()
            written.set()
            assert go_on.wait(30)

    def fast():
        written.wait()
        happen()  # a later number, committed earlier
        threading.Timer(0.3, go_on.set).start()
        return program.get("/events", cursor=since)

    _none, answer = together([slow, fast])
    assert len(answer["events"]) == 2
    assert program.get("/events", cursor=answer["next"])["events"] == []


def test_the_feed_stays_where_it_is_while_something_long_is_written(committed_db, monkeypatch):
    program = Program("desk.view", "settings.view")
    since = program.get("/events")["next"]
    monkeypatch.setattr(feed, "LONGEST", 0.1)
    written, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            happen()
            written.set()
            assert go_on.wait(30)

    def fast():
        written.wait()
        happen()
        found = program.get("/events", cursor=since)
        program.get("/events", 503)
        go_on.set()
        return found

    _none, answer = together([slow, fast])
    assert (answer["events"], answer["next"]) == ([], since)
    assert len(program.get("/events", cursor=since)["events"]) == 2
