"""Amazon's orders in our words, and ours in Amazon's."""

import contextlib
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.channels.malls.amazon import cancelling, listing, offering, reading, shipping, translate, translate_v0
from akinai.channels.malls.base import (
    Account,
    IncomingOrder,
    Listing,
    ListingVariant,
    Nonsense,
    Picture,
    Place,
    Shipment,
    ShippedLine,
)
from akinai.core import clock
from akinai.orders import totals
from sandbox.malls.amazon import orders_v0, telling
from sandbox.malls.shop import Line, Order, Someone


def yen(amount: object) -> dict[str, Any]:
    return {"amount": str(amount), "currencyCode": "JPY"}


def item(**changed: Any) -> dict[str, Any]:
    usual = {
        "orderItemId": "1",
        "quantityOrdered": 2,
        "product": {"sellerSku": "TWL", "title": "タオル", "price": {"unitPrice": yen(1980)}},
        "proceeds": {"breakdowns": [{"type": "ITEM", "subtotal": yen(3960)}]},
    }
    return {**usual, **changed}


def told(**changed: Any) -> dict[str, Any]:
    usual = {
        "orderId": "503-1234567-7654321",
        "createdTime": "2026-04-01T18:00:00Z",
        "lastUpdatedTime": "2026-04-02T01:40:00Z",
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "proceeds": {"grandTotal": yen(3960)},
        "orderItems": [item()],
    }
    return {**usual, **changed}


def read(**changed: Any) -> IncomingOrder:
    (order,) = translate.mall_order(told(**changed), "amz").orders
    return order


def test_moments_are_japans() -> None:
    found = translate.mall_order(told(), "amz")
    assert found.ordered_at == dt.datetime(2026, 4, 2, 3, tzinfo=clock.JST)
    assert found.ordered_at.utcoffset() == dt.timedelta(hours=9)
    assert found.updated_at == dt.datetime(2026, 4, 2, 10, 40, tzinfo=clock.JST)


@pytest.mark.parametrize("sign", [1, -1])
def test_promotions_are_the_shops_and_points_granted_no_discount(sign: int) -> None:
    """Whichever sign Amazon gives a discount; the models don't say."""
    rows = [{"type": "ITEM", "subtotal": yen(3960)}, {"type": "DISCOUNT", "subtotal": yen(sign * 300)}]
    granted = {"pointsCost": {"pointsGranted": {"pointsNumber": 39, "pointsMonetaryValue": yen(39)}}}
    one = item(proceeds={"breakdowns": rows}, expense=granted)
    order = read(orderItems=[one], proceeds={"grandTotal": yen(3660)})
    assert (order.goods_total, order.discount, order.mall_discount, order.points) == (3960, 300, None, None)
    assert (order.total, order.billed) == (3660, 3660)
    assert not order.warnings


def test_cod_bills_what_the_carrier_collects() -> None:
    rows = [
        {"type": "ITEM", "subtotal": yen("3960.00")},
        {"type": "COD_FEE", "subtotal": yen(330)},
        {"type": "DISCOUNT", "subtotal": yen(30), "detailedBreakdowns": [{"subtype": "COD_FEE", "value": yen(30)}]},
    ]
    executed = [
        {"paymentMethod": "PointsAccount", "paymentAmount": yen(200)},
        {"paymentMethod": "CashOnDelivery", "paymentAmount": yen(4060)},
    ]
    order = read(
        orderItems=[item(proceeds={"breakdowns": rows})],
        proceeds={"grandTotal": yen(4260)},
        payment={"paymentExecutions": executed},
    )
    assert order.payment_text == "CashOnDelivery"
    assert (order.payment_fee, order.discount, order.billed, order.points, order.total) == (300, 0, 4060, 200, 3960)
    assert not order.warnings


def test_tax_on_top_is_put_into_the_prices() -> None:
    """As Amazon's own example from abroad tells it; Japan's has the tax inside."""
    tax = [{"subtype": "ITEM", "value": yen(360)}, {"subtype": "SHIPPING", "value": yen(50)}]
    rows = [
        {"type": "ITEM", "subtotal": yen(3600)},
        {"type": "SHIPPING", "subtotal": yen(500)},
        {"type": "TAX", "subtotal": yen(410), "detailedBreakdowns": tax},
    ]
    order = read(orderItems=[item(proceeds={"breakdowns": rows})], proceeds={"grandTotal": yen(4510)})
    assert (order.goods_total, order.shipping_fee, order.total) == (3960, 550, 4510)
    assert order.lines[0].unit_price == 1980
    assert not order.warnings
    inside = read(orderItems=[item(proceeds={"breakdowns": rows})], proceeds={"grandTotal": yen(4100)})
    assert (inside.goods_total, inside.shipping_fee, inside.total) == (3600, 500, 4100)
    assert not inside.warnings


def test_a_total_that_does_not_add_up_is_said() -> None:
    assert read(proceeds={"grandTotal": yen(4000)}).warnings


