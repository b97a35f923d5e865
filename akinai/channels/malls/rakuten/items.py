"""Pages of 楽天市場 (ItemAPI 2.0) from and to our words. Pure functions; a ValueError's sentence is for staff."""

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Listing, ListingVariant, MallOffer, Picture, Place
from akinai.channels.malls.rakuten.translate import inner, text

Told = Mapping[str, Any]

# Our field → where it stands in a page. Lists are replaced whole by PATCH, so each is sent whole.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "catch": ("tagline",),
    "description": ("productDescription", "pc"),
    "description_mobile": ("productDescription", "sp"),
    "sales_description": ("salesDescription",),
    "item_number": ("itemNumber",),
    "genre": ("genreId",),
}
# What else a page may say: in 倉庫 (yes or no), 送料無料 of every variant, 商品属性 {name: value or values}.
OTHERS = frozenset(("hidden", "postage_included", "attributes"))
RATES = {0: "0", 800: "0.08", 1000: "0.1"}
MOST_VARIANTS, MOST_PICTURES, MOST_SELECTORS = 400, 20, 6
NO_JAN = 5  # exemptionReason: 該当製品コードなし

_CABINET = re.compile(r"https?://image\.rakuten\.co\.jp/[^/]+/cabinet(/.+)")
_GOLD = re.compile(r"https?://www\.rakuten\.ne\.jp/gold/[^/]+(/.+)")
_PATH = re.compile(r"[0-9A-Za-z./:_-]+\.(?:jpe?g|png|gif)", re.IGNORECASE)
_GENRE = re.compile(r"[1-9][0-9]{5}")


# --- what is there ------------------------------------------------------------------------------------------


def offers(item: Told) -> Iterator[MallOffer]:
    """The variants of a page; of one that was deleted, none."""
    page, variants = text(item, "manageNumber").lower(), inner(item, "variants")
    for variant_id, variant in variants.items():
        if not isinstance(variant, Mapping):
            continue
        code = text(variant, "merchantDefinedSkuId")
        if not code and len(variants) == 1:
            code = text(item, "itemNumber")
        yield MallOffer(
            place=Place(page, str(variant_id)),
            code=code,
            title=text(item, "title"),
            option=" ".join(str(one) for one in inner(variant, "selectorValues").values()),
            price=price_of(variant, inner(item, "payment")),
            jan=text(inner(variant, "articleNumber"), "value"),
            on_sale=not item.get("hideItem") and not variant.get("hidden"),
        )


def price_of(variant: Told, payment: Told) -> int | None:
    """The price with tax; None where a price without tax has no rate of its own."""
    try:
        price = Decimal(text(variant, "standardPrice"))
        if payment.get("taxIncluded", True):
            return int(price)
        return int((price * (1 + Decimal(text(payment, "taxRate")))).to_integral_value(ROUND_DOWN))
    except (InvalidOperation, ValueError, OverflowError):
        return None


# --- what is put there --------------------------------------------------------------------------------------


def change(listing: Listing) -> dict[str, Any]:
    """The body of a PATCH: what is named in `only`, or everything but the stock."""
    every = listing.only or frozenset({"price", "text", "images"})
    body: dict[str, Any] = texts(listing) if "text" in every else {}
    if "images" in every and (listing.pictures or "images" in listing.only):
        body["images"] = pictures(listing)
    said = _of_variants(listing) if "text" in every else {}
    if "price" in every or said:
        body["variants"] = {
            variant.place.variant: {**(price(variant) if "price" in every else {}), **said}
            for variant in listing.variants
        }
    if not body:
        raise ValueError(_("There is nothing to say of the page “%(page)s”.") % {"page": listing.page})
    return body


def new(listing: Listing) -> dict[str, Any]:
    """The body of a PUT for a page that is not there yet."""
    body = texts(listing)
    if not body.get("title"):
        raise ValueError(_("The title of the page “%(page)s” is missing.") % {"page": listing.page})
    if not _GENRE.fullmatch(str(body.get("genreId", ""))):
        words = _("The page “%(page)s” needs Rakuten's genre: a number of six digits.")
        raise ValueError(words % {"page": listing.page})
    if not 0 < len(listing.variants) <= MOST_VARIANTS:
        words = _("The page “%(page)s” must have between 1 and %(most)d variants.")
        raise ValueError(words % {"page": listing.page, "most": MOST_VARIANTS})
    if listing.tax_rate not in RATES:
        raise ValueError(_("Rakuten has no tax rate of %(rate)s %%.") % {"rate": listing.tax_rate / 100})
    axes, said = selectors(listing), _of_variants(listing)
    return {
        "itemType": "NORMAL",
        **body,
        "images": pictures(listing),
        "payment": {"taxIncluded": True, "taxRate": RATES[listing.tax_rate]},
        **({"variantSelectors": axes} if axes else {}),
        "variants": {variant.place.variant: {**_new_variant(variant, axes), **said} for variant in listing.variants},
    }


