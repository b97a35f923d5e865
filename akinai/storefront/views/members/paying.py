"""A payment in the buyer's words: where it stands, and what is left to do."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.payments import queries as payments
from akinai.payments.models import Payment, PaymentState

WORDS: dict[str, Promise] = {
    PaymentState.NEW: _("Not finished yet"),
    PaymentState.PENDING: _("Waiting for your payment"),
    PaymentState.AUTHORISED: _("Accepted; charged when we ship"),
    PaymentState.PART_PAID: _("Partly paid"),
    PaymentState.PAID: _("Paid in full"),
    PaymentState.OVERPAID: _("Paid; we will return what is too much"),
    PaymentState.PART_REFUNDED: _("Money returned in part"),
    PaymentState.REFUNDED: _("Money returned"),
    PaymentState.FAILED: _("The payment did not succeed"),
    PaymentState.EXPIRED: _("The time to pay has passed"),
    PaymentState.VOIDED: _("Not charged"),
    PaymentState.DISPUTED: _("Being looked into"),
}
TONES = {"pending": "warn", "new": "warn", "part_paid": "warn", "paid": "good", "authorised": "good", "failed": "bad"}
ON_DELIVERY = _("To be paid to the driver")


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
    goes_on = payment.state in (PaymentState.NEW, PaymentState.FAILED) and payment.closed_at is None
    return PaymentShown(payment, str(words), tone, steps, goes_on)
