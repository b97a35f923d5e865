"""Cancelling at 楽天: which call an order takes in its state, and what comes of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Cancellation, Told
from akinai.channels.malls.rakuten import asking, codes
from akinai.channels.malls.rakuten.asking import Rms


def call_for(one: Cancellation, order: Mapping[str, Any] | None, settings: Mapping[str, Any], told: Told) -> str:
    """The call that cancels the order; "" if the mall need not be asked: it is cancelled, or cannot be (now).

    After shipping the money goes back at once: only where the shop chose that (setting "after_shipping").
    """
    if order is None:
        told.refused[one.key] = _("Rakuten does not know the order %(number)s.") % {"number": one.number}
        return ""
    progress = order["orderProgress"]
    state = {"number": one.number, "state": codes.PROGRESS.get(progress, progress)}
    if progress in codes.CANCELLED:
        told.done.append(one.key)
    elif progress in codes.SHIPPED and settings.get("after_shipping") == "tell":
        return "cancelOrderAfterShipping"
    elif progress in codes.SHIPPED:
        words = _("At Rakuten the order %(number)s is “%(state)s”; cancel it in RMS, where refunds are decided.")
        told.refused[one.key] = words % state
    elif progress == codes.CHANGING:
        words = _("At Rakuten the order %(number)s is “%(state)s”; it is cancelled when the change is settled.")
        told.later[one.key] = words % state
    else:
        return "cancelOrder"
    return ""


def cancel(rms: Rms, call: str, one: Cancellation, told: Told) -> None:
    """One order. Both calls take the same body."""
    body = {
        "orderNumber": one.number,
        "inventoryRestoreType": int(rms.account.settings.get("restore") or 2),
        "changeReasonDetailApply": codes.REASONS.get(one.reason, codes.REASONS["shop"]),
    }
    said = asking.messages(rms.order(call, body))
    errors = [message for message in said if asking.failed(message)]
    if errors:
        told.refused[one.key] = asking.words_of(errors[0])
    elif said:
        told.done.append(one.key)
    else:
        told.unknown[one.key] = _("Rakuten did not say what came of it.")
