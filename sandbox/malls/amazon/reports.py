"""Reports 2021-06-30: the list of everything on sale, as the tab-separated file of Japan."""

import gzip
from typing import Any

from sandbox import wall
from sandbox.malls.amazon import door
from sandbox.malls.amazon.door import iso, refuse
from sandbox.malls.amazon.feeds import Feeds
from sandbox.messages import Answer, Request, route

REPORTS = "/reports/2021-06-30"
TYPES = ("GET_MERCHANT_LISTINGS_ALL_DATA",)
# The headers of Japan's file, from memory: unproven.
COLUMNS = (
    "商品名",
    "出品ID",
    "出品者SKU",
    "価格",
    "数量",
    "ASIN 1",
    "商品ID",
    "フルフィルメント・チャンネル",
    "ステータス",
)


class Reports(Feeds):
    def __init__(self) -> None:
        super().__init__()
        self.reports: dict[str, dict[str, Any]] = {}

    @route("POST", REPORTS + "/reports")
    def create_report(self, request: Request) -> Answer:
        self.let_in(request)
        body = self.object(request, "reportType", "marketplaceIds")
        for marketplace in body["marketplaceIds"]:
            self.at_home(marketplace)
        if body["reportType"] not in TYPES:
            raise refuse(400, "InvalidInput", f"Unknown reportType {body['reportType']}")
        number = f"{70_000_000 + next(self._numbers)}"
        self.reports[number] = {"type": body["reportType"], "at": wall.now(), "document": ""}
        return Answer.of({"reportId": number}, 202)

    @route("GET", REPORTS + "/reports/{report}")
    def get_report(self, request: Request) -> Answer:
        self.let_in(request)
        number = request.parts["report"]
        if number not in self.reports:
            raise refuse(404, "NotFound", f"Report {number} was not found.")
        report = self.reports[number]
        if wall.now() - report["at"] >= self.feed_seconds and not report["document"]:
            report["document"] = self._document("text/plain; charset=Shift_JIS", self._listed())
        told = {
            "reportId": number, "reportType": report["type"], "marketplaceIds": [door.MARKETPLACE],
            "createdTime": iso(report["at"]), "processingStatus": "IN_PROGRESS",
        }  # fmt: skip
        if report["document"]:
            told |= {"processingStatus": "DONE", "reportDocumentId": report["document"]}
        return Answer.of(told)

    @route("GET", REPORTS + "/documents/{document}")
    def get_report_document(self, request: Request) -> Answer:
        self.let_in(request)
        number = request.parts["document"]
        if number not in self.documents:
            raise refuse(404, "NotFound", f"Document {number} was not found.")
        zipped = {"compressionAlgorithm": "GZIP"} if self.gzip else {}
        return Answer.of({"reportDocumentId": number, "url": self._url(number), **zipped})

    def _listed(self) -> bytes:
        rows = ["\t".join(COLUMNS)]
        for offer in self.shop.offers.values():
            fba = bool(offer.more.get("fba"))
            cells = (
                offer.title, "0101A000000", offer.code, str(offer.price), "" if fba else str(offer.stock),
                str(offer.more.get("asin", "B000STAND0")), offer.jan, "AMAZON_JP" if fba else "DEFAULT",
                "Active" if offer.on_sale else "Inactive",
            )  # fmt: skip
            rows.append("\t".join(cell.replace("\t", " ") for cell in cells))
        content = ("\r\n".join(rows) + "\r\n").encode("cp932", "replace")
        return gzip.compress(content) if self.gzip else content
