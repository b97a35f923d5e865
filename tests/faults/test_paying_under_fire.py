"""Shoppers pay while the site and its worker are killed again and again: no yen lost, doubled or without its order.

The gateway tells of each payment before, after or without the buyer's way back, once, twice or not at all.
"""

import contextlib
import datetime as dt
import itertools
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import httpx
import psutil
import pytest
from django.db import connection
from django.db.models import Count

from akinai.core import clock, serving
from akinai.core.models import Mail, Shop
from akinai.inventory.models import Stock
from akinai.orders.models import Order, PaymentReceipt, SalesChannel
from akinai.payments import actions as payments
from akinai.payments.models import GatewayAccount, MoneyTask, Operation, Payment, PaymentEvent
from akinai.payments.tests.making import make_account, make_method
from akinai.storefront.models import Purchase
from akinai.storefront.tests.buying import goods, open_shop, who
from sandbox.gateways import stripe
from tests.faults.test_day_under_fire import WAITING
from tests.faults.test_kill import STUCK, Spawn, parts, spawn, wait_until

__all__ = ["spawn"]  # the fixture

SHOPPERS = 12
DEATHS = 8
PATIENCE = 90  # seconds a shopper goes on trying
# What the gateway does when the buyer pays, and whether the buyer comes back.
PAYERS = (("pay", True), ("twice", True), ("first", True), ("silent", True), ("never", False), ("twice", False))
WAYS = ("card", "paypay")


class Gateway:
    """The stand-in, by its control door."""

    def __init__(self, address: str) -> None:
        self.address = address
        httpx.post(f"{address}/_control", json={"again": 1, "lag": 0.1}).raise_for_status()

    def pay(self, number: str, how: str) -> str:
        """The buyer presses a button; where the buyer goes back to."""
        answer = httpx.post(f"{self.address}/_control/pay", json={"order_id": number, "how": how}, timeout=60)
        answer.raise_for_status()
        return str(answer.json()["back"])

    def state(self) -> dict[str, dict[str, Any]]:
        """Each payment by our number."""
        return dict(httpx.get(f"{self.address}/_control/state").json()["state"])


@pytest.fixture
def gateway(committed_db: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """An open shop at which a card and PayPay are paid on the stand-in's pages."""
    settings.OUTSIDE_ALLOW_PRIVATE = True
    monkeypatch.setenv("OUTSIDE_ALLOW_PRIVATE", "true")
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)  # with which the credentials are sealed
    address, server = stripe.start()
    server.standin.notifier.at_most = 60  # as long as it takes
    told = stripe.account(address)
    account = make_account("stripe", credentials=told["credentials"], **told["settings"])
    make_method(account, "card", name_ja="クレジットカード")
    make_method(account, "paypay", name_ja="PayPay", family="immediate", capture="order")
    open_shop()
    Shop.objects.update_or_create(id=1, defaults={"name": "火事場商店", "email": "shop@example.jp"})
    SalesChannel.objects.filter(code="shop").update(sender_address="shop@example.jp")
    yield Gateway(address)
    server.stop()


