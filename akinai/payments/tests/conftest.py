"""The tests' own gateway."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from akinai.payments.tests import coin


@pytest.fixture
def mint() -> Iterator[coin.Mint]:
    """A gateway that takes the same key twice for one."""
    with coin.offered() as found:
        yield found


@pytest.fixture
def forgetful() -> Iterator[coin.Mint]:
    """A gateway without idempotency."""
    with coin.offered(native=False) as found:
        yield found


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in English, whatever is compiled of the Japanese ones."""
    with translation.override("en"):
        yield
