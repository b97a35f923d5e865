"""The pages of connections: a mall connected, tested, paused; what needs a person; what met the real mall."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from akinai.channels import actions
from akinai.channels.actions import NewConnection
from akinai.channels.models import Connection, MallOrder, MetCall, Progress, ShipmentNotice, Task
from akinai.channels.tests.making import make_mall
from akinai.channels.tests.stall import HOOK, KEY, entered
from akinai.core import clock
from akinai.core.tests.making import make_staff, sign_in
from akinai.fulfillment.tests import making as floor
from akinai.orders.models import SalesChannel
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stall):
    return sign_in(Client(), make_staff("manager"))


@pytest.fixture
def row(stall):
    actions.connect(NewConnection(**entered(stall), code="stall-1", name="屋台 本店"), actor="test")
    return Connection.objects.select_related("channel").get(adapter="stall")


def page(desk, name, *args, **query):
    answer = desk.get(reverse(f"channels:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def refuse(row, number="S-1", why="郵便番号がありません。"):
    """An order the mall told that could not be taken in."""
    now = clock.now()
    return MallOrder.objects.create(
        connection=row, number=number, stage="open", digest="x", ordered_at=now, seen_at=now, read_at=now, refused=why
    )


def test_a_mall_is_chosen_entered_and_connected(desk, stall):
    assert "?mall=stall" in page(desk, "list")
    assert "?mall=stall" in page(desk, "connect")
    url = reverse("channels:connect") + "?mall=stall"
    assert 'name="x_key"' in desk.get(url).content.decode()
    told = {"code": "stall-9", "name": "屋台", "x_api": stall.address, "x_size": "large", "x_hook": ""}
    assert desk.post(url, told).status_code == 200  # no key
    answer = desk.post(url, {**told, "x_key": KEY})
    row = Connection.objects.get(channel__code="stall-9")
    assert answer.url == reverse("channels:connection", args=[row.channel_id])
    assert (row.settings["size"], row.channel.mode) == ("large", "import_only")
    again = desk.post(url, {**told, "x_key": KEY})
    assert "stall-9" in " ".join(again.context["form"].errors["code"])


def test_a_channel_with_mails_of_its_own_is_warned_of_the_malls(desk, stall):
    channel = make_channel("files", kind="file")
    SalesChannel.objects.filter(pk=channel.pk).update(mails=["shipped"])
    switch = reverse("channels:one", args=[channel.pk]) + "#id_mails_0"
    assert 'id="id_mails_0"' in page(desk, "one", channel.pk)
    assert switch not in page(desk, "connection", channel.pk)
    assert switch in page(desk, "connection", channel.pk, mall="stall")
    actions.connect(NewConnection(**entered(stall), channel_id=channel.pk), actor="test")
    assert switch in page(desk, "connection", channel.pk)
    SalesChannel.objects.filter(pk=channel.pk).update(mails=[])
    assert switch not in page(desk, "connection", channel.pk)


def test_keys_are_never_shown_again_and_stay_when_left_empty(desk, row):
    text = page(desk, "connection", row.channel_id)
    assert KEY not in text
    assert HOOK not in text
    url = reverse("channels:connection", args=[row.channel_id])
    assert desk.post(url, {"x_api": row.settings["api"], "x_size": "large"}).status_code == 302
    row.refresh_from_db()
    assert row.settings["size"] == "large"
    assert actions.test_connection(row.pk, actor="test").ok


def test_the_test_button_answers_in_words_on_the_page(desk, row, stall):
    url = reverse("channels:connection_test", args=[row.channel_id])
    assert "季の実" in desk.post(url, headers={"HX-Request": "true"}).content.decode()
    stall.closed = True
    text = desk.post(url, headers={"HX-Request": "true", "HX-Target": "tested"}).content.decode()
    assert "notice bad" in text
    assert 'id="health"' in text
    assert desk.post(url, {"next": reverse("channels:list")}).url == reverse("channels:list")
    assert desk.post(url, {"next": "https://elsewhere.example/"}).url == reverse(
        "channels:connection", args=[row.channel_id]
    )


def test_pause_and_resume_by_button(desk, row):
    url = reverse("channels:connection_pause", args=[row.channel_id])
    desk.post(url)
    row.refresh_from_db()
    assert row.paused_at
    assert "light grey" in page(desk, "list")
    page(desk, "connection", row.channel_id)
    desk.post(url, {"go": "on"})
    row.refresh_from_db()
    assert row.paused_at is None


def test_fetch_now_runs_by_a_job_and_the_table_looks_on(desk, row, run_jobs):
    url = reverse("channels:connection_fetch", args=[row.channel_id])
    waiting = desk.post(url, headers={"HX-Request": "true"})
    since = waiting.context["since"]
    assert since
    assert "hx-get" in waiting.content.decode()
    run_jobs()
    assert Progress.objects.get(connection=row, task=Task.ORDERS).done_at
    assert "hx-get" not in page(desk, "connection_progress", row.channel_id, since=since)
    assert "hx-get" not in page(desk, "connection_progress", row.channel_id, since="nonsense")


def test_tasks_are_set_and_a_wrong_number_is_refused(desk, row):
    url = reverse("channels:connection_tasks", args=[row.channel_id])
    desk.post(url, {"every": "300", "sends_stock": "on"})
    row.refresh_from_db()
    assert (row.every, row.confirms, row.sends_stock, row.sends_shipments) == (300, False, True, False)
    desk.post(url, {"every": "100000"})
    desk.post(url, {"every": "soon"})
    row.refresh_from_db()
    assert row.every == 300


def test_disconnecting_leads_back_to_the_choice_of_its_own_mall(desk, row):
    desk.post(reverse("channels:disconnect", args=[row.channel_id]))
    row.refresh_from_db()
    assert (row.adapter, row.sealed) == ("", "")
    text = page(desk, "connection", row.channel_id)
    assert "?mall=stall" in text
    assert "?mall=rakuten" not in text


def test_a_channel_goes_between_all_three_modes(desk, row):
    url = reverse("channels:mode", args=[row.channel_id])
    for mode in ("observe", "live", "observe", "import_only", "live", "import_only"):
        desk.post(url, {"mode": mode})
        assert SalesChannel.objects.get(pk=row.channel_id).mode == mode
        page(desk, "one", row.channel_id)


def test_orders_not_taken_in_are_listed_and_read_again(desk, row, run_jobs):
    one = refuse(row)
    for text in (page(desk, "refused"), page(desk, "connection", row.channel_id), desk.get("/desk/").content.decode()):
        assert "S-1" in text or reverse("channels:refused") in text
    assert "郵便番号がありません。" in page(desk, "refused")
    from procrastinate.contrib.django.models import ProcrastinateJob

    desk.post(reverse("channels:read_again"), {"ids": [one.pk]})
    (job,) = ProcrastinateJob.objects.filter(task_name="channels.fetch_numbers")
    assert job.args == {"connection_id": row.pk, "numbers": ["S-1"]}


def test_notices_the_mall_refused_are_listed_and_told_again(desk, row):
    mall = make_mall("rakuten")
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code="rakuten", channel_number="123-9"))
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    assert "123-9" not in page(desk, "failed")
    ShipmentNotice.objects.filter(channel=mall).update(refused=True, error="配送会社コードが不正です。", tries=1)
    assert "配送会社コードが不正です。" in page(desk, "failed")
    desk.post(reverse("channels:tell_again"), {"ids": [ShipmentNotice.objects.get().pk]})
    assert ShipmentNotice.objects.get().refused is False


def test_home_names_what_stopped_and_the_keys_that_end(desk, row, stall):
    assert reverse("channels:connection", args=[row.channel_id]) not in desk.get("/desk/").content.decode()
    stall.ends = clock.now() + dt.timedelta(days=6)
    actions.test_connection(row.pk, actor="test")
    text = desk.get("/desk/").content.decode()
    assert "API key" in text
    actions.connect(NewConnection(**entered(stall, key="old"), channel_id=row.channel_id), actor="test")
    actions.fetch_orders(row.pk, force=True)
    text = desk.get("/desk/").content.decode()
    assert reverse("channels:connection", args=[row.channel_id]) in text
    assert "light bad" in page(desk, "list")


def test_the_record_tells_the_real_mall_from_a_stand_in(desk, row):
    actions.test_connection(row.pk, actor="test")
    assert "127.0.0.1" in page(desk, "calls")
    now = clock.now()
    met = {"adapter": "stall", "call": "getShop", "host": "api.stall.example.jp", "well": 3, "milliseconds": 600}
    MetCall.objects.create(**met, first_at=now, last_at=now)
    (record,) = [one for one in desk.get(reverse("channels:calls")).context["records"] if one.adapter == "stall"]
    assert (record.real, record.names) == (1, 2)


@pytest.mark.parametrize("role", ["viewer", "warehouse"])
def test_others_may_change_nothing(role, row):
    client, every = sign_in(Client(), make_staff(role)), row.every
    for name, args in (
        ("connect", []),
        ("connection", [row.channel_id]),
        ("connection_pause", [row.channel_id]),
        ("disconnect", [row.channel_id]),
        ("connection_tasks", [row.channel_id]),
        ("connection_fetch", [row.channel_id]),
        ("connection_test", [row.channel_id]),
    ):
        client.post(reverse(f"channels:{name}", args=args), {"x_api": "http://x", "x_key": "k", "every": "9"})
    row.refresh_from_db()
    assert (row.adapter, row.paused_at, row.every) == ("stall", None, every)
    assert actions.test_connection(row.pk, actor="test").ok


def test_the_list_asks_the_same_number_of_statements_for_any_number_of_channels(desk, row, stall):
    page(desk, "list")
    with CaptureQueriesContext(connection) as few:
        page(desk, "list")
    for n in range(4):
        actions.connect(
            NewConnection(**entered(stall, hook=f"hook-{n}"), code=f"more-{n}", name=f"屋台 {n}"), actor="test"
        )
    with CaptureQueriesContext(connection) as many:
        page(desk, "list")
    assert len(many) <= len(few)
