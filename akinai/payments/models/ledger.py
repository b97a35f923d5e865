"""The ledger of payments. No stored status is the truth: events are, and amounts and state are computed from them.

Payment        one try to pay documents by one method; its amounts and state are sums kept in the same transaction
Operation      what we asked of the gateway, with the key that makes asking twice the same as once
PaymentEvent   what happened, never changed; (account, reference, kind) is one action, however often it is told
RawMessage     what the gateway sent, kept before it is read
MoneyTask      what a person must look at: late, double, after cancel, wrong amount, chargeback, expiring …
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akinai.core.append_only import append_only


class PaymentState(models.TextChoices):
    """Where a payment stands; computed by actions/amounts.py and never set by hand."""

    NEW = "new", _("Waits for the buyer")  # on the payment page, or not yet there
    PENDING = "pending", _("Waits for the money")  # slip issued, transfer to come, COD on its way
    AUTHORISED = "authorised", _("Authorised")
    PART_PAID = "part_paid", _("Paid in part")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    OVERPAID = "overpaid", _("Overpaid")
    PART_REFUNDED = "part_refunded", _("Refunded in part")
    REFUNDED = "refunded", _("Refunded")
    FAILED = "failed", pgettext_lazy("payment", "Failed")
    EXPIRED = "expired", _("Expired")
    VOIDED = "voided", _("Authorisation released")
    DISPUTED = "disputed", _("Disputed")


class Payment(models.Model):
    """One try to pay. Amounts in minor units of the currency; only actions/applying.py writes them."""

    id = models.BigAutoField(primary_key=True)
    documents = ArrayField(models.TextField())  # "order/12" …
    amounts = ArrayField(models.BigIntegerField())  # of `amount`, what is for each document
    account = models.ForeignKey("payments.GatewayAccount", models.PROTECT)
    method = models.TextField()  # code of Method
    attempt = models.SmallIntegerField(default=1)  # 2 … : another try for the same documents
    merchant_ref = models.TextField()  # our number at the gateway, [0-9A-Za-z-], at most 27
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # in the buyer's return address
    currency = models.TextField(default="JPY")
    amount = models.BigIntegerField()  # what the buyer shall pay
    payer_name = models.TextField(default="", blank=True)
    payer_kana = models.TextField(default="", blank=True)
    payer_email = models.TextField(default="", blank=True)
    payer_phone = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # of the payment page: until then pieces are held
    due_on = models.DateField(null=True)  # お支払期限 of a slip or transfer
    hold_expires_at = models.DateTimeField(null=True)  # of the authorisation
    started_at = models.DateTimeField(null=True)
    ids = models.JSONField(default=dict)  # the gateway's own: tracking_id, payment_intent, access_id …
    instructions = models.JSONField(default=dict)  # what the buyer needs to pay: [{"label", "value"}…], url, until
    # Sums of the events.
    state = models.TextField(choices=PaymentState, default=PaymentState.NEW)
    authorised = models.BigIntegerField(default=0)  # still held, not yet captured
    captured = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    disputed = models.BigIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # replaced by another attempt, or its documents were cancelled
    next_inquiry_at = models.DateTimeField(null=True)  # ask the gateway then, if nothing was heard
    inquiries = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "merchant_ref"], name="payment_ref_once")]
        indexes = [
            GinIndex(fields=["documents"], name="payment_documents"),
            GinIndex(fields=["ids"], name="payment_ids", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["state", "-id"], name="payment_state"),
            models.Index(
                fields=["expires_at"], name="payment_page_open", condition=Q(state="new", closed_at__isnull=True)
            ),
            models.Index(fields=["due_on"], name="payment_due", condition=Q(state__in=["pending", "part_paid"])),
            models.Index(fields=["hold_expires_at"], name="payment_held", condition=Q(authorised__gt=0)),
            models.Index(
                fields=["next_inquiry_at"], name="payment_inquiry", condition=Q(next_inquiry_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.merchant_ref


class OperationKind(models.TextChoices):
    START = "start", _("Opened at the gateway")
    CAPTURE = "capture", _("Collect")
    VOID = "void", _("Release the authorisation")
    REFUND = "refund", _("Refund")
    CHANGE = "change", _("Change the amount")
    REAUTHORISE = "reauthorise", _("Authorise again")


class OperationState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Refused")
    UNKNOWN = "unknown", _("Not known")  # no answer: it reserves its amount and is asked for again


class Operation(models.Model):
    """What we asked of the gateway. Planned, sent and unknown ones reserve their amount."""

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="operations")
    kind = models.TextField(choices=OperationKind)
    amount = models.BigIntegerField(default=0)
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # idempotency key
    state = models.TextField(choices=OperationState, default=OperationState.PLANNED)
    reason = models.TextField(default="", blank=True)
    shipment = models.JSONField(null=True)  # {"carrier", "number"} where a capture needs it (後払い)
    dedupe = models.TextField(null=True, unique=True)  # asked for twice by this name, it is one
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)
    answer = models.JSONField(default=dict)  # what the gateway said, cards masked

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="operation_open",
                condition=Q(state__in=["planned", "sent", "unknown"]),
            )
        ]


class EventKind(models.TextChoices):
    """What can happen to a payment. The sums are in actions/amounts.py."""

    AUTHORISED = "authorised", _("Authorised")
    AUTHORISED_SET = "authorised_set", _("Authorised amount changed")  # absolute
    AUTHORISE_FAILED = "authorise_failed", _("Not authorised")
    AUTHORISE_EXPIRED = "authorise_expired", _("Authorisation expired")
    INSTRUCTIONS = "instructions", _("Payment slip issued")
    CAPTURED = "captured", _("Collected")
    CAPTURE_FAILED = "capture_failed", _("Not collected")
    FUNDS_RECEIVED = "funds_received", _("Money received")
    FUNDS_REVERSED = "funds_reversed", _("Receipt taken back")
    VOIDED = "voided", _("Authorisation released")
    REFUND_PENDING = "refund_pending", _("Refund under way")
    REFUNDED = "refunded", _("Refunded")
    REFUND_FAILED = "refund_failed", _("Refund failed")
    EXPIRED = "expired", _("Expired unpaid")
    CANCELLED = "cancelled", _("Broken off by the buyer")
    DISPUTE_OPENED = "dispute_opened", _("Chargeback asked for")
    DISPUTE_WITHDRAWN = "dispute_withdrawn", _("Money taken by a chargeback")
    DISPUTE_WON = "dispute_won", _("Chargeback won")
    DISPUTE_LOST = "dispute_lost", _("Chargeback lost")
    FEE = "fee", _("Fee")
    NOTE = "note", _("Note")


class PaymentEvent(models.Model):
    """What happened, once. `reference` names the single action at the gateway (or ours); no foreign key points here."""

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="events")
    account_id = models.BigIntegerField()
    operation_id = models.BigIntegerField(null=True)
    kind = models.TextField(choices=EventKind)
    amount = models.BigIntegerField(default=0)
    reference = models.TextField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.TextField()  # answer, webhook, redirect, poll, settlement, bank, staff, clock
    raw_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    actor = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_id", "reference", "kind"], name="payment_event_once"),
        ]
        triggers = [append_only("keep_payment_events")]


class RawMessage(models.Model):
    """A message as it came in, cards masked; the same bytes are one message."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("payments.GatewayAccount", models.PROTECT)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)  # removed after 13 months
    digest = models.TextField()
    genuine = models.BooleanField(default=False)  # its signature holds
    received_at = models.DateTimeField()
    times = models.IntegerField(default=1)
    handled_at = models.DateTimeField(null=True)
    payment = models.ForeignKey(Payment, models.SET_NULL, null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="raw_message_once")]
        indexes = [models.Index(fields=["received_at"], name="raw_open", condition=Q(handled_at__isnull=True))]


