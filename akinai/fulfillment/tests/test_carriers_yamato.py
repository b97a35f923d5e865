import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akinai.core.tables import Unreadable
from akinai.fulfillment.carriers import (
    Address,
    Billing,
    CarrierLayout,
    LabelData,
    LabelFile,
    MailNotice,
    built_in_layouts,
    issued_rows,
    label_rows,
)
from sandbox.yamato import b2

TODAY = date(2026, 11, 21)
B2 = built_in_layouts()["yamato-b2-97"]
SHOP = Address(
    name="あきない商店",
    postal_code="600-8216",
    prefecture="京都府",
    city="京都市下京区",
    line1="東塩小路町721-1",
    phone="075-123-4567",
)
HANAKO = Address(
    name="山田　花子",
    postal_code="105-0011",
    prefecture="東京都",
    city="港区",
    line1="芝公園4丁目2-8",
    line2="グランドパレス 1203号室",
    phone="03-1234-5678",
)
LABEL = LabelData(
    key="S000128",
    kind="0",
    ship_date=TODAY,
    recipient=HANAKO,
    sender=SHOP,
    items=("はちみつ 500g",),
    billing=Billing(code="075123456701", freight_number="01"),
)


def write(*labels: LabelData, layout: CarrierLayout = B2) -> LabelFile:
    return label_rows(labels, layout, today=TODAY)


def read(file: LabelFile) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(file.data.decode("cp932"), newline="")))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def fields(file: LabelFile) -> list[str]:
    return [problem.field for problem in file.problems]


def test_the_layouts_have_the_columns_of_their_source() -> None:
    assert [(c.header, c.width, c.required) for c in B2.columns] == b2.COLUMNS
    older = built_in_layouts()["yamato-b2-95"]
    assert len(older.columns) == 95
    assert [c.header for c in older.columns] == [c.header for c in B2.columns[:95]]


def test_an_ordinary_label() -> None:
    label = replace(
        LABEL,
        wished_date=date(2026, 11, 23),
        time_slot="am",
        handling=("ワレモノ注意", "下積厳禁"),
        note="玄関前まで",
        temperature="chilled",
        search_keys=(("作業No", "128-007"),),
    )
    file = write(label)
    assert file.problems == []
    (row,) = read(file)
    wanted = {
        "お客様管理番号": "S000128",
        "送り状種類": "0",
        "クール区分": "2",
        "伝票番号": "",
        "出荷予定日": "2026/11/21",
        "お届け予定（指定）日": "2026/11/23",
        "配達時間帯": "0812",
        "お届け先電話番号": "0312345678",
        "お届け先郵便番号": "1050011",
        "お届け先住所": "東京都港区芝公園4丁目2-8",
        "お届け先住所（アパートマンション名）": "グランドパレス 1203号室",
        "お届け先名": "山田 花子",
        "品名1": "はちみつ 500g",
        "荷扱い1": "ワレモノ注意",
        "荷扱い2": "下積厳禁",
        "記事": "玄関前まで",
        "発行枚数": "1",
        "ご請求先顧客コード": "075123456701",
        "運賃管理番号": "01",
        "検索キータイトル1": "作業No",
        "検索キー1": "128-007",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert file.data.endswith(b"\r\n")


def test_the_day_goes_out_and_the_numbers_come_back() -> None:
    labels = [
        LABEL,
        replace(LABEL, key="S000129", kind="2", cod_amount=300_000, cod_tax=27_272),
        replace(LABEL, key="S000130", kind="8"),
        replace(
            LABEL,
            key="S000131",
            kind="A",
            parcels=2,
            notice=MailNotice(address="a@example.jp", message="発送 しました"),
        ),
        replace(LABEL, key="S000132", parcels=3),
        replace(LABEL, key="S000133", parcels=2, temperature="frozen"),
        replace(LABEL, key="S000134", recipient=replace(HANAKO, name="髙﨑①㈱\u00a0𠮷田〜")),
    ]
    file = write(*labels)
    assert (file.problems, file.rows, file.keys) == ([], 9, [label.key for label in labels])
    issued = b2.issue(file.data, today=TODAY)
    assert issued.faults == []
    back = issued_rows(issued.data, B2)
    assert [(label.problem, label.warning) for label in back] == [(None, None)] * len(back)
    assert {label.key for label in back} == set(file.keys)
    for label in labels:
        assert [row.tracking_number for row in back if row.key == label.key] == issued.numbers[label.key]
        assert len(issued.numbers[label.key]) == label.parcels
    assert {label.ship_date for label in back} == {TODAY}


def test_several_parcels_share_a_bundle_key_unless_cool() -> None:
    normal = read(write(replace(LABEL, parcels=2)))
    assert [(r["送り状種類"], r["個数口枠の印字"], r["複数口くくりキー"], r["発行枚数"]) for r in normal] == [
        ("6", "3", "S000128", "1")
    ] * 2
    (cool,) = read(write(replace(LABEL, parcels=2, temperature="chilled")))
    assert (cool["送り状種類"], cool["発行枚数"], cool["複数口くくりキー"]) == ("0", "2", "")


def test_a_character_the_carrier_lacks_is_named_and_the_others_go_out() -> None:
    bad = replace(LABEL, key="S000129", recipient=replace(HANAKO, name="山田😀花子𩸽"))
    file = write(LABEL, bad, replace(LABEL, key="S000130"))
    assert file.keys == ["S000128", "S000130"]
    (problem,) = file.problems
    assert (problem.key, problem.field) == ("S000129", "お届け先名")
    assert "😀 𩸽" in problem.message


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipient": replace(HANAKO, phone="")}, "お届け先電話番号"),
        ({"recipient": replace(HANAKO, postal_code="")}, "お届け先郵便番号"),
        ({"recipient": replace(HANAKO, postal_code="12-34")}, "お届け先郵便番号"),
        ({"recipient": replace(HANAKO, name="")}, "お届け先名"),
        ({"recipient": replace(HANAKO, name="寿限無寿限無五劫の擦り切れ海砂利水魚の")}, "お届け先名"),
        ({"items": ()}, "品名1"),
        ({"note": "こ" * 23}, "記事"),
        ({"sender": replace(SHOP, phone="")}, "ご依頼主電話番号"),
        ({"handling": ("とても長い荷扱いのことば",)}, "荷扱い1"),
    ],
)
def test_what_is_missing_or_too_long_is_named_by_its_column(change: dict, field: str) -> None:
    file = write(replace(LABEL, **change))
    assert (file.rows, fields(file)) == (0, [field])


