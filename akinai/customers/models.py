"""People a shop must be careful with. (Members and their addresses come with the own shop.)"""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
