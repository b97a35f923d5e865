"""Questions about imports, words not understood, and what the malls have not been told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from akinai.channels.models import Connection, ImportRun, NoticeFile, RejectedRow, ShipmentNotice, SkuMapping
from akinai.core import clock
from akinai.orders.models import Order, SalesChannel

UNKNOWN_SINCE = timedelta(days=60)


@dataclass(frozen=True)
class UnknownWord:
    """The mall's words for a field that nobody understands: how many open orders have them, and since when."""

    channel_id: int
    channel: str
    field: str
    text: str
    count: int
    since: datetime


@dataclass(frozen=True)
class Untold:
    """A channel with what its mall has not been told (未通知)."""

    channel: SalesChannel
    layout: str
    count: int
    oldest: datetime | None
    waiting: NoticeFile | None  # a file made and not yet marked as uploaded
    to_put_right: int  # told, then taken back: the mall must be told by hand
    by_api: bool = False
    refused: int = 0  # the mall said no: a person must look


def runs() -> QuerySet[ImportRun]:
    """Imports with the number of rejected rows that wait to be mended and of those that never go in."""
    return ImportRun.objects.select_related("channel").annotate(
        waiting_rows=Count("rejected", filter=Q(rejected__mended_at=None, rejected__final=False)),
        final_rows=Count("rejected", filter=Q(rejected__final=True)),
    )


def rejected(run_id: int) -> QuerySet[RejectedRow]:
    """Rejected rows of a run that are not mended yet."""
    return RejectedRow.objects.filter(run_id=run_id, mended_at=None).order_by("final", "row", "id")


def rejected_open() -> int:
    """Imports with rows that wait to be mended."""
    waiting = RejectedRow.objects.filter(run=OuterRef("pk"), mended_at=None, final=False)
    return ImportRun.objects.filter(Exists(waiting)).count()


def failed_recently() -> int:
    """Files that could not be read in the last two days and that no later import of the channel made good."""
    since = clock.now() - timedelta(days=2)
    good = ImportRun.objects.filter(channel=OuterRef("channel"), state="done", pk__gt=OuterRef("pk"))
    return ImportRun.objects.filter(state="failed", started_at__gte=since).exclude(Exists(good)).count()


def last_import() -> datetime | None:
    """When the last import ended well."""
    found: datetime | None = ImportRun.objects.filter(state="done").aggregate(at=Max("finished_at"))["at"]
    return found


def untold() -> list[Untold]:
    """Every channel that is told, with what it has not been told. Four statements."""
    counts: dict[int, Any] = {
        row["channel"]: row
        for row in ShipmentNotice.objects.values("channel").annotate(
            open=Count("pk", filter=Q(told_at=None, withdrawn_at=None)),
            refused=Count("pk", filter=Q(told_at=None, withdrawn_at=None, refused=True)),
            oldest=Min("due_at", filter=Q(told_at=None, withdrawn_at=None)),
            wrong=Count("pk", filter=Q(told_at__isnull=False, withdrawn_at__isnull=False)),
        )
    }
    files: dict[int, NoticeFile] = {}
    for file in NoticeFile.objects.filter(kind="shipments", uploaded_at=None).order_by("id"):
        files[file.channel_id] = file
    connections = (
        Connection.objects.exclude(notice=None, adapter="")
        .select_related("channel", "notice")
        .order_by("channel__position")
    )
    found = []
    for each in connections:
        row = counts.get(each.channel_id, {})
        waiting = files.get(each.channel_id)
        if waiting and not row.get("open"):
            waiting = None
        layout = each.notice.title if each.notice else ""
        found.append(
            Untold(
                each.channel,
                layout,
                row.get("open", 0),
                row.get("oldest"),
                waiting,
                row.get("wrong", 0),
                by_api=bool(each.adapter and each.sends_shipments),
                refused=row.get("refused", 0),
            )
        )
    return found


def untold_count() -> int:
    """未通知, all malls together."""
    return ShipmentNotice.objects.filter(told_at=None, withdrawn_at=None).count()


def notices_open(channel_id: int | None = None) -> QuerySet[ShipmentNotice]:
    """The notices of a channel (None: of all) that its mall has not got, the oldest first."""
    rows = ShipmentNotice.objects.filter(told_at=None, withdrawn_at=None)
    rows = rows if channel_id is None else rows.filter(channel_id=channel_id)
    return rows.select_related("order", "shipment").order_by("due_at", "id")


def notices_to_put_right(channel_id: int) -> QuerySet[ShipmentNotice]:
    """Told to the mall, then taken back here."""
    wrong = ShipmentNotice.objects.filter(channel_id=channel_id, told_at__isnull=False, withdrawn_at__isnull=False)
    return wrong.select_related("order", "shipment").order_by("id")


def unknown_words(channel_id: int | None = None) -> list[UnknownWord]:
    """変換できなかった値: payment and delivery words of open orders that mean nothing to us. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with lately as (
                    select o.channel_id, o.received_at,
                           o.payment_method, o.payment_text, o.delivery_method, o.delivery_text
                      from orders_order o
                     where o.received_at > %s and not o.cancelled and o.shipped = 0
                       and (%s::bigint is null or o.channel_id = %s)
                       and ((o.payment_method = '' and o.payment_text <> '')
                            or (o.delivery_method = '' and o.delivery_text <> '')))
               select channel_id, channel.name, field, text, count(*), min(received_at)
                 from (select channel_id, 'payment_method' as field, payment_text as text, received_at
                         from lately where payment_method = '' and payment_text <> ''
                        union all
                       select channel_id, 'delivery_method', delivery_text, received_at
                         from lately where delivery_method = '' and delivery_text <> '') word
                 join orders_saleschannel channel on channel.id = channel_id
                group by channel_id, channel.name, field, text
                order by count(*) desc, text
                limit 100""",
            [clock.now() - UNKNOWN_SINCE, channel_id, channel_id],
        )
        return [UnknownWord(*row) for row in cursor.fetchall()]


def unknown_codes(channel_id: int) -> list[dict[str, Any]]:
    """Codes of open orders of a channel that are in no catalog, the most frequent first."""
    lately = Order.objects.filter(
        channel_id=channel_id, received_at__gt=clock.now() - UNKNOWN_SINCE, cancelled=False, shipped=0
    )
    found: list[Any] = list(
        lately.filter(lines__sku=None, lines__ships=True, lines__quantity__gt=F("lines__cancelled"))
        .values(code=F("lines__sku_code"))
        .annotate(count=Count("pk", distinct=True), name=Max("lines__name"))
        .order_by("-count", "code")[:100]
    )
    return found


def mappings(channel_id: int) -> QuerySet[SkuMapping]:
    """The SKU mappings of a channel."""
    return SkuMapping.objects.filter(channel_id=channel_id).select_related("sku", "sku__product").order_by("code")
