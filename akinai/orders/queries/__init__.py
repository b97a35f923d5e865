"""Questions about orders."""

from akinai.orders.money import OrderMoney, order_money
from akinai.orders.queries.counting import Standing, counts
from akinai.orders.queries.listing import OrderFilter, orders
from akinai.orders.queries.standing import stops
from akinai.orders.queries.words import hold_words, reason_name, stop_words, why_words

__all__ = [
    "OrderFilter",
    "OrderMoney",
    "Standing",
    "counts",
    "hold_words",
    "order_money",
    "orders",
    "reason_name",
    "stop_words",
    "stops",
    "why_words",
]
