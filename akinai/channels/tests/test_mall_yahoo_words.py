"""Yahoo!'s documents, orders and pages in our words, without any call."""

import datetime as dt
import io
import zipfile
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.channels.malls.base import (
    KeysRefused,
    Listing,
    ListingVariant,
    Nonsense,
    Picture,
    Place,
    Shipment,
    Throttled,
)
from akinai.channels.malls.yahoo import codes, documents, items, telling, translate
from akinai.core.clock import JST

ORDER = """<OrderInfo><OrderId>sample-store-10000001</OrderId><Version>2</Version>
<OrderTime>2026-04-01T20:11:05+09:00</OrderTime><LastUpdateTime>2026-04-01T20:12:00+09:00</LastUpdateTime>
<OrderStatus>2</OrderStatus><IsSeen>false</IsSeen><Suspect>0</Suspect><BuyerComments>急ぎです</BuyerComments>
<TotalCouponDiscount>300</TotalCouponDiscount>
<Pay><PayStatus>1</PayStatus><PayMethod>payment_a17</PayMethod><PayMethodName>PayPayポイント</PayMethodName>
 <BillLastName>見本</BillLastName><BillFirstName>花子</BillFirstName><BillMailAddress>hanako@example.jp</BillMailAddress></Pay>
<Ship><ShipStatus>1</ShipStatus><ShipMethod>postage1</ShipMethod><ShipMethodName>宅配便</ShipMethodName>
 <ShipRequestDate>2026-04-05</ShipRequestDate><ShipRequestTime>14:00-16:00</ShipRequestTime>
 <NeedGiftWrap>1</NeedGiftWrap><NeedGiftWrapPaper>1</NeedGiftWrapPaper><GiftWrapPaperType>内祝い</GiftWrapPaperType>
 <GiftWrapName>見本</GiftWrapName><ShipLastName>見本</ShipLastName><ShipFirstName>次郎</ShipFirstName>
 <ShipZipCode>5300001</ShipZipCode><ShipPrefecture>大阪府</ShipPrefecture><ShipCity>大阪市北区</ShipCity>
 <ShipAddress1>梅田1-1</ShipAddress1><ShipPhoneNumber>0600000000</ShipPhoneNumber></Ship>
<Detail><PayCharge>0</PayCharge><ShipCharge>550</ShipCharge><GiftWrapCharge>300</GiftWrapCharge><Discount>0</Discount>
 <UsePoint>100</UsePoint><TotalMallCouponDiscount>200</TotalMallCouponDiscount><TotalPrice>6250</TotalPrice></Detail>
<Item><LineId>1</LineId><ItemId>apple-juice</ItemId><SubCode>apple-juice-1l6</SubCode><Title>りんごジュース</Title>
 <ItemOption><Name>容量</Name><Value>1L×6</Value></ItemOption><UnitPrice>3000</UnitPrice><Quantity>2</Quantity>
 <ItemTaxRatio>8</ItemTaxRatio><CouponDiscount>300</CouponDiscount></Item></OrderInfo>"""


def order(*changed: tuple[str, str]) -> Element:
    """The sample with texts changed."""
    text = ORDER
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return documents.read(text.encode(), "orderInfo")


def test_the_sample_order():
    found = translate.mall_order(order(), "y1")
    (one,) = found.orders
    assert (found.number, found.stage, found.wants_confirming) == ("sample-store-10000001", "open", True)
    assert found.ordered_at == dt.datetime(2026, 4, 1, 20, 11, 5, tzinfo=JST)
    assert found.slots == {"": "14:00-16:00"}
    assert found.listings == {"apple-juice-1l6": ("apple-juice", "apple-juice-1l6")}
    assert (one.buyer.name, one.buyer.email, one.recipient.name) == ("見本 花子", "hanako@example.jp", "見本 次郎")
    assert (one.goods_total, one.shipping_fee, one.wrapping_fee, one.payment_fee) == (6000, 550, 300, 0)
    assert (one.discount, one.mall_discount, one.points, one.billed, one.total) == (300, 200, 100, 6250, 6550)
    assert one.payment_text == "PayPay残高等"  # by its code: the name is another each time
    assert (one.gift, one.noshi, one.noshi_name, one.hide_prices) == (True, "内祝い", "見本", True)
    assert one.wished_date == dt.date(2026, 4, 5)
    (line,) = one.lines
    assert (line.sku_code, line.quantity, line.unit_price, line.tax_rate) == ("apple-juice-1l6", 2, 3000, 800)
    assert (line.channel_line, line.options) == ("1", "容量: 1L×6")
    assert found.payload["Detail"]["TotalPrice"] == "6250"


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        (("<OrderStatus>2", "<OrderStatus>1"), "provisional"),
        (("<OrderStatus>2", "<OrderStatus>3"), "provisional"),
        (("<OrderStatus>2", "<OrderStatus>4"), "cancelled"),
        (("<OrderStatus>2", "<OrderStatus>5"), "shipped"),
        (("<OrderStatus>2", "<OrderStatus>9"), "provisional"),
        (("<ShipStatus>1", "<ShipStatus>0"), "provisional"),
        (("<ShipStatus>1", "<ShipStatus>2"), "open"),
        (("<ShipStatus>1", "<ShipStatus>3"), "shipped"),
        (("<ShipStatus>1", "<ShipStatus>4"), "shipped"),
        (("<Suspect>0", "<Suspect>2"), "provisional"),
    ],
)
def test_states(changed: tuple[str, str], stage: str):
    found = translate.mall_order(order(changed), "y1")
    assert found.stage == stage
    assert found.wants_confirming == (stage == "open")


