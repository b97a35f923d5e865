"""Every change of payments, one verb each; all take batches.

asking (a payment is born) → starting (the buyer goes to pay and comes back) → applying (what happened becomes known)
→ operating and performing (what we ask of the gateway) → closing (its documents changed). receiving takes in notices,
sweeping is the clock, tasks are for people, accounts are the contracts.
"""

from akinai.payments.actions.applying import Fact, apply_snapshot, record
from akinai.payments.actions.asking import NewPayment, Payer, request
from akinai.payments.actions.closing import close, set_amounts
from akinai.payments.actions.operating import Ask, capture, change, reauthorise, refund, void
from akinai.payments.actions.performing import perform
from akinai.payments.actions.receiving import forget_messages, receive
from akinai.payments.actions.starting import came_back, inquire, retry, start
from akinai.payments.actions.sweeping import sweep
from akinai.payments.actions.tasks import NewTask, close_tasks, open_tasks

__all__ = [
    "Ask",
    "Fact",
    "NewPayment",
    "NewTask",
    "Payer",
    "apply_snapshot",
    "came_back",
    "capture",
    "change",
    "close",
    "close_tasks",
    "forget_messages",
    "inquire",
    "open_tasks",
    "perform",
    "reauthorise",
    "receive",
    "record",
    "refund",
    "request",
    "retry",
    "set_amounts",
    "start",
    "sweep",
    "void",
]
