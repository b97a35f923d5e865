"""What every stand-in gateway is made of: a small HTTP server with routes, state in memory, faults, and a notifier.

    class KomojuStandIn(StandIn):
        name = "KOMOJU"

        @route("POST", "/api/v1/sessions")
        def create(self, request: Request) -> Answer: ...  # under the lock; refuse with `raise Refused(answer)`

        def press(self, page, how, method, amount) -> Pressed: ...  # the payer pressed a button
        def accepted(self, status, answer) -> bool: ...  # did the shop understand the notice?
        def shown(self) -> dict[str, Any]: ...  # for the control door

`open_page(PayerPage(...))` gives the address to send the buyer to. What a button means beyond the payment itself
(notice before the redirect, twice, never …) is done here, so that every gateway behaves alike.

The control door, for tests and loads without a browser, JSON in and out:
    POST /_control        {"lag": 0.2, "next": "timeout", "times": 1, "hang": 30, "again": 2, "mute": false,
                           "clock_off": -3600}
    GET  /_control/state  what there is, every call, everything the shop was told and what it answered
    POST /_control/pay    {"order_id", "how": "pay", "method": "card", "amount": null} → {"back": how the buyer returns}
    POST /_control/wait   waits until no notice is on its way → {"told": [...]}
Faults (`next`) strike API calls, not pages: timeout (done, never answered), lost (not done, never answered), 500 (not
done), 500done (done all the same), garbage (done, answered with rubbish), 429 (not done).
"""

import argparse
import json
import os
import pickle
import re
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.gateways import pages, wall
from sandbox.gateways.notifier import Message, Notifier, Told
from sandbox.gateways.pages import Back, Form, PayerPage

PASSING = ("address", "lag", "hang", "mute", "calls")  # of one run only
FAULTS = ("timeout", "lost", "500", "500done", "garbage", "429")


@dataclass(frozen=True)
class Request:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    parts: dict[str, str] = field(default_factory=dict)  # {id} of the route's path

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Refused (400)."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused(Answer.of({"error": "not a JSON object"}, 400))
        return found

    def form(self, charset: str = "utf-8") -> list[tuple[str, str]]:
        """The body as form fields, in order, empty ones too."""
        text = self.body.decode("ascii", "replace")
        return parse_qsl(text, keep_blank_values=True, encoding=charset, errors="replace", max_num_fields=2000)

    def asked(self) -> dict[str, str]:
        """The query's fields."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Any, status: int = 200, **headers: str) -> "Answer":
        """JSON."""
        return cls(json.dumps(content, ensure_ascii=False).encode(), status, "application/json", headers)

    @classmethod
    def html(cls, content: str, status: int = 200, charset: str = "utf-8") -> "Answer":
        """A page."""
        return cls(content.encode(charset, "xmlcharrefreplace"), status, f"text/html; charset={charset}")

    @classmethod
    def to(cls, address: str) -> "Answer":
        """The browser goes there with GET."""
        return cls(b"", 303, headers={"Location": address})


class Refused(Exception):
    """A handler answers this instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Pressed:
    """What came of a button: what the shop is to be told, and how the buyer goes back."""

    messages: list[Message]
    back: Back


Handler = TypeVar("Handler", bound=Callable[..., Answer])


def route(method: str, path: str, *, api: bool = True) -> Callable[[Handler], Handler]:
    """Marks the method of a stand-in that answers here. `path` may hold {names}; faults strike only `api` routes."""

    def mark(handler: Handler) -> Handler:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
        handler._route = (method, pattern, api)  # type: ignore[attr-defined]
        return handler

    return mark


