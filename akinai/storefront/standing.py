"""Where an order stands, in the buyer's words, from the facts of the order. Staff's words are another matter."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.orders.models import Order, PaymentGate, Queue


class Standing(StrEnum):
    """What a buyer wants to know, in the order it happens."""

    PAYING = "paying"
    RECEIVED = "received"
    PAYMENT_WAITING = "payment_waiting"
    PREPARING = "preparing"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


WORDS: dict[Standing, Promise] = {
    Standing.PAYING: _("Payment under way"),
    Standing.RECEIVED: _("We have your order"),
    Standing.PAYMENT_WAITING: _("Awaiting your payment"),
    Standing.PREPARING: _("Getting ready to ship"),
    Standing.PART_SHIPPED: _("Partly on its way"),
    Standing.SHIPPED: _("On its way"),
    Standing.DELIVERED: _("Arrived"),
    Standing.RETURNED: _("Sent back"),
    Standing.CANCELLED: _("Order cancelled"),
}
TONES = {
    Standing.PAYING: "warn",
    Standing.PAYMENT_WAITING: "warn",
    Standing.SHIPPED: "good",
    Standing.PART_SHIPPED: "good",
    Standing.DELIVERED: "good",
}
# The way of an ordinary order, as steps.
WAY = (Standing.RECEIVED, Standing.PREPARING, Standing.SHIPPED, Standing.DELIVERED)
# How far on the way each standing is.
REACHED = {
    Standing.RECEIVED: 0,
    Standing.PAYMENT_WAITING: 0,
    Standing.PREPARING: 1,
    Standing.PART_SHIPPED: 1,
    Standing.SHIPPED: 2,
    Standing.DELIVERED: 3,
}
NOT_YET = (Standing.RECEIVED, Standing.PAYMENT_WAITING, Standing.PAYING)  # may still be asked to be cancelled


@dataclass(frozen=True)
class Step:
    """One step of the way: `done`, `now`, or to come."""

    words: Promise
    state: str


def standing(order: Order) -> Standing:
    """Where an order stands. The first that is true."""
    facts = [
        (order.cancelled, Standing.CANCELLED),
        (order.returned, Standing.RETURNED),
        (order.queue == Queue.DELIVERED, Standing.DELIVERED),
        (order.queue == Queue.SHIPPED, Standing.SHIPPED),
        (order.paying, Standing.PAYING),
        (order.shipped > 0, Standing.PART_SHIPPED),
        (order.in_work > 0 or order.queue == Queue.READY, Standing.PREPARING),
        (order.payment_gate == PaymentGate.WAITING, Standing.PAYMENT_WAITING),
    ]
    return next((found for true, found in facts if true), Standing.RECEIVED)


def way(found: Standing) -> list[Step]:
    """The steps of the way with where the order is; nothing for one that left it."""
    at = REACHED.get(found)
    if at is None:
        return []
    return [Step(WORDS[one], "done" if n < at else "now" if n == at else "") for n, one in enumerate(WAY)]
