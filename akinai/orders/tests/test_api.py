"""Orders through the door for programs."""

import datetime as dt

import pytest

from akinai.core import clock
from akinai.core.models import AccessLog, EventRow
from akinai.core.tests.programs import Program
from akinai.inventory.models import Demand
from akinai.inventory.tests.making import counters, make_sku, make_stock
from akinai.orders import actions
from akinai.orders.models import Hold, Order
from akinai.orders.tests.making import again, incoming, line, make_channel, make_order, person, place

pytestmark = pytest.mark.django_db

READER = ("orders.view", "personal.view")
PERSON = {
    "name": "山田 花子",
    "phone": "03-1234-5678",
    "email": "hanako@example.jp",
    "postal": "105-0011",
    "prefecture": "東京都",
    "city": "港区",
    "line1": "芝公園4-2-8",
}


def body(sku, number="M-1", **fields):
    """An order as a program tells it."""
    told = {
        "channel_code": "phone",
        "channel_number": number,
        "ordered_at": clock.now().isoformat(),
        "buyer": PERSON,
        "recipient": {name: value for name, value in PERSON.items() if name != "email"},
        "payment_method": "mall",
        "delivery_method": "yamato_takkyubin",
        "lines": [{"sku_code": sku.code, "name": sku.name, "quantity": 2, "unit_price": 1000}],
    }
    return told | fields


def prepaid(sku=None, **fields):
    """An order of 2,000 yen that waits for its money."""
    sku = sku or make_stock(10)
    return place(incoming([line(sku, 2)], payment_method="bank_transfer", total=2000, billed=2000, **fields))[0]


# --- taken in -----------------------------------------------------------------------------------------------


def test_orders_are_taken_in_once_and_impossible_ones_named():
    sku = make_stock(10)
    program = Program("orders.edit")
    asked = {"orders": [body(sku), body(sku, "M-2", lines=[{"sku_code": sku.code, "quantity": 0}])]}
    answer = program.post("/orders", asked)
    placed = answer["placed"][0]
    assert (placed["channel"], placed["channel_number"], placed["queue"]) == ("phone", "M-1", "ready")
    assert [(one["key"], one["field"]) for one in answer["refused"]] == [(["M-2", ""], "quantity")]
    assert counters(sku) == (10, 2, 0, 8)
    second = program.post("/orders", {"orders": [body(sku)]})
    assert [one["id"] for one in second["duplicates"]] == [placed["id"]]
    third = program.post("/orders", {"orders": [body(sku, lines=[{"sku_code": sku.code, "quantity": 3}])]})
    assert [one["id"] for one in third["changed"]] == [placed["id"]]
    assert Order.objects.count() == 1
    actor = EventRow.objects.get(name="orders.placed").actor
    assert actor == f"token:{program.row.pk}"


def test_taking_in_can_be_tried_out():
    sku = make_stock(10)
    answer = Program("orders.edit").post("/orders", {"orders": [body(sku)]}, dry_run="true")
    assert answer["dry_run"]
    assert answer["placed"][0]["queue"] == "ready"
    assert not Order.objects.exists()
    assert not Demand.objects.exists()
    assert counters(sku) == (10, 0, 0, 10)


def test_more_than_five_hundred_or_without_permission_nothing_is_taken_in():
    sku = make_sku()
    Program("orders.edit").post("/orders", {"orders": [body(sku)] * 501}, 422)
    Program("orders.view").post("/orders", {"orders": [body(sku)]}, 403)
    naive = body(sku, ordered_at="2026-11-21T09:00:00")
    problem = Program("orders.edit").post("/orders", {"orders": [naive]}, 422)
    assert problem["errors"][0]["field"] == "orders.0.ordered_at"
    assert not Order.objects.exists()


# --- read ---------------------------------------------------------------------------------------------------


def test_orders_are_listed_in_pages_and_filtered():
    make_channel("shop2")
    sku = make_stock(3)
    mine = place(*(incoming([line(sku, 1)], channel_code="shop2") for _n in range(4)))
    other = prepaid()
    program = Program(*READER)
    first = program.get("/orders", limit=3, channel="shop2")
    assert [one["id"] for one in first["orders"]] == [order.pk for order in mine[:3]]
    second = program.get("/orders", cursor=first["next"], channel="shop2")
    assert [one["id"] for one in second["orders"]] == [mine[3].pk]
    assert second["next"] is None
    assert [one["id"] for one in program.get("/orders", queue="stock_waiting")["orders"]] == [mine[3].pk]
    assert [one["id"] for one in program.get("/orders", queue=["payment_waiting"])["orders"]] == [other.pk]
    assert program.get("/orders", newest_first="true", limit=1)["orders"][0]["id"] == other.pk
    assert program.get("/orders", channel_number=other.channel_number)["orders"][0]["id"] == other.pk
    assert program.get("/orders", q=other.channel_number)["orders"][0]["id"] == other.pk
    assert program.get("/orders", ordered_to=(clock.now() - dt.timedelta(days=1)).isoformat())["orders"] == []
    program.get("/orders", 422, queue="nonsense")


