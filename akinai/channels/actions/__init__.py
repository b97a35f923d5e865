"""Every change of this step: files in, words taught, malls told."""

from akinai.channels.actions.channels import channel_for, go_live, set_up
from akinai.channels.actions.checking import Tested, check_keys, forget_mall_notices, test_connection
from akinai.channels.actions.connecting import NewConnection, Tasks, connect, disconnect, pause, resume, set_tasks
from akinai.channels.actions.fetching import confirm_orders, due_in, fetch_numbers, fetch_orders, read_open_orders
from akinai.channels.actions.hearing import hear
from akinai.channels.actions.importing import carry_out, import_orders, queue_import
from akinai.channels.actions.inbox import take_inbox
from akinai.channels.actions.layouts import delete_layouts, save_layout
from akinai.channels.actions.mapping import (
    NewConversion,
    NewMapping,
    delete_conversions,
    delete_mappings,
    save_conversions,
    save_mappings,
)
from akinai.channels.actions.mending import rerun_rejected
from akinai.channels.actions.notices import (
    LeftShop,
    make_shipment_file,
    make_stock_file,
    mark_uploaded,
    note_shipped,
    unmark_uploaded,
    withdraw_notices,
)
from akinai.channels.actions.pushing import mark_stale, push_stock, sync_offers
from akinai.channels.actions.signing import sign_in, sign_in_address
from akinai.channels.actions.stock_rules import NewRule, delete_rules, resend, save_rules, save_table
from akinai.channels.actions.subscribing import renew_notices, subscribe, unsubscribe
from akinai.channels.actions.syncing import Synced, cancel_again, read_again, sync
from akinai.channels.actions.telling import (
    due_out,
    note_cancelled,
    tell_again,
    tell_cancellations,
    tell_now,
    tell_rest,
    tell_shipments,
)
from akinai.core.tables import Unreadable

__all__ = [
    "LeftShop",
    "NewConnection",
    "NewConversion",
    "NewMapping",
    "NewRule",
    "Synced",
    "Tasks",
    "Tested",
    "Unreadable",
    "cancel_again",
    "carry_out",
    "channel_for",
    "check_keys",
    "confirm_orders",
    "connect",
    "delete_conversions",
    "delete_layouts",
    "delete_mappings",
    "delete_rules",
    "disconnect",
    "due_in",
    "due_out",
    "fetch_numbers",
    "fetch_orders",
    "forget_mall_notices",
    "go_live",
    "hear",
    "import_orders",
    "make_shipment_file",
    "make_stock_file",
    "mark_stale",
    "mark_uploaded",
    "note_cancelled",
    "note_shipped",
    "pause",
    "push_stock",
    "queue_import",
    "read_again",
    "read_open_orders",
    "renew_notices",
    "rerun_rejected",
    "resend",
    "resume",
    "save_conversions",
    "save_layout",
    "save_mappings",
    "save_rules",
    "save_table",
    "set_tasks",
    "set_up",
    "sign_in",
    "sign_in_address",
    "subscribe",
    "sync",
    "sync_offers",
    "take_inbox",
    "tell_again",
    "tell_cancellations",
    "tell_now",
    "tell_rest",
    "tell_shipments",
    "test_connection",
    "unmark_uploaded",
    "unsubscribe",
    "withdraw_notices",
]
