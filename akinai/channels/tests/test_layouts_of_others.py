"""Order files of au PAY, Qoo10, メルカリShops and BASE, taken in by the layouts found out for them."""

import csv
import io

import pytest

from akinai.channels import actions
from akinai.channels.files import writing
from akinai.channels.models import Connection, IntakeLayout, NoticeFile, SkuMapping
from akinai.channels.tests.making import counts, rejected, stored, table, take
from akinai.core import home
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_stock
from akinai.orders.models import SalesChannel

pytestmark = pytest.mark.django_db

AUPAY = {
    "controlType": "",
    "orderId": "600001234",
    "orderDetailId": "1",
    "orderDate": "2026/11/18 10:20",
    "itemManagementId": "-WH",
    "itemCode": "TWL",
    "itemName": "タオル",
    "itemPrice": "1,980",
    "unit": "2",
    "ordererName": "佐藤 みどり",
    "ordererKana": "サトウ ミドリ",
    "ordererZipCode": "510-0001",
    "ordererAddress": "三重県四日市市八田1-2",
    "ordererPhoneNumber1": "059-331-1111",
    "mailAddress": "a@example.com",
    "senderName": "鈴木 一",
    "senderZipCode": "220-0011",
    "senderAddress": "神奈川県横浜市西区高島2-19-12 101",
    "senderPhoneNumber1": "045-111-2222",
    "settlementName": "クレジットカード決済",
    "deliveryName": "宅配便",
    "orderStatus": "発送待ち",
    "postagePrice": "500",
    "chargePrice": "0",
    "usePoint": "100",
    "couponTotalPrice": "200",
    "totalPrice": "4460",
    "requestPrice": "4160",
    "userComment": "",
    "cancelStatus": "N",
}
QOO10 = {
    "配送状態": "配送要請",
    "注文番号": "987654321",
    "カート番号": "123456789",
    "注文日": "2026/11/18 10:20:30",
    "入金日": "2026/11/18 10:21:00",
    "お届け希望日": "",
    "配送方法": "一般配送",
    "商品番号": "1000000001",
    "商品名": "タオル",
    "数量": "2",
    "オプション情報": "色:白",
    "オプションコード": "TWL-WH",
    "受取人名": "山田 太郎",
    "受取人名(フリガナ)": "ヤマダ タロウ",
    "受取人電話番号": "03-1111-2222",
    "受取人携帯電話番号": "",
    "住所": "東京都千代田区千代田1-1",
    "郵便番号": "100-0001",
    "通貨": "JPY",
    "購入者決済金額": "3860",
    "販売価格": "1980",
    "割引額": "100",
    "注文金額の合計": "3960",
    "購入者名": "山田 太郎",
    "購入者電話番号": "03-1111-2222",
    "販売者商品コード": "TWL",
}
MERCARI = {
    "order_id": "order_TESTab12",
    "order_date": "2026-11-18 10:20:30",
    "buyer_name": "高橋 花",
    "original_product_id": "TWL-WH",
    "product_name": "タオル",
    "quantity": "2",
    "product_price": "1980",
    "shipping_postal_code": "270-1164",
    "shipping_state": "千葉県",
    "shipping_city": "我孫子市",
    "shipping_address_1": "つくし野3-20",
    "shipping_address_2": "ビレジ504",
    "coupon_discount_amount": "0",
    "status": "WAITING_FOR_SHIPPING",
}
BASE = {
    "注文ID": "A1B2C3D4E5F60708",
    "注文日時": "2026-11-18 10:20:30",
    "氏(請求先)": "髙橋",
    "名(請求先)": "花",
    "郵便番号(請求先)": "100-0001",
    "都道府県(請求先)": "東京都",
    "住所(請求先)": "千代田区千代田1-1",
    "住所2(請求先)": "",
    "電話番号(請求先)": "0312345678",
    "メールアドレス(請求先)": "hana@example.com",
    "氏(配送先)": "髙橋",
    "名(配送先)": "花",
    "郵便番号(配送先)": "100-0001",
    "都道府県(配送先)": "東京都",
    "住所(配送先)": "千代田区千代田1-1",
    "住所2(配送先)": "2階",
    "電話番号(配送先)": "0312345678",
    "備考": "",
    "商品名": "タオル",
    "バリエーション": "白",
    "価格": "1980",
    "税率": "10%",
    "数量": "2",
    "合計金額": "3960",
    "送料": "500",
    "支払い方法": "creditcard",
    "代引き手数料": "0",
    "発送状況": "未対応",
    "商品ID": "55",
    "種類ID": "551",
    "配送日": "2026-11-25",
    "配送時間帯": "1416",
}
FILES = {
    "aupay": (AUPAY, "cp932", "600001234"),
    "qoo10": (QOO10, "cp932", "123456789"),
    "mercari": (MERCARI, "utf-8", "order_TESTab12"),
    "base": (BASE, "cp932", "A1B2C3D4E5F60708"),
}
STATES = {"aupay": "orderStatus", "qoo10": "配送状態", "mercari": "status", "base": "発送状況"}


