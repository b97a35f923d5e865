"""Moving in: an old system's files are compared first, applied by a person, and the second time there is nothing."""

import pytest

from akinai.catalog.models import Sku
from akinai.channels.actions import moving, unmoving
from akinai.channels.models import MovingRow, SkuMapping
from akinai.channels.moving import orders
from akinai.channels.tests.old_systems import export_of_ours, ne_order, ne_product, old, packed
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.customers.models import Address, Customer
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_bundle, make_sku, make_stock, make_warehouse
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse():
    return make_warehouse()


def plan(*files, source="next-engine", **more):
    return moving.plan_moving(moving.Brought(files=files, source=source, **more), actor="test")


def counts(report, kind):
    return {name: n for name, n in report.parts[kind].items() if isinstance(n, int) and n}


def own(code, **more):
    """A SKU as Next Engine tells one."""
    made = make_sku(code, **{"price": 500, "price_includes_tax": False, **more})
    Sku.objects.filter(pk=made.pk).update(name="りんご")
    return made


def rows(report, **wanted):
    return list(MovingRow.objects.filter(report=report, **wanted).order_by("id"))


PRODUCTS = old("syohin_basic.csv", ne_product("APPLE-1", tax_rate="8", haba="3.5"), ne_product("PEAR-1", "なし", 300))
SETS = old(
    "set_syohin.csv",
    {"set_syohin_code": "SET-1", "set_syohin_name": "詰合せ", "set_baika_tnk": "900", "syohin_code": "APPLE-1",
     "suryo": "2"},
    {"set_syohin_code": "", "set_syohin_name": "", "set_baika_tnk": "", "syohin_code": "PEAR-1", "suryo": "1"},
)  # fmt: skip
STOCK = old("zaiko.csv", {"商品コード": "APPLE-1", "在庫数": "12"}, {"商品コード": "PEAR-1", "在庫数": "3"})


def test_nothing_is_written_before_a_person_says_so():
    report = plan(packed(PRODUCTS, SETS, STOCK), old("j.csv", ne_order()), channel_code="rakuten")
    assert (Sku.objects.count(), Stock.objects.count(), Order.objects.count()) == (0, 0, 0)
    assert counts(report, "products") == {"new": 2}
    assert counts(report, "sets") == {"new": 1}
    assert counts(report, "stock") == {"new": 2}
    assert counts(report, "orders") == {"new": 1}
    assert report.parts["stock"]["totals"]["pieces"] == [15, 0]
    assert report.parts["orders"]["totals"]["amount"] == [1500, 0]


def test_everything_applied_is_the_same_the_next_time():
    files = (packed(PRODUCTS, SETS, STOCK), old("j.csv", ne_order()))
    report = plan(*files, channel_code="rakuten")
    assert moving.apply_moving(report.pk, actor="test").done
    assert set(Sku.objects.get(code="SET-1").parts.values_list("part__code", "quantity")) == {
        ("APPLE-1", 2),
        ("PEAR-1", 1),
    }
    assert Sku.objects.get(code="APPLE-1").width_mm == 35
    assert Stock.objects.get(sku__code="APPLE-1").on_hand == 12
    placed = Order.objects.get()
    assert (placed.channel.code, placed.channel.mode, placed.screened) == ("rakuten", "import_only", False)
    assert (placed.prefecture, placed.city, placed.line1) == ("東京都", "港区", "芝公園4-2-8")
    assert {row.done_at is not None for row in rows(report)} == {True}
    again = plan(*files, channel_code="rakuten")
    assert [counts(again, kind) for kind in again.parts] == [{"same": 2}, {"same": 1}, {"same": 1}, {"same": 2}]
    assert rows(again) == []
    moving.apply_moving(again.pk, actor="test")
    assert (Sku.objects.count(), Order.objects.count()) == (3, 1)
    with pytest.raises(Refused):
        moving.apply_moving(again.pk, actor="test")


