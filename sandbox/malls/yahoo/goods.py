"""Stock and item calls. What editItem and updateItems say is a draft that buyers see after submitItem or
reservePublish; stock shows at once.
"""

import io
import re
import zipfile
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl
from zlib import crc32

from sandbox.malls.shop import Offer
from sandbox.malls.yahoo import pages
from sandbox.malls.yahoo.keys import SELLER, Keys
from sandbox.malls.yahoo.wire import document, elements, form_of, refuse, result_set
from sandbox.messages import Answer, Request, route

PATH = "/ShoppingWebService/V1/"
CODE = re.compile(r"[0-9A-Za-z-]{1,99}(?::[0-9A-Za-z-]{1,99})?")
QUANTITY = re.compile(r"[+-]?[0-9]{1,9}|INI")
MOST_STOCK, MOST_UPDATED = 1000, 100
TREE = {"": ["a0"], "a0": ["a0b1", "a0b2"]}  # store categories: the first holds nothing itself
IMAGE = re.compile(r"([0-9A-Za-z-]{1,99}?)(?:_([0-9]{1,2}))?\.(jpg|gif)")


class Goods(Keys):
    """Items and their stock."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[str, dict[str, str]] = {}  # page → all its parameters, not yet shown
        self.images: dict[str, list[str]] = {}  # page → pictures, not yet shown
        self.bound: dict[str, int] = {}  # numbers for codes that nobody has yet

    # --- stock ---

    @route("POST", PATH + "setStock")
    def set_stock(self, request: Request) -> Answer:
        form = self._form(request, "item_code", "quantity")
        codes, quantities = _codes(form), form.get("quantity", "").split(",")
        if len(codes) != len(quantities) or not all(QUANTITY.fullmatch(one) for one in quantities):
            raise refuse("st-02102", "quantity() is invalid format.")
        rows = [self._set(code, said) for code, said in zip(codes, quantities, strict=True)]
        failed = any("ErrorCode" in row for row in rows)
        return document(result_set(rows), 207 if failed else 200)

    def _set(self, code: str, said: str) -> dict[str, Any]:
        page, _, sub = code.partition(":")
        row = {"ItemCode": page, "SubCode": sub}
        offer = self.shop.offers.get((page, sub))
        if said == "INI":
            return {**row, "ErrorCode": "st-02104"}
        if offer and offer.more.get("locked"):
            return {**row, "ErrorCode": "ed-10001"}
        before = offer.stock if offer else self.bound.get(code, 0)
        pieces = before + int(said) if said[0] in "+-" else int(said)
        if offer:
            self.shop.set_stock((page, sub), pieces, by="api")
        else:  # no error: it waits for an item of this code
            self.bound[code] = pieces
        return {**row, "Quantity": pieces}

    @route("POST", PATH + "getStock")
    def get_stock(self, request: Request) -> Answer:
        rows: list[dict[str, Any]] = []
        for code in _codes(self._form(request, "item_code")):
            page, _, sub = code.partition(":")
            offer = self.shop.offers.get((page, sub))
            row = {"ItemCode": page, "SubCode": sub, "Status": int(offer is not None)}
            rows.append({**row, "Quantity": offer.stock, "IsPublished": 1} if offer else row)
        good = sum(row["Status"] for row in rows)
        return document(result_set(rows, ok=str(good), ng=str(len(rows) - good)))

    # --- what there is ---

    @route("GET", PATH + "stCategoryList")
    def categories(self, request: Request) -> Answer:
        self._seller(request, request.asked())
        found = TREE.get(request.asked().get("page_key", ""), [])
        return document(result_set([{"PageKey": key, "Name": f"カテゴリ{key}", "Display": 1} for key in found]))

    @route("GET", PATH + "myItemList")
    def my_item_list(self, request: Request) -> Answer:
        said = request.asked()
        self._seller(request, said)
        category, query = said.get("stcat_key"), said.get("query")
        if not (category or query):
            raise refuse("it-00002", "stcat_key or query is required.")
        start, most = int(said.get("start", "1")), int(said.get("results", "25"))
        if not 1 <= most <= 100 or start < 1:
            raise refuse("it-00003", "results is invalid.")
        every = sorted({offer.page for offer in self.shop.offers.values()})
        found = [page for page in every if (query in page if query else _category(page) == category)]
        rows = [self._row(page, said.get("stock") == "true") for page in found[start - 1 : start - 1 + most]]
        return document(result_set(rows, len(found), start))

    def _row(self, page: str, stock: bool) -> dict[str, Any]:
        own = self._own(page)
        form = self._page(page)
        quantity = sum(offer.stock for offer in own) if stock else None
        told = {"ItemCode": page, "Name": form.get("name"), "Price": form.get("price"), "SalePrice": ""}
        return {**told, "Quantity": quantity, "EditingFlag": int(page in self.drafts)}

    @route("GET", PATH + "getItem")
    def get_item(self, request: Request) -> Answer:
        said = request.asked()
        self._seller(request, said)
        page = said.get("item_code", "")
        if not self._own(page) and page not in self.drafts:
            raise refuse("it-00001", "指定された商品コードは存在しません。")
        stocks = {offer.variant: offer.stock for offer in self._own(page)}
        inside = pages.item(page, self._page(page), stocks, editing=page in self.drafts)
        return document(f'<ResultSet totalResultsReturned="1"><Result>{inside}</Result></ResultSet>')

    # --- changing ---

    @route("POST", PATH + "editItem")
    def edit_item(self, request: Request) -> Answer:
        form = self._form(request, "item_code", *pages.PARAMETERS)
        page = form.get("item_code", "")
        told = {name: value for name, value in form.items() if name not in ("seller_id", "item_code")}
        faults = pages.faults(page, told, whole=True)
        if not faults:
            self.drafts[page] = told  # what was left out is its default again
        return _answered(faults)

    @route("POST", PATH + "updateItems")
    def update_items(self, request: Request) -> Answer:
        form = form_of(request)
        self._seller(request, form)
        rows = {name: dict(parse_qsl(row, keep_blank_values=True)) for name, row in form.items() if name != "seller_id"}
        if not rows or len(rows) > MOST_UPDATED or set(rows) != {f"item{n}" for n in range(1, len(rows) + 1)}:
            raise refuse("it-00004", f"item1 to item{MOST_UPDATED} are allowed.")
        failed = []
        for row in rows.values():
            page = row.pop("item_code", "")
            faults = pages.faults(page, row, whole=False)
            if not self._own(page):
                faults = [("item_code", "it-00001", "指定された商品コードは存在しません。")]
            if faults:
                failed.append({"ItemCode": page, "Error": _errors(faults)})
            else:
                self.drafts[page] = {**self._page(page), **row}
        inside = elements({"Status": "NG" if failed else "OK", "Result": failed})
        return document(f"<ResultSet>{inside}</ResultSet>")

    @route("POST", PATH + "submitItem")
    def submit_item(self, request: Request) -> Answer:
        page = self._form(request, "item_code").get("item_code", "")
        if page not in self.drafts and not self._own(page):
            return _answered([("item_code", "it-00001", "指定された商品コードは存在しません。")])
        self._show(page)
        return _answered([])

    @route("POST", PATH + "reservePublish")
    def reserve_publish(self, request: Request) -> Answer:
        self._form(request, "mode", "reserve_time")
        for page in [*self.drafts, *self.images]:
            self._show(page)
        return document("<ResultSet><Status>OK</Status></ResultSet>")

    @route("POST", PATH + "uploadItemImagePack")
    def upload_images(self, request: Request) -> Answer:
        self._seller(request, request.asked())
        packed = _file(request)
        if len(packed) > 10 * 2**20:
            raise refuse("im-00001", "The file is too large.")
        try:
            names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
        except zipfile.BadZipFile:
            raise refuse("im-00002", "The file is no ZIP.") from None
        for name in names:
            fits = IMAGE.fullmatch(name)
            if not fits:
                return _answered([("file", "im-00003", f"{name} is invalid.")])
        by_page: dict[str, list[str]] = {}
        for name in sorted(names):
            by_page.setdefault(IMAGE.fullmatch(name)[1], []).append(name)  # type: ignore[index]
        self.images |= by_page
        return _answered([])

    # --- what they share ---

    def _show(self, page: str) -> None:
        """Buyers see the draft."""
        if form := self.drafts.pop(page, None):
            known = {offer.variant: offer for offer in self._own(page)}
            shown = {offer.key: offer for offer in pages.offers(page, form, known)}
            for key in {offer.key for offer in known.values()} - shown.keys():
                del self.shop.offers[key]  # its sub-code was left out
            for key in shown.keys() - self.shop.offers.keys():
                shown[key].stock = self.bound.pop(":".join(part for part in key if part), 0)
            self.shop.offers |= shown
            for offer in self._own(page):
                if urls := form.get("item_image_urls"):
                    offer.more["pictures"] = urls.split(";")
        if names := self.images.pop(page, None):
            for offer in self._own(page):
                offer.more["pictures"] = names

    def _own(self, page: str) -> list[Offer]:
        return [offer for offer in self.shop.offers.values() if offer.page == page]

    def _page(self, page: str) -> dict[str, str]:
        return dict(self.drafts.get(page) or pages.parameters(self._own(page)))

    def _form(self, request: Request, *allowed: str) -> dict[str, str]:
        form = form_of(request, *allowed)
        self._seller(request, form)
        return form

    def _seller(self, request: Request, said: dict[str, str]) -> None:
        self.bearer(request)
        if said.get("seller_id") != SELLER:
            raise refuse("px-04002", "seller_id is invalid.", 403)


def _category(page: str) -> str:
    return TREE["a0"][crc32(page.encode()) % 2]


def _codes(form: dict[str, str]) -> list[str]:
    codes = form.get("item_code", "").split(",")
    if len(codes) > MOST_STOCK or len(set(codes)) < len(codes) or not all(CODE.fullmatch(one) for one in codes):
        raise refuse("st-02101", "item_code() is invalid format.")
    return codes


def _errors(faults: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"Target": target, "Code": code, "Message": message} for target, code, message in faults]


def _answered(faults: list[tuple[str, str, str]]) -> Answer:
    inside = {"Result": {"Status": "NG" if faults else "OK", "Error": _errors(faults)}}
    return document(f"<ResultSet>{elements(inside)}</ResultSet>")


def _file(request: Request) -> bytes:
    """The part named `file` of a multipart body."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    raise refuse("im-00004", "file is required.")
