"""Tells the shop what happened, as gateways do: later, again when it was not understood, twice when asked to."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True)
class Message:
    """What the shop is told, to the byte."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    about: str = ""  # order number, for people who look at the control door


@dataclass
class Told:
    """One time the shop was told, and what it answered. `status` 0: it could not be reached."""

    message: Message
    number: int  # of this message: 1, 2 …
    status: int = 0
    answer: bytes = b""
    accepted: bool = False


class Notifier:
    """Sends in threads of its own; `told` is everything that was ever sent."""

    def __init__(
        self,
        accepted: Callable[[int, bytes], bool],
        heard: Callable[[Told], None] = lambda told: None,
        *,
        again: float = 2.0,
        at_most: int = 5,
    ) -> None:
        self.told: list[Told] = []
        self.again, self.at_most = again, at_most
        self._accepted, self._heard = accepted, heard
        self._due: list[tuple[float, int, Message, int]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._busy = 0
        self._closed = False
        self._client = httpx.Client(timeout=30, trust_env=False)
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="notifier")
        threading.Thread(target=self._run, daemon=True, name="notifier").start()

    def tell(self, message: Message, *, delay: float = 0.0, number: int = 1) -> None:
        """Send it after so many seconds; not accepted, it is sent again."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), message, number))
            self._changed.notify_all()

    def tell_now(self, message: Message) -> Told:
        """Send it and wait for the answer."""
        return self._send(message, 1)

    def wait(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way any more; what will be sent again later does not count."""
        until = time.monotonic() + seconds
        with self._changed:
            while self._busy or (self._due and self._due[0][0] <= time.monotonic() + 0.05):
                if time.monotonic() > until:
                    return False
                self._changed.wait(0.05)
        return True

    def close(self) -> None:
        """Nothing is sent any more."""
        with self._changed:
            self._closed = True
            self._due.clear()
            self._changed.notify_all()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (not self._due or self._due[0][0] > time.monotonic()):
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                if self._closed:
                    return
                _at, _order, message, number = heapq.heappop(self._due)
                self._busy += 1
            self._pool.submit(self._work, message, number)

    def _work(self, message: Message, number: int) -> None:
        try:
            told = self._send(message, number)
            if not told.accepted and number < self.at_most and not self._closed:
                self.tell(message, delay=self.again, number=number + 1)
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _send(self, message: Message, number: int) -> Told:
        told = Told(message, number)
        try:
            answer = self._client.post(message.url, content=message.body, headers=message.headers)
            told.status, told.answer = answer.status_code, answer.content[:2000]
            told.accepted = self._accepted(told.status, told.answer)
        except httpx.HTTPError as error:
            told.answer = str(error).encode()
        self.told.append(told)
        self._heard(told)
        return told
