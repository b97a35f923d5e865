"""Webhooks: signed, in a thread of their own, said again for a while when nobody answers, then dropped."""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from typing import Any

from sandbox import wall
from sandbox.malls.shop import Order
from sandbox.malls.shopify import ids, views
from sandbox.malls.standin import MallStandIn, later

CLIENT_SECRET = "shpss_standin_0123456789abcdef"  # noqa: S105 - the stand-in's own
DOMAIN = "practice.myshopify.com"
VERSION = "2026-04"
TRIES = 8
TOPICS = {
    "new": ("ORDERS_CREATE",),
    "changed": ("ORDERS_UPDATED",),
    "cancelled": ("ORDERS_CANCELLED", "ORDERS_UPDATED"),
}


def signature(body: bytes, secret: str = CLIENT_SECRET) -> str:
    """X-Shopify-Hmac-SHA256."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(topic: str, body: bytes, id: str = "", secret: str = CLIENT_SECRET) -> dict[str, str]:
    """Those of a delivery; ORDERS_CREATE is orders/create there."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic.lower().replace("_", "/", 1),
        "X-Shopify-Hmac-SHA256": signature(body, secret),
        "X-Shopify-Shop-Domain": DOMAIN,
        "X-Shopify-API-Version": VERSION,
        "X-Shopify-Webhook-Id": id or secrets.token_hex(16),
        "X-Shopify-Event-Id": secrets.token_hex(16),
        "X-Shopify-Triggered-At": views.moment(wall.now()),
    }


def body_of(order: Order, fields: list[str] | None = None) -> bytes:
    """The order in the words of the old REST interface, cut to `fields`."""
    gid = ids.order(order.number)
    whole: dict[str, Any] = {
        "id": int(ids.tail(gid)),
        "admin_graphql_api_id": gid,
        "name": order.number,
        "created_at": views.moment(order.at),
        "updated_at": views.moment(order.updated),
        "total_price": f"{views.total_of(order)}",
        "currency": "JPY",
    }
    told = {name: value for name, value in whole.items() if not fields or name in fields}
    return json.dumps(told, ensure_ascii=False).encode()


class Hooks(MallStandIn):
    """Sends what happened to whoever asked for it."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: dict[str, dict[str, Any]] = {}  # gid → topic, uri, includeFields
        self.delivered: list[tuple[str, str, int]] = []  # topic, order, status (0: no answer)
        self.retry_wait = 1.0  # seconds before the second try; it doubles

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        self.retry_wait = float(said.get("retry_wait", self.retry_wait))

    def happened(self, order: Order, what: str) -> None:
        for gid, one in list(self.subscriptions.items()):
            if one["topic"] in TOPICS.get(what, ()):
                later(self._deliver, gid, one, order.number, body_of(order, one.get("includeFields")))

    def _deliver(self, gid: str, one: dict[str, Any], number: str, body: bytes) -> None:
        told = headers(one["topic"], body)
        for attempt in range(TRIES):
            status = _post(one["uri"], body, told)
            self.delivered.append((one["topic"], number, status))
            if 200 <= status < 300 or self._closing.wait(self.retry_wait * 2**attempt):
                return
        self.subscriptions.pop(gid, None)


def _post(address: str, body: bytes, told: dict[str, str]) -> int:
    """The status, 0 for no answer within five seconds."""
    request = urllib.request.Request(address, data=body, headers=told, method="POST")  # noqa: S310 - a shop of ours
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0
