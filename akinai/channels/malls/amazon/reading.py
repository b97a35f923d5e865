"""Orders in: Orders API 2026-01-01, or v0 where Amazon does not allow the new one.

Amazon lists what changed until about two minutes ago and says until when; that is the page's `until`. A cursor holds
everything of its request, as Amazon wants the same parameters with each token.
"""

import datetime as dt
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, settings, translate, translate_v0
from akinai.channels.malls.amazon.asking import Api, Denied, Turned
from akinai.channels.malls.amazon.translate import Unreadable
from akinai.channels.malls.base import Account, MallOrder, Nonsense, OrderPage
from akinai.core import clock

NEW, OLD = "2026-01-01", "v0"
SETTLED = dt.timedelta(seconds=130)  # the end of a window must be two minutes ago
PAGE, PAGE_V0 = 100, 30  # v0 needs a call for the lines of each order, two seconds apart
AGAIN_IN = 3600.0  # seconds until the new API is tried again after it was refused
NOT_THERE = 404

_refused_until: dict[tuple[int, str], float] = {}


@dataclass(frozen=True)
class State:
    """How an order stands, for what we tell of it. `parcels` None: this API does not tell them."""

    status: str
    left: dict[str, int]  # line → pieces not yet shipped
    shipped: dict[str, int]
    parcels: dict[str, str] | None  # packageReferenceId → tracking number


def api_of(account: Account) -> str:
    """Which API reads orders now."""
    refused = _refused_until.get((account.id, account.code), 0.0) > time.monotonic()
    return OLD if refused or settings.told(account, "orders_api") == OLD else NEW


def _use_old(account: Account) -> None:
    _refused_until[account.id, account.code] = time.monotonic() + AGAIN_IN


# --- pages --------------------------------------------------------------------------------------------------


def changed(api: Api, since: dt.datetime, until: dt.datetime, cursor: str) -> OrderPage:
    """A page of what changed."""
    if cursor:
        return _next_page(api, _asked(cursor))
    after = min(since, clock.now() - SETTLED)
    before = iso(until) if until <= clock.now() - SETTLED else ""
    asked = {"api": api_of(api.account), "after": iso(after), "before": before, "token": ""}
    try:
        return _page(api, asked)
    except (Denied, Turned) as error:
        if asked["api"] == OLD or (isinstance(error, Turned) and error.status != NOT_THERE):
            raise
        found = _page(api, {**asked, "api": OLD})
        _use_old(api.account)
        return found


def _next_page(api: Api, asked: dict[str, str]) -> OrderPage:
    """The page of a token. One that has ended (after a day) begins its window anew: what is in is no news."""
    try:
        return _page(api, asked)
    except Turned as error:
        if error.status != 400:
            raise
        return _page(api, {**asked, "token": ""})


def _asked(cursor: str) -> dict[str, str]:
    try:
        found = json.loads(cursor)
        return {name: str(found[name]) for name in ("api", "after", "before", "token")}
    except (ValueError, TypeError, KeyError) as error:
        raise Nonsense(_("The mark of the next page cannot be read.")) from error


def _page(api: Api, asked: dict[str, str]) -> OrderPage:
    orders, token, until = (_search_v0 if asked["api"] == OLD else _search)(api, asked)
    good: list[MallOrder] = []
    broken: dict[str, str] = {}
    for place, one in enumerate(orders):
        _sort(one, api, place, good, broken)
    following = json.dumps({**asked, "token": token}) if token else ""
    return OrderPage(good, following, broken, until=until)


def _sort(told: Any, api: Api, place: int, good: list[MallOrder], broken: dict[str, str]) -> None:
    """One order to the good ones, or to the broken with the reason. `told`: an order, or why it is none."""
    try:
        if isinstance(told, _Bad):
            broken[told.number] = told.words
            return
        good.append(translate.mall_order(told, api.account.code))
    except Unreadable as error:
        number = told.get("orderId") if isinstance(told, dict) else None
        broken[str(number or f"#{place + 1}")] = str(error)


@dataclass(frozen=True)
class _Bad:
    number: str
    words: str


def _search(api: Api, asked: dict[str, str]) -> tuple[Sequence[Any], str, dt.datetime | None]:
    params = {
        "marketplaceIds": api.marketplace,
        "lastUpdatedAfter": asked["after"],
        **({"lastUpdatedBefore": asked["before"]} if asked["before"] else {}),
        **({"fulfilledBy": "MERCHANT"} if _own_only(api.account) else {}),
        "maxResultsPerPage": str(PAGE),
        "includedData": codes.INCLUDED,
        **({"paginationToken": asked["token"]} if asked["token"] else {}),
    }
    found = api.get("searchOrders", "/orders/2026-01-01/orders", params)
    pagination = found.get("pagination") or {}
    if not isinstance(found.get("orders"), list) or not isinstance(pagination, dict):
        raise Nonsense(_("Amazon's page of orders has no list of orders."))
    return found["orders"], str(pagination.get("nextToken") or ""), _until(found)


