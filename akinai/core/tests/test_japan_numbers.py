import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core import email
from akinai.core.japan import holidays, numbers, phone, prefectures


@pytest.mark.parametrize(
    "number", ["T7000012050002", "T1010001112577", "Ｔ１１８０３０１０１８７７１", "t7000-0120-5000-2"]
)
def test_a_right_t_number(number: str) -> None:
    assert numbers.check_t_number(number) is None


@given(st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_a_t_number_warns(place: int, change: int) -> None:
    digits = "7000012050002"
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    found = numbers.check_t_number("T" + wrong)
    # modulo 9 can't tell 0 from 9
    assert (found is not None and not found.stop) or {digits[place], wrong[place]} == {"0", "9"}


@pytest.mark.parametrize("number", ["7000012050002", "T700001205000", "", "T70000120500021"])
def test_a_malformed_t_number_stops(number: str) -> None:
    found = numbers.check_t_number(number)
    assert found is not None
    assert found.stop


def test_jan() -> None:
    assert numbers.check_jan("4901234567894") is None
    assert numbers.check_jan("49123456") is None
    assert numbers.check_jan("036000291452") is None
    wrong = numbers.check_jan("4901234567895")
    assert wrong is not None
    assert not wrong.stop
    for damaged in ("4.9E+12", "490123456789", "490123456789x", ""):
        found = numbers.check_jan(damaged)
        assert found is not None, damaged


@pytest.mark.parametrize(
    "number",
    ["444413758703", "5125-4751-4334", "４０５５４８４２４８８６", "193715301010", "398007150100", "EE123456789JP"],
)
def test_a_right_tracking_number(number: str) -> None:
    assert numbers.check_tracking(number) is None


def test_a_wrong_tracking_number() -> None:
    wrong = numbers.check_tracking("444413758704")
    assert wrong is not None
    assert not wrong.stop
    for damaged in ("4.44E+11", "4444", "44441375870a"):
        found = numbers.check_tracking(damaged)
        assert found is not None
        assert found.stop


@given(st.integers(0, 10**11 - 1))
def test_a_check_digit_made_is_right(body: int) -> None:
    assert numbers.check_tracking(numbers.tracking_with_check_digit(f"{body:011d}")) is None


@pytest.mark.parametrize(
    "number",
    [
        "03-1234-5678",
        "０９０－１２３４－５６７８",
        "+81 90-1234-5678",
        "+81(0)3-1234-5678",
        "0120-123-456",
        "0800-123-4567",
        "050-1234-5678",
        "0570-012-345",
    ],
)
def test_a_right_phone_number(number: str) -> None:
    assert phone.problem(number) is None
    assert phone.normalise(number).startswith("0")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "12-3456-7890",
        "03-1234-567",
        "090-1234-567",
        "03-1234-56789",
        "000-0000-0000",
        "09099999999999",
        "03-1234-5678 内線5",
        "なし",
    ],
)
def test_a_malformed_phone_number(number: str) -> None:
    problem = phone.problem(number)
    assert problem
    assert "%(" not in problem


def test_one_form_of_a_phone_number() -> None:
    assert phone.normalise("＋81-3-1234-5678") == phone.normalise("03(1234)5678") == "0312345678"


@pytest.mark.parametrize("address", ["a@example.com", "ａ@example.com", "a..b.@docomo.ne.jp", "a+b@sub.example.co.jp"])
def test_a_right_address(address: str) -> None:
    assert email.problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@@example.com",
        "a b@example.com",
        "山@example.com",
        "a@example..com",
        "a@" + "x" * 300 + ".com",
        "a@example.com\nBcc: x@y.zz",
    ],
)
def test_a_malformed_address(address: str) -> None:
    assert email.problem(address)


def test_holidays() -> None:
    assert holidays.name(datetime.date(2026, 9, 22)) == "国民の休日"
    assert holidays.is_holiday(datetime.date(2027, 3, 22))
    assert not holidays.is_holiday(datetime.date(2026, 11, 20))


def test_prefectures() -> None:
    assert len(prefectures.ALL) == 47
    assert (
        prefectures.canonical("東京")
        == prefectures.canonical("Tokyo")
        == prefectures.canonical("tokyo-to")
        == prefectures.canonical("13")
        == "東京都"
    )
    assert prefectures.canonical("北海道") == "北海道"
    assert prefectures.canonical("京都") == "京都府"
    assert prefectures.canonical("東京府") == ""
    assert prefectures.zone("山梨県") == "関東"
    assert len(prefectures.ZONES) == 12


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("東京都", "東京都", 1),
        ("東京都", "大阪府", 1),
        ("東京都", "北海道", 2),
        ("東京都", "福岡県", 2),
        ("東京都", "沖縄県", 3),
        ("福岡県", "沖縄県", 2),
        ("福岡県", "山口県", 1),
        ("青森県", "広島県", 2),
        ("北海道", "福岡県", 2),
    ],
)
def test_delivery_days(start: str, end: str, days: int) -> None:
    assert prefectures.default_delivery_days(start, end) == days
    assert prefectures.default_delivery_days(end, start) == days


def test_delivery_days_of_nowhere() -> None:
    with pytest.raises(ValueError):
        prefectures.default_delivery_days("東京都", "ロンドン")
