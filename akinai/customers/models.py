"""People: members of our own shop with their addresses, and people a shop must be careful with."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Customer(models.Model):
    """会員: somebody with an account in our own shop. The mail address is the sign-in name."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="customer")
    email = models.TextField(_("Mail address"))
    name = models.TextField(_("Name"), blank=True)
    kana = models.TextField(_("Name (kana)"), blank=True)
    company = models.TextField(_("Company"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True)  # the mail address was proven
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # 退会: what the law lets go is erased then
    points = models.BigIntegerField(default=0)  # the place of points; rules come with marketing
    language = models.TextField(default="ja")
    memo = models.TextField(_("Memo"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="customer_email", condition=models.Q(left_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Address(models.Model):
    """An address in a member's book. `line1` is town and house number, `line2` building and room."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.TextField(_("Label"), blank=True)  # 実家, 会社 …
    name = models.TextField(_("Name"))
    kana = models.TextField(_("Name (kana)"), blank=True)
    company = models.TextField(_("Company"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    postal = models.TextField(_("Postal code"))
    prefecture = models.TextField(_("Prefecture"))
    city = models.TextField(_("City"))
    line1 = models.TextField(_("Street and number"))
    line2 = models.TextField(_("Building and room"), blank=True)
    usual = models.BooleanField(_("Used first"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-usual", "id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="one_usual_address", condition=models.Q(usual=True))
        ]


class Consent(models.Model):
    """What somebody agreed to (or refused), with the words shown: append only by use; the last one holds."""

    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="consents")
    email = models.TextField()
    purpose = models.TextField()  # terms, privacy, mail_magazine …
    given = models.BooleanField()
    words = models.TextField()  # as shown
    version = models.TextField(blank=True)
    source = models.TextField()  # register, checkout, my_page, desk
    address = models.TextField(default="", blank=True)  # the network address it came from: proof of consent
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["email", "purpose", "-at"], name="consent_of")]


class Try(models.Model):
    """How often something was tried of late, counted for every process together: sign-ins, mails asked for.

    The key is a digest: the table tells nobody which addresses were tried.
    """

    key = models.TextField(primary_key=True)
    count = models.IntegerField()
    since = models.DateTimeField(db_index=True)


class MarkedCustomer(models.Model):
    """要注意顧客: phone, mail or address recognises them; a name does so only where it is the one thing known.

    The keys are the marks as they are compared: width, hyphens, spaces, 様 and old kanji do not matter.
    """

    name = models.TextField(_("Name"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    email = models.TextField(_("Mail address"), blank=True)
    address = models.TextField(_("Address"), blank=True)
    reason = models.TextField(_("Reason"))
    created_at = models.DateTimeField()
    created_by = models.TextField(default="")
    name_key = models.TextField(blank=True, db_index=True)
    phone_key = models.TextField(blank=True, db_index=True)
    email_key = models.TextField(blank=True, db_index=True)
    address_key = models.TextField(blank=True, db_index=True)

    def __str__(self) -> str:
        return self.name or self.phone or self.email or self.address