def test_a_social_gift_waits_for_its_address():
    gift = ("<Suspect>0</Suspect>", "<Suspect>0</Suspect><SocialGiftType>1</SocialGiftType>")
    assert translate.mall_order(order(gift), "y1").stage == "open"
    waiting = translate.mall_order(order(gift, ("<ShipAddress1>梅田1-1", "<ShipAddress1>")), "y1")
    assert waiting.stage == "provisional"
    assert waiting.orders[0].gift


def test_orders_that_belong_together_say_so():
    split = (
        "<Suspect>0</Suspect>",
        "<Suspect>0</Suspect><ParentOrderId>s-1</ParentOrderId><MultiShipId>m-9</MultiShipId>",
    )
    memo = translate.mall_order(order(split), "y1").orders[0].memo
    assert "s-1" in memo
    assert "m-9" in memo


def test_a_cancelled_order_may_be_empty():
    empty = (("<Quantity>2", "<OriginalNum>2</OriginalNum><Quantity>0"), ("<OrderStatus>2", "<OrderStatus>4"))
    assert translate.mall_order(order(*empty), "y1").orders[0].lines[0].quantity == 2
    with pytest.raises(translate.Unreadable):
        translate.mall_order(order(empty[0]), "y1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<OrderTime>2026", "<OrderTime>いつか"),
        ("<UnitPrice>3000", "<UnitPrice>三千"),
        ("<UnitPrice>3000", "<UnitPrice>1e999999"),
        ("<Quantity>2", "<Quantity>-2"),
        ("<Quantity>2", "<Quantity>"),
        ("<Quantity>2", "<Quantity>1.5"),
        ("<ItemTaxRatio>8", "<ItemTaxRatio>800"),
        ("<TotalPrice>6250", "<TotalPrice>NaN"),
        ("<OrderId>sample-store-10000001", "<OrderId>"),
        ("<ShipRequestDate>2026-04-05", "<ShipRequestDate>2026-02-30"),
        ("<OrderTime>2026-04-01T20:11:05+09:00", "<OrderTime>0001-01-01T00:00:00+13:00"),
    ],
)
def test_what_cannot_be_read_is_said(old: str, new: str):
    with pytest.raises(translate.Unreadable) as raised:
        translate.mall_order(order((old, new)), "y1")
    assert str(raised.value)


@given(
    lines=st.lists(st.tuples(st.integers(0, 99_999), st.integers(1, 50)), min_size=1, max_size=5),
    fees=st.tuples(*[st.integers(0, 5_000)] * 3),
    off=st.tuples(*[st.integers(0, 3_000)] * 5),
    adjusted=st.integers(-2_000, 2_000),
)
@settings(max_examples=60, deadline=None)
def test_amounts_are_the_malls_own_whoever_pays(lines: Any, fees: Any, off: Any, adjusted: int):
    """billed + points + the mall's part = total; goods + fees − the shop's part = total; nothing is lost between."""
    goods = sum(price * pieces for price, pieces in lines)
    coupon, discount, mall, card, points = off
    billed = goods + sum(fees) - sum(off) + adjusted
    rows = "".join(
        f"<Item><LineId>{n}</LineId><ItemId>a{n}</ItemId><UnitPrice>{price}</UnitPrice><Quantity>{pieces}</Quantity></Item>"
        for n, (price, pieces) in enumerate(lines, 1)
    )
    text = f"""<OrderInfo><OrderId>s-1</OrderId><OrderTime>20260401201105</OrderTime>
    <TotalCouponDiscount>{coupon}</TotalCouponDiscount><Detail><ShipCharge>{fees[0]}</ShipCharge>
    <PayCharge>{fees[1]}</PayCharge><GiftWrapCharge>{fees[2]}</GiftWrapCharge><Discount>{discount}</Discount>
    <Adjustments>{adjusted}</Adjustments><TotalMallCouponDiscount>{mall}</TotalMallCouponDiscount>
    <GiftCardDiscount>{card}</GiftCardDiscount><UsePoint>{points}</UsePoint><TotalPrice>{billed}</TotalPrice></Detail>
    {rows}</OrderInfo>"""
    one = translate.mall_order(documents.read(text.encode(), "orderInfo"), "y1").orders[0]
    assert (one.billed, one.points, one.mall_discount) == (billed, points, mall + card)
    assert one.total == billed + points + mall + card
    told = (one.goods_total or 0) + (one.shipping_fee or 0) + (one.payment_fee or 0) + (one.wrapping_fee or 0)
    assert told - (one.discount or 0) == one.total


