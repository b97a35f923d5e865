"""Reading and writing tables: encodings, separators, broken lines, Excel."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.core.tables import (
    BadCell,
    Unencodable,
    Unreadable,
    day,
    guarded,
    integer,
    read_table,
    write_csv,
    write_xlsx,
    yes_no,
)


def cells(data: bytes, **options):
    table = read_table(data, **options)
    return [list(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_encoding_and_separator_are_found(encoding, sign):
    written = f"商品コード{sign}商品名\r\n0012{sign}﨑の器\r\n".encode(encoding)
    table = read_table(written)
    assert table.headers == ["商品コード", "商品名"]
    assert table.delimiter == sign
    assert table.rows[0].cells == {"商品コード": "0012", "商品名": "﨑の器"}
    assert table.rows[0].number == 2


def test_broken_rows_are_named_and_the_rest_is_read():
    table = read_table(b'a,b\n1,2\n3\n4,5,6\n"x"y,7\n8,9,\n\n10,11\n1\0,2\n')
    assert [(row.number, row["a"]) for row in table.rows] == [(2, "1"), (6, "8"), (8, "10")]
    assert [(refusal.key, refusal.field) for refusal in table.refused] == [(3, "b"), (4, "b"), (5, ""), (9, "a")]
    assert all(refusal.message for refusal in table.refused)


def test_a_quotation_mark_that_is_never_closed_costs_one_row():
    table = read_table(b'a,b\n1,2\n"3,4\n5,6\n7,8\n')
    assert [row["a"] for row in table.rows] == ["1", "5", "7"]
    assert [refusal.key for refusal in table.refused] == [3]


def test_cells_with_line_breaks_and_ten_megabytes():
    table = read_table(b'a,b\n"one\ntwo",' + b"x" * 10_000_000 + b"\n3,4\n")
    assert table.rows[0]["a"] == "one\ntwo"
    assert len(table.rows[0]["b"]) == 10_000_000
    assert table.rows[1].number == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf\r\n",
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"a,b\n\x81\xff\xff,1\n",
        b"a,a\n1,2\n",
        b"PK\x03\x04rubbish",
    ],
)
def test_what_is_no_table_gets_a_sentence(data):
    with pytest.raises(Unreadable) as refused:
        read_table(data)
    assert len(str(refused.value)) > 5


def test_excel_keeps_digits_dates_and_leading_zeros():
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["code", "jan", "day", "rate", "yes", "long"])
    import datetime as dt

    sheet.append(["0012", 4901234567894, dt.date(2026, 2, 28), 0.5, True, 12345678901234567])
    out = io.BytesIO()
    book.save(out)
    row = read_table(out.getvalue()).rows[0]
    assert row.cells == {
        "code": "0012", "jan": "4901234567894", "day": "2026-02-28", "rate": "0.5", "yes": "1", "long": "1.23457E+16",
    }  # fmt: skip
    assert row.numeric == {"jan", "rate", "long"}


def test_a_zip_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/a.xml", "w") as file:
        for _ in range(400):
            file.write(b"0" * 1_000_000)
    with pytest.raises(Unreadable):
        read_table(out.getvalue())


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@sum", "'=x", "''=x"])
def test_formulas_are_disarmed_in_csv_and_come_back(cell):
    assert guarded(cell).startswith("'")
    assert cells(write_csv(["a", "b"], [[cell, "1"]])) == [[cell, "1"]]


def test_plain_numbers_need_no_apostrophe():
    assert [guarded(cell) for cell in ("-5", "+3.5", "1,200", "'s")] == ["-5", "+3.5", "1,200", "'s"]


def test_excel_holds_no_formula():
    data = write_xlsx(["=a", "b"], [["=1+1", 5]])
    assert read_table(data).rows[0].cells == {"=a": "=1+1", "b": "5"}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_what_cp932_lacks_is_named():
    with pytest.raises(Unencodable) as refused:
        write_csv(["code", "name"], [["1", "髙﨑"], ["2", "𠮷野🍎"]], encoding="cp932")
    assert [(p.key, p.field) for p in refused.value.problems] == [(3, "name")]
    assert "🍎" in refused.value.problems[0].message


text_cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\x80\uf8f0\uf8f1\uf8f2\uf8f3", exclude_categories=["Cs"]),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(text_cells, min_size=2, max_size=2).filter(lambda row: any(c.strip() for c in row)), max_size=5)
)
def test_written_csv_reads_the_same(rows):
    assert cells(write_csv(["a", "b"], rows), delimiter=",") == rows


@pytest.mark.parametrize(
    ("cell", "value"), [("１，２００", 1200), ("¥1,200", 1200), ("1200円", 1200), ("12.0", 12), (" 7 ", 7), ("+5", 5)]
)
def test_numbers_as_people_write_them(cell, value):
    assert integer(cell, least=0, most=10_000) == value


@pytest.mark.parametrize(
    "cell", ["三", "-1", "1e9", "1000000000", "4.9E+12", "1.5", "", "1,20", "9" * 100, "−1", " " * 10_000_000 + "x"]
)
def test_what_is_no_number_gets_a_sentence(cell):
    with pytest.raises(BadCell) as refused:
        integer(cell, least=0, most=999_999_999)
    assert 5 < len(str(refused.value)) < 300


def test_days_and_answers():
    assert {
        str(day(cell))
        for cell in ("2026-2-8", "２０２６／０２／０８", "2026年2月8日", "20260208", "2026-02-08 00:00:00")
    } == {"2026-02-08"}
    for cell in ("2026-02-30", "tomorrow", "2026", "26-02-08"):
        with pytest.raises(BadCell):
            day(cell)
    assert [yes_no(cell) for cell in ("1", "はい", "○", "TRUE", "0", "不可", "×")] == [True] * 4 + [False] * 3
    with pytest.raises(BadCell):
        yes_no("maybe")
