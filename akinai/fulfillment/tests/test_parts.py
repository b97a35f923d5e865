"""分納: an order of which pieces are missing leaves in two parcels, each with what is its own."""

import datetime as dt

import pytest

from akinai.core import clock
from akinai.fulfillment import actions
from akinai.fulfillment.doctor import pins, taken, work
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.queries import papers
from akinai.fulfillment.tests.making import (
    make_inspected,
    make_shipped,
    make_sku,
    make_stock,
    make_warehouse,
    orders,
    start,
)
from akinai.inventory.tests.making import make_bundle
from akinai.orders import actions as order_actions
from akinai.orders import doctor

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 18, 10, 0, tzinfo=clock.JST)


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with clock.frozen(NOW):
        yield
        assert [*work(), *taken(), *pins()] == []
        assert [*doctor.gates_match_their_rows(), *doctor.queue_is_what_the_facts_say()] == []


def make_part(**fields):
    """An order of two lines of which the second is missing, let go in part; and the missing SKU."""
    make_warehouse()
    missing = make_sku()
    order = orders.place(orders.incoming([orders.line(make_stock(5), 2), orders.line(missing)], **fields))[0]
    assert not order_actions.ship_allocated([order.pk], actor="test").refused
    return order, missing


def arrive(sku, pieces=1):
    make_stock(pieces, sku=sku)
    order_actions.allocate_waiting([sku.pk], actor="test")


def test_what_is_there_leaves_and_the_rest_waits_for_its_arrival_and_leaves_by_itself():
    order, missing = make_part()
    first = make_shipped(orders.again(order))[0]
    assert [(line.order_line.position, line.quantity) for line in first.lines.all()] == [(1, 2)]
    order.refresh_from_db()
    assert (order.queue, order.shipped, order.partial) == ("stock_waiting", 2, False)
    arrive(missing)
    assert orders.again(order).queue == "ready"
    second = make_shipped(orders.again(order))[0]
    assert [(line.order_line.position, line.quantity) for line in second.lines.all()] == [(2, 1)]
    assert (orders.again(order).queue, orders.again(order).shipped) == ("shipped", 3)


def test_money_is_collected_by_the_first_parcel_only_and_fees_stand_on_its_slip():
    order, missing = make_part(
        payment_method="cod", shipping_fee=600, payment_fee=330, goods_total=3000, total=3930, billed=3930
    )
    first = make_shipped(orders.again(order))[0]
    arrive(missing)
    second = start(orders.again(order))[0]
    assert [first.cod_amount, second.cod_amount] == [3930, None]
    slips = [papers.batch_data(s.batch, [s]).slips[0] for s in (first, second)]
    assert [sum(charge.amount for charge in slip.charges) for slip in slips] == [930, 0]
    assert [slip.total for slip in slips] == [2930, 1000]


def test_sets_leave_whole_or_stay():
    make_warehouse()
    part, scarce = make_stock(10), make_stock(3)
    order = orders.place(orders.incoming([orders.line(make_bundle({part: 1, scarce: 2}), 3)]))[0]
    assert not order_actions.ship_allocated([order.pk], actor="test").refused
    first = make_shipped(orders.again(order))[0]
    assert sorted((line.sku_id, line.quantity, line.line_pieces) for line in first.lines.all()) == [
        (part.pk, 1, 1),
        (scarce.pk, 2, 0),
    ]
    assert (orders.again(order).queue, orders.again(order).shipped) == ("stock_waiting", 1)
    assert order_actions.ship_allocated([order.pk], actor="test").done == []
    arrive(scarce, 3)
    make_shipped(orders.again(order))
    assert (orders.again(order).queue, orders.again(order).shipped) == ("shipped", 3)


def test_each_step_is_undone():
    order, _missing = make_part()
    shipment = make_inspected(orders.again(order))[0]
    actions.confirm([shipment.pk], actor="test")
    assert actions.undo_confirm([shipment.pk], actor="test").done == [shipment.pk]
    order.refresh_from_db()
    assert (order.queue, order.partial, order.shipped) == ("in_work", True, 0)
    actions.undo_start([shipment.pk], actor="test")
    assert orders.again(order).queue == "ready"
    assert not order_actions.wait_for_all([order.pk], actor="test").refused
    assert orders.again(order).queue == "stock_waiting"


def test_a_late_piece_goes_with_the_papers_made_again_or_later():
    order, missing = make_part()
    shipment = start(orders.again(order))[0]
    arrive(missing)
    assert orders.again(order).queue == "in_work"
    assert Shipment.objects.get().lines.count() == 1
    assert actions.refresh([shipment.pk], actor="test").done == [shipment.pk]
    assert sorted(shipment.lines.values_list("order_line__position", "quantity")) == [(1, 2), (2, 1)]
