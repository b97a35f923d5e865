"""Shipping through the door for programs."""

import pytest

from akinai.core.tests.programs import Program
from akinai.fulfillment import actions
from akinai.fulfillment.models import Parcel, Shipment
from akinai.fulfillment.tests.making import again, make_inspected, make_many, make_ready, make_shipped, number, start

pytestmark = pytest.mark.django_db


def test_shipments_are_listed_in_pages_and_filtered():
    shipments = start(*make_many(3))
    program = Program("fulfillment.view", "personal.view")
    first = program.get("/shipments", limit=2)
    assert [one["id"] for one in first["shipments"]] == sorted(one.pk for one in shipments)[:2]
    assert len(program.get("/shipments", cursor=first["next"])["shipments"]) == 1
    one = shipments[0]
    found = program.get("/shipments", key=one.key)["shipments"]
    assert [each["id"] for each in found] == [one.pk]
    assert found[0]["order_ids"] == [one.order_id]
    assert found[0]["recipient"]["name"] == one.recipient["name"]
    assert found[0]["slip"].startswith(one.batch.number)
    assert sum(line["quantity"] for line in found[0]["lines"]) == 2
    assert [each["id"] for each in program.get("/shipments", order_id=one.order_id)["shipments"]] == [one.pk]
    assert program.get("/shipments", state=["shipped", "delivered"])["shipments"] == []
    assert len(program.get("/shipments", state="working", batch_id=one.batch_id)["shipments"]) == 3
    program.get("/shipments", 422, state="lost")


def test_recipients_are_masked_without_the_permission():
    shipment = start(make_ready())[0]
    found = Program("fulfillment.view").get("/shipments")["shipments"][0]
    assert shipment.recipient["name"] not in str(found)
    assert shipment.recipient["line1"] not in str(found)
    assert found["recipient"]["prefecture"] == shipment.recipient["prefecture"]


def test_a_list_costs_the_same_however_long(statements):
    program = Program("fulfillment.view", "personal.view")
    make_inspected(make_ready())
    program.get("/shipments")
    with statements() as few:
        program.get("/shipments")
    make_inspected(*make_many(4))
    with statements() as many:
        assert len(program.get("/shipments")["shipments"]) == 5
    assert many.count == few.count


def test_work_is_started_and_orders_that_are_not_ready_are_named():
    order, again_asked = make_ready(), make_ready()
    start(again_asked)
    asked = {"order_ids": [order.pk, again_asked.pk]}
    Program("fulfillment.view").post("/batches", asked, 403)
    program = Program("fulfillment.work")
    tried = program.post("/batches", asked, dry_run="true")
    assert tried["done"] == [order.pk]
    assert Shipment.objects.count() == 1
    answer = program.post("/batches", asked)
    assert (answer["done"], [one["key"] for one in answer["refused"]]) == ([order.pk], [again_asked.pk])
    assert answer["batches"][0]["shipment_ids"] == [Shipment.objects.get(order=order).pk]
    assert Shipment.objects.get(order=order).batch.started_by == f"token:{program.row.pk}"
    program.post("/batches", {**asked, "warehouse": "nowhere"}, 422)


def test_label_numbers_are_bound_and_doubtful_ones_named():
    first, second = start(make_ready(), make_ready())
    good = number()
    asked = {
        "labels": [
            {"key": first.key, "number": f"{good[:4]}-{good[4:8]}-{good[8:]}"},
            {"shipment_id": second.pk, "number": "444400000011"},
            {"key": "nobody", "number": number()},
            {"shipment_id": second.pk, "number": "x"},
            {"shipment_id": second.pk, "number": good},
        ]
    }
    program = Program("fulfillment.work", "fulfillment.view")
    assert program.post("/shipments/labels", asked, dry_run="true")["dry_run"]
    assert not Parcel.objects.exists()
    answer = program.post("/shipments/labels", asked)
    assert sorted(one["key"] for one in answer["refused"]) == [2, 3, 4]
    assert answer["done"] == [0, 1]
    assert [one["key"] for one in answer["warnings"]] == [1]
    assert [one["id"] for one in program.get("/shipments", number=good)["shipments"]] == [first.pk]


def test_shipments_are_confirmed_and_taken_back():
    ready = make_inspected(make_ready())
    late = start(make_ready())
    asked = {"shipment_ids": [one.pk for one in (*ready, *late)]}
    Program("fulfillment.work").post("/shipments/confirm", asked, 403)
    program = Program("fulfillment.confirm", "fulfillment.undo")
    assert program.post("/shipments/confirm", asked, dry_run="true")["done"] == [ready[0].pk]
    assert again(ready)[0].state == "inspected"
    answer = program.post("/shipments/confirm", asked, key="evening")
    assert answer["done"] == [ready[0].pk]
    assert [one["key"] for one in answer["refused"]] == [late[0].pk]
    assert again(ready)[0].state == "shipped"
    assert program.post("/shipments/confirm", asked, key="evening") == answer
    undone = program.post("/shipments/undo", {"shipment_ids": [ready[0].pk], "reason": "積み残し"})
    assert undone["done"] == [ready[0].pk]
    assert again(ready)[0].state == "inspected"


def test_taking_back_needs_its_own_permission():
    shipment = make_shipped(make_ready())[0]
    Program("fulfillment.confirm").post("/shipments/undo", {"shipment_ids": [shipment.pk]}, 403)
    assert again([shipment])[0].state == "shipped"


def test_the_feed_tells_of_shipping():
    program = Program("desk.view", "fulfillment.view")
    since = program.get("/events")["next"]
    shipment = start(make_ready())[0]
    actions.undo_start([shipment.pk], actor="test")
    names = [one["name"] for one in program.get("/events", cursor=since)["events"]]
    assert names == ["fulfillment.work_started", "fulfillment.work_undone"]
