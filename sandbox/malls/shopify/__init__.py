"""A stand-in of Shopify's Admin GraphQL API 2026-04: tokens, points, orders, shipments, stock, products, webhooks.

It reads documents (selecting.py) and knows no schema; the tests hold its answers against an excerpt of Shopify's own.
"""

from typing import Any

from sandbox import serving
from sandbox.malls.shopify.hooks import CLIENT_SECRET, DOMAIN
from sandbox.malls.shopify.server import ACCESS_TOKEN, CLIENT_ID, ShopifyStandIn

__all__ = ["ACCESS_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "DOMAIN", "ShopifyStandIn", "connection", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(ShopifyStandIn(), port)


def connection(address: str) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    return {
        "settings": {"api": address, "shop": DOMAIN, "client_id": CLIENT_ID},
        "credentials": {"client_secret": CLIENT_SECRET},
    }
