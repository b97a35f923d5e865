"""The malls through the door for programs."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from akinai.channels import actions, jobs
from akinai.channels.actions import NewConnection, NewRule, listings, pushing
from akinai.channels.malls import MALLS, base
from akinai.channels.models import (
    CancelNotice,
    Connection,
    Drift,
    MallOrder,
    MallSettlementEntry,
    Offer,
    Page,
    PriceChange,
    ShipmentNotice,
    StockRule,
)
from akinai.channels.tests import listing_world
from akinai.channels.tests.listing_world import JUICE, Market
from akinai.channels.tests.making import make_mall
from akinai.channels.tests.shelf import ShelfMall, make_shelf, offer
from akinai.channels.tests.stall import KEY, entered
from akinai.channels.tests.test_settlements import file, order
from akinai.core import clock
from akinai.core.models import EventRow
from akinai.core.tests.programs import Program
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_stock, make_warehouse
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db
server, market = listing_world.server, listing_world.market


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> ShelfMall:
    made = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


@pytest.fixture
def stall(stall: Any) -> Any:
    actions.connect(NewConnection(**entered(stall), code="stall-1", name="屋台 本店"), actor="test")
    return stall


def queued(name: str) -> list[Any]:
    return [one.args for one in ProcrastinateJob.objects.filter(task_name=f"channels.{name}")]


# --- channels -----------------------------------------------------------------------------------------------


def test_a_channel_is_listed_tested_and_its_keys_never_shown(stall: Any) -> None:
    program = Program("channels.view", "channels.edit")
    body = {"channels": ["stall-1", "nowhere"]}
    program.post("/channels/test", body, dry_run="true")
    assert queued("test") == []
    tried = program.post("/channels/test", body, key="k-1")
    assert (tried["done"], [one["key"] for one in tried["refused"]]) == (["stall-1"], ["nowhere"])
    (args,) = queued("test")
    jobs.test(**args)
    assert program.get("/channels")["channels"][0]["tasks"][0]["trouble"] == ""
    stall.closed = True
    jobs.test(**args)
    answer = program.get("/channels")
    (shown,) = answer["channels"]
    assert (shown["channel"], shown["mall"], shown["mode"]) == ("stall-1", "stall", "import_only")
    assert [task["task"] for task in shown["tasks"]] == ["keys"]
    assert shown["tasks"][0]["done_at"]
    assert shown["health"]["todo"]
    assert shown["tasks"][0]["trouble"]
    assert KEY not in str(answer)


def test_channels_are_paused_resumed_and_fetched_by_name(stall: Any) -> None:
    program = Program("channels.edit", "channels.import")
    body = {"channels": ["stall-1", "nowhere"]}
    program.post("/channels/pause", body, dry_run="true")
    assert not EventRow.objects.filter(name="channels.connection_paused").exists()
    paused = program.post("/channels/pause", body)
    assert (paused["done"], [one["key"] for one in paused["refused"]]) == (["stall-1"], ["nowhere"])
    assert Connection.objects.get(adapter="stall").paused_by == program_name(program)
    assert [one["key"] for one in program.post("/channels/sync", body)["refused"]] == ["nowhere", "stall-1"]
    assert program.post("/channels/resume", body)["done"] == ["stall-1"]
    program.post("/channels/sync", body, dry_run="true")
    assert queued("sync") == []
    for _again in range(2):
        assert program.post("/channels/sync", body, key="k-1")["done"] == ["stall-1"]
    (args,) = queued("sync")
    assert args["actor"] == program_name(program)


def test_a_channel_that_is_fed_by_files_is_said_to_be_so(stall: Any) -> None:
    make_channel("by-file")
    told = Program("channels.view").get("/channels/listings", 404, channel="by-file")
    assert told["detail"] == "This channel is not connected to a mall by API."


def program_name(program: Program) -> str:
    return f"token:{program.row.pk}"


# --- stock --------------------------------------------------------------------------------------------------


def test_what_malls_show_and_why_in_pages(mall: ShelfMall) -> None:
    sku, gone = make_stock(9), make_stock(4)
    one, two = make_shelf(mall, "m1", sku.code, gone.code), make_shelf(mall, "m2", sku.code)
    actions.save_rules([NewRule(safety=2)], actor="test")
    del mall.shelves["m1"].pieces[base.Place(gone.code)]
    pushing.push_stock(one.pk)
    program = Program("channels.view")
    first = program.get("/channels/offers", limit=2)
    rest = program.get("/channels/offers", limit=2, cursor=first["next"])
    assert (len(first["offers"]), len(rest["offers"]), rest["next"]) == (2, 1, None)
    (sent,) = program.get("/channels/offers", sku=sku.code, channel="m1")["offers"]
    assert (sent["sku"], sent["channel"], sent["target"], sent["sent"], sent["error"]) == (sku.code, "m1", 7, 7, "")
    assert sent["lag"] is None  # the first number is late for nobody
    assert sent["why"][:2] == [
        {"step": "free", "value": 9, "left": 9},
        {"step": "safety", "value": 2, "left": 7},
    ]
    (wrong,) = program.get("/channels/offers", state="error")["offers"]
    assert (wrong["sku"], wrong["refused"], wrong["error"]) == (gone.code, True, "その商品はありません。")
    (waiting,) = program.get("/channels/offers", state="waiting")["offers"]
    assert (waiting["channel"], waiting["id"]) == ("m2", offer(two, sku.code).pk)
    program.get("/channels/offers", 422, state="nonsense")


def test_a_list_takes_the_same_statements_however_long(mall: ShelfMall) -> None:
    skus = [make_stock(9) for _n in range(4)]
    program = Program("channels.view")
    program.get("/channels/offers")
    counts = []
    for one, codes in (("m1", skus[:1]), ("m2", skus)):
        row = make_shelf(mall, one, *(sku.code for sku in codes))
        rule = {"by_risk": False, "cap": 5}
        rules = [NewRule(channel_id=row.channel_id, sku_id=sku.pk, **rule) for sku in codes]
        actions.save_rules(rules, actor="test")
        ids = Offer.objects.filter(connection=row).values_list("pk", flat=True)
        told = {"found_at": clock.now(), "cause": "unknown", "repair": "none"}
        Drift.objects.bulk_create(Drift(offer_id=pk, **told) for pk in ids)
        for path in ("offers", "stock-rules", "drifts"):
            with CaptureQueriesContext(connection) as made:
                assert program.get(f"/channels/{path}", channel=one)["next"] is None
            counts.append(len(made))
    assert counts[:3] == counts[3:]


def test_numbers_are_sent_again_where_anything_is_sent(mall: ShelfMall) -> None:
    sku = make_stock(9)
    one, two = make_shelf(mall, "m1", sku.code), make_shelf(mall, "m2", sku.code)
    pushing.push_stock(one.pk)
    Connection.objects.filter(pk=two.pk).update(sends_stock=False)
    mine, theirs = offer(one, sku.code).pk, offer(two, sku.code).pk
    body = {"offer_ids": [mine, theirs, 10**9]}
    Program("channels.view").post("/channels/offers/resend", body, 403)
    program = Program("channels.edit")
    program.post("/channels/offers/resend", body, dry_run="true")
    assert Offer.objects.get(pk=mine).stale_since is None
    answer = program.post("/channels/offers/resend", body)
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([mine], [theirs, 10**9])
    assert Offer.objects.get(pk=mine).stale_since


def test_rules_are_saved_read_and_taken_away_in_batches(mall: ShelfMall) -> None:
    sku = make_stock(9)
    make_shelf(mall, "m1", sku.code)
    rules = [
        {"safety": 2},
        {"channel": "m1", "sku": sku.code.lower(), "by_risk": True, "risk": 0, "sends": True},
        {"channel": "m9", "cap": 1},
        {"sku": "nothing", "cap": 1},
        {"channel": "m1", "by_risk": True},
        {"cap": 3},
    ]
    program = Program("channels.view", "channels.edit")
    program.post("/channels/stock-rules", {"rules": rules}, dry_run="true")
    assert not StockRule.objects.exists()
    answer = program.post("/channels/stock-rules", {"rules": rules})
    assert answer["done"] == [0, 1]
    assert [(one["key"], one["field"]) for one in answer["refused"]] == [
        (2, "channel"),
        (3, "sku"),
        (5, "sku"),
        (4, "risk"),
    ]
    assert Offer.objects.get().shared
    general, narrow = sorted(program.get("/channels/stock-rules")["rules"], key=lambda one: one["sku"])
    assert (general["channel"], general["safety"], general["cap"]) == ("", 2, None)
    assert (narrow["channel"], narrow["sku"], narrow["risk"], narrow["sends"]) == ("m1", sku.code, 0, True)
    assert program.get("/channels/stock-rules", channel="m1", sku=sku.code)["rules"] == [narrow]
    gone = program.post("/channels/stock-rules/delete", {"rule_ids": [narrow["id"], 10**9]})
    assert (gone["done"], gone["refused"][0]["key"]) == ([narrow["id"]], 10**9)
    assert not Offer.objects.get().shared
    program.post("/channels/stock-rules", {"rules": [{"rate": 101}]}, 422)


def test_differences_are_put_right_by_a_job(mall: ShelfMall) -> None:
    sku = make_stock(9)
    one = make_shelf(mall, "m1", sku.code)
    pushing.push_stock(one.pk)
    row = {"offer": offer(one, sku.code), "found_at": clock.now(), "expected": 9, "shown": 5}
    lost = Drift.objects.create(cause="lost_send", repair="send", facts={"sent": 9}, **row)
    code = Drift.objects.create(cause="code_mismatch", repair="mapping", **row)
    program = Program("channels.view", "channels.edit")
    assert [one["id"] for one in program.get("/channels/drifts")["drifts"]] == [lost.pk, code.pk]
    (shown,) = program.get("/channels/drifts", cause="lost_send", channel="m1")["drifts"]
    assert (shown["sku"], shown["expected"], shown["shown"], shown["facts"]) == (sku.code, 9, 5, {"sent": 9})
    body = {"drift_ids": [lost.pk, code.pk]}
    program.post("/channels/drifts/mend", body, dry_run="true")
    assert queued("mend") == []
    answer = program.post("/channels/drifts/mend", body)
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([lost.pk], [code.pk])
    (args,) = queued("mend")
    jobs.mend(**args)
    assert [one["id"] for one in program.get("/channels/drifts", state="repaired")["drifts"]] == [lost.pk]
    lost.refresh_from_db()
    assert lost.repaired_by == program_name(program)
    assert Offer.objects.get().asks


# --- what needs somebody ------------------------------------------------------------------------------------


def test_orders_not_taken_in_are_listed_and_read_again(stall: Any) -> None:
    row, now = Connection.objects.get(adapter="stall"), clock.now()
    told = {"connection": row, "stage": "open", "digest": "x", "ordered_at": now, "seen_at": now, "read_at": now}
    one = MallOrder.objects.create(number="S-1", refused="郵便番号がありません。", payload={"tel": "03"}, **told)
    MallOrder.objects.create(number="S-2", **told)
    program = Program("channels.view", "channels.import")
    (shown,) = program.get("/channels/refused-orders", channel="stall-1")["orders"]
    assert (shown["id"], shown["number"], shown["refused"]) == (one.pk, "S-1", "郵便番号がありません。")
    assert "payload" not in shown
    assert program.get("/channels/refused-orders", channel="phone")["orders"] == []
    program.post("/channels/refused-orders/read", {"ids": [one.pk]}, dry_run="true")
    assert queued("fetch_numbers") == []
    answer = program.post("/channels/refused-orders/read", {"ids": [one.pk, 10**9]})
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([one.pk], [10**9])
    assert queued("fetch_numbers") == [{"connection_id": row.pk, "numbers": ["S-1"]}]


def test_shipments_a_mall_does_not_know_are_told_now_or_again() -> None:
    mall = make_mall("rakuten")
    Connection.objects.filter(channel=mall).update(adapter="rakuten")
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code="rakuten", channel_number="123-9"))
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    program = Program("channels.view", "channels.export")
    (shown,) = program.get("/channels/untold-shipments", channel="rakuten")["shipments"]
    assert (shown["channel_number"], shown["shipment_id"], shown["refused"]) == ("123-9", shipment.pk, False)
    assert program.get("/channels/untold-shipments", failed="true")["shipments"] == []
    ShipmentNotice.objects.update(refused=True, error="配送会社コードが不正です。", tries=1)
    assert program.get("/channels/untold-shipments", failed="true")["shipments"][0]["error"]
    assert program.post("/channels/untold-shipments/again", {"ids": [shown["id"]]})["count"] == 1
    assert not ShipmentNotice.objects.get().refused
    answer = program.post("/channels/untold-shipments/tell", {"channels": ["rakuten", "phone"]})
    assert (answer["done"], answer["count"], answer["refused"][0]["key"]) == (["rakuten"], 1, "phone")
    assert len(queued("tell_out")) == 1
    row = Connection.objects.get(channel=mall)
    wrong = {"reason": "shop", "at": clock.now(), "refused": True, "error": "取消できません。"}
    CancelNotice.objects.create(connection=row, order_id=shipment.order_id, **wrong)
    (cancelled,) = program.get("/channels/untold-cancellations")["cancellations"]
    assert (cancelled["channel"], cancelled["order_id"]) == ("rakuten", shipment.order_id)
    assert program.post("/channels/untold-cancellations/again", {"ids": [cancelled["id"]]})["count"] == 1
    assert not CancelNotice.objects.get().refused


# --- pages and prices ---------------------------------------------------------------------------------------


def test_pages_are_checked_and_sent(market: Market) -> None:
    program = Program("channels.view", "channels.edit")
    assert program.get("/channels/listings", channel="mall")["listings"] == []
    program.post("/channels/listings/check", {"channel": "mall"})
    shown = {one["code"]: one for one in program.get("/channels/listings", channel="mall")["listings"]}
    page = shown[JUICE.page]
    assert (page["product"], page["state"], bool(page["checked_at"])) == ("apple-juice", "", True)
    body = {"channel": "mall", "listing_ids": [page["id"], 10**9], "parts": ["price"]}
    program.post("/channels/listings/push", body, dry_run="true")
    assert Page.objects.get(pk=page["id"]).state == ""
    answer = program.post("/channels/listings/push", body)
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([page["id"]], [10**9])
    (waiting,) = program.get("/channels/listings", channel="mall", state="waiting")["listings"]
    assert waiting["wanted"] == ["price"]
    assert len(queued("push_pages")) == 1
    listings.push_pages(market.pk)
    assert program.get("/channels/listings", channel="mall", state="sent")["listings"][0]["id"] == page["id"]
    program.get("/channels/listings", 422)


def test_prices_by_the_clock_are_planned_and_cancelled(market: Market) -> None:
    program = Program("channels.view", "channels.edit")
    begins, ends = (clock.now() + dt.timedelta(days=days) for days in (1, 2))
    change = {"sku": JUICE.code, "price": 900, "from_at": begins.isoformat(), "until_at": ends.isoformat()}
    body = {"channel": "mall", "changes": [change, change, {**change, "sku": "nothing"}]}
    program.post("/channels/price-changes", body, dry_run="true")
    assert not PriceChange.objects.exists()
    answer = program.post("/channels/price-changes", body)
    assert [one["key"] for one in answer["refused"]] == [1, 2]
    (planned,) = program.get("/channels/price-changes", channel="mall")["changes"]
    assert ([planned["id"]], planned["sku"], planned["price"]) == (answer["done"], JUICE.code, 900)
    gone = program.post("/channels/price-changes/cancel", {"channel": "mall", "change_ids": [planned["id"], 10**9]})
    assert (gone["done"], gone["refused"][0]["key"]) == ([planned["id"]], 10**9)
    assert program.get("/channels/price-changes", channel="mall", over="true")["changes"][0]["cancelled_at"]


# --- settlements --------------------------------------------------------------------------------------------


def test_settlements_are_read_to_the_last_yen() -> None:
    from akinai.channels.actions.settlements import read_mall_settlement

    make_warehouse()
    make_channel("mall", kind="rakuten", name="楽天市場店")
    order("A", 1000)
    data = file(("売上", "A", 950), ("調整", "", 7), ("販売手数料", "A", -50))
    read_mall_settlement(data, "s.csv", channel_code="mall", layout_name="generic", payout=None, actor="test")
    program = Program("payments.view")
    (shown,) = program.get("/channels/settlements", channel="mall")["settlements"]
    assert (shown["channel"], shown["payout"], shown["whole"], shown["open"]) == ("mall", 907, True, 2)
    assert sum(part["amount"] for part in shown["parts"]) == 907
    address = f"/channels/settlements/{shown['id']}/entries"
    (differs,) = program.get(address, standing="differs")["entries"]
    assert (differs["number"], differs["ours"], differs["by"]) == ("A", 1000, -50)
    assert len(program.get(address)["entries"]) == MallSettlementEntry.objects.count()
    program.get("/channels/settlements/999999/entries", 404)