def test_one_order_by_id_or_number_with_lines_holds_and_receipts():
    order = prepaid(recipient=person(postal="1050011", prefecture="大阪府"))
    actions.mark_paid([actions.Payment(order.pk, 500)], actor="test")
    program = Program(*READER)
    found = program.get(f"/orders/{order.pk}")
    assert program.get(f"/orders/{order.number}") == found
    assert (found["currency"], found["total"], found["billed"], found["received"]) == ("JPY", 2000, 2000, 500)
    assert found["payment"] == "waiting"
    assert [(one["quantity"], one["unit_price"]) for one in found["lines"]] == [(2, 1000)]
    assert [one["amount"] for one in found["receipts"]] == [500]
    assert {one["id"] for one in found["holds"]} == set(order.holds.values_list("id", flat=True))
    assert found["holds"]
    assert found["recipient"]["name"] == order.name


def test_people_are_masked_without_the_permission_and_full_reading_is_noted():
    order = make_order(stock=10, remark="玄関前に置いてください", memo="常連")
    found = Program("orders.view").get(f"/orders/{order.pk}")
    text = str(found)
    for secret in (order.name, order.buyer_email, order.line1, "玄関前", "常連", order.phone):
        assert secret not in text
    assert found["recipient"]["prefecture"] == "東京都"
    assert found["recipient"]["postal"] == "105"
    assert not AccessLog.objects.filter(what="api.personal").exists()
    full = Program(*READER)
    assert full.get(f"/orders/{order.pk}")["remark"] == "玄関前に置いてください"
    noted = AccessLog.objects.get(what="api.personal")
    assert (noted.actor, noted.subject, noted.count) == (f"token:{full.row.pk}", f"order/{order.pk}", 1)


def test_a_list_costs_the_same_however_long(statements):
    program = Program(*READER)
    prepaid()
    program.get("/orders")
    with statements() as few:
        program.get("/orders")
    for _n in range(5):
        prepaid()
    with statements() as many:
        assert len(program.get("/orders")["orders"]) == 6
    assert many.count == few.count


def test_what_happened_to_an_order_with_words_for_those_who_may():
    order = make_order(stock=10)
    actions.note([order.pk], "山田様からお電話", kind="phone", actor="test")
    full = Program(*READER).get(f"/orders/{order.pk}/events")["events"]
    assert [one["name"] for one in full] == ["orders.placed", "orders.noted"]
    assert full[1]["data"]["text"] == "山田様からお電話"
    masked = Program("orders.view").get(f"/orders/{order.pk}/events")["events"]
    assert masked[1]["data"] == {"kind": "phone", "text": None}
    Program("orders.view").get("/orders/4711/events", 404)


def test_the_queues_are_counted():
    prepaid()
    counted = {one["queue"]: one for one in Program("orders.view").get("/queues")["queues"]}
    assert counted["payment_waiting"]["count"] == 1
    assert counted["payment_waiting"]["oldest"] is not None
    assert counted["ready"] == {"queue": "ready", "count": 0, "oldest": None}


# --- changed ------------------------------------------------------------------------------------------------


def test_orders_are_cancelled_and_missing_ones_named():
    sku = make_stock(10)
    order = make_order(sku, 2)
    asked = {"order_ids": [order.pk, 4711], "reason": "在庫切れ"}
    Program("orders.edit").post("/orders/cancel", asked, 403)
    assert again(order).queue == "ready"
    program = Program("orders.cancel")
    assert program.post("/orders/cancel", asked, dry_run="true")["done"] == [order.pk]
    assert again(order).queue == "ready"
    answer = program.post("/orders/cancel", asked)
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([order.pk], [4711])
    assert again(order).queue == "cancelled"
    assert counters(sku) == (10, 0, 0, 10)


