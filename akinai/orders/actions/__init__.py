"""Every change of orders, one verb each; all take batches."""

from akinai.orders.actions.allocating import allocate_waiting, allocations_changed, transfer_allocation
from akinai.orders.actions.cancelling import cancel, cancel_lines, reactivate
from akinai.orders.actions.changing import Edit, edit
from akinai.orders.actions.dating import open_dates, set_ship_date
from akinai.orders.actions.differing import decide_difference
from akinai.orders.actions.finishing import finish, undo_finish
from akinai.orders.actions.following import (
    Left,
    cancel_unpaid,
    collect_shipped,
    follow_payments,
    pay_otherwise,
    remind,
    tell_payments,
)
from akinai.orders.actions.holding import (
    close_hold,
    close_holds_of,
    lift_hold,
    reopen_hold,
    screen_again,
    set_on_hold,
)
from akinai.orders.actions.issuing import COLLECTED_BY_OTHERS, Issue, correct, hand_out, issue, issue_credit_notes
from akinai.orders.actions.lines import LineEdit
from akinai.orders.actions.masters import (
    delete_delivery_days,
    delete_delivery_methods,
    delete_payment_methods,
    delete_phrases,
    move_warehouse,
    save_channel,
    save_delivery_days,
    save_delivery_methods,
    save_hold_reasons,
    save_hold_settings,
    save_payment_methods,
    save_phrases,
    switch_live,
    switch_to_import_only,
    switch_to_observe,
)
from akinai.orders.actions.merging import decide_merge, undo_merge
from akinai.orders.actions.parting import ship_allocated, wait_for_all
from akinai.orders.actions.paying import Payment, mark_paid, undo_payment
from akinai.orders.actions.placing import PlaceResult, Whole, place_orders
from akinai.orders.actions.returning import ReturnLine, copy, return_lines
from akinai.orders.actions.wholeness import Short, Shortage
from akinai.orders.actions.working import (
    ShippedPieces,
    begin_work,
    end_work,
    mark_delivered,
    ship_pieces,
    undo_delivered,
    unship_pieces,
)
from akinai.orders.actions.writing import note, queue_order_mails, render_mail, send_mail
from akinai.orders.intake import IncomingLine, IncomingOrder, Person, to_plain

__all__ = [
    "COLLECTED_BY_OTHERS",
    "Edit",
    "IncomingLine",
    "IncomingOrder",
    "Issue",
    "Left",
    "LineEdit",
    "Payment",
    "Person",
    "PlaceResult",
    "ReturnLine",
    "ShippedPieces",
    "Short",
    "Shortage",
    "Whole",
    "allocate_waiting",
    "allocations_changed",
    "begin_work",
    "cancel",
    "cancel_lines",
    "cancel_unpaid",
    "close_hold",
    "close_holds_of",
    "collect_shipped",
    "copy",
    "correct",
    "decide_difference",
    "decide_merge",
    "delete_delivery_days",
    "delete_delivery_methods",
    "delete_payment_methods",
    "delete_phrases",
    "edit",
    "end_work",
    "finish",
    "follow_payments",
    "hand_out",
    "issue",
    "issue_credit_notes",
    "lift_hold",
    "mark_delivered",
    "mark_paid",
    "move_warehouse",
    "note",
    "open_dates",
    "pay_otherwise",
    "place_orders",
    "queue_order_mails",
    "reactivate",
    "remind",
    "render_mail",
    "reopen_hold",
    "return_lines",
    "save_channel",
    "save_delivery_days",
    "save_delivery_methods",
    "save_hold_reasons",
    "save_hold_settings",
    "save_payment_methods",
    "save_phrases",
    "screen_again",
    "send_mail",
    "set_on_hold",
    "set_ship_date",
    "ship_allocated",
    "ship_pieces",
    "switch_live",
    "switch_to_import_only",
    "switch_to_observe",
    "tell_payments",
    "to_plain",
    "transfer_allocation",
    "undo_delivered",
    "undo_finish",
    "undo_merge",
    "undo_payment",
    "unship_pieces",
    "wait_for_all",
]
