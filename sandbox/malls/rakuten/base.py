"""What all of RMS's calls share: both keys in one header, errors in RMS's own bodies."""

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox import wall
from sandbox.malls.shop import Offer
from sandbox.malls.standin import MallStandIn
from sandbox.messages import Answer, Refused, Request

SERVICE_SECRET = "SP000000_standinSecret"  # noqa: S105 - the stand-in's own
LICENSE_KEY = "SL000000_standinLicence"
AUTH_KEY = "standin-notice-key"
SHOP = "standin-shop"
JST = dt.timezone(dt.timedelta(hours=9))


def moment(seconds: float) -> dt.datetime:
    """A time of ours in Japan."""
    return dt.datetime.fromtimestamp(seconds, JST)


def iso(seconds: float) -> str:
    """As the order API writes it: no colon in the offset."""
    return moment(seconds).strftime("%Y-%m-%dT%H:%M:%S+0900")


def wrong(code: str, message: str, path: str = "", status: int = 400) -> Refused:
    """An error of the stock and item APIs."""
    error: dict[str, Any] = {"code": code, "message": message}
    if path:
        error["metadata"] = {"propertyPath": path}
    return Refused(Answer.of({"errors": [error]}, status))


class RmsBasis(MallStandIn):
    """The door to RMS."""

    name = "楽天市場"
    rates: ClassVar[Mapping[str, tuple[float, float]]] = {
        "order": (1.0, 2.0),
        "stock": (1.0, 2.0),
        "stock_read": (5.0, 10.0),
        "items": (1.0, 2.0),
        "items_read": (5.0, 10.0),
        "cabinet": (1.0, 2.0),
    }

    def __init__(self) -> None:
        super().__init__()
        self.expires_at = wall.now() + 60 * 86_400
        self.conflicts = 0  # so many writes of stock clash with another
        self.result_lag = 0.0  # seconds until the result of an async call is there
        self.notify = ""  # where push notices go

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        if "expiry_days" in said:
            self.expires_at = wall.now() + float(said["expiry_days"]) * 86_400
        self.conflicts = int(said.get("conflicts", self.conflicts))
        self.result_lag = float(said.get("result_lag", self.result_lag))
        self.notify = str(said.get("notify", self.notify))

    def number(self, count: int, at: float) -> str:
        return f"123456-{moment(at):%Y%m%d}-{count:010d}"

    def group(self, request: Request) -> str:
        if request.path.startswith("/es/2.0/order/"):
            return "order"
        if request.path.startswith("/es/1.0/cabinet/"):
            return "cabinet"
        reading = request.method == "GET" or "bulk-get" in request.path
        if request.path.startswith("/es/2.0/inventories"):
            return "stock_read" if reading else "stock"
        return "items_read" if reading else "items"

    def throttled(self, request: Request, wait: float) -> Answer:
        return Answer.of(_results("ES02-01", "Too many requests."), 429, **{"Retry-After": str(int(wait) + 1)})

    def closed(self, request: Request) -> Answer:
        return Answer.of(_results("ES03-01", "Service is under maintenance."), 503)

    def fails(self, request: Request, status: int) -> Answer:
        if status == 429:
            return self.throttled(request, 0.0)
        return Answer.of({"errors": [{"code": "X0000", "message": "System error."}]}, status)

    def let_in(self, request: Request, *, json: bool = False) -> None:
        """Raises Refused: 401 for wrong or ended keys, 415 for another type of content."""
        right = "ESA " + base64.b64encode(f"{SERVICE_SECRET}:{LICENSE_KEY}".encode()).decode()
        if request.headers.get("authorization") != right or wall.now() > self.expires_at:
            if request.path.startswith("/es/2.0/order/"):
                raise Refused(Answer.of(_results("ES01-01", "Un-Authorised"), 401))
            raise wrong("GA0001", "Un-Authorised", status=401)
        kind = request.headers.get("content-type", "").lower().replace(" ", "")
        if json and kind not in ("application/json", "application/json;charset=utf-8"):
            raise Refused(Answer.of(_results("ES04-03", "Unsupported Media Type"), 415))

    def at(self, page: str, variant: str) -> Offer | None:
        """The offer at a place: pages are compared in small letters, variants as they are."""
        found = self.shop.offers.get((page, variant))
        if found is None:
            same = (one for one in self.shop.offers.values() if one.variant == variant)
            found = next((one for one in same if one.page.lower() == page.lower()), None)
        return found


def _results(code: str, message: str) -> dict[str, Any]:
    return {"Results": {"errorCode": code, "message": message}}
