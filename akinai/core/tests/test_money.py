import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core.money import AmountError, format_amount, parse_amount, spread


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_spread_adds_up_and_stays_within_one_of_the_exact_share(amount: int, weights: list[int]) -> None:
    shares = spread(amount, weights)
    assert sum(shares) == amount
    total = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert not total or abs(share * total - amount * weight) < total
    assert spread(-amount, weights) == [-share for share in shares]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=10), st.data())
def test_no_share_is_larger_than_its_price(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    assert all(share <= weight for share, weight in zip(spread(amount, weights), weights, strict=True))


def test_ties_go_to_the_first() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(5, [0, 0]) == [5, 0]
    assert spread(0, []) == []


def test_nothing_to_spread_over() -> None:
    with pytest.raises(ValueError):
        spread(1, [])
    with pytest.raises(ValueError):
        spread(1, [2, -1])


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1200, "JPY", "¥1,200"),
        (-1200, "JPY", "-¥1,200"),
        (1234, "GBP", "£12.34"),
        (5, "GBP", "£0.05"),
        (1234, "CHF", "12.34 CHF"),
    ],
)
def test_format(amount: int, currency: str, text: str) -> None:
    assert format_amount(amount, currency) == text
    assert parse_amount(text, currency) == amount


@given(st.integers(-(10**12), 10**12), st.sampled_from(["JPY", "GBP", "USD", "CHF"]))
def test_what_is_written_is_read_back(amount: int, currency: str) -> None:
    assert parse_amount(format_amount(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("１，２００円", "JPY", 1200),
        ("￥1,200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("△300", "JPY", -300),
        ("-¥300", "JPY", -300),
        ("¥-300", "JPY", -300),
        (" 0 ", "JPY", 0),
        ("2.1", "GBP", 210),
        ("£12.34", "GBP", 1234),
        ("1,234.5", "GBP", 123450),
        ("7", "GBP", 700),
    ],
)
def test_parse(text: str, currency: str, amount: int) -> None:
    assert parse_amount(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("4.9E+12", "JPY"),
        ("", "JPY"),
        ("三", "JPY"),
        ("1,20", "JPY"),
        ("1,2000", "JPY"),
        ("12.5", "JPY"),
        ("1.005", "GBP"),
        ("--5", "JPY"),
        ("£12", "JPY"),
        ("NaN", "GBP"),
        ("99999999999999", "JPY"),
        ("9" * 5000, "JPY"),
        ("1 200", "JPY"),
        ("\u0661", "JPY"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, currency: str) -> None:
    with pytest.raises(AmountError) as error:
        parse_amount(text, currency)
    assert str(error.value)
