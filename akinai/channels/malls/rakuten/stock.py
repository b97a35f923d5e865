"""InventoryAPI 2.0: absolute numbers out, read back. (2.1 would delete lead times that are left out.)"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import MallError, Nonsense, Place, StockLine, Told
from akinai.channels.malls.rakuten import asking, codes
from akinai.channels.malls.rakuten.asking import Refused, Rms

MOST_SENT, MOST_READ, MOST_PAGES = 400, 1000, 50
MOST_PIECES = 99_999
PATH = "/es/2.0/inventories"
_AT = re.compile(r"inventories\[([0-9]+)\]")


def sendable(lines: Sequence[StockLine], told: Told) -> list[StockLine]:
    """The lines RMS can take; the others are refused by name."""
    good = []
    for line in lines:
        if not line.place.listing or not line.place.variant:
            words = _("A place at Rakuten needs the codes of page and SKU (商品管理番号, SKU管理番号).")
            told.refused[line.key] = words
        elif not 0 <= line.quantity <= MOST_PIECES:
            words = _("Rakuten shows between 0 and %(most)d pieces, not %(quantity)d.")
            told.refused[line.key] = words % {"most": MOST_PIECES, "quantity": line.quantity}
        else:
            good.append(line)
    return good


def refuse_unknown(rms: Rms, lines: Sequence[StockLine], told: Told) -> None:
    """Places of which we never saw a number must be there: RMS drops what it does not know without saying so.

    A place without a number may be a new variant; then its page knows it.
    """
    fresh = [line for line in lines if line.believed is None]
    shown = read(rms, [line.place for line in fresh]) if fresh else {}
    unseen = [line for line in fresh if shown.get(line.place) is None]
    there = _variants(rms, [line.place.listing for line in unseen])
    for line in unseen:
        if folded(line.place) not in there:
            words = _("Rakuten has no SKU %(variant)s on a page %(page)s.")
            told.refused[line.key] = words % {"variant": line.place.variant, "page": line.place.listing}


def _variants(rms: Rms, pages: Sequence[str]) -> set[tuple[str, str]]:
    """Every variant of these pages."""
    found = set()
    every = sorted({page.lower() for page in pages})
    for start in range(0, len(every), MOST_PAGES):
        body = {"manageNumbers": every[start : start + MOST_PAGES]}
        told = rms.rest("items_read", "items.bulk-get", "POST", "/es/2.0/items/bulk-get", body)
        for result in told.get("results") or []:
            item = result.get("item") if isinstance(result, Mapping) else None
            if isinstance(item, Mapping) and isinstance(item.get("variants"), Mapping):
                found |= {(str(item.get("manageNumber")).lower(), variant) for variant in item["variants"]}
    return found


def folded(place: Place) -> tuple[str, str]:
    """A place as RMS compares it: the page in small letters, the variant as it is."""
    return place.listing.lower(), place.variant


def send(rms: Rms, lines: Sequence[StockLine], told: Told) -> None:
    """One batch. Of two lines for the same place the last counts; a line RMS names as wrong is left out of the rest."""
    left = {folded(line.place): line for line in lines}
    while left:
        body = [
            {"manageNumber": page, "variantId": variant, "mode": "ABSOLUTE", "quantity": line.quantity}
            for (page, variant), line in left.items()
        ]
        try:
            rms.rest("stock", "inventories.bulk.upsert", "POST", f"{PATH}/bulk-upsert", {"inventories": body})
        except Refused as error:
            bad = _named(error, list(left))
            if not bad:
                raise MallError(error.words) if _of_all(error) else error from None
            for place, words in bad.items():
                said = [line for line in lines if folded(line.place) == place]
                told.refused.update(dict.fromkeys((line.key for line in said), words))
                del left[place]
            continue
        told.done += [line.key for line in lines if folded(line.place) in left]
        return


def _named(error: Refused, places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The places an error's propertyPath points at, and what is wrong with each."""
    found = {}
    for one in error.errors:
        metadata = one.get("metadata")
        at = _AT.search(str(metadata.get("propertyPath", ""))) if isinstance(metadata, Mapping) else None
        if at and int(at[1]) < len(places):
            found[places[int(at[1])]] = asking.words_of(one)
    return found


def _of_all(error: Refused) -> bool:
    return any(one.get("code") == codes.NOT_MIGRATED for one in error.errors)


def read(rms: Rms, places: Sequence[Place]) -> dict[Place, int | None]:
    """What RMS shows; None for what it does not know."""
    shown: dict[tuple[str, str], int] = {}
    every = list(dict.fromkeys(map(folded, places)))
    for start in range(0, len(every), MOST_READ):
        body = [{"manageNumber": page, "variantId": variant} for page, variant in every[start : start + MOST_READ]]
        told = rms.rest("stock_read", "inventories.bulk.get", "POST", f"{PATH}/bulk-get", {"inventories": body})
        shown |= _numbers(told)
    return {place: shown.get(folded(place)) for place in places}


def _numbers(told: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    try:
        return {
            (str(row["manageNumber"]).lower(), str(row["variantId"])): int(row["quantity"])
            for row in told["inventories"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "inventories.bulk.get"}) from error
