"""Messages that partners push to us: they have no session, and prove who they are by a signature in the message."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from akinai.core import limits


@dataclass(frozen=True)
class RawRequest:
    """A message as it came: header names in lower case, the body's bytes untouched."""

    headers: Mapping[str, str]
    body: bytes
    query: str = ""
    sender: str = ""  # address it came from


def heard(request: HttpRequest, door: str, *, largest: int, most: int, seconds: int) -> RawRequest | int:
    """A message of at most `largest` bytes; or the status to answer: 429 after `most` in `seconds`, 413 if too large.

    `most` counts by address and door.
    """
    sender = limits.address(request)
    if limits.too_often(door, sender, most=most, seconds=seconds):
        return 429
    if int(request.META.get("CONTENT_LENGTH") or 0) > min(largest, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or largest):
        return 413
    return RawRequest(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        query=request.META.get("QUERY_STRING", ""),
        sender=sender or str(request.META.get("REMOTE_ADDR", "")),
    )
