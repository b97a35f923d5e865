"""The shop's contracts with the four payment agents: what it would get from them (addresses and keys), as entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from akinai.demo.standins import AGENTS, addresses, control
from akinai.payments import actions as payments
from akinai.payments import queries
from akinai.payments.models import GatewayAccount, Method, Payment

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


# --- buyers at the agents ---


def quiet() -> None:
    """Wait until no agent has a notice on its way."""
    for name in AGENTS:
        control(addresses()[name], "/wait", {})


def press(payment: Payment, how: str) -> Any:
    """What happens at the agent's later, without the buyer's browser: `deposit` at the till, `expire` …

    Raises WentWrong where the agent knows no such page.
    """
    address = addresses()[payment.account.gateway]
    done = control(address, "/pay", {"order_id": payment.merchant_ref, "how": how})
    quiet()
    return done


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
    for name, contract in CONTRACTS.items():
        if name in known:
            _save(name, contract, addresses()[name], known[name].pk)


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
