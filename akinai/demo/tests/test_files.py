"""The demo's files are what they say: the formats of the malls, sums that hold, nothing lost of the data set's day."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import date

import pytest

from akinai.core.japan import postal
from akinai.demo.files import (
    RAKUTEN_COLUMNS,
    TRADING_DAY,
    baskets,
    orders_report,
    own_csv,
    own_json,
    products_csv,
    rakuten_csv,
    stock_csv,
    trading_csv,
    unshipped_report,
    yahoo_item_csv,
    yahoo_order_csv,
)
from akinai.demo.files.baskets import deal, products
from akinai.demo.files.stories import STORIES
from akinai.demo.files.trading import WEB_INVOICES, rows
from akinai.demo.people import people, places

DAY = date(2026, 11, 20)


def table(content: bytes, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))


def by(rows: list[dict[str, str]], field: str) -> dict[str, list[dict[str, str]]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row[field]].append(row)
    return grouped


# The data set's day


def test_the_day_is_whole():
    parts = table(trading_csv(DAY)) + table(trading_csv(DAY, part="before"))
    web = [row for row in rows("uci_day.csv") if row["Invoice"] in WEB_INVOICES]
    whole = table(trading_csv(TRADING_DAY, part="whole"))
    assert len(parts) + len(web) == len(whole) == 1051
    assert whole == list(rows("uci_day.csv"))


def test_the_day_moves_to_the_day_asked_for():
    days = {row["InvoiceDate"][:10] for row in table(trading_csv(DAY))}
    assert days == {"2026-11-20"}
    assert max(row["InvoiceDate"][:10] for row in table(trading_csv(DAY, part="before"))) < "2026-11-20"


def test_web_sales_are_dealt_out_once():
    dealt = Counter()
    for order in deal(DAY):
        for line in order.parcels[0].lines:
            if not line.code.startswith(("00", "SET")):
                dealt[line.code] += line.quantity
    sold = Counter()
    for row in rows("uci_day.csv"):
        if row["Invoice"] in WEB_INVOICES and row["StockCode"] != "DOT":
            sold[row["StockCode"]] += int(row["Quantity"])
    assert dealt == sold


def test_small_slice_has_the_quirks():
    small = rows("uci_small.csv")
    codes = {row["StockCode"] for row in small}
    assert {"POST", "DOT", "C2", "M", "D", "B", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "85123A", "85123a"} <= codes
    assert any(row["Invoice"].startswith("A") and float(row["Price"]) == -53594.36 for row in small)
    assert any(int(row["Quantity"]) < 0 and not row["Invoice"].startswith("C") for row in small)
    assert any(int(row["Quantity"]) > 0 and row["Invoice"].startswith("C") for row in small)
    assert any(not row["Customer ID"] for row in small)
    assert any(not row["Description"] for row in small)
    assert max(Counter(map(str, small)).values()) == 2


# Products, stock, people


def test_every_product_sold_has_a_japanese_name():
    goods = table(products_csv(DAY))
    known = {row["code"] for row in goods}
    fees = {"POST", "DOT", "C2", "M", "23574"}
    assert {row["StockCode"].upper() for row in rows("uci_day.csv")} - fees <= known
    assert len(known) == len(goods)
    assert all(row["name"].encode("cp932") and int(row["price"]) > 0 for row in goods)
    assert {row["release_date"] for row in goods} == {"", "2026-12-04"}


def test_jan_codes_are_valid_and_our_own():
    codes = [row["jan"] for row in table(products_csv(DAY))]
    assert len(set(codes)) == len(codes)
    for code in codes:
        digits = [int(digit) for digit in code]
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0
        assert 20 <= int(code[:2]) <= 29


def test_bundles_cases_and_stock_name_products():
    goods = {row["code"]: row for row in table(products_csv(DAY))}
    parts = [part.split(":")[0] for row in goods.values() for part in row["parts"].split(";") if part]
    cases = [row["case_of"] for row in goods.values() if row["case_of"]]
    stock = table(stock_csv(DAY))
    assert len(cases) == 2
    assert set(parts) | set(cases) | {row["code"] for row in stock} <= set(goods)
    assert all(int(row["quantity"]) > 0 for row in stock)
    assert not {row["code"] for row in stock} & {code for code, row in goods.items() if row["parts"]}
    assert min(row["expiry"] for row in stock if row["expiry"]) > DAY.isoformat()


def test_people_are_the_same_again_and_live_at_real_places():
    some = [person for person, _ in zip(people(1), range(200), strict=False)]
    assert some == [person for person, _ in zip(people(1), range(200), strict=False)]
    assert len({person.phone for person in some}) == 200
    for place in places():
        assert any(
            (real.prefecture, real.city, real.town) == (place.prefecture, place.city, place.town)
            for real in postal.places(place.postal)
        ), place
    assert {place.prefecture for place in places()} >= {"北海道", "沖縄県", "東京都"}


# 楽天


def test_rakuten_file_is_in_the_malls_form():
    content = rakuten_csv(DAY)
    lines = table(content, "cp932")
    assert len(RAKUTEN_COLUMNS) == len(set(RAKUTEN_COLUMNS)) == 158
    assert tuple(lines[0]) == RAKUTEN_COLUMNS
    assert content.startswith('"注文番号","ステータス"'.encode("cp932"))
    assert content.count(b"\r\n") > len(lines)
    assert {row["ステータス"] for row in lines} == {"100", "200", "300", "400"}
    assert rakuten_csv(DAY) == content


def test_rakuten_sums_hold_but_for_one():
    off = []
    for number, lines in by(table(rakuten_csv(DAY), "cp932"), "注文番号").items():
        head = {name: int(value) for name, value in lines[0].items() if name in AMOUNTS and value}
        goods = sum(int(row["単価"]) * int(row["個数"]) for row in lines)
        postage = sum(int(rows[0]["送付先送料"]) for rows in by(lines, "送付先ID").values())
        wrapping = int(lines[0]["ラッピング料金1"] or 0)
        assert head["商品合計金額"] == goods + wrapping
        assert head["送料合計"] == postage
        assert head["合計金額"] == goods + wrapping + postage == head["10%合計金額"] + head["8%合計金額"]
        assert head["クーポン利用総額"] == head["10%クーポン割引額"] + head["8%クーポン割引額"]
        due = head["合計金額"] + head["代引料合計"] - head["クーポン利用総額"] - head["ポイント利用額"]
        if head["請求金額"] != due:
            off.append((number, head["請求金額"] - due))
    assert [difference for _, difference in off] == [220]


AMOUNTS = (
    *("商品合計金額", "送料合計", "代引料合計", "請求金額", "合計金額", "ポイント利用額", "クーポン利用総額"),
    *("10%合計金額", "8%合計金額", "10%クーポン割引額", "8%クーポン割引額"),
)


def test_rakuten_has_an_order_to_two_recipients():
    orders = by(table(rakuten_csv(DAY), "cp932"), "注文番号").values()
    assert sorted(len(by(lines, "送付先ID")) for lines in orders)[-2:] == [1, 2]


def test_rakuten_again_differs_in_one_address_and_one_cancellation():
    before = by(table(rakuten_csv(DAY), "cp932"), "注文番号")
    after = by(table(rakuten_csv(DAY, again=True), "cp932"), "注文番号")
    assert set(after) < set(before)
    changed = Counter(
        column
        for number, lines in after.items()
        for column in RAKUTEN_COLUMNS
        if lines[0][column] != before[number][0][column]
    )
    assert changed["送付先住所それ以降の住所"] == 1
    assert [lines[0]["ステータス"] for lines in after.values()].count("900") == 1
    assert not {"単価", "個数", "請求金額"} & set(changed)


# Amazon, Yahoo!, our own


def test_amazon_reports():
    full, short = table(orders_report(DAY), "cp932", "\t"), table(unshipped_report(DAY), "cp932", "\t")
    assert "item-price" in full[0]
    assert not {"item-price", "currency", "order-status"} & set(short[0])
    pending = [row for row in full if row["order-status"] == "Pending"]
    assert pending
    assert all(not row["item-price"] and not row["ship-address-1"] and row["sku"] for row in pending)
    assert {row["order-id"] for row in pending} == {row["order-id"] for row in full} - {
        row["order-id"] for row in short
    }
    items = [row["order-item-id"] for row in full]
    assert len(set(items)) == len(items)


def test_amazon_prices_are_of_the_line():
    orders = {order.number: order for order in baskets(DAY, "amazon")}
    full = table(orders_report(DAY), "cp932", "\t")
    for number, lines in by([row for row in full if row["order-status"] != "Pending"], "order-id").items():
        parts = ("item-price", "shipping-price", "gift-wrap-price")
        told = sum(int(row[part]) for row in lines for part in parts)
        assert told == orders[number].total


def test_yahoo_files_join_and_add_up():
    orders = table(yahoo_order_csv(DAY), "cp932")
    items = by(table(yahoo_item_csv(DAY), "cp932"), "OrderId")
    assert {row["OrderId"] for row in orders} == set(items)
    for row in orders:
        goods = sum(int(item["UnitPrice"]) * int(item["Quantity"]) for item in items[row["OrderId"]])
        plus = sum(int(row[name]) for name in ("ShipCharge", "GiftWrapCharge", "PayCharge"))
        minus = sum(
            int(row[name]) for name in ("TotalCouponDiscount", "TotalMallCouponDiscount", "UsePoint", "Discount")
        )
        assert int(row["TotalPrice"]) == goods + plus - minus
    assert {row["OrderStatus"] for row in orders} == {"1", "2", "3"}
    assert all(row["ShipStatus"] == "0" for row in orders if row["PayStatus"] == "0" or row["OrderStatus"] in "13")


def test_own_files_add_up_and_hold_any_name():
    typed = json.loads(own_json(DAY))["orders"]
    names = [order["name"] for order in typed]
    with pytest.raises(UnicodeEncodeError):
        "".join(names).encode("cp932")
    for order in typed:
        goods = sum(line["unit_price"] * line["quantity"] for line in order["lines"])
        fees = order["shipping_fee"] + order["payment_fee"] + order["wrapping_fee"]
        assert order["total"] == goods + fees - order["discount"] - order["points"]
    listed = {row["channel_number"] for row in table(own_csv(DAY))}
    assert listed.isdisjoint(order["channel_number"] for order in typed)
    assert len(listed) + len(typed) == 8


# Stories


@pytest.mark.parametrize("channel", sorted(STORIES))
def test_every_story_is_told(channel):
    told = [order.story for order in baskets(DAY, channel) if order.story]
    assert told == [story.__name__ for _, story in sorted(STORIES[channel].items())]


def test_another_day_has_the_same_orders_with_other_numbers():
    first, second = baskets(DAY, "rakuten"), baskets(date(2027, 2, 28), "rakuten")
    assert [order.billed for order in first] == [order.billed for order in second]
    assert {order.number for order in first}.isdisjoint(order.number for order in second)


def test_unknown_codes_are_on_purpose():
    strange = [
        (order.story, line.code)
        for channel in STORIES
        for order in baskets(DAY, channel)
        for parcel in order.parcels
        for line in parcel.lines
        if line.code.upper() not in products()
    ]
    assert strange == [("unknown_code", "ZK-9999-X")]
