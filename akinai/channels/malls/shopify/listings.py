"""Pages at Shopify. productSet replaces every list it is given, so it is given texts and pictures only: the variants of
a page that is there are never sent with it, and none is deleted by us.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import (
    KeysRefused,
    Listing,
    ListingVariant,
    Maintenance,
    MallError,
    Nonsense,
    Throttled,
    Told,
    Unreachable,
)
from akinai.channels.malls.shopify import asking, documents, stock
from akinai.channels.malls.shopify.asking import Data, Refused, Session, refusal

PRODUCT = "gid://shopify/Product/"
VARIANT = "gid://shopify/ProductVariant/"
ITEM = "gid://shopify/InventoryItem/"
ASKED = 100  # ids at once
FIELDS = frozenset(
    (
        "title", "description", "catch", "vendor", "product_type", "tags", "status", "handle", "seo_title",
        "seo_description",
    )
)  # fmt: skip
STATES = frozenset(("ACTIVE", "ARCHIVED", "DRAFT", "UNLISTED"))


@dataclass
class Known:
    """What Shopify says of the codes of a batch: product and variant of each variant or inventory item."""

    product: dict[str, str] = field(default_factory=dict)
    variant: dict[str, str] = field(default_factory=dict)

    def product_of(self, listing: Listing) -> str:
        """The product of a page, "" if there is none."""
        if listing.page.startswith(PRODUCT):
            return listing.page
        return next((found for code in codes_of(listing) if (found := self.product.get(code))), "")

    def variant_of(self, variant: ListingVariant) -> str:
        """The variant's gid, "" if Shopify knows none."""
        for code in (variant.place.variant, variant.place.listing):
            if found := self.variant.get(code):
                return found
        return ""


def codes_of(listing: Listing) -> list[str]:
    """The codes of a page by which its product can be found."""
    told = [listing.page, *(code for one in listing.variants for code in (one.place.variant, one.place.listing))]
    return [code for code in told if re.fullmatch(rf"(?:{VARIANT}|{ITEM})\d+", code)]


def push(api: Session, listings: Sequence[Listing]) -> Told:
    """Put up or change each page; one that is refused harms no other."""
    told = Told()
    known = look_up(api, [code for listing in listings for code in codes_of(listing)])
    for listing in listings:
        try:
            with asking.believed():
                _one(api, listing, known)
        except (Unreachable, Nonsense) as error:
            told.unknown[listing.key] = error.words
            return told
        except (Throttled, Maintenance, KeysRefused):
            if not told.done and not told.refused:
                raise
            return told
        except MallError as error:
            told.refused[listing.key] = error.words
        else:
            told.done.append(listing.key)
    return told


def look_up(api: Session, codes: Sequence[str]) -> Known:
    known, ids = Known(), list(dict.fromkeys(codes))
    for start in range(0, len(ids), ASKED):
        for node in api.ask(documents.PRODUCTS_OF, ids=ids[start : start + ASKED])["nodes"]:
            if not node or not node.get("id"):
                continue
            variant = node if "product" in node else next(iter(node["variants"]["nodes"]), None)
            if variant:
                known.product[node["id"]] = variant["product"]["id"]
                known.variant[node["id"]] = variant["id"]
    return known


def _one(api: Session, listing: Listing, known: Known) -> None:
    product = known.product_of(listing)
    wants = listing.only or {"price", "text", "images"}
    if listing.new and not product:
        _create(api, listing)
        return
    if not product:
        raise Refused(_("Shopify has no page “%(page)s”.") % {"page": listing.page})
    given: Data = {}
    if "text" in wants:
        given |= texts(listing.fields)
    if "images" in wants:
        given["files"] = pictures(listing)
    if given:
        _set_product(api, given, {"id": product})
    if "price" in wants and listing.variants:
        _set_prices(api, product, listing, known)


def _set_prices(api: Session, product: str, listing: Listing, known: Known) -> None:
    missing = [one.sku_code for one in listing.variants if not known.variant_of(one)]
    if missing:
        raise Refused(_("Shopify has no such variant: %(codes)s") % {"codes": "、".join(missing[:10])})
    rows = [price_row(one, known.variant_of(one), everything=not listing.only) for one in listing.variants]
    told = api.ask(documents.SET_PRICES, product=product, variants=rows)["productVariantsBulkUpdate"]
    if words := refusal(told["userErrors"]):
        raise Refused(words)


