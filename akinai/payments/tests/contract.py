"""What every gateway's adapter must do, over real HTTP against its stand-in, through the verbs of payments.

    class TestFincode(contract.Contract):
        gateway, stand_in = "fincode", fincode
        cards, slips, immediate = ("card",), ("convenience",), ("paypay",)

The notices of the stand-in reach a small server of the test, which hands them to `actions.receive` in the test's own
thread, so that the test's transaction sees them. Each test runs for those methods of the subclass whose capabilities
it is about (`@about`); where there is none, the subclass has no such test.
"""

import dataclasses
import datetime as dt
import queue
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

import httpx
import pytest

from akinai.core import clock
from akinai.payments import actions, gateways
from akinai.payments.actions import reaching
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, MoneyTask, Operation, Payment, PaymentEvent
from akinai.payments.tests import making


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


# --- which methods a test is about ---

WHICH: dict[str, Callable[["type[Contract]", str, base.Capabilities], bool]] = {
    "any": lambda cls, method, able: True,
    "held": lambda cls, method, able: able.hold,
    "part_captured": lambda cls, method, able: able.hold and able.partial_capture != "none",
    "captured_once": lambda cls, method, able: able.hold and able.partial_capture != "many",
    "captured_often": lambda cls, method, able: able.hold and able.partial_capture == "many",
    "voided": lambda cls, method, able: able.hold and able.void,
    "changed": lambda cls, method, able: able.hold and able.change != "none",
    "renewed": lambda cls, method, able: able.hold and able.reauthorise,
    "refunded": lambda cls, method, able: able.refund != "none" and method not in cls.slips,
    "part_refunded": lambda cls, method, able: able.refund in ("once", "many") and method not in cls.slips,
    "refunded_often": lambda cls, method, able: able.refund == "many" and method not in cls.slips,
    "resolved": lambda cls, method, able: able.hold and able.inquiry,
    "returned": lambda cls, method, able: able.refund != "none" and able.inquiry and method not in cls.slips,
    "immediate": lambda cls, method, able: method in cls.immediate,
    "slip": lambda cls, method, able: method in cls.slips,
    "doubled": lambda cls, method, able: method in cls.doubled,
}
Test = TypeVar("Test", bound=Callable[..., None])


def about(which: str) -> Callable[[Test], Test]:
    """The test is run for the methods of this kind."""

    def mark(test: Test) -> Test:
        test._about = which  # type: ignore[attr-defined]
        return test

    return mark


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


