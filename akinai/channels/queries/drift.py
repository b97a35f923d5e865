"""Questions about differences between what malls show and what they should."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from akinai.channels.models import Connection, Drift, Progress, Task

STATES = ("open", "repaired", "gone")


@dataclass(frozen=True)
class ReadBack:
    """How reading back goes at a mall: when last, whether repairs are applied, what is open."""

    connection: Connection
    done_at: datetime | None
    words: str
    applies: bool
    open: int


def drifts(*, state: str = "open", cause: str = "", channel: str = "") -> QuerySet[Drift]:
    """The log. `state`: open (somebody should act), repaired (to be seen by the next reading), gone, or "" for all."""
    rows = Drift.objects.select_related("offer__sku", "offer__mapping", "offer__connection__channel")
    if state == "open":
        rows = rows.filter(repaired_at=None, vanished_at=None)
    elif state == "repaired":
        rows = rows.filter(repaired_at__isnull=False, vanished_at=None)
    elif state == "gone":
        rows = rows.filter(vanished_at__isnull=False)
    if cause:
        rows = rows.filter(cause=cause)
    if channel.isdigit():
        rows = rows.filter(offer__connection__channel=int(channel))
    return rows


def drift_count() -> int:
    """Differences about which somebody should do something."""
    return drifts().count()


def drift_oldest() -> datetime | None:
    """Since when the oldest of them is known."""
    return drifts().order_by("found_at").values_list("found_at", flat=True).first()


def read_backs() -> list[ReadBack]:
    """Every mall by API. Three statements."""
    counts = dict(drifts().order_by().values_list("offer__connection").annotate(Count("id")))
    tasks = {row.connection_id: row for row in Progress.objects.filter(task=Task.READ_STOCK)}
    found = []
    for one in Connection.objects.exclude(adapter="").select_related("channel").order_by("channel__position", "pk"):
        task = tasks.get(one.pk)
        found.append(
            ReadBack(
                one,
                task.done_at if task else None,
                task.words if task else "",
                bool(task and task.cursor.get("repairs") == "apply"),
                counts.get(one.pk, 0),
            )
        )
    return found
