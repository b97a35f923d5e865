"""The stand-in of ストアクリエイターPro API and Yahoo! ID連携: keys.py, consent.py, orders.py and goods.py in one."""

from collections.abc import Mapping
from typing import ClassVar

from sandbox.malls.yahoo.consent import Consent
from sandbox.malls.yahoo.goods import Goods
from sandbox.malls.yahoo.keys import SELLER
from sandbox.malls.yahoo.orders import PATH, Orders
from sandbox.malls.yahoo.wire import error
from sandbox.messages import Answer, Request

CALLS = (
    "orderList",
    "orderInfo",
    "orderCount",
    "orderChange",
    "orderShipStatusChange",
    "orderStatusChange",
    "setStock",
    "getStock",
    "stCategoryList",
    "myItemList",
    "getItem",
    "editItem",
    "updateItems",
    "submitItem",
    "reservePublish",
    "uploadItemImagePack",
)


class YahooStandIn(Consent, Orders, Goods):
    """One store at Yahoo!ショッピング."""

    name = "Yahoo!ショッピング"
    # One call a second of each URL; a little slack for the line.
    rates: ClassVar[Mapping[str, tuple[float, float]]] = dict.fromkeys(CALLS, (1.0, 2.0))

    def number(self, count: int, at: float) -> str:
        return f"{SELLER}-{10_000_000 + count}"

    def group(self, request: Request) -> str:
        return request.path.removeprefix(PATH) if request.path.startswith(PATH) else ""

    def throttled(self, request: Request, wait: float) -> Answer:
        return error("px-00429", "Too many requests.", 429, Retry_After=str(int(min(wait, 60)) + 1))

    def closed(self, request: Request) -> Answer:
        return error("px-00503", "ただいまメンテナンス中です。", 503)

    def fails(self, request: Request, status: int) -> Answer:
        if status == 429:
            return self.throttled(request, 0)
        return error("px-00500", "System error.", status)
