"""送り状 out and in, papers, and the files of outside warehouses."""

import csv
import io

import pytest
from django.core.files.storage import default_storage

from akinai.core.outcome import Refused
from akinai.fulfillment import actions, queries
from akinai.fulfillment.models import FileLayout, Parcel, Shipment
from akinai.fulfillment.seeds import seed
from akinai.fulfillment.tests.making import (
    again,
    give_numbers,
    make_many,
    make_ready,
    make_shipped,
    make_stock,
    make_warehouse,
    number,
    orders,
    settle,
    start,
)
from akinai.orders.models import Order

pytestmark = pytest.mark.django_db
B2 = "yamato-b2-97"


@pytest.fixture(autouse=True)
def _shop():
    seed()
    settle(yamato_billing_code="0312345678")
    from akinai.core.models import Shop

    Shop.objects.update_or_create(
        id=1,
        defaults={
            "name": "商い商店",
            "postal": "1050011",
            "prefecture": "東京都",
            "city": "港区",
            "line1": "芝公園4-2-8",
            "phone": "03-1234-5678",
        },
    )


def read(paper):
    with default_storage.open(paper.file) as stored:
        return stored.read()


def issued(*pairs):
    out = io.StringIO()
    csv.writer(out).writerows([["お客様管理番号", "伝票番号"], *pairs])
    return out.getvalue().encode("cp932")


def test_a_batch_is_one_pdf_and_its_reprint_is_marked():
    shipments = start(*make_many(3))
    paper = actions.print_batch(shipments[0].batch_id, actor="test")
    assert read(paper).startswith(b"%PDF")
    assert not paper.reprint
    assert [(s.printed_version, s.prints) for s in again(shipments)] == [(1, 1)] * 3
    part = actions.print_batch(shipments[0].batch_id, pages=(2, 3), actor="test")
    assert (part.pages, part.reprint) == (2, True)
    slips = actions.print_batch(shipments[0].batch_id, kind="slips", actor="test")
    assert (slips.pages, slips.reprint) == (3, True)
    with pytest.raises(Refused):
        actions.print_batch(shipments[0].batch_id, pages=(500, 501), actor="test")


def test_stopped_shipments_are_not_printed():
    orders_ = make_many(2)
    shipments = start(*orders_)
    Order.objects.filter(pk=shipments[0].order_id).update(on_hold=True)
    assert actions.print_batch(shipments[0].batch_id, kind="slips", actor="test").pages == 1


def test_statements_of_printing_do_not_grow(statements):
    counts = []
    for how_many in (1, 10):
        batch = start(*make_many(how_many))[0].batch_id
        with statements() as captured:
            actions.print_batch(batch, actor="test")
        counts.append(captured.count)
    assert counts[0] == counts[1], counts


def test_labels_go_out_in_the_order_of_the_papers():
    shipments = start(*make_many(3))
    done = actions.export_labels(batch_id=shipments[0].batch_id, layout=B2, actor="test")
    assert not done.outcome.refused, done.outcome.refused
    rows = list(csv.DictReader(io.StringIO(read(done.paper).decode("cp932"))))
    assert [row["お客様管理番号"] for row in rows] == [s.key for s in shipments]
    assert all(s.labels_exported_at for s in again(shipments))


def test_a_letter_the_label_cannot_print_is_named_and_the_others_are_written():
    good, bad = make_ready(), make_ready()
    Order.objects.filter(pk=bad.pk).update(name="山田😀")
    shipments = start(good, bad)
    done = actions.export_labels(batch_id=shipments[0].batch_id, layout=B2, actor="test")
    assert done.rows == 1
    assert len(done.outcome.refused) == 1
    assert "😀" in done.outcome.refused[0].message


def test_an_unknown_layout_is_refused():
    shipment = start(make_ready())[0]
    with pytest.raises(Refused):
        actions.export_labels([shipment.pk], layout="nothing", actor="test")


def test_numbers_come_back_once_however_often_the_file_is_taken_in():
    first, second = start(make_ready(), make_ready())
    one, two, three = number(), number(), number()
    data = issued([first.key, one], [second.key, two], [second.key, three])
    for _n in range(2):
        result = actions.import_issued(data, layout=B2, actor="test")
        assert (len(result.outcome.done), result.outcome.refused) == (3, [])
    assert Parcel.objects.count() == 3
    assert Shipment.objects.get(pk=second.pk).parcels == 2


