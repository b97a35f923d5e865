"""精算: what gateways and carriers say they pay out, matched with the ledger line by line."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SettlementLayout(models.Model):
    """How one gateway's (carrier's) settlement CSV is read: columns by their headers, as data."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    account = models.ForeignKey("payments.GatewayAccount", models.PROTECT, null=True, blank=True)
    layout = models.JSONField(_("Layout"))  # see docs/guide: {"encoding", "columns": {...}, "kinds": {...}, …}

    def __str__(self) -> str:
        return self.name


class SettlementFile(models.Model):
    """A settlement file as it came; the same bytes are one file."""

    layout = models.ForeignKey(SettlementLayout, models.PROTECT)
    name = models.TextField()
    file = models.TextField()
    digest = models.TextField(unique=True)
    paid_out_on = models.DateField(null=True)
    gross = models.BigIntegerField(default=0)
    fee = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    bank_line = models.ForeignKey("payments.BankLine", models.PROTECT, null=True)  # the payout on the bank's statement
    at = models.DateTimeField()
    actor = models.TextField()


class SettlementLine(models.Model):
    """One line, with what the ledger says of it: every yen is explained or listed."""

    class Standing(models.TextChoices):
        MATCHED = "matched", _("Agrees")
        UNKNOWN = "unknown", _("Not in our ledger")
        DIFFERS = "differs", _("Another amount")
        FEE = "fee", _("Fee")
        EXPLAINED = "explained", _("Explained by a person")

    file = models.ForeignKey(SettlementFile, models.CASCADE, related_name="rows")
    row = models.IntegerField()
    kind = models.TextField()  # sale, refund, chargeback, fee, other
    reference = models.TextField(blank=True)
    gross = models.BigIntegerField(default=0)
    fee = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    occurred_on = models.DateField(null=True)
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True)
    standing = models.TextField(choices=Standing)
    ours = models.BigIntegerField(null=True)  # what our ledger has
    note = models.TextField(default="", blank=True)
    settled_by = models.TextField(default="", blank=True)
