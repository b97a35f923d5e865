"""Questions about orders."""

from akinai.orders.money import OrderMoney, order_money
from akinai.orders.queries.documents import Wanted, archive, documents, documents_of, file_name
from akinai.orders.queries.listing import search
from akinai.orders.queries.parting import KEPT, can_go_in_part
from akinai.orders.queries.standing import reason_name, stops

__all__ = [
    "KEPT",
    "OrderMoney",
    "Wanted",
    "archive",
    "can_go_in_part",
    "documents",
    "documents_of",
    "file_name",
    "order_money",
    "reason_name",
    "search",
    "stops",
]