def _of_variants(listing: Listing) -> dict[str, Any]:
    """What the page says of each of its variants alike."""
    said: dict[str, Any] = {}
    attributes = listing.fields.get("attributes")
    if isinstance(attributes, Mapping):
        said["attributes"] = [
            {"name": str(name), "values": [str(one) for one in (value if isinstance(value, list) else [value])]}
            for name, value in attributes.items()
        ]
    if "postage_included" in listing.fields:
        said["shipping"] = {"postageIncluded": bool(listing.fields["postage_included"])}
    return said


def _new_variant(variant: ListingVariant, axes: list[dict[str, Any]]) -> dict[str, Any]:
    jan = {"value": variant.jan} if variant.jan else {"exemptionReason": NO_JAN}
    values = {axis["key"]: variant.options.get(axis["displayName"], "") for axis in axes}
    told = {"merchantDefinedSkuId": variant.sku_code, **price(variant), "articleNumber": jan}
    return {**told, "selectorValues": values} if values else told


def selectors(listing: Listing) -> list[dict[str, Any]]:
    """The axes of a page (色, サイズ) with every value; none for a page of one variant without options."""
    names = list(dict.fromkeys(name for variant in listing.variants for name in variant.options))
    if len(names) > MOST_SELECTORS:
        words = _("The page “%(page)s” has more than %(most)d kinds of options.")
        raise ValueError(words % {"page": listing.page, "most": MOST_SELECTORS})
    values = {name: dict.fromkeys(variant.options.get(name, "") for variant in listing.variants) for name in names}
    return [
        {"key": f"axis{place}", "displayName": name, "values": [{"displayValue": one} for one in values[name]]}
        for place, name in enumerate(names)
    ]


def texts(listing: Listing) -> dict[str, Any]:
    """The page's texts. An unknown field is a mistake of ours, said before anything is sent."""
    body: dict[str, Any] = {}
    if "hidden" in listing.fields:
        body["hideItem"] = bool(listing.fields["hidden"])
    for name, value in listing.fields.items():
        if name in OTHERS:
            continue
        if name not in FIELDS:
            raise ValueError(_("Rakuten's pages have no field “%(field)s”.") % {"field": name})
        at = body
        *outer, last = FIELDS[name]
        for part in outer:
            at = at.setdefault(part, {})
        at[last] = str(value)
    return body


def price(variant: ListingVariant) -> dict[str, Any]:
    """A variant's price as RMS writes it, and the price it is compared with."""
    if variant.price is None or not 0 <= variant.price <= 999_999_999:
        raise ValueError(_("The price of “%(code)s” is missing or impossible.") % {"code": variant.sku_code})
    told: dict[str, Any] = {"standardPrice": str(variant.price)}
    if variant.list_price:
        told["referencePrice"] = {"displayType": "REFERENCE_PRICE", "type": 1, "value": str(variant.list_price)}
    return told


def pictures(listing: Listing) -> list[dict[str, str]]:
    """Pictures must lie in R-Cabinet or GOLD: a page holds the path alone."""
    if len(listing.pictures) > MOST_PICTURES:
        raise ValueError(_("Rakuten takes at most %(most)d pictures of a page.") % {"most": MOST_PICTURES})
    return [_picture(one) for one in listing.pictures]


def _picture(picture: Picture) -> dict[str, str]:
    there = location(picture)
    if there is None:
        words = _("The picture “%(url)s” does not lie in R-Cabinet; put it there and use its address.")
        raise ValueError(words % {"url": picture.url[:200]})
    kind, path = there
    return {"type": kind, "location": path, **({"alt": picture.alt} if picture.alt else {})}


def location(picture: Picture) -> tuple[str, str] | None:
    """Where at Rakuten a picture lies: CABINET or GOLD, and its path; None if it lies elsewhere."""
    for kind, pattern in (("CABINET", _CABINET), ("GOLD", _GOLD)):
        found = pattern.fullmatch(picture.url)
        if found and _PATH.fullmatch(found[1]):
            return kind, found[1]
    return None
