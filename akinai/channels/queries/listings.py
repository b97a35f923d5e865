"""Questions of 出品: how each channel's pages stand, what the malls have and we do not, and the other way round."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from akinai.catalog.models import Sku
from akinai.channels.listing.rules import rules_of
from akinai.channels.models import Connection, MallItem, Page, PageState, PriceChange, Progress, SkuMapping, Task

STATES = ("waiting", "sent", "refused", "unknown", "never", "errors", "warnings")


@dataclass(frozen=True)
class Listed:
    """A channel's pages at a glance."""

    connection: Connection
    pages: int
    sent: int
    waiting: int
    troubled: int  # refused, or without an answer
    errors: int
    warnings: int
    last: datetime | None
    unmatched: int  # places at the mall that are none of our SKUs yet
    read: Progress | None


def listed() -> list[Listed]:
    """Every channel whose mall has rules of pages. Four statements."""
    rows = Connection.objects.exclude(adapter="").select_related("channel").order_by("channel_id")
    connections = [one for one in rows if rules_of(one.adapter)]
    counts: dict[int, Any] = {
        row["connection"]: row
        for row in Page.objects.filter(mapped=True)
        .values("connection")
        .annotate(
            pages=Count("pk"),
            sent=Count("pk", filter=Q(state=PageState.SENT)),
            waiting=Count("pk", filter=Q(state=PageState.WAITING)),
            troubled=Count("pk", filter=Q(state__in=[PageState.REFUSED, PageState.UNKNOWN])),
            wrong=Count("pk", filter=Q(errors__gt=0)),
            odd=Count("pk", filter=Q(errors=0, warnings__gt=0)),
            last=Max("sent_at"),
        )
    }
    open_items = MallItem.objects.filter(mapping=None, ignored_at=None, missed=0)
    unmatched = dict(open_items.values_list("connection").annotate(Count("pk")))
    read = {one.connection_id: one for one in Progress.objects.filter(task=Task.OFFERS)}
    found = []
    for one in connections:
        row: dict[str, Any] = counts.get(one.pk, {})
        found.append(
            Listed(
                connection=one,
                pages=row.get("pages", 0),
                sent=row.get("sent", 0),
                waiting=row.get("waiting", 0),
                troubled=row.get("troubled", 0),
                errors=row.get("wrong", 0),
                warnings=row.get("odd", 0),
                last=row.get("last"),
                unmatched=unmatched.get(one.pk, 0),
                read=read.get(one.pk),
            )
        )
    return found


def pages(connection: Connection, *, q: str = "", state: str = "") -> QuerySet[Page]:
    """The pages of a channel. `state`: one of STATES or "" for all."""
    rows = Page.objects.filter(connection=connection, mapped=True).select_related("product")
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(product__name__icontains=q) | Q(product__code__icontains=q))
    if state in ("errors", "warnings"):
        rows = rows.filter(**{f"{state}__gt": 0})
    elif state == "never":
        rows = rows.filter(state=PageState.NONE)
    elif state in STATES:
        rows = rows.filter(state=state)
    return rows


def items(connection: Connection, *, state: str = "open", q: str = "") -> QuerySet[MallItem]:
    """Places at the mall. `state`: open (to be decided), mapped, ignored, missed (not found any more)."""
    rows = MallItem.objects.filter(connection=connection).select_related("sku", "mapping__sku")
    if state == "mapped":
        rows = rows.exclude(mapping=None)
    elif state == "ignored":
        rows = rows.filter(mapping=None).exclude(ignored_at=None)
    elif state == "missed":
        rows = rows.filter(missed__gt=0)
    else:
        rows = rows.filter(mapping=None, ignored_at=None, missed=0)
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(title__icontains=q) | Q(listing__icontains=q))
    return rows


def here_only(connection: Connection) -> QuerySet[Sku]:
    """SKUs on sale that this channel does not sell anywhere."""
    mapping = SkuMapping.objects.filter(channel_id=connection.channel_id, sku=OuterRef("pk"))
    return Sku.objects.filter(~Exists(mapping), active=True).order_by("code")


def price_changes(channel_id: int, *, over: bool = False) -> QuerySet[PriceChange]:
    """Planned and present changes, or those that are over."""
    rows = PriceChange.objects.filter(channel_id=channel_id).select_related("sku")
    gone = ~Q(cancelled_at=None) | ~Q(ended_at=None)
    return rows.filter(gone) if over else rows.exclude(gone)
