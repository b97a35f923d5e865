"""観察: each day the old system's export is laid beside what is here; every difference with its likely reason."""

import datetime as dt
import os

import pytest

from akinai.channels.actions import comparing
from akinai.channels.models import Comparison, ComparisonRow, Connection, MallOrder
from akinai.channels.tests.old_systems import ne_order, old
from akinai.core import clock, home
from akinai.core.tables import Unreadable
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders import actions as orders
from akinai.orders.actions import IncomingLine, IncomingOrder, Person
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def channel():
    make_warehouse()
    made = make_channel("rakuten", mode="observe", total_rule="")
    Connection.objects.create(channel=made, last_import_at=dt.datetime(2026, 11, 20, 20, tzinfo=clock.JST))
    return made


def place(number, *, code="APPLE-1", quantity=2, hour=10, billed=1500, **more):
    order = IncomingOrder(
        channel_code="rakuten",
        channel_number=number,
        lines=[IncomingLine(sku_code=code, quantity=quantity, unit_price=500)],
        ordered_at=dt.datetime(2026, 11, 20, hour, tzinfo=clock.JST),
        buyer=Person(name="山田 花子"),
        billed=billed,
        total=billed,
        **more,
    )
    orders.place_orders([order], actor="test")
    return Order.objects.get(channel_number=number)


def compare(channel, *files):
    return comparing.compare_day(channel.pk, files, day=DAY, actor="test")


def found(kind="orders"):
    rows = ComparisonRow.objects.filter(comparison__kind=kind).order_by("key", "difference")
    return [(row.key, row.difference, row.by, row.reason) for row in rows]


def test_the_same_day_on_both_sides(channel):
    make_sku("APPLE-1")
    place("R-1")
    place("R-2")
    [made] = compare(channel, old("juchu.csv", ne_order("R-1"), ne_order("R-2")))
    assert (made.there, made.here, made.same, found()) == (2, 2, 2, [])
    assert made.totals["amount"] == [3000, 3000]


def test_every_difference_is_named_with_its_reason(channel):
    make_sku("APPLE-1")
    place("R-same")
    place("R-lines", quantity=3)
    place("R-points", billed=1300, points=200)
    place("R-off", billed=1430)
    place("R-ships")
    place("R-here")
    place("R-late", hour=23)
    place("R-split")
    MallOrder.objects.create(
        connection=channel.connection, number="R-bad", stage="new", digest="", ordered_at=clock.now(),
        seen_at=clock.now(), read_at=clock.now(), refused="数量がありません。",
    )  # fmt: skip
    compare(
        channel,
        old(
            "juchu.csv", ne_order("R-same"), ne_order("R-lines"), ne_order("R-points"), ne_order("R-off"),
            ne_order("R-ships", 出荷済フラグ="1"), ne_order("R-bad"), ne_order("R-new", 受注日="2026/11/20 21:00:00"),
            ne_order("R-lost"), ne_order("R-split"), ne_order("R-split-1"), ne_order("R-other", 受注日="2026/11/19"),
        ),
    )  # fmt: skip
    assert found() == [
        ("R-bad", "only_there", 1500, "refused_here"),
        ("R-here", "only_here", -1500, "unknown"),
        ("R-late", "only_here", -1500, "not_read_there"),
        ("R-lines", "lines", -1, "edited_there"),
        ("R-lost", "only_there", 1500, "unknown"),
        ("R-new", "only_there", 1500, "not_read_here"),
        ("R-off", "amount", 70, "unknown"),
        ("R-points", "amount", 200, "points"),
        ("R-ships", "state", 0, "ships_there"),
        ("R-split-1", "only_there", 1500, "split_there"),
    ]
    made = Comparison.objects.get()
    assert (made.only_there, made.only_here, made.differing, made.same, made.explained) == (4, 2, 4, 2, 3)


def test_stock_counts_the_orders_the_old_system_has_promised(channel):
    same, sold, counted, gone = (make_stock(10, sku=make_sku(code)) for code in ("SAME", "SOLD", "COUNT", "GONE"))
    place("R-1", code="SAME", quantity=2)
    place("R-2", code="SOLD", quantity=3)
    make_stock(1, sku=make_sku("MINE"))
    compare(
        channel,
        old("juchu.csv", ne_order("R-1", 商品コード="SAME"), ne_order("R-9", 商品コード="APPLE-1")),
        old(
            "zaiko.csv",
            {"商品コード": "SAME", "在庫数": "10", "フリー在庫数": "8"},
            {"商品コード": "SOLD", "在庫数": "10", "フリー在庫数": "10"},
            {"商品コード": "COUNT", "在庫数": "4", "フリー在庫数": "4"},
            {"商品コード": "GONE", "在庫数": "10", "フリー在庫数": "10"},
            {"商品コード": "NONE", "在庫数": "1", "フリー在庫数": "1"},
        ),
    )
    assert found("stock") == [
        ("COUNT", "stock", -6, "changed_here"),
        ("MINE", "only_here", -1, "unknown"),
        ("NONE", "only_there", 1, "code_unknown"),
        ("SOLD", "stock", 3, "orders_only_here"),
    ]
    assert {same.code, sold.code, counted.code, gone.code} == {"SAME", "SOLD", "COUNT", "GONE"}


def test_a_day_compared_again_replaces_what_was_found(channel):
    compare(channel, old("juchu.csv", ne_order("R-1")))
    compare(channel, old("juchu.csv", ne_order("R-2")))
    assert [row[0] for row in found()] == ["R-2"]


def test_a_bad_row_of_the_export_is_a_row_of_the_report(channel):
    compare(channel, old("juchu.csv", ne_order("R-1", 受注数量="三")))
    row = ComparisonRow.objects.get()
    assert (row.difference, "三" in row.there) == ("refused", True)


def test_the_folder_is_watched_and_its_files_put_away(channel, tmp_path, monkeypatch):
    monkeypatch.setenv("AKINAI_HOME", str(tmp_path))
    folder = home.path() / "inbox" / "rakuten" / "old"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (("juchu-20261120.csv", old("", ne_order("R-1")).data), ("notes-20261121.csv", b"a,b\n1,2\n")):
        (folder / name).write_bytes(data)
        os.utime(folder / name, (1, 1))
    assert comparing.take_old_exports() == 2
    assert (Comparison.objects.get().day, list(folder.glob("*.csv"))) == (DAY, [])
    assert [path.name[16:] for path in (folder / "failed").iterdir()] == ["notes-20261121.csv"]
    assert Order.objects.count() == 0
    with pytest.raises(Unreadable):
        compare(channel, old("x.csv", {"a": "1"}))
