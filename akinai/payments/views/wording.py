"""How payments read on the desk: tones, sources, and what to do about each task."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.payments.models import EventKind, OperationState, TaskKind

EVENT_TONES: dict[str, str] = {
    EventKind.AUTHORISED: "good",
    EventKind.CAPTURED: "good",
    EventKind.FUNDS_RECEIVED: "good",
    EventKind.AUTHORISE_FAILED: "bad",
    EventKind.CAPTURE_FAILED: "bad",
    EventKind.REFUND_FAILED: "bad",
    EventKind.DISPUTE_OPENED: "bad",
    EventKind.DISPUTE_WITHDRAWN: "bad",
    EventKind.DISPUTE_LOST: "bad",
    EventKind.FUNDS_REVERSED: "warn",
    EventKind.AUTHORISE_EXPIRED: "warn",
    EventKind.EXPIRED: "warn",
}
OPERATION_TONES: dict[str, str] = {
    OperationState.PLANNED: "info",
    OperationState.SENT: "info",
    OperationState.SUCCEEDED: "good",
    OperationState.FAILED: "bad",
    OperationState.UNKNOWN: "warn",
}
SOURCES: dict[str, Promise] = {
    "answer": _("answer to our request"),
    "webhook": _("notice of the gateway"),
    "redirect": _("when the buyer came back"),
    "poll": _("asked by us"),
    "settlement": _("settlement file"),
    "bank": _("bank's file"),
    "staff": _("entered by a person"),
    "clock": _("by time"),
}
URGENT = (
    TaskKind.CHARGEBACK,
    TaskKind.DOUBLE,
    TaskKind.AFTER_CANCEL,
    TaskKind.CAPTURE_FAILED,
    TaskKind.UNAUTHORISED,
    TaskKind.FORGED,
)
TO_DO: dict[str, Promise] = {
    TaskKind.LATE: _("The money came after its time. Ship if the pieces are there, or refund it."),
    TaskKind.DOUBLE: _("More came than was due. Refund what is too much."),
    TaskKind.AFTER_CANCEL: _("The order is cancelled, but the money came. Refund it, or revive the order."),
    TaskKind.WRONG_AMOUNT: _("The gateway names another amount than agreed. Compare with the order, then correct one."),
    TaskKind.SHORT: _("Less came than was due. Ask the buyer for the rest."),
    TaskKind.CHARGEBACK: _("The card company asks for the money back. Send your evidence before the last day."),
    TaskKind.EXPIRING: _("Ship and collect before the day, authorise again, or release it."),
    TaskKind.UNKNOWN_RESULT: _("Look in the gateway's own screen whether it happened. It goes on being asked."),
    TaskKind.CAPTURE_FAILED: _("The parcel has left, but the money was not collected. Try again, or ask the buyer."),
    TaskKind.REFUND_FAILED: _("The buyer did not get the money. Refund by bank transfer."),
    TaskKind.REFUND_DUE: _("The order is cancelled and paid. Confirm the amount and refund it."),
    TaskKind.REVERSED: _("The bank took the receipt back. The order waits for its money again."),
    TaskKind.NO_PAYMENT: _("A notice speaks of a payment we do not know. Look for it in the gateway's own screen."),
    TaskKind.FORGED: _("A notice did not carry the right signature. Check the keys; are they right, somebody tried."),
    TaskKind.UNAUTHORISED: _("The order stands, but its authorisation does not. Ask the buyer to pay again."),
}
EXPLAINED: dict[str, Promise] = {
    "capture": _("The buyer's card or account is charged with this amount."),
    "void": _("What is held goes back to the buyer; nothing is charged."),
    "refund": _("This amount goes back to the buyer by the way it came. It can't be undone."),
    "change": _("The amount that is held becomes this one."),
    "reauthorise": _("The whole amount is held anew; the old hold ends."),
}
ICONS = {"capture": "yen", "void": "x", "refund": "undo", "change": "edit", "reauthorise": "refresh"}
