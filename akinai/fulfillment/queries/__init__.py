"""Questions about the floor that others may ask.

standing.py: may a parcel leave? boards.py: what waits and how far it is; lists.py: the lists on paper; papers.py: what
papers say.
"""

from akinai.fulfillment.queries.boards import Board, Choice, board, of_orders, ready, shipment_lines
from akinai.fulfillment.queries.lists import (
    batches,
    leaving,
    leftover,
    numbers_of,
    shipments,
    slip,
    to_confirm,
    to_pull,
    to_shelve,
    undoable,
)
from akinai.fulfillment.queries.methods import Method, methods
from akinai.fulfillment.queries.standing import Standing, standing

__all__ = [
    "Board",
    "Choice",
    "Method",
    "Standing",
    "batches",
    "board",
    "leaving",
    "leftover",
    "methods",
    "numbers_of",
    "of_orders",
    "ready",
    "shipment_lines",
    "shipments",
    "slip",
    "standing",
    "to_confirm",
    "to_pull",
    "to_shelve",
    "undoable",
]
