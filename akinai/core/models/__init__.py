"""The tables of core, by what they are for."""

from akinai.core.models.api import ApiAnswer, ApiToken
from akinai.core.models.facts import EventRow
from akinai.core.models.mail import Mail, MailTemplate
from akinai.core.models.people import *  # noqa: F403
from akinai.core.models.shop import ClosedDay, RemoteArea, Setting, Shop, TaxCategory, TaxRate

__all__ = [
    "ApiAnswer",
    "ApiToken",
    "ClosedDay",
    "EventRow",
    "Mail",
    "MailTemplate",
    "RemoteArea",
    "Setting",
    "Shop",
    "TaxCategory",
    "TaxRate",
]
