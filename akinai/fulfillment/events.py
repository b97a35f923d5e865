"""What happens on the floor. The subject is the shipment ("shipment/3") unless said otherwise."""

from dataclasses import dataclass, field
from typing import Any

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkStarted(Event):
    """A shipment was made in a batch; shelves and lots are pinned."""

    batch_id: int
    batch: str
    sequence: int
    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class WorkUndone(Event):
    """The start of work was taken back; the orders are where they were."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    """A shipment was taken out of its batch; its label numbers are void for ever."""

    order_ids: list[int]
    reason: str
    voided: list[str]


@dataclass(frozen=True, kw_only=True)
class ReturnedToShelf(Event):
    """棚戻し: the pieces of a withdrawn shipment are on their shelf again."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PapersRenewed(Event):
    """An edit made the papers old; the shipment has a new version of itself."""

    order_ids: list[int]
    version: int
    voided: list[str]


@dataclass(frozen=True, kw_only=True)
class Split(Event):
    """Pieces went from a shipment into another one, or back to their order."""

    moved: dict[str, int]  # shipment line → pieces
    into: int | None  # the new shipment


@dataclass(frozen=True, kw_only=True)
class PaperPrinted(Event):
    """A PDF was made. Subject: the batch, or "floor/0" for a list of the day."""

    kind: str
    paper_id: int
    pages: int
    reprint: bool


@dataclass(frozen=True, kw_only=True)
class LabelsExported(Event):
    """Label data was written. Subject: the batch or "floor/0"."""

    paper_id: int
    layout: str
    shipment_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class NumbersBound(Event):
    """A shipment got label numbers."""

    numbers: list[str]


@dataclass(frozen=True, kw_only=True)
class Inspected(Event):
    """Every piece was scanned (or a person vouched for it)."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ShortAtShelf(Event):
    """A piece was not on its shelf: the shipment left the batch and stock was corrected."""

    order_ids: list[int]
    sku_id: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Shipped(Event):
    """出荷確定. Nothing outside hears of it before `effects_after` (ISO time)."""

    order_ids: list[int]
    carrier: str
    numbers: list[str]
    effects_after: str


@dataclass(frozen=True, kw_only=True)
class ShippingUndone(Event):
    """出荷確定戻し. `compensations`: what was already told outside and a person must put right."""

    order_ids: list[int]
    compensations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class EffectsDue(Event):
    """The minutes for a misclick are over: malls may be told."""

    order_ids: list[int]
    carrier: str
    numbers: list[str]
    shipped_at: str


@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """The parcel arrived."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Outsourced(Event):
    """An instruction was written for a 倉庫委託先."""

    paper_id: int


@dataclass(frozen=True, kw_only=True)
class CancelRequested(Event):
    """A 倉庫委託先 was asked not to ship; it may refuse."""


@dataclass(frozen=True, kw_only=True)
class CancelAnswered(Event):
    """The 倉庫委託先 answered: accepted or refused."""

    accepted: bool


@dataclass(frozen=True, kw_only=True)
class LayoutSaved(Event):
    """A layout of a carrier's or warehouse's file was made or changed. Subject: "layout/4"."""

    layout: str
