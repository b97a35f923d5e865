"""Questions about the malls' connections: how each is, what needs a person, which calls have met the real mall."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from akinai.channels.malls import MALLS
from akinai.channels.models import CancelNotice, Connection, MallOrder, MetCall, Offer, Progress, ShipmentNotice, Task
from akinai.channels.queries.stock import FILTERS
from akinai.core import clock
from akinai.orders.models import ChannelMode

FAILING_AFTER = dt.timedelta(minutes=15)  # a trouble that lasts longer is red
LATE_AFTER = 5  # times `every` (but ten minutes at least) without a look for orders that ended well
SHOWN_BEFORE = 14  # days before its end a key is shown on the home page
DAILY = (Task.ORDERS, Task.SHIPMENTS, Task.STOCK)  # shown in the list; all are on the channel's own page
# What writes at the mall: nothing of it is done before 本番.
WRITING = (Task.CONFIRM, Task.SHIPMENTS, Task.CANCELLATIONS, Task.STOCK, Task.LISTINGS)
TRIES = 3  # without success: a person should look
# Malls whose shops have an address of their own below the mall's.
DOMAINS = {"shopify": (".myshopify.com",)}


def may_write(connection: Connection) -> bool:
    """Whether anything may be written at the mall (stock, shipments, confirmations, cancellations): only in 本番.

    No statement where `channel` was selected with it.
    """
    return bool(connection.adapter) and connection.paused_at is None and connection.channel.mode == ChannelMode.LIVE


# --- health -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Health:
    """The light of a connection: `tone` good, warn, bad or "" (grey), said in words, and what to do."""

    tone: str
    words: str
    why: str = ""
    todo: str = ""
    since: dt.datetime | None = None

    @property
    def failing(self) -> bool:
        return self.tone == "bad"


def what_to_do(trouble: str) -> str:
    """The next step for a person, by MallError.kind."""
    words = {
        "keys": _("Enter new keys under API, then test."),
        "throttled": _("Nothing: it goes on by itself, more slowly."),
        "maintenance": _("Nothing: it goes on by itself when the mall opens again."),
        "unreachable": _("Nothing at first: it is tried again by itself. If it lasts, look at the mall's own news."),
        "nonsense": _("The mall answers in another way than before. Look for an update of Akinai."),
    }
    return words.get(trouble, _("Press Test. If the message stays, keep its words for support."))


def health(connection: Connection, tasks: Sequence[Progress]) -> Health:
    """The worst of a connection's tasks decides."""
    if connection.paused_at:
        return Health("", _("Paused"), since=connection.paused_at, todo=_("Press Resume to go on."))
    troubled = sorted((one for one in tasks if one.trouble), key=_badness)
    if troubled:
        worst = troubled[0]
        tone, words = ("bad", _("Stopped")) if _is_bad(worst) else ("warn", _("On hold for now"))
        why = f"{worst.get_task_display()}: {worst.words}"
        return Health(tone, words, why, what_to_do(worst.trouble), worst.failing_since)
    fetched = next((one for one in tasks if one.task == Task.ORDERS), None)
    if fetched is None or fetched.done_at is None:
        return Health("warn", _("Not yet fetched"), todo=_("Press Test, then Fetch now."))
    late = dt.timedelta(seconds=max(LATE_AFTER * connection.every, 600))
    if clock.now() - fetched.done_at > late:
        why = _("Orders have not been looked for since then.")
        return Health(
            "warn", _("Late"), why, _("Is the worker running? See Settings → Background work."), fetched.done_at
        )
    return Health("good", _("Running"), since=fetched.done_at)


def _is_bad(row: Progress) -> bool:
    if row.trouble in ("throttled", "maintenance"):
        return False
    lasting = row.failing_since is not None and clock.now() - row.failing_since > FAILING_AFTER
    return row.trouble == "keys" or row.failures >= TRIES or lasting


def _badness(row: Progress) -> tuple[bool, bool, dt.datetime]:
    return (not _is_bad(row), row.trouble != "keys", row.failing_since or clock.now())


@dataclass
class Connected:
    """A connection as the list of channels shows it."""

    connection: Connection
    health: Health
    tasks: list[Progress] = field(default_factory=list)
    refused: int = 0  # orders that could not be taken in
    untold: int = 0  # shipments refused, or tried in vain
    unsent: int = 0  # offers whose number the mall has not, after a failure

    @property
    def synced(self) -> list[Progress]:
        """The tasks a person asks about first, with when they ended well last."""
        live = self.connection.channel.mode == ChannelMode.LIVE
        return [one for one in self.tasks if one.task in DAILY and one.done_at and (live or one.task not in WRITING)]

    @property
    def label(self) -> str:
        mall = MALLS.get(self.connection.adapter)
        return str(mall.label) if mall else self.connection.adapter