@pytest.mark.parametrize(
    ("start", "end", "slot"),
    [
        ("2026-04-05T09:00:00Z", "2026-04-05T11:00:00Z", "18-20"),
        ("2026-04-04T23:00:00Z", "2026-04-05T03:00:00Z", "8-12"),
        ("2026-04-04T15:00:00Z", "2026-04-05T14:59:59Z", ""),
        ("2026-04-05T09:00:00+09:00", "2026-04-06T11:00:00+09:00", ""),
    ],
)
def test_the_window_of_delivery(start: str, end: str, slot: str) -> None:
    window = {"shipping": {"scheduledDeliveryWindow": {"earliestDateTime": start, "latestDateTime": end}}}
    found = translate.mall_order(told(orderItems=[item(), item(orderItemId="2", fulfillment=window)]), "amz")
    assert found.orders[0].wished_date == dt.date(2026, 4, 5)
    assert found.slots.get("", "") == slot


def test_a_pending_order_has_no_prices() -> None:
    pending = {"fulfillmentStatus": "PENDING", "fulfilledBy": "MERCHANT"}
    found = translate.mall_order(told(fulfillment=pending), "amz")
    assert found.stage == "provisional"
    assert found.orders[0].lines[0].unit_price is None
    assert found.orders[0].total is None


@pytest.mark.parametrize(
    ("state", "stage"),
    [("PENDING_AVAILABILITY", "provisional"), ("UNFULFILLABLE", "changing"), ("NEW_WORD", "changing")],
)
def test_states(state: str, stage: str) -> None:
    assert translate.mall_order(told(fulfillment={"fulfillmentStatus": state}), "amz").stage == stage


def test_what_somebody_must_know() -> None:
    needs = {"shipping": {"shippingConstraints": {"recipientAgeVerification": "MANDATORY"}}}
    one = item(fulfillment=needs, programs=["TRANSPARENCY"])
    order = read(
        orderItems=[one],
        programs=["PREORDER"],
        associatedOrders=[{"orderId": "503-0", "associationType": "REPLACEMENT_ORIGINAL_ID"}],
        buyer={"buyerName": "甲", "buyerPurchaseOrderNumber": "PO-1"},
        recipient={"deliveryPreference": {"dropOffLocation": "玄関"}},
    )
    assert len(order.warnings) == 3
    assert "503-0" in order.memo
    assert "PO-1" in order.memo
    assert order.remark == "玄関"


@pytest.mark.parametrize(
    "changed",
    [
        {"createdTime": "yesterday"},
        {"createdTime": None},
        {"orderItems": []},
        {"orderItems": "none"},
        {"orderItems": [item(quantityOrdered="2")]},
        {"orderItems": [item(quantityOrdered=True)]},
        {"orderItems": [item(product="x")]},
        {"orderId": ""},
        {"proceeds": {"grandTotal": {"amount": "12.50", "currencyCode": "JPY"}}},
        {"proceeds": {"grandTotal": {"amount": "12", "currencyCode": "USD"}}},
        {"proceeds": {"grandTotal": {"amount": "NaN", "currencyCode": "JPY"}}},
        {"buyer": ["x"]},
    ],
)
def test_what_cannot_be_read_is_said(changed: dict[str, Any]) -> None:
    with pytest.raises(translate.Unreadable) as raised:
        translate.mall_order(told(**changed), "amz")
    assert str(raised.value)


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*told(), *item(), "amount"]), inner),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from([*told()]), anything), st.dictionaries(st.sampled_from([*item()]), anything))
def test_nonsense_is_unreadable_and_nothing_worse(order: dict[str, Any], line: dict[str, Any]) -> None:
    for found in ({**told(), **order}, told(orderItems=[{**item(), **line}])):
        with contextlib.suppress(translate.Unreadable):
            translate.mall_order(found, "amz")
        with contextlib.suppress(translate.Unreadable):
            translate_v0.as_2026(found, [line])


def an_order(lines: list[tuple[int, int]], fees: dict[str, int], payment: str) -> Order:
    rows = [
        Line(str(n + 1), f"p{n}", "", f"S{n}", "名", "", count, price, 10) for n, (price, count) in enumerate(lines)
    ]
    return Order("503-1-1", 1.8e9, 1.8e9, rows, Someone(), [Someone()], payment=payment, **fees)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 90_000), st.integers(1, 40)), min_size=1, max_size=6),
    st.fixed_dictionaries(
        {name: st.integers(0, 900) for name in ("shipping_fee", "payment_fee", "wrapping", "shop_coupon", "points")}
    ),
    st.sampled_from(["card", "cod"]),
)
def test_every_yen_is_amazons_own_by_either_api(
    lines: list[tuple[int, int]], fees: dict[str, int], payment: str
) -> None:
    """The two APIs tell the same sums, and the rule of totals finds nothing odd in them."""
    order = an_order(lines, fees, payment)
    new = telling.tell(order, telling.INCLUDED)
    old = translate_v0.as_2026(
        orders_v0._order(order, people=True), [orders_v0._item(order, line, people=True) for line in order.lines]
    )
    for one in (new, old):
        (found,) = translate.mall_order(one, "amz").orders
        assert found.goods_total == order.goods == sum((x.unit_price or 0) * x.quantity for x in found.lines)
        assert (found.shipping_fee, found.payment_fee) == (order.shipping_fee, order.payment_fee)
        assert (found.wrapping_fee, found.discount) == (order.wrapping, order.shop_coupon)
        used = order.points if payment == "cod" else 0
        assert found.billed == order.total + order.payment_fee - order.shop_coupon - used
        assert not found.warnings
        for expected in totals.RULES["amazon"](found, order.goods):
            assert getattr(found, expected.field) == expected.amount


