"""Writing listings: one PATCH a SKU while they are few, JSON_LISTINGS_FEED when they are many; and reading stock back.

ACCEPTED means that Amazon took the message; what it shows is another matter, and read back by the drift check.
"""

import json
import math
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, feeding, settings
from akinai.channels.malls.amazon.asking import MOST_WORDS, Api, Turned
from akinai.channels.malls.base import Account, MallError, Nonsense, Place, StockLine, Told, Unreachable

JSON = "application/json; charset=UTF-8"
LONGEST = 10.0  # seconds for numbers sent one by one; what is left over is reckoned anew before it is said


@dataclass(frozen=True, kw_only=True)
class Message:
    """One change of one SKU: patches, or the attributes of a whole new listing."""

    sku: str
    product_type: str
    patches: Sequence[Mapping[str, Any]] = ()
    attributes: Mapping[str, Any] | None = None
    requirements: str = ""

    def body(self) -> dict[str, Any]:
        if self.attributes is None:
            return {"productType": self.product_type, "patches": list(self.patches)}
        needs = {"requirements": self.requirements} if self.requirements else {}
        return {"productType": self.product_type, **needs, "attributes": dict(self.attributes)}


def item_path(api: Api, sku: str) -> str:
    return f"/listings/2021-08-01/items/{quote(api.seller, safe='')}/{quote(sku, safe='')}"


# --- writing ------------------------------------------------------------------------------------------------


def send(api: Api, lines: Sequence[StockLine]) -> Told:
    """Absolute numbers. Told by the lines' keys."""
    feeding.settle(api)
    kind = settings.told(api.account, "product_type")
    messages = {
        line.key: Message(sku=line.place.listing, product_type=kind, patches=[stock_patch(api.account, line.quantity)])
        for line in lines
    }
    return deliver(api, messages, longest=LONGEST)


def stock_patch(account: Account, quantity: int) -> dict[str, Any]:
    """`merge` keeps the days until shipping, which stand in the same entry."""
    value = [{"fulfillment_channel_code": codes.MERCHANT, "quantity": max(quantity, 0)}]
    return {"op": operation(account), "path": "/attributes/fulfillment_availability", "value": value}


def operation(account: Account) -> str:
    return "replace" if settings.told(account, "patch") == "replace" else "merge"


def deliver(api: Api, messages: Mapping[Any, Message], *, longest: float = math.inf) -> Told:
    """Each message by its key. Raises only while nothing at all came of the batch. One by one, what is not sent after
    `longest` seconds is not reached.
    """
    end = time.monotonic() + longest
    most = settings.number(api.account, "feed_from", 1, codes.MOST_MESSAGES)
    told = Told()
    if len(messages) >= most and len(messages) > 1:
        _by_feed(api, messages, told)
        return told
    for key, message in messages.items():
        try:
            _single(api, key, message, told)
        except MallError as error:
            if isinstance(error, Unreachable | Nonsense):
                told.unknown[key] = error.words
            elif not (told.done or told.refused or told.unknown):
                raise
            break
        if time.monotonic() > end:
            break
    return told


def _single(api: Api, key: Hashable, message: Message, told: Told) -> None:
    name, method = ("patchListingsItem", "PATCH") if message.attributes is None else ("putListingsItem", "PUT")
    params = {"marketplaceIds": api.marketplace, "issueLocale": codes.LOCALE}
    try:
        answer = api.send(name, method, item_path(api, message.sku), params=params, json=message.body())
    except Turned as error:
        told.refused[key] = error.words
        return
    issues = answer.get("issues") or []
    if answer.get("status") in ("ACCEPTED", "VALID"):
        told.done.append(key)
    elif answer.get("status") == "INVALID" and isinstance(issues, list):
        told.refused[key] = in_words(issues)
    else:
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": name})


def in_words(issues: Sequence[Any]) -> str:
    """What is wrong, by Amazon's own errors."""
    errors = [one for one in issues if isinstance(one, dict) and one.get("severity") == "ERROR"]
    words = " / ".join(str(one.get("message") or one.get("code") or "") for one in errors)
    return _("Amazon refuses it: %(words)s") % {"words": (words or "INVALID")[:MOST_WORDS]}


