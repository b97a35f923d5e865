"""What several tests of payments stand on."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in English, whatever is compiled of the Japanese ones."""
    with translation.override("en"):
        yield
