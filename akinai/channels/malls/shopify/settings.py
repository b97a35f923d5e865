"""What the shop enters to connect, and how it is read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from akinai.channels.malls.base import Account, Field
from akinai.channels.malls.shopify import codes

YES_NO = (("no", _("No")), ("yes", _("Yes")))

FIELDS = (
    Field("shop", _("Shop's domain"), required=True, help=_("The name that ends in .myshopify.com.")),
    Field(
        "client_id",
        _("Client ID"),
        help=_("Of an app made in the Dev Dashboard. Not needed with an access token."),
    ),
    Field(
        "client_secret",
        _("Client secret"),
        secret=True,
        help=_("With the client ID a new token is fetched every day. It also signs Shopify's notices."),
    ),
    Field(
        "access_token",
        _("Access token"),
        secret=True,
        help=_("Begins with shpat_. Only for apps that were made in the shop's admin before 2026."),
    ),
    Field(
        "webhook_secret",
        _("Secret of the notices"),
        secret=True,
        help=_("Needed with an access token only. While it is being changed, enter both, separated by a space."),
    ),
    Field(
        "location",
        _("Location that holds the stock"),
        help=_("gid://shopify/Location/… or its number. Not needed where there is only one."),
    ),
    Field(
        "notify",
        _("Shopify mails the buyer of shipments and cancellations"),
        default="yes",
        choices=YES_NO,
        help=_("“No” only where this channel's own mails are switched on: otherwise the buyer hears nothing."),
    ),
    Field(
        "refund",
        _("A cancellation refunds the buyer at Shopify"),
        default="no",
        choices=YES_NO,
        help=_("By the way the buyer paid. “No”: staff refund in Shopify's own screens."),
    ),
    Field(
        "restock",
        _("A cancellation puts the pieces back at Shopify at once"),
        default="no",
        choices=YES_NO,
        help=_("“No” is safer: our next number does it."),
    ),
    Field("tests", _("Take in test orders"), default="no", choices=YES_NO),
    Field(
        "attributes",
        _("Attributes of the cart"),
        default=codes.ATTRIBUTES,
        long=True,
        help=_("One field a line: field = names of the app. A metafield is written namespace.key."),
    ),
    Field("ignored", _("Attributes that are of no interest"), default=codes.IGNORED),
    Field("wrapping_titles", _("Lines that are the price of wrapping"), default=codes.WRAPPING_TITLES),
    Field("fee_titles", _("Lines that are a fee of payment"), default=codes.FEE_TITLES),
    Field("vouchers", _("Payments that count as points"), default=codes.VOUCHERS, help=_("Gift cards of the shop.")),
    Field("mall_paid", _("Payments that Shopify bears"), default=codes.MALL_PAID),
    Field(
        "payments",
        _("Words for the ways to pay"),
        default=codes.PAYMENTS,
        long=True,
        help=_("One a line: word = names of the gateway, * for any letters."),
    ),
    Field("cancel_tags", _("Tags that ask for a cancellation"), default=codes.CANCEL_TAGS),
    Field(
        "carriers",
        _("Names of the carriers"),
        long=True,
        help=_("Where the usual ones do not fit. One a line: carrier = name https://address/{number}"),
    ),
    Field("order_page", _("Orders in one call"), default="8", number=True),
    Field("api", _("Address of the API"), default="https://{shop}", required=True),
    Field("version", _("Version of the API"), default=codes.VERSION, required=True),
)
DEFAULTS = {field.name: field.default for field in FIELDS}


def of(account: Account, name: str) -> str:
    """A setting, or its default."""
    found: Any = account.settings.get(name)
    return str(found) if found not in (None, "") else DEFAULTS[name]


def yes(account: Account, name: str) -> bool:
    return of(account, name).lower() in ("yes", "true", "1")


def number(account: Account, name: str, most: int) -> int:
    """A setting that is a number from 1 to `most`; nonsense is the default."""
    text = of(account, name)
    return min(max(int(text if text.isascii() and text.isdigit() else DEFAULTS[name]), 1), most)


def domain(account: Account) -> str:
    """``https://Practice.myshopify.com/`` or ``practice`` → ``practice.myshopify.com``."""
    told = of(account, "shop").strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0]
    return told if "." in told or not told else f"{told}.myshopify.com"


def secrets(account: Account) -> list[str]:
    """What may have signed a notice; two while a secret is being changed."""
    told = [account.credentials.get(name, "") for name in ("webhook_secret", "client_secret")]
    return [each for text in told for each in text.split()]