def price_row(variant: ListingVariant, id: str, *, everything: bool) -> Data:
    """One variant of productVariantsBulkUpdate. What is not told stays as it is."""
    row: Data = {"id": id}
    if variant.price is not None:
        row["price"] = str(variant.price)
    if variant.list_price is not None:
        row["compareAtPrice"] = str(variant.list_price) if variant.list_price else None
    if everything:
        row["inventoryItem"] = {"sku": variant.sku_code}
        if variant.jan:
            row["barcode"] = variant.jan
    return row


def texts(fields: Mapping[str, Any]) -> Data:
    """ProductSetInput's words of our fields. Raises Refused for a field there is none for."""
    if strange := sorted(set(fields) - FIELDS):
        raise Refused(_("Shopify has no such field: %(names)s") % {"names": "、".join(strange)})
    must = {"title": "title", "handle": "handle"}  # never empty; an empty one of the others is emptied there, too
    given: Data = {word: str(fields[name]) for name, word in must.items() if fields.get(name)}
    may = {"vendor": "vendor", "product_type": "productType"}
    given |= {word: str(fields[name] or "") for name, word in may.items() if name in fields}
    if "description" in fields:
        given["descriptionHtml"] = html(str(fields["description"] or ""))
    if "tags" in fields:
        tags = fields["tags"] or ""
        told = re.split(r"[,、\n]", tags) if isinstance(tags, str) else [str(each) for each in tags]
        given["tags"] = [each.strip() for each in told if each.strip()]
    if status := str(fields.get("status") or "").upper():
        if status not in STATES:
            raise Refused(_("Shopify has no such state of a page: %(state)s") % {"state": status})
        given["status"] = status
    seo = {"title": fields.get("seo_title"), "description": fields.get("seo_description", fields.get("catch"))}
    if said := {name: str(text) for name, text in seo.items() if text is not None}:
        given["seo"] = said
    return given


def html(text: str) -> str:
    """A description that has no tags gets its line breaks as Shopify wants them."""
    return text if "<" in text else escape(text, quote=False).replace("\n", "<br>")


def pictures(listing: Listing) -> list[Data]:
    """Files by their public address, from where Shopify fetches them. Raises Refused where there is none."""
    if any(not picture.url.startswith(("https://", "http://")) for picture in listing.pictures):
        raise Refused(_("Shopify fetches pictures from their address: it must begin with https://."))
    return [{"originalSource": picture.url, "alt": picture.alt, "contentType": "IMAGE"} for picture in listing.pictures]


# --- a new page ---------------------------------------------------------------------------------------------


def _create(api: Session, listing: Listing) -> None:
    """Known by its handle, so that twice said is one page. A page of somebody else's goods is not overwritten."""
    handle = str(listing.fields.get("handle") or listing.page)
    there = api.ask(documents.PRODUCT_BY_HANDLE, handle=handle)["productByIdentifier"]
    ours = {one.sku_code for one in listing.variants}
    if there and not {str(each.get("sku") or "") for each in there["variants"]["nodes"]} <= ours:
        raise Refused(_("Another product stands at Shopify under “%(page)s” already.") % {"page": handle})
    given = {**texts(listing.fields), "handle": handle, **variants(listing, stock.location(api))}
    given.setdefault("status", "ACTIVE")
    if listing.pictures:
        given["files"] = pictures(listing)
    _set_product(api, given, {"handle": handle} if there else None)


def _set_product(api: Session, given: Data, identifier: Data | None) -> None:
    told = api.ask(documents.SET_PRODUCT, input=given, identifier=identifier)["productSet"]
    if words := refusal(told["userErrors"]):
        raise Refused(words)


def variants(listing: Listing, location: str) -> Data:
    """Options and variants of a new page. Without options Shopify wants the one called Title."""
    names = list(dict.fromkeys(name for one in listing.variants for name in one.options)) or ["Title"]
    values = {name: list(dict.fromkeys(_option(one, name) for one in listing.variants)) for name in names}
    rows: list[Data] = []
    for one in listing.variants:
        row: Data = {
            "optionValues": [{"optionName": name, "name": _option(one, name)} for name in names],
            "sku": one.sku_code,
            "inventoryItem": {"sku": one.sku_code, "tracked": True},
            "inventoryPolicy": "DENY",
            "inventoryQuantities": [{"locationId": location, "name": "available", "quantity": one.quantity or 0}],
        }
        if one.price is not None:
            row["price"] = str(one.price)
        if one.list_price:
            row["compareAtPrice"] = str(one.list_price)
        if one.jan:
            row["barcode"] = one.jan
        rows.append(row)
    options = [{"name": name, "values": [{"name": each} for each in told]} for name, told in values.items()]
    return {"productOptions": options, "variants": rows}


def _option(one: ListingVariant, name: str) -> str:
    return one.options.get(name) or ("Default Title" if name == "Title" else "-")
