"""Which terms were in force: a digest kept with each confirmation, the same as storefront.legal tells."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

PAGES = ("terms", "returns", "privacy")  # as in storefront.legal: what a buyer agrees to beside the items


def digest(legal: Mapping[str, str], pages: Sequence[Sequence[Any]]) -> str:
    """64 hex digits of the items and the pages (slug, title, body) as published."""
    return _digest(json.dumps([sorted(legal.items()), [list(page) for page in pages]], ensure_ascii=False))


@lru_cache(maxsize=16)
def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()