# --- ours in Amazon's ---------------------------------------------------------------------------------------


def an_account(**changed: str) -> Account:
    return Account(id=1, code="amz", kind="amazon", settings=changed, credentials={})


def test_a_confirmation() -> None:
    at = dt.datetime(2026, 4, 3, 15, tzinfo=clock.JST)
    shipment = Shipment(
        key=1, number="503", destination="", carrier="yamato", product="宅急便", tracking="", shipped_at=at, place=2,
        lines=[ShippedLine(channel_line="9", quantity=2)], whole=True, cod=True,
    )  # fmt: skip
    with clock.frozen(at - dt.timedelta(minutes=5)):
        body = shipping.confirmation(an_account(without_number="なし"), shipment, {"9": 2}, "A1")
    assert body == {
        "marketplaceId": "A1",
        "codCollectionMethod": "DirectPayment",
        "packageDetail": {
            "packageReferenceId": "2",
            "carrierCode": "Other",
            "carrierName": "ヤマト運輸",
            "shippingMethod": "宅急便",
            "trackingNumber": "なし",
            "shipDate": "2026-04-03T05:55:00Z",
            "orderItems": [{"orderItemId": "9", "quantity": 2}],
        },
    }


def test_numbers_are_compared_without_hyphens() -> None:
    shipment = Shipment(
        key=1, number="503", destination="", carrier="yamato", product="", tracking="1234-5678", place=1, lines=[],
        shipped_at=clock.now(), whole=True,
    )  # fmt: skip
    assert shipping.arrived(reading.State("SHIPPED", {}, {}, {"1": "12345678"}), shipment)
    assert not shipping.arrived(reading.State("SHIPPED", {}, {}, {"2": "12345678"}), shipment)
    assert not shipping.arrived(reading.State("SHIPPED", {}, {}, {"1": "99"}), shipment)


def test_a_report_of_cancellations() -> None:
    row = "<MessageID>2</MessageID><ResultCode>Error</ResultCode><ResultDescription>no</ResultDescription>"
    report = f"<ProcessingReport><Result>{row}</Result></ProcessingReport>"
    whole = f"<AmazonEnvelope><Message>{report}</Message></AmazonEnvelope>"
    assert cancelling.problems(whole.encode()) == {"2": "no"}
    assert cancelling.problems(whole.replace(">2<", ">0<").encode()) == {"": "no"}
    for rubbish in (b"", b"<a/>", b"\xff", b'<!DOCTYPE x [<!ENTITY a "b">]>' + whole.encode()):
        with pytest.raises(Nonsense):
            cancelling.problems(rubbish)


def test_the_report_of_everything_in_english_too() -> None:
    rows = "item-name\tseller-sku\tprice\tquantity\tproduct-id\tstatus\r\nTowel\tT-1\t1980.0\t\tB000\tInactive\r\n\r\n"
    (one,) = offering.of_report(rows.encode())
    assert (one.code, one.price, one.quantity, one.jan, one.on_sale) == ("T-1", 1980, None, "", False)
    with pytest.raises(Nonsense):
        offering.of_report(b"x\ty\r\n")


def test_attributes_of_what_changed_only() -> None:
    variant = ListingVariant(place=Place("S"), sku_code="S", options={}, price=1980, list_price=2500)
    page = Listing(
        key=1, page="p", variants=[variant], pictures=[Picture(url=f"https://x.example/{n}.jpg") for n in range(12)],
        fields={"title": "名", "catch": "x", "bullets": "一\n\n二", "bullet_1": "三",
                "attributes": {"color": [{"value": "白"}]}},
    )  # fmt: skip
    names = {
        only: set(listing.attributes(Listing(**{**vars(page), "only": frozenset([only])}), variant, "A1"))
        for only in ("price", "text", "images")
    }
    assert names["price"] == {"purchasable_offer", "list_price"}
    assert names["text"] == {"item_name", "bullet_point", "color"}
    assert len(names["images"]) == 9
    found = listing.attributes(page, variant, "A1")
    assert [row["value"] for row in found["bullet_point"]] == ["一", "二", "三"]
    assert set(found) == names["price"] | names["text"] | names["images"]
