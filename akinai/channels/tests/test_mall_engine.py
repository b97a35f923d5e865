"""Every mall, connected: its orders come in, its shipments go out."""

from typing import Any

from akinai.channels.tests import test_mall_rakuten
from akinai.channels.tests.malls.engine import Engine


def like(contract: type) -> Any:
    """What a mall's own contract says of the mall, without its tests."""
    said = {name: one for name, one in vars(contract).items() if not name.startswith(("test_", "__"))}
    return type("Like", (), said)


class TestRakutenConnected(like(test_mall_rakuten.TestRakuten), Engine):  # type: ignore[misc]
    """楽天市場."""
