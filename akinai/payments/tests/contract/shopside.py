"""The shop and its buyer as a test plays them: a server for notices, the walk to the payment page and back."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlencode

import httpx

from akinai.payments import actions
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, Payment


@dataclass
class _Waiting:
    """A notice that is here, and its answer."""

    token: str
    raw: base.RawRequest
    answered: threading.Event = field(default_factory=threading.Event)
    response: base.RawResponse = field(default_factory=lambda: base.RawResponse(b"", 503))


class _Door(BaseHTTPRequestHandler):
    waiting: ClassVar["queue.Queue[_Waiting]"]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        here = _Waiting(self.path.strip("/"), base.RawRequest(headers, body, sender=self.client_address[0]))
        self.waiting.put(here)
        here.answered.wait(10)
        self.send_response(here.response.status)
        self.send_header("Content-Type", here.response.content_type)
        self.send_header("Content-Length", str(len(here.response.body)))
        self.end_headers()
        self.wfile.write(here.response.body)

    def log_message(self, format: str, *args: Any) -> None:
        """The test says what is wrong."""


class Shop:
    """The shop as its gateway sees it, and the gateway as a payer uses it."""

    def __init__(self, account: GatewayAccount, address: str) -> None:
        self.account, self.address = account, address
        self.answers: list[base.RawResponse] = []
        self.heard: list[base.RawRequest] = []
        self._kept: list[base.RawRequest] | None = None
        self._waiting: queue.Queue[_Waiting] = queue.Queue()
        door = type("Door", (_Door,), {"waiting": self._waiting})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), door)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        while not self._waiting.empty():  # what nobody waits for must not keep the stand-in waiting either
            self._waiting.get().answered.set()

    @property
    def checkout(self) -> base.Checkout:
        return base.Checkout(
            return_url=f"{self.url}/back/",
            cancel_url=f"{self.url}/cancel/",
            error_url=f"{self.url}/error/",
            notify_url=f"{self.url}/{self.account.webhook_token}/",
            title="ご注文 000123",
        )

    def control(self, **said: Any) -> None:
        """The stand-in's control door."""
        httpx.post(f"{self.address}/_control", json=said).raise_for_status()

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.address}/_control/state").json()
        return found

    def press(self, payment: Payment, how: str = "pay", **said: Any) -> dict[str, Any]:
        """The payer presses a button; notices are taken in until none is on its way."""

        def work() -> dict[str, Any]:
            asked = {"order_id": payment.merchant_ref, "how": how, **said}
            pressed = httpx.post(f"{self.address}/_control/pay", json=asked, timeout=30)
            pressed.raise_for_status()
            httpx.post(f"{self.address}/_control/wait", json={}, timeout=30).raise_for_status()
            found: dict[str, Any] = pressed.json()
            return found

        return self._while(work)

    @contextmanager
    def held_back(self) -> Iterator[list[base.RawRequest]]:
        """Notices that come are kept, not taken in; the gateway hears that we are not there."""
        kept: list[base.RawRequest] = []
        self._kept = kept
        try:
            yield kept
        finally:
            self._kept = None

    def tell(self, raw: base.RawRequest) -> base.RawResponse:
        """A notice as the shop gets it."""
        return actions.receive(self.account.webhook_token, raw)

    def _while(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        found: list[Any] = []

        def run() -> None:
            try:
                found.append(work())
            except Exception as error:
                found.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive() or not self._waiting.empty():
            self._take(0.02)
        if isinstance(found[0], Exception):
            raise found[0]
        result: dict[str, Any] = found[0]
        return result

    def _take(self, seconds: float) -> None:
        try:
            here = self._waiting.get(timeout=seconds)
        except queue.Empty:
            return
        if self._kept is not None:
            self._kept.append(here.raw)
            here.answered.set()
            return
        self.heard.append(here.raw)
        here.response = actions.receive(here.token, here.raw)
        self.answers.append(here.response)
        here.answered.set()


def go(started: base.Started) -> httpx.Response:
    """The buyer's browser follows to the payment page."""
    match started:
        case base.Redirect(url):
            return httpx.get(url, follow_redirects=True)
        case base.AutoPost(url, fields, charset):
            encoding = "cp932" if charset == "Shift_JIS" else charset
            body = urlencode(fields, encoding=encoding, errors="strict").encode("ascii")
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            return httpx.post(url, content=body, headers=headers, follow_redirects=True)
    raise AssertionError(f"no page to go to: {started}")


def returned(pressed: dict[str, Any]) -> base.RawRequest:
    """The request by which the buyer comes back."""
    back = pressed["back"]
    if isinstance(back, str):
        return base.RawRequest({}, b"", query=back.partition("?")[2])
    encoding = "cp932" if back["charset"] == "Shift_JIS" else "utf-8"
    body = urlencode([tuple(each) for each in back["fields"]], encoding=encoding)
    return base.RawRequest({"content-type": "application/x-www-form-urlencoded"}, body.encode("ascii"))


def forged(raw: base.RawRequest) -> base.RawRequest:
    """The notice as a stranger would write it: another amount, and a signature that is a guess."""
    headers = {name: value[::-1] if "signature" in name else value for name, value in raw.headers.items()}
    return base.RawRequest(headers, raw.body.replace(b"5500", b"5501"), raw.query, "192.0.2.1")
