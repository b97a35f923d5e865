"""ItemAPI 2.0: pages and their variants. PUT writes a page whole, PATCH what is named (lists whole)."""

import base64
import re
from typing import Any

from sandbox.malls.rakuten.base import RmsBasis, wrong
from sandbox.malls.shop import Offer
from sandbox.messages import Answer, Request, route

PAGE = "/es/2.0/items/manage-numbers/{page}"
TEXTS = {"title": 255, "tagline": 174, "salesDescription": 10_240, "itemNumber": 32}
FIELDS = {
    *TEXTS, "productDescription", "itemType", "images", "genreId", "hideItem", "payment", "variantSelectors",
    "variants", "features", "pointCampaign", "tags", "layout", "precautions", "customizationOptions",
    "purchasablePeriod",
}  # fmt: skip
OF_VARIANTS = {
    "merchantDefinedSkuId", "selectorValues", "images", "restockOnCancel", "backOrderFlag", "normalDeliveryDateId",
    "orderQuantityLimit", "referencePrice", "features", "hidden", "standardPrice", "articleNumber", "shipping", "specs",
    "attributes",
}  # fmt: skip
_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")
_GENRE = re.compile(r"[1-9][0-9]{5}")
MOST_PRICE = 999_999_999


class Items(RmsBasis):
    """Pages of the shop."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, dict[str, Any]] = {}

    @route("GET", "/es/2.0/items/search")
    def search_items(self, request: Request) -> Answer:
        self.let_in(request)
        asked = request.asked()
        hits = int(asked.get("hits", 10))
        if not 1 <= hits <= 100:
            raise wrong("IE0003", "hits must be between 1 to 100.", "hits")
        every = sorted({page.lower() for page, _variant in self.shop.offers})
        mark = asked.get("cursorMark", "")
        if mark:
            try:
                behind = "" if mark == "*" else base64.urlsafe_b64decode(mark.encode()).decode()
            except ValueError:
                raise wrong("IE0002", "cursorMark is invalid.", "cursorMark") from None
            shown = [page for page in every if page > behind][:hits]
        else:
            offset = int(asked.get("offset", 0))
            if offset > 10_000:
                raise wrong("IE0003", "offset must be between 0 to 10000.", "offset")
            shown = every[offset : offset + hits]
        told: dict[str, Any] = {"numFound": len(every), "offset": int(asked.get("offset", 0))}
        if mark:
            told["nextCursorMark"] = base64.urlsafe_b64encode(shown[-1].encode()).decode() if shown else mark
        return Answer.of({**told, "results": [{"item": self._item(page)} for page in shown]})

    @route("POST", "/es/2.0/items/bulk-get")
    def bulk_items(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        numbers = request.json().get("manageNumbers")
        if not isinstance(numbers, list) or not 0 < len(numbers) <= 50:
            raise wrong("IE1101", "manageNumbers must be within 50.", "manageNumbers")
        return Answer.of({"results": [{"item": item} for page in numbers if (item := self._item(str(page)))]})

    @route("GET", PAGE)
    def get_item(self, request: Request) -> Answer:
        self.let_in(request)
        return Answer.of(self._known(request))

    @route("DELETE", PAGE)
    def delete_item(self, request: Request) -> Answer:
        self.let_in(request)
        self._known(request)
        for offer in self._offers(request.parts["page"]):
            del self.shop.offers[offer.key]
        return Answer(b"", 204)

    @route("PATCH", PAGE)
    def patch_item(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        self._known(request)
        page, body = request.parts["page"].lower(), request.json()
        _check(body)
        self._lay_page(page, body)
        return Answer(b"", 204)

    @route("PUT", PAGE)
    def put_item(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        page, body = request.parts["page"].lower(), request.json()
        if not _CODE.fullmatch(page):
            raise wrong("IE0004", "manageNumber must be within 32 bytes.", "manageNumber")
        for name in ("title", "itemType", "genreId", "variants"):
            if not body.get(name):
                raise wrong("IE0001", f"{name} is mandatory.", name)
        _check(body, whole=True)
        fresh = not self._offers(page)
        for offer in self._offers(page):
            if offer.variant not in body["variants"]:
                del self.shop.offers[offer.key]
        self.pages.pop(page, None)
        self._lay_page(page, body)
        return Answer.of({"manageNumber": page}, 201) if fresh else Answer(b"", 204)

    def _offers(self, page: str) -> list[Offer]:
        return [offer for offer in self.shop.offers.values() if offer.page.lower() == page.lower()]

    def _known(self, request: Request) -> dict[str, Any]:
        item = self._item(request.parts["page"])
        if not item:
            raise wrong("GE0014", "Requested resource is not found.", status=404)
        return item

    def _item(self, page: str) -> dict[str, Any]:
        offers = self._offers(page)
        if not offers:
            return {}
        texts = {"title": offers[0].title, "itemType": "NORMAL", "genreId": "100000", "itemNumber": page}
        rate = f"{offers[0].tax_rate / 100:g}"
        return {
            "manageNumber": page.lower(),
            "hideItem": not any(offer.on_sale for offer in offers),
            "payment": {"taxIncluded": True, "taxRate": rate, "cashOnDeliveryFeeIncluded": False},
            **texts,
            **self.pages.get(page.lower(), {}),
            "variants": {offer.variant: _variant(offer) for offer in offers},
        }

    def _lay_page(self, page: str, body: dict[str, Any]) -> None:
        kept = self.pages.setdefault(page, {})
        for name, value in body.items():
            if name == "productDescription":
                kept[name] = {**kept.get(name, {}), **value}
            elif name != "variants":
                kept[name] = value
        for variant, told in body.get("variants", {}).items():
            offer = self.at(page, variant)
            if offer is None:
                offer = Offer(page, variant, "", price=0)
                self.shop.offers[offer.key] = offer
            _lay_over(offer, told)
        for offer in self._offers(page):
            offer.title = str(body.get("title", offer.title))
            offer.more["pictures"] = [one["location"] for one in kept.get("images", [])]
            if "hideItem" in body:
                offer.on_sale = not body["hideItem"]
            if rate := (body.get("payment") or {}).get("taxRate"):
                offer.tax_rate = round(float(rate) * 100)


def _lay_over(offer: Offer, told: dict[str, Any]) -> None:
    offer.price = int(told.get("standardPrice", offer.price))
    offer.code = str(told.get("merchantDefinedSkuId", offer.code))
    offer.jan = str((told.get("articleNumber") or {}).get("value", offer.jan))
    offer.option = " ".join(told.get("selectorValues", {}).values()) or offer.option
    offer.more |= {name: told[name] for name in ("attributes", "shipping") if name in told}
    if "referencePrice" in told:
        offer.more["list_price"] = told["referencePrice"].get("value")


def _variant(offer: Offer) -> dict[str, Any]:
    return {
        "merchantDefinedSkuId": offer.code or None,
        "selectorValues": {"axis0": offer.option} if offer.option else {},
        "standardPrice": str(offer.price),
        "articleNumber": {"value": offer.jan} if offer.jan else {"exemptionReason": 5},
        "hidden": not offer.on_sale,
    }


def _check(body: dict[str, Any], *, whole: bool = False) -> None:
    """Raises Refused for what RMS would not take."""
    if strange := sorted(set(body) - FIELDS):
        raise wrong("IE0002", f"{strange[0]} is invalid.", strange[0])
    for name, most in TEXTS.items():
        if name in body and not 0 < len(str(body[name]).encode()) <= most:
            raise wrong("IE0004", f"Max length of {name} must be within {most} bytes.", name)
    if "genreId" in body and not _GENRE.fullmatch(str(body["genreId"])):
        raise wrong("IE0002", "genreId is invalid.", "genreId")
    images = body.get("images", [])
    if not isinstance(images, list) or len(images) > 20:
        raise wrong("IE0113", "images must be within 20.", "images")
    for place, image in enumerate(images):
        if image.get("type") not in ("CABINET", "GOLD") or not str(image.get("location", "")).startswith("/"):
            raise wrong("IE0002", "location is invalid.", f"images[{place}].location")
    axes = [axis["key"] for axis in body.get("variantSelectors", [])]
    for variant, told in body.get("variants", {}).items():
        _check_variant(variant, told, axes, whole=whole)


def _check_variant(variant: str, told: dict[str, Any], axes: list[str], *, whole: bool) -> None:
    path = f"variants.{variant}"
    if strange := sorted(set(told) - OF_VARIANTS):
        raise wrong("IE0002", f"{path}.{strange[0]} is invalid.", f"{path}.{strange[0]}")
    for place, attribute in enumerate(told.get("attributes", [])):
        if not attribute.get("name") or not isinstance(attribute.get("values"), list):
            raise wrong("IE0001", "attributes is invalid.", f"{path}.attributes[{place}]")
    if not _CODE.fullmatch(variant):
        raise wrong("IE0004", "Max length of variantId must be within 32 bytes.", path)
    price = told.get("standardPrice")
    if (whole or price is not None) and not (isinstance(price, str) and price.isdecimal() and int(price) <= MOST_PRICE):
        message = f"{path}.standardPrice must be between 0 to {MOST_PRICE}."
        raise wrong("IE0003", message, f"{path}.standardPrice")
    if whole and not told.get("articleNumber"):
        raise wrong("IE0001", f"{path}.articleNumber is mandatory.", f"{path}.articleNumber")
    if whole and sorted(told.get("selectorValues", {})) != sorted(axes):
        raise wrong("IE0002", f"{path}.selectorValues is invalid.", f"{path}.selectorValues")
