"""Yahoo!ショッピング as base.Mall wants it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.channels.malls import base, optional
from akinai.channels.malls.base import Account, Field, KeysRefused, OrderPage, Place, StockLine, Told
from akinai.channels.malls.yahoo import codes, documents, keys, reading, shelf, signing, telling, translate
from akinai.channels.malls.yahoo.line import Line, each

PAGE = 20  # orders of a page: each is a call of its own, one a second

FIELDS = (
    Field("seller_id", gettext_lazy("Store account"), required=True, help=gettext_lazy("As in your store's address.")),
    Field("client_id", gettext_lazy("Client ID"), required=True, help=gettext_lazy("Of your application at Yahoo!.")),
    Field("client_secret", gettext_lazy("Client secret"), secret=True, required=True),
    Field(
        "refresh_token",
        gettext_lazy("Refresh token"),
        secret=True,
        long=True,
        help=gettext_lazy("Leave it empty: it comes by itself when you sign in at Yahoo! from this channel's page."),
    ),
    Field(
        "signed_in_on",
        gettext_lazy("Day of signing in at Yahoo!"),
        help=gettext_lazy(
            "YYYY-MM-DD, set by signing in. The refresh token lives four weeks from this day; you are reminded in time."
        ),
    ),
    Field(
        "public_key",
        gettext_lazy("Public key of the store"),
        secret=True,
        required=True,
        long=True,
        help=gettext_lazy(
            "From StoreCreator Pro (ストアクリエイターPro). Without it the refresh token lives 12 hours only."
        ),
    ),
    Field("key_version", gettext_lazy("Version of the public key"), default="1"),
    Field("key_ends_on", gettext_lazy("Last day of the public key"), help=gettext_lazy("YYYY-MM-DD, if it has one.")),
    Field(
        "completes",
        gettext_lazy("Shipped orders are completed"),
        default="yes",
        choices=(("yes", gettext_lazy("Yes, when they are paid")), ("no", gettext_lazy("No, staff do it"))),
    ),
    Field(
        "status_pause",
        gettext_lazy("Pause before completing (seconds)"),
        default="10",
        help=gettext_lazy("Yahoo! refuses to complete an order right after its shipment was told."),
        number=True,
    ),
    Field(
        "after_shipping",
        gettext_lazy("Orders that are shipped at Yahoo!"),
        default="staff",
        choices=(
            ("staff", gettext_lazy("Staff cancel them in StoreCreator Pro (ストアクリエイターPro)")),
            ("tell", gettext_lazy("Cancelled here, they are cancelled at Yahoo!, too")),
        ),
    ),
    Field(
        "no_number_reason",
        gettext_lazy("Reason for parcels without a number"),
        help=gettext_lazy("ShipInvoiceNumberEmptyReason, if Yahoo! asks your store for it."),
    ),
    Field(
        "publish",
        gettext_lazy("Changed pages are shown"),
        default="each",
        choices=(
            ("each", gettext_lazy("At once, page by page")),
            ("reserve", gettext_lazy("Together, by the reservation of all changes (全反映予約)")),
            ("no", gettext_lazy("By staff, in StoreCreator Pro (ストアクリエイターPro)")),
        ),
    ),
    Field("path", gettext_lazy("Store category of new pages")),
    Field("product_category", gettext_lazy("Product category of new pages")),
    Field("rate.calls", gettext_lazy("Calls a second of each kind"), default="1", number=True),
    Field(
        "api",
        gettext_lazy("Address of the API"),
        default="https://circus.shopping.yahooapis.jp",
        required=True,
        help=gettext_lazy("For a test store (snbx-…): https://test.circus.shopping.yahooapis.jp"),
    ),
    Field("auth", gettext_lazy("Address for signing in"), default="https://auth.login.yahoo.co.jp", required=True),
)


class Yahoo:
    """See base.Mall."""

    kind: ClassVar[str] = "yahoo"
    label: ClassVar[str | Promise] = gettext_lazy("Yahoo! Shopping")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    sign_in_at: ClassVar[str] = "Yahoo!"
    abilities: ClassVar[frozenset[str]] = frozenset(
        ("orders", "confirm", "cancel", "shipments", "stock", "read_stock", "offers", "listings", "prices")
    )
    updated_since: ClassVar[bool] = False
    sends_mails: ClassVar[bool] = True
    every: ClassVar[int] = 120
    ends_with_last: ClassVar[bool] = True
    stock_batch: ClassVar[int] = codes.STOCK_BATCH
    order_batch: ClassVar[int] = PAGE

    # --- the connection ---

    def check(self, account: Account) -> str:
        with Line(account) as line:
            count = line.get("orderCount", {}, order=True).find(".//Count")
            authorised = line.authorised
        if count is None:
            raise documents.unexpected("orderCount", "Count")
        if authorised and authorised != keys.AUTHORISED:
            words = _("Yahoo! does not accept the store's public key (%(status)s). Check the key and its version.")
            raise KeysRefused(words % {"status": authorised[:40]})
        words = _("Connected with the store “%(store)s”: %(new)s new orders, %(waiting)s waiting for shipment.")
        told = {
            "store": account.settings.get("seller_id"),
            "new": documents.text(count, "NewOrder") or "0",
            "waiting": documents.text(count, "WaitShipping") or "0",
        }
        return " ".join(filter(None, (words % told, keys.reminder(account))))

    def expiries(self, account: Account) -> Sequence[base.Expiry]:
        return keys.expiries(account)

    def sign_in_address(self, account: Account, back: str, state: str, nonce: str) -> str:
        return signing.address(account, back, state, nonce)

    def signed_in(self, account: Account, code: str, back: str, nonce: str) -> optional.SignedIn:
        return signing.exchange(account, code, back, nonce)

    def read_notice(self, account: Account, raw: base.RawRequest) -> base.Notice:
        raise base.cannot("notices")

    # --- orders in ---

    def changed_orders(self, account: Account, since: dt.datetime, until: dt.datetime, cursor: str = "") -> OrderPage:
        """By the time of the order: Yahoo! has no list of what changed. Pages are counted from the oldest, so that
        orders which come meanwhile move nothing."""
        start = int(cursor) if cursor.isdecimal() else 1
        with Line(account) as line:
            span = translate.compact(since), translate.compact(until)
            total, rows = reading.page_of_list(line, *span, start, PAGE)
            if not rows and start <= total:  # believed, the orders left out would never be asked for again
                raise documents.unexpected("orderList", "OrderInfo")
            numbers = list(dict.fromkeys(documents.text(row, "OrderId") for row in rows))
            follows = str(start + len(rows)) if start + len(rows) <= total else ""
            return reading.whole_page(line, numbers, reading.still_known(account, rows), follows)

    def read_orders(self, account: Account, numbers: Sequence[str]) -> OrderPage:
        with Line(account) as line:
            return reading.whole_page(line, numbers, reading.unchanged(line, numbers))

    # --- orders out ---

    def confirm(self, account: Account, numbers: Sequence[str]) -> Told:
        """閲覧済み: the order is marked as seen."""
        with Line(account) as line:

            def seen(number: str) -> str:
                line.order("orderChange", {"Target": {"OrderId": number}, "Order": {"IsSeen": True}})
                return ""

            return each(numbers, seen)

    def tell_shipments(self, account: Account, shipments: Sequence[base.Shipment]) -> Told:
        with Line(account) as line:
            return telling.tell(line, shipments)

    def cancel(self, account: Account, cancellations: Sequence[base.Cancellation]) -> Told:
        wanted = {one.key: one for one in cancellations}
        with Line(account) as line:
            return each(list(wanted), lambda key: telling.cancel(line, wanted[key]))

    # --- stock ---

    def send_stock(self, account: Account, lines: Sequence[StockLine], key: str) -> Told:
        with Line(account) as line:
            return shelf.send(line, lines)

    def read_stock(self, account: Account, places: Sequence[Place]) -> Mapping[Place, int | None]:
        with Line(account) as line:
            return shelf.read(line, places)

    # --- pages ---

    def offers(self, account: Account, cursor: str = "") -> base.OfferPage:
        with Line(account) as line:
            return shelf.offers(line, cursor)

    def push_listings(self, account: Account, listings: Sequence[base.Listing]) -> Told:
        with Line(account) as line:
            return shelf.push(line, listings)
