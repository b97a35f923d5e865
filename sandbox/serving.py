"""What every stand-in is made of: a small HTTP server with routes, state in memory, and faults.

    class Rms(StandIn):
        name = "RMS"

        @route("POST", "/es/2.0/order/searchOrder/")
        def search(self, request: Request) -> Answer: ...  # under the lock; refuse with `raise Refused(answer)`

        def shown(self) -> dict[str, Any]: ...  # for the control door

The control door, JSON in and out:
    POST /_control        {"lag": 0.2, "next": "timeout", "times": 1, "hang": 30, "clear": false, "clock_off": -3600}
    GET  /_control/state  what there is, and every call
Faults (`next`) strike API calls, not pages: timeout (done, never answered), lost (not done, never answered), 500 (not
done), 500done (done all the same), garbage (done, answered with rubbish), 429 (not done), ok (no fault: one call is
let pass before the next).
"""

import argparse
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from sandbox import wall
from sandbox.messages import Answer, Refused, Request, route

PASSING = ("address", "lag", "hang", "mute", "calls")  # of one run only
FAULTS = ("timeout", "lost", "500", "500done", "garbage", "429", "ok")


class StandIn:
    """One service of the outside world. Subclasses add routes."""

    name: ClassVar[str] = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.address = ""
        self.calls: deque[str] = deque(maxlen=500)
        self.lag, self.hang = 0.0, 30.0
        self._faults: deque[str] = deque()
        self._closing = threading.Event()
        self._routes = [
            (*handler._route, handler)
            for handler in (getattr(self, each) for each in dir(type(self)))
            if hasattr(handler, "_route")
        ]

    # --- what a service says for itself ---

    def shown(self) -> dict[str, Any]:
        """What the control door shows of our state."""
        return {}

    def set_up(self, said: dict[str, Any]) -> None:
        """What the control door may change besides lag and faults."""

    def before(self, request: Request) -> Answer | None:
        """An answer that stands before every API call (maintenance, throttling); None lets it pass."""
        return None

    def answered(self, request: Request, answer: Answer) -> Answer:
        """A last touch to every answer of an API call."""
        return answer

    def fails(self, request: Request, status: int) -> Answer:
        """The answer of a fault that a test asked for: an error of the service in its own words."""
        return Answer(b"", status, headers={"Retry-After": "0"})

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
        self.set_up(said)
        if "clock_off" in said:
            wall.set_off(float(said["clock_off"]))
        if said.get("clear"):
            self._faults.clear()
        return Answer.of({"ok": True, "waiting": list(self._faults)})

    @route("GET", "/_control/state", api=False)
    def state(self, request: Request) -> Answer:
        with self.lock:
            return Answer.of({"state": self.shown(), "calls": list(self.calls)})

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
            fault = (self._faults.popleft() if self._faults else "").removeprefix("ok")
            undone = fault in ("lost", "500", "429")
            answer = None if undone else self.before(request) or _refusable(handler, request)
            status = fault or (answer.status if answer else 0)
            self.calls.append(f"{request.method} {request.path} {status}")
        if fault in ("timeout", "lost"):
            self._closing.wait(self.hang)
            return None
        if fault == "garbage":
            return Answer(b"<<<\x81\xff not what you expect", 200)
        if fault:
            return self.fails(request, int(fault[:3]))
        return self.answered(request, answer) if answer else None

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

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody who hung up is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

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
    parser = argparse.ArgumentParser(description=f"A stand-in for {standin.name}. Nothing real happens.")
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
