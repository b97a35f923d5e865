"""Connecting malls: keys sealed and never told, tests, pauses, messages heard once, keys that end."""

import datetime as dt
import json
import logging

import pytest
from django.test import Client

from akinai.channels import actions, doctor, jobs, queries
from akinai.channels.actions import NewConnection, Tasks
from akinai.channels.malls import MALLS
from akinai.channels.models import Connection, MallNotice, MetCall, Progress, Task
from akinai.channels.tests.making import make_mall
from akinai.channels.tests.stall import HOOK, KEY, entered, signature
from akinai.core import clock
from akinai.core.models import EventRow, Mail, Shop
from akinai.core.outcome import Refused
from akinai.core.partners import open_keys
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


def connect(stall, **changes):
    values = {**entered(stall), "code": "stall-1", "name": "屋台 本店", **changes}
    return Connection.objects.get(pk=actions.connect(NewConnection(**values), actor="staff:1"))


def told(name):
    return list(EventRow.objects.filter(name=f"channels.{name}").order_by("id").values_list("data", flat=True))


def refusals(**new):
    with pytest.raises(Refused) as refused:
        actions.connect(NewConnection(**new), actor="staff:1")
    return {one.field for one in refused.value.refusals}


# --- connecting ---------------------------------------------------------------------------------------------


def test_a_new_channel_gets_what_its_mall_needs_and_only_imports(stall):
    row = connect(stall)
    channel = row.channel
    assert (channel.code, channel.kind, channel.mode, channel.mails) == ("stall-1", "stall", "import_only", [])
    assert (row.adapter, len(row.notice_token) > 20, row.paused_at) == ("stall", True, None)


def test_keys_are_sealed_and_told_to_nobody(stall, caplog):
    with caplog.at_level(logging.DEBUG):
        row = connect(stall)
    assert KEY not in row.sealed
    assert open_keys(row.sealed) == {"key": KEY, "hook": HOOK}
    (event,) = told("mall_connected")
    assert event["credentials"] == ["hook", "key"]
    assert KEY not in json.dumps(list(EventRow.objects.values_list("data", flat=True)))
    assert KEY not in caplog.text


def test_what_was_not_typed_stays(stall):
    row = connect(stall)
    changed = connect(stall, channel_id=row.channel_id, credentials={"key": "  ", "hook": "another"})
    assert changed.pk == row.pk
    assert changed.notice_token == row.notice_token
    assert open_keys(changed.sealed) == {"key": KEY, "hook": "another"}


def test_what_is_missing_or_wrong_is_named_field_by_field(stall):
    values = entered(stall)
    assert refusals(adapter="nowhere", code="x") == {"adapter"}
    assert refusals(adapter="stall", code="x") == {"key"}
    wrong = {"api": " ", "size": "huge", "speed": "1"}
    assert refusals(**{**values, "settings": wrong}, code="x") == {"api", "size", "speed"}
    assert refusals(**values, code="a b") == {"code"}
    connect(stall)
    assert refusals(**values, code="stall-1") == {"code"}
    assert SalesChannel.objects.filter(kind="stall").count() == 1


def test_the_same_shop_is_not_connected_twice(stall):
    """It would bring every order in twice. Another shop of the same mall is welcome."""
    connect(stall)
    assert refusals(**entered(stall), code="stall-2") == {""}
    assert (
        connect(stall, code="stall-2", credentials={"key": KEY, "hook": "that of the other shop"}).channel.code
        == "stall-2"
    )


def test_a_file_channel_can_be_connected_but_not_that_of_another_mall_or_our_own(stall):
    files, other = make_channel("files", kind="file"), make_mall("rakuten")
    values = entered(stall)
    assert connect(stall, channel_id=files.pk).channel.kind == "stall"
    assert refusals(**values, channel_id=other.pk) == {"adapter"}
    own = SalesChannel.objects.get(kind="phone")
    assert refusals(**values, channel_id=own.pk) == {"adapter"}


def test_rates_set_by_hand_outlive_the_form(stall):
    row = connect(stall, settings={"api": stall.address, "rate.order": 5})
    assert connect(stall, channel_id=row.channel_id).settings["rate.order"] == 5


def test_disconnecting_throws_the_keys_away_and_keeps_the_progress(stall):
    row = connect(stall)
    actions.fetch_orders(row.pk)
    actions.disconnect(row.pk, actor="staff:1")
    actions.disconnect(row.pk, actor="staff:1")
    row.refresh_from_db()
    assert (row.adapter, row.sealed, row.notice_token, row.settings) == ("", "", None, {})
    assert Progress.objects.get(connection=row, task=Task.ORDERS).cursor
    assert len(told("mall_disconnected")) == 1
    assert connect(stall, channel_id=row.channel_id).pk == row.pk


