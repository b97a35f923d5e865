"""What this step announces. Subjects are SKUs ("sku/5")."""

from dataclasses import dataclass

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StockGrew(Event):
    """More pieces of a SKU are free: those who wait for it can be served."""

    warehouse_id: int
    quantity: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class StockCorrected(Event):
    """A person or a count changed what is on hand (pieces; negative = fewer)."""

    warehouse_id: int
    quantity: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ArrivalExpected(Event):
    """Pieces of a SKU are on their way (`due_date` ISO, or "" when not known)."""

    warehouse_id: int
    quantity: int
    due_date: str


@dataclass(frozen=True, kw_only=True)
class WarehouseSaved(Event):
    """A warehouse was added or changed; the subject is the warehouse."""

    code: str
