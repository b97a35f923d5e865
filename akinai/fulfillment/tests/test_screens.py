"""The floor's pages: they open, they do, and they are shut to others."""

import pytest
from django.urls import reverse

from akinai.core.tests.making import make_staff, sign_in
from akinai.fulfillment.actions import print_batch
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.tests.making import give_numbers, make_inspected, make_ready, make_shipped, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    return sign_in(client, make_staff("manager"))


PAGES = (
    "start",
    "batches",
    "station",
    "confirm",
    "handover",
    "leftover",
    "pull",
    "outside",
    "layouts",
    "import_numbers",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_empty_and_with_work(desk, name):
    assert desk.get(reverse(f"fulfillment:{name}")).status_code == 200
    make_shipped(make_ready())
    make_inspected(make_ready())
    start(make_ready())
    make_ready()
    assert desk.get(reverse(f"fulfillment:{name}")).status_code == 200


def test_work_is_started_from_the_page(desk):
    order = make_ready()
    page = desk.get(reverse("fulfillment:start"))
    assert order.number in page.content.decode()
    answer = desk.post(reverse("fulfillment:start_work"), {"ids": [order.pk]})
    shipment = Shipment.objects.get()
    assert answer.url == reverse("fulfillment:batch", args=[shipment.batch_id])
    assert shipment.order.number in desk.get(answer.url).content.decode()
    assert desk.get(reverse("fulfillment:shipment", args=[shipment.pk])).status_code == 200


def test_refused_orders_are_shown_row_by_row(desk):
    order = make_ready()
    start(order)
    answer = desk.post(reverse("fulfillment:start_work"), {"ids": [order.pk]})
    assert answer.status_code == 200
    assert order.number in answer.content.decode()


def test_the_station_answers_each_scan_with_a_sound(desk):
    shipment = start(make_ready())[0]
    address = reverse("fulfillment:scan")
    answer = desk.post(address, {"code": f"{shipment.key}-1"}, headers={"HX-Request": "true"})
    assert '"ok"' in answer.headers["HX-Trigger"]
    assert f'value="{shipment.pk}"' in answer.content.decode()
    wrong = desk.post(address, {"code": "no", "shipment": shipment.pk}, headers={"HX-Request": "true"})
    assert '"ng"' in wrong.headers["HX-Trigger"]
    code = shipment.lines.get().sku.code
    done = desk.post(address, {"code": code, "shipment": shipment.pk, "count": "1"})
    assert done.status_code == 200
    assert Shipment.objects.get().state == "inspected"


def test_bulk_verbs_go_back_or_name_what_was_refused(desk):
    good, bad = start(make_ready(), make_ready())
    give_numbers(good, bad)
    desk.post(reverse("fulfillment:do", args=["by-eye"]), {"ids": [good.pk]})
    answer = desk.post(reverse("fulfillment:do", args=["confirm"]), {"ids": [good.pk, bad.pk]})
    assert answer.status_code == 200
    assert Shipment.objects.get(pk=good.pk).state == "shipped"
    back = desk.post(reverse("fulfillment:do", args=["undo-confirm"]), {"ids": [good.pk], "next": "/desk/"})
    assert back.url == "/desk/"


def test_papers_are_made_and_opened(desk):
    shipment = start(make_ready())[0]
    made = desk.post(reverse("fulfillment:print", args=[shipment.batch_id]), {"kind": "batch"})
    paper = desk.get(made.url)
    assert paper.headers["Content-Type"] == "application/pdf"
    listed = desk.post(reverse("fulfillment:print_handover"))
    assert desk.get(listed.url).status_code == 200


def test_the_warehouse_may_pack_but_not_take_a_confirmation_back(client):
    desk = sign_in(client, make_staff("warehouse"))
    shipment = make_shipped(make_ready())[0]
    assert desk.get(reverse("fulfillment:station")).status_code == 200
    assert desk.post(reverse("fulfillment:do", args=["undo-confirm"]), {"ids": [shipment.pk]}).status_code == 403
    assert Shipment.objects.get().state == "shipped"


def test_others_stay_outside(client):
    desk = sign_in(client, make_staff("marketing"))
    assert desk.get(reverse("fulfillment:station")).status_code == 403
    assert desk.get(reverse("fulfillment:batches")).status_code == 403


def test_papers_are_shut_to_who_may_neither_see_people_nor_pack(client):
    (shipment,) = make_inspected(make_ready())
    paper = print_batch(shipment.batch_id, kind="slips", actor="staff:1")
    address = reverse("fulfillment:paper", args=[paper.pk])
    for role in ("support", "warehouse"):
        assert sign_in(client, make_staff(role)).get(address).status_code == 200
    reader = sign_in(client, make_staff("viewer"))
    assert reader.get(address).status_code == 403
    assert address not in reader.get(reverse("fulfillment:batch", args=[shipment.batch_id])).content.decode()
    for name in ("print_handover", "print_withdrawals"):
        assert reader.post(reverse(f"fulfillment:{name}")).status_code == 403