@pytest.mark.parametrize(
    "change",
    [
        {"key": "263344-20261120-00012345"},
        {"key": "注文1"},
        {"kind": "X"},
        {"kind": "2"},
        {"kind": "2", "cod_amount": 300_001, "cod_tax": 1},
        {"kind": "9", "cod_amount": 30_001, "cod_tax": 1},
        {"kind": "2", "cod_amount": 1_000, "cod_tax": 1_000},
        {"cod_amount": 1_000, "cod_tax": 90},
        {"kind": "A", "temperature": "chilled"},
        {"kind": "8", "parcels": 2},
        {"kind": "2", "parcels": 2, "cod_amount": 1_000, "cod_tax": 90},
        {"parcels": 100},
        {"parcels": 0},
        {"wished_date": date(2026, 11, 20)},
        {"time_slot": "12-14"},
        {"time_slot": "夜"},
        {"billing": Billing()},
        {"recipient": replace(HANAKO, line1="芝公園" * 30)},
    ],
)
def test_what_the_carrier_would_refuse_is_kept_out(change: dict) -> None:
    file = write(replace(LABEL, **change))
    assert file.rows == 0
    assert len(file.problems) == 1
    assert file.problems[0].stops


def test_an_abolished_time_slot_names_the_nearest() -> None:
    (problem,) = write(replace(LABEL, time_slot="12-14")).problems
    assert "12～14時" in problem.message
    assert "14～16時" in problem.message


def test_a_far_ship_date_and_a_third_handling_mark_only_warn() -> None:
    file = write(replace(LABEL, ship_date=date(2027, 1, 5), handling=("ワレモノ注意", "天地無用", "ナマモノ")))
    assert file.rows == 1
    assert [problem.stops for problem in file.problems] == [False, False]


def test_the_same_key_twice_goes_out_once() -> None:
    file = write(LABEL, LABEL)
    assert (file.rows, len(file.problems)) == (1, 1)


def test_a_shop_can_change_a_layout() -> None:
    data = {
        "name": "own",
        "title": "own",
        "carrier": "yamato",
        "version": "1",
        "encoding": "utf-8",
        "header": False,
        "newline": "\n",
        "quoting": "all",
        "columns": [
            {"header": "a", "source": "key"},
            {"header": "b", "source": "=元払"},
            {"header": "c", "source": "to_name"},
        ],
    }
    label = replace(LABEL, recipient=replace(HANAKO, name="山田😀"))
    assert write(label, layout=CarrierLayout.from_json(data)).data.decode() == '"S000128","元払","山田😀"\n'
    with pytest.raises(Unreadable):
        CarrierLayout.from_json({**data, "columns": [{"header": "a", "check": "no such"}]})
    with pytest.raises(Unreadable):
        CarrierLayout.from_json({**data, "colour": "red"})


names = st.text(st.one_of(st.characters(), st.sampled_from("髙﨑𠮷①㈱〜ｱﾞ\n\t,\"'")), max_size=40)


