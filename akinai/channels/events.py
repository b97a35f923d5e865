"""What happens at the doors to the malls. The subject is the import ("import/7") unless said otherwise."""

from dataclasses import dataclass
from typing import Any

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Imported(Event):
    """A file of orders was taken in."""

    channel: str
    file_name: str
    accepted: int
    duplicates: int
    changed: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class ImportFailed(Event):
    """A file could not be read at all."""

    channel: str
    file_name: str
    error: str


@dataclass(frozen=True, kw_only=True)
class RejectedMended(Event):
    """Rejected rows were mended and run again."""

    accepted: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class NoticeFileMade(Event):
    """A file for a mall was made. Subject: "notice_file/4"."""

    channel: str
    kind: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class NoticesTold(Event):
    """A person says that the file was uploaded: the mall knows. Subject: "notice_file/4"."""

    channel: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class NoticesUntold(Event):
    """A person says that the file was not uploaded after all. Subject: "notice_file/4"."""

    channel: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class ChannelSetUp(Event):
    """How a channel is read and told was changed. Subject: "channel/2"."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class LayoutChanged(Event):
    """A layout was made or changed. Subject: "intake_layout/4"."""

    layout: str


@dataclass(frozen=True, kw_only=True)
class ConversionsChanged(Event):
    """What a mall's words or codes mean was changed. Subject: "channel/2", or "channel/0" for all of them."""

    words: list[str]


@dataclass(frozen=True, kw_only=True)
class OrdersFetched(Event):
    """Orders came in by a mall's API. Subject: "channel/2". `refused`: the mall's numbers of those set aside."""

    channel: str
    placed: int
    changed: int
    refused: list[str]


@dataclass(frozen=True, kw_only=True)
class ShipmentsTold(Event):
    """A mall was told of shipments by API. Subject: "channel/2". Numbers are the mall's own."""

    channel: str
    told: list[str]
    refused: list[str]


@dataclass(frozen=True, kw_only=True)
class MallConnected(Event):
    """A channel is reached by its mall's API, or how was changed. `credentials`: names of those that were typed."""

    channel: str
    adapter: str
    settings: dict[str, Any]
    credentials: list[str]


@dataclass(frozen=True, kw_only=True)
class MallDisconnected(Event):
    """A channel is no longer reached by its mall's API; its keys were thrown away."""

    channel: str
    adapter: str


@dataclass(frozen=True, kw_only=True)
class ConnectionPaused(Event):
    """A person stopped all calls to a channel's mall. Subject: "channel/2"."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class ConnectionResumed(Event):
    """Calls to a channel's mall are made again. Subject: "channel/2"."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class ConnectionTasksSet(Event):
    """What is sent to a channel's mall, or how often it is asked, was changed. Subject: "channel/2"."""

    channel: str
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class KeyEnding(Event):
    """A key to a mall ends in so many days (told once at 14, 7, 3 and 1). Subject: "channel/2"."""

    channel: str
    key: str
    ends_on: str
    days: int


