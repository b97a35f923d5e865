"""The UCI Online Retail layout: what is an order, what takes one back, and what is neither."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from akinai.channels.models import TakenBack
from akinai.channels.tests.making import counts, rejected, stored, take, uci
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_stock
from akinai.orders import actions as orders
from akinai.orders.models import OrderLine, SalesChannel

pytestmark = pytest.mark.django_db
SALE = ("536365", "85123A", 6, "2.55", 17850, 0)


def only(run):
    (row,) = rejected(run)
    return row


def test_a_sale_is_in_pence_pounds_and_london_time():
    run = take(uci(SALE))
    order = stored("536365")
    line = order.lines.get()
    assert counts(run) == (1, 0, 0, 0)
    assert (order.currency, order.buyer_name, order.country) == ("GBP", "17850", "GB")
    assert (line.unit_price, line.quantity, line.tax_category) == (255, 6, "outside")
    assert order.ordered_at == dt.datetime(2011, 7, 1, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert SalesChannel.objects.get(code="elsewhere").currency == "GBP"


def test_the_older_headers_are_read_too():
    data = uci(SALE).decode().replace("Invoice,", "InvoiceNo,", 1).replace("Price", "UnitPrice", 1)
    data = data.replace("Customer ID", "CustomerID", 1).replace("2011-07-01 10:00:00", "7/1/2011 10:00").encode()
    assert counts(take(data)) == (1, 0, 0, 0)
    assert counts(take(uci(SALE))) == (0, 1, 0, 0)


@pytest.mark.parametrize("code", ["POST", "DOT", "C2", "C3"])
def test_carriage_is_the_shipping_fee(code):
    take(uci(SALE, ("536365", code, 2, "18.00", 17850, 0)))
    order = stored("536365")
    assert (order.shipping_fee, order.lines.count()) == (3600, 1)


def test_carriage_and_manual_charges_alone_are_lines_that_are_not_shipped():
    take(uci(("1", "POST", 1, "5.00", 17850, 0), ("2", "M", 1, "1.00", 17850, 1), ("3", "m", 2, "1.00", 17850, 1)))
    for number in "123":
        assert stored(number).lines.get().ships is False


def test_a_discount_is_a_discount_and_a_fee_beside_goods_is_paid():
    take(uci(SALE, ("536365", "D", -1, "1.30", 17850, 0), ("536365", "BANK CHARGES", 1, "15", 17850, 0)))
    order = stored("536365")
    assert (order.discount, order.payment_fee) == (130, 1500)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("A1", "B", 1, "-53594.36", "", 0), "A"),
        (("2", "85123A", -7, "0", "", 0), "write-off"),
        (("3", "84944", 37, "0", "", 0), "0"),
        (("4", "AMAZONFEE", 1, "10", "", 0), ""),
        (("5", "ADJUST", 1, "96.46", "", 0), ""),
        (("C6", "M", 1, "373.57", 17850, 0), ""),
        (("C7", "D", -1, "9", 17850, 0), ""),
        (("C8", "CRUK", -1, "1.60", 17850, 0), ""),
        (("C9", "POST", -1, "18", 17850, 0), ""),
        (("C10", "S", -1, "73.80", "", 0), ""),
        (("11", "D", 1, "9", 17850, 0), ""),
    ],
)
def test_what_is_no_part_of_an_order_is_left_out_with_a_sentence(row, word):
    run = take(uci(SALE, row))
    assert run.accepted == 1
    assert (only(run).row, only(run).final) == (3, True)
    assert word in only(run).message


def test_a_price_of_a_tenth_of_a_penny_is_named():
    run = take(uci(SALE, ("2", "PADS", 1, "0.001", 17850, 0)))
    assert (run.accepted, only(run).field, only(run).final) == (1, "Price", False)


def test_a_free_line_of_a_customer_is_kept_at_price_zero():
    take(uci(("1", "22841", 1, "0", 12647, 0)))
    assert stored("1").lines.get().unit_price == 0


def test_repeated_lines_are_kept_and_said():
    run = take(uci(SALE, SALE))
    assert stored("536365").lines.count() == 2
    assert len(run.warnings) == 1


def test_codes_that_differ_in_case_only_are_one_sku():
    sku = make_stock(10)
    type(sku).objects.filter(pk=sku.pk).update(code="85123A", code_key="85123a")
    take(uci(SALE, ("536365", "85123a", 1, "5.91", 17850, 0)))
    assert set(stored("536365").lines.values_list("sku_id", flat=True)) == {sku.pk}


def test_a_cancellation_takes_the_latest_earlier_sale_back():
    run = take(
        uci(
            ("1", "A", 6, "2.00", 17850, 0),
            ("2", "A", 6, "2.00", 17850, 5),
            ("2", "BB", 1, "1.00", 17850, 5),
            ("C3", "a", -8, "2.00", 17850, 10),
            ("4", "A", 6, "2.00", 17850, 20),
        )
    )
    assert counts(run) == (3, 0, 2, 0)
    assert [line.cancelled for line in OrderLine.objects.order_by("order__channel_number", "position")] == [2, 6, 0, 0]


def test_a_cancelled_whole_order_is_cancelled():
    take(uci(SALE, ("C1", "85123A", -6, "2.55", 17850, 3)))
    assert stored("536365").queue == "cancelled"


def test_a_giant_mistake_is_taken_back_minutes_later():
    run = take(uci(("581483", "23843", 80995, "2.08", 16446, 0), ("C581484", "23843", -80995, "2.08", 16446, 12)))
    assert counts(run) == (1, 0, 1, 0)
    assert stored("581483").queue == "cancelled"


@pytest.mark.parametrize(
    "row",
    [
        ("C9", "85123A", -1, "2.55", 99999, 5),  # another customer
        ("C9", "85123A", -1, "2.56", 17850, 5),  # another price
        ("C9", "22222", -1, "2.55", 17850, 5),  # another code
    ],
)
def test_a_cancellation_that_matches_nothing_is_named_and_can_be_run_again(row):
    run = take(uci(SALE, row))
    assert counts(run) == (1, 0, 0, 1)
    assert only(run).final is False
    assert stored("536365").lines.get().cancelled == 0


def test_a_sale_after_the_cancellation_does_not_match():
    run = take(uci(("C1", "A", -1, "2.00", 17850, 0), ("2", "A", 1, "2.00", 17850, 5)))
    assert counts(run) == (1, 0, 0, 1)


def test_what_matches_in_part_is_carried_out_in_part_and_said():
    run = take(uci(SALE, ("C1", "85123A", -10, "2.55", 17850, 5)))
    assert (run.changed, TakenBack.objects.get().pieces) == (1, 6)
    assert "4" in only(run).message


def test_the_same_cancellation_again_takes_nothing_back_twice():
    data = uci(("1", "A", 9, "2.00", 17850, 0), ("C2", "A", -2, "2.00", 17850, 5), ("C2", "A", -2, "2.00", 17850, 5))
    assert counts(take(data)) == (1, 0, 1, 0)
    assert counts(take(data)) == (0, 1, 0, 0)
    assert stored("1").lines.get().cancelled == 4


def test_what_has_been_shipped_is_returned():
    take(uci(SALE))
    sku = make_stock(20, shelf="A-1")
    channel = SalesChannel.objects.get(code="elsewhere")
    OrderLine.objects.update(sku=sku)
    orders.switch_live(channel.pk, actor="test")
    order = stored("536365")
    orders.close_hold(list(order.holds.filter(closed_at=None).values_list("pk", flat=True)), actor="test")
    assert stored("536365").queue == "ready"
    floor.make_shipped(stored("536365"))
    OrderLine.objects.update(sku_code="85123A")
    run = take(uci(SALE, ("C1", "85123A", -2, "2.55", 17850, 5)))
    line = OrderLine.objects.get()
    assert counts(run) == (0, 1, 1, 0)
    assert (line.cancelled, line.shipped, line.returned) == (0, 6, 2)
