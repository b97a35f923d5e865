"""A payment in the buyer's words: where it stands, and what is left to do."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from akinai.payments import queries as payments
from akinai.payments.models import Payment, PaymentState

WORDS: dict[str, Promise] = {
    PaymentState.NEW: pgettext_lazy("to the buyer", "Not finished yet"),
    PaymentState.PENDING: pgettext_lazy("to the buyer", "Waiting for your payment"),
    PaymentState.AUTHORISED: pgettext_lazy("to the buyer", "Accepted; charged when we ship"),
    PaymentState.PART_PAID: pgettext_lazy("to the buyer", "Paid in part"),
    PaymentState.PAID: pgettext_lazy("to the buyer", "Paid"),
    PaymentState.OVERPAID: pgettext_lazy("to the buyer", "Paid; we will return what is too much"),
    PaymentState.PART_REFUNDED: pgettext_lazy("to the buyer", "Refunded in part"),
    PaymentState.REFUNDED: pgettext_lazy("to the buyer", "Refunded"),
    PaymentState.FAILED: pgettext_lazy("to the buyer", "The payment did not succeed"),
    PaymentState.EXPIRED: pgettext_lazy("to the buyer", "The time to pay has passed"),
    PaymentState.VOIDED: pgettext_lazy("to the buyer", "Not charged"),
    PaymentState.DISPUTED: pgettext_lazy("to the buyer", "Being looked into"),
}
TONES = {"pending": "warn", "new": "warn", "part_paid": "warn", "paid": "good", "authorised": "good", "failed": "bad"}
ON_DELIVERY = pgettext_lazy("to the buyer", "To be paid to the driver")


@dataclass(frozen=True)
class PaymentShown:
    """What a buyer is told of a payment."""

    payment: Payment
    words: str
    tone: str
    instructions: list[tuple[str, str]] = field(default_factory=list)
    goes_on: bool = False  # the payment page can be opened again


def payment_shown(payment: Payment) -> PaymentShown:
    """The payment with what the buyer needs in order to pay. At most one statement."""
    words, tone = WORDS.get(payment.state, payment.get_state_display()), TONES.get(payment.state, "")
    cash = payment.account.gateway == "cash" and payment.state == PaymentState.PENDING
    if cash:
        words, tone = ON_DELIVERY, ""
    steps = [] if cash else payments.instructions(payment)
    goes_on = payment.state == PaymentState.NEW and payment.closed_at is None
    return PaymentShown(payment, str(words), tone, steps, goes_on)
