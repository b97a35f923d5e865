"""Places a mall is known to have. 楽天 and Yahoo! take a number for a code that nobody has without a word, so a code is
looked up before its first number. What was seen is remembered for some minutes, in this process, so that a push is one
call.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import TypeVar

from akinai.channels.malls.base import Account

LASTS = 600.0  # seconds
MOST = 50_000  # places of one account

Place = TypeVar("Place", bound=Hashable)  # in the words of its adapter


class Places:
    """Those of one account."""

    def __init__(self) -> None:
        self._until: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = threading.Lock()

    def met(self, places: Iterable[Hashable]) -> None:
        """The mall has just shown these."""
        until = time.monotonic() + LASTS
        with self._lock:
            for place in places:
                self._until[place] = until
                self._until.move_to_end(place)
            while len(self._until) > MOST:
                self._until.popitem(last=False)

    def gone(self, places: Iterable[Hashable]) -> None:
        """The mall does not know these any more."""
        with self._lock:
            for place in places:
                self._until.pop(place, None)

    def strange(self, places: Iterable[Place]) -> set[Place]:
        """Which of these must be looked up."""
        now = time.monotonic()
        with self._lock:
            return {place for place in places if self._until.get(place, now) <= now}


_accounts: dict[Hashable, Places] = {}
_lock = threading.Lock()


def places(account: Account) -> Places:
    """What the account's mall is known to have."""
    with _lock:
        return _accounts.setdefault((account.kind, account.id, account.code), Places())
