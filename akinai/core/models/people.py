"""People's keys and devices, who looked at what, and the views they keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["AccessLog", "Device", "SavedView", "StaffKey"]


class Device(models.Model):
    """A browser the 店長 has registered for the warehouse. Its token is in that browser only; here is the hash."""

    name = models.TextField(_("Name of the device"))
    token_hash = models.TextField(unique=True)
    registered_by = models.TextField()
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_device"


class StaffKey(models.Model):
    """What a person shows at a registered device: a PIN (slow hash) or a badge (hash of a random code)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="station_key")
    pin_hash = models.TextField(blank=True)
    badge_hash = models.TextField(null=True, unique=True)
    wrong_tries = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "core_staff_key"


class AccessLog(models.Model):
    """Who took out or looked at personal data unmasked, and who changed what others may do."""

    at = models.DateTimeField()
    actor = models.TextField()
    what = models.TextField()
    subject = models.TextField(blank=True)
    count = models.IntegerField(default=1)

    class Meta:
        db_table = "core_access_log"
        indexes = [models.Index(fields=["-at"], name="access_log_at")]


class SavedView(models.Model):
    """A list's filter under a name: for one person, or (without owner) for everybody."""

    page = models.TextField()
    name = models.TextField(_("Name"))
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "core_saved_view"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["page", "owner"], name="saved_view_page")]
