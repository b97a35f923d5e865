"""領収書・適格請求書・適格返還請求書: what was issued, frozen. A correction is a document that names the first."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akinai.core.append_only import append_only


class DocumentKind(models.TextChoices):
    """What a paper is. A receipt with the registration number is a 適格簡易請求書 at the same time."""

    RECEIPT = "receipt", _("Receipt")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class IssuedDocument(models.Model):
    """One document as it was issued; its data and its PDF are never changed.

    電子帳簿保存法 wants it found by day, amount and counterparty.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=DocumentKind)
    number = models.TextField()  # R2026-000012
    orders = ArrayField(models.BigIntegerField())
    day = models.DateField()  # of the transaction (取引年月日)
    issued_at = models.DateTimeField()
    issued_by = models.TextField()
    addressee = models.TextField(default="", blank=True)  # 宛名 (取引先)
    purpose = models.TextField(default="", blank=True)  # 但し書き
    amount = models.BigIntegerField()  # with tax; of a credit note what goes back, positive
    currency = models.TextField(default="JPY")
    qualified = models.BooleanField(default=False)  # 適格: the shop was registered when it was issued
    data = models.JSONField()  # everything that is printed, as plain values
    file = models.TextField()  # path under files/
    digest = models.TextField()  # sha256 of the file
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="document_number")]
        indexes = [
            GinIndex(fields=["orders"], name="document_orders"),
            models.Index(fields=["day", "id"], name="document_day"),
            models.Index(fields=["amount"], name="document_amount"),
        ]
        triggers = [append_only("keep_documents")]

    def __str__(self) -> str:
        return self.number


class DocumentCopy(models.Model):
    """The document was handed out: the first time as it is, later ones marked 再発行 with their count."""

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="copies")
    count = models.IntegerField()  # 1 = the original
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "count"], name="document_copy_once"),
            models.CheckConstraint(name="document_copy_positive", condition=Q(count__gte=1)),
        ]
        triggers = [append_only("keep_document_copies")]