def test_bad_rows_are_named_and_the_good_ones_taken_over():
    mine, other, gone = start(make_ready(), make_ready(), make_ready())
    give_numbers(other)
    taken = Parcel.objects.get(shipment=other).number
    actions.withdraw([gone.pk], reason="x", actor="test")
    fresh = number()
    rows = [["S9999", number()], [mine.key, taken], [gone.key, number()], [mine.key, "4.44E+11"], [mine.key, fresh]]
    result = actions.import_issued(issued(*rows), layout=B2, actor="test")
    assert [r.key for r in result.outcome.refused] == [2, 3, 4, 5]
    assert result.outcome.done == [6]
    assert list(Parcel.objects.filter(shipment=mine).values_list("number", flat=True)) == [fresh]


def test_a_mistyped_number_warns_and_is_taken():
    shipment = start(make_ready())[0]
    outcome, warning = actions.bind_number(shipment.pk, "4444-0000-0001", actor="test")
    assert outcome.done
    assert "444400000001" in warning
    assert actions.bind_number(shipment.pk, "abc", actor="test")[0].refused


def test_the_handover_list_groups_by_service_and_names_what_stays():
    make_shipped(make_ready())
    left = start(make_ready())[0]
    from akinai.fulfillment.queries.lists import handover

    data = handover()
    assert [len(group.rows) for group in data.groups] == [1]
    assert [row.key for row in data.left_behind] == [left.key]
    assert actions.print_handover(actor="test").pages >= 1


def test_an_outside_warehouse_is_instructed_answers_and_is_confirmed():
    found = [make_ready(), make_ready()]
    house = make_warehouse()
    type(house).objects.filter(pk=house.pk).update(outside=True)
    good, cancelled = start(*found)
    export = actions.export_instruction(good.batch_id, actor="test")
    text = read(export.paper).decode("cp932")
    assert good.key in text
    assert actions.withdraw([cancelled.pk], reason="x", actor="test").refused
    assert actions.request_cancel([cancelled.pk], actor="test").done
    assert "取消" in read(actions.export_instruction(good.batch_id, actor="test").paper).decode("cp932")
    result = f"出荷番号,送り状番号,出荷日\n{good.key},{number()},2026/11/18\nS9999,{number()},2026/11/18\n"
    outcome = actions.import_result(result.encode("cp932"), actor="test")
    assert (outcome.done, [r.key for r in outcome.refused]) == ([2], [3])
    assert actions.import_result(result.encode("cp932"), actor="test").done == [2]
    assert Shipment.objects.get(pk=good.pk).state == "shipped"
    assert actions.answer_cancel([cancelled.pk], accepted=True, actor="test").done
    assert Shipment.objects.get(pk=cancelled.pk).state == "withdrawn"


def test_fewer_pieces_than_instructed_wait_for_a_person():
    order = make_ready(3)
    house = make_warehouse()
    type(house).objects.filter(pk=house.pk).update(outside=True)
    shipment = start(order)[0]
    code = shipment.lines.get().sku.code
    actions.export_instruction(shipment.batch_id, actor="test")
    result = f"出荷番号,送り状番号,出荷日,商品コード,数量\n{shipment.key},{number()},2026/11/18,{code},2\n"
    outcome = actions.import_result(result.encode("cp932"), actor="test")
    assert [r.field for r in outcome.refused] == ["quantity"]
    assert Shipment.objects.get(pk=shipment.pk).state == "working"


def test_layouts_are_copied_and_changed_but_built_in_ones_stay():
    built_in = FileLayout.objects.get(name=B2)
    with pytest.raises(Refused):
        actions.save_layouts([{"id": built_in.pk, "name": B2, "kind": "labels", "layout": "{}"}], actor="test")
    made = FileLayout.objects.get(pk=actions.copy_layout(built_in.pk, actor="test"))
    assert (made.built_in, len(made.layout["columns"])) == (False, 97)
    with pytest.raises(Refused):
        actions.save_layouts([{"name": "mine", "kind": "labels", "layout": '{"columns": []}'}], actor="test")
    assert actions.delete_layouts([made.pk, built_in.pk], actor="test").done == [made.pk]


def test_the_slip_hides_prices_of_a_gift_and_sums_rates_otherwise():
    sku = make_stock(9)
    buyer = orders.person(name="贈る 人")
    gift = make_ready(sku=sku, gift=True, buyer=buyer, recipient=orders.person())
    plain = make_ready(2, sku=sku, total=2000, billed=2000)
    shipments = start(gift, plain)
    from akinai.fulfillment.queries.papers import batch_data, in_batch

    batch = queries.batches().get()
    slips = {slip.key: slip for slip in batch_data(batch, in_batch(batch.pk)).slips}
    by_order = {s.order_id: slips[s.key] for s in shipments}
    assert by_order[gift.pk].hide_prices
    assert not by_order[plain.pk].hide_prices
    assert [(r.rate, r.amount, r.tax) for r in by_order[plain.pk].rate_sums] == [("10%", 2000, 181)]
    assert by_order[plain.pk].total == 2000
