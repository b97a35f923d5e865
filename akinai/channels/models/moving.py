"""Moving in beside an old system: reports of what differs, and each day's comparison while both run."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OldSystem(models.TextChoices):
    """Where a shop comes from."""

    NEXT_ENGINE = "next-engine", _("Next Engine")
    EC_CUBE = "ec-cube", _("EC-CUBE")


class MovingLayout(models.Model):
    """A shop's own layout of an old system's export; those that come with the program are files, to be copied."""

    name = models.TextField(_("Name"), unique=True)
    layout = models.JSONField(_("Columns"))  # see moving/layout.py

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MovingReport(models.Model):
    """What the files of an old system would change, made before anything is written; then what of it was done."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        PLANNED = "planned", _("Not applied yet")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Not readable")

    source = models.TextField(_("Old system"), choices=OldSystem)
    channel = models.ForeignKey("orders.SalesChannel", models.SET_NULL, null=True)
    channel_code = models.TextField(default="", blank=True)  # of one that is made with its first orders
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT)
    files = models.JSONField(default=list)  # [{"name": …, "path": under files/}, …]
    chosen = models.JSONField(default=list)  # names of the layouts a person chose; empty: found out
    used = models.JSONField(default=list)  # [{"file": …, "layout": …, "title": …, "kind": …, "rows": n, "unproven": …}]
    state = models.TextField(_("State"), choices=State, default=State.READING)
    # By kind: counts by status, same, left_out, done, failed, totals {name: [there, here]}, digest, applied_at, …
    parts = models.JSONField(default=dict)
    wanted = models.JSONField(default=list)  # kinds that are being applied
    begun = models.BooleanField(default=False)  # of what is wanted, something may be done already
    warnings = models.JSONField(default=list)
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    actor = models.TextField()
    applied_at = models.DateTimeField(null=True)
    applied_by = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="moving_open", condition=~Q(state="applied"))]


class MovingRow(models.Model):
    """One thing that is new, different, refused or only here, and what came of it. Same ones are only counted."""

    report = models.ForeignKey(MovingReport, models.CASCADE, related_name="rows")
    kind = models.TextField()  # products, sets, mappings, customers, stock, orders
    status = models.TextField()  # new, different, refused, only_here
    key = models.TextField()  # code, mail address, number
    name = models.TextField(default="", blank=True)
    channel = models.TextField(default="", blank=True)
    file = models.TextField(default="", blank=True)
    row = models.IntegerField(default=0)
    column = models.TextField(default="", blank=True)  # of a refused row
    message = models.TextField(default="", blank=True)
    changes = models.JSONField(default=list)  # [[field, here, there], …]
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    made = models.BigIntegerField(null=True)  # id of what was made or changed; of stock the pieces more
    problem = models.TextField(default="", blank=True)  # why it was not done after all

    class Meta:
        indexes = [models.Index(fields=["report", "kind", "status", "id"], name="moving_row_of")]


class Comparison(models.Model):
    """A day's orders, or the stock, of a channel beside the old system's export: 観察."""

    class Kind(models.TextChoices):
        ORDERS = "orders", _("Orders")
        STOCK = "stock", _("Stock")

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, related_name="comparisons")
    day = models.DateField(_("Day compared"))
    kind = models.TextField(_("Kind"), choices=Kind)
    source = models.TextField(choices=OldSystem)
    files = models.JSONField(default=list)  # [{"name": …, "path": under files/}, …]
    there = models.IntegerField(default=0)  # orders, or SKUs
    here = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    only_there = models.IntegerField(default=0)
    only_here = models.IntegerField(default=0)
    differing = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)  # rows of the export that can't be read
    explained = models.IntegerField(default=0)  # differences that time alone accounts for
    totals = models.JSONField(default=dict)  # name → [there, here]
    made_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        ordering = ["-day", "kind"]
        constraints = [models.UniqueConstraint(fields=["channel", "day", "kind"], name="comparison_once")]


class ComparisonRow(models.Model):
    """One order or SKU on which we and the old system differ, with the likely reason."""

    class Difference(models.TextChoices):
        ONLY_THERE = "only_there", _("Only in the old system")
        ONLY_HERE = "only_here", _("Only here")
        LINES = "lines", _("Lines differ")
        AMOUNT = "amount", _("Amount differs")
        STATE = "state", _("State differs")
        STOCK = "stock", _("Stock differs")
        REFUSED = "refused", _("Row can't be read")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="rows")
    difference = models.TextField(_("Difference"), choices=Difference)
    key = models.TextField()  # the order's number, the SKU's code
    name = models.TextField(default="", blank=True)
    there = models.TextField(default="", blank=True)
    here = models.TextField(default="", blank=True)
    by = models.BigIntegerField(default=0)  # pieces or yen: there less here
    reason = models.TextField(default="", blank=True)  # see moving/reasons.py
    facts = models.JSONField(default=dict)
    order = models.BigIntegerField(null=True)  # id of our order
    sku = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["comparison", "difference", "id"], name="comparison_row_of")]