@given(
    st.builds(
        LabelData,
        key=st.from_regex(r"[A-Z0-9-]{1,15}", fullmatch=True),
        kind=st.sampled_from("028A"),
        ship_date=st.just(TODAY),
        recipient=st.builds(
            Address,
            name=names,
            postal_code=st.sampled_from(["1050011", "105-0011", "〒１０５－００１１", "1"]),
            prefecture=st.just("東京都"),
            city=names,
            line1=names,
            line2=names,
            company=names,
            phone=st.sampled_from(["03-1234-5678", "＋81 90 1234 5678", "x"]),
        ),
        sender=st.just(SHOP),
        items=st.tuples(names, names),
        billing=st.just(LABEL.billing),
        temperature=st.sampled_from(["ambient", "chilled"]),
        time_slot=st.sampled_from(["", "am", "18-20", "18-21"]),
        handling=st.lists(names, max_size=3).map(tuple),
        note=names,
        parcels=st.integers(1, 3),
        cod_amount=st.one_of(st.none(), st.integers(-1, 400_000)),
        cod_tax=st.one_of(st.none(), st.integers(-1, 40_000)),
        notice=st.one_of(
            st.none(), st.builds(MailNotice, address=st.just("a@example.jp"), message=names, done=st.booleans())
        ),
    )
)
def test_whatever_is_written_the_carrier_takes(label: LabelData) -> None:
    file = write(label)
    if file.rows == 0:
        assert any(problem.stops for problem in file.problems)
        return
    issued = b2.issue(file.data, today=TODAY)
    assert issued.faults == []
    assert [row.key for row in issued_rows(issued.data, B2)] == [label.key] * label.parcels


# ------------------------------------------------------------------------------------------------ 発行済データ


def answer(*rows: str, header: str = "伝票番号,お客様管理番号,出荷予定日", encoding: str = "cp932") -> bytes:
    return "\r\n".join([*([header] if header else []), *rows]).encode(encoding)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_columns_are_found_by_header(encoding: str) -> None:
    (label,) = issued_rows(answer("444413758703,S000128,2026/11/21", encoding=encoding), B2)
    assert (label.key, label.tracking_number, label.ship_date, label.problem) == (
        "S000128",
        "444413758703",
        TODAY,
        None,
    )


def test_without_a_header_the_positions_of_the_layout_count() -> None:
    (label,) = issued_rows(answer("S000128,0,,4444-1375-8703,2026/11/21", header=""), B2)
    assert (label.row, label.key, label.tracking_number) == (1, "S000128", "444413758703")


def test_a_template_of_the_shop_is_read_by_the_chosen_columns() -> None:
    data = answer("山田,S000128,x,444413758703", header="名前,受注,他,番号")
    assert issued_rows(data, B2, key_column="受注", tracking_column="番号")[0].tracking_number == "444413758703"
    bare = answer("山田,S000128,x,444413758703", header="")
    assert issued_rows(bare, B2, key_column=2, tracking_column=4)[0].key == "S000128"
    with pytest.raises(Unreadable, match="お客様管理番号"):
        issued_rows(answer("444413758703,1", header="伝票番号,他"), B2)


@pytest.mark.parametrize(
    "row",
    [
        "4.44E+11,S000128,",
        ",S000128,",
        "444413758703,,",
        "44441375,S000128,",
        "444413758703,12345678901234567890,",
        "1",
    ],
)
def test_a_bad_row_is_named_and_the_others_count(row: str) -> None:
    first, second = issued_rows(answer(row, "444413758703,S000129,"), B2)
    assert first.row == 2
    assert first.problem
    assert second.problem is None


def test_a_wrong_check_digit_only_warns() -> None:
    (label,) = issued_rows(answer("444413758704,S000128,"), B2)
    assert (label.tracking_number, label.problem) == ("444413758704", None)
    assert label.warning


def test_a_number_told_twice_is_named() -> None:
    rows = answer("444413758703,S000128,", "444413758703,S000128,", "444413758703,S000129,", "444413758714,S000128,")
    first, again, other, more = issued_rows(rows, B2)
    assert first.problem is None
    assert again.problem
    assert "2" in again.problem
    assert other.problem
    assert "S000128" in other.problem
    assert more.problem is None


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\xff\x81\x00\xfe\x80"])
def test_what_is_no_file_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable):
        issued_rows(data, B2)


@given(st.binary(max_size=300))
@example(b'"')
@example(b",,")
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(Unreadable):
        assert all(row.row > 0 for row in issued_rows(data, B2))


def test_the_stand_in_refuses_what_the_real_one_refuses() -> None:
    good = write(LABEL).data.decode("cp932")
    assert b2.issue(good.replace(",0,,", ",0,1,", 1).encode("cp932"), today=TODAY).faults == []
    for wrong in (
        good.replace("2026/11/21", "2026/11/20"),
        good.replace(",0,,", ",8,1,"),
        good.replace("0312345678", ""),
    ):
        issued = b2.issue(wrong.encode("cp932"), today=TODAY)
        assert issued.faults
        assert issued.numbers == {}
    with pytest.raises(b2.NotTaken):
        b2.issue(good.encode("utf-8"), today=TODAY)
