"""Why a line may be for a payment, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.core.money import format_amount
from akinai.payments.models import PaymentState

WORDS: dict[str, Promise] = {
    "number": _("Order no. %(number)s stands in the transfer"),
    "name": _("Same name"),
    "name_form": _("Same name, another legal form"),
    "name_similar": _("Similar name"),
    "name_other": _("Another name"),
    "alias": _("This payer paid for the buyer before (%(times)s times)"),
    "amount": _("Same amount"),
    "amount_short": _("%(differs)s too little"),
    "amount_over": _("%(differs)s too much"),
    "fee": _("%(short)s missing: a usual transfer fee"),
    "together": _("%(count)s orders of one buyer make %(amount)s"),
    "closed": _("That payment is “%(state)s”"),
    "several_lines": _("Several receipts fit this payment"),
    "ask_together": _("Several orders at once: please confirm"),
    "ask_amount": _("Not the whole amount: please confirm"),
    "ask_late": _("The days are far apart: please confirm"),
    "ask_closed": _("Late, double or cancelled: please confirm"),
    "ask_name": _("The name is not sure: please confirm"),
    "ask_number": _("The number names another order: please confirm"),
    "ask_twins": _("%(count)s open orders fit equally: please choose"),
    "ask_namesake": _("Another buyer has the same name: please confirm"),
    "ask_fee": _("It may be another order less a fee: please confirm"),
    "ask_twice": _("It may be paid twice or too late: please confirm"),
    "hand": _("Chosen by a person"),
}
YEN = ("differs", "short", "amount")


def reasons(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each reason as a few words."""
    return [str(WORDS[one["code"]]) % _values(one) for one in found if one.get("code") in WORDS]


def _values(one: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: format_amount(value) if name in YEN else value for name, value in one.items()}
    state = values.get("state")
    if state in PaymentState.values:
        values["state"] = PaymentState(state).label
    return values
