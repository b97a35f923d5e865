"""What this step announces. Subjects are orders ("order/12") unless said otherwise."""

from dataclasses import dataclass, field
from typing import Any

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Placed(Event):
    """An order came in, with the reasons found on it and the pieces it got at once."""

    number: str
    channel: str
    lines: int
    pieces: int
    total: int | None
    holds: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Changed(Event):
    """The mall told the order again, differently: [{"field", "before", "after"}, …]. `taken`: at once."""

    changes: list[dict[str, Any]]
    taken: bool = False


@dataclass(frozen=True, kw_only=True)
class DifferenceDecided(Event):
    """A person (or the mall itself) settled a difference."""

    difference_id: int
    taken: bool


@dataclass(frozen=True, kw_only=True)
class MallReleased(Event):
    """The mall no longer asks to wait, or does again."""

    waiting: bool


@dataclass(frozen=True, kw_only=True)
class Cancelled(Event):
    """The order was cancelled; its pieces are free again (or, in work, blocked until they are back on the shelf)."""

    reason: str
    in_work: int = 0
    returned_stock: bool = True


@dataclass(frozen=True, kw_only=True)
class Reactivated(Event):
    """A cancelled order lives again."""


@dataclass(frozen=True, kw_only=True)
class Edited(Event):
    """A person changed the order: [{"field", "before", "after"}, …]."""

    changes: list[dict[str, Any]]
    revision: int


@dataclass(frozen=True, kw_only=True)
class HoldOpened(Event):
    """Reasons were found later than at intake."""

    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class HoldClosed(Event):
    """A reason was dealt with. `vanished`: what caused it is gone."""

    hold_id: int
    reason: str
    note: str = ""
    vanished: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldReopened(Event):
    """A closed reason is open again."""

    hold_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PutOnHold(Event):
    """保留: a person stopped the order."""

    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """保留 was ended."""


@dataclass(frozen=True, kw_only=True)
class Paid(Event):
    """Money came in. `satisfied`: the order may go on by it."""

    receipt_id: int
    amount: int
    received: int
    billed: int | None
    satisfied: bool


@dataclass(frozen=True, kw_only=True)
class Authorised(Event):
    """A gateway holds money for the order, or no longer does (negative); `held`: how much now."""

    amount: int
    held: int


@dataclass(frozen=True, kw_only=True)
class PaymentUndone(Event):
    """A receipt was reversed by one of its own."""

    receipt_id: int
    amount: int
    received: int


@dataclass(frozen=True, kw_only=True)
class Allocated(Event):
    """Pieces were promised to an order that waited (or taken back: negative)."""

    pieces: int
    unallocated: int


@dataclass(frozen=True, kw_only=True)
class PartReleased(Event):
    """分納: what is allocated leaves now, although so many pieces are missing."""

    missing: int


@dataclass(frozen=True, kw_only=True)
class PartWithheld(Event):
    """The order leaves only with all of its pieces again."""

    missing: int


@dataclass(frozen=True, kw_only=True)
class Finished(Event):
    """An order without a thing to ship was dealt with."""


@dataclass(frozen=True, kw_only=True)
class FinishUndone(Event):
    """An order without a thing to ship is to be looked at again."""


@dataclass(frozen=True, kw_only=True)
class AllocationTransferred(Event):
    """引当振替: pieces went from this order to another."""

    to_order: int
    sku_id: int
    quantity: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DatesOpened(Event):
    """The clock opened gates: release, ship_date, merge."""

    gates: list[str]


@dataclass(frozen=True, kw_only=True)
class ShipDateSet(Event):
    """A person chose the ship date (ISO), or "" = reckoned again."""

    ship_date: str


@dataclass(frozen=True, kw_only=True)
class Merged(Event):
    """おまとめ同梱: these orders travel together, or (`together` False) each alone."""

    order_ids: list[int]
    together: bool


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """Orders that were to travel together travel alone again."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class MergeFound(Event):
    """Another open order of the same recipient came: decide before `until`."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class WorkBegun(Event):
    """The order is being packed."""


@dataclass(frozen=True, kw_only=True)
class WorkEnded(Event):
    """The order is no longer being packed."""


@dataclass(frozen=True, kw_only=True)
class Shipped(Event):
    """Pieces left the house; `all`: nothing is open any more."""

    pieces: int
    all: bool


@dataclass(frozen=True, kw_only=True)
class Unshipped(Event):
    """出荷確定戻し: pieces that had left are back."""

    pieces: int


@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """The parcels arrived."""

    pieces: int


@dataclass(frozen=True, kw_only=True)
class LinesCancelled(Event):
    """Pieces of lines were cancelled: [{"line", "sku", "quantity"}, …]."""

    lines: list[dict[str, Any]]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """Pieces came back: [{"line", "sku", "quantity", "good"}, …]."""

    lines: list[dict[str, Any]]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Copied(Event):
    """再送・複写: another order was made from this one."""

    to_order: int
    free: bool


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """A person wrote something down: a telephone call, a memo."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MailAsked(Event):
    """A mail to the buyer was written."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class MovedToWarehouse(Event):
    """The order is served from another warehouse."""

    warehouse: str


@dataclass(frozen=True, kw_only=True)
class ChannelSwitchedLive(Event):
    """A channel went to 本番; the subject is the channel."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ChannelSwitchedOff(Event):
    """A channel's orders are only stored from now on: `mode` import_only (取込のみ) or observe (観察)."""

    code: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    """A receipt, an invoice or a credit note was issued for the order."""

    kind: str
    number: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class DocumentCopied(Event):
    """A document was handed out; from the second time on it is a 再発行."""

    number: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MastersSaved(Event):
    """Settings of orders were changed; the subject is the table ("masters/0")."""

    table: str
    keys: list[str]
    deleted: bool = False
