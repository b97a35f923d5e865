"""A stand-in of Yahoo!ショッピング: tokens of Yahoo! ID連携, signed order calls in XML, stock, pages.

The control door has besides what every mall's has (sandbox/malls/standin.py):
    {"expire_tokens": true}    every access token is over (401, expired token)
    {"end_sessions": 2}        the next order calls are told px-04102
    {"signed_in_ago": 2500000} the operator signed in so many seconds ago: after 28 days no token is given any more
    {"settle": 3}              seconds before an order can be completed after its shipment was told
Its limits are the manual's: one call a second of each URL. For more say {"unlimited": true} to the control door and
give the connection a higher pace: `connection(address, calls_a_second=1000)`.
"""

from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox import serving, wall
from sandbox.malls.yahoo.keys import CLIENT_ID, CLIENT_SECRET, KEY_VERSION, PUBLIC_KEY, REFRESH_TOKEN, SELLER
from sandbox.malls.yahoo.server import YahooStandIn

__all__ = ["YahooStandIn", "connection", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(YahooStandIn(), port)


def connection(address: str, *, calls_a_second: float = 1.0) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    today = datetime.fromtimestamp(wall.now(), timezone(timedelta(hours=9))).date()
    return {
        "settings": {
            "api": address,
            "auth": address,
            "seller_id": SELLER,
            "client_id": CLIENT_ID,
            "key_version": KEY_VERSION,
            "signed_in_on": today.isoformat(),
            "status_pause": "0.1",
            "rate.calls": str(calls_a_second),
            "path": "練習用",
            "product_category": "1447",
        },
        "credentials": {
            "client_secret": CLIENT_SECRET,
            "refresh_token": REFRESH_TOKEN,
            "public_key": PUBLIC_KEY,
        },
    }