class TaskKind(models.TextChoices):
    """Why a person must look at money."""

    LATE = "late", _("Paid after its time")
    DOUBLE = "double", _("Paid twice or too much")
    AFTER_CANCEL = "after_cancel", _("Paid for a cancelled order")
    WRONG_AMOUNT = "wrong_amount", _("Another amount than agreed")
    SHORT = "short", _("Paid too little")
    CHARGEBACK = "chargeback", _("Chargeback")
    EXPIRING = "expiring", _("Authorisation about to expire")
    UNKNOWN_RESULT = "unknown_result", _("The gateway gave no clear answer")
    CAPTURE_FAILED = "capture_failed", _("Shipped, but not collected")
    REFUND_FAILED = "refund_failed", _("Refund failed")
    REFUND_DUE = "refund_due", _("To be refunded")
    REVERSED = "reversed", _("Receipt taken back by the bank")
    NO_PAYMENT = "no_payment", _("Message about an unknown payment")
    FORGED = "forged", _("Message that is not the gateway's")
    UNAUTHORISED = "unauthorised", _("Order without its authorisation")


class MoneyTask(models.Model):
    """One thing a person must look at. Open once per `dedupe`."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=TaskKind)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="tasks")
    documents = ArrayField(models.TextField(), default=list)
    amount = models.BigIntegerField(default=0)
    currency = models.TextField(default="JPY")
    detail = models.JSONField(default=dict)
    dedupe = models.TextField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe"], name="money_task_once", condition=Q(closed_at__isnull=True))
        ]
        indexes = [models.Index(fields=["kind", "id"], name="money_task_open", condition=Q(closed_at__isnull=True))]
