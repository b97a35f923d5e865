"""What people do with orders, and that each deed can be undone."""

import pytest

from akinai.core.models import Mail
from akinai.inventory.models import BlockedPieces
from akinai.inventory.tests.making import counters, make_bundle, make_sku, make_stock
from akinai.orders import actions, queries
from akinai.orders.models import Hold, Order, PaymentReceipt
from akinai.orders.tests.making import again, done, incoming, line, make_channel, make_order, person, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


# --- money --------------------------------------------------------------------------------------------------


def test_a_prepaid_order_waits_until_all_the_money_is_there():
    order = make_order(stock=1, payment_method="bank_transfer")
    assert order.queue == "payment_waiting"
    done(actions.mark_paid([actions.Payment(order.pk, 400, payer="ヤマダ")], actor="test"))
    assert (again(order).queue, again(order).received) == ("payment_waiting", 400)
    done(actions.mark_paid([actions.Payment(order.pk)], actor="test"))
    assert (again(order).queue, again(order).received) == ("ready", 1000)


def test_an_undone_payment_is_a_receipt_of_its_own_and_the_order_waits_again():
    order = make_order(stock=1, payment_method="bank_transfer")
    done(actions.mark_paid([actions.Payment(order.pk)], actor="test"))
    receipt = PaymentReceipt.objects.get()
    done(actions.undo_payment([receipt.pk], actor="test"))
    assert (again(order).queue, again(order).received) == ("payment_waiting", 0)
    assert sorted(PaymentReceipt.objects.values_list("amount", flat=True)) == [-1000, 1000]
    assert actions.undo_payment([receipt.pk], actor="test").refused


def test_a_payment_for_an_unknown_bill_needs_its_amount():
    order = place(incoming([line(make_stock(1), unit_price=None)], payment_method="bank_transfer"))[0]
    assert actions.mark_paid([actions.Payment(order.pk)], actor="test").refused[0].field == "amount"
    done(actions.mark_paid([actions.Payment(order.pk, 500)], actor="test"))
    assert again(order).queue == "ready"


def test_the_buyer_hears_of_the_payment_once():
    make_channel("own", mails=["paid"], sender_address="shop@example.jp")
    order = make_order(stock=1, channel_code="own", payment_method="bank_transfer")
    done(actions.mark_paid([actions.Payment(order.pk, 400), actions.Payment(order.pk)], actor="test"))
    assert Mail.objects.get().kind == "orders.paid"


# --- cancelling ---------------------------------------------------------------------------------------------


def test_a_cancelled_orders_pieces_go_to_the_next_in_line():
    sku = make_stock(1)
    first, second = make_order(sku), make_order(sku)
    assert again(second).queue == "stock_waiting"
    done(actions.cancel([first.pk], reason="buyer", actor="test"))
    assert (again(first).queue, again(second).queue) == ("cancelled", "ready")


def test_a_cancelled_order_can_live_again_behind_those_who_waited():
    sku = make_stock(1)
    first, second = make_order(sku), make_order(sku)
    done(actions.cancel([first.pk], reason="buyer", actor="test"))
    done(actions.reactivate([first.pk], actor="test"))
    assert (again(first).queue, again(second).queue) == ("stock_waiting", "ready")


def test_cancel_and_reactivate_leave_everything_as_it_was():
    order = make_order(stock=3, quantity=2)
    before = Order.objects.filter(pk=order.pk).values().get()
    done(actions.cancel([order.pk], reason="x", actor="test"))
    done(actions.reactivate([order.pk], actor="test"))
    assert Order.objects.filter(pk=order.pk).values().get() == before


def test_an_order_cancelled_in_work_leaves_its_pieces_blocked_and_its_papers_old():
    order = make_order(sku := make_stock(3), 2)
    done(actions.begin_work([order.pk], actor="test"))
    done(actions.cancel([order.pk], reason="x", actor="test"))
    assert counters(sku) == (3, 0, 2, 1)
    assert BlockedPieces.objects.get().document == f"order/{order.pk}"
    assert again(order).revision == 1
    assert "キャンセル" in (queries.stops([order.pk])[order.pk] or "") or queries.stops([order.pk])[order.pk]


def test_pieces_of_a_line_can_be_cancelled_and_the_last_takes_the_order_with_it():
    sku = make_stock(5)
    order = make_order(sku, 3)
    only = order.lines.get()
    done(actions.cancel_lines([(only.pk, 1)], reason="x", actor="test"))
    order = again(order)
    assert (order.pieces, order.total, counters(sku)[1]) == (2, 2000, 2)
    assert actions.cancel_lines([(only.pk, 9)], reason="x", actor="test").refused
    done(actions.cancel_lines([(only.pk, 2)], reason="x", actor="test"))
    assert again(order).queue == "cancelled"
    assert counters(sku)[1] == 0


# --- holds --------------------------------------------------------------------------------------------------