# --- documents ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a>",
        b"\xff\xfe<\x00a\x00>\x00",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<?xml version='1.0'?>\n<!doctype a SYSTEM 'http://example.jp/x'><a/>",
        b"<a>&undeclared;</a>",
        b"{}",
    ],
)
def test_documents_that_are_not_believed(body: bytes):
    with pytest.raises(Nonsense):
        documents.read(body, "orderInfo")


def test_dirt_in_a_comment_harms_nothing():
    found = documents.read(
        "<?xml version='1.0'?><a xmlns='urn:x'><b>一\x0b二&#x1;三&#10;</b></a>".encode(), "orderInfo"
    )
    assert (found.tag, documents.text(found, "b")) == ("a", "一二三")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("px-04102", documents.Ended),
        ("px-04001", KeysRefused),
        ("px-14303", KeysRefused),
        ("d91151", Throttled),
        ("or-01001", documents.Refusal),
        ("od90166", documents.Refusal),
    ],
)
def test_errors(code: str, kind: type[Exception]):
    body = f"<Error xmlns='urn:yahoo:api'><Message>だめ</Message><Code>{code}</Code></Error>"
    error = documents.error_of(documents.read(body.encode(), "x"))
    assert isinstance(error, kind)
    assert error is not None
    assert error.words


def test_what_we_write_is_escaped():
    body = documents.request({"A": {"B": "<&\x01", "C": True, "D": None}, "E": [{"F": 1}, {"F": 2}]})
    assert body.endswith(b"<Req><A><B>&lt;&amp;</B><C>true</C></A><E><F>1</F></E><E><F>2</F></E></Req>")


# --- shipments ----------------------------------------------------------------------------------------------


def shipment(**changed: Any) -> Shipment:
    usual: dict[str, Any] = {
        "key": 1, "number": "s-1", "destination": "", "carrier": "yamato", "product": "宅急便",
        "tracking": "123456789012", "shipped_at": dt.datetime(2026, 4, 2, 16, tzinfo=dt.UTC), "place": 1, "lines": [],
        "whole": True,
    }  # fmt: skip
    return Shipment(**{**usual, **changed})


def at_mall(state: str, first: str = "", second: str = "") -> Element:
    numbers = f"<ShipInvoiceNumber1>{first}</ShipInvoiceNumber1><ShipInvoiceNumber2>{second}</ShipInvoiceNumber2>"
    return documents.read(
        f"<OrderInfo><Ship><ShipStatus>{state}</ShipStatus>{numbers}</Ship></OrderInfo>".encode(), "x"
    )


def test_only_what_differs_is_told():
    told = telling.changes(at_mall("1"), shipment())
    assert told == {
        "ShipStatus": "3", "ShipCompanyCode": "1001", "ShipInvoiceNumber1": "123456789012", "ShipDate": "20260403",
    }  # fmt: skip
    assert telling.changes(at_mall("3", "123456789012"), shipment()) is None
    assert telling.changes(at_mall("4", "123456789012"), shipment()) is None
    assert telling.changes(at_mall("2"), shipment(tracking="", whole=False)) is None


def test_a_state_is_never_lowered():
    told = telling.changes(at_mall("4", "1"), shipment())
    assert told is not None
    assert (told["ShipStatus"], told["ShipInvoiceNumber1"]) == ("4", "123456789012")


def test_a_third_parcel_has_no_place():
    assert telling.changes(at_mall("3", "1", "2"), shipment(place=3)) is None
    told = telling.changes(at_mall("2", "1", "2"), shipment(place=3))
    assert told is not None
    assert told["ShipStatus"] == "3"
    assert (told["ShipInvoiceNumber1"], told["ShipInvoiceNumber2"]) == ("1", "2")


def test_further_parcels_take_the_free_place():
    told = telling.changes(at_mall("1"), shipment(others=["2", "3"]))
    assert told is not None
    assert (told["ShipInvoiceNumber1"], told["ShipInvoiceNumber2"]) == ("123456789012", "2")
    assert telling.changes(at_mall("3", "123456789012", "2"), shipment(others=["2", "3"])) is None


