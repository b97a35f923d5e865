"""The words for what the access log notes.

A step adds its own at import of its desk.py: `words({"orders.export": …})`.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise | str] = {
    "staff.added": _("Staff member added"),
    "staff.roles": _("Roles changed"),
    "staff.deactivated": _("Staff member deactivated"),
    "staff.activated": _("Staff member activated again"),
    "staff.password": _("First password given"),
    "staff.mfa_reset": _("Second factor reset"),
    "staff.pin": _("PIN set"),
    "staff.badge": _("Badge issued"),
    "staff.key_removed": _("PIN and badge removed"),
    "staff.locked_out": _("Locked after wrong PINs"),
    "device.registered": _("Device registered"),
    "device.revoked": _("Device revoked"),
    "token.added": _("API token made"),
    "token.revoked": _("API token revoked"),
    "api.personal": _("Personal data read by a program"),
}


def words(more: Mapping[str, Promise | str]) -> None:
    """Add words for further entries."""
    WORDS.update(more)
