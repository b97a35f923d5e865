"""The tables of this step; begin with connections.py."""

from akinai.channels.models.connections import (
    CancelNotice,
    Connection,
    MallNotice,
    MallOrder,
    MetCall,
    Progress,
    ShipmentNotice,
    Task,
)
from akinai.channels.models.files import (
    ImportRun,
    IntakeLayout,
    LayoutKind,
    NoticeFile,
    RejectedRow,
    TakenBack,
    ValueConversion,
)
from akinai.channels.models.moving import (
    Comparison,
    ComparisonRow,
    MovingLayout,
    MovingReport,
    MovingRow,
    OldSystem,
)
from akinai.channels.models.stock import Cause, Drift, Offer, Push, SkuMapping, StockRule

__all__ = [
    "CancelNotice",
    "Cause",
    "Comparison",
    "ComparisonRow",
    "Connection",
    "Drift",
    "ImportRun",
    "IntakeLayout",
    "LayoutKind",
    "MallNotice",
    "MallOrder",
    "MetCall",
    "MovingLayout",
    "MovingReport",
    "MovingRow",
    "NoticeFile",
    "Offer",
    "OldSystem",
    "Progress",
    "Push",
    "RejectedRow",
    "ShipmentNotice",
    "SkuMapping",
    "StockRule",
    "TakenBack",
    "Task",
    "ValueConversion",
]
