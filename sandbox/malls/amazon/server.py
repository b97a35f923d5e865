"""The whole stand-in: each part answers its own paths."""

from typing import Any

from sandbox.malls.amazon.orders_v0 import OrdersV0
from sandbox.malls.amazon.reports import Reports
from sandbox.malls.amazon.tokens import Tokens


class AmazonStandIn(OrdersV0, Reports, Tokens):
    """See the package. The control door takes besides: {"orders_2026": false} (that API is not granted), "settling"
    (seconds until a change can be searched), "drops" (so many confirmations answered with 204 and forgotten),
    "feed_seconds" (how long a feed or report takes), "gzip".
    """

    name = "Amazon"

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        self.granted_2026 = bool(said.get("orders_2026", self.granted_2026))
        self.settling = float(said.get("settling", self.settling))
        self.drops = int(said.get("drops", self.drops))
        self.feed_seconds = float(said.get("feed_seconds", self.feed_seconds))
        self.gzip = bool(said.get("gzip", self.gzip))
