"""A stand-in of Stripe: pages, intents, refunds, disputes, transfers, idempotency keys, signed events."""

from typing import Any

from sandbox import serving
from sandbox.gateways.stripe.payer import WEBHOOK_SECRET
from sandbox.gateways.stripe.server import SECRET_KEY, StripeStandIn

__all__ = ["StripeStandIn", "account", "start"]


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread: its address and the server (`.standin`, `.stop()`)."""
    return serving.start(StripeStandIn(), port)


def account(address: str) -> dict[str, Any]:
    """What the shop has to enter to use it."""
    return {
        "settings": {"api": address},
        "credentials": {"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET},
    }
