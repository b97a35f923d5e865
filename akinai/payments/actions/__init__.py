"""Every change of payments, one verb each; all take batches.

asking (a payment is born) → starting (the buyer goes to pay and comes back) → applying (what happened becomes known)
→ operating and performing (what we ask of the gateway) → closing (its documents changed). receiving takes in notices,
sweeping is the clock, tasks are for people, accounts are the contracts.
"""

from akinai.payments.actions.accounts import (
    Checked,
    NewAccount,
    check_account,
    delete_accounts,
    delete_methods,
    save_account,
    save_methods,
)
from akinai.payments.actions.applying import Fact, apply_snapshot, record
from akinai.payments.actions.asking import NewPayment, Payer, request
from akinai.payments.actions.bank import Choice, match, match_lines
from akinai.payments.actions.bankfiles import BankResult, preview_bank_file, read_bank_file
from akinai.payments.actions.closing import close, set_amounts
from akinai.payments.actions.explaining import (
    Applied,
    apply_lines,
    explain_lines,
    link_payout,
    reopen_lines,
    unlink_payout,
)
from akinai.payments.actions.operating import Ask, capture, change, reauthorise, refund, void
from akinai.payments.actions.payingout import (
    mark_refunds_paid,
    refunds_came_back,
    withdraw_transfer_file,
    write_transfer_file,
)
from akinai.payments.actions.performing import perform
from akinai.payments.actions.receiving import forget_messages, receive
from akinai.payments.actions.refunds import (
    RefundWish,
    account_of,
    approve_refunds,
    ask_refund,
    by_token,
    enter_account,
    give_account,
    unapprove_refunds,
    withdraw_refunds,
)
from akinai.payments.actions.settling import read_settlement
from akinai.payments.actions.starting import came_back, inquire, retry, start
from akinai.payments.actions.sweeping import sweep
from akinai.payments.actions.tasks import NewTask, close_tasks, open_tasks
from akinai.payments.actions.unmatching import ignore_lines, undo_lines

# What the verbs take and give: how a payment begins, and what the buyer's browser brings back.
from akinai.payments.gateways.base import (
    AutoPost,
    Checkout,
    Declined,
    Direct,
    RawRequest,
    RawResponse,
    Redirect,
    Shipment,
    Started,
    Unknown,
)

__all__ = [
    "Applied",
    "Ask",
    "AutoPost",
    "BankResult",
    "Checked",
    "Checkout",
    "Choice",
    "Declined",
    "Direct",
    "Fact",
    "NewAccount",
    "NewPayment",
    "NewTask",
    "Payer",
    "RawRequest",
    "RawResponse",
    "Redirect",
    "RefundWish",
    "Shipment",
    "Started",
    "Unknown",
    "account_of",
    "apply_lines",
    "apply_snapshot",
    "approve_refunds",
    "ask_refund",
    "by_token",
    "came_back",
    "capture",
    "change",
    "check_account",
    "close",
    "close_tasks",
    "delete_accounts",
    "delete_methods",
    "enter_account",
    "explain_lines",
    "forget_messages",
    "give_account",
    "ignore_lines",
    "inquire",
    "link_payout",
    "mark_refunds_paid",
    "match",
    "match_lines",
    "open_tasks",
    "perform",
    "preview_bank_file",
    "read_bank_file",
    "read_settlement",
    "reauthorise",
    "receive",
    "record",
    "refund",
    "refunds_came_back",
    "reopen_lines",
    "request",
    "retry",
    "save_account",
    "save_methods",
    "set_amounts",
    "start",
    "sweep",
    "unapprove_refunds",
    "undo_lines",
    "unlink_payout",
    "void",
    "withdraw_refunds",
    "withdraw_transfer_file",
    "write_transfer_file",
]
