"""How often something may be asked for: a count per key in a window, in this process.

Shared by all threads of a process and by nothing else: with n web processes up to n times as much passes. That is
enough against guessing and flooding, and costs no statement. Addresses of this machine and of private networks are not
counted: behind a proxy everybody would come from there (TRUSTED_PROXIES names the proxies whose word is taken).
"""

import ipaddress
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest

KEPT = 50_000  # keys remembered; the oldest go first

_lock = threading.Lock()
_counts: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()


def too_often(what: str, key: str, *, most: int, seconds: float) -> bool:
    """Count one more of `what` by `key` ("" is never counted): was it one too many within the window?"""
    if not key:
        return False
    now = time.monotonic()
    with _lock:
        begun, count = _counts.pop((what, key), (now, 0))
        if now - begun >= seconds:
            begun, count = now, 0
        _counts[(what, key)] = (begun, count + 1)
        while len(_counts) > KEPT:
            _counts.popitem(last=False)
    return count + 1 > most


def forget() -> None:
    """Begin counting anew (tests)."""
    with _lock:
        _counts.clear()


def address(request: HttpRequest) -> str:
    """The visitor's address, or "" where it is not known or not a public one."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    if told in settings.TRUSTED_PROXIES:
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return told if ipaddress.ip_address(told).is_global else ""
    except ValueError:
        return ""
