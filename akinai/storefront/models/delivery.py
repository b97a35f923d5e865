"""What delivery costs, what can be bought together, what a gift can have. All of it is data."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SaleType(models.Model):
    """販売種別: goods of different types are ordered apart (予約, 冷凍, メーカー直送 …)."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    # Ways to pay that are not offered for it; [] = all are.
    refused_methods = ArrayField(models.TextField(), default=list, blank=True, verbose_name=_("Payment not offered"))
    note = models.TextField(_("Words shown in the cart"), blank=True)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class DeliveryOffer(models.Model):
    """A delivery method as the shop offers it: for which goods, and what it costs."""

    method = models.TextField(_("Delivery method"), unique=True)  # code of orders.DeliveryMethod
    name = models.TextField(_("Name in the shop"), blank=True)
    sale_types = models.ManyToManyField(SaleType, blank=True, verbose_name=_("For goods of"))  # none = all
    temperatures = ArrayField(models.TextField(), default=list, blank=True, verbose_name=_("Temperatures"))
    most_weight_g = models.IntegerField(_("Up to (g)"), null=True, blank=True, validators=[MinValueValidator(1)])
    most_pieces = models.IntegerField(_("Up to (pieces)"), null=True, blank=True, validators=[MinValueValidator(1)])
    free_over = models.BigIntegerField(_("Free from (yen of goods)"), null=True, blank=True)
    cool_fee = models.IntegerField(_("Extra for chilled or frozen (yen)"), default=0)
    size_fees = models.JSONField(
        _("Extra by size"), default=list, blank=True
    )  # [[up to mm of three sides or null, yen]]
    latest_days = models.SmallIntegerField(_("Date can be chosen up to (days)"), default=30)
    active = models.BooleanField(_("Offered in the shop"), default=True)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "id"]


class ShippingFee(models.Model):
    """What an offer costs to a prefecture; "" = every other."""

    offer = models.ForeignKey(DeliveryOffer, models.CASCADE, related_name="fees")
    prefecture = models.TextField(_("Prefecture"), blank=True)
    fee = models.IntegerField(_("Fee (yen)"), validators=[MinValueValidator(0)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "prefecture"], name="shipping_fee_once")]


class GiftChoice(models.Model):
    """Wrapping, のし (表書き) and cards a shopper can choose, with their price."""

    kind = models.TextField(
        _("Kind"), choices=[("noshi", _("Noshi")), ("wrapping", _("Wrapping")), ("card", _("Message card"))]
    )
    name = models.TextField(_("Name"))
    fee = models.IntegerField(_("Fee (yen)"), default=0, validators=[MinValueValidator(0)])
    active = models.BooleanField(_("Offered in the shop"), default=True)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="gift_choice_once")]
