"""Listings Items 2021-08-01: an offer of the shop is a listing, its SKU the shop's own code. Changes are taken at once
here; at Amazon ACCEPTED means "later".
"""

import secrets
import uuid
from typing import Any

from sandbox import wall
from sandbox.malls.amazon import door
from sandbox.malls.amazon.door import Amazon, iso, refuse
from sandbox.malls.amazon.telling import money
from sandbox.malls.shop import Offer
from sandbox.messages import Answer, Request, route

SETS = (
    "summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships",
    "productTypes",
)  # fmt: skip
SEARCH = (
    "marketplaceIds", "issueLocale", "includedData", "identifiers", "identifiersType", "createdAfter", "createdBefore",
    "lastUpdatedAfter", "lastUpdatedBefore", "withStatus", "sortBy", "sortOrder", "pageSize", "pageToken",
)  # fmt: skip
SUBMIT = ("marketplaceIds", "includedData", "mode", "issueLocale")
OPS = ("add", "replace", "merge", "delete")
FBA = "AMAZON_JP"
ITEMS = "/listings/2021-08-01/items/{seller}"


class Listings(Amazon):
    def __init__(self) -> None:
        super().__init__()
        self.item_pages: dict[str, list[str]] = {}
        self._by_sku: dict[str, Offer] = {}

    @route("GET", ITEMS)
    def search_items(self, request: Request) -> Answer:
        self._seller(request)
        asked = self.asked(request, SEARCH)
        self.at_home(asked.get("marketplaceIds", ""))
        if token := asked.get("pageToken"):
            if token not in self.item_pages:
                raise refuse(400, "InvalidInput", "Invalid pageToken.")
            skus = self.item_pages[token]
        else:
            skus = self._skus(asked)
        size = asked.get("pageSize", "10")
        if not size.isdigit() or not 1 <= int(size) <= 20:
            raise refuse(400, "InvalidInput", "pageSize must be between 1 and 20.")
        page, rest = skus[: int(size)], skus[int(size) :]
        told: dict[str, Any] = {
            "numberOfResults": len(self.shop.offers) if token else len(skus),
            "items": [_item(offer, _sets(asked)) for one in page if (offer := self.offer(one))],
        }
        if rest:
            fresh = secrets.token_hex(8)
            self.item_pages[fresh] = rest
            told["pagination"] = {"nextToken": fresh}
        return Answer.of(told)

    def _skus(self, asked: dict[str, str]) -> list[str]:
        kind, wanted = asked.get("identifiersType", ""), asked.get("identifiers", "").split(",")
        if bool(kind) != ("identifiers" in asked):
            raise refuse(400, "InvalidInput", "identifiers and identifiersType go together.")
        if not kind:
            return sorted(offer.code for offer in self.shop.offers.values())
        if kind not in ("SKU", "JAN") or len(wanted) > 20:
            raise refuse(400, "InvalidInput", "At most 20 identifiers of the types SKU and JAN.")
        if kind == "SKU":
            return [sku for sku in dict.fromkeys(wanted) if self.offer(sku)]
        return [one.code for one in self.shop.offers.values() if one.jan in wanted]

    @route("GET", ITEMS + "/{sku}")
    def get_item(self, request: Request) -> Answer:
        self._seller(request)
        asked = self.asked(request, ("marketplaceIds", "issueLocale", "includedData"))
        self.at_home(asked.get("marketplaceIds", ""))
        offer = self.offer(request.parts["sku"])
        if offer is None:
            raise refuse(404, "NOT_FOUND", f"SKU '{request.parts['sku']}' not found in marketplace {door.MARKETPLACE}")
        return Answer.of(_item(offer, _sets(asked)))

    @route("PATCH", ITEMS + "/{sku}")
    def patch_item(self, request: Request) -> Answer:
        asked = self._submitted(request)
        body = self.object(request, "productType", "patches")
        return self._told(request, self.patched(request.parts["sku"], body, try_only=bool(asked.get("mode"))), asked)

    @route("PUT", ITEMS + "/{sku}")
    def put_item(self, request: Request) -> Answer:
        asked = self._submitted(request)
        body = self.object(request, "productType", "attributes")
        return self._told(request, self.put(request.parts["sku"], body, try_only=bool(asked.get("mode"))), asked)

    def _seller(self, request: Request) -> None:
        self.let_in(request)
        if request.parts["seller"] != door.SELLER:
            raise refuse(403, "Unauthorized", "Access to requested resource is denied.")

    def _submitted(self, request: Request) -> dict[str, str]:
        self._seller(request)
        asked = self.asked(request, SUBMIT)
        self.at_home(asked.get("marketplaceIds", ""))
        if asked.get("mode", "VALIDATION_PREVIEW") != "VALIDATION_PREVIEW":
            raise refuse(400, "InvalidInput", "Invalid mode.")
        return asked

    def _told(self, request: Request, issues: list[dict[str, Any]], asked: dict[str, str]) -> Answer:
        good = "VALID" if asked.get("mode") else "ACCEPTED"
        status = "INVALID" if any(one["severity"] == "ERROR" for one in issues) else good
        return Answer.of(
            {"sku": request.parts["sku"], "status": status, "submissionId": uuid.uuid4().hex, "issues": issues}
        )

    # --- what feeds do as well ---

    def offer(self, sku: str) -> Offer | None:
        known = self._by_sku.get(sku)
        if known is None or self.shop.offers.get(known.key) is not known or known.code != sku:
            self._by_sku = {one.code: one for one in self.shop.offers.values()}
        return self._by_sku.get(sku)

    def patched(self, sku: str, body: dict[str, Any], *, try_only: bool = False) -> list[dict[str, Any]]:
        """Apply patches; the issues. With an error nothing is applied."""
        offer = self.offer(sku)
        if offer is None:
            return [issue("13013", f"SKU {sku} does not match any existing listing.")]
        issues: list[dict[str, Any]] = []
        after = attributes(offer)
        for patch in body["patches"]:
            name = str(patch.get("path", "")).removeprefix("/attributes/")
            if patch.get("op") not in OPS or "/" in name or not str(patch.get("path", "")).startswith("/attributes/"):
                raise refuse(400, "InvalidInput", f"Invalid patch: {patch.get('op')} {patch.get('path')}")
            after[name] = _after(patch, after.get(name, []))
            issues += _problems(name, after[name], offer)
        if not issues and not try_only:
            self._write(offer, after, {str(one["path"]).removeprefix("/attributes/") for one in body["patches"]})
        return issues

    def put(self, sku: str, body: dict[str, Any], *, try_only: bool = False) -> list[dict[str, Any]]:
        """A whole listing, new or over an old one."""
        wanted = body["attributes"]
        needed = {"LISTING_OFFER_ONLY": ["merchant_suggested_asin"]}.get(body.get("requirements", ""), ["item_name"])
        issues = [
            issue("90220", f"'{name}' is required but not supplied.", name) for name in needed if name not in wanted
        ]
        offer = self.offer(sku) or Offer(page=sku, variant="", code=sku)
        for name, value in wanted.items():
            issues += _problems(name, value, offer)
        if not issues and not try_only:
            self.shop.offers[offer.key] = offer
            offer.more["product_type"] = str(body["productType"])
            self._write(offer, dict(wanted), set(wanted))
        return issues

    def _write(self, offer: Offer, after: dict[str, Any], changed: set[str]) -> None:
        offer.more["attributes"] = after
        offer.more["updated"] = wall.now()
        if "fulfillment_availability" in changed:
            for entry in after["fulfillment_availability"]:
                if entry.get("fulfillment_channel_code") == "DEFAULT":
                    self.shop.set_stock(offer.key, int(entry.get("quantity", 0)), by="api")
        if "purchasable_offer" in changed and after["purchasable_offer"]:
            offer.price = int(after["purchasable_offer"][0]["our_price"][0]["schedule"][0]["value_with_tax"])
        if "item_name" in changed and after["item_name"]:
            offer.title = str(after["item_name"][0]["value"])
        if codes := after.get("externally_assigned_product_identifier", []):
            offer.jan = str(codes[0]["value"])


