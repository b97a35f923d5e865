"""This step's lines on the desk, and words for what the access log notes."""

from django.utils.translation import gettext_lazy as _

from akinai.core.people import accesslog
from akinai.core.shell import choices, nav

nav.entry("orders", _("Members"), "customers:members", "members.view", icon="users", order=70)
nav.entry("orders", _("Marked customers"), "customers:marked", "orders.view", icon="flag", order=80)

accesslog.words(
    {
        "members.seen": _("Member looked at"),
        "members.export": _("Member's data taken out"),
        "members.erase": _("Member erased"),
    }
)

MAIL_KINDS = {
    "customers.confirm": _("Member: complete the registration"),
    "customers.already": _("Member: registered already"),
    "customers.reset": _("Member: new password"),
    "customers.password_changed": _("Member: password changed"),
    "customers.new_email": _("Member: confirm the new address"),
    "customers.email_changed": _("Member: address changed"),
    "customers.new_device": _("Member: new device"),
    "customers.left": _("Member: account closed"),
    "customers.order_link": _("Buyer: link to an order"),
}
choices.mail_kinds.add(lambda: [(kind, str(words)) for kind, words in MAIL_KINDS.items()])