def test_the_doctor_names_keys_that_can_t_be_opened(stall):
    row = connect(stall)
    assert list(doctor.connections()) == []
    Connection.objects.filter(pk=row.pk).update(sealed="sealed elsewhere")
    (sentence,) = doctor.connections()
    assert "屋台 本店" in sentence
    Connection.objects.filter(pk=row.pk).update(adapter="gone")
    assert "gone" in next(iter(doctor.connections()))


# --- pausing, tasks -----------------------------------------------------------------------------------------


def test_a_pause_stops_every_call_and_says_who(stall):
    row, files = connect(stall), make_mall("yahoo").connection
    outcome = actions.pause([row.pk, files.pk], actor="staff:7")
    assert (outcome.done, [one.key for one in outcome.refused]) == ([row.pk], [files.pk])
    actions.pause([row.pk], actor="staff:8")
    row.refresh_from_db()
    assert (row.paused_by, len(told("connection_paused"))) == ("staff:7", 1)
    stall.asked.clear()
    actions.fetch_orders(row.pk, force=True)
    assert stall.asked == []
    (state,) = queries.connected([row.pk])
    assert state.health.tone == ""
    actions.resume([row.pk], actor="staff:7")
    actions.fetch_orders(row.pk, force=True)
    assert "/orders" in stall.asked


def test_tasks_are_set_and_only_what_changed_is_told(stall):
    row = connect(stall)
    usual = {"confirms": True, "sends_stock": True, "sends_shipments": True, "sends_cancellations": False}
    actions.set_tasks(row.pk, Tasks(every=300, **usual), actor="staff:1")
    assert told("connection_tasks_set")[0]["values"] == {"every": 300}
    actions.set_tasks(row.pk, Tasks(every=300, **usual), actor="staff:1")
    assert len(told("connection_tasks_set")) == 1
    with pytest.raises(Refused):
        actions.set_tasks(row.pk, Tasks(every=0, **usual), actor="staff:1")


def test_orders_are_fetched_no_oftener_than_the_mall_bears(stall, monkeypatch):
    monkeypatch.setattr(type(MALLS["stall"]), "every", 180)
    row = connect(stall)
    assert row.every == 180
    usual = {"confirms": True, "sends_stock": True, "sends_shipments": True, "sends_cancellations": False}
    for seconds in (179, 86_401):
        with pytest.raises(Refused) as refused:
            actions.set_tasks(row.pk, Tasks(every=seconds, **usual), actor="staff:1")
        assert "180" in refused.value.refusals[0].message
    actions.set_tasks(row.pk, Tasks(every=600, **usual), actor="staff:1")
    actions.connect(NewConnection(**entered(stall), channel_id=row.channel_id), actor="test")
    row.refresh_from_db()
    assert row.every == 600  # entering keys anew leaves what was set


def test_writing_needs_a_live_channel_that_is_not_paused(stall):
    row = connect(stall)
    switches = {
        "import_only": orders.switch_to_import_only,
        "observe": orders.switch_to_observe,
        "live": orders.switch_live,
    }
    may = {}
    for mode in ("observe", "live", "import_only", "live", "observe"):
        switches[mode](row.channel_id, actor="staff:1")
        fresh = Connection.objects.select_related("channel").get(pk=row.pk)
        assert fresh.channel.mode == mode
        may[mode] = queries.may_write(fresh)
    assert may == {"observe": False, "live": True, "import_only": False}
    orders.switch_live(row.channel_id, actor="staff:1")
    actions.pause([row.pk], actor="staff:1")
    assert not queries.may_write(Connection.objects.select_related("channel").get(pk=row.pk))


# --- testing ------------------------------------------------------------------------------------------------


def test_a_test_says_whom_it_reached_and_what_it_called(stall):
    row = connect(stall)
    tested = actions.test_connection(row.pk, actor="staff:1")
    assert (tested.ok, "季の実" in tested.words) == (True, True)
    met = MetCall.objects.get(call="getShop")
    assert (met.adapter, met.host, met.well) == ("stall", "127.0.0.1", 1)
    (record,) = [one for one in queries.records() if one.adapter == "stall"]
    assert [one.real for one in record.calls] == [False, False]
    assert queries.is_real("stall", "api.stall.example.jp")