@pytest.mark.django_db
class Contract:
    """Subclass it, name it Test…, and give what follows."""

    gateway: ClassVar[str] = ""
    stand_in: ClassVar[ModuleType]  # with start() and account(address)
    # Neutral codes of methods by how they behave: held first; paid later by slip; paid at once.
    cards: ClassVar[tuple[str, ...]] = ("card",)
    slips: ClassVar[tuple[str, ...]] = ("convenience",)
    immediate: ClassVar[tuple[str, ...]] = ()
    doubled: ClassVar[tuple[str, ...]] = ()  # slips that can be paid twice
    # Does an inquiry find a payment that nobody told us of? (SBPS: it is not made before its notice was answered.)
    found_out: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """A test about methods that this gateway has not is no test of the subclass."""
        for name in [each for each in dir(Contract) if each.startswith("test_")]:
            if not cls.methods_about(getattr(Contract, name)):
                setattr(cls, name, None)

    @classmethod
    def methods_about(cls, test: Any) -> list[str]:
        fits, able = WHICH[test._about], gateways.GATEWAYS[cls.gateway].capabilities
        return [one for one in (*cls.cards, *cls.slips, *cls.immediate) if fits(cls, one, able(one))]

    def pytest_generate_tests(self, metafunc: Any) -> None:
        if hasattr(metafunc.function, "_about"):
            metafunc.parametrize("method", self.methods_about(metafunc.function))

    # --- what tests stand on ---

    @pytest.fixture(autouse=True)
    def _reachable(self, settings: Any) -> None:
        settings.OUTSIDE_ALLOW_PRIVATE = True

    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        address, server = cls.stand_in.start()
        yield address
        server.stop()

    @pytest.fixture
    def shop(self, address: str) -> Iterator[Shop]:
        given = self.stand_in.account(address)
        wanted = {**given["settings"], "timeout": "2"}
        shop = Shop(making.make_account(self.gateway, credentials=given["credentials"], **wanted), address)
        shop.control(clear=True, lag=0, hang=0.1, mute=False, again=60)
        yield shop
        shop.close()

    def payment(self, shop: Shop, method: str, amount: int = 5500) -> Payment:
        family = "slip" if method in self.slips else "immediate" if method in self.immediate else "hold"
        days = {"due_days": 3} if method in self.slips else {}
        making.make_method(shop.account, method, family=family, **days)
        return making.make_payment(amount, method, paying=True, name="山田 太郎", kana="ヤマダ タロウ")

    def begin(self, shop: Shop, payment: Payment) -> base.Started:
        """The buyer is on the payment page."""
        started = actions.start(payment.pk, checkout=shop.checkout, actor="test")
        page = go(started)
        assert page.status_code == 200, page.text
        assert f"{payment.amount:,}円" in page.text
        return started

    def paid(self, shop: Shop, method: str, how: str = "pay") -> Payment:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment, how)
        return making.fresh(payment)

    def captured(self, shop: Shop, method: str) -> Payment:
        payment = self.paid(shop, method)
        if method not in self.immediate:
            self.ask("capture", payment)
        return making.fresh(payment)

    def ask(self, verb: str, payment: Payment, amount: int | None = None) -> Operation:
        """An operation, planned and done."""
        outcome = getattr(actions, verb)([actions.Ask(payment.pk, amount)], actor="test")
        assert not outcome.refused, outcome.refused
        actions.perform(outcome.done[0], actor="test")
        return Operation.objects.get(pk=outcome.done[0])

    def done(self, verb: str, payment: Payment, amount: int | None = None) -> Operation:
        operation = self.ask(verb, payment, amount)
        assert operation.state == "succeeded", operation.error
        return operation

    def resolve(self, shop: Shop, operation: Operation) -> Operation:
        """The clock comes round until the gateway's answer is known."""
        shop.control(clear=True)
        for _round in range(3):
            Operation.objects.filter(pk=operation.pk, state="unknown").update(next_try_at=clock.now())
            actions.sweep(actor="test")
        return Operation.objects.get(pk=operation.pk)

    def kinds(self, payment: Payment) -> list[str]:
        return list(PaymentEvent.objects.filter(payment=payment).order_by("id").values_list("kind", flat=True))

    def tasks(self, payment: Payment) -> set[str]:
        return set(MoneyTask.objects.filter(payment=payment, closed_at=None).values_list("kind", flat=True))

    def sums(self, payment: Payment) -> tuple[str, int, int, int]:
        now = making.fresh(payment)
        return now.state, now.authorised, now.captured, now.refunded

    def adapter(self, payment: Payment) -> tuple[base.Gateway, base.Account, base.PaymentView]:
        way = reaching.reach(payment.pk)
        return way.gateway, way.account, way.view

    # --- paying ---

    @about("held")
    def test_a_hold(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.tasks(payment) == set()
        assert payment.hold_expires_at is not None

    @about("immediate")
    def test_paid_at_once(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()

    @about("any")
    def test_the_page_opened_twice_is_one(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        first, second = self.begin(shop, payment), self.begin(shop, payment)
        assert type(first) is type(second)
        if isinstance(first, base.Redirect) and isinstance(second, base.Redirect):
            assert first.url == second.url
        shop.press(payment)
        assert making.fresh(payment).state in ("authorised", "paid", "pending")

    @about("any")
    def test_odd_characters_are_no_trouble(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        Payment.objects.filter(pk=payment.pk).update(payer_name="髙﨑 𠮷子", payer_kana="タカサキ ヨシコ")
        checkout = base.Checkout(**{**vars(shop.checkout), "title": "ご注文①～—‖\\ <b>&\"髙﨑𠮷😀' 000123"})
        page = go(actions.start(payment.pk, checkout=checkout, actor="test"))
        assert page.status_code == 200, page.text
        assert "5,500円" in page.text

    @about("any")
    def test_a_forged_notice(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment)
        stood, genuine = self.sums(payment), shop.heard[-1]
        answer = shop.tell(forged(genuine))
        good = shop.tell(genuine)
        assert (answer.status, answer.body) != (good.status, good.body)
        assert self.sums(payment) == stood
        assert MoneyTask.objects.filter(kind="forged", closed_at=None).count() == 1

    @about("any")
    def test_told_often(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "twice")
        stood, kinds = self.sums(payment), self.kinds(payment)
        for raw in [*shop.heard, *shop.heard, *shop.heard]:
            shop.tell(raw)
        assert self.sums(payment) == stood
        assert self.kinds(payment) == kinds
        assert len(kinds) == len(set(kinds))

    @about("held")
    def test_a_notice_of_another_amount(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "wrong")
        assert "wrong_amount" in self.tasks(payment)
        assert payment.authorised != 5500

    @about("held")
    def test_notice_then_return(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        pressed = shop.press(payment, "first")
        kinds = self.kinds(payment)
        actions.came_back(payment.token, returned(pressed), actor="test")
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.kinds(payment) == kinds

    @about("held")
    def test_return_then_notice(self, shop: Shop, method: str) -> None:
        """The notice is held back (kept here) until the buyer is there."""
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        with shop.held_back() as notices:
            pressed = shop.press(payment)
            actions.came_back(payment.token, returned(pressed), actor="test")
            assert making.fresh(payment).state in ("authorised", "new")
        for raw in notices:
            shop.tell(raw)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        assert self.kinds(payment).count("authorised") == 1

    @about("held")
    def test_nobody_tells(self, shop: Shop, method: str) -> None:
        """Neither notice nor buyer comes: before the page is given up the gateway is asked."""
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        shop.press(payment, "silent")
        before = clock.now() - dt.timedelta(hours=1)
        Payment.objects.filter(pk=payment.pk).update(expires_at=before, next_inquiry_at=before)
        actions.sweep(actor="test")
        known = self.found_out and gateways.GATEWAYS[self.gateway].capabilities(method).inquiry
        assert making.fresh(payment).state == ("authorised" if known else "expired")

    @about("any")
    def test_a_failure_and_another_try(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method, "fail")
        assert payment.state in ("failed", "new")
        assert (payment.authorised, payment.captured) == (0, 0)
        again = Payment.objects.select_related("account").get(pk=actions.retry(payment.pk, actor="test"))
        self.begin(shop, again)
        shop.press(again)
        assert making.fresh(again).state in ("authorised", "paid", "pending")
        assert self.tasks(again) == set()

    @about("any")
    def test_the_buyer_gives_up(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        pressed = shop.press(payment, "cancel")
        actions.came_back(payment.token, returned(pressed), actor="test")
        assert self.sums(payment)[1:] == (0, 0, 0)
        assert making.fresh(payment).state in ("new", "failed", "expired")

    @about("held")
    def test_a_notice_about_a_payment_we_do_not_have(self, shop: Shop, method: str) -> None:
        payment = self.payment(shop, method)
        self.begin(shop, payment)
        Payment.objects.filter(pk=payment.pk).update(merchant_ref="P99999999-aaaaa", ids={})
        shop.press(payment)
        assert MoneyTask.objects.filter(kind="no_payment", closed_at=None).count() == 1
        assert self.kinds(payment) == []

    @about("held")
    def test_keys_that_are_not_right(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        gateway, account, view = self.adapter(payment)
        wrong = dataclasses.replace(account, credentials=dict.fromkeys(account.credentials, "wrong"))
        result = gateway.capture(wrong, view, 5500, str(uuid.uuid4()))
        assert isinstance(result, base.Declined | base.Unknown)
        assert self.at_gateway(shop, payment)["captured"] == 0

    # --- collecting ---

    def at_gateway(self, shop: Shop, payment: Payment) -> dict[str, Any]:
        """What the stand-in has of the payment: {"amount", "captured", "refunded", "state"}, by the shop's number."""
        found: dict[str, Any] = shop.state()["state"][payment.merchant_ref]
        return found

    @about("held")
    def test_capture_whole(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500
        assert self.tasks(payment) == set()
        assert actions.capture([actions.Ask(payment.pk, 5500)], actor="test").refused

    @about("part_captured")
    def test_capture_part(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment, 4000)
        assert making.fresh(payment).captured == 4000
        assert self.at_gateway(shop, payment)["captured"] == 4000
        assert "wrong_amount" not in self.tasks(payment)

    @about("captured_once")
    def test_the_rest_is_released(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("capture", payment, 5500 if not self.partly(method) else 4000)
        assert making.fresh(payment).authorised == 0
        assert actions.capture([actions.Ask(payment.pk, 1)], actor="test").refused

    def partly(self, method: str) -> bool:
        return gateways.GATEWAYS[self.gateway].capabilities(method).partial_capture != "none"

    @about("captured_often")
    def test_capture_in_parts(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        for amount in (1500, 4000):
            self.done("capture", payment, amount)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500

    @about("held")
    def test_capture_too_much(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert actions.capture([actions.Ask(payment.pk, 5501)], actor="test").refused
        gateway, account, view = self.adapter(payment)
        assert isinstance(gateway.capture(account, view, 5501, str(uuid.uuid4())), base.Declined)
        assert self.at_gateway(shop, payment)["captured"] == 0

    @about("resolved")
    @pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage"])
    def test_capture_without_an_answer(self, shop: Shop, method: str, fault: str) -> None:
        payment = self.paid(shop, method)
        shop.control(next=fault, times=20)
        operation = self.ask("capture", payment)
        assert operation.state == "unknown", (operation.state, operation.error)
        assert actions.capture([actions.Ask(payment.pk, 1)], actor="test").refused
        operation = self.resolve(shop, operation)
        assert operation.state == "succeeded", operation.error
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5500

    @about("voided")
    def test_void(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("void", payment)
        assert self.sums(payment) == ("voided", 0, 0, 0)
        gateway, account, view = self.adapter(payment)
        assert not isinstance(gateway.capture(account, view, 5500, str(uuid.uuid4())), base.Done)
        assert self.at_gateway(shop, payment)["captured"] == 0

    @about("changed")
    def test_change(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("change", payment, 5000)
        assert self.sums(payment) == ("authorised", 5000, 0, 0)
        self.done("capture", payment, 5000)
        assert self.sums(payment) == ("paid", 0, 5000, 0)
        assert self.at_gateway(shop, payment)["captured"] == 5000

    @about("renewed")
    def test_authorise_again(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        self.done("reauthorise", payment)
        assert self.sums(payment) == ("authorised", 5500, 0, 0)
        self.done("capture", payment)
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()

    # --- giving back ---

    @about("refunded")
    def test_refund_whole(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        self.done("refund", payment)
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("part_refunded")
    def test_refund_part(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        self.done("refund", payment, 1500)
        assert self.sums(payment) == ("part_refunded", 0, 5500, 1500)
        assert self.at_gateway(shop, payment)["refunded"] == 1500
        assert "wrong_amount" not in self.tasks(payment)

    @about("refunded_often")
    def test_refund_in_parts(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        for amount in (1500, 1000, 3000):
            self.done("refund", payment, amount)
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("refunded")
    def test_refund_too_much(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        assert actions.refund([actions.Ask(payment.pk, 5501)], actor="test").refused
        gateway, account, view = self.adapter(payment)
        assert isinstance(gateway.refund(account, view, 5501, str(uuid.uuid4())), base.Declined)
        assert self.at_gateway(shop, payment)["refunded"] == 0

    @about("refunded")
    def test_refund_asked_for_twice_is_one(self, shop: Shop, method: str) -> None:
        payment = self.captured(shop, method)
        asks = [actions.Ask(payment.pk, dedupe=f"test/{payment.pk}")]
        first, second = actions.refund(asks, actor="test"), actions.refund(asks, actor="test")
        assert first.done == second.done
        for one in [*first.done, *second.done]:
            actions.perform(one, actor="test")
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    @about("returned")
    @pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage"])
    def test_refund_without_an_answer(self, shop: Shop, method: str, fault: str) -> None:
        payment = self.captured(shop, method)
        shop.control(next=fault, times=20)
        operation = self.ask("refund", payment)
        assert operation.state == "unknown", (operation.state, operation.error)
        assert actions.refund([actions.Ask(payment.pk, 1)], actor="test").refused
        operation = self.resolve(shop, operation)
        assert operation.state == "succeeded", operation.error
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)
        assert self.at_gateway(shop, payment)["refunded"] == 5500

    # --- slips and transfers ---

    @about("slip")
    def test_a_slip(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        assert self.sums(payment) == ("pending", 0, 0, 0)
        assert payment.instructions
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert self.tasks(payment) == set()

    @about("slip")
    def test_a_slip_that_expires(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "expire")
        assert self.sums(payment) == ("expired", 0, 0, 0)

    @about("slip")
    def test_money_that_comes_late(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "expire")
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("paid", 0, 5500, 0)
        assert "late" in self.tasks(payment)

    @about("slip")
    def test_money_for_what_was_cancelled(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        actions.close(payment.documents, actor="test")
        shop.press(payment, "deposit")
        assert making.fresh(payment).captured == 5500
        assert "after_cancel" in self.tasks(payment)

    @about("slip")
    def test_another_amount_comes(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "deposit_wrong")
        assert making.fresh(payment).captured == 5400
        assert self.tasks(payment) & {"short", "wrong_amount"}

    @about("doubled")
    def test_paid_twice(self, shop: Shop, method: str) -> None:
        payment = self.paid(shop, method)
        shop.press(payment, "deposit")
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("overpaid", 0, 11000, 0)
        assert "double" in self.tasks(payment)