def connected(ids: Iterable[int] | None = None) -> list[Connected]:
    """Every connection by API with its state. Five statements."""
    rows = Connection.objects.exclude(adapter="").select_related("channel").order_by("channel__position", "channel_id")
    rows = rows if ids is None else rows.filter(pk__in=list(ids))
    tasks: dict[int, list[Progress]] = {}
    order = {task: place for place, task in enumerate(Task.values)}
    for one in sorted(Progress.objects.filter(connection__in=rows), key=lambda one: order.get(one.task, 99)):
        tasks.setdefault(one.connection_id, []).append(one)
    refused = dict(refused_orders().values_list("connection").annotate(Count("pk")).order_by())
    untold = dict(untold_shipments().values_list("channel").annotate(Count("pk")).order_by())
    unsent = dict(unsent_offers().values_list("connection").annotate(Count("pk")).order_by())
    return [
        Connected(
            row,
            health(row, tasks.get(row.pk, [])),
            tasks.get(row.pk, []),
            refused.get(row.pk, 0),
            untold.get(row.channel_id, 0),
            unsent.get(row.pk, 0),
        )
        for row in rows
    ]


# --- what needs a person ------------------------------------------------------------------------------------


def refused_orders(connection_id: int | None = None) -> QuerySet[MallOrder]:
    """Orders that could not be taken in, or whose confirmation the mall refused, the newest first."""
    rows = MallOrder.objects.exclude(refused="", confirm_error="").exclude(connection__adapter="")
    rows = rows if connection_id is None else rows.filter(connection=connection_id)
    return rows.select_related("connection__channel").order_by("-ordered_at", "-pk")


def untold_shipments() -> QuerySet[ShipmentNotice]:
    """Shipments a mall refused to hear of, or that were tried in vain several times."""
    failed = Q(refused=True) | Q(tries__gte=TRIES)
    rows = ShipmentNotice.objects.filter(failed, told_at=None, withdrawn_at=None)
    return rows.select_related("channel", "order", "shipment").order_by("due_at", "pk")


def untold_cancellations() -> QuerySet[CancelNotice]:
    """Cancellations of ours a mall refused to hear of, or that were tried in vain several times."""
    rows = CancelNotice.objects.filter(Q(refused=True) | Q(tries__gte=TRIES), told_at=None)
    return rows.select_related("connection__channel", "order").order_by("at", "pk")


def unsent_offers() -> QuerySet[Offer]:
    """Offers whose mall refuses our number, or has not taken it: those the page of mall stock lists as errors."""
    return Offer.objects.filter(FILTERS["error"])


@dataclass(frozen=True)
class Key:
    """A key to a mall that ends."""

    connection: Connection
    name: str
    at: dt.datetime
    days: int  # left; below zero: it has ended
    how: str

    @property
    def tone(self) -> str:
        return "bad" if self.days <= 3 else "warn" if self.days <= SHOWN_BEFORE else ""


def keys(connection_id: int | None = None) -> list[Key]:
    """The keys whose end is known, those that end first first. One statement."""
    rows = Progress.objects.filter(task=Task.KEYS).exclude(connection__adapter="").select_related("connection__channel")
    rows = rows if connection_id is None else rows.filter(connection=connection_id)
    found = []
    for row in rows:
        for one in row.cursor.get("keys", []):
            if one.get("at"):
                at = dt.datetime.fromisoformat(one["at"])
                days = (at.astimezone(clock.JST).date() - clock.today()).days
                found.append(Key(row.connection, one["name"], at, days, one.get("how", "")))
    return sorted(found, key=lambda key: key.at)


def keys_ending() -> list[Key]:
    """Those that end within two weeks, or have ended."""
    return [key for key in keys() if key.days <= SHOWN_BEFORE]


# --- which calls have met the real mall ---------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """A call that was made, and of whom: the real mall, or a stand-in."""

    row: MetCall
    real: bool

    @property
    def times(self) -> int:
        return self.row.well + self.row.badly

    @property
    def average(self) -> int:
        return self.row.milliseconds // max(self.times, 1)


@dataclass(frozen=True)
class Record:
    """What was ever called at one kind of mall."""

    adapter: str
    label: str
    calls: list[Met]

    @property
    def real(self) -> int:
        """Calls, by name, that the real mall answered well at least once."""
        return len({one.row.call for one in self.calls if one.real and one.row.well})

    @property
    def names(self) -> int:
        return len({one.row.call for one in self.calls})


def real_hosts(adapter: str) -> frozenset[str]:
    """The hosts of the real mall: those its adapter has as defaults or choices."""
    mall = MALLS.get(adapter)
    told = [str(text) for one in mall.fields for text in (one.default, *(c for c, _l in one.choices))] if mall else []
    return frozenset(host for text in told if "{" not in text and "//" in text and (host := urlsplit(text).hostname))


def is_real(adapter: str, host: str) -> bool:
    """Whether a host is the real mall's."""
    return host in real_hosts(adapter) or host.endswith(DOMAINS.get(adapter, ("\0",)))


def records() -> list[Record]:
    """Every call ever made, by mall, with the first and last date. A call not listed was never made. One statement."""
    found: dict[str, list[Met]] = {kind: [] for kind in MALLS}
    for row in MetCall.objects.order_by("adapter", "call", "host"):
        found.setdefault(row.adapter, []).append(Met(row, is_real(row.adapter, row.host)))
    labels: dict[str, Any] = {kind: mall.label for kind, mall in MALLS.items()}
    return [Record(kind, str(labels.get(kind, kind)), calls) for kind, calls in found.items()]