def test_an_order_goes_on_by_itself_with_its_last_hold():
    order = make_order(stock=1, remark="ラッピングを二重にしてください", payment_method="nonsense")
    holds = list(Hold.objects.filter(order=order).order_by("reason_id"))
    assert {hold.reason_id for hold in holds} == {"remark_left", "unknown_payment"}
    done(actions.close_hold([holds[0].pk], actor="staff:1"))
    assert again(order).queue == "review"
    done(actions.edit([actions.Edit(order.pk, {"payment_method": "mall"})], actor="test"))
    assert again(order).queue == "ready"
    done(actions.reopen_hold([holds[0].pk], actor="staff:1"))
    assert again(order).queue == "review"


def test_a_reason_a_person_closed_stays_closed_until_what_was_found_changes():
    order = make_order(stock=1, remark="至急お願いします")
    done(actions.close_holds_of([order.pk], "remark_left", note="電話済み", actor="staff:1"))
    done(actions.edit([actions.Edit(order.pk, {"name": "鈴木 一郎"})], actor="test"))
    assert again(order).queue == "ready"
    done(actions.edit([actions.Edit(order.pk, {"remark": "やはり急ぎません"})], actor="test"))
    assert again(order).queue == "review"


def test_a_person_can_stop_an_order_and_let_it_go():
    order = make_order(stock=1)
    done(actions.set_on_hold([order.pk], note="確認中", actor="test"))
    assert again(order).queue == "on_hold"
    assert queries.stops([order.pk])[order.pk]
    done(actions.lift_hold([order.pk], actor="test"))
    assert again(order).queue == "ready"
    assert queries.stops([order.pk])[order.pk] is None
    assert actions.lift_hold([order.pk], actor="test").refused


def test_an_unknown_sku_is_found_once_the_product_is_there():
    order = make_order("LATER-1")
    assert order.queue == "review"
    make_stock(3, sku=make_sku("later-1"))
    done(actions.screen_again([order.pk], actor="test"))
    assert again(order).queue == "ready"


# --- editing ------------------------------------------------------------------------------------------------


def test_an_edit_of_the_address_screens_again_and_makes_papers_old():
    order = make_order(stock=1, recipient=person(prefecture="大阪府", city="大阪市北区"))
    assert order.queue == "review"
    done(actions.edit([actions.Edit(order.pk, {"prefecture": "東京都", "city": "港区"})], actor="test"))
    order = again(order)
    assert (order.queue, order.revision) == ("ready", 1)
    assert Hold.objects.get().closed_by == "job:rules"


def test_an_edit_of_lines_taxes_and_allocates_anew():
    sku, other = make_stock(5), make_stock(5)
    order = make_order(sku, 2)
    first = order.lines.get()
    lines = [
        actions.LineEdit(line_id=first.pk, quantity=4, sku_code=sku.code, unit_price=1000),
        actions.LineEdit(quantity=1, sku_code=other.code, unit_price=300),
    ]
    done(actions.edit([actions.Edit(order.pk, lines=lines)], actor="test"))
    order = again(order)
    assert (order.pieces, order.total, order.billed, order.unallocated) == (5, 4300, 4300, 0)
    assert (counters(sku)[1], counters(other)[1]) == (4, 1)
    done(actions.edit([actions.Edit(order.pk, lines=lines[1:2])], actor="test"))
    assert (again(order).pieces, counters(sku)[1], counters(other)[1]) == (1, 0, 1)


def test_a_line_can_become_another_product_and_back():
    sku, bundle = make_stock(5), make_bundle({make_stock(9): 2})
    order = make_order(sku, 2)
    only = order.lines.get()
    for wanted, left in ((bundle, 0), (sku, 2)):
        edit = actions.LineEdit(line_id=only.pk, quantity=2, sku_code=wanted.code, unit_price=1000)
        done(actions.edit([actions.Edit(order.pk, lines=[edit])], actor="test"))
        assert (counters(sku)[1], again(order).unallocated) == (left, 0)


@pytest.mark.parametrize(
    ("field", "edit"),
    [
        ("quantity", {"lines": [actions.LineEdit(quantity=0, sku_code="X")]}),
        ("lines", {"lines": []}),
        ("queue", {"fields": {"queue": "ready"}}),
        ("payment_method", {"fields": {"payment_method": "seashells"}}),
        ("revision", {"fields": {"name": "x"}, "revision": 7}),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(field, edit):
    order = make_order(stock=1)
    before = Order.objects.filter(pk=order.pk).values().get()
    outcome = actions.edit([actions.Edit(order.pk, **edit)], actor="test")
    assert [refusal.field for refusal in outcome.refused] == [field]
    assert Order.objects.filter(pk=order.pk).values().get() == before


def test_an_order_in_work_keeps_its_lines_but_may_get_another_address():
    order = make_order(stock=5)
    done(actions.begin_work([order.pk], actor="test"))
    lines = [actions.LineEdit(quantity=1, sku_code="X")]
    assert actions.edit([actions.Edit(order.pk, lines=lines)], actor="test").refused
    done(actions.edit([actions.Edit(order.pk, {"line2": "101号室"})], actor="test"))
    assert again(order).revision == 1
