"""The tables of orders. Begin with order.py: the facts of an order and the queue derived from them."""

from akinai.orders.models.channel import (
    ChannelMode,
    DeliveryDays,
    DeliveryMethod,
    IgnorablePhrase,
    PaymentMethod,
    SalesChannel,
)
from akinai.orders.models.document import DocumentCopy, DocumentKind, IssuedDocument
from akinai.orders.models.hold import Hold, HoldReason, HoldSetting
from akinai.orders.models.money import PaymentReceipt
from akinai.orders.models.order import MallDifference, Order, OrderLine, PaymentGate, Queue

__all__ = [
    "ChannelMode",
    "DeliveryDays",
    "DeliveryMethod",
    "DocumentCopy",
    "DocumentKind",
    "Hold",
    "HoldReason",
    "HoldSetting",
    "IgnorablePhrase",
    "IssuedDocument",
    "MallDifference",
    "Order",
    "OrderLine",
    "PaymentGate",
    "PaymentMethod",
    "PaymentReceipt",
    "Queue",
    "SalesChannel",
]
