"""How adapters call out: core's door, the pace of the account, tokens that are kept, and a note of each call."""

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls.base import (
    Account,
    Call,
    KeysRefused,
    Maintenance,
    MallError,
    Throttled,
    Unreachable,
)
from akinai.core import outside

TIMEOUT = 30.0  # seconds for an answer
LONGEST_PAUSE = 20.0  # seconds we wait for our own pace; beyond it the call is put off


class Pace:
    """A token bucket: `rate` calls a second, `burst` at once; one for each account and group of calls here."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for our turn. Raises Throttled when it is further away than LONGEST_PAUSE."""
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
            self._at = now
            pause = max(0.0, (1.0 - self._tokens) / self.rate)
            if pause > LONGEST_PAUSE:
                raise Throttled(_("Too many calls at once; the rest follows later."), wait=pause)
            self._tokens -= 1.0  # below zero: those behind us wait longer
        if pause:
            time.sleep(pause)

    def learn(self, rate: float) -> None:
        """The mall told its rate (calls a second)."""
        if rate > 0:
            with self._lock:
                self.rate = rate

    def empty(self) -> None:
        """The mall said 429: what we thought we had, we have not."""
        with self._lock:
            self._tokens = min(self._tokens, 0.0)


_paces: dict[Hashable, Pace] = {}
_tokens: dict[Hashable, tuple[str, float]] = {}
_lock = threading.Lock()


def pace(account: Account, group: str, rate: float, burst: float = 1.0) -> Pace:
    """The pace of a group of calls of an account. A `rate` in the account's settings ("rate.<group>") wins."""
    told = account.settings.get(f"rate.{group}")
    key = (account.id, account.code, group)
    with _lock:
        found = _paces.get(key)
        if found is None:
            found = _paces[key] = Pace(float(told or rate), max(burst, float(told or 0)))
        return found


def token(key: Hashable, fetch: Callable[[], tuple[str, float]], *, fresh: bool = False) -> str:
    """A short-lived access token, kept in this process until a minute before its end.

    `fetch` gives it and its life in seconds; `key` must name account, credentials and scope.
    """
    with _lock:
        known = _tokens.get(key)
    if known and not fresh and known[1] > time.monotonic():
        return known[0]
    value, seconds = fetch()
    with _lock:
        _tokens[key] = (value, time.monotonic() + max(seconds - 60.0, seconds / 2))
    return value


def door(account: Account, base_url: str, **others: Any) -> AbstractContextManager[outside.Client]:
    """core's door to the mall. One attempt: what may be repeated is for the engine, which knows what was answered."""
    return outside.client(base_url=base_url, timeout=TIMEOUT, attempts=1, **others)


def call(account: Account, api: outside.Client, name: str, method: str, path: str, **what: Any) -> outside.Response:
    """One call, noted under its name in the mall's manual. Raises MallError for no answer, 401/403, 429, 503 and 5xx.

    Other statuses are the adapter's to read.
    """
    started = time.monotonic()

    def note(ok: bool, error: str = "") -> None:
        took = int((time.monotonic() - started) * 1000)
        account.calls.append(Call(name, api.base_url.host, ok, took, error))

    try:
        answer = api.request(method, path, **what)
    except outside.FAILED as error:
        note(False, type(error).__name__)
        raise Unreachable(_("The mall did not answer (%(call)s).") % {"call": name}) from error
    note(answer.is_success, "" if answer.is_success else str(answer.status_code))
    try:
        refuse(answer, name)
    except MallError as error:
        error.body = answer.content  # some malls say there why
        raise
    return answer


def refuse(answer: outside.Response, name: str) -> None:
    """Raise what a status says of the whole call."""
    words = {"call": name, "status": answer.status_code}
    if answer.status_code == 429:
        raise Throttled(_("The mall asks us to slow down (%(call)s).") % words, wait=retry_after(answer))
    if answer.status_code == 503:
        raise Maintenance(_("The mall is closed for maintenance (%(call)s).") % words, wait=retry_after(answer))
    if answer.status_code in (401, 403):
        raise KeysRefused(_("The mall does not accept the keys (%(call)s, %(status)d).") % words)
    if answer.status_code >= 500:
        raise Unreachable(_("The mall answered with an error of its own (%(call)s, %(status)d).") % words)


def retry_after(answer: outside.Response) -> float:
    """Seconds the mall asks us to wait; 0 if it says nothing readable."""
    try:
        return min(max(float(answer.headers.get("Retry-After", "0")), 0.0), 3600.0)
    except ValueError:
        return 0.0
