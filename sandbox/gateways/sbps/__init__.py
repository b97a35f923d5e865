"""SBペイメントサービス: its payment page (リンク型), its result notices, its XML (API型)."""

from typing import Any

from sandbox import serving
from sandbox.gateways.sbps.server import HASH_KEY, MERCHANT, SERVICE, SbpsStandIn


def start(port: int = 0) -> tuple[str, serving.Server]:
    """Serve in a thread; returns the address and the server."""
    return serving.start(SbpsStandIn(), port)


def account(address: str) -> dict[str, dict[str, Any]]:
    """What a shop enters to use the stand-in at this address."""
    return {
        "settings": {
            "merchant_id": MERCHANT,
            "service_id": SERVICE,
            "link_url": f"{address}/f01/FepBuyInfoReceive.do",
            "api_url": f"{address}/api/xmlapi.do",
        },
        "credentials": {"hash_key": HASH_KEY},
    }
