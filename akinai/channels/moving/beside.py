"""What planning must know of this side: the channel the things go to, the warehouse, what else arrives with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from akinai.catalog import queries as catalog
from akinai.catalog.queries import SkuFacts, code_key
from akinai.orders.models import SalesChannel


@dataclass
class Beside:
    """`arriving`: code keys that the same move brings into the catalog (True: a bundle). `shops`: names → channel."""

    channel: SalesChannel | None
    channel_code: str
    warehouse_id: int
    shops: dict[str, SalesChannel]
    arriving: dict[str, bool] = field(default_factory=dict)

    def channel_of(self, shop: str) -> SalesChannel | None:
        """The channel an old system's shop is: by its code or name, however decorated (★店★); else the one chosen."""
        return self.shops.get(shop_key(shop)) if shop.strip() else self.channel

    def skus(self, codes: Iterable[str]) -> dict[str, SkuFacts]:
        """SKUs that are here, by code key. One statement."""
        return catalog.skus_by_code(codes)


def shop_key(name: str) -> str:
    """A shop's name as compared: letters and digits only, width and case made one."""
    return "".join(sign for sign in normalize("NFKC", name).casefold() if sign.isalnum())


def shops(also: Mapping[str, str]) -> dict[str, SalesChannel]:
    """Every name a channel goes by. `also`: the old system's name of a shop → our channel's code. One statement."""
    channels = list(SalesChannel.objects.order_by("position", "code"))
    found = {shop_key(name): channel for channel in reversed(channels) for name in (channel.name, channel.code)}
    by_code = {channel.code: channel for channel in channels}
    found |= {shop_key(name): by_code[code] for name, code in also.items() if code in by_code}
    found.pop("", None)
    return found


__all__ = ["Beside", "code_key", "shop_key", "shops"]
