"""One order of a settlement beside ours: agrees, differs by so much and probably why, or not ours.

What the mall passes on for an order (goods, postage, coupons, points it makes good) must be what the buyer pays and
what the mall owes for points and coupons: billed + points + mall_discount.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from akinai.channels.settling.layout import COSTS, SALES
from akinai.channels.settling.reading import Line

MOST_FEE = 0.25  # of an amount; more is no fee


@dataclass(frozen=True, slots=True)
class Ours:
    """What we have of a mall's order, all its recipients together, in yen. None: nobody told us any amount."""

    billed: int | None = None
    points: int = 0
    mall_discount: int = 0
    total: int | None = None
    shipping: int = 0
    cancelled: bool = False
    currency: str = "JPY"

    @property
    def worth(self) -> int | None:
        """What the mall should pass on."""
        if self.cancelled:
            return 0
        return self.total if self.billed is None else self.billed + self.points + self.mall_discount


@dataclass
class Theirs:
    """The lines of an order (or of no order) by kind."""

    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, amount: int) -> None:
        self.kinds[kind] += amount

    def of(self, *kinds: str) -> int:
        return sum(self.kinds.get(kind, 0) for kind in kinds)

    @property
    def goods(self) -> int:
        return self.of("sale", "shipping", "coupon_shop")

    @property
    def sales(self) -> int:
        return self.of(*SALES)

    @property
    def costs(self) -> int:
        return self.of(*COSTS)

    @property
    def net(self) -> int:
        """What the mall passes on after refunds."""
        return self.sales + self.of("refund")

    @property
    def whole(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an entry stands: agrees, differs, unknown (not ours), costs, listed. `by`: theirs less ours."""

    standing: str
    ours: int | None = None
    by: int = 0
    reason: str = ""


def by_number(lines: Iterable[Line]) -> dict[tuple[str, str, str], list[Line]]:
    """Lines of one order together under (number, "", ""); those of no order by kind and name."""
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        key = (line.number, "", "") if line.number else ("", line.kind, line.name)
        groups[key].append(line)
    return groups


def without_order(kind: str) -> Verdict:
    """Fees and what is carried over explain themselves; all else a person must look at."""
    return Verdict("costs" if kind in (*COSTS, "carry_over") else "listed")


def judge(theirs: Theirs, ours: Ours | None, earlier: int = 0) -> Verdict:
    """`earlier`: what other files of this channel passed on for the order already."""
    if ours is None:
        return Verdict("unknown")
    if ours.currency != "JPY":
        return Verdict("differs", reason="currency")
    if theirs.of("other", "adjustment"):
        return Verdict("differs", ours.worth, theirs.of("other", "adjustment"), "adjusted")
    worth = ours.worth
    if worth is None:
        return Verdict("differs", None, 0, "untold")
    if not theirs.sales and not theirs.of("refund"):
        return Verdict("costs", worth)
    by = theirs.net + earlier - worth
    if by == 0:
        return Verdict("agrees", worth, 0, "periods" if earlier else "")
    return Verdict("differs", worth, by, _why(theirs, ours, earlier, by))


def _why(theirs: Theirs, ours: Ours, earlier: int, by: int) -> str:
    """The probable reason, the surest first."""
    points, coupons = ours.points, ours.mall_discount
    if ours.cancelled:
        return "cancelled"
    if earlier and theirs.net == ours.worth:
        return "twice"
    if theirs.of("refund"):
        return "refunded" if by == theirs.of("refund") else "refunded_other"
    if points and not theirs.of("point_mall") and by == -points:
        return "points"
    if coupons and not theirs.of("coupon_mall") and by == -coupons:
        return "coupon"
    if points and coupons and by == -points - coupons:
        return "points_coupon"
    if points and not theirs.of("point_mall") and by == points:
        return "points_doubled"
    if ours.shipping and abs(by) == ours.shipping:
        return "shipping"
    if by < 0 and not theirs.costs and ours.worth and -by <= ours.worth * MOST_FEE:
        return "fee"
    if by < 0 and not earlier:
        return "period"
    return ""
