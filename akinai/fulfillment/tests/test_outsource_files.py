from datetime import date

import pytest

from akinai.core.tables import Unreadable
from akinai.fulfillment import outsource

LINE = {
    "key": "S000128",
    "line": 1,
    "ship_date": date(2026, 11, 21),
    "name": "髙﨑 花子",
    "code": "0012",
    "quantity": 2,
}


def test_an_instruction_is_written_by_its_layout() -> None:
    layout = outsource.OutsourceLayout.from_json(
        {
            "name": "own",
            "columns": [["No", "key"], ["区分", "=1"], ["日", "ship_date"], ["SKU", "code"], ["数", "quantity"]],
        }
    )
    file = outsource.instruction_file([LINE, {**LINE, "line": 2, "code": "A,1"}], layout)
    assert (
        file.data.decode("cp932")
        == 'No,区分,日,SKU,数\r\nS000128,1,2026/11/21,0012,2\r\nS000128,1,2026/11/21,"A,1",2\r\n'
    )
    assert (file.rows, file.keys, file.problems) == (2, ["S000128"], [])


def test_a_shipment_that_cannot_be_written_is_left_out_whole_and_named() -> None:
    other = {**LINE, "key": "S000129"}
    file = outsource.instruction_file([LINE, other, {**other, "item": "🍯はちみつ"}])
    assert file.keys == ["S000128"]
    (problem,) = file.problems
    assert (problem.key, problem.field) == ("S000129", "商品名")
    assert "🍯" in problem.message


def test_results_come_back() -> None:
    head = "送り状番号,出荷番号,出荷日,商品コード,数量"
    text = f"{head}\n444413758703,S000128,2026/11/21,0012,2\n4444-1375-8714,S000129,20261122,,\n"
    first, second = outsource.result_rows(text.encode("cp932"))
    assert (first.key, first.tracking_number, first.code, first.quantity) == ("S000128", "444413758703", "0012", 2)
    assert (second.row, second.tracking_number, second.ship_date) == (3, "444413758714", date(2026, 11, 22))
    assert (second.quantity, second.problem, second.warning) == (None, None, None)


@pytest.mark.parametrize(
    "row",
    [
        "S1,4.44E+11,2026/11/21,,",
        "S1,444413758703,2026-02-30,,",
        ",444413758703,,,",
        "S1,444413758703,,A,三",
        "S1,12,,,",
        "1E+12,,,,",
    ],
)
def test_a_bad_result_is_named_and_the_others_count(row: str) -> None:
    text = f"出荷番号,送り状番号,出荷日,商品コード,数量\n{row}\nS2,444413758714,,,\n"
    first, second = outsource.result_rows(text.encode())
    assert first.problem
    assert (first.row, first.tracking_number) == (2, "" if "02-30" in row or "三" in row else first.tracking_number)
    assert second.problem is None


def test_a_result_told_twice_counts_once() -> None:
    text = "出荷番号,送り状番号\nS1,444413758703\nS1,444413758703\n"
    assert [bool(row.problem) for row in outsource.result_rows(text.encode())] == [False, True]


def test_files_and_layouts_that_are_none() -> None:
    with pytest.raises(Unreadable, match="出荷番号"):
        outsource.result_rows(b"a,b\n1,2\n")
    with pytest.raises(Unreadable):
        outsource.result_rows(b"")
    with pytest.raises(Unreadable, match="colour"):
        outsource.OutsourceLayout.from_json({"name": "x", "columns": [["a", "colour"]]})
