"""Amazon.co.jp as the engine sees it. What each call does stands in the module it names."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import cancelling, codes, listing, offering, reading, settings, shipping, stocking
from akinai.channels.malls.amazon.asking import Turned, open_api
from akinai.channels.malls.base import (
    Account,
    Cancellation,
    Expiry,
    Field,
    KeysRefused,
    Listing,
    Nonsense,
    Notice,
    OfferPage,
    OrderPage,
    Place,
    RawRequest,
    Shipment,
    StockLine,
    Told,
    cannot,
)
from akinai.core.clock import JST


class Amazon:
    """See base.Mall. Amazon waits for no confirmation of orders, and pushes notices only to an AWS queue."""

    kind: ClassVar[str] = "amazon"
    label: ClassVar[str | Promise] = "Amazon"
    fields: ClassVar[tuple[Field, ...]] = settings.FIELDS
    abilities: ClassVar[frozenset[str]] = frozenset(
        ("orders", "cancel", "shipments", "stock", "read_stock", "offers", "listings", "prices")
    )
    updated_since: ClassVar[bool] = True
    sends_mails: ClassVar[bool] = True
    every: ClassVar[int] = 180
    ends_with_last: ClassVar[bool] = False
    stock_batch: ClassVar[int] = 1000
    order_batch: ClassVar[int] = 20

    def check(self, account: Account) -> str:
        """Who we are at Amazon, and whether the seller ID is ours."""
        with open_api(account) as api:
            found = api.get("getMarketplaceParticipations", "/sellers/v1/marketplaceParticipations", {})
            rows = found.get("payload")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                words = _("Amazon's answer to %(call)s could not be read.")
                raise Nonsense(words % {"call": "getMarketplaceParticipations"})
            ours = [row for row in rows if (row.get("marketplace") or {}).get("id") == api.marketplace]
            if not ours or not (ours[0].get("participation") or {}).get("isParticipating"):
                raise KeysRefused(_("This account does not sell at the marketplace %(id)s.") % {"id": api.marketplace})
            try:
                offering.of_search(api, {"pageSize": "1"})
            except Turned as error:
                raise KeysRefused(error.words) from error
            return _("Reached %(store)s at %(mall)s.") % {
                "store": ours[0].get("storeName") or api.seller,
                "mall": (ours[0].get("marketplace") or {}).get("name") or "Amazon",
            }

    # --- orders ---

    def changed_orders(self, account: Account, since: dt.datetime, until: dt.datetime, cursor: str = "") -> OrderPage:
        with open_api(account) as api:
            return reading.changed(api, since, until, cursor)

    def read_orders(self, account: Account, numbers: Sequence[str]) -> OrderPage:
        with open_api(account) as api:
            return reading.read(api, numbers)

    def confirm(self, account: Account, numbers: Sequence[str]) -> Told:
        raise cannot("confirm")

    def tell_shipments(self, account: Account, shipments: Sequence[Shipment]) -> Told:
        with open_api(account) as api:
            return shipping.tell(api, shipments)

    def cancel(self, account: Account, cancellations: Sequence[Cancellation]) -> Told:
        with open_api(account) as api:
            return cancelling.tell(api, cancellations)

    # --- stock and listings ---

    def send_stock(self, account: Account, lines: Sequence[StockLine], key: str) -> Told:
        with open_api(account) as api:
            return stocking.send(api, lines)

    def read_stock(self, account: Account, places: Sequence[Place]) -> Mapping[Place, int | None]:
        with open_api(account) as api:
            return stocking.shown(api, places)

    def offers(self, account: Account, cursor: str = "") -> OfferPage:
        with open_api(account) as api:
            return offering.offers(api, cursor)

    def push_listings(self, account: Account, listings: Sequence[Listing]) -> Told:
        with open_api(account) as api:
            return listing.push(api, listings)

    # --- keys and notices ---

    def expiries(self, account: Account) -> Sequence[Expiry]:
        how = _("Make a new one under “Apps & Services → Develop Apps” in Seller Central, and enter it with its day.")
        found = [Expiry(_("Client secret"), settings.secret_ends(account), how)]
        if reading.api_of(account) == reading.OLD:
            end = dt.datetime(*codes.V0_ENDS, tzinfo=JST)
            found.append(Expiry("Orders API v0", end, _("Ask Amazon for the roles of Orders API 2026-01-01.")))
        return found

    def read_notice(self, account: Account, raw: RawRequest) -> Notice:
        raise cannot("notices")
