"""Shopify as a mall: see base.Mall."""

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from akinai.channels.malls.base import (
    Account,
    Cancellation,
    Expiry,
    Field,
    KeysRefused,
    Listing,
    Maintenance,
    MallError,
    MallOrder,
    Nonsense,
    Notice,
    OfferPage,
    OrderPage,
    Place,
    RawRequest,
    Shipment,
    StockLine,
    Throttled,
    Told,
    Unreachable,
    cannot,
)
from akinai.channels.malls.shopify import (
    asking,
    cancelling,
    codes,
    documents,
    listings,
    notices,
    settings,
    shipping,
    stock,
    translate,
)
from akinai.channels.malls.shopify.asking import Data, Session
from akinai.core.clock import JST

GID = "gid://shopify/Order/"
LINES = 7  # lines of an order that come with it; more are asked for one order at a time
MOST_LINES = 100
MOST_PAGES = 100  # of the lines of one order
REMEMBERED = 50_000  # gids of orders, kept so that a name need not be searched


class Gids:
    """Name of an order → its gid, of the orders this process has seen."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str, str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, account: Account, name: str, gid: str) -> None:
        with self._lock:
            self._known[self._key(account, name)] = gid
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def get(self, account: Account, name: str) -> str:
        with self._lock:
            return self._known.get(self._key(account, name), "")

    def _key(self, account: Account, name: str) -> tuple[int, str, str, str]:
        return (account.id, account.code, f"{account.settings.get('api')} {settings.domain(account)}", name)


class Shopify:
    """A shop of one's own at Shopify. An order's number is its name (#1001), unique within its shop."""

    kind: ClassVar[str] = "shopify"
    label: ClassVar[str | Promise] = "Shopify"
    fields: ClassVar[tuple[Field, ...]] = settings.FIELDS
    abilities: ClassVar[frozenset[str]] = frozenset(
        (
            "orders", "cancel", "shipments", "stock", "compare", "read_stock", "offers", "listings", "prices",
            "notices",
        )
    )  # fmt: skip
    updated_since: ClassVar[bool] = True
    sends_mails: ClassVar[bool] = True  # of shipments and cancellations only while our setting says so
    every: ClassVar[int] = 60
    ends_with_last: ClassVar[bool] = False
    stock_batch: ClassVar[int] = stock.BATCH
    order_batch: ClassVar[int] = 8

    def __init__(self) -> None:
        self._gids = Gids()
        self._pages: dict[int, int] = {}  # account → orders that were not too many at once

    # --- the connection ---

    def check(self, account: Account) -> str:
        with asking.session(account) as api:
            found = api.ask(documents.CONNECTION)
            self._allowed(found)
            here = stock.location(api, found["locations"]["nodes"])
            names = {each["id"]: each["name"] for each in found["locations"]["nodes"]}
            if here not in names:
                raise MallError(_("The shop has no location %(location)s at Shopify.") % {"location": here})
            words = _("Reached “%(shop)s” (%(domain)s) at Shopify. Stock goes to “%(location)s”.") % {
                "shop": found["shop"]["name"],
                "domain": found["shop"]["myshopifyDomain"],
                "location": names[here],
            }
            wanted = settings.of(account, "version")
            if api.version and api.version != wanted:
                told = _("Shopify answered in version %(told)s of its API instead of %(wanted)s.")
                words = f"{words} {told % {'told': api.version, 'wanted': wanted}}"
            return words

    def _allowed(self, found: Data) -> None:
        scopes = {each["handle"] for each in found["currentAppInstallation"]["accessScopes"]}
        # whoever may write may read
        missing = [one for one in codes.SCOPES if not {one, one.replace("read_", "write_", 1)} & scopes]
        if missing:
            raise KeysRefused(
                _("The app lacks these permissions at Shopify: %(scopes)s") % {"scopes": ", ".join(missing)}
            )

    def expiries(self, account: Account) -> Sequence[Expiry]:
        """Tokens are renewed by themselves or do not end; the version of the API ends a year after it began."""
        version = settings.of(account, "version")
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", version)
        if not found:
            return []
        end = dt.datetime(int(found[1]) + 1, int(found[2]), 1, tzinfo=JST)
        how = _("An update of this program uses a newer one. Shopify keeps each for about a year.")
        return [Expiry(_("Version %(version)s of Shopify's API") % {"version": version}, end, how)]

    # --- orders in ---

    def changed_orders(self, account: Account, since: dt.datetime, until: dt.datetime, cursor: str = "") -> OrderPage:
        tests = settings.yes(account, "tests")
        search = translate.changed_between(since, until, tests=tests)
        with asking.session(account) as api:

            def ask(first: int) -> Data:
                asked = {"first": first, "after": cursor or None, "query": search, **self._shape(account)}
                return dict(api.ask(documents.ORDERS, **asked)["orders"])

            first = min(settings.number(account, "order_page", 100), self._pages.get(account.id, 100))
            found, self._pages[account.id] = _ask_for_less(ask, first)
            page = found["pageInfo"]
            orders, broken = self._orders(api, found["nodes"])
            return OrderPage(orders, str(page["endCursor"]) if page["hasNextPage"] else "", broken)

    def read_orders(self, account: Account, numbers: Sequence[str]) -> OrderPage:
        """By name; a gid is taken, too."""
        with asking.session(account) as api:
            gids = self._find(api, numbers)
            nodes = self._nodes(api, list(gids.values())) if gids else []
            orders, broken = self._orders(api, [node for node in nodes if node and node.get("id")])
        there = {one.number for one in orders} | {str(one.payload["id"]) for one in orders} | set(broken)
        unknown = {number: _("Shopify knows no such order.") for number in numbers if number not in there}
        return OrderPage(orders, broken={**broken, **unknown})

    def _nodes(self, api: Session, gids: list[str]) -> list[Any]:
        """In halves, where Shopify does not answer so much at once."""
        try:
            return list(api.ask(documents.ORDERS_BY_ID, ids=gids, **self._shape(api.account))["nodes"])
        except asking.TooCostly:
            if len(gids) == 1:
                raise
            half = len(gids) // 2
            return self._nodes(api, gids[:half]) + self._nodes(api, gids[half:])

    def _shape(self, account: Account) -> Data:
        keys = codes.metafields(codes.attribute_map(settings.of(account, "attributes")))
        return {"lines": LINES, "keys": keys or None, "metafields": bool(keys)}

    def _orders(self, api: Session, nodes: Sequence[Any]) -> tuple[list[MallOrder], dict[str, str]]:
        """The orders of a page, and why some could not be read."""
        account, reading = api.account, self._reading(api.account)
        tests = settings.yes(account, "tests")
        orders: list[MallOrder] = []
        broken: dict[str, str] = {}
        for node in nodes:
            if not isinstance(node, dict) or not node.get("id") or not node.get("name"):
                raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": "orders"})
            if node.get("test") and not tests:
                continue
            self._gids.note(account, str(node["name"]), str(node["id"]))
            self._all_lines(api, node)
            try:
                orders.append(translate.order_of(node, reading))
            except translate.Unreadable as error:
                broken[str(node["name"])] = str(error)
        return orders, broken

    def _all_lines(self, api: Session, node: Data) -> None:
        """Fetch the lines that did not come with the order."""
        lines = node.get("lineItems")
        for _page in range(MOST_PAGES):
            if not isinstance(lines, dict) or not (lines.get("pageInfo") or {}).get("hasNextPage"):
                return
            asked = {"id": node["id"], "first": MOST_LINES, "after": lines["pageInfo"]["endCursor"]}
            more = api.ask(documents.MORE_LINES, **asked)["order"]["lineItems"]
            lines["nodes"] += more["nodes"]
            lines["pageInfo"] = more["pageInfo"]
        raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": documents.MORE_LINES.name})

    def _reading(self, account: Account) -> translate.Reading:
        names = ("ignored", "wrapping_titles", "fee_titles", "vouchers", "mall_paid", "cancel_tags", "payments")
        return translate.Reading(
            code=account.code,
            attributes=codes.attribute_map(settings.of(account, "attributes")),
            **{name: settings.of(account, name) for name in names},
        )

    def _find(self, api: Session, numbers: Sequence[str]) -> dict[str, str]:
        """Number → gid; those Shopify does not know are left out, and so are names that two orders have."""
        found = {number: number for number in numbers if re.fullmatch(rf"{GID}\d+", number)}
        found |= {number: gid for number in numbers if (gid := self._gids.get(api.account, number))}
        asked = [number for number in dict.fromkeys(numbers) if number not in found]
        if asked:
            search = {"first": 2 * len(asked) + 10, "query": translate.named(asked)}
            nodes = api.ask(documents.ORDER_IDS, **search)["orders"]["nodes"]
            for number in asked:
                gids = [str(node["id"]) for node in nodes if node["name"] == number]
                if len(gids) == 1:
                    found[number] = gids[0]
                    self._gids.note(api.account, number, gids[0])
        return found

    def confirm(self, account: Account, numbers: Sequence[str]) -> Told:
        raise cannot("confirm")

    # --- what we tell ---

    def tell_shipments(self, account: Account, shipments: Sequence[Shipment]) -> Told:
        def tell(api: Session, gid: str, shipment: Shipment) -> None:
            shipping.tell(api, gid, shipment)

        return self._each(account, shipments, tell)

    def cancel(self, account: Account, cancellations: Sequence[Cancellation]) -> Told:
        return self._each(account, cancellations, cancelling.tell)

    def _each(self, account: Account, rows: Sequence[Any], tell: Callable[[Session, str, Any], None]) -> Told:
        """Tell each row of its order. After no answer the rest waits: the mall is not asked in vain a hundred times."""
        told = Told()
        with asking.session(account) as api:
            gids: Mapping[str, str] = self._find(api, [row.number for row in rows])
            for row in rows:
                if row.number not in gids:
                    told.refused[row.key] = _("Shopify knows no such order.")
                    continue
                try:
                    with asking.believed():
                        tell(api, gids[row.number], row)
                except (Unreachable, Nonsense, cancelling.NotYet) as error:
                    told.unknown[row.key] = str(error)
                    if not isinstance(error, cancelling.NotYet):
                        return told
                except (Throttled, Maintenance, KeysRefused):
                    if not told.done and not told.refused and not told.unknown:
                        raise
                    return told
                except MallError as error:
                    told.refused[row.key] = error.words
                else:
                    told.done.append(row.key)
        return told

    def send_stock(self, account: Account, lines: Sequence[StockLine], key: str) -> Told:
        with asking.session(account) as api:
            return stock.send(api, lines, key)

    def read_stock(self, account: Account, places: Sequence[Place]) -> Mapping[Place, int | None]:
        with asking.session(account) as api:
            return stock.read(api, places)

    def offers(self, account: Account, cursor: str = "") -> OfferPage:
        with asking.session(account) as api:
            return stock.offers(api, cursor)

    def push_listings(self, account: Account, listings_: Sequence[Listing]) -> Told:
        with asking.session(account) as api:
            return listings.push(api, listings_)

    # --- notices ---

    def read_notice(self, account: Account, raw: RawRequest) -> Notice:
        return notices.read(raw, settings.secrets(account), settings.domain(account))

    def subscribe(self, account: Account, address: str) -> Sequence[str]:
        """Ask Shopify to send notices about orders to this address of ours; returns the topics. May be repeated."""
        with asking.session(account) as api:
            return notices.subscribe(api, address)

    def unsubscribe(self, account: Account, address: str) -> None:
        """No notices to this address any more."""
        with asking.session(account) as api:
            notices.unsubscribe(api, address)


def _ask_for_less(ask: Callable[[int], Data], first: int) -> tuple[Data, int]:
    """A page of `first`, or of half as many, until Shopify finds it cheap enough; and how many that was."""
    while True:
        try:
            return ask(first), first
        except asking.TooCostly:
            if first == 1:
                raise
            first = max(first // 2, 1)
