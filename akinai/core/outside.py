"""The only way out over HTTP. It has a timeout, repeats what is safe, and refuses to run inside a transaction, where a
slow partner would hold our locks.

    try:
        with outside.client(base_url="https://api.example.jp") as api:
            answer = api.get("/orders")
            api.post("/shipments", json=..., extensions={"idempotent": True})
    except outside.FAILED as error: ...

A method that HTTP calls idempotent is repeated after a broken connection and after 429, 502, 503 and 504, and so is
a call that says it is (`extensions={"idempotent": True}`, or an Idempotency-Key header). Any other is repeated only
when no connection came about, so that nothing was sent.
"""

import functools
import ipaddress
import random
import socket
import ssl
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import httpcore
import httpx
import stamina
from django.conf import settings

from akinai.core import events

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
ATTEMPTS = 4
LARGEST = 32 * 2**20  # bytes of one answer
LONGEST_WAIT = 30.0  # seconds that a partner's Retry-After may ask for
IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"}
COME_AGAIN = {429, 502, 503, 504}


# What a call raises when there was no answer, a status that `raise_for_status` refuses, or no address to call.
FAILED = (httpx.HTTPError, httpx.InvalidURL)


# The types of the door and of what comes back, for those who hand them on.
Client = httpx.Client
Response = httpx.Response


class InsideTransaction(RuntimeError):
    """An outside call was made inside a transaction."""


class Forbidden(httpx.TransportError):
    """The address belongs to our own network or machine."""


class TooLarge(httpx.TransportError):
    """The answer is larger than allowed."""


def client(
    *,
    base_url: str = "",
    timeout: httpx.Timeout | float = TIMEOUT,
    attempts: int = ATTEMPTS,
    allow_private: bool | None = None,
    largest: int = LARGEST,
    **others: Any,
) -> httpx.Client:
    """An httpx.Client to be used in a `with` block; `others` are its own arguments (headers, auth …).

    `timeout` in seconds is for the answer; a connection comes about in five, or it doesn't.
    `allow_private` lets it reach private addresses (stand-ins; the default is the setting OUTSIDE_ALLOW_PRIVATE).
    Calls raise InsideTransaction, or httpx.HTTPError with its kinds Forbidden and TooLarge.
    """
    allowed = getattr(settings, "OUTSIDE_ALLOW_PRIVATE", False) if allow_private is None else allow_private
    headers = {"User-Agent": _user_agent(), "Accept-Encoding": "identity", **others.pop("headers", {})}
    return httpx.Client(
        base_url=base_url,
        timeout=timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(timeout, connect=min(timeout, 5.0)),
        headers=headers,
        transport=Door(attempts=attempts, allow_private=allowed, largest=largest),
        trust_env=False,  # the environment's proxies and netrc would go past the door
        **others,
    )


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust. Reading them takes a tenth of a second, so they are read once in each process."""
    return httpx.create_ssl_context()


@functools.cache
def _user_agent() -> str:
    try:
        return f"Akinai/{metadata.version('akinai')}"
    except metadata.PackageNotFoundError:
        return "Akinai"


class Door(httpx.BaseTransport):
    """What every call passes."""

    def __init__(self, *, attempts: int, allow_private: bool, largest: int) -> None:
        self._wire = httpx.HTTPTransport(verify=_certificates())
        if not allow_private:
            # httpx gives no other way to choose the address that is connected to; looking the name up ourselves and
            # leaving the connection to httpx would let the name change its mind in between.
            self._wire._pool._network_backend = PublicOnly()
        self._attempts = attempts
        self._largest = largest

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if events.in_transaction():
            raise InsideTransaction(f"{request.method} {request.url.host}: an outside call inside a transaction")
        for attempt in stamina.retry_context(
            on=lambda error: self._may_repeat(request, error),
            attempts=self._attempts,
            wait_initial=0.2,
            wait_max=5.0,
            timeout=90,
        ):
            with attempt:
                last = attempt.num >= self._attempts
                return self._limited(self._once(request, last=last))
        raise AssertionError("stamina gives at least one attempt")

    def _once(self, request: httpx.Request, *, last: bool) -> httpx.Response:
        answer = self._wire.handle_request(request)
        if answer.status_code in COME_AGAIN and not last and _idempotent(request):
            answer.close()
            raise _Busy(_retry_after(answer))
        return answer

    def _may_repeat(self, request: httpx.Request, error: Exception) -> bool | float:
        if isinstance(error, _Busy):
            return error.seconds or True  # so many seconds, or stamina's own backoff
        if isinstance(error, Forbidden | TooLarge) or not isinstance(error, httpx.TransportError):
            return False
        return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) or _idempotent(request)

    def _limited(self, answer: httpx.Response) -> httpx.Response:
        assert isinstance(answer.stream, httpx.SyncByteStream)
        answer.stream = _Limited(answer.stream, self._largest)
        return answer

    def close(self) -> None:
        self._wire.close()


class _Busy(httpx.TransportError):
    """The partner asks us to come again."""

    def __init__(self, seconds: float) -> None:
        super().__init__("busy")
        self.seconds = seconds


def _idempotent(request: httpx.Request) -> bool:
    said = request.extensions.get("idempotent") or "Idempotency-Key" in request.headers
    # A body that streams is used up by the first attempt.
    return (request.method in IDEMPOTENT or bool(said)) and isinstance(request.stream, httpx.ByteStream)


def _retry_after(answer: httpx.Response) -> float:
    """Seconds to wait beyond the usual backoff, capped: a partner must not stop our worker for an hour."""
    try:
        return min(max(float(answer.headers.get("Retry-After", "0")), 0.0), LONGEST_WAIT)
    except ValueError:
        return random.uniform(1.0, 3.0)


class _Limited(httpx.SyncByteStream):
    """An answer's body that ends with an error when it grows too large."""

    def __init__(self, stream: httpx.SyncByteStream, largest: int) -> None:
        self._stream = stream
        self._left = largest

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLarge("the answer is larger than allowed")
            yield chunk

    def close(self) -> None:
        self._stream.close()


class PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses only: a URL that a user typed must not reach our own network."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not all(ipaddress.ip_address(address).is_global for address in addresses):
            raise Forbidden(f"{host} is an address of our own network")
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
