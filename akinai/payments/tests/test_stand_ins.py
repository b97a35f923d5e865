"""The stand-ins themselves: strict where the real ones are, and gone with the one who started them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from akinai.core import clock
from akinai.payments.gateways.sbps import hashing, translate
from akinai.payments.tests import test_gateway_sbps as ours
from sandbox.gateways import fincode, komoju, sbps, stripe
from sandbox.gateways.sbps.server import HASH_KEY, MERCHANT, SERVICE


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    address, server = sbps.start()
    yield address
    server.stop()


def form(**values: str) -> list[tuple[str, str]]:
    """A purchase form to the stand-in, its hash made anew."""
    account = ours.account(merchant_id=MERCHANT, service_id=SERVICE)
    payment = ours.payment(merchant_ref=values.pop("order_id", f"T{time.time_ns()}"))
    fields = dict(translate.purchase_form(account, payment, ours.CHECKOUT, clock.now()))
    fields |= values
    told = fields.pop("sps_hashcode")
    wrong = values.get("sps_hashcode")
    fields["sps_hashcode"] = wrong or hashing.hash_of(list(fields.values()), HASH_KEY, "utf-8")
    assert told
    return list(fields.items())


def send(address: str, fields: list[tuple[str, str]]) -> httpx.Response:
    body = ours.body(dict(fields))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return httpx.post(f"{address}/f01/FepBuyInfoReceive.do", content=body, headers=headers, follow_redirects=True)


def test_sbps_takes_a_right_form(address: str) -> None:
    page = send(address, form())
    assert page.status_code == 200
    for words in (
        "支払う",
        "失敗する",
        "やめる",
        "支払って、後で戻る",
        "支払って、戻らない",
        "通知を2回",
        "通知を先に",
    ):
        assert words in page.text
    assert "金額違いの通知" in page.text
    assert "http" not in page.text.replace("http-equiv", "")  # nothing from outside


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"sps_hashcode": "0" * 40}, "99909"),
        ({"merchant_id": "99999"}, "99914"),
        ({"amount": "12345678"}, "99905"),
        ({"amount": "0"}, "99907"),
        ({"item_name": "①"}, "99904"),
        ({"item_name": "～"}, "99904"),
        ({"request_date": "20260101000000"}, "99910"),
        ({"pay_method": "credit"}, "10107"),
    ],
)
def test_sbps_refuses(address: str, values: dict[str, str], code: str) -> None:
    answer = send(address, form(**values))
    assert answer.status_code == 400
    assert code in answer.text


def test_sbps_refuses_fields_in_another_order(address: str) -> None:
    fields = form()
    assert "99903" in send(address, [fields[1], fields[0], *fields[2:]]).text
    assert "99903" in send(address, fields[1:]).text


def test_sbps_takes_an_order_number_once(address: str) -> None:
    assert send(address, form(order_id="T-once")).status_code == 200
    control = httpx.post(f"{address}/_control", json={"mute": True})
    assert control.json()["ok"]
    httpx.post(f"{address}/_control/pay", json={"order_id": "T-once"}).raise_for_status()
    assert "99907" in send(address, form(order_id="T-once")).text


def test_the_control_door_says_what_it_does_not_know(address: str) -> None:
    assert httpx.post(f"{address}/_control", json={"next": "earthquake"}).status_code == 400
    assert httpx.post(f"{address}/_control/pay", json={"order_id": "nobody"}).status_code == 404
    assert httpx.post(f"{address}/_control", content=b"[]").status_code == 400
    assert httpx.get(f"{address}/_pay/nobody").status_code == 404
    assert httpx.get(f"{address}/nowhere").status_code == 404


def test_a_page_is_paid_by_its_buttons_and_only_once(address: str) -> None:
    httpx.post(f"{address}/_control", json={"mute": True})
    page = str(send(address, form(pay_method="webcvs")).url)
    issued = httpx.post(page, data={"how": "pay", "method": "webcvs"}, follow_redirects=True)
    assert "支払番号を発行しました" in issued.text
    assert "入金する" in issued.text
    assert httpx.post(page, data={"how": "pay", "method": "webcvs"}).status_code == 409
    assert httpx.post(page, data={"how": "cancel"}).status_code == 409


@pytest.mark.parametrize("which", [fincode, komoju, sbps, stripe])
def test_a_process_of_its_own_ends_with_its_parent(which: object) -> None:
    name = which.__name__  # type: ignore[attr-defined]
    code = (
        "import subprocess, sys\n"
        f"command = [sys.executable, '-m', '{name}', '--port', '0']\n"
        "child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)\n"
        "print(child.pid, child.stdout.readline(), flush=True)\n"
    )
    parent = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    pid, address = parent.stdout.split()
    assert address.startswith("http://127.0.0.1:")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail(f"{name} outlived its parent")