def test_fields_and_lines_are_edited_if_nobody_was_faster():
    sku, other = make_stock(10), make_stock(10)
    order = make_order(sku, 2)
    only = order.lines.get()
    edit = {
        "order_id": order.pk,
        "revision": order.revision,
        "fields": {"line2": "201号室", "wished_date": (clock.today() + dt.timedelta(days=9)).isoformat()},
        "lines": [{"line_id": only.pk, "quantity": 1}, {"sku_code": other.code, "quantity": 3, "unit_price": 50}],
    }
    program = Program("orders.edit")
    assert program.post("/orders/edit", {"edits": [edit]})["done"] == [order.pk]
    now = again(order)
    assert (now.line2, now.name, now.pieces) == ("201号室", order.name, 4)
    assert now.wished_date == clock.today() + dt.timedelta(days=9)
    assert counters(other) == (10, 3, 0, 7)
    late = program.post("/orders/edit", {"edits": [edit]})
    assert [(one["key"], one["field"]) for one in late["refused"]] == [(order.pk, "revision")]
    program.post("/orders/edit", {"edits": [{"order_id": order.pk, "fields": {"queue": "ready"}}]}, 422)


def test_holds_are_closed_by_id_or_by_reason():
    orders = [make_order(stock=5, recipient=person(prefecture="大阪府")) for _n in range(2)]
    first, second = (list(order.holds.filter(closed_at=None)) for order in orders)
    program = Program("orders.edit")
    assert program.post("/orders/holds/close", {"hold_ids": [one.pk for one in first], "note": "確認済み"})["done"]
    assert again(orders[0]).open_holds == 0
    reason = second[0].reason_id
    closed = program.post("/orders/holds/close", {"order_ids": [orders[1].pk], "reason": reason})
    assert closed["done"] == [orders[1].pk]
    assert Hold.objects.get(pk=second[0].pk).closed_by == f"token:{program.row.pk}"
    for bad in ({}, {"order_ids": [1]}, {"hold_ids": [1], "order_ids": [1], "reason": "x"}):
        program.post("/orders/holds/close", bad, 422)


def test_orders_are_stopped_and_go_on():
    order = make_order(stock=5)
    program = Program("orders.edit")
    assert program.post("/orders/hold", {"order_ids": [order.pk], "note": "電話待ち"})["done"] == [order.pk]
    assert again(order).queue == "on_hold"
    assert program.post("/orders/lift", {"order_ids": [order.pk]})["done"] == [order.pk]
    assert again(order).queue == "ready"


def test_money_is_recorded_and_reversed():
    order = prepaid()
    asked = {"payments": [{"order_id": order.pk, "amount": 500, "payer": "ヤマダ"}, {"order_id": order.pk}]}
    Program("orders.edit").post("/orders/payments", asked, 403)
    program = Program("orders.pay")
    assert program.post("/orders/payments", asked)["done"] == [order.pk]
    now = again(order)
    assert (now.received, now.queue) == (2000, "ready")
    receipts = list(order.receipts.order_by("id").values_list("id", flat=True))
    assert program.post("/orders/payments/undo", {"receipt_ids": receipts[:1]})["done"] == receipts[:1]
    assert (again(order).received, again(order).queue) == (1500, "payment_waiting")


def test_a_ship_date_is_chosen_and_reckoned_again():
    order = make_order(stock=5)
    program, day = Program("orders.edit"), clock.today() + dt.timedelta(days=20)
    chosen = program.post("/orders/ship-date", {"order_ids": [order.pk], "ship_date": day.isoformat()})
    assert chosen["done"] == [order.pk]
    assert (again(order).ship_date, again(order).queue) == (day, "date_waiting")
    program.post("/orders/ship-date", {"order_ids": [order.pk], "ship_date": None})
    assert again(order).ship_date == order.ship_date
    program.post("/orders/ship-date", {"order_ids": [order.pk]}, 422)


def test_orders_of_one_recipient_are_merged():
    sku, who = make_stock(20), person()
    with clock.frozen(dt.datetime(2026, 11, 18, 9, 0, tzinfo=clock.JST)):
        orders = [make_order(sku, 1, recipient=who) for _n in range(2)]
        answer = Program("orders.edit").post(
            "/orders/merge", {"order_ids": [order.pk for order in orders], "together": True}
        )
    assert answer["done"] == [order.pk for order in orders]
    assert len({again(order).merge_group for order in orders}) == 1
    assert again(orders[0]).merge_group is not None


def test_notes_are_written():
    order = make_order(stock=5)
    assert Program("orders.edit").post("/orders/notes", {"order_ids": [order.pk], "text": "のし確認"})["done"]
    assert again(order).memo == "のし確認"
