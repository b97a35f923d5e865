"""Product files in and out."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.catalog import cli, exporting, queries
from akinai.catalog.actions import SkuEdit, apply_import, import_products, plan_import, save_skus
from akinai.catalog.columns import parts
from akinai.catalog.models import CatalogImport, Sku
from akinai.catalog.tests.making import make_sku, make_skus, make_tax
from akinai.core.cli import main
from akinai.core.outcome import Refused
from akinai.core.tables import Unencodable, Unreadable, read_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tax(db):
    make_tax()


def take(text: str | bytes, name: str = "products.csv") -> CatalogImport:
    return import_products(text if isinstance(text, bytes) else text.encode(), name, actor="cli")


def rejected(row: CatalogImport) -> list[tuple[int, str]]:
    return [(number, field) for number, field, _message in row.plan["refused"]]


@pytest.mark.parametrize("cell", ["A-1:2;B:3", "A-1×2；B × 3", "Ａ-1＊２\nB*3", "A-1：2;B:3"])
def test_parts_are_read_however_the_pieces_are_marked(cell):
    assert parts(cell) == (("A-1", 2), ("B", 3))


def test_three_columns_are_enough_and_zeros_stay():
    row = take("code,name,price\n0012,みかん,1200\n")
    assert (row.new, row.changed, row.unchanged, row.rejected) == (1, 0, 0, 0)
    sku = queries.skus_by_code(["0012"])["0012"]
    assert (sku.code, sku.name, sku.price, sku.tax_category, sku.active) == ("0012", "みかん", 1200, "standard", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_headers_in_every_encoding(encoding):
    text = "商品コード\t商品名\t販売価格\t温度帯\t荷扱い\t税区分\n"
    text += "00A\t髙島屋の皿\t１，２００円\t冷蔵\tワレモノ注意、天地無用\t飲食料品\n"
    assert take(text.encode(encoding)).new == 1
    sku = queries.skus_by_code(["00a"])["00a"]
    assert (sku.name, sku.price, sku.temperature, sku.tax_category) == ("髙島屋の皿", 1200, "chilled", "food")
    assert sku.handling == ("fragile", "this_side_up")


def test_each_bad_cell_is_named_and_good_rows_go_in():
    row = take(
        "code,name,price,release_date,weight_g,jan,gift,wonder\n"
        "OK1,良い,100,2026-02-28,1,4901234567894,1,x\n"
        "BAD1,三,三,,,,,\n"
        "BAD2,負,-1,,,,,\n"
        "BAD3,大,1e9,,,,,\n"
        "BAD4,大,1000000000,,,,,\n"
        "BAD5,日,100,2026-02-30,,,,\n"
        "4.9E+12,壊れた,100,,,,,\n"
        "BAD7,壊れたJAN,100,,,4.9E+12,,\n"
        ",名前だけ,100,,,,,\n"
        "BAD8,,100,,,,,\n"
        "BAD9,値なし,,,,,,\n"
        "OK1,二度目,100,,,,,\n"
        "ragged,x\n"
        "BAD10,よくわからない,100,,,,たぶん,\n"
        "OK2,良い,２００,,,,0,\n"
    )
    assert row.new == 2
    assert rejected(row) == [
        (3, "price"), (4, "price"), (5, "price"), (6, "price"), (7, "release_date"), (8, "code"), (9, "jan"),
        (10, "code"), (11, "name"), (12, "price"), (13, "code"), (14, "price"), (15, "gift"),
    ]  # fmt: skip
    assert set(Sku.objects.values_list("code", flat=True)) == {"OK1", "OK2"}
    assert any("wonder" in warning for warning in row.plan["warnings"])


@pytest.mark.parametrize(
    "data",
    [b"", b"name,price\nx,1\n", b"code;name\n1;2\n", b"\x89PNG..", "code,商品コード,name,price\n1,1,a,1\n".encode()],
)
def test_a_file_that_is_no_table_of_products_is_refused(data):
    with pytest.raises(Unreadable):
        take(data)
    assert not CatalogImport.objects.exists()


def test_hostile_cells_harm_nothing():
    big = "x" * 10_000_000
    row = take(
        f"code,name,price,packing_note\nA,a,1,{big}\nB,b\0b,1,\nC,c\x07,1,\nD,絵文字🍎,1,𠮷\nE,e,{big},\n{big},f,1,\n"
    )
    assert row.new == 1
    assert rejected(row) == [(2, "packing_note"), (3, "name"), (4, "name"), (6, "price"), (7, "code")]
    assert all(len(message) < 400 for _row, _field, message in row.plan["refused"])


def test_a_column_left_out_leaves_the_field_and_an_empty_cell_clears_it():
    make_sku("A", shelf="X-1", packing_note="そっと", gift=False, order_limit=3, price=500)
    take("code,name,price,shelf,gift\nA,品 A,500,,\n")
    sku = Sku.objects.get()
    assert (sku.shelf, sku.packing_note, sku.gift, sku.order_limit) == ("", "そっと", False, 3)


def test_an_empty_price_never_erases_one():
    make_skus("A", "B")
    save_skus([SkuEdit(1, {"code": "B", "price": None})], actor="cli")
    row = take("code,name,price\nA,品 A,\nB,品 B,\n")
    assert rejected(row) == [(2, "price")]
    assert row.unchanged == 1


def test_bundles_and_cases_come_in_one_file_in_any_order():
    row = take(
        "code,name,price,parts,case_of,case_quantity\n"
        "SET,セット,300,A:2;B,,\nBOX,箱,1000,,a,12\nA,あ,100,,,\nB,い,100,,,\n"
        "NEST,入れ子,1,SET:1,,\nBOTH,両方,1,A:1,B,2\nHALF,半分,1,,A,\n"
    )
    assert row.new == 4, row.plan["refused"]
    assert rejected(row) == [(6, "parts"), (7, "case_of"), (8, "case_quantity")]
    facts = queries.skus_by_code(["SET", "BOX", "A"])
    assert facts["box"].parts == ((facts["a"].id, 12),)
    assert facts["set"].kind, facts["box"].kind == ("bundle", "case")
    take("code,name,price,parts\nSET,セット,300,\nBOX,箱,1000,\n")
    facts = queries.skus_by_code(["SET", "BOX"])
    assert (facts["set"].kind, facts["box"].kind) == ("single", "case")


def test_the_diff_is_shown_first_and_applied_after():
    make_skus("A", "B", price=100)
    plan = plan_import("code,name,price\nA,品 A,150\nB,品 B,100\nC,新,1\nD,,1\n".encode(), "p.csv", actor="staff:1")
    assert (plan.new, plan.changed, plan.unchanged, plan.rejected) == (1, 1, 1, 1)
    assert plan.plan["changed"] == [(2, "A", [("price", "100", "150")])]
    assert Sku.objects.get(code="A").price == 100
    applied = apply_import(plan.pk, actor="staff:1")
    assert applied.done
    assert Sku.objects.get(code="A").price == 150
    assert Sku.objects.filter(code="C").exists()
    with pytest.raises(Refused):
        apply_import(plan.pk, actor="staff:1")


def test_a_stale_diff_is_shown_again_instead_of_applied():
    make_sku("A", price=100)
    plan = plan_import("code,name,price\nA,品 A,150\n".encode(), "p.csv", actor="staff:1")
    make_sku("A", price=120)
    again = apply_import(plan.pk, actor="staff:1")
    assert not again.done
    assert Sku.objects.get().price == 120
    assert again.row.plan["changed"] == [(2, "A", [("price", "120", "150")])]
    assert apply_import(plan.pk, actor="staff:1").done
    assert Sku.objects.get().price == 150


def test_an_excel_file_of_ours_comes_back_without_a_change():
    make_sku(
        "0012", jan="4901234567894", release_date=dt.date(2026, 4, 1), handling=("fragile",), category=("食品 > 菓子",)
    )
    make_sku("SET", kind="bundle", parts=(("0012", 2),), packing_note="=1+1")
    row = take(exporting.export_xlsx(), "all.xlsx")
    assert (row.new, row.changed, row.unchanged, row.rejected) == (0, 0, 2, 0), row.plan
    assert not row.plan["warnings"]


def test_numbers_in_excel_keep_digits_and_warn():
    from akinai.core.tables import write_xlsx

    row = take(write_xlsx(["code", "name", "price"], [[4901234567894, "数字のコード", 100]]), "x.xlsx")
    assert row.new == 1
    assert Sku.objects.get().code == "4901234567894"
    assert row.plan["warnings"]


def test_cp932_names_what_it_lacks():
    make_sku("A", name="𠮷野のりんご🍎")
    with pytest.raises(Unencodable) as refused:
        exporting.export_csv(encoding="cp932")
    assert {problem.field for problem in refused.value.problems} == {"name", "product_name"}
    make_sku("A", name="髙島屋")
    assert read_table(exporting.export_csv(encoding="cp932")).encoding == "cp932"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
codes = st.text("0123456789ABCabc-_ａ９ :'=+@#/\\\"、", min_size=1, max_size=8).filter(
    lambda code: bool(code.strip()) and queries.code_key(code) != ""
)
small = st.none() | st.integers(1, 99_999)
rows = st.fixed_dictionaries(
    {"code": codes, "name": words.filter(lambda w: bool(w.strip())), "price": st.none() | st.integers(0, 999_999_999)},
    optional={
        "jan": st.sampled_from(["", "4901234567894", "00123457", "0012345678905"]),
        "tax_category": st.sampled_from(["standard", "food"]),
        "cost": small, "weight_g": small, "length_mm": small, "order_limit": small, "low_stock": small,
        "temperature": st.sampled_from(["ambient", "chilled", "frozen"]),
        "shelf": words, "options": words, "name_en": words, "description": words, "packing_note": words,
        "release_date": st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)),
        "lead_days": st.integers(0, 365), "gift": st.booleans(), "active": st.booleans(),
        "price_includes_tax": st.booleans(),
        "handling": st.sampled_from([(), ("fragile",), ("fragile", "perishable")]),
        "category": st.sampled_from([(), ("食品",), ("ギフト", "食品 > 菓子")]),
    },
)  # fmt: skip


def cleaned(row: dict) -> dict:
    """As the readers of cells leave a text: what the database holds never has edges of spaces."""
    from akinai.catalog.columns import BY_NAME
    from akinai.core.tables import BadCell

    found = {}
    for name, value in row.items():
        if isinstance(value, str):
            try:
                value = BY_NAME[name].read(value)
            except BadCell:
                continue
        found[name] = value
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=1, max_size=4), st.sampled_from(["csv", "xlsx"]))
def test_what_is_written_reads_back_without_a_change(wanted, kind):
    Sku.objects.all().delete()
    edits = [SkuEdit(n, made) for n, row in enumerate(wanted) if {"code", "name"} <= (made := cleaned(row)).keys()]
    save_skus(edits, actor="cli")
    data = exporting.export_csv() if kind == "csv" else exporting.export_xlsx()
    if not Sku.objects.exists():
        return
    row = take(data, f"all.{kind}")
    assert (row.new, row.changed, row.rejected) == (0, 0, 0), row.plan


def test_command_line(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("code,name,price\n0001,あ,100\n0002,い,三\n")
    assert cli.import_products_file.name == "products"  # registered by being imported
    run = CliRunner()
    dry = run.invoke(main, ["import", "products", str(file), "--dry-run", "--json"])
    assert json.loads(dry.stdout)["new"] == 1
    assert not Sku.objects.exists()
    done = run.invoke(main, ["import", "products", str(file), "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["new"], told["changed"], told["unchanged"]) == (1, 0, 0)
    assert told["rejected"][0]["row"] == 3
    assert told["rejected"][0]["field"] == "price"
    assert run.invoke(main, ["import", "products", str(tmp_path / "no.csv")]).exit_code == 2
    file.write_bytes(b"")
    assert run.invoke(main, ["import", "products", str(file), "--json"]).exit_code == 2
    out = tmp_path / "out.xlsx"
    assert run.invoke(main, ["export", "products", str(out)]).exit_code == 0
    assert read_table(out.read_bytes()).rows[0]["code"] == "0001"
