"""Credentials at rest: one sealed text for all of a contract."""

import json
from collections.abc import Mapping

from akinai.core.people.secrets import seal, unseal


def seal_keys(keys: Mapping[str, str]) -> str:
    """The text that is stored; "" for none."""
    return seal(json.dumps(dict(keys))) if keys else ""


def open_keys(sealed: str) -> dict[str, str]:
    """The credentials as entered; sealed with another SECRET_KEY they are as good as none."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(unseal(sealed))
    except ValueError:
        return {}
    return opened
