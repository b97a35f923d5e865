"""モール在庫: what each channel shows of each SKU, since when, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from akinai.catalog.models import Sku
from akinai.channels.models import Offer, Push, StockRule
from akinai.core import clock
from akinai.inventory import queries as inventory

LATE = dt.timedelta(seconds=30)  # waiting longer than this is worth a look
FILTERS = {
    "error": ~Q(error="") | Q(refused=True),
    "waiting": Q(stale_since__isnull=False) | Q(trying__isnull=False),
    "hot": Q(hot=True),
    "shared": Q(shared=True),
}


@dataclass
class Line:
    """One SKU with its offers. `free`: free pieces in all warehouses."""

    sku: Sku
    free: int
    offers: list[Offer] = field(default_factory=list)


def offered(q: str = "", state: str = "", channel: str = "") -> QuerySet[Sku]:
    """SKUs that are offered at malls by API."""
    offers = Offer.objects.filter(sku=OuterRef("pk"))
    if state in FILTERS:
        offers = offers.filter(FILTERS[state])
    if channel.isdigit():
        offers = offers.filter(connection__channel=int(channel))
    skus = Sku.objects.filter(Exists(offers))
    if q:
        skus = skus.filter(Q(code__icontains=q) | Q(name__icontains=q))
    return skus


def offers(state: str = "") -> QuerySet[Offer]:
    """Offers one by one, with what names them. `state`: one of FILTERS or "" for all."""
    rows = Offer.objects.select_related("connection__channel", "sku", "mapping")
    return rows.filter(FILTERS[state]) if state in FILTERS else rows


def offer_lines(skus: Collection[Sku]) -> list[Line]:
    """These SKUs with their offers, in the order given. Two statements."""
    free = inventory.counters([sku.pk for sku in skus])
    found: dict[int, list[Offer]] = defaultdict(list)
    rows = Offer.objects.filter(sku__in=[sku.pk for sku in skus]).select_related("connection__channel", "mapping")
    for row in rows.order_by("connection__channel__position", "pk"):
        found[row.sku_id].append(row)
    return [Line(sku, free[sku.pk].free, found[sku.pk]) for sku in skus]


def offer_counts() -> dict[str, int]:
    """How many offers stand under each filter. One statement."""
    return Offer.objects.aggregate(**{name: Count("pk", filter=condition) for name, condition in FILTERS.items()})


def offer_trouble() -> tuple[int, dt.datetime | None]:
    """Offers that the mall does not take, or that wait too long; and since when. One statement."""
    late = Q(stale_since__lt=clock.now() - LATE * 10)
    told = Offer.objects.filter(connection__paused_at=None).aggregate(
        count=Count("pk", filter=FILTERS["error"] | late), oldest=Min("stale_since", filter=FILTERS["error"] | late)
    )
    return told["count"], told["oldest"]


def push_lags(hours: int = 24) -> dict[str, float | int | None]:
    """Seconds from the change of stock to the mall's answer, over the last hours: count, p50, p99. One statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*), percentile_cont(0.5) within group (order by lag),
                      percentile_cont(0.99) within group (order by lag)
                 from (select extract(epoch from answered_at - since)::float as lag from channels_push
                        where result = 'done' and sent_at > %s order by id desc limit 20000) as latest""",
            [clock.now() - dt.timedelta(hours=hours)],
        )
        count, half, most = cursor.fetchone()
    return {"count": count, "p50": half, "p99": most}


def pushes(offer_id: int, most: int = 50) -> QuerySet[Push]:
    """What was sent for an offer, the latest first."""
    return Push.objects.filter(offer=offer_id).order_by("-sent_at", "-pk")[:most]


def stock_rules() -> QuerySet[StockRule]:
    """All rules: the general one, those of channels, of SKUs, and of both."""
    return StockRule.objects.select_related("channel", "sku").order_by("pk")