class StandIn:
    """One gateway. Subclasses add routes and say what a button does."""

    name: ClassVar[str] = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.address = ""
        self.pages: dict[str, PayerPage] = {}
        self.calls: deque[str] = deque(maxlen=500)
        self.notifier = Notifier(self.accepted, self.heard)
        self.lag, self.hang, self.mute = 0.0, 30.0, False
        self.wrong_by = -100  # yen that a notice of a wrong amount is off
        self._faults: deque[str] = deque()
        self._closing = threading.Event()
        self._routes = [
            (*handler._route, handler)
            for handler in (getattr(self, each) for each in dir(type(self)))
            if hasattr(handler, "_route")
        ]

    # --- what a gateway says for itself ---

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        """Do what the payer chose: pay, fail, cancel, deposit or expire, or one of the page's own `more`.

        Runs under the lock. `amount` is what is notified (another one than asked for when a wrong amount is tried).
        """
        raise Refused(Answer.of({"error": f"{self.name} has no button {how}"}, 400))

    def accepted(self, status: int, answer: bytes) -> bool:
        """Did the shop understand the notice?"""
        return 200 <= status < 300

    def heard(self, told: Told) -> None:
        """The shop answered a notice (or could not be reached)."""

    def shown(self) -> dict[str, Any]:
        """What the control door shows of our state."""
        return {}

    # --- payer's pages ---

    def open_page(self, page: PayerPage) -> str:
        """Keep the page; returns its address."""
        self.pages[page.ref] = page
        return f"{self.address}/_pay/{page.ref}"

    @route("GET", "/_pay/{ref}", api=False)
    def show_page(self, request: Request) -> Answer:
        page = self._page(request.parts["ref"])
        return Answer.html(pages.payer_page(self.name, page))

    @route("POST", "/_pay/{ref}", api=False)
    def pressed_page(self, request: Request) -> Answer:
        page, said = self._page(request.parts["ref"]), dict(request.form())
        how = said.get("how", pages.PAY)
        pressed = self.act(page, how, said.get("method", ""))
        if how == pages.SILENT:
            return Answer.html(pages.told_page(self.name, "応答がありません"), 504)
        if how == pages.NEVER:
            return Answer.html(pages.told_page(self.name, "お支払いは済みました。この画面を閉じてください。"))
        slip_issued = page.slip and how == pages.PAY  # the payer reads the number before going back
        if (
            how in (pages.LATE, pages.DEPOSIT, pages.DEPOSIT_WRONG, pages.EXPIRE)
            or slip_issued
            or how in dict(page.more)
        ):
            return Answer.to(f"{self.address}/_pay/{page.ref}")
        if isinstance(pressed.back, Form):
            return Answer.html(pages.back_page(self.name, pressed.back), charset=pressed.back.charset)
        return Answer.to(pressed.back)

    def act(self, page: PayerPage, how: str, method: str, amount: int | None = None) -> Pressed:
        """Press a button: the payment under the lock, then the notices as the button says."""
        odd = dict(pages.ODD)
        deed = pages.PAY if how in odd else pages.DEPOSIT if how == pages.DEPOSIT_WRONG else how
        off = self.wrong_by if how in (pages.WRONG, pages.DEPOSIT_WRONG) else 0
        with self.lock:
            if page.state != "open" and deed in (pages.PAY, pages.FAIL, pages.CANCEL):
                raise Refused(Answer.html(pages.payer_page(self.name, page), 409))
            pressed = self.press(
                page, deed, method or page.methods[0][0], page.amount + off if amount is None else amount
            )
            page.back = pressed.back
        if how == pages.SILENT or self.mute:
            return pressed
        for message in pressed.messages:
            if how == pages.FIRST:
                self.notifier.tell_now(message)
            else:
                self.notifier.tell(message)
            if how == pages.TWICE:
                self.notifier.tell(message, delay=0.05)
        return pressed

    def tell(self, *messages: Message) -> None:
        """Tell the shop (unless the control door has silenced us)."""
        if not self.mute:
            for message in messages:
                self.notifier.tell(message)

    def _page(self, ref: str) -> PayerPage:
        if ref not in self.pages:
            raise Refused(Answer.html(pages.told_page(self.name, "このお支払いは見つかりません"), 404))
        return self.pages[ref]

    # --- the control door ---

    @route("POST", "/_control", api=False)
    def control(self, request: Request) -> Answer:
        said = request.json()
        if faults := said.get("next"):
            names = faults if isinstance(faults, list) else [faults] * int(said.get("times", 1))
            if unknown := [each for each in names if str(each) not in FAULTS]:
                return Answer.of({"error": f"unknown faults {unknown}", "known": FAULTS}, 400)
            self._faults.extend(str(each) for each in names)
        self.lag = float(said.get("lag", self.lag))
        self.hang = float(said.get("hang", self.hang))
        self.mute = bool(said.get("mute", self.mute))
        self.wrong_by = int(said.get("wrong_by", self.wrong_by))
        self.notifier.again = float(said.get("again", self.notifier.again))
        if "clock_off" in said:
            wall.set_off(float(said["clock_off"]))
        if said.get("clear"):
            self._faults.clear()
        return Answer.of({"ok": True, "waiting": list(self._faults)})

    @route("GET", "/_control/state", api=False)
    def state(self, request: Request) -> Answer:
        return Answer.of({"state": self.shown(), "calls": list(self.calls), "told": self._told()})

    @route("POST", "/_control/pay", api=False)
    def control_pay(self, request: Request) -> Answer:
        said = request.json()
        found = [page for page in self.pages.values() if page.order_id == said.get("order_id")]
        if not found:
            return Answer.of({"error": f"no payment page of {said.get('order_id')!r}"}, 404)
        amount = said.get("amount")
        pressed = self.act(
            found[-1],
            str(said.get("how", pages.PAY)),
            str(said.get("method") or ""),
            None if amount is None else int(amount),
        )
        back: Any = pressed.back
        if isinstance(back, Form):
            back = {"url": back.url, "fields": [list(each) for each in back.fields], "charset": back.charset}
        return Answer.of({"back": back, "told": len(pressed.messages)})

    @route("POST", "/_control/wait", api=False)
    def control_wait(self, request: Request) -> Answer:
        quiet = self.notifier.wait(float(request.json().get("seconds", 10)))
        return Answer.of({"quiet": quiet, "told": self._told()})

    def _told(self) -> list[dict[str, Any]]:
        return [
            {
                "url": each.message.url,
                "about": each.message.about,
                "body": each.message.body.decode("utf-8", "replace"),
                "number": each.number,
                "status": each.status,
                "answer": each.answer.decode("cp932", "replace"),
                "accepted": each.accepted,
            }
            for each in list(self.notifier.told)
        ]

    # --- the server's side ---

    def answer(self, request: Request) -> Answer | None:
        """The answer, or None for none at all."""
        for method, pattern, api, handler in self._routes:
            if method == request.method and (fits := pattern.match(request.path)):
                parts = {name: unquote(value) for name, value in fits.groupdict().items()}
                request = Request(request.method, request.path, request.query, request.headers, request.body, parts)
                return self._api(handler, request) if api else _refusable(handler, request)
        return Answer.of({"error": f"{self.name} knows no {request.method} {request.path}"}, 404)

    def _api(self, handler: Callable[[Request], Answer], request: Request) -> Answer | None:
        if self.lag:
            self._closing.wait(self.lag)
        with self.lock:
            fault = self._faults.popleft() if self._faults else ""
            undone = fault in ("lost", "500", "429")
            answer = None if undone else _refusable(handler, request)
            status = fault or (answer.status if answer else 0)
            self.calls.append(f"{request.method} {request.path} {status}")
        if fault in ("timeout", "lost"):
            self._closing.wait(self.hang)
            return None
        if fault == "garbage":
            return Answer(b"<<<\x81\xff not what you expect", 200)
        if fault:
            return Answer(b"", int(fault[:3]), headers={"Retry-After": "0"})
        return answer

    def keep(self, file: Path) -> None:
        """Write down what is known (payments, pages), as far as it can be written."""
        with self.lock:
            known = {name: one for name, one in vars(self).items() if name not in PASSING and _can_be_written(one)}
            written = pickle.dumps(known)  # together, as one thing may be known from two places
        fresh = file.with_suffix(".new")
        fresh.write_bytes(written)
        fresh.replace(file)

    def remember(self, file: Path) -> None:
        """Know again what was kept in this file of ours; a missing one is nothing."""
        if file.exists():
            vars(self).update(pickle.loads(file.read_bytes()))  # noqa: S301 - our own file

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closing.set()
        self.notifier.close()


