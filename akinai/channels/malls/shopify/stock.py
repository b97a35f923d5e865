"""Stock at one location. A push names what we believe Shopify shows; where it shows something else, nothing is changed
(CHANGE_FROM_QUANTITY_STALE). One bad row makes Shopify refuse the whole call: it is taken out, and the rest said again.
"""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import (
    KeysRefused,
    Maintenance,
    MallError,
    MallOffer,
    Nonsense,
    OfferPage,
    Place,
    StockLine,
    Throttled,
    Told,
    Unreachable,
)
from akinai.channels.malls.shopify import asking, documents, settings
from akinai.channels.malls.shopify.asking import Data, Session, refusal

BATCH = 250  # of inventorySetQuantities; Shopify's limit of every list
READ = 100  # items asked at once, for the points they cost
ROUNDS = 12  # how often a push is said again without its bad rows

STALE = frozenset(("CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE"))
OF_ALL = frozenset(
    ("INVALID_REASON", "INVALID_NAME", "INVALID_REFERENCE_DOCUMENT", "COMPARE_QUANTITY_REQUIRED", "INVALID_LOCATION")
)
KEYS = frozenset(("IDEMPOTENCY_CONCURRENT_REQUEST", "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"))
NOT_STOCKED = "ITEM_NOT_STOCKED_AT_LOCATION"


# --- where --------------------------------------------------------------------------------------------------


def location(api: Session, nodes: Sequence[Mapping[str, Any]] | None = None) -> str:
    """The location that holds the stock: that of the settings, or the only one. Raises MallError for several."""
    told = settings.of(api.account, "location").strip()
    if told:
        return told if told.startswith("gid://") else f"gid://shopify/Location/{told}"
    if nodes is not None:
        return only_one(nodes)
    account = api.account
    key = ("shopify location", account.id, account.code, account.address("api"), settings.domain(account))
    return calling.token(key, lambda: (only_one(_locations(api)), 3600.0))


def _locations(api: Session) -> list[Data]:
    return list(api.ask(documents.CONNECTION)["locations"]["nodes"])


def only_one(nodes: Iterable[Mapping[str, Any]]) -> str:
    """The one location of ours that serves the online shop. Raises MallError with the names of several."""
    ours = [
        each for each in nodes if each["isActive"] and each["fulfillsOnlineOrders"] and not each["isFulfillmentService"]
    ]
    if len(ours) == 1:
        return str(ours[0]["id"])
    if not ours:
        raise MallError(_("The shop has no location at Shopify that serves its online orders."))
    names = "、".join(f"{each['name']} ({str(each['id']).rpartition('/')[2]})" for each in ours)
    raise MallError(
        _("The shop has several locations at Shopify; enter one in the settings: %(names)s") % {"names": names}
    )


def is_item(place: Place) -> bool:
    """Whether a place has the shape of an inventory item at all."""
    return re.fullmatch(r"gid://shopify/InventoryItem/\d+", place.listing) is not None


# --- out ----------------------------------------------------------------------------------------------------


def send(api: Session, lines: Sequence[StockLine], key: str) -> Told:
    """Set the numbers. What got no answer is unknown; what another number stood at is stale. Raises only while nothing
    at all came of the push.
    """
    told, here = Told(), location(api)
    told.refused.update({line.key: _("Shopify has no such item.") for line in lines if not is_item(line.place)})
    good = [line for line in lines if is_item(line.place)]  # another code would spoil the whole call
    try:
        _say(api, told, good, here, key)
    except (Throttled, Maintenance, KeysRefused):
        if not (told.done or told.refused or told.stale or told.unknown):
            raise
    return told


def _say(api: Session, told: Told, waiting: list[StockLine], here: str, key: str) -> None:
    """Say lines until none is left, each time without the rows that were named as bad."""
    for _round in range(ROUNDS):
        if not waiting:
            return
        try:
            with asking.believed():
                errors = _set(api, waiting, here, key)
        except (Unreachable, Nonsense) as error:
            told.unknown.update({line.key: error.words for line in waiting})
            return
        if not errors:
            told.done += [line.key for line in waiting]
            return
        waiting = _without_bad_rows(api, told, waiting, errors, here, key)


def _set(api: Session, lines: Sequence[StockLine], here: str, key: str) -> list[Data]:
    """One call; its userErrors. The key is of the push and of what it says, so that nothing else bears it."""
    quantities = [
        {
            "inventoryItemId": line.place.listing,
            "locationId": here,
            "quantity": line.quantity,
            "changeFromQuantity": line.believed,
        }
        for line in lines
    ]
    mark = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{key}:{quantities!r}"))
    given = {
        "name": "available",
        "reason": "correction",
        "referenceDocumentUri": f"akinai://stock/{mark}",
        "quantities": quantities,
    }
    errors = api.ask(documents.SET_STOCK, input=given, key=mark)["inventorySetQuantities"]["userErrors"]
    return list(errors)


