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
from akinai.channels.models.stock import Cause, Drift, Offer, Push, SkuMapping, StockRule

__all__ = [
    "CancelNotice",
    "Cause",
    "Connection",
    "Drift",
    "ImportRun",
    "IntakeLayout",
    "LayoutKind",
    "MallNotice",
    "MallOrder",
    "MetCall",
    "NoticeFile",
    "Offer",
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
