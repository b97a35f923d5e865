"""What tests of channels share."""

from collections.abc import Iterator
from typing import Any

import pytest

from akinai.channels.tests import stall as stalls
from akinai.inventory.tests.making import make_warehouse


@pytest.fixture
def stall(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[stalls.Stall]:
    """A mall of the tests' own, open; nothing is connected to it."""
    make_warehouse()
    mall, server = stalls.open_stall(monkeypatch, settings)
    yield mall
    server.stop()
