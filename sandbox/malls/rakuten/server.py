"""The stand-in as a whole, with the licence key's last day and push notices."""

import urllib.error
import urllib.request
from xml.sax.saxutils import escape

from sandbox.malls.rakuten.base import AUTH_KEY, LICENSE_KEY, SERVICE_SECRET, SHOP, moment, wrong
from sandbox.malls.rakuten.cabinet import Cabinet
from sandbox.malls.rakuten.items import Items
from sandbox.malls.rakuten.shipping import Shipping
from sandbox.malls.rakuten.stock import Stock
from sandbox.malls.shop import Order
from sandbox.malls.standin import later
from sandbox.messages import Answer, Request, route

__all__ = ["AUTH_KEY", "LICENSE_KEY", "SERVICE_SECRET", "RakutenStandIn", "notice_body"]


class RakutenStandIn(Shipping, Stock, Items, Cabinet):
    """One shop at RMS."""

    @route("GET", "/es/1.0/license-management/license-key/expiry-date")
    def expiry(self, request: Request) -> Answer:
        self.let_in(request)
        if request.asked().get("licenseKey") != LICENSE_KEY:
            raise wrong("GE0014", "Requested resource is not found.", status=404)
        return Answer.of({"expiryDate": f"{moment(self.expires_at):%Y-%m-%d}T23:59:59"})

    def happened(self, order: Order, what: str) -> None:
        if self.notify:
            later(_post, self.notify, notice_body(order, what))


def notice_body(order: Order, what: str, auth_key: str = AUTH_KEY) -> bytes:
    """The XML of a notice: a new order, or a change of one (購入履歴変更)."""
    auth = (
        f"<authModel><contractId>1</contractId><shopUrl>{SHOP}</shopUrl>"
        f"<authKey>{escape(auth_key)}</authKey></authModel>"
    )
    if what == "new":
        told = (
            f"<orderNotifyModel>{auth}<orderInfoNotifyModel><orderNumber>{order.number}</orderNumber>"
            f"<seqId>{order.number[-10:]}-{order.version}</seqId>"
            f"<orderDate>{moment(order.at):%Y/%m/%d %H:%M:%S}</orderDate><orderType>1</orderType>"
            "</orderInfoNotifyModel></orderNotifyModel>"
        )
    else:
        told = (
            f"<notifyModel>{auth}<notifyInfoModel><requestId>{order.number[-10:]}-{order.version}</requestId>"
            "<serviceId>4000</serviceId><functionId>1100</functionId>"
            f'<value1 name="operation">update</value1><value2 name="orderNumber">{order.number}</value2>'
            "</notifyInfoModel></notifyModel>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>{told}'.encode()


def _post(url: str, body: bytes) -> None:
    request = urllib.request.Request(url, body, {"Content-Type": "text/xml; charset=utf-8"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310 - an address of ours
            pass
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return
