"""InventoryAPI 2.0: absolute numbers out, read back. (2.1 would delete lead times that are left out.)"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls import met
from akinai.channels.malls.base import KeysRefused, MallError, Nonsense, Place, StockLine, Told
from akinai.channels.malls.rakuten import asking, codes
from akinai.channels.malls.rakuten.asking import Refused, Rms

MOST_SENT, MOST_READ, MOST_PAGES = 400, 1000, 50
MOST_PIECES = 99_999
PATH = "/es/2.0/inventories"
Folded = tuple[str, str]
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
    """RMS drops a number for what it does not know without saying so: places not seen of late are looked up.

    A place without a number may be a new variant; then its page knows it, if the item API is switched on.
    """
    seen = met.places(rms.account)
    strange = seen.strange(folded(line.place) for line in lines)
    if not strange:
        return
    shown, wrong = _shown(rms, sorted(strange))
    try:
        there = _variants(rms, [page for page, _variant in strange - shown.keys() - wrong.keys()])
    except (KeysRefused, Refused):
        there = set()
    seen.met(there)
    for line in lines:
        place = folded(line.place)
        if place in wrong:
            told.refused[line.key] = wrong[place]
        elif place in strange and place not in shown and place not in there:
            words = _("Rakuten has no SKU %(variant)s on a page %(page)s.")
            told.refused[line.key] = words % {"variant": line.place.variant, "page": line.place.listing}


def _variants(rms: Rms, pages: Sequence[str]) -> set[Folded]:
    """Every variant of these pages."""
    found = set()
    every = sorted(set(pages))
    for start in range(0, len(every), MOST_PAGES):
        body = {"manageNumbers": every[start : start + MOST_PAGES]}
        told = rms.rest("items_read", "items.bulk-get", "POST", "/es/2.0/items/bulk-get", body)
        for result in told.get("results") or []:
            item = result.get("item") if isinstance(result, Mapping) else None
            if isinstance(item, Mapping) and isinstance(item.get("variants"), Mapping):
                found |= {(str(item.get("manageNumber")).lower(), variant) for variant in item["variants"]}
    return found


def folded(place: Place) -> Folded:
    """A place as RMS compares it: the page in small letters, the variant as it is."""
    return place.listing.lower(), place.variant


def send(rms: Rms, lines: Sequence[StockLine], told: Told) -> None:
    """One batch. Of two lines for the same place the last counts."""
    left = {folded(line.place): line.quantity for line in lines}

    def put() -> None:
        rows = [
            {"manageNumber": page, "variantId": variant, "mode": "ABSOLUTE", "quantity": quantity}
            for (page, variant), quantity in left.items()
        ]
        rms.rest("stock", "inventories.bulk.upsert", "POST", f"{PATH}/bulk-upsert", {"inventories": rows})

    wrong = _without_wrong(left, put)
    met.places(rms.account).gone(wrong)
    for line in lines:
        if (place := folded(line.place)) in wrong:
            told.refused[line.key] = wrong[place]
        else:
            told.done.append(line.key)


def _without_wrong(left: dict[Folded, Any], call: Callable[[], None]) -> dict[Folded, str]:
    """Make a call about these places; those RMS names as wrong are taken out and it is made again. What is wrong with
    each of them. Raises MallError for what concerns the whole call.
    """
    wrong: dict[Folded, str] = {}
    while left:
        try:
            call()
        except Refused as error:
            bad = _named(error, list(left))
            if not bad:
                raise MallError(error.words) if _of_all(error) else error from None
            wrong |= bad
            for place in bad:
                del left[place]
        else:
            break
    return wrong


def _named(error: Refused, places: Sequence[Folded]) -> dict[Folded, str]:
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
    shown, _wrong = _shown(rms, [folded(place) for place in places])
    return {place: shown.get(folded(place)) for place in places}


def _shown(rms: Rms, places: Sequence[Folded]) -> tuple[dict[Folded, int], dict[Folded, str]]:
    """The numbers RMS shows, and what is wrong with the places it names as wrong."""
    shown: dict[Folded, int] = {}
    wrong: dict[Folded, str] = {}
    every = list(dict.fromkeys(places))
    for start in range(0, len(every), MOST_READ):
        left = dict.fromkeys(every[start : start + MOST_READ])

        def look(left: dict[Folded, None] = left) -> None:
            body = [{"manageNumber": page, "variantId": variant} for page, variant in left]
            told = rms.rest("stock_read", "inventories.bulk.get", "POST", f"{PATH}/bulk-get", {"inventories": body})
            shown.update(_numbers(told))

        wrong |= _without_wrong(left, look)
    seen = met.places(rms.account)
    seen.met(place for place in every if place in shown)
    seen.gone(place for place in every if place not in shown)
    return shown, wrong


def _numbers(told: Mapping[str, Any]) -> dict[Folded, int]:
    try:
        return {
            (str(row["manageNumber"]).lower(), str(row["variantId"])): int(row["quantity"])
            for row in told["inventories"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "inventories.bulk.get"}) from error
