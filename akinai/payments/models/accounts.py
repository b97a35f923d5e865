"""With whom a shop has contracts, and which ways to pay it offers by them. All of it is data."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class GatewayAccount(models.Model):
    """One contract with a payment agent, or (bank, cash …) with nobody. Credentials are sealed, never shown again."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    gateway = models.TextField(_("Gateway"))  # a name in gateways.GATEWAYS: sbps, stripe, fincode, komoju, bank, cash …
    live = models.BooleanField(_("Real money"), default=False)  # False: the gateway's test environment
    # Addresses, charsets, code tables, allowed senders …: what the adapter's FIELDS declare, with its defaults.
    settings = models.JSONField(_("Settings"), default=dict, blank=True)
    sealed = models.TextField(default="", blank=True)  # JSON of the credentials, sealed (core.people.secrets)
    webhook_token = models.TextField(unique=True)  # in the address the gateway calls; nobody can guess it
    active = models.BooleanField(_("In use"), default=True)
    position = models.IntegerField(_("Display order"), default=0)
    last_heard_at = models.DateTimeField(null=True)  # of the last message that was really the gateway's
    last_error = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Family(models.TextChoices):
    """How a way to pay behaves: see state_model in docs/payments.md."""

    HOLD = "hold", _("Authorised first, captured when shipped")
    IMMEDIATE = "immediate", _("Paid at once")
    SLIP = "slip", _("Paid later by slip or transfer, before shipping")
    POST_PAY = "post_pay", _("Paid after delivery, by a company that checks the buyer")
    ACCOUNT = "account", _("On account, by invoice")
    CASH = "cash", _("Cash on delivery or pick-up")


class Method(models.Model):
    """A way to pay as the shop offers it. `code` is that of orders.PaymentMethod; one account offers it at a time."""

    code = models.TextField(_("Code"), unique=True)
    name_ja = models.TextField(_("Name (Japanese)"))
    name_en = models.TextField(_("Name (English)"))
    account = models.ForeignKey(GatewayAccount, models.PROTECT, verbose_name=_("Account"), related_name="methods")
    gateway_code = models.TextField(_("The gateway's name for it"), blank=True)  # credit3d2, card, Konbini …
    family = models.TextField(_("Kind"), choices=Family)
    capture = models.TextField(
        _("When the money is collected"),
        choices=[("ship", _("When shipped")), ("order", _("When ordered")), ("none", _("Not by us"))],
        default="order",
    )
    min_amount = models.BigIntegerField(_("From (yen)"), default=1, validators=[MinValueValidator(0)])
    max_amount = models.BigIntegerField(_("Up to (yen)"), null=True, blank=True)
    # What the buyer pays on top: [[up to this amount or null, yen], …], the first that fits.
    fees = models.JSONField(_("Fee of the buyer"), default=list, blank=True)
    # What it costs the shop: basis points of the amount, and yen each.
    cost_bp = models.IntegerField(_("Cost (1 % = 100)"), default=0, validators=[MinValueValidator(0)])
    cost_fixed = models.IntegerField(_("Cost each (yen)"), default=0, validators=[MinValueValidator(0)])
    page_minutes = models.SmallIntegerField(
        _("Minutes pieces are held on the payment page"), default=30, validators=[MinValueValidator(5)]
    )
    due_days = models.SmallIntegerField(_("To be paid within (days)"), null=True, blank=True)
    remind_days = ArrayField(
        models.SmallIntegerField(), default=list, blank=True, verbose_name=_("Reminders (days after the order)")
    )
    cancel_days = models.SmallIntegerField(_("Cancelled if unpaid after (days)"), null=True, blank=True)
    hold_days = models.SmallIntegerField(_("An authorisation lasts (days)"), null=True, blank=True)
    help_ja = models.TextField(_("Explanation for buyers (Japanese)"), blank=True)
    help_en = models.TextField(_("Explanation for buyers (English)"), blank=True)
    options = models.JSONField(_("Options"), default=dict, blank=True)  # stores, numbers of instalments …
    active = models.BooleanField(_("Offered in the shop"), default=False)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en
