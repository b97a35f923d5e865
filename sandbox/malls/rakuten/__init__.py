"""A stand-in of 楽天市場's RMS WEB SERVICE: orders, stock, pages, the licence key's last day, push notices."""

from typing import Any

from sandbox import serving
from sandbox.malls.rakuten.server import AUTH_KEY, LICENSE_KEY, SERVICE_SECRET, RakutenStandIn

__all__ = ["RakutenStandIn", "connection", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(RakutenStandIn(), port)


def connection(address: str) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    return {
        "settings": {"api": address},
        "credentials": {"service_secret": SERVICE_SECRET, "license_key": LICENSE_KEY, "auth_key": AUTH_KEY},
    }