@dataclass(frozen=True, kw_only=True)
class MovingPlanned(Event):
    """Files of an old system were read and compared. Subject: "moving/3". `found`: counts by kind and status."""

    source: str
    found: dict[str, dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class MovingApplied(Event):
    """A person had the report carried out. Subject: "moving/3". `done`: how many of each kind."""

    source: str
    done: dict[str, int]
    refused: int


@dataclass(frozen=True, kw_only=True)
class MovingUndone(Event):
    """What a report had brought was taken back. Subject: "moving/3". `undone`: how many of each kind."""

    source: str
    undone: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class OldSystemCompared(Event):
    """A day of a channel was compared with the old system's export. Subject: "channel/2"."""

    channel: str
    day: str
    kind: str
    same: int
    differing: int
    unexplained: int


@dataclass(frozen=True, kw_only=True)
class DriftFound(Event):
    """A mall shows other numbers than it should. Subject: "channel/2". `causes`: those found, `offers`: how many."""

    channel: str
    causes: list[str]
    offers: int


@dataclass(frozen=True, kw_only=True)
class DriftRepaired(Event):
    """Differences were repaired. Subject: "channel/2". `drifts`: their ids."""

    drifts: list[int]


@dataclass(frozen=True, kw_only=True)
class DriftRepairsSet(Event):
    """Whether differences are repaired by themselves was set. Subject: "channel/2". `repairs`: apply, propose."""

    channel: str
    repairs: str


@dataclass(frozen=True, kw_only=True)
class StockRulesChanged(Event):
    """How many pieces channels show was changed. Subject: "channel/2", or "channel/0" for more than one.

    `rules`: channel code and SKU code ("" for every) of each.
    """

    rules: list[list[str]]
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class StockResent(Event):
    """A person had the stock of offers sent again. Subject: "channel/0". `offers`: their ids."""

    offers: list[int]


@dataclass(frozen=True, kw_only=True)
class MallSettlementTaken(Event):
    """A mall's settlement was laid beside our orders. Subject: "channel/2". `found`: entries by standing."""

    settlement: int
    payout: int
    found: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class MallSettlementDropped(Event):
    """A mall's settlement file was taken back. Subject: "channel/2"."""

    settlement: int
    payout: int


@dataclass(frozen=True, kw_only=True)
class MallSettlementExplained(Event):
    """A person explained entries of a settlement; without a note, took that back. Subject: "channel/2"."""

    entries: list[int]
    note: str


@dataclass(frozen=True, kw_only=True)
class MallRead(Event):
    """What a mall has was read to its end. Subject: "channel/2". `new`: places never seen, `missed`: not found."""

    channel: str
    rows: int
    new: int
    missed: int


@dataclass(frozen=True, kw_only=True)
class MatchesDecided(Event):
    """Places at a mall were matched with our SKUs, or set aside. Subject: "channel/2". How: accepted, ignored."""

    how: str
    places: list[str]


@dataclass(frozen=True, kw_only=True)
class PageTextsSaved(Event):
    """Texts for the malls were changed. Subject: "product/3". `channel`: "" for the master's. `fields`: which."""

    channel: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ChannelPricesSaved(Event):
    """Prices of a channel were changed. Subject: "channel/2". `skus`: their codes."""

    skus: list[str]


@dataclass(frozen=True, kw_only=True)
class PagesAsked(Event):
    """Pages wait to be sent. Subject: "channel/2". `pages`: the mall's codes."""

    pages: list[str]


@dataclass(frozen=True, kw_only=True)
class PagesPushed(Event):
    """Pages were told to a mall. Subject: "channel/2". `sent`, `refused`: the mall's codes."""

    channel: str
    sent: list[str]
    refused: list[str]


@dataclass(frozen=True, kw_only=True)
class PriceChangesPlanned(Event):
    """Prices will change by the clock. Subject: "channel/2". `changes`: ids, `skus`: codes."""

    changes: list[int]
    skus: list[str]


@dataclass(frozen=True, kw_only=True)
class PriceChangesCancelled(Event):
    """Planned price changes were taken back, or ended before their time. Subject: "channel/2"."""

    changes: list[int]


@dataclass(frozen=True, kw_only=True)
class PricesTurned(Event):
    """The clock changed prices. Subject: "channel/2". `began`, `ended`: ids of price changes."""

    began: list[int]
    ended: list[int]


@dataclass(frozen=True, kw_only=True)
class MallSignedIn(Event):
    """A person signed in at the mall and permitted us. Subject: "channel/2". `credentials`: names of what was kept."""

    channel: str
    credentials: list[str]


@dataclass(frozen=True, kw_only=True)
class NoticesAsked(Event):
    """A mall was asked to notify us, or (`on` false) to stop. Subject: "channel/2". `topics`: in the mall's words."""

    channel: str
    on: bool
    topics: list[str]
