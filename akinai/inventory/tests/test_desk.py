"""The stock pages, as a person uses them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory import actions, queries
from akinai.inventory.tests.making import counters, demand, make_bundle, make_sku, make_stock, make_warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    sign_in(client, make_staff("manager"))
    return client


def test_the_list_finds_a_sku_and_what_runs_low(desk):
    tea = make_stock(9, sku=make_sku("TEA-1"))
    cup = make_stock(1, sku=make_sku("CUP-1", low_stock=2))
    page = desk.get(reverse("inventory:list")).content.decode()
    assert tea.code in page
    assert cup.code in page
    low = desk.get(reverse("inventory:list"), {"show": "low"}).content.decode()
    assert tea.code not in low
    assert cup.code in low


def test_the_list_takes_the_same_statements_for_any_number(desk, django_assert_max_num_queries):
    for _n in range(30):
        make_stock(1)
    desk.get(reverse("inventory:list"))
    with django_assert_max_num_queries(18):
        desk.get(reverse("inventory:list"))


def test_receiving_with_a_reader_adds_to_the_stock_and_can_be_reversed(desk):
    sku = make_sku("TEA-2", jan="4901234567894")
    form = {"sku": "4901234567894", "warehouse": make_warehouse().id, "quantity": "３", "document": "N-1"}
    assert desk.post(reverse("inventory:receive"), form).status_code == 302
    assert counters(sku)[0] == 3
    desk.post(reverse("inventory:unreceive"), {"document": "arrival/N-1"})
    assert counters(sku)[0] == 0


@pytest.mark.parametrize(("code", "quantity"), [("NO", "1"), ("TEA-3", "0"), ("TEA-3", "三"), ("SET", "1")])
def test_a_wrong_arrival_stays_on_the_form_with_a_sentence(desk, code, quantity):
    sku = make_stock(1, sku=make_sku("TEA-3"))
    whole = make_bundle({sku: 2})
    form = {"sku": whole.code if code == "SET" else code, "warehouse": make_warehouse().id, "quantity": quantity}
    answer = desk.post(reverse("inventory:receive"), form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert counters(sku)[0] == 1


def test_a_count_is_corrected_and_one_below_the_promised_is_refused(desk):
    sku = make_stock(5)
    actions.add_demands([demand("order/1", sku, 4)], actor="test")
    actions.allocate([sku.id], actor="test")
    url = reverse("inventory:correct", args=[sku.id, "adjust"])
    desk.post(url, {"warehouse": make_warehouse().id, "on_hand": 3, "reason": "棚卸"})
    assert counters(sku)[0] == 5
    desk.post(url, {"warehouse": make_warehouse().id, "on_hand": 4, "reason": "棚卸"})
    assert counters(sku)[0] == 4
    page = desk.get(reverse("inventory:sku", args=[sku.id]), {"at": "2020-01-01T00:00"}).content.decode()
    assert "棚卸" in page


def test_pieces_are_blocked_and_thrown_away(desk):
    sku = make_stock(5)
    url = reverse("inventory:correct", args=[sku.id, "block"])
    desk.post(url, {"warehouse": make_warehouse().id, "quantity": 9, "reason": "汚れ"})
    assert counters(sku) == (5, 0, 0, 5)
    desk.post(url, {"warehouse": make_warehouse().id, "quantity": 2, "reason": "汚れ"})
    assert counters(sku) == (5, 0, 2, 3)
    assert "汚れ" in desk.get(reverse("inventory:blocked")).content.decode()
    desk.post(reverse("inventory:clear_blocked"), {"ids": [queries.blocked()[0].id], "discard": "1"})
    assert counters(sku) == (3, 0, 0, 3)


def test_an_expected_arrival_is_entered_received_and_struck(desk):
    sku = make_sku()
    form = {"sku": sku.code, "warehouse": make_warehouse().id, "quantity": 5, "due_date": "2027-01-08"}
    desk.post(reverse("inventory:expect"), form)
    row = queries.expected()[0]
    desk.post(reverse("inventory:arrived", args=[row.id]), {"quantity": "2"})
    assert (queries.counters([sku.id])[sku.id].on_hand, queries.counters([sku.id])[sku.id].incoming) == (2, 3)
    desk.post(reverse("inventory:arrived", args=[row.id]), {"never": "1"})
    assert queries.counters([sku.id])[sku.id].incoming == 0


def test_a_stock_file_shows_the_difference_before_it_changes_anything(desk):
    sku = make_stock(2)
    file = SimpleUploadedFile("在庫.csv", f"code,quantity\n{sku.code},7\nNO,1\n".encode("cp932"))
    seen = desk.post(reverse("inventory:import"), {"file": file})
    assert counters(sku)[0] == 2
    assert [r.key for r in seen.context["plan"].refused] == [3]
    desk.post(reverse("inventory:import"), {"token": seen.context["token"]})
    assert counters(sku)[0] == 7


def test_what_is_downloaded_can_be_taken_in_again(desk):
    sku = make_stock(2)
    data = desk.get(reverse("inventory:export")).content
    seen = desk.post(reverse("inventory:import"), {"file": SimpleUploadedFile("stock.csv", data)})
    assert seen.context["plan"].changes == []
    assert sku.code in data.decode("utf-8-sig")


def test_a_reader_without_the_right_may_look_but_not_move(client):
    sign_in(client, make_staff("viewer"))
    sku = make_stock(2)
    assert client.get(reverse("inventory:sku", args=[sku.id])).status_code == 200
    url = reverse("inventory:correct", args=[sku.id, "adjust"])
    assert client.post(url, {"warehouse": make_warehouse().id, "on_hand": 1, "reason": "x"}).status_code == 403
    assert counters(sku)[0] == 2
