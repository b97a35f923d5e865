"""Files of banks: read whole or refused with a sentence."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core.tables import Unreadable
from akinai.payments.bank import csvs, names, reading
from akinai.payments.bank.records import layouts, pack, unpack
from akinai.payments.tests.zengin import DAY, notice, statement

pytestmark = pytest.mark.usefixtures("english")
CALM = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
FILES = Path(__file__).parent / "files"
KANA = st.text(alphabet="ｱｲｶｻﾀﾅﾊﾏﾔﾗﾜﾝｼｽﾞｶﾞ() -.0123456789ABC", min_size=1, max_size=48).map(str.strip).filter(bool)


def read(data: bytes) -> reading.BankStatement:
    return reading.read_zengin(data, today=DAY)


@pytest.mark.parametrize("kind", ["01", "03", "21"])
def test_layouts_have_the_length_of_their_records(kind):
    assert {sum(size for _f, size, _k in fields) for fields in layouts(kind).values()} == {120 if kind == "21" else 200}


def test_the_two_samples():
    notices = read((FILES / "zengin_01_sample.txt").read_bytes())
    assert [(one.amount, one.payer, one.cancels) for one in notices.lines] == [
        (5500, "ﾔﾏﾀﾞ ﾀﾛｳ", False),
        (10780, "ｶ)ｻﾝﾌﾟﾙｼﾖｳｼﾞ", False),
        (3300, "ｽｽﾞｷ ﾊﾅｺ 10045", False),
        (3300, "ｽｽﾞｷ ﾊﾅｺ 10045", True),
    ]
    assert {one.booked_on for one in notices.lines} == {DAY}
    entries = read((FILES / "zengin_03_sample.txt").read_bytes())
    assert [(one.amount, one.booked_on, entries.out) for one in entries.lines] == [(5060, DAY, 1)]


@CALM
@given(rows=st.lists(st.tuples(st.integers(1, 10**10 - 1), KANA, st.integers(0, 999_999), st.booleans()), max_size=20),
       b=st.booleans(), ends=st.sampled_from([b"", b"\r\n"]))  # fmt: skip
def test_what_is_written_is_read(rows, b, ends):
    given_ = [(amount, payer, f"{number:06d}", cancels) for amount, payer, number, cancels in rows]
    data = notice(given_, b=b)
    if ends:
        data = ends.join(data[at : at + 200] for at in range(0, len(data), 200)) + ends + b"\x1a"
    found = [(one.amount, one.payer, one.reference, one.cancels) for one in read(data).lines]
    assert found == [(amount, names.for_transfer(payer), number, cancels) for amount, payer, number, cancels in given_]


@CALM
@given(rows=st.lists(st.tuples(st.integers(1, 10**12 - 1), KANA, st.just("1"), st.booleans()), max_size=20))
def test_sums_of_a_statement_hold(rows):
    found = read(statement(rows, before=10**13))
    assert sum(one.amount for one in found.lines) == sum(row[0] for row in rows if row[3])
    assert found.out == sum(1 for row in rows if not row[3])


def test_several_accounts_follow_one_another():
    data = notice([(100, "アイ", "1")], end=False) + notice([(200, "ウエ", "1")], number="7654321")
    assert [(one.account.number, one.amount) for one in read(data).lines] == [("1234567", 100), ("7654321", 200)]


def test_dates_take_the_nearest_era():
    assert reading.near("081120", dt.date(2026, 11, 21)) == DAY
    assert reading.near("310430", dt.date(2019, 5, 2)) == dt.date(2019, 4, 30)
    assert reading.near("010501", dt.date(2019, 5, 2)) == dt.date(2019, 5, 1)
    assert reading.near("261120", dt.date(2026, 11, 21)) == DAY


GOOD = statement([(5000, "ヤマダ", "1", True), (300, "", "2", False)])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (GOOD[:-1], "multiple of 200"),
        (GOOD[:-200], "breaks off"),
        (GOOD + GOOD[-200:], "number of records"),
        (GOOD[200:], "order"),
        (GOOD[:400] + GOOD[600:], "入金額合計|出金件数|出金"),
        (statement([(5000, "ヤマダ", "1", True)], sums={"入金額合計": 4999}), "4,999"),
        (statement([(5000, "ヤマダ", "1", True)], sums={"取引後残高": 1}), "balance"),
        (statement([(5000, "ヤマダ", "1", True)], sums={"データレコード件数": 9}), "number of lines"),
        (statement([(5000, "ヤマダ", "1", True)], end={"口座数": 2}), "number of records"),
        (statement([], head={"預金種目": 5}), "kind 5"),
        (statement([], head={"コード区分": 1}), "EBCDIC"),
        (b"\xf1\xf0\xf1" + b"\xf0" * 197, "EBCDIC"),
        (GOOD[:211].replace(b"1", b"1") + b"XX" + GOOD[213:], "勘定日|can't be"),
    ],
)
def test_what_does_not_add_up_is_refused_whole_with_a_sentence(data, says):
    with pytest.raises(Unreadable, match=says):
        read(data)


def test_a_correction_in_a_statement_takes_back():
    [one, back] = read(statement([(5000, "ヤマダ", "1", True), (5000, "ヤマダ", "1", False, 19)])).lines
    assert (one.cancels, back.cancels, back.amount) == (False, True, 5000)


def test_a_field_holds_only_what_fits():
    layout = (("名", 4, "C"), ("数", 3, "N"))
    assert unpack(layout, pack(layout, {"名": "ｱﾞ", "数": 7})) == {"名": "ｱﾞ", "数": "007"}
    for bad in ({"名": "ｱｲｳｴｵ"}, {"数": 1234}, {"名": "漢"}, {"数": "x"}):
        with pytest.raises(ValueError):
            pack(layout, bad)


# --- CSVs ---------------------------------------------------------------------------------------------------

MUFG = "日付,摘要,摘要内容,支払い金額,預かり金額,差引残高,メモ,未資金化区分,入払区分\r\n"
CSVS = ("mufg", "anser", "rakuten", "sumishin", "paypay")


@pytest.mark.parametrize("bank", CSVS)
@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
def test_csvs_of_banks_are_understood_by_their_words(bank, encoding):
    data = (FILES / f"bank_{bank}.csv").read_text(encoding="utf-8").encode(encoding)
    guess = csvs.guess(data, "a.csv", today=DAY)
    assert guess.problems == []
    found = csvs.read_csv(data, "a.csv", guess.profile, today=DAY)
    assert [(one.booked_on, one.amount, names.read(one.payer).base) for one in found.lines] == [
        (DAY, 5500, "ヤマダタロウ")
    ]
    assert found.out == 1


@pytest.mark.parametrize(
    "cell",
    ["2026/11/20", "2026-11-20", "20261120", "2026年11月20日", "R8.11.20", "令和8年11月20日", "08.11.20", "081120",
     "２０２６／１１／２０", "2026/11/20 09:15"],
)  # fmt: skip
def test_days_as_banks_write_them(cell):
    assert csvs.day(cell, DAY) == DAY


def test_a_csv_with_a_broken_row_is_refused_with_its_number():
    data = (MUFG + "2026/11/31,振込,ヤマダ,,500,1,,,入金\r\n").encode("cp932")
    profile = csvs.guess(data, "a.csv", today=DAY).profile
    with pytest.raises(Unreadable, match="Row 2"):
        csvs.read_csv(data, "a.csv", profile, today=DAY)


def test_unknown_columns_are_a_persons_choice():
    guess = csvs.guess("いつ,だれ,いくら\n2026/11/20,ヤマダ,500\n".encode(), "a.csv", today=DAY)
    assert len(guess.problems) == 3
    chosen = csvs.Profile({"date": "いつ", "payer": "だれ", "in": "いくら"})
    assert csvs.guess("いつ,だれ,いくら\n2026/11/20,ヤマダ,500\n".encode(), "a.csv", today=DAY, profile=chosen).lines
