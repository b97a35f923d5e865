"""Feeds 2021-06-30: documents by address, JSON_LISTINGS_FEED, and the XML that cancels orders."""

import gzip
import itertools
import json
import re
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from sandbox import wall
from sandbox.malls.amazon import door
from sandbox.malls.amazon.door import iso, refuse
from sandbox.malls.amazon.listings import Listings
from sandbox.messages import Answer, Refused, Request, route

MOST_MESSAGES = 25_000
TYPES = ("JSON_LISTINGS_FEED", "POST_ORDER_ACKNOWLEDGEMENT_DATA")
REASONS = {
    "NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment",
    "CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "CustomerReturn",
    "MerchandiseNotReceived",
}  # fmt: skip
FEEDS = "/feeds/2021-06-30"


class Feeds(Listings):
    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)
        self.documents: dict[str, tuple[str, bytes | None]] = {}  # id → content type, and what was put there
        self.feeds: dict[str, dict[str, Any]] = {}

    @route("POST", FEEDS + "/documents")
    def create_document(self, request: Request) -> Answer:
        self.let_in(request)
        kind = str(self.object(request, "contentType")["contentType"])
        if "charset" not in kind.lower():
            raise refuse(400, "InvalidInput", "The contentType must name its charset.")
        number = self._document(kind, None)
        return Answer.of({"feedDocumentId": number, "url": self._url(number)}, 201)

    def _document(self, kind: str, content: bytes | None) -> str:
        number = f"amzn1.tortuga.4.fe.{next(self._numbers):08d}"
        self.documents[number] = (kind, content)
        return number

    def _url(self, number: str) -> str:
        return f"{self.address}/tortuga/{number}?X-Amz-Expires=300&X-Amz-Signature=standin"

    @route("PUT", "/tortuga/{document}")
    def upload(self, request: Request) -> Answer:
        """The store behind the signed address: it knows no tokens, and refuses one that is sent to it."""
        kind, content = self._stored(request)
        if request.headers.get("content-type") != kind or content is not None:
            raise Refused(Answer(b"<Error><Code>SignatureDoesNotMatch</Code></Error>", 403, "application/xml"))
        self.documents[request.parts["document"]] = (kind, request.body)
        return Answer(b"", 200)

    @route("GET", "/tortuga/{document}")
    def download(self, request: Request) -> Answer:
        kind, content = self._stored(request)
        return Answer(content or b"", 200, kind)

    def _stored(self, request: Request) -> tuple[str, bytes | None]:
        signed = request.asked().get("X-Amz-Signature") == "standin"
        if "x-amz-access-token" in request.headers or not signed or request.parts["document"] not in self.documents:
            raise Refused(Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, "application/xml"))
        return self.documents[request.parts["document"]]

    @route("POST", FEEDS + "/feeds")
    def create_feed(self, request: Request) -> Answer:
        self.let_in(request)
        body = self.object(request, "feedType", "marketplaceIds", "inputFeedDocumentId")
        for marketplace in body["marketplaceIds"]:
            self.at_home(marketplace)
        _kind, content = self.documents.get(str(body["inputFeedDocumentId"]), ("", None))
        if content is None:
            raise refuse(400, "InvalidInput", "The feed document was not found or is empty.")
        if body["feedType"] not in TYPES:
            raise refuse(400, "InvalidInput", f"Unknown feedType {body['feedType']}")
        number = f"{50_000_000 + next(self._numbers)}"
        self.feeds[number] = {"type": body["feedType"], "at": wall.now(), "content": content, "result": ""}
        if not self.feed_seconds:
            self._work(number)
        return Answer.of({"feedId": number}, 202)

    @route("GET", FEEDS + "/feeds/{feed}")
    def get_feed(self, request: Request) -> Answer:
        self.let_in(request)
        number = request.parts["feed"]
        if number not in self.feeds:
            raise refuse(404, "NotFound", f"Feed {number} was not found.")
        return Answer.of(self._feed(number))

    @route("GET", FEEDS + "/feeds")
    def get_feeds(self, request: Request) -> Answer:
        self.let_in(request)
        asked = self.asked(request, ("feedTypes", "processingStatuses", "pageSize", "marketplaceIds", "createdSince"))
        if not asked.get("feedTypes"):
            raise refuse(400, "InvalidInput", "feedTypes is required without a nextToken.")
        states = asked.get("processingStatuses", "CANCELLED,DONE,FATAL,IN_PROGRESS,IN_QUEUE").split(",")
        found = [self._feed(number) for number in list(self.feeds)]
        kinds = asked["feedTypes"].split(",")
        fitting = [one for one in found if one["processingStatus"] in states and one["feedType"] in kinds]
        return Answer.of({"feeds": fitting[: int(asked.get("pageSize", "10"))]})

    def _feed(self, number: str) -> dict[str, Any]:
        feed = self.feeds[number]
        age = wall.now() - feed["at"]
        if age >= self.feed_seconds and not feed["result"]:
            self._work(number)
        told = {
            "feedId": number,
            "feedType": feed["type"],
            "marketplaceIds": [door.MARKETPLACE],
            "createdTime": iso(feed["at"]),
            "processingStatus": "IN_QUEUE" if age < self.feed_seconds / 2 else "IN_PROGRESS",
        }
        if feed["result"]:
            told |= {"processingStatus": feed["status"], "resultFeedDocumentId": feed["result"]}
        return told

    @route("GET", FEEDS + "/documents/{document}")
    def get_document(self, request: Request) -> Answer:
        self.let_in(request)
        number = request.parts["document"]
        if number not in self.documents:
            raise refuse(404, "NotFound", f"Document {number} was not found.")
        zipped = {"compressionAlgorithm": "GZIP"} if self.gzip else {}
        return Answer.of({"feedDocumentId": number, "url": self._url(number), **zipped})

    def _work(self, number: str) -> None:
        feed = self.feeds[number]
        try:
            listings = feed["type"] == "JSON_LISTINGS_FEED"
            text = self._listings(number, feed["content"]) if listings else self._orders(feed["content"])
            feed["status"] = "DONE"
        except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
            feed["status"], text = "FATAL", json.dumps({"error": str(error)})
        content = gzip.compress(text.encode()) if self.gzip else text.encode()
        feed["result"] = self._document("application/octet-stream", content)

    def _listings(self, number: str, content: bytes) -> str:
        """Each message is taken or refused by itself."""
        told = json.loads(content)
        header, messages = told["header"], told["messages"]
        if header["sellerId"] != door.SELLER or header["version"] != "2.0" or not 1 <= len(messages) <= MOST_MESSAGES:
            raise ValueError("the header is wrong, or there are too many messages")
        issues: list[dict[str, Any]] = []
        for message in messages:
            apply = {"PATCH": self.patched, "UPDATE": self.put}[message["operationType"]]
            try:
                found = apply(message["sku"], message)
            except Refused as refused:
                found = [{"code": "400", "severity": "ERROR", "message": refused.answer.body.decode()}]
            for one in found:
                kept = {name: one[name] for name in ("code", "severity", "message")}
                issues.append({"messageId": message["messageId"], "sku": message["sku"], **kept})
        bad = len({one["messageId"] for one in issues if one["severity"] == "ERROR"})
        summary = {
            "errors": len(issues), "warnings": 0, "messagesProcessed": len(messages),
            "messagesAccepted": len(messages) - bad, "messagesInvalid": bad,
        }  # fmt: skip
        report = {"sellerId": header["sellerId"], "version": "2.0", "feedId": number}
        return json.dumps({"header": report, "issues": issues, "summary": summary}, ensure_ascii=False)

    def _orders(self, content: bytes) -> str:
        """OrderAcknowledgement with Failure cancels an order of which nothing has left."""
        text = content.decode("utf-8")
        if "<!DOCTYPE" in text:
            raise ValueError("a document type")
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type
        if root.tag != "AmazonEnvelope" or root.findtext("MessageType") != "OrderAcknowledgement":
            raise ValueError("not an envelope of order acknowledgements")
        if root.findtext("Header/MerchantIdentifier") != door.SELLER:
            raise ValueError("the wrong merchant")
        results = []
        for message in root.findall("Message"):
            number = message.findtext("OrderAcknowledgement/AmazonOrderID") or ""
            if problem := self._cancelled(number, message):
                results.append((message.findtext("MessageID") or "", number, problem))
        return _report(len(root.findall("Message")), results)

    def _cancelled(self, number: str, message: ElementTree.Element) -> str:
        """Cancel one order; why not."""
        order = self.shop.orders.get(number)
        said = message.find("OrderAcknowledgement")
        if order is None or said is None:
            return f"Order {number} was not found."
        codes = {item.findtext("AmazonOrderItemCode") for item in said.findall("Item")}
        reasons = {item.findtext("CancelReason") for item in said.findall("Item")}
        if said.findtext("StatusCode") != "Failure" or not reasons <= REASONS or not reasons:
            return "The StatusCode or the CancelReason is invalid."
        if codes != {line.id for line in order.lines}:
            return "Every item of the order must be named."
        if order.state == "shipped" or any(line.shipped for line in order.lines):
            return f"Order {number} has already been shipped."
        order.more |= {"cancelled_by": "MERCHANT", "cancel_reason": "".join(sorted(filter(None, reasons)))}
        # Amazon puts the pieces back on sale, except when the reason is that there are none.
        self.shop.cancel(number, restock=reasons != {"NoInventory"}, by="api")
        return ""


