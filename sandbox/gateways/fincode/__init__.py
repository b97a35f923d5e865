"""fincode byGMO: sessions, payments, webhooks with their fixed word."""

from typing import Any

from sandbox import serving
from sandbox.gateways.fincode.server import SECRET_KEY, SIGNATURE, FincodeStandIn


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread; returns the address and the server."""
    return serving.start(FincodeStandIn(), port)


def account(address: str) -> dict[str, dict[str, Any]]:
    """What a shop enters to use the stand-in at this address."""
    return {
        "settings": {"api_url": address},
        "credentials": {"secret_key": SECRET_KEY, "webhook_signature": SIGNATURE},
    }