def test_cut_off_it_goes_on_and_all_of_it_can_be_undone(monkeypatch):
    report = plan(PRODUCTS, old("j.csv", *(ne_order(n) for n in ("1", "2", "3"))), channel_code="rakuten")
    monkeypatch.setattr(orders, "BATCH", 2)
    place = orders.orders.place_orders
    calls = []

    def killed(incoming, **more):
        calls.append(len(incoming))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return place(incoming, **more)

    monkeypatch.setattr(orders.orders, "place_orders", killed)
    with pytest.raises(KeyboardInterrupt):
        moving.apply_moving(report.pk, actor="test")
    assert Order.objects.count() == 2
    applied = moving.carry_on(report.pk)
    assert applied.done
    assert calls == [2, 1, 1]
    assert {kind: (part["done"], part["failed"]) for kind, part in applied.report.parts.items()} == {
        "products": (2, 0),
        "orders": (3, 0),
    }
    assert len([row for row in rows(report, kind="orders") if row.made]) == 3
    assert moving.carry_on(report.pk).done
    outcome = unmoving.undo_moving(report.pk, kinds=["orders"], actor="test")
    assert (len(outcome.done), Order.objects.filter(cancelled=True).count()) == (3, 3)


def test_what_is_here_exported_is_the_same():
    for n in range(4):
        make_stock(n + 1, sku=own(f"P-{n}"))
    whole = make_bundle(dict.fromkeys(Sku.objects.filter(code__in=["P-1", "P-2"]), 2))
    Sku.objects.filter(pk=whole.pk).update(price=900, price_includes_tax=False)
    report = plan(*export_of_ours())
    assert [counts(report, kind) for kind in report.parts] == [{"same": 4}, {"same": 1}, {"same": 4}]


def test_a_difference_names_each_field_and_a_bad_row_its_column():
    own("APPLE-1", price=480)
    make_sku("ONLY-1")
    report = plan(
        old("p.csv", ne_product("APPLE-1"), ne_product("BAD-1", price="三百"), ne_product("APPLE-1", "ふじ")),
        old("z.csv", {"商品コード": "APPLE-1", "在庫数": "-2"}, {"商品コード": "NONE", "在庫数": "1"}),
    )  # fmt: skip
    [different] = rows(report, kind="products", status="different")
    assert ["price", "480", "500"] in different.changes
    [bad, twice] = rows(report, kind="products", status="refused")
    assert (bad.row, bad.column) == (3, "baika_tnk")
    assert "三百" in bad.message
    assert (twice.row, "2" in twice.message) == (4, True)
    assert [row.key for row in rows(report, status="only_here")] == ["ONLY-1"]
    [negative, unknown] = rows(report, kind="stock", status="refused")
    assert (negative.row, negative.column, unknown.row, unknown.column) == (2, "在庫数", 3, "商品コード")


def test_a_report_that_is_not_true_any_more_is_shown_anew():
    report = plan(PRODUCTS)
    own("PEAR-1", price=1)
    applied = moving.apply_moving(report.pk, actor="test")
    assert not applied.done
    assert Sku.objects.filter(code="APPLE-1").count() == 0
    assert applied.report.state == "planned"
    assert moving.apply_moving(report.pk, actor="test").done


def test_kinds_are_chosen_one_by_one():
    report = plan(PRODUCTS, STOCK)
    first = moving.apply_moving(report.pk, kinds=["products"], actor="test")
    assert (first.done, first.report.state) == (True, "planned")
    assert Stock.objects.count() == 0
    assert moving.apply_moving(report.pk, actor="test").report.state == "applied"
    assert Stock.objects.get(sku__code="PEAR-1").on_hand == 3


