"""Listings out: prices, texts and pictures as attributes. Each variant is a SKU of its own at Amazon."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, settings, stocking
from akinai.channels.malls.amazon.asking import Api
from akinai.channels.malls.amazon.stocking import Message
from akinai.channels.malls.base import Account, Listing, ListingVariant, Told

EVERYTHING = frozenset(("price", "text", "images"))


def push(api: Api, listings: Sequence[Listing]) -> Told:
    """A listing is done when all its SKUs are; one bad SKU refuses it and is named."""
    told = Told()
    messages: dict[tuple[Any, str], Message] = {}
    for listing in listings:
        strange = sorted(set(listing.fields) - known_fields())
        if strange:
            words = _("Amazon has no field “%(field)s”.")
            told.refused[listing.key] = words % {"field": ", ".join(strange)}
            continue
        for variant in listing.variants:
            if message := _message(api.account, listing, variant):
                messages[listing.key, variant.place.listing] = message
    sent = stocking.deliver(api, messages) if messages else Told()
    for listing in listings:
        if listing.key not in told.refused:
            _gather(listing, [key for key in messages if key[0] == listing.key], sent, told)
    return told


def _gather(listing: Listing, keys: Sequence[tuple[Any, str]], sent: Told, told: Told) -> None:
    refused = [f"{sku}: {sent.refused[key, sku]}" for key, sku in keys if (key, sku) in sent.refused]
    unknown = [f"{sku}: {sent.unknown[key, sku]}" for key, sku in keys if (key, sku) in sent.unknown]
    if refused:
        told.refused[listing.key] = "\n".join(refused)
    elif unknown:
        told.unknown[listing.key] = "\n".join(unknown)
    elif set(keys) <= set(sent.done):
        told.done.append(listing.key)


def known_fields() -> frozenset[str]:
    return frozenset((*codes.TEXTS, *codes.NAMES, *codes.BULLETS, *codes.PLAIN, *codes.NOT_HERE))


def _message(account: Account, listing: Listing, variant: ListingVariant) -> Message | None:
    kind = str(listing.fields.get("product_type") or settings.told(account, "product_type"))
    sku = variant.place.listing or variant.sku_code
    found = attributes(listing, variant, settings.told(account, "marketplace"))
    if listing.new:
        asin = str(listing.fields.get("asin") or "")
        needs = "LISTING_OFFER_ONLY" if asin else "LISTING"
        return Message(sku=sku, product_type=kind, attributes=found, requirements=needs)
    operations = {"purchasable_offer": stocking.operation(account)}
    patches = [
        {"op": operations.get(name, "replace"), "path": f"/attributes/{name}", "value": value}
        for name, value in found.items()
    ]
    if "purchasable_offer" in found and variant.list_price == 0:  # a delete without its selectors is refused
        which = {"marketplace_id": settings.told(account, "marketplace"), "currency": codes.CURRENCY}
        patches.append({"op": "delete", "path": "/attributes/list_price", "value": [which]})
    return Message(sku=sku, product_type=kind, patches=patches) if patches else None


def attributes(listing: Listing, variant: ListingVariant, marketplace: str) -> dict[str, list[dict[str, Any]]]:
    """Attribute → its entries, of what changed (or everything, for a new listing)."""
    here = {"marketplace_id": marketplace}
    wanted = EVERYTHING if listing.new or not listing.only else listing.only
    found: dict[str, list[dict[str, Any]]] = {}
    if listing.new:
        found |= _identity(listing, variant, here)
    if "text" in wanted and not (listing.new and listing.fields.get("asin")):
        found |= _texts(listing.fields, here)
    if "price" in wanted and variant.price is not None:
        price = [{"schedule": [{"value_with_tax": variant.price}]}]
        found["purchasable_offer"] = [{**here, "currency": codes.CURRENCY, "audience": "ALL", "our_price": price}]
        if variant.list_price:
            found["list_price"] = [{**here, "currency": codes.CURRENCY, "value_with_tax": variant.list_price}]
    if "images" in wanted:
        pictures = zip(codes.PICTURES, (one for one in listing.pictures if one.url), strict=False)
        found |= {name: [{**here, "media_location": one.url}] for name, one in pictures}
    raw = listing.fields.get("attributes")
    if isinstance(raw, Mapping) and "text" in wanted:
        found |= {str(name): value for name, value in raw.items()}
    return found


def _identity(listing: Listing, variant: ListingVariant, here: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """What a new listing is, and how many there are."""
    condition = str(listing.fields.get("condition") or codes.CONDITION)
    found: dict[str, list[dict[str, Any]]] = {"condition_type": [{**here, "value": condition}]}
    if asin := str(listing.fields.get("asin") or ""):
        found["merchant_suggested_asin"] = [{**here, "value": asin}]
    elif variant.jan:
        found["externally_assigned_product_identifier"] = [{**here, "type": "ean", "value": variant.jan}]
    if variant.quantity is not None:
        entry = {"fulfillment_channel_code": codes.MERCHANT, "quantity": max(variant.quantity, 0)}
        found["fulfillment_availability"] = [entry]
    return found


def _texts(fields: Mapping[str, Any], here: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Texts that are not empty, in Japanese."""
    words = {**here, "language_tag": codes.LOCALE}
    names = {**codes.TEXTS, **codes.NAMES}
    found = {
        names[name]: [{**words, "value": str(text).strip()}]
        for name, text in fields.items()
        if name in names and str(text or "").strip()
    }
    given = fields.get("bullets")
    lines = given.splitlines() if isinstance(given, str) else list(given or [])
    lines = [*lines, *(fields.get(name) for name in codes.BULLETS)]
    bullets = [str(line).strip() for line in lines if line and str(line).strip()]
    if bullets:
        found["bullet_point"] = [{**words, "value": line} for line in bullets]
    return found
