"""What stands before every call: the token, the pace of each operation, and refusals in Amazon's words."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from sandbox import wall
from sandbox.malls.shop import Order
from sandbox.malls.standin import MallStandIn
from sandbox.messages import Answer, Refused, Request

MARKETPLACE = "A1VC38T7YXB528"
SELLER = "A1STANDIN00001"
CLIENT_ID = "amzn1.application-oa2-client.standin"
CLIENT_SECRET = "amzn1.oa2-cs.v1.standin"  # noqa: S105 - the stand-in's own
REFRESH_TOKEN = "Atzr|standin"  # noqa: S105

# Operation: method, path, calls a second, burst. From the usage plans in the models' descriptions.
OPERATIONS: dict[str, tuple[str, str, float, float]] = {
    "searchOrders": ("GET", r"/orders/2026-01-01/orders", 0.0056, 20),
    "getOrder": ("GET", r"/orders/2026-01-01/orders/[^/]+", 0.5, 30),
    "v0.getOrders": ("GET", r"/orders/v0/orders", 0.0167, 20),
    "v0.getOrder": ("GET", r"/orders/v0/orders/[^/]+", 0.5, 30),
    "v0.getOrderItems": ("GET", r"/orders/v0/orders/[^/]+/orderItems", 0.5, 30),
    "v0.getOrderAddress": ("GET", r"/orders/v0/orders/[^/]+/address", 0.5, 30),
    "v0.getOrderBuyerInfo": ("GET", r"/orders/v0/orders/[^/]+/buyerInfo", 0.5, 30),
    "confirmShipment": ("POST", r"/orders/v0/orders/[^/]+/shipmentConfirmation", 2, 10),
    "createRestrictedDataToken": ("POST", r"/tokens/2021-03-01/restrictedDataToken", 1, 10),
    "getListingsItem": ("GET", r"/listings/2021-08-01/items/[^/]+/[^/]+", 5, 10),
    "putListingsItem": ("PUT", r"/listings/2021-08-01/items/[^/]+/[^/]+", 5, 10),
    "patchListingsItem": ("PATCH", r"/listings/2021-08-01/items/[^/]+/[^/]+", 5, 5),
    "searchListingsItems": ("GET", r"/listings/2021-08-01/items/[^/]+", 5, 5),
    "createFeedDocument": ("POST", r"/feeds/2021-06-30/documents", 0.5, 15),
    "getFeedDocument": ("GET", r"/feeds/2021-06-30/documents/[^/]+", 0.0222, 10),
    "createFeed": ("POST", r"/feeds/2021-06-30/feeds", 0.0083, 15),
    "getFeeds": ("GET", r"/feeds/2021-06-30/feeds", 0.0222, 10),
    "getFeed": ("GET", r"/feeds/2021-06-30/feeds/[^/]+", 2, 15),
    "createReport": ("POST", r"/reports/2021-06-30/reports", 0.0167, 15),
    "getReport": ("GET", r"/reports/2021-06-30/reports/[^/]+", 2, 15),
    "getReportDocument": ("GET", r"/reports/2021-06-30/documents/[^/]+", 0.0167, 15),
    "getMarketplaceParticipations": ("GET", r"/sellers/v1/marketplaceParticipations", 0.016, 15),
}
_PATTERNS = [(name, method, re.compile(path + "$")) for name, (method, path, _r, _b) in OPERATIONS.items()]


def refuse(status: int, code: str, message: str, details: str = "") -> Refused:
    """An error as Amazon tells it."""
    return Refused(errors(status, code, message, details))


def errors(status: int, code: str, message: str, details: str = "") -> Answer:
    return Answer.of({"errors": [{"code": code, "message": message, "details": details}]}, status)


def iso(at: float) -> str:
    """Seconds since 1970 as Amazon writes them."""
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(name: str, text: str) -> float:
    """Raises Refused (400) for what is no moment with a zone."""
    try:
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise refuse(400, "InvalidInput", f"{name} is not a date in ISO 8601 format: {text}")
    return found.timestamp()


class Amazon(MallStandIn):
    """What every part shares."""

    rates: ClassVar[Mapping[str, tuple[float, float]]] = {
        name: (rate, burst) for name, (_m, _p, rate, burst) in OPERATIONS.items()
    }

    def __init__(self) -> None:
        super().__init__()
        self.granted_2026 = True
        self.settling = 0.0  # seconds until a change can be searched; at Amazon about 120
        self.drops = 0
        self.feed_seconds = 0.0
        self.gzip = True
        # token → when it ends, and what it may read ("" = everything that is not restricted)
        self.tokens: dict[str, tuple[float, frozenset[str]]] = {}

    def number(self, count: int, at: float) -> str:
        return f"503-{int(at) % 10_000_000:07d}-{count:07d}"

    def group(self, request: Request) -> str:
        return next((name for name, how, path in _PATTERNS if how == request.method and path.match(request.path)), "")

    def throttled(self, request: Request, wait: float) -> Answer:
        return errors(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")

    def closed(self, request: Request) -> Answer:
        return errors(503, "ServiceUnavailable", "Temporary overloading or maintenance of the server.")

    def fails(self, request: Request, status: int) -> Answer:
        return self.throttled(request, 0) if status == 429 else errors(status, "InternalFailure", "We had an error.")

    def answered(self, request: Request, answer: Answer) -> Answer:
        """Every answer has a number; most tell the operation's rate."""
        headers = {"x-amzn-RequestId": str(uuid.uuid4()), **answer.headers}
        bucket = self._buckets.get(self.group(request))
        if bucket and not self.unlimited and answer.status != 429:
            headers["x-amzn-RateLimit-Limit"] = str(bucket.rate)
        return Answer(answer.body, answer.status, answer.content_type, headers)

    def let_in(self, request: Request, *, restricted: str = "") -> bool:
        """Refuse a missing or ended token. Whether it may read this kind of personal data, too."""
        ends, may = self.tokens.get(request.headers.get("x-amz-access-token", ""), (0.0, frozenset()))
        if not request.headers.get("user-agent"):
            raise refuse(400, "InvalidInput", "The user-agent header is missing.")
        if ends < wall.now():
            told = "The access token you provided is revoked, malformed or invalid."
            raise refuse(403, "Unauthorized", "Access to requested resource is denied.", told)
        return restricted in may

    def asked(self, request: Request, known: Collection[str]) -> dict[str, str]:
        """The query; unknown names are refused, so that a misspelt one is not simply without effect."""
        found = request.asked()
        if unknown := sorted(set(found) - set(known)):
            raise refuse(400, "InvalidInput", f"Unknown query parameters: {', '.join(unknown)}")
        return found

    def at_home(self, marketplaces: str) -> None:
        """Refuse other marketplaces."""
        if marketplaces != MARKETPLACE:
            raise refuse(400, "InvalidInput", f"Invalid marketplaceIds: {marketplaces}")

    def object(self, request: Request, *needed: str) -> dict[str, Any]:
        """The body, with what it must have. Raises Refused (400)."""
        try:
            body = request.json()
        except Refused:
            raise refuse(400, "InvalidInput", "Request body is not valid JSON.") from None
        if missing := [name for name in needed if name not in body]:
            raise refuse(400, "InvalidInput", f"Missing required fields: {', '.join(missing)}")
        return body

    def known(self, number: str) -> Order:
        if number not in self.shop.orders:
            raise refuse(404, "NotFound", f"Order {number} was not found.")
        return self.shop.orders[number]
