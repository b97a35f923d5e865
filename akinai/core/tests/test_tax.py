"""The rules of shared tax arithmetic: once per rate, rounded once, exact sums (消費税法基本通達 1-8-15, 1-8-5)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core.tax import DEFAULT_CATEGORIES, Discount, TaxLine, UnknownRate, document_sums, rate_on, sums

RATES = [
    ("standard", 1000),
    ("reduced_food", 100),
    ("reduced_newspaper", 800),
    ("outside", 0),
    ("exempt", 0),
    ("standard", 800),
]
ROUNDINGS = ("floor", "round", "ceil")

tax_lines = st.builds(
    lambda rate, amount, included: TaxLine(rate[0], rate[1], amount, included),
    st.sampled_from(RATES),
    st.integers(-(10**6), 10**9),
    st.booleans(),
)
carts = st.lists(tax_lines, max_size=12)
some_discounts = st.lists(
    st.builds(Discount, st.integers(0, 10**7), st.booleans(), st.sampled_from(["all", "goods", "fees"])), max_size=3
)


@given(carts, carts, some_discounts, st.sampled_from(ROUNDINGS))
def test_the_rates_add_up_to_the_document(lines, fees, discounts, rounding) -> None:
    found = document_sums(lines, fees, discounts, rounding=rounding)
    assert sum(each.gross for each in found.rates) == found.total
    assert found.net + found.tax == found.total
    assert all(each.net + each.tax == each.gross for each in found.rates)
    assert sum(each.discount for each in found.rates) == sum(discount.amount for discount in discounts)


@given(carts, carts, some_discounts, st.sampled_from(ROUNDINGS))
def test_with_tax_included_the_total_is_what_the_lines_say(lines, fees, discounts, rounding) -> None:
    lines, fees = ([TaxLine(x.category, x.rate_bp, x.amount) for x in these] for these in (lines, fees))
    discounts = [Discount(each.amount, True, each.scope) for each in discounts]
    found = document_sums(lines, fees, discounts, rounding=rounding)
    assert found.total == found.lines + found.fees - found.discounts


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.integers(0, 2000), st.sampled_from(ROUNDINGS))
def test_without_tax_the_tax_is_rounded_once(amounts, rate, rounding) -> None:
    (found,) = sums([TaxLine("standard", rate, each, included=False) for each in amounts], rounding=rounding)
    exact = sum(amounts) * rate
    assert found.net == sum(amounts)
    assert {"floor": exact // 10_000, "ceil": -(-exact // 10_000), "round": (exact + 5_000) // 10_000}[
        rounding
    ] == found.tax


@given(carts, carts, some_discounts, st.sampled_from(ROUNDINGS))
def test_a_refund_mirrors_its_sale(lines, fees, discounts, rounding) -> None:
    sale = document_sums(lines, fees, rounding=rounding)
    back = [[TaxLine(x.category, x.rate_bp, -x.amount, x.included) for x in these] for these in (lines, fees)]
    refund = document_sums(*back, rounding=rounding)
    assert (refund.net, refund.tax, refund.total) == (-sale.net, -sale.tax, -sale.total)


def test_tax_is_computed_once_per_rate() -> None:
    # 10 % × 3 items of 999 and 8 % × 2 of 333, without tax: 299.7 → 299 (never 3 × 99 = 297), 53.28 → 53 (never 52)
    lines = [TaxLine("standard", 1000, 999, included=False)] * 3 + [
        TaxLine("reduced_food", 800, 333, included=False)
    ] * 2
    ten, eight = sums(lines)
    assert (ten.net, ten.tax, ten.gross, ten.reduced) == (2997, 299, 3296, False)
    assert (eight.net, eight.tax, eight.gross, eight.reduced) == (666, 53, 719, True)


def test_a_coupon_over_three_rates_is_spread_exactly() -> None:
    lines = [TaxLine("standard", 1000, 1100), TaxLine("reduced_newspaper", 800, 540), TaxLine("reduced_food", 100, 333)]
    found = document_sums(lines, [], [Discount(500)])
    assert [each.rate_bp for each in found.rates] == [1000, 800, 100]
    assert [each.discount for each in found.rates] == [279, 137, 84]
    assert found.total == 1473


def test_a_discount_keeps_to_its_scope() -> None:
    lines, fees = [TaxLine("reduced_food", 800, 1080)], [TaxLine("standard", 1000, 550)]
    found = document_sums(lines, fees, [Discount(550, scope="fees")])
    assert [(each.rate_bp, each.gross) for each in found.rates] == [(1000, 0), (800, 1080)]


def test_food_and_newspaper_share_a_rate_and_the_old_standard_rate_does_not() -> None:
    lines = [TaxLine("reduced_food", 800, 108), TaxLine("standard", 800, 108), TaxLine("reduced_newspaper", 800, 108)]
    old, reduced = sums(lines)
    assert (old.categories, old.gross) == (("standard",), 108)
    assert (reduced.categories, reduced.gross, reduced.tax) == (("reduced_food", "reduced_newspaper"), 216, 16)


def test_zero_rates_stay_apart_and_have_no_tax() -> None:
    found = sums([TaxLine("outside", 0, 1234), TaxLine("exempt", 0, 10), TaxLine("outside", 0, 1)])
    assert [(each.categories, each.tax, each.gross) for each in found] == [
        (("exempt",), 0, 10),
        (("outside",), 0, 1235),
    ]


def test_an_integer_gross_gives_no_float_tax() -> None:
    (found,) = sums([TaxLine("standard", 1000, 1100)])
    assert (found.net, found.tax, found.percent) == (1000, 100, "10")


def test_an_empty_document_and_a_discount_alone() -> None:
    assert document_sums([]).total == 0
    assert document_sums([], [], [Discount(300)]).total == -300


def test_the_rate_of_a_day() -> None:
    rows = [(each.code, since, rate) for each in DEFAULT_CATEGORIES for since, rate in each.rates]
    assert rate_on(rows, "standard", datetime.date(2019, 9, 30)) == 800
    assert rate_on(rows, "standard", datetime.date(2019, 10, 1)) == 1000
    assert rate_on(rows, "reduced_food", datetime.date(2026, 11, 21)) == 800
    changed = [*rows, ("reduced_food", datetime.date(2027, 4, 1), 100)]
    assert rate_on(changed, "reduced_food", datetime.date(2027, 4, 1)) == 100
    assert rate_on(changed, "reduced_newspaper", datetime.date(2027, 4, 1)) == 800
    with pytest.raises(UnknownRate):
        rate_on(rows, "alcohol", datetime.date(2026, 1, 1))
