import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from akinai.fulfillment.carriers import CarrierLayout, LabelData, built_in_layouts, issued_rows, label_rows
from akinai.fulfillment.tests.test_carriers_yamato import HANAKO, LABEL, TODAY

SAGAWA = built_in_layouts()["sagawa-ehiden3-74"]
POST = built_in_layouts()["japanpost-yupri-r-117"]
FULL = replace(
    LABEL,
    wished_date=date(2026, 11, 23),
    time_slot="14-16",
    temperature="chilled",
    handling=("天地無用",),
    cod_amount=3300,
    cod_tax=300,
    parcels=2,
)


def cells(layout: CarrierLayout, *labels: LabelData) -> list[list[str]]:
    file = label_rows(labels, layout, today=TODAY)
    assert file.problems == []
    lines = list(csv.reader(io.StringIO(file.data.decode("cp932"), newline="")))
    assert {len(line) for line in lines} == {len(layout.columns)}
    return lines[1:] if layout.header else lines


def test_sagawa() -> None:
    (row,) = cells(SAGAWA, FULL)
    wanted = {
        3: "0312345678",
        4: "1050011",
        5: "東京都港区芝公園4丁目2-8",
        6: "グランドパレス 1203号室",
        8: "山田 花子",
    }
    wanted |= {10: "S000128", 42: "2", 43: "000", 44: "002", 45: "20261123", 46: "14", 48: "3300", 49: "300", 58: "1"}
    wanted |= {61: "20261121", 62: ""}
    assert {place: row[place - 1] for place in wanted} == wanted


def test_japan_post() -> None:
    (row,) = cells(POST, FULL)
    wanted = {
        1: "S000128",
        2: "20261121",
        6: "0",
        7: "1",
        8: "2",
        13: "1050011",
        14: "東京都港区芝公園4丁目2-8",
        17: "山田 花子",
    }
    wanted |= {
        20: "0312345678",
        58: "1",
        55: "0",
        65: "20261123",
        66: "53",
        72: "2",
        99: "3300",
        100: "300",
        103: "はちみつ 500g",
    }
    assert {place: row[place - 1] for place in wanted} == wanted


@pytest.mark.parametrize("layout", [SAGAWA, POST])
@pytest.mark.parametrize(
    "change",
    [
        {"time_slot": "夜"},
        {"cod_tax": None},
        {"parcels": 0},
        {"recipient": replace(HANAKO, line1="芝公園" * 60)},
        {"recipient": replace(HANAKO, name="😀")},
        {"recipient": replace(HANAKO, postal_code="")},
    ],
)
def test_what_is_wrong_is_named_and_left_out(layout: CarrierLayout, change: dict) -> None:
    file = label_rows([replace(FULL, **change), replace(FULL, key="S2")], layout, today=TODAY)
    assert file.keys == ["S2"]
    assert {problem.key for problem in file.problems} == {"S000128"}


def test_a_result_of_sagawa_is_read_by_header() -> None:
    data = "お問い合せ送り状No.,x,出荷日,お客様管理番号\n512547514334,,20261121,S000128\n".encode("cp932")
    (label,) = issued_rows(data, SAGAWA)
    assert (label.key, label.tracking_number, label.ship_date, label.problem) == (
        "S000128",
        "512547514334",
        TODAY,
        None,
    )
