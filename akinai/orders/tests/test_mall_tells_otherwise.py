"""The mall tells an order again, differently: what differs is shown, and a person decides."""

import pytest

from akinai.inventory.tests.making import counters, make_stock
from akinai.orders import actions, queries
from akinai.orders.models import Hold, MallDifference
from akinai.orders.tests.making import again, done, incoming, line, make_channel, person, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


def told_again(**changes):
    told = incoming([line(sku := make_stock(9), 2)], channel_number="M-1", channel_code="rakuten")
    order = place(told)[0]
    for name, value in changes.items():
        setattr(told, name, value)
    return order, told, sku


def test_a_change_at_the_mall_is_shown_held_and_stops_the_scan():
    make_channel()
    order, told, _sku = told_again()
    done(actions.begin_work([order.pk], actor="test"))
    told.recipient = person(line1="芝公園1-1-1")
    result = actions.place_orders([told], actor="test")
    assert (result.changed, result.duplicates) == ([order.pk], [])
    difference = MallDifference.objects.get()
    assert {change["field"] for change in difference.changes} >= {"line1"}
    assert again(order).queue == "review"
    assert queries.stops([order.pk])[order.pk]
    assert actions.place_orders([told], actor="test").duplicates == [order.pk]
    assert MallDifference.objects.count() == 1


def test_a_difference_taken_over_edits_the_order_and_lets_it_go():
    make_channel()
    order, told, sku = told_again()
    told.lines[0].quantity = 5
    actions.place_orders([told], actor="test")
    done(actions.decide_difference([MallDifference.objects.get().pk], take=True, actor="test"))
    assert (again(order).queue, again(order).pieces, counters(sku)[1]) == ("ready", 5, 5)
    assert actions.place_orders([told], actor="test").duplicates == [order.pk]


def test_a_difference_refused_is_known_from_then_on():
    make_channel()
    order, told, sku = told_again()
    told.lines[0].quantity = 5
    actions.place_orders([told], actor="test")
    done(actions.decide_difference([MallDifference.objects.get().pk], take=False, actor="test"))
    assert (again(order).queue, again(order).pieces, counters(sku)[1]) == ("ready", 2, 2)
    assert actions.place_orders([told], actor="test").duplicates == [order.pk]


def test_a_mall_that_returns_to_what_it_said_settles_the_difference_itself():
    make_channel()
    order, told, _sku = told_again()
    told.lines[0].quantity = 5
    actions.place_orders([told], actor="test")
    told.lines[0].quantity = 2
    actions.place_orders([told], actor="test")
    assert again(order).queue == "ready"


def test_a_cancellation_told_by_the_mall_waits_for_a_person_or_not_as_the_channel_says():
    make_channel()
    order, told, _sku = told_again(mall_state="cancelled")
    actions.place_orders([told], actor="test")
    assert again(order).queue == "review"
    assert Hold.objects.get().reason_id == "cancel_asked"
    done(actions.decide_difference([MallDifference.objects.get().pk], take=True, actor="test"))
    assert again(order).queue == "cancelled"
    make_channel(take_cancellations=True)
    told = incoming(channel_code="rakuten")
    other = place(told)[0]
    told.mall_state = "cancelled"
    actions.place_orders([told], actor="test")
    assert again(other).queue == "cancelled"


def test_what_a_void_order_holds_is_no_difference():
    """Amazon's old API tells a cancelled order with nothing in it."""
    make_channel()
    _order, told, _sku = told_again(mall_state="cancelled", recipient=person(name="", line1=""))
    told.lines[0].quantity, told.lines[0].unit_price = 1, None
    actions.place_orders([told], actor="test")
    assert [one["field"] for one in MallDifference.objects.get().changes] == ["cancelled"]
    told = incoming([line(make_stock(9), 2)], channel_number="M-2", channel_code="rakuten")
    other = place(told)[0]
    done(actions.cancel([other.pk], reason="shop", actor="test"))
    told.mall_state, told.lines[0].quantity = "cancelled", 1
    assert actions.place_orders([told], actor="test").duplicates == [other.pk]
    assert not MallDifference.objects.filter(order=other).exists()


def test_what_an_unconfirmed_mall_order_lacks_is_filled_in_when_it_is_told():
    make_channel("amazon")
    told = incoming(
        channel_code="amazon",
        mall_state="waiting",
        recipient=person(name="", line1="", postal="", prefecture="", city=""),
    )
    order = place(told)[0]
    told.recipient, told.mall_state = person(line1="芝公園4-2-8"), ""
    actions.place_orders([told], actor="test")
    assert (again(order).queue, again(order).line1) == ("ready", "芝公園4-2-8")


def test_a_file_without_prices_that_tells_a_fee_changes_no_amounts():
    make_channel("amazon")
    told = incoming(channel_code="amazon", payment_method="cod", payment_fee=330, total=1000, billed=1330)
    order = place(told)[0]
    told.total = None
    told.lines[0].unit_price = None
    assert actions.place_orders([told], actor="test").duplicates == [order.pk]
