"""返金: what must go back to buyers where the way they paid can't take it back (コンビニ, 振込, 代引き)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TransferFile(models.Model):
    """A 全銀 総合振込 file that was written: which refunds the bank was told to pay."""

    account = models.ForeignKey("payments.BankAccount", models.PROTECT)
    pay_on = models.DateField()
    file = models.TextField()  # path under files/
    count = models.IntegerField()
    total = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.TextField()


class RefundDue(models.Model):
    """One refund by bank transfer. The one who approves it is never the one who asked for it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the buyer's account")
        READY = "ready", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        IN_FILE = "in_file", _("Given to the bank")
        PAID = "paid", _("Paid out")
        CANCELLED = "cancelled", _("Withdrawn")

    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, related_name="refunds_due")
    documents = ArrayField(models.TextField(), default=list)
    amount = models.BigIntegerField()
    reason = models.TextField(default="", blank=True)
    state = models.TextField(choices=State, default=State.ASKED)
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # in the buyer's form
    name = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    bank_sealed = models.TextField(default="", blank=True)  # JSON: bank_code, branch_code, kind, number, holder; sealed
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    approved_by = models.TextField(default="", blank=True)
    approved_at = models.DateTimeField(null=True)
    file = models.ForeignKey(TransferFile, models.PROTECT, null=True, related_name="refunds")
    paid_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="refund_due_state")]
        constraints = [models.CheckConstraint(name="refund_due_positive", condition=Q(amount__gt=0))]
