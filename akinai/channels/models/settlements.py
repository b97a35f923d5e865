"""精算 of malls: what a mall says it pays out, laid beside our orders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MallSettlementLayout(models.Model):
    """How a mall's settlement file is read. A shop changes a copy; built-in ones are renewed with every version."""

    name = models.TextField(_("Name"), unique=True)
    title = models.TextField(_("Title"))
    layout = models.JSONField(_("Layout"))  # see settling/layouts/README.md
    built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title


class MallSettlement(models.Model):
    """A settlement file as it came; the same bytes are one file. The sum of its entries is its payout."""

    channel = models.ForeignKey("orders.SalesChannel", models.PROTECT, related_name="settlements")
    layout = models.ForeignKey(MallSettlementLayout, models.PROTECT)
    name = models.TextField()
    file = models.TextField()  # path under files/
    digest = models.TextField(unique=True)  # sha256 of the file
    start = models.DateField(null=True)  # the days it speaks of
    end = models.DateField(null=True)
    paid_out_on = models.DateField(null=True)
    payout = models.BigIntegerField()  # yen; negative: the shop owes the mall
    told = models.BooleanField()  # the file or the person said the payout; else it is the sum of the lines
    at = models.DateTimeField()
    actor = models.TextField()


class MallSettlementEntry(models.Model):
    """One order of a file, or one kind of line that belongs to no order, beside what we have."""

    class Standing(models.TextChoices):
        DIFFERS = "differs", _("Another amount")
        UNKNOWN = "unknown", _("No such order here")
        LISTED = "listed", _("To be explained")
        EXPLAINED = "explained", _("Explained by a person")
        COSTS = "costs", _("Fees and carry-over")
        AGREES = "agrees", _("Agrees")

    OPEN = (Standing.DIFFERS, Standing.UNKNOWN, Standing.LISTED)

    settlement = models.ForeignKey(MallSettlement, models.CASCADE, related_name="entries")
    number = models.TextField(default="", blank=True)  # of the order: as ours where we know it, else as the mall says
    order = models.BigIntegerField(null=True)  # id of our (first) order of that number
    kind = models.TextField(default="", blank=True)  # of lines of no order
    name = models.TextField(default="", blank=True)
    standing = models.TextField(choices=Standing)
    judged = models.TextField(default="", blank=True)  # the standing before a person explained it
    amount = models.BigIntegerField()  # every line together
    goods = models.BigIntegerField(default=0)  # what the mall says: goods with postage, less the shop's coupons
    points = models.BigIntegerField(default=0)  # points the mall makes good
    coupons = models.BigIntegerField(default=0)  # coupons the mall makes good
    refunds = models.BigIntegerField(default=0)
    costs = models.BigIntegerField(default=0)  # fees, minus
    passed_on = models.BigIntegerField(default=0)  # goods, points, coupons and refunds
    ours = models.BigIntegerField(null=True)  # what we have: billed + points + the mall's coupons
    our_billed = models.BigIntegerField(null=True)
    our_points = models.BigIntegerField(default=0)
    our_coupons = models.BigIntegerField(default=0)
    by = models.BigIntegerField(default=0)  # theirs less ours
    reason = models.TextField(default="", blank=True)  # see queries/settlements.py
    note = models.TextField(default="", blank=True)
    settled_by = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["settlement", "standing", "id"], name="mall_settled_by"),
            models.Index(fields=["number"], name="mall_settled_number", condition=~Q(number="")),
        ]


class MallSettlementLine(models.Model):
    """One amount of the file, as it stands there."""

    entry = models.ForeignKey(MallSettlementEntry, models.CASCADE, related_name="lines")
    row = models.IntegerField()
    kind = models.TextField()  # see settling/layout.py
    name = models.TextField()
    amount = models.BigIntegerField()
    on = models.DateField(null=True)
