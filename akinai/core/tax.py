"""Consumption tax (消費税): dated rates by category, and the sums of a document.

One function, ``document_sums``, serves screen, PDF, CSV and API. The rules (消費税法基本通達 1-8-15 and 1-8-5, NTA):
the tax is computed once per rate per document from the sum of that rate and rounded once, in the shop's way; a
discount over several rates is divided by the ratio of the prices. Amounts are integers of the currency's smallest
unit, rates are basis points (800 = 8 %). Which rate holds is decided by the day of supply (dispatch), so callers pass
that day to ``rate_on``.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from akinai.core.money import spread

Rounding = Literal["floor", "round", "ceil"]
Scope = Literal["all", "goods", "fees"]

ZERO_CATEGORIES = ("exempt", "non_taxable", "outside")


class Category(NamedTuple):
    code: str
    name_en: str
    name_ja: str
    rates: tuple[tuple[datetime.date, int], ...]


_DAY = datetime.date
_OLD = ((_DAY(1989, 4, 1), 300), (_DAY(1997, 4, 1), 500), (_DAY(2014, 4, 1), 800))

# Seeds the rows a shop keeps. 10 % and reduced 8 %: 消費税法 and 平成28年法律第15号 附則, since 2019-10-01 (7.8 + 2.2
# and 6.24 + 1.76). Food and newspapers are apart, since a bill of 2026 lowers food alone to 1 % from 2027-04-01: when
# enacted, it is one more row. Other zero rates: 輸出免税 (法7条), 非課税 (法6条 別表第二), 対象外 (not a taxable
# transaction).
DEFAULT_CATEGORIES: tuple[Category, ...] = (
    Category("standard", "Standard rate", "標準税率", (*_OLD, (_DAY(2019, 10, 1), 1000))),
    Category("reduced_food", "Reduced rate: food and drink", "軽減税率（飲食料品）", _OLD),
    Category("reduced_newspaper", "Reduced rate: newspapers", "軽減税率（新聞）", _OLD),
    Category("exempt", "Tax-exempt (export)", "免税", ((_DAY(1989, 4, 1), 0),)),
    Category("non_taxable", "Not taxable", "非課税", ((_DAY(1989, 4, 1), 0),)),
    Category("outside", "Outside the scope of tax", "対象外", ((_DAY(1989, 4, 1), 0),)),
)


class UnknownRate(LookupError):
    """No rate of this category holds on this day."""

    def __init__(self, category: str, day: datetime.date) -> None:
        self.category, self.day = category, day
        super().__init__(f"no tax rate for {category} on {day.isoformat()}")


def rate_on(rates: Iterable[tuple[str, datetime.date, int]], category: str, day: datetime.date) -> int:
    """The rate in basis points that holds on a day, of rows ``(category, from_date, basis points)`` in any order.

    Raises UnknownRate.
    """
    begun = [(since, rate) for code, since, rate in rates if code == category and since <= day]
    if not begun:
        raise UnknownRate(category, day)
    return max(begun)[1]


@dataclass(frozen=True, slots=True)
class TaxLine:
    """An amount (price × quantity, may be negative) of one category; ``included``: the tax is in it (税込)."""

    category: str
    rate_bp: int
    amount: int
    included: bool = True


@dataclass(frozen=True, slots=True)
class Discount:
    """Something taken off the whole document (coupon, points used as a discount); a positive amount reduces.

    It is divided over the rates by the ratio of the prices in its scope. A coupon for certain goods, whose split is
    shown on the document, is no Discount: give it as negative TaxLines.
    """

    amount: int
    included: bool = True
    scope: Scope = "all"


@dataclass(frozen=True, slots=True)
class RateSum:
    """The sums of one rate; ``net + tax == gross``.

    ``discount`` is the part of all discounts that fell on this rate, already taken off. ``categories``: what stands in
    it, in the order of appearance. ``reduced``: marked as 軽減税率対象. Zero rates stay apart by category.
    """

    rate_bp: int
    net: int
    tax: int
    gross: int
    reduced: bool
    categories: tuple[str, ...]
    discount: int = 0

    @property
    def percent(self) -> str:
        """``10``, ``8``, ``7.8``"""
        return f"{self.rate_bp / 100:g}"


@dataclass(frozen=True, slots=True)
class DocumentSums:
    """All sums of a document.

    ``lines``, ``fees`` and ``discounts`` are the amounts as given; ``total`` is what the buyer pays.
    """

    rates: tuple[RateSum, ...]
    lines: int
    fees: int
    discounts: int
    net: int
    tax: int
    total: int


@dataclass(slots=True)
class _Group:
    """What is gathered of one rate: amounts with tax in them and without, of goods and of fees."""

    rate_bp: int
    reduced: bool
    categories: dict[str, None] = field(default_factory=dict)
    included: dict[str, int] = field(default_factory=lambda: {"goods": 0, "fees": 0})
    excluded: dict[str, int] = field(default_factory=lambda: {"goods": 0, "fees": 0})
    discount: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})


def document_sums(
    lines: Iterable[TaxLine],
    fees: Iterable[TaxLine] = (),
    discounts: Iterable[Discount] = (),
    *,
    rounding: Rounding = "floor",
) -> DocumentSums:
    """Every sum of a document; the gross sums of the rates add up to ``total`` exactly.

    ``lines`` are goods, ``fees`` carriage, cash on delivery and wrapping. ``rounding`` is the shop's way, applied to
    the size (a refund mirrors its sale).
    """
    lines, fees, discounts = tuple(lines), tuple(fees), tuple(discounts)
    groups = _gather(lines, fees)
    for discount in discounts:
        _take_off(groups, discount, rounding)
    rates = tuple(_rate_sum(group, rounding) for group in groups)
    return DocumentSums(
        rates=rates,
        lines=sum(line.amount for line in lines),
        fees=sum(fee.amount for fee in fees),
        discounts=sum(discount.amount for discount in discounts),
        net=sum(each.net for each in rates),
        tax=sum(each.tax for each in rates),
        total=sum(each.gross for each in rates),
    )


def sums(lines: Iterable[TaxLine], *, rounding: Rounding = "floor") -> list[RateSum]:
    """The sums per rate of lines alone, highest rate first."""
    return list(document_sums(lines, rounding=rounding).rates)


def _gather(lines: Sequence[TaxLine], fees: Sequence[TaxLine]) -> list[_Group]:
    found: dict[tuple[int, bool, str], _Group] = {}
    for scope, these in (("goods", lines), ("fees", fees)):
        for line in these:
            reduced = line.category.startswith("reduced")
            key = (-line.rate_bp, reduced, "" if line.rate_bp else line.category)
            group = found.get(key) or found.setdefault(key, _Group(line.rate_bp, reduced))
            group.categories[line.category] = None
            (group.included if line.included else group.excluded)[scope] += line.amount
    return [found[key] for key in sorted(found)]


def _take_off(groups: list[_Group], discount: Discount, rounding: Rounding) -> None:
    if not groups:  # a document of a discount alone: outside the scope of tax
        groups.append(_Group(0, False, {"outside": None}))
    weights = [max(0, _worth(group, discount, rounding)) for group in groups]
    for group, share in zip(groups, spread(discount.amount, weights), strict=True):
        group.discount[discount.included] += share


def _worth(group: _Group, discount: Discount, rounding: Rounding) -> int:
    """The price the discount is divided by: with tax, or without for a discount that is itself without."""
    scopes = ("goods", "fees") if discount.scope == "all" else (discount.scope,)
    included = sum(group.included[scope] for scope in scopes)
    excluded = sum(group.excluded[scope] for scope in scopes)
    if discount.included:
        return included + excluded + _divide(excluded * group.rate_bp, 10_000, rounding)
    return included - _divide(included * group.rate_bp, 10_000 + group.rate_bp, rounding) + excluded


def _rate_sum(group: _Group, rounding: Rounding) -> RateSum:
    included = sum(group.included.values()) - group.discount[True]
    excluded = sum(group.excluded.values()) - group.discount[False]
    gross = included + excluded + _divide(excluded * group.rate_bp, 10_000, rounding)
    # For amounts all without tax this gives back exactly what was added above, in each way of rounding.
    tax = _divide(gross * group.rate_bp, 10_000 + group.rate_bp, rounding)
    return RateSum(
        group.rate_bp, gross - tax, tax, gross, group.reduced, tuple(group.categories), sum(group.discount.values())
    )


def _divide(dividend: int, divisor: int, rounding: Rounding) -> int:
    """Integer division rounded by size: −0.5 goes where 0.5 goes."""
    sign, size = (-1, -dividend) if dividend < 0 else (1, dividend)
    if rounding == "floor":
        return sign * (size // divisor)
    if rounding == "ceil":
        return sign * -(-size // divisor)
    return sign * ((2 * size + divisor) // (2 * divisor))
