"""Merging, dates, work, returns: what becomes of an order until it has left, and after."""

import datetime as dt

import pytest

from akinai.core import clock
from akinai.core.models import EventRow, Mail
from akinai.core.outcome import Refused
from akinai.inventory import actions as inventory
from akinai.inventory.models import BlockedPieces, Demand, Warehouse
from akinai.inventory.tests.making import counters, make_sku, make_stock
from akinai.orders import actions
from akinai.orders.models import Hold, Order
from akinai.orders.tests.making import WEDNESDAY, again, done, incoming, line, make_channel, make_order, person, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


def test_two_open_orders_of_one_recipient_wait_for_a_decision_and_lapse():
    who, skus = person(), [make_stock(5), make_stock(5)]
    Warehouse.objects.update(cutoff=dt.time(14))
    first, second = (make_order(sku, recipient=who) for sku in skus)
    assert (again(first).queue, second.queue) == ("merge_waiting", "merge_waiting")
    with clock.frozen(WEDNESDAY + dt.timedelta(hours=3)):
        assert actions.open_dates() == 2
        assert actions.open_dates() == 0
    assert (again(first).queue, again(second).queue) == ("ready", "ready")


def test_orders_merged_travel_together_and_can_be_parted():
    who = person()
    orders = [make_order(stock=5, recipient=who) for _ in range(2)]
    ids = [order.pk for order in orders]
    done(actions.decide_merge(ids, together=True, actor="test"))
    assert {again(order).merge_group for order in orders} == {min(ids)}
    done(actions.undo_merge(ids[:1], actor="test"))
    assert {again(order).merge_group for order in orders} == {None}


def test_the_other_order_goes_on_when_its_partner_is_cancelled():
    who = person()
    first, second = make_order(stock=5, recipient=who), make_order(stock=5, recipient=who)
    done(actions.cancel([first.pk], reason="x", actor="test"))
    assert again(second).queue == "ready"


def test_a_wished_date_makes_the_order_wait_and_the_clock_lets_it_go():
    order = make_order(stock=1, wished_date=dt.date(2026, 11, 25))
    assert (order.queue, order.ship_date) == ("date_waiting", dt.date(2026, 11, 24))
    with clock.frozen(dt.datetime(2026, 11, 24, 0, 1, tzinfo=clock.JST)):
        actions.open_dates()
        assert again(order).queue == "ready"
    done(actions.set_ship_date([order.pk], None, actor="test"))


def test_a_ship_date_by_hand_stays_and_can_be_given_back_to_the_rules():
    order = make_order(stock=1)
    done(actions.set_ship_date([order.pk], dt.date(2026, 11, 30), actor="test"))
    assert again(order).queue == "date_waiting"
    done(actions.set_ship_date([order.pk], None, actor="test"))
    assert (again(order).queue, again(order).ship_date) == ("ready", dt.date(2026, 11, 18))


def test_only_ready_orders_are_packed_and_shipping_can_be_undone():
    order, held = make_order(stock=5, quantity=2), make_order(stock=1, remark="急いで")
    outcome = actions.begin_work([order.pk, held.pk], actor="test")
    assert (outcome.done, [refusal.key for refusal in outcome.refused]) == ([order.pk], [held.pk])
    assert again(order).queue == "in_work"
    ship(order, 2)
    assert again(order).queue == "shipped"
    pieces = [actions.ShippedPieces(order.lines.get().pk, 2)]
    actions.unship_pieces(pieces, actor="test")
    inventory.put_back([f"shipment/{order.pk}"], reason="", actor="test")
    assert again(order).queue == "ready"
    with pytest.raises(Refused):
        actions.unship_pieces(pieces, actor="test")


def ship(order, pieces):
    demand = Demand.objects.get(document=f"order/{order.pk}")
    document = f"shipment/{order.pk}"
    inventory.pin([inventory.PinRequest(document=document, demand_id=demand.pk, quantity=pieces)], actor="test")
    inventory.take_out([document], actor="test")
    actions.ship_pieces([actions.ShippedPieces(order.lines.get().pk, pieces)], actor="test")
    actions.end_work([order.pk], actor="test")


def test_returned_pieces_are_free_or_blocked_and_the_whole_order_stands_in_returns():
    order = make_order(sku := make_stock(5), 2)
    done(actions.begin_work([order.pk], actor="test"))
    ship(order, 2)
    only = order.lines.get().pk
    done(actions.return_lines([actions.ReturnLine(only, 1, True, "長期不在")], actor="test"))
    assert again(order).queue == "shipped"
    done(actions.return_lines([actions.ReturnLine(only, 1, False, "初期不良")], actor="test"))
    assert again(order).queue == "returned"
    assert counters(sku) == (5, 0, 1, 4)
    assert actions.return_lines([actions.ReturnLine(only, 1, True, "x")], actor="test").refused


def test_a_copy_is_an_order_of_its_own_and_may_cost_nothing():
    order = make_order(stock=9, quantity=2)
    new = Order.objects.get(pk=actions.copy(order.pk, free=True, actor="test"))
    assert (new.copied_from, new.billed, new.pieces, new.payment_method) == (order.pk, 0, 2, "free")
    assert new.number != order.number
    assert new.payment_gate == 0


