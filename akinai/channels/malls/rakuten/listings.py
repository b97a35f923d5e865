"""ItemAPI 2.0: what is for sale, and pages that are put up or changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Listing, Nonsense, OfferPage, StockLine, Told
from akinai.channels.malls.rakuten import asking, cabinet, items, stock
from akinai.channels.malls.rakuten.asking import Refused, Rms

HITS = 100
BEGIN = "*"  # the first cursorMark


def search(rms: Rms, *, hits: int = HITS, mark: str = BEGIN) -> dict[str, Any]:
    params = {"hits": hits, "cursorMark": mark}
    return rms.rest("items_read", "items.search", "GET", "/es/2.0/items/search", params=params)


def offers(rms: Rms, cursor: str = "") -> OfferPage:
    """A page of items with their stock. New items may take RMS a day to show up here."""
    mark = cursor or BEGIN
    told = search(rms, mark=mark)
    results = told.get("results")
    try:
        if not isinstance(results, list):
            raise ValueError("results")
        every = [offer for result in results if result.get("item") for offer in items.offers(result["item"])]
    except (ValueError, AttributeError, TypeError) as error:
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "items.search"}) from error
    shown = stock.read(rms, [offer.place for offer in every]) if every else {}
    following = str(told.get("nextCursorMark") or "")
    return OfferPage(
        [replace(offer, quantity=shown[offer.place]) for offer in every], "" if following == mark else following
    )


def push(rms: Rms, listing: Listing, told: Told) -> None:
    """Put up a new page, or change one. A page that is there is never written over whole: PUT deletes what it does
    not name. The same twice is the same.
    """
    path = f"/es/2.0/items/manage-numbers/{quote(listing.page.lower(), safe='')}"
    try:
        if not listing.only or "images" in listing.only:
            listing = replace(listing, pictures=cabinet.placed(rms, listing.pictures))
        if listing.new and not _is_there(rms, path):
            rms.rest("items", "items.upsert", "PUT", path, items.new(listing))
            _first_stock(rms, listing)
        else:
            rms.rest("items", "items.patch", "PATCH", path, items.change(listing))
    except ValueError as error:
        told.refused[listing.key] = str(error)
    except Refused as error:
        missing = asking.is_missing(error)
        words = _("Rakuten has no page “%(page)s”.") % {"page": listing.page}
        told.refused[listing.key] = words if missing else error.words
    else:
        told.done.append(listing.key)


def _is_there(rms: Rms, path: str) -> bool:
    try:
        found: Mapping[str, Any] = rms.rest("items_read", "items.get", "GET", path)
    except Refused as error:
        if asking.is_missing(error):
            return False
        raise
    return bool(found)


def _first_stock(rms: Rms, listing: Listing) -> None:
    lines = [
        StockLine(key=place, place=replace(variant.place, listing=listing.page), quantity=variant.quantity)
        for place, variant in enumerate(listing.variants)
        if variant.quantity is not None
    ]
    if lines:
        stock.send(rms, lines, Told())