def _without_bad_rows(
    api: Session, told: Told, lines: list[StockLine], errors: Sequence[Data], here: str, key: str
) -> list[StockLine]:
    """Note what the errors say of their rows; the rows that are left to be said."""
    by_row: dict[int, Data] = {}
    for error in errors:
        row = row_of(error)
        code = str(error.get("code") or "")
        if code in KEYS:
            told.unknown.update({line.key: refusal([error]) for line in lines})
            return []
        if code in OF_ALL or row is None or row >= len(lines):
            return _by_halves(api, told, lines, error, here, key)
        by_row.setdefault(row, error)
    for row, error in by_row.items():
        _note(api, told, lines[row], error, here, key)
    return [line for row, line in enumerate(lines) if row not in by_row]


def _by_halves(api: Session, told: Told, lines: list[StockLine], error: Data, here: str, key: str) -> list[StockLine]:
    """An error that names no row. One line alone is it; of several, each is said by itself only if rows can differ."""
    if len(lines) == 1 or str(error.get("code") or "") in OF_ALL:
        for line in lines:
            _note(api, told, line, error, here, key)
        return []
    for half in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
        _say(api, told, half, here, key)
    return []


def row_of(error: Mapping[str, Any]) -> int | None:
    """The row an error names: field ["input", "quantities", "3", "quantity"]."""
    numbers = [int(part) for part in error.get("field") or () if str(part).isascii() and str(part).isdigit()]
    return numbers[0] if numbers else None


def _note(api: Session, told: Told, line: StockLine, error: Data, here: str, key: str) -> None:
    code = str(error.get("code") or "")
    if code in STALE:
        told.stale.append(line.key)
    elif code == NOT_STOCKED:
        _activate(api, told, line, here, key)
    else:
        told.refused[line.key] = refusal([error])


def _activate(api: Session, told: Told, line: StockLine, here: str, key: str) -> None:
    """The item was never kept at the location: from now on it is, with this number."""
    mark = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{key}:activate:{line.place.listing}:{here}:{line.quantity}"))
    said = {"item": line.place.listing, "location": here, "available": line.quantity, "key": mark}
    try:
        with asking.believed():
            errors = api.ask(documents.STOCK_HERE, **said)["inventoryActivate"]["userErrors"]
    except (Unreachable, Nonsense) as error:
        told.unknown[line.key] = error.words
        return
    if words := refusal(errors):
        told.refused[line.key] = words
    else:
        told.done.append(line.key)


# --- in -----------------------------------------------------------------------------------------------------


def read(api: Session, places: Sequence[Place]) -> dict[Place, int | None]:
    """What Shopify shows; None where it knows no such item, or does not count it."""
    here = location(api)
    found: dict[str, int | None] = {}
    every = list(dict.fromkeys(place.listing for place in places if is_item(place)))
    for start in range(0, len(every), READ):
        ids = every[start : start + READ]
        for node in api.ask(documents.READ_STOCK, ids=ids, location=here)["nodes"]:
            if node and node.get("id"):
                found[str(node["id"])] = available(node)
    return {place: found.get(place.listing) for place in places}


def available(item: Mapping[str, Any]) -> int | None:
    """Pieces of an inventory item for sale at the location; None: not counted there. Not kept there: 0."""
    if not item["tracked"]:
        return None
    level = item.get("inventoryLevel")
    if not level:
        return 0
    return next((int(each["quantity"]) for each in level["quantities"] if each["name"] == "available"), 0)


def offers(api: Session, cursor: str) -> OfferPage:
    """A page of the variants."""
    found = api.ask(documents.VARIANTS, first=READ, after=cursor or None, location=location(api))["productVariants"]
    page = found["pageInfo"]
    return OfferPage([offer_of(each) for each in found["nodes"]], page["endCursor"] if page["hasNextPage"] else "")


def offer_of(node: Mapping[str, Any]) -> MallOffer:
    """A variant as an offer. Prices in yen: a fraction is no price of this shop."""
    option = str(node["title"])
    price = str(node["price"])
    return MallOffer(
        place=Place(str(node["inventoryItem"]["id"]), str(node["id"])),
        code=str(node.get("sku") or ""),
        title=str(node["product"]["title"]),
        option="" if option == "Default Title" else option,
        price=int(float(price)) if float(price).is_integer() else None,
        quantity=available(node["inventoryItem"]),
        jan=str(node.get("barcode") or ""),
        on_sale=node["product"]["status"] == "ACTIVE",
    )
