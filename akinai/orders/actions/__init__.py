"""Every change of orders, one verb each; all take batches."""

from akinai.orders.actions.allocating import allocate_waiting, allocations_changed, transfer_allocation
from akinai.orders.actions.merging import decide_merge, undo_merge
from akinai.orders.actions.placing import PlaceResult, place_orders
from akinai.orders.actions.writing import note, queue_order_mails, render_mail, send_mail
from akinai.orders.intake import IncomingLine, IncomingOrder, Person

__all__ = [
    "IncomingLine",
    "IncomingOrder",
    "Person",
    "PlaceResult",
    "allocate_waiting",
    "allocations_changed",
    "decide_merge",
    "note",
    "place_orders",
    "queue_order_mails",
    "render_mail",
    "send_mail",
    "transfer_allocation",
    "undo_merge",
]
