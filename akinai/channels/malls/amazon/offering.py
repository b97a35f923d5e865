"""What is on sale at Amazon: by search, twenty SKUs a page, or by the report of everything."""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, feeding, settings, stocking
from akinai.channels.malls.amazon.asking import Api
from akinai.channels.malls.base import MallOffer, Nonsense, OfferPage, Place
from akinai.core.japan.text import UnknownEncoding, decode

REPORT = "report:"


def offers(api: Api, cursor: str) -> OfferPage:
    """A page; a report that is not ready yet is an empty page, to be asked for again."""
    if cursor.startswith(REPORT) or (not cursor and settings.told(api.account, "offers_by") == "report"):
        try:
            content = feeding.report(api, codes.REPORT, cursor.removeprefix(REPORT))
        except feeding.Underway as underway:
            return OfferPage([], f"{REPORT}{underway.words}")
        return OfferPage(of_report(content))
    return _searched(api, cursor)


def of_search(api: Api, asked: Mapping[str, str]) -> dict[str, Any]:
    """One search among our listings."""
    params = {"marketplaceIds": api.marketplace, "includedData": codes.ITEM_SETS, **asked}
    return api.get("searchListingsItems", stocking.item_path(api, "").rstrip("/"), params)


def _searched(api: Api, cursor: str) -> OfferPage:
    asked = {"pageSize": str(codes.SEARCHED), "sortBy": "sku", "sortOrder": "ASC"}
    found = of_search(api, {**asked, **({"pageToken": cursor} if cursor else {})})
    pagination = found.get("pagination") or {}
    following = pagination.get("nextToken") if isinstance(pagination, dict) else ""
    return OfferPage([of_item(item) for item in stocking.items_of(found)], str(following or ""))


def of_item(item: Mapping[str, Any]) -> MallOffer:
    """One listing. What is missing or strange in it is left out: offers are for comparing, not for acting."""
    sku = str(item["sku"])
    summary, offer = _first(item.get("summaries")), _first(item.get("offers"))
    price = offer.get("price")
    return MallOffer(
        place=Place(sku),
        code=sku,
        title=str(summary.get("itemName") or ""),
        price=_yen(price.get("amount")) if isinstance(price, dict) else None,
        quantity=_quantity(item),
        jan=_jan(item.get("attributes")),
        on_sale="BUYABLE" in (summary.get("status") or []),
    )


def _quantity(item: Mapping[str, Any]) -> int | None:
    """Pieces of our own stock; None also where none are told (the parent of a colour and a size has no stock)."""
    try:
        return stocking.quantity(item)
    except Nonsense:
        return None


def _first(rows: Any) -> Mapping[str, Any]:
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def _jan(attributes: Any) -> str:
    rows = attributes.get("externally_assigned_product_identifier") if isinstance(attributes, dict) else None
    found = [str(row.get("value") or "") for row in rows or [] if isinstance(row, dict)]
    return next((one for one in found if one.isdigit() and len(one) in (8, 13)), "")


def _yen(written: Any) -> int | None:
    try:
        amount = Decimal(str(written).replace(",", "").strip())
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and abs(amount) < 10**12 else None


def of_report(content: bytes) -> list[MallOffer]:
    """The tab-separated report of everything, read by its headers. Raises Nonsense."""
    try:
        written, _encoding = decode(content)
    except UnknownEncoding as error:
        raise Nonsense(str(error)) from error
    rows = csv.reader(io.StringIO(written, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    head = [cell.strip() for cell in next(rows, [])]
    where = {
        name: next((head.index(one) for one in headers if one in head), -1) for name, headers in codes.COLUMNS.items()
    }
    if where["sku"] < 0:
        raise Nonsense(_("Amazon's report has no column of SKUs."))
    return [_of_row(row, where) for row in rows if len(row) > where["sku"] and row[where["sku"]].strip()]


def _of_row(row: list[str], where: Mapping[str, int]) -> MallOffer:
    cells = {name: row[place].strip() if 0 <= place < len(row) else "" for name, place in where.items()}
    pieces = cells["quantity"]
    return MallOffer(
        place=Place(cells["sku"]),
        code=cells["sku"],
        title=cells["title"],
        price=_yen(cells["price"]),
        quantity=int(pieces) if pieces.isdigit() and len(pieces) < 9 else None,
        jan=cells["jan"] if cells["jan"].isdigit() and len(cells["jan"]) in (8, 13) else "",
        on_sale=cells["status"].lower() in ("", "active", "アクティブ", "出品中"),
    )