def issue(code: str, message: str, attribute: str = "") -> dict[str, Any]:
    names = {"attributeNames": [attribute]} if attribute else {}
    return {"code": code, "message": message, "severity": "ERROR", "categories": ["INVALID_ATTRIBUTE"], **names}


def attributes(offer: Offer) -> dict[str, Any]:
    """What is known of a listing, as attributes."""
    found = dict(offer.more.get("attributes", {}))
    found.setdefault("item_name", [{"value": offer.title or offer.code, "marketplace_id": door.MARKETPLACE}])
    if offer.jan:
        found.setdefault(
            "externally_assigned_product_identifier",
            [{"type": "ean", "value": offer.jan, "marketplace_id": door.MARKETPLACE}],
        )
    before = {e.get("fulfillment_channel_code"): e for e in found.get("fulfillment_availability", [])}
    if offer.more.get("fba"):
        found["fulfillment_availability"] = [{"fulfillment_channel_code": FBA}]
    else:
        usual = {"lead_time_to_ship_max_days": 2}
        found["fulfillment_availability"] = [
            {**usual, **before.get("DEFAULT", {}), "fulfillment_channel_code": "DEFAULT", "quantity": offer.stock}
        ]
    return found


def _after(patch: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`merge` keeps the other properties of an entry with the same selectors; the others overwrite."""
    value = patch.get("value", [])
    if patch["op"] == "delete":
        return []
    if patch["op"] != "merge":
        return list(value)
    selectors = ("fulfillment_channel_code", "audience", "marketplace_id", "currency", "language_tag")
    names = [{k: entry.get(k) for k in selectors if entry.get(k) is not None} for entry in value]
    kept = list(before)
    for name, entry in zip(names, value, strict=True):
        same = [old for old in kept if all(old.get(k, v) == v for k, v in name.items())]
        merged = {**(same[0] if same else {}), **entry}
        kept = [merged if old is same[0] else old for old in kept] if same else [*kept, merged]
    return kept


def _problems(name: str, value: Any, offer: Offer) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return [issue("4000001", f"The provided value for '{name}' is invalid.", name)]
    if name == "fulfillment_availability":
        counts = [entry.get("quantity") for entry in value if entry.get("fulfillment_channel_code") == "DEFAULT"]
        if offer.more.get("fba") and counts:
            return [issue("8567", "Quantity cannot be set for an item that Amazon fulfils.", name)]
        if any(not isinstance(count, int) or count < 0 for count in counts):
            return [issue("4000001", f"The provided value for '{name}' is invalid.", name)]
    if "image_locator" in name:
        addresses = [str(entry.get("media_location", "")) for entry in value]
        if not all(address.startswith(("https://", "http://", "s3://")) for address in addresses):
            return [issue("4000001", f"The provided value for '{name}' is invalid.", name)]
    if name == "purchasable_offer":
        try:
            prices = [entry["our_price"][0]["schedule"][0]["value_with_tax"] for entry in value]
        except (KeyError, IndexError, TypeError):
            return [issue("99022", "The field 'our_price' does not have enough values.", name)]
        if any(not isinstance(price, int) or price < 1 for price in prices):
            return [issue("4000001", f"The provided value for '{name}' is invalid.", name)]
    return []


def _sets(asked: dict[str, str]) -> list[str]:
    found = asked.get("includedData", "summaries").split(",")
    if unknown := sorted(set(found) - set(SETS)):
        raise refuse(400, "InvalidInput", f"Invalid includedData: {', '.join(unknown)}")
    return found


def _item(offer: Offer, sets: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"sku": offer.code}
    at = iso(float(offer.more.get("updated", 1_767_225_600)))
    if "summaries" in sets:
        told["summaries"] = [
            {
                "marketplaceId": door.MARKETPLACE,
                "asin": str(offer.more.get("asin", "B000STAND0")),
                "productType": str(offer.more.get("product_type", "PRODUCT")),
                "conditionType": "new_new",
                "status": ["BUYABLE", "DISCOVERABLE"] if offer.on_sale else ["DISCOVERABLE"],
                "itemName": offer.title or offer.code,
                "createdDate": at,
                "lastUpdatedDate": at,
            }
        ]
    if "attributes" in sets:
        told["attributes"] = attributes(offer)
    if "issues" in sets:
        told["issues"] = []
    if "offers" in sets:
        told["offers"] = [{"marketplaceId": door.MARKETPLACE, "offerType": "B2C", "price": money(offer.price)}]
    if "fulfillmentAvailability" in sets and not offer.more.get("parent"):  # the parent of variations has no stock
        fba = [{"fulfillmentChannelCode": FBA}]
        own = [{"fulfillmentChannelCode": "DEFAULT", "quantity": offer.stock}]
        told["fulfillmentAvailability"] = fba if offer.more.get("fba") else own
    return told