def _can_be_written(value: Any) -> bool:
    try:
        pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):  # a lock, a thread
        return False
    return True


def _refusable(handler: Callable[[Request], Answer], request: Request) -> Answer:
    try:
        return handler(request)
    except Refused as refused:
        return refused.answer


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    standin: ClassVar[StandIn]

    def do_GET(self) -> None:
        self._any()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET

    def _any(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.standin.answer(Request(self.command, address.path, address.query, headers, body))
        if answer is None:  # the line goes dead
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            **answer.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: /_control/state has it."""


class Server(ThreadingHTTPServer):
    """Serves one stand-in on this machine only."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, standin: StandIn, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), type("Door", (_Door,), {"standin": standin}))
        standin.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.standin = standin

    def stop(self) -> None:
        """End it, and everything that is on its way."""
        self.standin.close()
        self.shutdown()
        self.server_close()


def start(standin: StandIn, port: int = 0) -> tuple[str, Server]:
    """Serve in a thread; returns its address and the server (`.standin`, `.stop()`)."""
    server = Server(standin, port)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name=f"stand-in {standin.name}").start()
    return standin.address, server


def main(standin: StandIn) -> None:
    """Serve until a signal comes or the process that started us is gone; prints the address."""
    parser = argparse.ArgumentParser(description=f"A stand-in for {standin.name}. No money moves.")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--quiet", action="store_true", help="do not print the address")
    parser.add_argument("--keep", type=Path, help="a file of ours: what is known is kept there for the next time")
    given = parser.parse_args()
    if given.keep:
        standin.remember(given.keep)
    parent, asked = os.getppid(), threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: asked.set())
    address, server = start(standin, given.port)
    if not given.quiet:
        print(address, flush=True)
    while os.getppid() == parent and not asked.wait(0.5):
        pass
    server.stop()
    if given.keep:
        standin.keep(given.keep)


def now_jst() -> time.struct_time:
    """The time in Japan, whatever the machine's zone."""
    return time.gmtime(wall.now() + 9 * 3600)
