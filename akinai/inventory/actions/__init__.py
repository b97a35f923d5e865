"""Every change of stock, one verb each; all take batches and end in the ledger."""

from akinai.inventory.actions.allocating import (
    Allocation,
    NewDemand,
    Wanted,
    add_demands,
    allocate,
    block_allocated,
    release,
    set_wanted,
    unblock,
)
from akinai.inventory.actions.asides import close_asides_but, lock_asides, open_asides, set_aside, taken_from_asides
from akinai.inventory.actions.changes import take_changes
from akinai.inventory.actions.correcting import (
    Adjustment,
    ReturnedPieces,
    accept_return,
    adjust,
    block,
    clear_blocked,
    save_warehouse,
    transfer,
)
from akinai.inventory.actions.picking import Pinned, PinRequest, pin, put_back, take_out, unpin
from akinai.inventory.actions.receiving import Arrival, Expected, cancel_expected, expect, receive, unreceive
from akinai.inventory.actions.shifting import make_room, move_demands, reallocate
from akinai.inventory.ledger import lock

__all__ = [
    "Adjustment",
    "Allocation",
    "Arrival",
    "Expected",
    "NewDemand",
    "PinRequest",
    "Pinned",
    "ReturnedPieces",
    "Wanted",
    "accept_return",
    "add_demands",
    "adjust",
    "allocate",
    "block",
    "block_allocated",
    "cancel_expected",
    "clear_blocked",
    "close_asides_but",
    "expect",
    "lock",
    "lock_asides",
    "make_room",
    "move_demands",
    "open_asides",
    "pin",
    "put_back",
    "reallocate",
    "receive",
    "release",
    "save_warehouse",
    "set_aside",
    "set_wanted",
    "take_changes",
    "take_out",
    "taken_from_asides",
    "transfer",
    "unblock",
    "unpin",
    "unreceive",
]
