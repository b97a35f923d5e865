"""確認事項: why an order waits for a person. Reasons and their settings per channel are data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akinai.orders.models.named import Named


class HoldReason(Named, models.Model):
    """A thing that a person should look at. `stops`: it holds the order up; else it is shown and the order goes on."""

    code = models.TextField(_("Code"), primary_key=True)
    name_ja = models.TextField(_("Name (Japanese)"))
    name_en = models.TextField(_("Name (English)"))
    help_ja = models.TextField(_("What to do (Japanese)"), blank=True)
    help_en = models.TextField(_("What to do (English)"), blank=True)
    stops = models.BooleanField(_("Holds the order up"), default=True)
    enabled = models.BooleanField(_("In use"), default=True)
    limit = models.BigIntegerField(_("Limit"), null=True, blank=True)  # yen, pieces, letters: by the reason
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]


class HoldSetting(models.Model):
    """What a channel does otherwise with a reason."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, verbose_name=_("Channel"))
    reason = models.ForeignKey(HoldReason, models.CASCADE, verbose_name=_("Reason"))
    enabled = models.BooleanField(_("In use"), default=True)
    stops = models.BooleanField(_("Holds the order up"), default=True)
    limit = models.BigIntegerField(_("Limit"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "reason"], name="hold_setting_once")]


class Hold(models.Model):
    """One reason on one order, open until a person closes it (or what caused it is gone)."""

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="holds")
    reason = models.ForeignKey(HoldReason, models.PROTECT, db_index=False)
    stops = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)  # what was found, in plain values: {"expected": "東京都港区", …}
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "reason"], name="hold_once", condition=Q(closed_at=None))
        ]
        indexes = [models.Index(fields=["reason", "order"], name="hold_open", condition=Q(closed_at=None))]
