"""The stand-ins' clock: the machine's, or one that is so many seconds off, so that another day can be played.

Signatures keep the machine's own time, as the shop verifies them by its own.
"""

import time

_off = 0.0


def now() -> float:
    """Seconds since 1970."""
    return time.time() + _off


def set_off(seconds: float) -> None:
    """From now on be so many seconds ahead (or, negative, behind)."""
    global _off
    _off = seconds