@pytest.mark.parametrize(
    ("break_it", "kind", "tone"),
    [
        (lambda stall, row: connect(stall, channel_id=row.channel_id, credentials={"key": "old"}), "keys", "bad"),
        (lambda stall, row: setattr(stall, "closed", True), "maintenance", "warn"),
    ],
)
def test_a_test_that_fails_says_why_and_the_light_turns(stall, break_it, kind, tone):
    row = connect(stall)
    break_it(stall, row)
    tested = actions.test_connection(row.pk, actor="staff:1")
    assert (tested.ok, tested.kind) == (False, kind)
    (state,) = queries.connected([row.pk])
    assert (state.health.tone, tested.words in state.health.why, bool(state.health.todo)) == (tone, True, True)
    stall.closed = False
    connect(stall, channel_id=row.channel_id)
    assert actions.test_connection(row.pk, actor="staff:1").ok
    actions.fetch_orders(row.pk)
    assert queries.connected([row.pk])[0].health.tone == "good"


def test_an_address_inside_our_own_network_is_named_as_such(stall, settings):
    row = connect(stall)
    settings.OUTSIDE_ALLOW_PRIVATE = False
    assert "OUTSIDE_ALLOW_PRIVATE" in actions.test_connection(row.pk, actor="staff:1").words


def test_sync_runs_every_task_and_says_how_each_went(stall):
    row = connect(stall)
    results = {one.task: one for one in actions.sync(row.pk, actor="cli")}
    assert results[Task.ORDERS].ok
    actions.pause([row.pk], actor="cli")
    assert {one.ok for one in actions.sync(row.pk, actor="cli")} == {None}


# --- messages -----------------------------------------------------------------------------------------------


def post(token, body, sign=None):
    client = Client(enforce_csrf_checks=True)
    signed = signature(body) if sign is None else sign
    return client.post(f"/malls/notify/{token}/", data=body, content_type="application/json", HTTP_X_SIGN=signed)


def waiting():
    """What the jobs that read orders were given."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.filter(task_name="channels.fetch_numbers").values_list("args", flat=True))


def test_a_message_is_heard_once_and_its_orders_read_by_a_job(stall):
    row = connect(stall)
    body = json.dumps({"numbers": ["A-2", "A-1", "A-2"], "key": "d-1"}).encode()
    for _ in range(3):
        answer = post(row.notice_token, body)
        assert (answer.status_code, answer.content) == (200, b"OK")
    assert MallNotice.objects.count() == 1
    assert waiting() == [{"connection_id": row.pk, "numbers": ["A-1", "A-2"]}]


def test_a_forged_message_changes_nothing(stall, caplog):
    row = connect(stall)
    body = json.dumps({"numbers": ["A-1"], "key": "d-1"}).encode()
    assert post(row.notice_token, body, sign="0" * 64).status_code == 401
    assert post("nobody-knows-this", body).status_code == 404
    assert (MallNotice.objects.count(), waiting()) == (0, [])
    assert HOOK not in caplog.text


def test_while_paused_messages_are_acknowledged_only(stall):
    row = connect(stall)
    actions.pause([row.pk], actor="staff:1")
    assert post(row.notice_token, b'{"numbers": ["A-1"]}').status_code == 200
    assert waiting() == []


def test_a_huge_message_is_not_read(stall):
    row = connect(stall)
    assert post(row.notice_token, b"x" * 1_100_000).status_code == 413
    assert Client().get(f"/malls/notify/{row.notice_token}/").status_code == 405


# --- keys ---------------------------------------------------------------------------------------------------


def test_keys_that_end_are_told_14_7_3_and_1_days_before_once_each(stall):
    Shop.objects.update_or_create(pk=1, defaults={"name": "店", "email": "shop@example.jp"})
    row = connect(stall)
    now = clock.now()
    stall.ends = now + dt.timedelta(days=30)
    for left in (30, 15, 14, 13, 8, 7, 6, 3, 3, 2, 1, 0, -1):
        with clock.frozen(stall.ends - dt.timedelta(days=left)):
            jobs.keys(0)
            state = queries.keys(row.pk)[0]
            assert (state.days, len(queries.keys_ending())) == (left, 1 if left <= 14 else 0)
    assert [event["days"] for event in told("key_ending")] == [14, 7, 3, 1]
    assert Mail.objects.filter(kind="channels.key_ending", to_address="shop@example.jp").count() == 4


def test_a_renewed_key_is_told_of_anew(stall):
    connect(stall)
    for days in (5, 90, 6):
        stall.ends = clock.now() + dt.timedelta(days=days)
        actions.check_keys()
    assert [event["days"] for event in told("key_ending")] == [5, 6]


def test_a_channel_in_disorder_keeps_no_other_from_being_asked(stall):
    gone = Connection.objects.get(channel=make_mall())
    Connection.objects.filter(pk=gone.pk).update(adapter="gone")
    Progress.objects.create(connection=gone, task=Task.NOTICES, cursor={"address": "https://shop.example.jp/"})
    connect(stall)
    stall.ends = clock.now() + dt.timedelta(days=5)
    jobs.keys(0)
    assert [event["days"] for event in told("key_ending")] == [5]
