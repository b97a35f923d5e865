"""How a buyer pays, in the words of a mail."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akinai.orders.models.order import PaymentGate
from akinai.orders.rulebook import Rulebook


def payment_guide(order: Any, book: Rulebook) -> str:
    """Where to transfer and until when, a line each, for orders that wait for a transfer; else nothing."""
    way = book.collects.get(order.payment_method)
    waits = order.payment_gate == PaymentGate.WAITING and not order.cancelled
    if way is None or (way.family, way.gateway) != ("slip", "bank") or not waits:
        return ""
    lines = [_("Transfer to: %s") % _account(one) for one in book.bank_accounts]
    if way.due_days is not None:
        until = book.today + dt.timedelta(days=way.due_days)
        lines.append(_("Please pay by: %s") % date_format(until, "DATE_FORMAT"))
    return "\n".join(lines) + "\n" if lines else ""


def _account(one: dict[str, str]) -> str:
    kinds = {"1": _("Ordinary"), "2": _("Current"), "4": _("Savings")}
    branch = f"{one['branch']}（{one['branch_code']}）" if one["branch_code"] else one["branch"]
    return f"{one['bank']} {branch} {kinds.get(one['kind'], '')} {one['number']} {one['holder']}"
