"""A gateway for tests: a server that speaks a tiny protocol over HTTP, and the adapter that speaks to it.

It keeps what a gateway keeps, takes no key twice where it is `native`, refuses what exceeds, and can be told to be
silent before or after it did what it was asked.
"""

import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx

from akinai.core import outside
from akinai.payments import gateways
from akinai.payments.gateways import base

SECRET = "coin-secret"
PATIENCE = 60.0  # seconds the adapter waits for an answer, also on a busy machine


@dataclass
class Mint:
    """What the gateway knows, by the shop's number."""

    address: str = ""
    native: bool = True
    coins: dict[str, dict[str, int]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: deque[str] = field(default_factory=deque)  # of calls that do something, the next first: lost (not done,
    # silent), silent (done, silent), 500, refuse
    deaf: bool = False  # inquiries are not answered
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pay(self, ref: str, amount: int | None = None, *, capture: bool = False) -> None:
        """The buyer pays on the page."""
        coin = self.coins[ref]
        coin["authorised"] = coin["amount"] if amount is None else amount
        if capture:
            coin["captured"] = coin["authorised"]

    def notice(self, ref: str, **more: Any) -> base.RawRequest:
        """The message the gateway sends about a payment now."""
        body = json.dumps({"ref": ref, **self.coins.get(ref, {}), **more}).encode()
        return base.RawRequest({"content-type": "application/json", "x-coin": sign(body)}, body)

    def done(self, what: str) -> int:
        return sum(1 for call in self.calls if call == what)

    def work(self, what: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if what == "inquire":
                found = self.coins.get(asked["ref"])
                return (200, found) if found else (404, {"error": "unknown"})
            if self.native and asked["key"] in self.keys:
                return 200, self.keys[asked["key"]]
            status, answer = self._move(what, asked)
            if status == 200:
                self.calls.append(what)
                self.keys[asked["key"]] = dict(answer)
            return status, dict(answer)

    def _move(self, what: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        new = {"amount": asked.get("amount", 0), "authorised": 0, "captured": 0, "refunded": 0}
        coin = self.coins.setdefault(asked["ref"], new)
        amount = int(asked.get("amount") or 0)
        if what == "capture":
            if amount > coin["authorised"] - coin["captured"]:
                return 409, {"error": "exceeds"}
            coin["captured"] += amount
        elif what == "refund":
            if amount > coin["captured"] - coin["refunded"]:
                return 409, {"error": "exceeds"}
            coin["refunded"] += amount
        elif what == "void":
            if coin["captured"] or not coin["authorised"]:
                return 409, {"error": "nothing"}
            coin["authorised"] = 0
        return 200, coin


def sign(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


@contextmanager
def minting(*, native: bool = True) -> Iterator[Mint]:
    """The server, on a free port."""
    mint = Mint(native=native)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            what = self.path.strip("/")
            fault = mint.faults.popleft() if mint.faults and what != "inquire" else ""
            status, answer = (200, {}) if fault in ("lost", "500", "refuse") else mint.work(what, asked)
            if fault in ("lost", "silent") or (mint.deaf and what == "inquire"):
                self.close_connection = True  # hangs up without an answer
                return
            if fault in ("500", "refuse"):
                status, answer = (500, {}) if fault == "500" else (402, {"error": "no"})
            body = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # the shop has hung up

        def log_message(self, format: str, *args: Any) -> None:
            """The test says what is wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    mint.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield mint
    finally:
        server.shutdown()
        server.server_close()


class Coin:
    """The adapter."""

    name: ClassVar[str] = "coin"
    label: ClassVar[Any] = "Coin"
    fields: ClassVar[tuple[base.Field, ...]] = (
        base.Field("address", "Address", default="https://coin.example"),
        base.Field("secret", "Secret", secret=True, required=True),
    )
    methods: ClassVar[Mapping[str, str]] = {"card": "c", "paypay": "p"}

    def __init__(self, *, native: bool = True) -> None:
        self.native = native

    def capabilities(self, method: str) -> base.Capabilities:
        return base.Capabilities(
            hold=method == "card",
            partial_capture="many",
            refund="many",
            void=True,
            idempotency="native" if self.native else "none",
            hold_days=30,
        )

    def start(
        self, account: base.Account, payment: base.PaymentView, checkout: base.Checkout, key: str
    ) -> base.Started:
        said = self._ask(account, "start", {"ref": payment.merchant_ref, "amount": payment.amount, "key": key})
        if not isinstance(said, dict):
            return said
        return base.Redirect(
            f"{account.address('address')}/page/{payment.merchant_ref}", {"coin": payment.merchant_ref}
        )

    def capture(
        self,
        account: base.Account,
        payment: base.PaymentView,
        amount: int,
        key: str,
        shipment: base.Shipment | None = None,
    ) -> base.Result:
        return self._do(account, "capture", payment, amount, key)

    def void(self, account: base.Account, payment: base.PaymentView, key: str) -> base.Result:
        return self._do(account, "void", payment, 0, key)

    def refund(
        self, account: base.Account, payment: base.PaymentView, amount: int, key: str, reason: str = ""
    ) -> base.Result:
        return self._do(account, "refund", payment, amount, key)

    def change(self, account: base.Account, payment: base.PaymentView, new_amount: int, key: str) -> base.Result:
        return base.Declined("no", "this gateway changes nothing")

    def reauthorise(self, account: base.Account, payment: base.PaymentView, key: str) -> base.Result:
        return base.Declined("no", "this gateway authorises once")

    def inquire(self, account: base.Account, payment: base.PaymentView) -> base.Result:
        said = self._ask(account, "inquire", {"ref": payment.merchant_ref})
        return base.Done(told(payment.merchant_ref, said)) if isinstance(said, dict) else said

    def read_notice(self, account: base.Account, raw: base.RawRequest) -> base.Notice:
        if not hmac.compare_digest(raw.headers.get("x-coin", ""), sign(raw.body)):
            return base.Notice(genuine=False, why="the signature is wrong")
        said = json.loads(raw.body)
        if "amount" not in said:
            return base.Notice(genuine=True, merchant_ref=said["ref"], inquire=True)
        return base.Notice(genuine=True, merchant_ref=said["ref"], snapshot=told(said["ref"], said))

    def read_return(self, account: base.Account, raw: base.RawRequest) -> base.Notice:
        return base.Notice(genuine=False, why="nothing is signed")

    def acknowledge(self, account: base.Account, notice: base.Notice, ok: bool, why: str = "") -> base.RawResponse:
        return base.RawResponse(b"OK" if ok else b"NG", 200 if ok else 400)

    def _do(self, account: base.Account, what: str, payment: base.PaymentView, amount: int, key: str) -> base.Result:
        said = self._ask(account, what, {"ref": payment.merchant_ref, "amount": amount, "key": key})
        if not isinstance(said, dict):
            return said
        if what == "void":
            gone = base.Happened(kind="voided", reference=f"{payment.merchant_ref}/void")
            return base.Done(base.Snapshot(merchant_ref=payment.merchant_ref, events=[gone]))
        return base.Done(told(payment.merchant_ref, said))

    def _ask(
        self, account: base.Account, what: str, asked: dict[str, Any]
    ) -> dict[str, Any] | base.Declined | base.Unknown:
        try:
            with outside.client(allow_private=True, timeout=PATIENCE, attempts=1) as api:
                answer = api.post(f"{account.address('address')}/{what}", json=asked)
        except httpx.HTTPError as error:
            return base.Unknown(type(error).__name__)
        if answer.status_code >= 500:
            return base.Unknown(str(answer.status_code))
        if answer.status_code >= 400:
            return base.Declined(str(answer.status_code), str(answer.json().get("error")))
        found: dict[str, Any] = answer.json()
        return found


def told(ref: str, said: Mapping[str, Any]) -> base.Snapshot:
    """What the gateway says, with a void by its own event."""
    events = []
    if said.get("voided"):
        events.append(base.Happened(kind="voided", reference=f"{ref}/void"))
    return base.Snapshot(
        merchant_ref=ref,
        events=events,
        amount=said.get("amount"),
        authorised=said.get("authorised"),
        captured=said.get("captured"),
        refunded=said.get("refunded"),
    )


@contextmanager
def offered(*, native: bool = True) -> Iterator[Mint]:
    """The gateway among the others, for the length of a test."""
    with minting(native=native) as mint:
        gateways.GATEWAYS["coin"] = Coin(native=native)
        try:
            yield mint
        finally:
            del gateways.GATEWAYS["coin"]