def _report(processed: int, results: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f"<Result><MessageID>{escape(message)}</MessageID><ResultCode>Error</ResultCode>"
        f"<ResultMessageCode>18028</ResultMessageCode><ResultDescription>{escape(problem)}</ResultDescription>"
        f"<AdditionalInfo><AmazonOrderID>{escape(number)}</AmazonOrderID></AdditionalInfo></Result>"
        for message, number, problem in results
    )
    counts = (
        f"<MessagesProcessed>{processed}</MessagesProcessed><MessagesSuccessful>{processed - len(results)}"
        f"</MessagesSuccessful><MessagesWithError>{len(results)}</MessagesWithError>"
        "<MessagesWithWarning>0</MessagesWithWarning>"
    )
    return re.sub(
        r"\n\s*",
        "",
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <AmazonEnvelope><Header><DocumentVersion>1.02</DocumentVersion>
        <MerchantIdentifier>{door.SELLER}</MerchantIdentifier></Header><MessageType>ProcessingReport</MessageType>
        <Message><MessageID>1</MessageID><ProcessingReport><DocumentTransactionID>1</DocumentTransactionID>
        <StatusCode>Complete</StatusCode><ProcessingSummary>{counts}</ProcessingSummary>{rows}
        </ProcessingReport></Message></AmazonEnvelope>""",
    )
