"""Money that came in for an order, as rows that are never changed: an undo is a row of its own."""

from django.db import models

from akinai.core.append_only import append_only


class PaymentReceipt(models.Model):
    """An amount received for an order (minor units of its currency); negative when it reverses another."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="receipts")
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    payer = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    payment_id = models.BigIntegerField(null=True)  # of the ledger of payments; null: written by a person
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        triggers = [append_only("keep_receipts")]
        indexes = [models.Index(fields=["payment_id"], name="receipt_payment", condition=models.Q(payment_id__gt=0))]
