"""Questions about the malls' settlements: sums by standing, fees by kind, what no settlement speaks of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, IntegerField, Min, OuterRef, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from akinai.channels.models import MallSettlement, MallSettlementEntry, MallSettlementLine
from akinai.channels.settling.layout import COSTS, SALES
from akinai.core import clock
from akinai.orders.models import Order, SalesChannel

SILENT_DAYS = 45  # malls pay out once or twice a month
Standing = MallSettlementEntry.Standing
TONES = {"differs": "warn", "unknown": "bad", "listed": "warn", "explained": "info", "costs": "", "agrees": "good"}
KINDS = {
    "sale": _("Goods sold"),
    "shipping": _("Postage"),
    "point_mall": _("Points paid by the mall"),
    "coupon_mall": _("Coupons paid by the mall"),
    "coupon_shop": _("Coupons paid by the shop"),
    "point_shop": _("Points paid by the shop"),
    "commission": _("Commission"),
    "fee": _("Other fees"),
    "refund": _("Refund"),
    "adjustment": _("Adjustments"),
    "carry_over": _("Carried over"),
    "other": _("Words the layout does not know"),
}
REASONS = {
    "periods": _("The rest was in another period."),
    "twice": _("Another file has passed this order on already."),
    "cancelled": _("Cancelled here; the mall has not taken it back, or not in this file."),
    "refunded": _("The mall gave money back; the amounts of our order still stand."),
    "refunded_other": _("The mall gave money back, and the rest differs too."),
    "points": _("The points were not passed on in this file: counted apart?"),
    "coupon": _("The mall's coupon was not passed on in this file: counted apart?"),
    "points_coupon": _("Points and the mall's coupon were not passed on in this file: counted apart?"),
    "points_doubled": _("Our order may count its points twice."),
    "shipping": _("Exactly the postage is missing or too much."),
    "fee": _("A fee seems to have been taken off already."),
    "period": _("Part of the order may be in another period."),
    "adjusted": _("The mall adjusted this order."),
    "untold": _("Nobody told us the amounts of this order."),
    "currency": _("The order is in another currency."),
}


@dataclass(frozen=True)
class Part:
    """The entries of one standing, in yen."""

    standing: str
    label: str
    tone: str
    count: int
    amount: int


@dataclass(frozen=True)
class Standings:
    """Every yen of a file by what is known of it; `whole`: the parts make the payout."""

    parts: list[Part] = field(default_factory=list)
    total: int = 0
    whole: bool = True
    open: int = 0  # entries nobody has explained
    open_amount: int = 0


def standings(settlements: Sequence[MallSettlement]) -> dict[int, Standings]:
    """The sums of files by their ids. One statement."""
    rows = MallSettlementEntry.objects.filter(settlement__in=[one.pk for one in settlements])
    found: dict[int, list[Part]] = {one.pk: [] for one in settlements}
    labels = dict(Standing.choices)
    for pk, standing, count, amount in rows.values_list("settlement", "standing").annotate(Count("id"), Sum("amount")):
        found[pk].append(Part(standing, str(labels[standing]), TONES[standing], count, amount))
    return {one.pk: _standings(one, found[one.pk]) for one in settlements}


def _standings(settlement: MallSettlement, parts: list[Part]) -> Standings:
    order = list(Standing.values)
    parts.sort(key=lambda part: order.index(part.standing))
    total = sum(part.amount for part in parts)
    left = [part for part in parts if part.standing in MallSettlementEntry.OPEN]
    open_count, open_amount = sum(part.count for part in left), sum(part.amount for part in left)
    return Standings(parts, total, total == settlement.payout, open_count, open_amount)


def settlements(channel: str = "") -> QuerySet[MallSettlement]:
    """The files that came."""
    rows = MallSettlement.objects.select_related("channel", "layout")
    return rows.filter(channel=int(channel)) if channel.isdigit() and len(channel) < 10 else rows


def entries(settlement: MallSettlement, standing: str = "") -> QuerySet[MallSettlementEntry]:
    """The entries of a file, what nobody has explained first. `rank` orders them."""
    ranks = [When(standing=one, then=Value(place)) for place, one in enumerate(Standing.values)]
    rows = settlement.entries.annotate(rank=Case(*ranks, default=Value(9), output_field=IntegerField()))
    rows = rows.filter(standing=standing) if standing in TONES else rows
    return rows.order_by("rank", "id")


@dataclass(frozen=True)
class KindSum:
    """Lines of one kind and name; `share`: of what was sold, in percent."""

    kind: str
    label: str
    name: str
    count: int
    amount: int
    share: float | None


def by_kind(settlement: MallSettlement) -> list[KindSum]:
    """Every line of a file by kind and name: what the mall took and for what. One statement."""
    rows = MallSettlementLine.objects.filter(entry__settlement=settlement).values_list("kind", "name")
    found = [(kind, name, count, amount) for kind, name, count, amount in rows.annotate(Count("id"), Sum("amount"))]
    sold = sum(amount for kind, _name, _count, amount in found if kind in SALES)
    order = list(KINDS)
    found.sort(key=lambda row: (order.index(row[0]), row[3]))
    return [
        KindSum(kind, str(KINDS[kind]), name, count, amount, _share(kind, amount, sold))
        for kind, name, count, amount in found
    ]


def _share(kind: str, amount: int, sold: int) -> float | None:
    return round(-100 * amount / sold, 2) if kind in COSTS and sold > 0 else None


def never_settled(channel: SalesChannel, *, days: int) -> QuerySet[Order]:
    """Orders shipped more than so many days ago that no settlement of the channel speaks of, the oldest first.

    Only since the day the first settlement speaks of: what was before is not expected in any file.
    """
    start = MallSettlement.objects.filter(channel=channel).aggregate(Min("start"))["start__min"]
    if start is None:
        return Order.objects.none()
    spoken = MallSettlementEntry.objects.filter(settlement__channel=channel, number=OuterRef("channel_number"))
    since = dt.datetime.combine(start, dt.time(), clock.JST)
    return Order.objects.filter(
        ~Exists(spoken),
        channel=channel,
        cancelled=False,
        copied_from=None,
        shipped_at__gte=since,
        shipped_at__lt=clock.now() - dt.timedelta(days=days),
    ).order_by("id")


def settlements_open() -> int:
    """Entries nobody has explained."""
    return MallSettlementEntry.objects.filter(standing__in=MallSettlementEntry.OPEN).count()
