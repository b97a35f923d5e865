"""The malls there are. Begin with base.py; each folder is one mall."""

from akinai.channels.malls.amazon import Amazon
from akinai.channels.malls.base import Mall
from akinai.channels.malls.rakuten import Rakuten
from akinai.channels.malls.shopify.mall import Shopify
from akinai.channels.malls.yahoo.mall import Yahoo

EVERY: tuple[Mall, ...] = (Rakuten(), Yahoo(), Amazon(), Shopify())
MALLS: dict[str, Mall] = {mall.kind: mall for mall in EVERY}