def test_carriers_and_parcels_without_a_number():
    told = telling.changes(at_mall("1"), shipment(carrier="own_truck", tracking=""), "2")
    assert told is not None
    assert told["ShipCompanyCode"] == codes.OTHER_CARRIER
    assert told["ShipInvoiceNumberEmptyReason"] == "2"


# --- pages --------------------------------------------------------------------------------------------------

ITEM = """<Result><ItemCode>p</ItemCode><PathList><Path>店:服</Path><Path>店:夏</Path></PathList><Name>服</Name>
<ProductCategory>646</ProductCategory><Price>2000</Price><Caption>&lt;b&gt;説明</Caption><PostageSet>3</PostageSet>
<Display>1</Display><Spec1><SpecId>379</SpecId><SpecValue>2039</SpecValue></Spec1>
<Options><Option name="色"><Value>白</Value><Value>黒</Value></Option></Options>
<SubCodes><SubCode code="p-w" quantity="1" price="1500"><Option name="色" value="白"/></SubCode>
<SubCode code="p-b" quantity="2"><Option name="色" value="黒"/></SubCode></SubCodes></Result>"""


def listing(*prices: int, **changed: Any) -> Listing:
    names = ("白", "黒")
    variants = [
        ListingVariant(place=Place("p", f"p-{n}"), sku_code=f"p-{n}", options={"色": names[n]}, price=price)
        for n, price in enumerate(prices)
    ]
    return Listing(**{"key": 1, "page": "p", "fields": {}, "variants": variants, **changed})


def test_offers_of_a_page():
    found = items.offers(documents.read(ITEM.encode(), "getItem"))
    assert [(one.place, one.option, one.price, one.quantity) for one in found] == [
        (Place("p", "p-w"), "白", 1500, 1),
        (Place("p", "p-b"), "黒", 2000, 2),
    ]


def test_a_page_is_sent_whole():
    """editItem resets what is left out: what the mall has goes back with our change."""
    form = items.edit(
        listing(1500, 1800, only=frozenset({"price"})), documents.read(ITEM.encode(), "getItem"), {"path": "x"}
    )
    assert form["subcode_param"] == "p-0=price:1500|p-1=price:1800"
    assert (form["price"], form["sale_price"]) == ("1800", "")
    assert (form["path"], form["caption"], form["postage_set"]) == ("店:服\n店:夏", "<b>説明", "3")
    assert (form["spec1"], form["options"]) == ("379:2039", "色#白,黒")
    assert form["subcodes"] == "色:白=p-w|色:黒=p-b"


def test_what_goes_by_update_items():
    page = listing(1500, only=frozenset({"price"}))
    assert items.update(page) is None  # a sub-code's price
    whole = [ListingVariant(place=Place("p"), sku_code="p", options={}, price=1500, list_price=1800)]
    row = items.update(listing(variants=whole, fields={"title": "A&B"}, only=frozenset({"price", "text"})))
    assert dict(parse_qsl(row or "", keep_blank_values=True)) == {
        "item_code": "p", "price": "1500", "sale_price": "", "original_price": "1800", "name": "A&B",
    }  # fmt: skip
    assert items.update(listing(variants=whole)) is None


@pytest.mark.parametrize(
    "bad",
    [
        listing(1500, fields={"colour": "x"}),
        listing(),
        Listing(key=1, page="p", fields={"title": "x"}, variants=[ListingVariant(
            place=Place("p", "a"), sku_code="a", options={"色": "白:黒"}, price=1)]),
    ],
)  # fmt: skip
def test_pages_that_cannot_be_told(bad: Listing):
    with pytest.raises(items.Unfit) as raised:
        items.edit(bad, None, {"path": "x", "product_category": "1"})
    assert str(raised.value)


def test_a_new_page_names_what_it_lacks():
    with pytest.raises(items.Unfit, match="product_category"):
        items.edit(listing(1500, fields={"title": "x"}), None, {"path": "x", "product_category": ""})


def test_pictures_are_packed_by_name():
    gif, jpeg = Picture(url="u", read=lambda: b"GIF89a"), Picture(url="u", read=lambda: b"\xff\xd8\xff\xe0")
    packed = zipfile.ZipFile(io.BytesIO(items.zipped("p", [jpeg, gif])))
    assert packed.namelist() == ["p.jpg", "p_1.gif"]
    with pytest.raises(items.Unfit):
        items.zipped("p", [Picture(url="u", read=lambda: b"\x89PNG")])
    with pytest.raises(items.Unfit):
        items.zipped("p", [Picture(url="u", read=lambda: b"GIF8" + bytes(codes.IMAGE_BYTES))])


def test_codes_that_cannot_be_yahoos():
    assert items.stock_code(Place("a-1", "B2")) == "a-1:B2"
    for place in (Place("a,b"), Place("a", "b:c"), Place(""), Place("日本"), Place("a" * 100)):
        assert items.stock_code(place) == ""
