"""What the shop enters to connect, and how it is read."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from akinai.channels.malls.amazon import codes
from akinai.channels.malls.base import Account, Field
from akinai.core.clock import JST

FIELDS = (
    Field("seller_id", _("Seller ID"), required=True, help=_("The merchant token; begins with A.")),
    Field("client_id", _("Client ID"), required=True, help=_("Begins with amzn1.application-oa2-client.")),
    Field("client_secret", _("Client secret"), secret=True, required=True, help=_("Begins with amzn1.oa2-cs.")),
    Field("refresh_token", _("Refresh token"), secret=True, required=True, help=_("Begins with Atzr|.")),
    Field(
        "secret_made_on",
        _("Day the client secret was made"),
        help=_("2026-04-01. It ends after 180 days; we remind you before."),
    ),
    Field(
        "orders_api",
        _("Orders are read by"),
        default="2026-01-01",
        choices=(("2026-01-01", _("Orders API 2026-01-01")), ("v0", _("Orders API v0 (ends on 2027-03-27)"))),
        help=_("Where Amazon does not allow the new one, v0 is used by itself."),
    ),
    Field(
        "fba_orders",
        _("Orders that Amazon ships (FBA)"),
        default="skip",
        choices=(("skip", _("Leave them at Amazon")), ("read", _("Read them, too; they are never shipped by us"))),
    ),
    Field(
        "verify",
        _("Read shipments back"),
        default="yes",
        choices=(("yes", _("Yes")), ("no", _("No"))),
        help=_("Amazon answers a shipment without a word; only reading it back proves that it was taken."),
    ),
    Field(
        "cancel",
        _("Cancellations"),
        default="feed",
        choices=(("feed", _("Tell Amazon by a feed")), ("hand", _("Staff cancel in Seller Central"))),
    ),
    Field(
        "carriers",
        _("Carriers at Amazon"),
        default=codes.CARRIERS,
        long=True,
        help=_("One a line: our code = Amazon's code, name. A code Amazon does not know is dropped without a word."),
    ),
    Field("without_number", _("Tracking number of parcels without one"), default=""),
    Field("product_type", _("Product type"), default="PRODUCT", required=True),
    Field(
        "patch",
        _("How stock and prices are written"),
        default="merge",
        choices=(("merge", _("Merge: keep the rest of the entry")), ("replace", _("Replace the whole entry"))),
    ),
    Field(
        "takes_effect_after",
        _("Until a stock number shows"),
        default="120",
        choices=(
            ("0", _("At once")),
            ("60", _("1 minute")),
            ("120", _("2 minutes")),
            ("300", _("5 minutes")),
            ("600", _("10 minutes")),
        ),
        help=_("For so long Amazon may still sell by the old number after it accepted a new one."),
    ),
    Field("feed_from", _("From so many SKUs at once by feed"), default="500", required=True, number=True),
    Field("feed_wait", _("Wait for a feed or report (seconds)"), default="60", required=True, number=True),
    Field(
        "offers_by",
        _("What is on sale is read by"),
        default="search",
        choices=(("search", _("Search (up to 1,000 SKUs)")), ("report", _("Report (any number)"))),
    ),
    Field("marketplace", _("Marketplace"), default=codes.MARKETPLACE, required=True),
    Field("api", _("Address of the API"), default="https://sellingpartnerapi-fe.amazon.com", required=True),
    Field("auth", _("Address of the login"), default="https://api.amazon.com", required=True),
    Field(
        "document_hosts",
        _("Hosts of feed and report documents"),
        default="amazonaws.com cloudfront.net amazon.com",
        help=_("Documents are exchanged only with these, by https."),
    ),
)


def told(account: Account, name: str) -> str:
    """A setting as text."""
    return str(account.settings.get(name) or "").strip()


def number(account: Account, name: str, least: int, most: int) -> int:
    """A setting as a number within limits; what is no number is the default."""
    text = told(account, name)
    if not text.isdigit() or len(text) > 6:
        text = next(one.default for one in FIELDS if one.name == name)
    return min(max(int(text), least), most)


def carrier(account: Account, code: str) -> tuple[str, str]:
    """Amazon's code and name of a carrier of ours; ("Other", "") where the table has none."""
    for text in (told(account, "carriers"), codes.CARRIERS):
        for line in text.splitlines():
            ours, _equals, theirs = line.partition("=")
            if ours.strip() == code and theirs.strip():
                found, _comma, name = theirs.partition(",")
                return found.strip() or codes.OTHER, name.strip()
    return codes.OTHER, ""


def secret_ends(account: Account) -> dt.datetime | None:
    """When the client secret ends, if the day it was made is entered."""
    try:
        made = dt.date.fromisoformat(told(account, "secret_made_on"))
        return dt.datetime.combine(made + dt.timedelta(days=codes.SECRET_DAYS), dt.time(), JST)
    except (ValueError, OverflowError):
        return None
