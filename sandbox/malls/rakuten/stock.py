"""InventoryAPI 2.0. A place that is no SKU is taken without a word and forgotten after a day."""

import re
from typing import Any

from sandbox import wall
from sandbox.malls.rakuten.base import RmsBasis, moment, wrong
from sandbox.messages import Answer, Request, route

MOST_SENT, MOST_READ, MOST_PIECES = 400, 1000, 99_999
KEPT = 86_400.0  # seconds an unknown place is kept
_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")
ONE = "/es/2.0/inventories/manage-numbers/{page}/variants/{variant}"


class Stock(RmsBasis):
    """Numbers on the shelf."""

    def __init__(self) -> None:
        super().__init__()
        self.orphans: dict[tuple[str, str], tuple[int, float]] = {}

    @route("POST", "/es/2.0/inventories/bulk-upsert")
    def bulk_upsert(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        rows = self._rows(request, MOST_SENT, "IE0121")
        seen: set[tuple[str, str]] = set()
        for place, row in enumerate(rows):
            key = (str(row["manageNumber"]).lower(), str(row["variantId"]))
            if key in seen:
                raise wrong("IE1102", "Duplicate SKU in the request.", f"inventories[{place}]")
            seen.add(key)
            self._allowed(row, f"inventories[{place}]")
        if self.conflicts > 0:
            self.conflicts -= 1
            raise wrong("CE0001", "Conflict occurred.", status=409)
        known = {(page.lower(), variant): (page, variant) for page, variant in self.shop.offers}
        for row in rows:
            self._set_number(known, row)
        return Answer(b"", 204)

    @route("PUT", ONE)
    def upsert(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        row = {**request.json(), "manageNumber": request.parts["page"], "variantId": request.parts["variant"]}
        self._allowed(row, "")
        self._set_number({(page.lower(), variant): (page, variant) for page, variant in self.shop.offers}, row)
        return Answer(b"", 204)

    @route("GET", ONE)
    def one(self, request: Request) -> Answer:
        self.let_in(request)
        found = self._told(request.parts["page"], request.parts["variant"])
        if found is None:
            raise wrong("GE0014", "Requested resource is not found.", status=404)
        return Answer.of(found)

    @route("POST", "/es/2.0/inventories/bulk-get")
    def bulk_get(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        rows = self._rows(request, MOST_READ, "IE1101")
        found = [self._told(str(row["manageNumber"]), str(row["variantId"])) for row in rows]
        return Answer.of({"inventories": [one for one in found if one]})

    @route("GET", "/es/2.0/inventories/bulk-get/range")
    def in_range(self, request: Request) -> Answer:
        self.let_in(request)
        asked = request.asked()
        least, most = int(asked.get("minQuantity", 0)), int(asked.get("maxQuantity", MOST_PIECES))
        hits = [one for one in self.shop.offers.values() if least <= one.stock <= most]
        if len(hits) > MOST_READ:
            raise wrong("IE0116", "Too many results.")
        return Answer.of({"inventories": [self._told(one.page, one.variant) for one in hits]})

    def _rows(self, request: Request, most: int, code: str) -> list[dict[str, Any]]:
        rows = request.json().get("inventories")
        if not isinstance(rows, list) or not rows:
            raise wrong("IE0001", "inventories is mandatory.", "inventories")
        if len(rows) > most:
            raise wrong(code, f"inventories must be within {most}.", "inventories")
        for place, row in enumerate(rows):
            for name in ("manageNumber", "variantId"):
                value = row.get(name) if isinstance(row, dict) else None
                if not value:
                    raise wrong("IE0001", f"{name} is mandatory.", f"inventories[{place}].{name}")
                if not _CODE.fullmatch(str(value)):
                    raise wrong("IE0004", f"{name} must be within 32 bytes.", f"inventories[{place}].{name}")
        return rows

    def _allowed(self, row: dict[str, Any], path: str) -> None:
        mode, quantity = row.get("mode"), row.get("quantity")
        at = f"{path}." if path else ""
        if mode not in ("ABSOLUTE", "RELATIVE"):
            raise wrong("IE0002", "mode is invalid.", f"{at}mode")
        least = 0 if mode == "ABSOLUTE" else -MOST_PIECES
        if not isinstance(quantity, int) or isinstance(quantity, bool) or not least <= quantity <= MOST_PIECES:
            raise wrong("IE0003", f"quantity must be between {least} to {MOST_PIECES}.", f"{at}quantity")
        if mode == "RELATIVE" and self._told(str(row["manageNumber"]), str(row["variantId"])) is None:
            raise wrong("IE0500", "RELATIVE can't be used for a SKU without inventory.", f"{at}mode")

    def _set_number(self, known: dict[tuple[str, str], tuple[str, str]], row: dict[str, Any]) -> None:
        folded = (str(row["manageNumber"]).lower(), str(row["variantId"]))
        key, quantity = known.get(folded), int(row["quantity"])
        if key is None:
            self.orphans[folded] = (quantity, wall.now())
        elif row["mode"] == "ABSOLUTE":
            self.shop.set_stock(key, quantity, by="api")
        else:
            self.shop.set_stock(key, self.shop.offers[key].stock + quantity, by="api")

    def _told(self, page: str, variant: str) -> dict[str, Any] | None:
        offer = self.at(page, variant)
        orphan = self.orphans.get((page.lower(), variant))
        if offer is not None:
            quantity = offer.stock
        elif orphan and wall.now() - orphan[1] < KEPT:
            quantity = orphan[0]
        else:
            return None
        at = moment(wall.now()).isoformat(timespec="seconds")
        told = {"manageNumber": page.lower(), "variantId": variant, "quantity": quantity}
        return {**told, "created": at, "updated": at}