def test_codes_of_the_malls_by_a_column_for_each_shop():
    make_sku("APPLE-1")
    make_sku("PEAR-1")
    rakuten, yahoo = make_channel("rakuten", name="楽天市場店"), make_channel("yahoo", name="Yahoo店")
    SkuMapping.objects.create(channel=yahoo, code="y-apple", sku=Sku.objects.get(code="PEAR-1"), listing="page")
    file = old(
        "himoduke.csv",
        {"商品コード": "APPLE-1", "★楽天市場店★": "r-apple", "◆Yahoo店◆": "y-apple", "他店": "x"},
        {"商品コード": "PEAR-1", "★楽天市場店★": "", "◆Yahoo店◆": "", "他店": ""},
        {"商品コード": "NONE", "★楽天市場店★": "r-none", "◆Yahoo店◆": "", "他店": ""},
    )
    report = plan(file)
    assert counts(report, "mappings") == {"new": 1, "different": 1, "refused": 1}
    assert "他店" in report.parts["mappings"]["warnings"][0]
    moving.apply_moving(report.pk, actor="test")
    assert SkuMapping.objects.get(channel=rakuten).sku.code == "APPLE-1"
    mine = SkuMapping.objects.get(channel=yahoo)
    assert (mine.sku.code, mine.listing) == ("APPLE-1", "page")


def test_members_of_ec_cube_keep_their_account_without_a_password():
    person = {
        "会員ID": "1", "お名前(姓)": "鈴木", "お名前(名)": "一郎", "お名前(セイ)": "スズキ", "お名前(メイ)": "イチロウ",
        "会社名": "", "郵便番号": "5300001", "都道府県(名称)": "大阪府", "住所1": "大阪市北区梅田", "住所2": "3-1-1",
        "メールアドレス": "Ichiro@example.jp", "TEL": "0612345678", "誕生日": "", "ショップ用メモ欄": "",
        "会員ステータス(ID)": "2", "登録日": "2020-04-01 10:00:00",
    }  # fmt: skip
    file = old("customer.csv", person, person | {"メールアドレス": "left@example.jp", "会員ステータス(ID)": "3"},
               person | {"メールアドレス": "bad"}, encoding="utf-8")  # fmt: skip
    report = plan(file, source="ec-cube")
    assert counts(report, "customers") == {"new": 1, "refused": 1, "left_out": 1}
    moving.apply_moving(report.pk, actor="test")
    member = Customer.objects.get()
    assert (member.name, member.phone, member.confirmed_at is not None) == ("鈴木 一郎", "0612345678", True)
    assert not member.user.has_usable_password()
    assert member.joined_at.year == 2020
    address = Address.objects.get(customer=member)
    assert (address.prefecture, address.city, address.line1) == ("大阪府", "大阪市北区", "梅田")
    assert counts(plan(file, source="ec-cube"), "customers")["same"] == 1


def test_a_file_of_nothing_we_know_is_refused_whole():
    with pytest.raises(Unreadable, match=r"x\.csv"):
        plan(old("x.csv", {"あ": "1", "い": "2"}))
    with pytest.raises(Unreadable):
        plan(PRODUCTS, source="excel")


def test_what_was_brought_is_taken_back():
    own("PEAR-1", price=100)
    make_stock(1, sku=Sku.objects.get(code="PEAR-1"))
    channel = make_channel("rakuten", mode="import_only")
    codes = old("c.csv", {"商品コード": "PEAR-1", "モール商品コード": "r-pear", "店舗名": "rakuten"})
    report = plan(PRODUCTS, SETS, STOCK, codes, old("j.csv", ne_order()), channel_code="rakuten")
    moving.apply_moving(report.pk, actor="test")
    assert SkuMapping.objects.filter(channel=channel, code="r-pear").exists()
    outcome = unmoving.undo_moving(report.pk, actor="test")
    assert outcome.refused == []
    pear = Sku.objects.get(code="PEAR-1")
    assert (pear.price, pear.name, pear.active) == (100, "りんご", True)
    assert set(Sku.objects.filter(active=False).values_list("code", flat=True)) == {"APPLE-1", "SET-1"}
    assert dict(Stock.objects.values_list("sku__code", "on_hand")) == {"PEAR-1": 1, "APPLE-1": 0}
    assert (SkuMapping.objects.count(), Order.objects.get().cancelled) == (0, True)
    assert unmoving.undo_moving(report.pk, actor="test").done == []
