"""This step's line on the desk."""

from django.utils.translation import gettext_lazy as _

from akinai.core.shell import nav

nav.entry("orders", _("Marked customers"), "customers:marked", "orders.view", icon="flag", order=80)
