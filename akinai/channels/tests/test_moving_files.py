"""The files of old systems: real columns and encodings, and whatever else a file may hold."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.channels.actions import moving
from akinai.channels.files import converting
from akinai.channels.files.converting import Words
from akinai.channels.files.layout import BadLayout
from akinai.channels.models import MovingRow
from akinai.channels.moving import layout, orders, stock
from akinai.channels.moving.beside import Beside
from akinai.channels.moving.difference import Part
from akinai.channels.moving.reading import OldFile, open_all, rows_of, unpack
from akinai.channels.tests.old_systems import SAMPLES, ne_order, ne_product, old, packed
from akinai.core.tables import Unreadable
from akinai.customers.models import Customer
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel

LAYOUTS = [layout.parse(name, told) for name, told in layout.built_in().items()]


def sample(system):
    return [OldFile(path.name, path.read_bytes()) for path in sorted(SAMPLES.glob(f"{system}-*.csv"))]


def taken(system, files):
    report = moving.plan_moving(moving.Brought(files=files, source=system, channel_code="own"), actor="test")
    bad = list(MovingRow.objects.filter(report=report, status="refused").values_list("kind", "row", "column"))
    moving.apply_moving(report.pk, actor="test")
    again = moving.plan_moving(moving.Brought(files=files, source=system, channel_code="own"), actor="test")
    left = {kind: part["new"] + part["different"] for kind, part in again.parts.items()}
    return report, bad, left


@pytest.mark.django_db
def test_next_engine_moves_in_whole():
    make_warehouse()
    make_channel("rakuten", name="楽天市場店", mode="import_only")
    report, bad, left = taken("next-engine", [packed(*sample("next-engine"))])
    assert (bad, set(left.values())) == ([], {0})
    assert report.parts["products"]["new"] == 4
    assert report.parts["orders"]["left_out"] == 1
    assert "Yahoo店" in report.parts["mappings"]["warnings"][0]
    assert dict(Stock.objects.values_list("sku__code", "on_hand")) == {"TWL-WH": 24, "TWL-BL": 8, "TEA-01": 15}
    order = Order.objects.get(channel_number="ne-1001")
    assert (order.billed, order.prefecture, order.city, order.wished_slot) == (3600, "大阪府", "大阪市北区", "am")
    assert [line.tax_rate for line in order.lines.all()] == [1000, 1000]


@pytest.mark.django_db
def test_ec_cube_moves_in_whole():
    make_warehouse()
    report, bad, left = taken("ec-cube", sample("ec-cube"))
    assert bad == [("products", 5, "商品コード"), ("stock", 5, "商品コード")]
    assert set(left.values()) == {0}
    assert report.parts["customers"]["left_out"] == 2
    assert Customer.objects.get().birthday.year == 1980
    order = Order.objects.get()
    assert (order.payment_fee, order.points, order.billed, order.shipping_fee) == (330, 100, 2590, 600)
    assert [(line.sku.code, line.quantity, line.price_includes_tax) for line in order.lines.all()] == [
        ("TNG-AI", 2, False)
    ]
    # What EC-CUBE tells is free: the pieces of the open order lie on the shelf beside it.
    assert dict(Stock.objects.values_list("sku__code", "on_hand")) == {"TNG-AI": 9, "TNG-AK": 3}


def test_every_layout_says_what_is_not_proven_and_names_every_field_it_needs():
    assert all(each.unproven for each in LAYOUTS)
    assert {(each.source, each.kind) for each in LAYOUTS} >= {("next-engine", kind) for kind in layout.KINDS}


@pytest.mark.parametrize(
    "told",
    [
        [], {"kind": "products"}, {"kind": "products", "source": "next-engine", "fields": {"code": "a"}},
        {"kind": "stock", "source": "ec-cube", "fields": {"code": {"columns": "a"}}, "drop": 1},
        {"kind": "stock", "source": "ec-cube", "fields": {"code": 5}, "gather": [1], "names": []},
        {"kind": "orders", "source": "ec-cube", "orders": {}}, {"kind": "orders", "source": "ec-cube"},
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_is_refused_in_sentences(told):
    with pytest.raises(BadLayout) as refused:
        layout.parse("x", told)
    assert all(refused.value.problems)


def read(file: OldFile) -> None:
    """Everything that happens before the database."""
    try:
        opened = open_all(unpack([file]), LAYOUTS)
    except Unreadable:
        return
    for each in opened:
        part = Part(each.layout.kind)
        if each.layout.orders is None:
            good, bad, _left = rows_of(each, False)
            assert all(one.message for one in bad)
            if each.layout.kind == "stock":
                stock.read(good, part)
        else:
            for group in orders._groups(each, part):
                converting.convert(group, each.layout.orders, Words(), "shop")
        assert all(line.message for line in part.lines)


ODD = ["", "0", "-1", "三", "1e9", "=1+1", "2026-02-30", "\0", "９", "a" * 30_000, "NaN", "1,2", '"', "\n"]
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(ODD))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), chosen=st.sampled_from(LAYOUTS))
def test_any_cells_under_the_right_headers(data, chosen):
    columns = sorted(
        {c for f in chosen.fields.values() for c in f.columns} | (chosen.orders.columns() if chosen.orders else set())
    )
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(columns)), max_size=4))
    lines = ["\t".join(columns), *("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)]
    read(OldFile("x.tsv", "\n".join(lines).encode("utf-8", "surrogatepass")))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda b: b"PK\x03\x04" + b)))
def test_any_bytes(data):
    read(OldFile("x.zip", data))


def test_a_zip_may_hold_anything():
    read(packed(OldFile("a.csv", b"a,b\n1,2\n"), OldFile("b.pdf", b"%PDF")))
    with pytest.raises(Unreadable):
        unpack([packed(OldFile("b.pdf", b"%PDF"))])


def test_shops_are_known_however_they_are_decorated():
    from akinai.channels.moving.beside import shop_key

    assert shop_key("★楽天市場店★") == shop_key("楽天市場店 ")
    assert Beside(None, "", 1, {"a": "x"}).channel_of("◆Ａ◆") == "x"  # type: ignore[arg-type, dict-item]
    assert json.dumps(layout.built_in()["ec-cube-orders"])


@pytest.mark.django_db
def test_many_rows_take_as_many_statements_as_few():
    make_warehouse()
    make_channel("rakuten", name="楽天市場店", mode="import_only")

    def statements(start: int, count: int) -> int:
        codes = [f"N-{n}" for n in range(start, start + count)]
        files = [
            old("p.csv", *[ne_product(code) for code in codes]),
            old("z.csv", *[{"商品コード": code, "在庫数": "3"} for code in codes]),
            old("h.csv", *[{"商品コード": code, "楽天市場店": f"r-{code}"} for code in codes]),
            old("j.csv", *[ne_order(f"R-{code}", 商品コード=code) for code in codes]),
        ]
        with CaptureQueriesContext(connection) as asked:
            report = moving.plan_moving(
                moving.Brought(files=files, source="next-engine", channel_code="rakuten"), actor="test"
            )
            moving.apply_moving(report.pk, actor="test")
        assert MovingRow.objects.filter(report=report, done_at=None).exclude(status="only_here").count() == 0
        return len(asked)

    statements(0, 2)  # what is remembered after the first time
    assert statements(10, 3) == statements(100, 40)