def _by_feed(api: Api, messages: Mapping[Any, Message], told: Told) -> None:
    keys = list(messages)
    content = feed(api.seller, [messages[key] for key in keys])
    try:
        report = _report(feeding.submit(api, codes.LISTINGS, content, JSON), len(keys))
    except feeding.Unsettled as error:
        told.unknown |= dict.fromkeys(keys, error.words)
        return
    for place, key in enumerate(keys, 1):
        if place in report:
            told.refused[key] = in_words(report[place])
        else:
            told.done.append(key)


def feed(seller: str, messages: Sequence[Message]) -> bytes:
    """JSON_LISTINGS_FEED, version 2.0; messages are numbered from 1."""
    header = {"sellerId": seller, "version": "2.0", "issueLocale": codes.LOCALE}
    rows = [
        {
            "messageId": place,
            "sku": message.sku,
            "operationType": "PATCH" if message.attributes is None else "UPDATE",
            **message.body(),
        }
        for place, message in enumerate(messages, 1)
    ]
    return json.dumps({"header": header, "messages": rows}, ensure_ascii=False).encode()


def _report(content: bytes, sent: int) -> dict[int, list[dict[str, Any]]]:
    """Errors by message. A report that does not account for every message leaves the feed unsettled."""
    words = _("Amazon's report of the feed could not be read.")
    try:
        told = json.loads(content)
        summary, issues = told["summary"], told["issues"]
        accepted, processed = int(summary["messagesAccepted"]), int(summary["messagesProcessed"])
        found: dict[int, list[dict[str, Any]]] = {}
        for one in issues:
            if one["severity"] == "ERROR":
                found.setdefault(int(one["messageId"]), []).append(one)
    except (ValueError, KeyError, TypeError) as error:
        raise feeding.Unsettled(words) from error
    if processed != sent or accepted + len(found) < sent:
        raise feeding.Unsettled(words)
    return found


# --- reading ------------------------------------------------------------------------------------------------


def shown(api: Api, places: Sequence[Place]) -> dict[Place, int | None]:
    """What Amazon shows; None for a SKU it does not know, and for FBA, whose number is not ours."""
    feeding.settle(api)
    skus = list(dict.fromkeys(place.listing for place in places))
    singly = [sku for sku in skus if "," in sku]  # a comma cannot stand in a list of SKUs
    together = [sku for sku in skus if "," not in sku]
    if len(together) <= codes.LOOKED_UP:
        singly, together = skus, []
    found = {sku: quantity(item) for sku in singly if (item := _item(api, sku)) is not None}
    for start in range(0, len(together), codes.SEARCHED):
        for item in _searched(api, together[start : start + codes.SEARCHED]):
            found[str(item.get("sku"))] = quantity(item)
    return {place: found.get(place.listing) for place in places}


def _item(api: Api, sku: str) -> dict[str, Any] | None:
    params = {"marketplaceIds": api.marketplace, "includedData": codes.STOCK_SETS}
    try:
        return api.get("getListingsItem", item_path(api, sku), params)
    except Turned as error:
        if error.status == 404:
            return None
        raise


def _searched(api: Api, skus: Sequence[str]) -> Iterator[dict[str, Any]]:
    params = {
        "marketplaceIds": api.marketplace,
        "includedData": codes.STOCK_SETS,
        "identifiers": ",".join(skus),
        "identifiersType": "SKU",
        "pageSize": str(codes.SEARCHED),
    }
    yield from items_of(api.get("searchListingsItems", item_path(api, "").rstrip("/"), params))


def items_of(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = found.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("sku") for item in items):
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": "searchListingsItems"})
    return items


def quantity(item: Mapping[str, Any]) -> int | None:
    """Pieces of our own stock at a listing. Raises Nonsense."""
    rows = item.get("fulfillmentAvailability")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Nonsense(_("Amazon tells no stock of %(sku)s.") % {"sku": item.get("sku")})
    own = [row.get("quantity", 0) for row in rows if row.get("fulfillmentChannelCode") == codes.MERCHANT]
    if any(not isinstance(count, int) for count in own):
        raise Nonsense(_("Amazon tells no stock of %(sku)s.") % {"sku": item.get("sku")})
    return own[0] if own else None
