"""The shop itself: who it is, its settings, when it is closed, the tax it charges, where parcels go slowly."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Shop(models.Model):
    """Who sells: one row. Printed on every paper; the T-number only if the shop is registered for invoices."""

    name = models.TextField(_("Shop name"))
    company = models.TextField(_("Seller's name"), blank=True)
    postal = models.TextField(_("Postal code"), blank=True)
    prefecture = models.TextField(_("Prefecture"), blank=True)
    city = models.TextField(_("City"), blank=True)
    line1 = models.TextField(_("Street and number"), blank=True)
    line2 = models.TextField(_("Building"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    email = models.TextField(_("Mail address"), blank=True)
    registration_number = models.TextField(_("Registration number (T + 13 digits)"), blank=True)
    tax_rounding = models.TextField(
        _("Rounding of tax"),
        default="floor",
        choices=[("floor", _("Down")), ("round", _("Half up")), ("ceil", _("Up"))],
    )

    class Meta:
        db_table = "core_shop"


class Setting(models.Model):
    """One value a person may change; the names and defaults are in core/settings.py."""

    name = models.TextField(primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "core_setting"


class ClosedDay(models.Model):
    """A day on which a calendar rests: either one date, or every such weekday (0 = Monday)."""

    calendar = models.TextField(_("Calendar"))  # "shop", or "warehouse/<code>"
    date = models.DateField(_("Date"), null=True, blank=True)
    weekday = models.SmallIntegerField(_("Weekday"), null=True, blank=True)
    national_holidays = models.BooleanField(_("Every national holiday"), default=False)
    note = models.TextField(_("Note"), blank=True)

    class Meta:
        db_table = "core_closed_day"
        ordering = ["calendar", "date", "weekday"]


class TaxCategory(models.Model):
    """What a thing is for consumption tax. Food and newspapers are apart: their rates may part."""

    code = models.TextField(_("Code"), primary_key=True)
    name_ja = models.TextField(_("Name (Japanese)"))
    name_en = models.TextField(_("Name (English)"))
    reduced = models.BooleanField(_("Reduced rate"), default=False)
    taxed = models.BooleanField(_("Taxed"), default=True)

    class Meta:
        db_table = "core_tax_category"

    def __str__(self) -> str:
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en


class TaxRate(models.Model):
    """The rate of a category from a day on, in basis points (1000 = 10 %)."""

    category = models.ForeignKey(TaxCategory, models.CASCADE, related_name="rates", verbose_name=_("Tax category"))
    from_date = models.DateField(_("From"))
    basis_points = models.IntegerField(_("Rate in basis points (1000 = 10 %)"))
    source = models.TextField(_("Source"), blank=True)

    class Meta:
        db_table = "core_tax_rate"
        constraints = [models.UniqueConstraint(fields=["category", "from_date"], name="tax_rate_once")]


class RemoteArea(models.Model):
    """Addresses carriers reach slowly or at extra cost (離島・中継料地域): a prefecture, and how the rest begins."""

    prefecture = models.TextField(_("Prefecture"))
    prefix = models.TextField(_("Address begins with"))
    kind = models.TextField(_("Kind"), default="island")
    note = models.TextField(_("Note"), blank=True)

    class Meta:
        db_table = "core_remote_area"
        constraints = [models.UniqueConstraint(fields=["prefecture", "prefix"], name="remote_area_once")]
