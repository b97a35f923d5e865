"""Products: prices, and productSet, which replaces every list it is given."""

from typing import Any

from sandbox.malls.shop import Offer
from sandbox.malls.shopify import ids, views
from sandbox.malls.shopify.selecting import MOST, Problem, Thing
from sandbox.malls.shopify.writing import Directives, Errors, Writing, error, keys

ROW = {
    "id", "price", "compareAtPrice", "barcode", "inventoryItem", "inventoryPolicy", "taxable", "metafields",
    "optionValues",
}  # fmt: skip
SET_ROW = (ROW | {"sku", "position", "file", "inventoryQuantities"}) - {"id"} | {"id"}
SET = {
    "title", "handle", "descriptionHtml", "vendor", "productType", "tags", "status", "productOptions", "variants",
    "files", "metafields", "collections", "category", "seo", "templateSuffix",
}  # fmt: skip
STATES = ("ACTIVE", "ARCHIVED", "DRAFT", "UNLISTED")


def yen(text: Any) -> int | None:
    """A Money scalar of a shop in yen."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        return None
    return int(found) if found >= 0 and found == int(found) else None


class Products(Writing):
    """See the module."""

    def productVariantsBulkUpdate(
        self,
        directives: Directives,
        productId: str,
        variants: list[Thing],
        allowPartialUpdates: bool | None = None,
    ) -> Thing:
        page, errors = self.page_by(productId), []
        if len(variants) > MOST:
            raise Problem(f"The input array size is greater than the maximum allowed of {MOST}.")
        if not page:
            return {"productVariants": None, "userErrors": [error("Product does not exist", "productId")]}
        changes: list[tuple[Offer, Thing]] = []
        for place, row in enumerate(variants):
            keys(row, ROW, {"id"}, "variants")
            offer = self.offer_by(row["id"])
            if offer is None or offer not in page:
                errors.append(error("Product variant does not exist", "variants", place, "id"))
            elif "price" in row and yen(row["price"]) is None:
                errors.append(error("Price must be a whole amount of yen", "variants", place, "price"))
            else:
                changes.append((offer, row))
        if errors:
            return {"productVariants": None, "userErrors": errors}
        for offer, row in changes:
            _change(offer, row)
        return {"productVariants": [views.variant_of(offer) for offer, _row in changes], "userErrors": []}

    def productSet(
        self, directives: Directives, input: Thing, identifier: Thing | None = None, synchronous: bool = True
    ) -> Thing:
        keys(input, SET)
        page = self._page(identifier, input)
        errors = self._wrong_product(input, page, identifier)
        if errors:
            return {"product": None, "userErrors": errors}
        name = page[0].page if page else str(input.get("handle") or input["title"])
        if "variants" in input:
            page = self._replace_variants(name, page, input["variants"])
        for offer in page:
            offer.title = str(input.get("title") or offer.title)
            offer.on_sale = input.get("status", "ACTIVE" if offer.on_sale else "DRAFT") == "ACTIVE"
            offer.more["texts"] = {**offer.more.get("texts", {}), **_texts(input)}
            if "files" in input:
                offer.more["pictures"] = [file["originalSource"] for file in input["files"]]
        return {"product": views.product_of(page[0], page), "userErrors": []}

    def _page(self, identifier: Thing | None, input: Thing) -> list[Offer]:
        if identifier is None:
            return []
        keys(identifier, {"id", "handle", "customId"}, name="identifier")
        if len([each for each in identifier.values() if each is not None]) != 1:
            raise Problem("Exactly one field must be supplied to ProductSetIdentifiers", "INVALID_VARIABLE")
        if identifier.get("id"):
            return self.page_by(identifier["id"])
        return [offer for offer in self.shop.offers.values() if offer.page == identifier.get("handle")]

    def _wrong_product(self, input: Thing, page: list[Offer], identifier: Thing | None) -> Errors:
        if identifier and not page:
            return [error("Product does not exist", "identifier", code="PRODUCT_DOES_NOT_EXIST")]
        if not page and not input.get("title"):
            return [error("Title can't be blank", "input", "title", code="MISSING_FIELD_REQUIRED")]
        if not page and any(offer.page == input.get("handle") for offer in self.shop.offers.values()):
            return [error("Handle has already been taken", "input", "handle", code="HANDLE_NOT_UNIQUE")]
        if input.get("status", "ACTIVE") not in STATES:
            raise Problem("Variable $input: status was provided invalid value", "INVALID_VARIABLE")
        if not page and not input.get("variants"):
            words = "This stand-in makes no product without a variant"
            return [error(words, "input", "variants", code="VARIANTS_INPUT_MISSING")]
        if "variants" in input and not input.get("productOptions"):
            words = "Product options input is required when updating variants"
            return [error(words, "input", "productOptions", code="PRODUCT_OPTIONS_INPUT_MISSING")]
        for file in input.get("files", []):
            keys(file, {"originalSource", "alt", "contentType", "filename", "id", "duplicateResolutionMode"})
            if not str(file.get("originalSource", "")).startswith(("https://", "http://")):
                return [error("Image URL is invalid", "input", "files", code="INVALID_INPUT")]
        return []

    def _replace_variants(self, name: str, page: list[Offer], rows: list[Thing]) -> list[Offer]:
        """The variants are these now; those that are not among them are gone."""
        made: list[Offer] = []
        for row in rows:
            keys(row, SET_ROW, {"optionValues"})
            option = " / ".join(each["name"] for each in row["optionValues"])
            option = "" if option == "Default Title" else option
            known = next(
                (offer for offer in page if offer.option == option or ids.variant(*offer.key) == row.get("id")), None
            )
            offer = known or Offer(name, option or "default", "", option=option)
            self.shop.offers[offer.key] = offer
            _change(offer, row)
            for each in row.get("inventoryQuantities") or []:
                keys(each, {"locationId", "name", "quantity"}, {"locationId", "name", "quantity"})
                self.shop.set_stock(offer.key, int(each["quantity"]), by="api")
            made.append(offer)
        for offer in page:
            if offer not in made:
                del self.shop.offers[offer.key]
        return made


def _change(offer: Offer, row: Thing) -> None:
    """One variant by what is told of it."""
    item = keys(row.get("inventoryItem") or {}, {"sku", "tracked", "cost", "requiresShipping", "measurement"})
    price = yen(row.get("price"))
    offer.price = offer.price if price is None else price
    offer.code = str(item.get("sku") or row.get("sku") or offer.code)
    offer.jan = str(row.get("barcode") or offer.jan)
    if "compareAtPrice" in row:
        offer.more["compare_at"] = yen(row["compareAtPrice"])


def _texts(input: Thing) -> Thing:
    return {name: input[name] for name in ("descriptionHtml", "vendor", "productType", "tags", "seo") if name in input}