def test_pieces_can_be_given_from_one_order_to_another():
    sku = make_stock(2)
    first, second = make_order(sku, 2), make_order(sku, 1)
    actions.transfer_allocation(first.pk, second.pk, sku.id, 1, reason="至急", actor="test")
    assert (again(first).unallocated, again(second).unallocated) == (1, 0)
    with pytest.raises(Refused):
        actions.transfer_allocation(first.pk, second.pk, sku.id, 1, reason="x", actor="test")


def test_a_channel_switched_live_wakes_its_orders_oldest_first():
    channel = make_channel("new", mode="import_only")
    sku = make_stock(1)
    young = make_order(sku, channel_code="new", ordered_at=WEDNESDAY)
    old = make_order(sku, channel_code="new", ordered_at=WEDNESDAY - dt.timedelta(days=1))
    assert actions.switch_live(channel.pk, actor="test") == 2
    assert (again(old).queue, again(young).queue) == ("ready", "stock_waiting")
    assert actions.switch_live(channel.pk, actor="test") == 0


def test_pieces_that_arrive_serve_those_who_wait(run_jobs):
    sku = make_sku()
    order = make_order(sku)
    make_stock(1, sku=sku)
    run_jobs()
    assert again(order).queue == "ready"


def test_a_mail_by_hand_is_filled_for_each_order():
    make_channel("own", sender_address="shop@example.jp")
    orders = [make_order(stock=1, channel_code="own") for _ in range(2)]
    ids = [order.pk for order in orders]
    done(actions.send_mail(ids, subject="お詫び {number}", body="{name} 様", actor="test"))
    assert set(Mail.objects.values_list("subject", flat=True)) == {f"お詫び {order.number}" for order in orders}
    assert orders[0].buyer_name in actions.render_mail(ids[0], subject="x", body="{name}")[1]


def test_a_note_stands_in_the_timeline_without_card_numbers():
    order = make_order(stock=1)
    done(actions.note([order.pk], "カード 4111 1111 1111 1111 とのこと", kind="phone", actor="test"))
    assert "4111 1111" not in EventRow.objects.get(name="orders.noted").data["text"]


@pytest.mark.parametrize("orders", [1, 10, 30])
def test_verbs_take_the_same_number_of_statements_for_any_batch(orders, statements):
    sku = make_stock(500)
    ids = [order.pk for order in place(*[incoming([line(sku)], remark="至急") for _ in range(orders)])]
    counted = []
    for verb in (
        lambda: actions.edit([actions.Edit(one, {"line2": "101"}) for one in ids], actor="test"),
        lambda: actions.close_holds_of(ids, "remark_left", actor="test"),
        lambda: actions.set_on_hold(ids, actor="test"),
        lambda: actions.lift_hold(ids, actor="test"),
        lambda: actions.mark_paid([actions.Payment(one) for one in ids], actor="test"),
        lambda: actions.cancel(ids, reason="x", actor="test"),
        lambda: actions.reactivate(ids, actor="test"),
        lambda: actions.begin_work(ids, actor="test"),
    ):
        with statements() as made:
            done(verb())
        counted.append(made.count)
    assert counted == EXPECTED.setdefault("counts", counted)


EXPECTED: dict[str, list[int]] = {}


def test_money_that_comes_after_the_planned_day_moves_the_ship_date_and_asks_about_a_lost_wish():
    wished = WEDNESDAY.date() + dt.timedelta(days=3)
    late = make_order(stock=1, payment_method="bank_transfer", wished_date=wished)
    early = make_order(stock=1, payment_method="bank_transfer")
    planned = late.ship_date
    done(actions.mark_paid([actions.Payment(early.pk, 1000)], actor="test"))
    assert (again(early).queue, again(early).ship_date) == ("ready", early.ship_date)
    with clock.frozen(WEDNESDAY + dt.timedelta(days=5)):
        actions.open_dates()
        done(actions.mark_paid([actions.Payment(late.pk, 1000)], actor="test"))
        assert planned < clock.today() <= again(late).ship_date
        assert again(late).queue == "review"
        assert list(Hold.objects.filter(order=late).values_list("reason", flat=True)) == ["wished_date_impossible"]
        done(actions.cancel([late.pk], reason="x", actor="test"))  # back on Wednesday its days are wrong


@pytest.mark.parametrize("orders", [1, 10])
def test_returns_take_the_same_number_of_statements_for_any_batch(orders, statements):
    sku = make_stock(100)
    lines = [order.lines.get() for order in place(*[incoming([line(sku, 2)]) for _ in range(orders)])]
    ids = [one.order_id for one in lines]
    actions.begin_work(ids, actor="test")
    inventory.release([f"order/{one}" for one in ids], reason="x", actor="test", forget=True)
    actions.ship_pieces([actions.ShippedPieces(one.pk, 2) for one in lines], actor="test")
    actions.end_work(ids, actor="test")
    pieces = [actions.ReturnLine(one.pk, 1, good, "refused") for one in lines for good in (True, False)]
    with statements() as made:
        done(actions.return_lines(pieces, actor="test"))
    assert EXPECTED.setdefault("returns", [made.count]) == [made.count]
    assert {one.queue for one in Order.objects.filter(id__in=ids)} == {"returned"}
    assert BlockedPieces.objects.filter(document__in=[f"order/{one}" for one in ids]).count() == orders
