"""The stand-ins of the four payment agents: started as programs of their own, and the shop's contracts with them.

Akinai knows nothing of the sandbox: what a shop would get from its agents (addresses and keys) stands here, as entered.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from akinai.core import home, outside
from akinai.demo.doors import SOURCE, WentWrong
from akinai.payments import actions as payments
from akinai.payments import queries
from akinai.payments.models import GatewayAccount, Method, Payment

TOLD = "AKINAI_DEMO_GATEWAYS"  # in the environment of the demo's own processes: JSON, name → address
KEPT = "gateways.json"  # in the home: the ports, so that a page given out yesterday is still there today
ACTOR = "cli"


@dataclass(frozen=True)
class Contract:
    """A contract as the agent's letter tells it; in `settings` {at} is the agent's address."""

    name: str
    settings: Mapping[str, str]
    credentials: Mapping[str, str]


# The keys are the stand-ins' own and open nothing anywhere.
CONTRACTS = {
    "stripe": Contract(
        "Stripe（練習用）",
        {"api": "{at}"},
        {"secret_key": "sk_test_standin", "webhook_secret": "whsec_standin"},
    ),
    "fincode": Contract(
        "fincode byGMO（練習用）",
        {"api_url": "{at}"},
        {
            "secret_key": "m_test_stand_in_secret_key",
            "webhook_signature": "stand-in-webhook-signature-0123456789",
        },
    ),
    "sbps": Contract(
        "SBペイメントサービス（練習用）",
        {
            "merchant_id": "00000",
            "service_id": "001",
            "link_url": "{at}/f01/FepBuyInfoReceive.do",
            "api_url": "{at}/api/xmlapi.do",
        },
        {"hash_key": "stand-in-hash-key-0000000000000000000000"},
    ),
    "komoju": Contract(
        "KOMOJU（練習用）",
        {"api": "{at}/api/v1"},
        {"secret_key": "sk_test_standin", "webhook_secret": "komoju_secret_standin"},
    ),
}
# Each way to pay by one of them, in the shop's order; every agent is used. The last two need nobody.
METHODS = (
    ("card", "stripe"),
    ("convenience", "fincode"),
    ("paypay", "sbps"),
    ("rakuten_pay", "sbps"),
    ("d_barai", "sbps"),
    ("au_pay", "komoju"),
    ("merpay", "komoju"),
    ("atobarai", "komoju"),
    ("bank_transfer", "bank"),
    ("cod", "cash"),
)


# --- the programs -------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ports() -> dict[str, int]:
    """The ports of the last time where they are free, else new ones."""
    file = home.path() / KEPT
    try:
        known: dict[str, int] = json.loads(file.read_text())
    except (OSError, ValueError):
        known = {}
    ports = {name: _still_free(known.get(name, 0)) for name in CONTRACTS}
    file.write_text(json.dumps(ports))
    return ports


def _still_free(port: int) -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """The stand-ins while the demo runs: name → address. What they know stays in the home for the next time.

    Processes begun within learn of it by the environment, and may reach this machine's own addresses.
    """
    folder = home.path() / "gateways"
    folder.mkdir(exist_ok=True, mode=0o700)
    begun: list[subprocess.Popen[str]] = []
    try:
        addresses = {}
        for name, port in _ports().items():
            program = [sys.executable, "-m", f"sandbox.gateways.{name}"]
            options = ["--port", str(port), "--keep", str(folder / f"{name}.state")]
            begun.append(subprocess.Popen([*program, *options], stdout=subprocess.PIPE, text=True, cwd=SOURCE))
        for name, one in zip(CONTRACTS, begun, strict=True):
            assert one.stdout is not None
            addresses[name] = one.stdout.readline().strip()  # told once it listens
            if not addresses[name]:
                raise WentWrong(f"sandbox.gateways.{name}")
        os.environ |= {TOLD: json.dumps(addresses), "OUTSIDE_ALLOW_PRIVATE": "true"}
        yield addresses
    finally:
        for one in begun:
            one.terminate()
        for one in begun:
            one.wait(10)


def addresses() -> dict[str, str]:
    """Where the stand-ins are; nothing when the demo did not start any."""
    return dict(json.loads(os.environ.get(TOLD, "{}")))


def stand_at(moment: datetime | None) -> None:
    """The stand-ins' clocks show this moment from now on; None: the machine's time."""
    off = moment.timestamp() - time.time() if moment else 0.0
    for address in addresses().values():
        _control(address, "", {"clock_off": off})


def quiet() -> None:
    """Wait until no agent has a notice on its way."""
    for address in addresses().values():
        _control(address, "/wait", {})


def press(payment: Payment, how: str) -> Any:
    """What happens at the agent's later, without the buyer's browser: `deposit` at the till, `expire` …

    Raises WentWrong where the agent knows no such page.
    """
    address = addresses()[payment.account.gateway]
    done = _control(address, "/pay", {"order_id": payment.merchant_ref, "how": how})
    quiet()
    return done


def _control(address: str, door: str, asked: dict[str, Any]) -> Any:
    """Ask a stand-in by its control door. Raises WentWrong."""
    with outside.client(base_url=address, timeout=30, allow_private=True) as line:
        answer = line.post(f"/_control{door}", json=asked)
    if answer.is_error:
        raise WentWrong(f"{answer.url}: {answer.text}")
    return answer.json()


# --- the contracts ------------------------------------------------------------------------------------------


def sign_up() -> None:
    """The contracts with the agents, and which ways to pay the shop offers by which."""
    for name, contract in CONTRACTS.items():
        _save(name, contract, addresses()[name], None)
    accounts = dict(GatewayAccount.objects.values_list("code", "pk"))
    known = dict(Method.objects.values_list("code", "pk"))
    rows = [
        {"id": known[code], "account_id": accounts[account], "active": True, "position": position}
        for position, (code, account) in enumerate(METHODS, start=1)
    ]
    payments.save_methods(rows, actor=ACTOR)
    # Another agent than the one that brought a way to pay may hold money where that one takes it at once.
    offered = Method.objects.filter(account__code__in=CONTRACTS, active=True).select_related("account")
    payments.save_methods([{"id": one.pk, **_kind(one)} for one in offered], actor=ACTOR)


def _kind(method: Method) -> dict[str, str]:
    """How a way to pay behaves by the agent that now offers it."""
    can = queries.capabilities(method)
    if can.hold:
        return {"family": "hold", "capture": "ship"}
    return {"family": "slip", "capture": "none"} if can.late_money else {"family": "immediate", "capture": "order"}


def point() -> None:
    """The agents may have moved since: their contracts learn the new addresses."""
    known = {row.code: row for row in GatewayAccount.objects.filter(code__in=CONTRACTS)}
    for name, address in addresses().items():
        if name in known:
            _save(name, CONTRACTS[name], address, known[name].pk)


def _save(name: str, contract: Contract, address: str, known: int | None) -> None:
    settings = {key: value.replace("{at}", address) for key, value in contract.settings.items()}
    account = payments.NewAccount(
        code=name,
        name=contract.name,
        gateway=name,
        settings=settings,
        credentials=contract.credentials,
        id=known,
    )
    payments.save_account(account, actor=ACTOR)
