"""Questions about moving in: reports, each day's comparison, and what is still open before 本番."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, QuerySet

from akinai.channels.models import Comparison, ComparisonRow, Connection, MovingReport, MovingRow, Progress, Task
from akinai.channels.queries.files import UNKNOWN_SINCE, unknown_words
from akinai.core import clock
from akinai.orders.models import ChannelMode, OrderLine, SalesChannel

QUIET_DAYS = 3  # without an unexplained difference, before 本番 is advised
TREND_DAYS = 14


@dataclass
class Day:
    """One day beside the old system: its comparisons by kind."""

    day: dt.date
    orders: Comparison | None = None
    stock: Comparison | None = None

    @property
    def unexplained(self) -> int:
        return sum(unexplained(each) for each in (self.orders, self.stock) if each)


@dataclass
class Standing:
    """How far a channel has come on its way from 取込のみ to 本番."""

    channel: SalesChannel
    words: int = 0  # that mean nothing here
    codes: int = 0
    read_at: dt.datetime | None = None
    by_api: bool = False
    days: list[Day] = field(default_factory=list)  # the newest first

    @property
    def quiet(self) -> int:
        """Days in a row, up to the newest, without an unexplained difference in the orders."""
        count = 0
        for day in self.days:
            if day.orders is None or unexplained(day.orders):
                break
            count += 1
        return count

    @property
    def current(self) -> bool:
        """Compared today or yesterday."""
        return bool(self.days) and self.days[0].day >= clock.today() - dt.timedelta(days=1)

    @property
    def ready(self) -> bool:
        return not self.words and not self.codes and self.quiet >= QUIET_DAYS and self.current


def unexplained(made: Comparison) -> int:
    """Differences that time alone does not account for."""
    return found(made) - made.explained


def found(made: Comparison) -> int:
    """All rows of a comparison."""
    rows: int | None = getattr(made, "found", None)
    return rows if rows is not None else made.rows.count()


def comparisons(channel_id: int | None = None) -> QuerySet[Comparison]:
    """Comparisons with the number of their rows, the newest day first."""
    rows = Comparison.objects.annotate(found=Count("rows")).select_related("channel").order_by("-day", "kind")
    return rows.filter(channel=channel_id) if channel_id else rows


def standings(channel_id: int | None = None) -> list[Standing]:
    """Every channel that is fed by files or by a mall, those not live yet first. Five statements."""
    channels = SalesChannel.objects.exclude(kind__in=("phone", "shop")).order_by("position", "code")
    if channel_id:
        channels = channels.filter(pk=channel_id)
    by_id = {channel.pk: Standing(channel) for channel in channels}
    for word in unknown_words(channel_id):
        if word.channel_id in by_id:
            by_id[word.channel_id].words += 1
    for channel, codes in _unknown_codes().items():
        if channel in by_id:
            by_id[channel].codes = codes
    for channel, at, adapter in Connection.objects.values_list("channel_id", "last_import_at", "adapter"):
        if channel in by_id:
            by_id[channel].read_at, by_id[channel].by_api = at, bool(adapter)
    by_api = Progress.objects.filter(task=Task.ORDERS).values_list("connection__channel").annotate(at=Max("done_at"))
    for channel, at in by_api:
        if channel in by_id and at:
            by_id[channel].read_at = max(at, by_id[channel].read_at or at)
    since = clock.today() - dt.timedelta(days=TREND_DAYS)
    for made in comparisons(channel_id).filter(day__gte=since):
        if made.channel_id in by_id:
            days = by_id[made.channel_id].days
            if not days or days[-1].day != made.day:
                days.append(Day(made.day))
            setattr(days[-1], made.kind, made)
    return sorted(by_id.values(), key=lambda each: each.channel.mode == ChannelMode.LIVE)


def _unknown_codes() -> Counter[int]:
    """Codes of open orders that are in no catalog, by channel. One statement."""
    lines = OrderLine.objects.filter(
        order__received_at__gt=clock.now() - UNKNOWN_SINCE, order__cancelled=False, order__shipped=0,
        sku=None, ships=True, quantity__gt=F("cancelled"),
    )  # fmt: skip
    rows = lines.values_list("order__channel").annotate(codes=Count("sku_code", distinct=True))
    return Counter({channel: codes for channel, codes in rows if channel})


def reports() -> QuerySet[MovingReport]:
    """Reports, the newest first."""
    return MovingReport.objects.select_related("channel").order_by("-id")


def report_rows(report_id: int, kind: str = "", status: str = "") -> QuerySet[MovingRow]:
    """Rows of a report; `status` "failed": those refused when it was applied."""
    rows = MovingRow.objects.filter(report=report_id).order_by("id")
    rows = rows.filter(kind=kind) if kind else rows
    if status == "failed":
        return rows.exclude(problem="")
    return rows.filter(status=status) if status else rows


def comparison_rows(comparison_id: int, difference: str = "") -> QuerySet[ComparisonRow]:
    """Rows of a comparison, those nobody can explain first."""
    rows = ComparisonRow.objects.filter(comparison=comparison_id).order_by("id")
    return rows.filter(difference=difference) if difference else rows


def differences_open() -> list[Comparison]:
    """The newest comparison of each kind of every observed channel, where something is not explained. One statement."""
    newest = (
        Comparison.objects.filter(channel__mode=ChannelMode.OBSERVE)
        .order_by("channel_id", "kind", "-day")
        .distinct("channel_id", "kind")
        .values("pk")
    )
    rows = comparisons().filter(pk__in=newest)
    return [made for made in rows if unexplained(made)]
