"""分納: what is allocated leaves now, the rest when it has come; and orders of which nothing leaves at all."""

import pytest

from akinai.core import clock
from akinai.inventory.tests.making import make_bundle, make_sku, make_stock
from akinai.orders import actions, doctor
from akinai.orders.models import Hold
from akinai.orders.tests.making import WEDNESDAY, again, incoming, line, make_order, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with clock.frozen(WEDNESDAY):
        yield
        assert [*doctor.gates_match_their_rows(), *doctor.queue_is_what_the_facts_say()] == []


def done(outcome):
    assert not outcome.refused, outcome.refused
    return outcome.done


def make_short(**fields):
    """Two lines, of which one has no pieces."""
    return place(incoming([line(make_stock(5), 2), line(make_sku())], **fields))[0]


def test_missing_pieces_no_longer_keep_back_what_is_allocated_until_one_waits_for_all_again():
    order = make_short()
    assert order.queue == "stock_waiting"
    assert done(actions.ship_allocated([order.pk], actor="test")) == [order.pk]
    assert (again(order).queue, again(order).unallocated) == ("ready", 1)
    done(actions.wait_for_all([order.pk], actor="test"))
    assert (again(order).queue, again(order).partial) == ("stock_waiting", False)


def test_an_order_without_pieces_a_whole_one_and_one_in_work_are_refused_each_with_its_sentence():
    empty, whole, asked, busy = make_order(make_sku()), make_order(stock=1), make_short(), make_short()
    done(actions.ship_allocated([asked.pk, busy.pk], actor="test"))
    done(actions.begin_work([busy.pk], actor="test"))
    outcome = actions.ship_allocated([one.pk for one in (empty, whole, asked, busy)], actor="test")
    assert outcome.done == []
    assert [one.key for one in outcome.refused] == sorted(one.pk for one in (empty, whole, asked, busy))
    assert len({one.message.replace(again(o).number, "") for one, o in zip(
        outcome.refused, sorted((empty, whole, asked, busy), key=lambda o: o.pk), strict=True)}) == 4  # fmt: skip
    assert {one.key for one in actions.wait_for_all([whole.pk, busy.pk], actor="test").refused} == {whole.pk, busy.pk}


def test_half_a_set_is_nothing_that_could_leave():
    first, second = make_stock(3), make_stock(1)
    order = make_order(make_bundle({first: 1, second: 2}), 2)
    assert order.queue == "stock_waiting"
    assert actions.ship_allocated([order.pk], actor="test").done == []
    make_stock(1, sku=second)
    actions.allocate_waiting([second.pk], actor="test")
    assert done(actions.ship_allocated([order.pk], actor="test")) == [order.pk]


def test_it_ends_when_the_last_piece_comes_or_the_only_one_is_given_away():
    filled, robbed = make_short(), make_short()
    getter = make_order(robbed.lines.first().sku, 9)
    done(actions.ship_allocated([filled.pk, robbed.pk], actor="test"))
    missing = filled.lines.last().sku
    make_stock(1, sku=missing)
    actions.allocate_waiting([missing.pk], actor="test")
    assert (again(filled).queue, again(filled).partial) == ("ready", False)
    given = robbed.lines.first().sku
    actions.transfer_allocation(robbed.pk, getter.pk, given.pk, 2, reason="x", actor="test")
    assert (again(robbed).queue, again(robbed).partial) == ("stock_waiting", False)


def test_a_cancelled_order_ships_nothing_in_part():
    order = make_short()
    done(actions.ship_allocated([order.pk], actor="test"))
    done(actions.cancel([order.pk], reason="x", actor="test"))
    done(actions.reactivate([order.pk], actor="test"))
    assert (again(order).queue, again(order).partial) == ("stock_waiting", False)


@pytest.mark.parametrize("orders", [1, 10])
def test_the_number_of_statements_does_not_grow(orders, statements):
    full, empty = make_stock(100), make_sku()
    ids = [one.pk for one in place(*[incoming([line(full), line(empty)]) for _ in range(orders)])]
    with statements() as there:
        done(actions.ship_allocated(ids, actor="test"))
    with statements() as back:
        done(actions.wait_for_all(ids, actor="test"))
    assert COUNTS.setdefault("counts", (there.count, back.count)) == (there.count, back.count)


COUNTS: dict[str, tuple[int, int]] = {}


# --- nothing to ship ----------------------------------------------------------------------------------------


def make_fee(**fields):
    return place(incoming([line("送料", ships=False)], **fields))[0]


def test_an_order_of_fees_only_is_finished_by_a_person_and_taken_back():
    order = make_fee()
    assert order.queue == "review"
    done(actions.finish([order.pk], actor="test"))
    assert again(order).queue == "shipped"
    done(actions.undo_finish([order.pk], actor="test"))
    assert (again(order).queue, Hold.objects.get(order=order).closed_at) == ("review", None)


def test_what_has_pieces_is_unpaid_or_must_be_looked_at_cannot_be_finished():
    goods, unpaid = make_order(stock=1), make_fee(payment_method="bank_transfer", billed=100)
    odd, over = make_fee(remark="至急お願いします"), make_fee()
    done(actions.finish([over.pk], actor="test"))
    outcome = actions.finish([one.pk for one in (goods, unpaid, odd, over)], actor="test")
    assert outcome.done == []
    assert len(outcome.refused) == 4
    assert [one.key for one in actions.undo_finish([goods.pk], actor="test").refused] == [goods.pk]


def test_a_finished_order_that_gets_pieces_goes_on():
    order, sku = make_fee(), make_stock(1)
    done(actions.finish([order.pk], actor="test"))
    done(
        actions.edit([actions.Edit(order.pk, lines=[actions.LineEdit(1, sku_code=sku.code, unit_price=5)])], actor="x")
    )
    assert (again(order).queue, again(order).finished) == ("ready", False)