def insist(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """What a shopper does with a page that does not come: load it again."""
    until, said = time.monotonic() + PATIENCE, ""
    while time.monotonic() < until:
        try:
            answer = ask()
            if answer.status_code < 500:
                return answer
            said = answer.text
        except httpx.TransportError as error:
            said = repr(error)
        time.sleep(0.2)
    raise AssertionError(f"the site did not come back: {said}")


def shop_for(site: str, gateway: Gateway, code: str, at: int, buyer: dict[str, str]) -> None:
    """Cart, order, payment page, payment, and for most the way back."""
    how, comes_back = PAYERS[at % len(PAYERS)]
    way = WAYS[(at // len(PAYERS) + at) % len(WAYS)]
    with httpx.Client(base_url=site, timeout=10) as line:
        cart = insist(lambda: line.post("/api/v1/carts", json={"lines": [{"sku": code, "quantity": 1}]})).json()["id"]
        order = {"buyer": buyer, "payment_method": way}
        key = {"Idempotency-Key": f"press-{at}"}
        bought = insist(lambda: line.post(f"/api/v1/carts/{cart}/checkout", json=order, headers=key))
        assert bought.status_code == 200, bought.text
        page = bought.json()["payment_page"]
        number = ""
        until = time.monotonic() + PATIENCE
        while not number:  # the gateway's page may not open at the first try
            shown = insist(lambda: line.get(page, follow_redirects=True)).text
            link = re.search(r'href="(http://127\.0\.0\.1:\d+/_pay/[^"]+)"', shown)
            assert link or time.monotonic() < until, shown
            number = _number_on(unescape(link[1])) if link else ""
        back = gateway.pay(number, how)
        if comes_back:
            thanks = insist(lambda: line.get(back, follow_redirects=True))
            assert thanks.status_code == 200, thanks.text


def _number_on(page: str) -> str:
    found = re.search(r"<dt>受付番号</dt><dd>([^<]+)</dd>", httpx.get(page).text)
    assert found, page
    return found[1]


def buy_all(site: str, gateway: Gateway, code: str) -> list[threading.Thread]:
    """All shoppers, three at a time."""
    turn, buyers = itertools.count(), [{**who(), "email": f"fire{n}@example.jp"} for n in range(SHOPPERS)]

    def shop() -> None:
        while (at := next(turn)) < SHOPPERS:
            shop_for(site, gateway, code, at, buyers[at])

    shoppers = [threading.Thread(target=shop, daemon=True) for _n in range(3)]
    for one in shoppers:
        one.start()
    return shoppers


def kill_one(serve: int, chance: random.Random) -> None:
    """kill -9 of any process of the site, except the supervisor that starts it again."""
    everybody = psutil.Process(serve).children(recursive=True)
    if everybody:
        with contextlib.suppress(psutil.NoSuchProcess):  # it may just have ended
            chance.choice(everybody).kill()


def answers(site: str) -> bool:
    try:
        return httpx.get(f"{site}/robots.txt", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def unpaid() -> int:
    return Payment.objects.exclude(state__in=["authorised", "paid"]).count()


@pytest.mark.timeout(900)  # what does not come to rest is named before that
def test_no_yen_is_lost_or_doubled_when_processes_die(gateway, spawn: Spawn, mailbox, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SMTP_URL", mailbox.url)
    tea = goods(SHOPPERS)
    port = serving.free_port()
    site = f"http://127.0.0.1:{port}"
    serve = spawn("-m", "akinai", "serve", "--port", str(port), "--processes", "1")
    wait_until(lambda: answers(site) or serve.poll() is not None, seconds=90, what="the site answers")
    assert serve.poll() is None, (tmp_path / "log").read_text()

    shoppers, chance = buy_all(site, gateway, tea.code), random.Random(7)
    for _death in range(DEATHS):
        time.sleep(chance.uniform(0.5, 3.0))
        kill_one(serve.pid, chance)
    for one in shoppers:
        one.join(PATIENCE)
    wait_until(lambda: Purchase.objects.count() == SHOPPERS, seconds=PATIENCE, what="every shopper bought")
    wait_until(lambda: not unpaid(), seconds=PATIENCE, what="every payment is known")
    capture_under_fire(serve.pid)
    wait_until(lambda: not Mail.objects.filter(state__in=WAITING).exists(), seconds=60 + STUCK, what="no mail waits")

    every_payment_is_one(gateway)
    every_order_is_paid(tea)
    nobody_is_told_twice(mailbox)
    assert spawn("-m", "akinai", "doctor").wait(60) == 0, (tmp_path / "log").read_text()[-3_000:]
    serve.terminate()
    serve.wait(30)
    assert not GatewayAccount.objects.exclude(last_error="").exists()


def capture_under_fire(serve: int) -> None:
    """The parcels leave, the worker dies while it collects the money; what was left open is taken up six minutes on."""
    held = list(Payment.objects.filter(state="authorised").values_list("id", flat=True))
    assert len(held) == SHOPPERS // 2
    planned = payments.capture([payments.Ask(one) for one in held], actor="test")
    assert len(planned.done) == len(held)
    for _death in range(2):
        time.sleep(0.4)
        for child in parts(psutil.Process(serve), "worker"):
            child.kill()

    wait_until(lambda: not performing(), seconds=STUCK * 2, what="no call is on its way")

    def settled() -> bool:
        with clock.frozen(clock.now() + dt.timedelta(minutes=6)):
            payments.sweep(actor="test")
        return not Payment.objects.filter(state="authorised").exists()

    wait_until(settled, seconds=PATIENCE, what="every capture has its result")


def performing() -> bool:
    """A call to a gateway waits for a worker, or is being made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select from procrastinate_jobs where status in ('todo', 'doing') and task_name = 'payments.perform'"
        )
        return cursor.fetchone() is not None


def every_payment_is_one(gateway: Gateway) -> None:
    """Ledger and gateway agree; each was authorised (or paid) once and captured once, for exactly its amount."""
    there = gateway.state()
    assert len(there) == SHOPPERS
    for payment in Payment.objects.all():
        at_gateway = there.pop(payment.merchant_ref)
        assert payment.captured == payment.amount == at_gateway["captured"], payment.merchant_ref
        assert (payment.refunded, at_gateway["refunded"]) == (0, 0)
    assert there == {}, "a charge without a payment"
    # A charge that is captured at once is told as one event, a held one as two.
    kinds = PaymentEvent.objects.values("payment_id", "kind").annotate(n=Count("id"))
    money = [one for one in kinds if one["kind"] in ("authorised", "captured", "funds_received")]
    assert {one["n"] for one in money} == {1}
    assert not Operation.objects.exclude(state="succeeded").exists()


def every_order_is_paid(tea: Any) -> None:
    """One order each, with its pieces and its money; nothing is left for a person."""
    orders = Order.objects.all()
    assert orders.count() == SHOPPERS
    assert set(orders.values_list("cancelled", "unallocated", "paying")) == {(False, 0, False)}
    assert (Stock.objects.get(sku=tea).free, Stock.objects.get(sku=tea).allocated) == (0, SHOPPERS)
    receipts = PaymentReceipt.objects.values("order_id").annotate(n=Count("id"))
    assert sorted(one["n"] for one in receipts) == [1] * SHOPPERS
    assert all(order.received == order.billed for order in orders)
    paid_for = Counter(document for payment in Payment.objects.all() for document in payment.documents)
    assert paid_for == Counter(f"order/{order.pk}" for order in orders)
    assert not MoneyTask.objects.filter(closed_at=None).exists()


def nobody_is_told_twice(mailbox: Any) -> None:
    """Each buyer has at most one mail of each kind; who has none is listed as unknown."""
    told = Counter((str(mail["To"].addresses[0].addr_spec), str(mail["Subject"])) for mail in mailbox.mails)
    assert set(told.values()) == {1}
    received = Mail.objects.filter(kind="orders.received")
    assert received.count() == SHOPPERS
    assert set(received.values_list("state", flat=True)) <= {"sent", "unknown"}