def import_of(mall, *changes):
    row, encoding, _number = FILES[mall]
    return take(table([{**row, **change} for change in changes or ({},)], encoding=encoding), mall)


@pytest.mark.parametrize("mall", FILES)
def test_a_file_is_known_by_its_columns_and_taken_in_once(mall):
    run = import_of(mall)
    assert (run.layout, counts(run)) == (mall, (1, 0, 0, 0))
    order = stored(FILES[mall][2])
    assert (order.payment_method, order.mall_waiting) == ("mall", False)
    assert order.prefecture
    assert order.city
    assert order.line1
    (line,) = order.lines.all()
    assert (line.quantity, line.unit_price, line.name) == (2, 1980, "タオル")
    assert SalesChannel.objects.get(code=mall).kind == mall
    assert counts(import_of(mall)) == (0, 1, 0, 0)


@pytest.mark.parametrize("mall", FILES)
def test_states_of_the_mall(mall):
    column, number = STATES[mall], FILES[mall][2]
    import_of(mall, {column: "まだ知らない状態"})
    assert stored(number).mall_waiting
    import_of(mall)
    assert not stored(number).mall_waiting


@pytest.mark.parametrize("mall", FILES)
def test_a_bad_row_is_named_and_harms_no_other(mall):
    head = next(iter(IntakeLayout.objects.get(name=mall).layout["order"]["channel_number"]["columns"]))
    quantity = IntakeLayout.objects.get(name=mall).layout["line"]["quantity"]["columns"][0]
    run = import_of(mall, {quantity: "たくさん"}, {head: "999-1"})
    assert counts(run) == (1, 0, 0, 1)
    assert rejected(run)[0].field == quantity


def test_money_and_people_of_aupay():
    import_of("aupay", {}, {"orderDetailId": "2", "itemManagementId": "-BK"})
    order = stored("600001234")
    assert (order.total, order.billed, order.points, order.mall_discount) == (4460, 4160, 100, 200)
    assert (order.shipping_fee, order.lines.count()) == (500, 2)
    assert (order.buyer_prefecture, order.buyer_city, order.buyer_line1) == ("三重県", "四日市市", "八田1-2")
    assert (order.prefecture, order.city, order.line1) == ("神奈川県", "横浜市西区", "高島2-19-12 101")
    assert {line.sku_code for line in order.lines.all()} == {"TWL-WH", "TWL-BK"}


def test_a_cart_of_qoo10_is_one_order():
    import_of("qoo10", {}, {"注文番号": "987654322", "購入者決済金額": "1980", "注文金額の合計": "1980", "割引額": "0"})
    order = stored("123456789")
    assert (order.total, order.billed, order.discount) == (5940, 5840, 100)
    assert {line.channel_line for line in order.lines.all()} == {"987654321", "987654322"}
    import_of("qoo10", {"カート番号": "5", "配送状態": "取消完了"})
    assert stored("5").mall_waiting or stored("5").cancelled


def test_wishes_of_base():
    import_of("base")
    order = stored("A1B2C3D4E5F60708")
    assert (str(order.wished_date), order.wished_slot, order.shipping_fee) == ("2026-11-25", "14-16", 500)
    assert (order.name, order.line2) == ("髙橋 花", "2階")


def content(made: NoticeFile) -> list[dict[str, str]]:
    data = (home.path() / "files" / made.file).read_bytes().decode("cp932")
    return list(csv.DictReader(io.StringIO(data)))


def test_files_for_aupay(run_jobs):
    rows = {row.name: row for row in IntakeLayout.objects.filter(built_in=True)}
    writing.check(rows["aupay-shipments"].layout, "shipments")
    writing.check(rows["aupay-stock"].layout, "stock")
    import_of("aupay")
    mall = SalesChannel.objects.get(code="aupay")
    connection = Connection.objects.get(channel=mall)
    assert (connection.notice.name, connection.stock.name) == ("aupay-shipments", "aupay-stock")
    sku = make_stock(7)
    SkuMapping.objects.create(channel=mall, code=sku.code, sku=sku, listing="TWL", variant="-WH")
    (row,) = [row for row in content(actions.make_stock_file(mall.pk, actor="test")) if row["itemCode"] == "TWL"]
    assert (row["stockSegment"], row["choicesStockHorizontalCode"], row["choicesStockCount"]) == ("2", "-WH", "7")
    SalesChannel.objects.filter(pk=mall.pk).update(mode="live")
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code="aupay", channel_number="600009999"))
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    (row,) = content(actions.make_shipment_file(mall.pk, actor="test"))
    assert (row["orderId"], row["shippingCarrier"], row["orderStatus"]) == ("600009999", "1", "完了")
    assert row["shippingNumber"] == shipment.parcel_rows.get().number
