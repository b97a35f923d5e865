"""A stand-in of Amazon's Selling Partner API for one seller at Amazon.co.jp: tokens, orders (2026-01-01 and v0),
shipment confirmation, listings, feeds and reports. Its answers are held against Amazon's own models (models/).
"""

from typing import Any

from sandbox import serving
from sandbox.malls.amazon import door
from sandbox.malls.amazon.server import AmazonStandIn

__all__ = ["AmazonStandIn", "connection", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(AmazonStandIn(), port)


def connection(address: str) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    keys = {"seller_id": door.SELLER, "client_id": door.CLIENT_ID}
    return {
        "settings": {"api": address, "auth": address, **keys, "takes_effect_after": "0"},  # here they do at once
        "credentials": {"client_secret": door.CLIENT_SECRET, "refresh_token": door.REFRESH_TOKEN},
    }
