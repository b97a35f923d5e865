"""Every mall, connected: its orders come in, its shipments go out."""

from typing import Any

from akinai.channels.tests import test_mall_amazon, test_mall_rakuten, test_mall_shopify, test_mall_yahoo
from akinai.channels.tests.malls.engine import Engine


def like(contract: type) -> Any:
    """What a mall's own contract says of the mall, without its tests and fixtures."""
    shared = {"basis", "contract", "orders", "sending", "trouble", "builtins"}
    own = [one for one in reversed(contract.__mro__) if one.__module__.rpartition(".")[2] not in shared]
    said = {name: value for one in own for name, value in vars(one).items()}
    leave = ("test_", "__", "models", "pytestmark")
    return type("Like", (), {name: value for name, value in said.items() if not name.startswith(leave)})


class TestRakutenConnected(like(test_mall_rakuten.TestRakuten), Engine):  # type: ignore[misc]
    """楽天市場."""


class TestYahooConnected(like(test_mall_yahoo.TestYahoo), Engine):  # type: ignore[misc]
    """Yahoo!ショッピング."""


class TestAmazonConnected(like(test_mall_amazon.TestAmazon), Engine):  # type: ignore[misc]
    """Amazon."""


class TestShopifyConnected(like(test_mall_shopify.TestShopify), Engine):  # type: ignore[misc]
    """Shopify."""
