"""A stand-in of KOMOJU: sessions, payments, refunds, chargebacks, idempotency keys, signed notices."""

from typing import Any

from sandbox import serving
from sandbox.gateways.komoju.payer import WEBHOOK_SECRET
from sandbox.gateways.komoju.server import SECRET_KEY, KomojuStandIn

__all__ = ["KomojuStandIn", "account", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(KomojuStandIn(), port)


def account(address: str) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    return {
        "settings": {"api": f"{address}/api/v1"},
        "credentials": {"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET},
    }
