"""入金消込: what the bank says came in, and which payments it was for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BankAccount(models.Model):
    """An account of the shop: shown to buyers who transfer, and read from the bank's files."""

    code = models.TextField(_("Code"), unique=True)
    bank_code = models.TextField(_("Bank code"), blank=True)  # four digits
    bank = models.TextField(_("Bank"))
    branch_code = models.TextField(_("Branch code"), blank=True)  # three digits
    branch = models.TextField(_("Branch"), blank=True)
    kind = models.TextField(
        _("Kind of account"),
        choices=[("1", _("Ordinary")), ("2", _("Current")), ("4", _("Savings"))],
        default="1",
    )
    number = models.TextField(_("Account number"))
    holder = models.TextField(_("Holder (kana)"))
    consignor = models.TextField(_("Consignor code of the bank"), blank=True)  # 委託者コード, ten digits
    shown = models.BooleanField(_("Shown to buyers"), default=True)
    profile = models.JSONField(default=dict, blank=True)  # how its CSV is read, once chosen
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.bank} {self.branch} {self.number}"


class BankFile(models.Model):
    """A file of the bank as it came; the same bytes are one file."""

    account = models.ForeignKey(BankAccount, models.PROTECT)
    name = models.TextField()
    file = models.TextField()  # path under files/
    digest = models.TextField(unique=True)
    kind = models.TextField()  # zengin01, zengin03, csv
    lines = models.IntegerField(default=0)
    fresh = models.IntegerField(default=0)  # lines that were not known yet
    at = models.DateTimeField()
    actor = models.TextField()


class BankLine(models.Model):
    """Money that came in (or a cancellation of such a line). The facts of a line are never changed."""

    class State(models.TextChoices):
        OPEN = "open", _("To match")
        MATCHED = "matched", _("Matched")
        IGNORED = "ignored", _("Not for an order")
        REVERSED = "reversed", _("Taken back by the bank")

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="rows")
    account = models.ForeignKey(BankAccount, models.PROTECT)
    dedupe = models.TextField(unique=True)
    row = models.IntegerField()  # of the file, from 1
    booked_on = models.DateField()
    amount = models.BigIntegerField()  # yen; negative: taken back
    payer = models.TextField()  # as the bank writes it
    payer_key = models.TextField()  # as it is compared
    payer_bank = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)  # 照会番号, EDI
    state = models.TextField(choices=State, default=State.OPEN)
    note = models.TextField(default="", blank=True)
    settled_by = models.TextField(default="", blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["booked_on", "id"], name="bank_line_open", condition=Q(state="open")),
            models.Index(fields=["payer_key"], name="bank_line_payer"),
        ]


class BankMatch(models.Model):
    """Part of a line given to a payment; undone by a mark, never by deleting."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="matches")
    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="bank_matches")
    amount = models.BigIntegerField()
    fee_missing = models.BigIntegerField(default=0)  # 振込手数料 the payer kept back, accepted as paid
    automatic = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "payment"], name="bank_match_once", condition=Q(undone_at=None))
        ]


class PayerAlias(models.Model):
    """Who pays under which name: learned when a person matches."""

    payer_key = models.TextField()
    person_keys = ArrayField(models.TextField(), default=list)  # mail, phone, kana of the buyer as compared
    person = models.TextField()  # the key it is for (mail if known)
    times = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payer_key", "person"], name="payer_alias_once")]