def _search_v0(api: Api, asked: dict[str, str]) -> tuple[Sequence[Any], str, dt.datetime | None]:
    params = {
        "MarketplaceIds": api.marketplace,
        "LastUpdatedAfter": asked["after"],
        **({"LastUpdatedBefore": asked["before"]} if asked["before"] else {}),
        **({"FulfillmentChannels": "MFN"} if _own_only(api.account) else {}),
        "MaxResultsPerPage": str(PAGE_V0),
        **({"NextToken": asked["token"]} if asked["token"] else {}),
    }
    found = payload(api.get("v0.getOrders", "/orders/v0/orders", params, personal=True))
    if not isinstance(found.get("Orders"), list):
        raise Nonsense(_("Amazon's page of orders has no list of orders."))
    orders = [_with_items(api, one) for one in found["Orders"]]
    return orders, str(found.get("NextToken") or ""), _until({"lastUpdatedBefore": found.get("LastUpdatedBefore")})


def _own_only(account: Account) -> bool:
    return settings.told(account, "fba_orders") != "read"


def _until(found: dict[str, Any]) -> dt.datetime | None:
    try:
        return translate.moment(found.get("lastUpdatedBefore"))
    except Unreadable as error:
        raise Nonsense(str(error)) from error


def payload(found: dict[str, Any]) -> dict[str, Any]:
    """v0 wraps every answer."""
    inside = found.get("payload")
    if not isinstance(inside, dict):
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": "Orders v0"})
    return inside


def _with_items(api: Api, order: Any) -> Any:
    """An order of v0 with its lines, in the shape of 2026."""
    number = str(order.get("AmazonOrderId") or "") if isinstance(order, dict) else ""
    if not number:
        return order
    try:
        return translate_v0.as_2026(order, _items(api, number))
    except (Unreadable, Turned) as error:
        return _Bad(number, str(error))


def _items(api: Api, number: str) -> list[Any]:
    rows: list[Any] = []
    token = ""
    while True:
        params = {"NextToken": token} if token else {}
        path = f"/orders/v0/orders/{quote(number, safe='')}/orderItems"
        found = payload(api.get("v0.getOrderItems", path, params, personal=True))
        items = found.get("OrderItems")
        if not isinstance(items, list):
            raise Unreadable(_("The order has no lines."))
        rows += items
        last, token = token, str(found.get("NextToken") or "")
        if not token or token == last:
            return rows


# --- single orders ------------------------------------------------------------------------------------------


def read(api: Api, numbers: Sequence[str]) -> OrderPage:
    """These orders as they are now; what Amazon does not know is broken."""
    good: list[MallOrder] = []
    broken: dict[str, str] = {}
    for place, number in enumerate(numbers):
        try:
            _sort(one(api, number, codes.INCLUDED), api, place, good, broken)
        except Turned as error:
            unknown = _("Amazon does not know this order.")
            broken[number] = unknown if error.status == NOT_THERE else error.words
    return OrderPage(good, "", broken)


def one(api: Api, number: str, included: str) -> Any:
    """An order in the shape of 2026, or a _Bad. Raises Turned (404: there is no such order)."""
    if api_of(api.account) == NEW:
        try:
            path = f"/orders/2026-01-01/orders/{quote(number, safe='')}"
            found = api.get("getOrder", path, {"includedData": included}).get("order")
            if not isinstance(found, dict):
                raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": "getOrder"})
            return found
        except (Denied, Turned) as error:
            if isinstance(error, Turned) and error.status != NOT_THERE:
                raise
            return _by_old(api, number, error)
    return _by_v0(api, number)


def _by_old(api: Api, number: str, refused: Denied | Turned) -> Any:
    """The new API refused: perhaps it is not ours yet. If v0 has the order, v0 it is from now on."""
    try:
        found = _by_v0(api, number)
    except Denied:
        raise refused from None
    except Turned:
        if isinstance(refused, Denied):
            _use_old(api.account)
        raise
    _use_old(api.account)
    return found


def _by_v0(api: Api, number: str) -> Any:
    path = f"/orders/v0/orders/{quote(number, safe='')}"
    return _with_items(api, payload(api.get("v0.getOrder", path, {}, personal=True)))


def state(api: Api, number: str) -> State:
    """How an order stands. Raises Turned (404) and Nonsense."""
    told = one(api, number, codes.INCLUDED_STATE)
    if isinstance(told, _Bad):
        raise Nonsense(told.words)
    try:
        items = translate.items_of(told)
        parcels = None
        if api_of(api.account) == NEW:
            rows = [row for row in translate.listed(told, "packages") if not _void(row)]
            parcels = {translate.text(row, "packageReferenceId"): translate.text(row, "trackingNumber") for row in rows}
        return State(
            status=translate.text(told, "fulfillment", "fulfillmentStatus"),
            left=_pieces(items, "quantityUnfulfilled"),
            shipped=_pieces(items, "quantityFulfilled"),
            parcels=parcels,
        )
    except Unreadable as error:
        raise Nonsense(str(error)) from error


def _void(row: translate.Told) -> bool:
    return translate.text(row, "packageStatus", "status") == "CANCELLED"


def _pieces(items: Sequence[translate.Told], name: str) -> dict[str, int]:
    found = {translate.text(item, "orderItemId"): translate.part(item, "fulfillment").get(name) for item in items}
    return {line: pieces for line, pieces in found.items() if isinstance(pieces, int)}


def iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
