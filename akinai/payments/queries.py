"""What others may know of payments."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akinai.core import prepared
from akinai.core.money import format_amount
from akinai.payments import gateways
from akinai.payments.actions import reaching
from akinai.payments.gateways.base import Capabilities
from akinai.payments.models import BankAccount, Method, Payment, PaymentState

# How the states look on the desk.
STATE_TONES: dict[str, str] = {
    PaymentState.NEW: "info",
    PaymentState.PENDING: "info",
    PaymentState.AUTHORISED: "accent",
    PaymentState.PART_PAID: "warn",
    PaymentState.PAID: "good",
    PaymentState.OVERPAID: "warn",
    PaymentState.PART_REFUNDED: "",
    PaymentState.REFUNDED: "",
    PaymentState.FAILED: "bad",
    PaymentState.EXPIRED: "",
    PaymentState.VOIDED: "",
    PaymentState.DISPUTED: "bad",
}


def of_documents(documents: Collection[str]) -> dict[str, list[Payment]]:
    """The payments of each document, the latest first, with their accounts. One statement."""
    found: dict[str, list[Payment]] = defaultdict(list)
    if not documents:
        return found
    wanted = set(documents)
    rows = Payment.objects.filter(documents__overlap=sorted(wanted)).select_related("account")
    for payment in rows.order_by("-attempt", "-id"):
        for document in wanted.intersection(payment.documents):
            found[document].append(payment)
    return found


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A way to pay as a buyer sees it. `fee`: what the buyer pays on top, in yen; `paying`: goes to a payment page."""

    code: str
    name: str
    help: str
    fee: int
    family: str
    gateway: str
    due_days: int | None
    paying: bool


def offered(amount: int, *, refused: Collection[str] = (), language: str = "ja") -> list[MethodOffer]:
    """The ways to pay this amount (yen, without their own fee), in the shop's order. One statement.

    `refused`: codes that something else in the cart rules out. A way whose account is out of use is not offered.
    """
    japanese = language.startswith("ja")
    with prepared.cursor() as cursor:
        cursor.execute(OFFERED, [list(refused)])
        rows = [_Way(*row) for row in cursor.fetchall()]
    return [
        MethodOffer(
            code=row.code,
            name=row.name_ja if japanese or not row.name_en else row.name_en,
            help=row.help_ja if japanese or not row.help_en else row.help_en,
            fee=fee(row.fees, amount),
            family=row.family,
            gateway=row.gateway,
            due_days=row.due_days,
            paying=row.gateway not in gateways.OURS,
        )
        for row in rows
        if row.gateway in gateways.GATEWAYS and row.fits(amount)
    ]


# By hand: every look at a checkout asks this, and building it anew from a model costs more than running it.
OFFERED = """
select m.code, m.name_ja, m.name_en, m.help_ja, m.help_en, m.fees::text, m.family, m.due_days, m.min_amount,
       m.max_amount, a.gateway
  from payments_method m join payments_gatewayaccount a on a.id = m.account_id
 where m.active and a.active and not m.code = any(%s::text[])
 order by m.position, m.code
"""


class _Way(NamedTuple):
    code: str
    name_ja: str
    name_en: str
    help_ja: str
    help_en: str
    steps: str
    family: str
    due_days: int | None
    min_amount: int
    max_amount: int | None
    gateway: str

    @property
    def fees(self) -> list[list[int | None]]:
        found: list[list[int | None]] = json.loads(self.steps)
        return found

    def fits(self, amount: int) -> bool:
        """Is the amount, with the fee, within what the way is offered for?"""
        whole = amount + fee(self.fees, amount)
        return self.min_amount <= whole and (self.max_amount is None or whole <= self.max_amount)


def fee(fees: Iterable[Sequence[int | None]], amount: int) -> int:
    """What the buyer pays on top: the first step whose limit is not below the amount; above all of them, the last."""
    last = 0
    for upto, yen in fees:
        last = int(yen or 0)
        if upto is None or amount <= upto:
            return last
    return last


def capabilities(what: Payment | Method) -> Capabilities:
    """What can be done with a payment, or with payments by a method."""
    if isinstance(what, Payment):
        return reaching.capabilities(what.account, what.method)
    return reaching.capabilities(what.account, what.code)


class _Payable(NamedTuple):
    """What of a payment its instructions are made of."""

    state: str
    closed: bool
    gateway: str
    amount: int
    captured: int
    currency: str
    due_on: dt.date | None
    told: dict[str, Any]


PAYABLE = """
select p.state, p.closed_at is not null, a.gateway, p.amount, p.captured, p.currency, p.due_on, p.instructions::text,
       case when a.gateway = 'bank' then
         (select json_agg(json_build_array(bank, branch, branch_code, kind, number, holder) order by position, code)
            from payments_bankaccount where shown) end::text
  from payments_payment p join payments_gatewayaccount a on a.id = p.account_id
 where p.id = %s
"""
ACCOUNTS = """
select bank, branch, branch_code, kind, number, holder from payments_bankaccount where shown order by position, code
"""


class AccountShown(NamedTuple):
    """An account buyers transfer to."""

    bank: str
    branch: str
    branch_code: str
    kind: str
    number: str
    holder: str


def instructions(payment: Payment, *, language: str | None = None) -> list[tuple[str, str]]:
    """What the buyer needs in order to pay, as (label, value) in the buyer's language (default: the present one).

    Nothing where nothing is left to do. At most one statement.
    """
    payable = _Payable(
        payment.state, payment.closed_at is not None, payment.account.gateway, payment.amount, payment.captured,
        payment.currency, payment.due_on, payment.instructions,
    )  # fmt: skip
    return _instructions(payable, language, _bank_accounts)


def instructions_of(payment_id: int, *, language: str | None = None) -> list[tuple[str, str]]:
    """The same for a payment by its id; nothing for one that is not there. One statement."""
    with prepared.cursor() as cursor:
        cursor.execute(PAYABLE, [payment_id])
        row = cursor.fetchone()
    if row is None:
        return []
    payable = _Payable._make([*row[:-2], json.loads(row[-2])])
    accounts = [AccountShown(*one) for one in json.loads(row[-1] or "[]")]
    return _instructions(payable, language, lambda: accounts)


def _instructions(
    payable: _Payable, language: str | None, accounts: Callable[[], list[AccountShown]]
) -> list[tuple[str, str]]:
    if payable.state not in ("new", "pending", "part_paid") or payable.closed:
        return []
    with translation.override(language or translation.get_language() or "ja"):
        lines = to_transfer(accounts()) if payable.gateway == "bank" else _told(payable.told)
        if not lines and not payable.due_on:
            return []
        return lines + how_much(payable.amount - payable.captured, payable.currency, payable.due_on)


def how_much(amount: int, currency: str, due_on: dt.date | None) -> list[tuple[str, str]]:
    """What is left to pay, and until when, as (label, value) in the present language."""
    lines = [(_("Amount to pay"), format_amount(amount, currency))]
    return [*lines, (_("Please pay by"), date_format(due_on, "DATE_FORMAT"))] if due_on else lines


def to_transfer(accounts: Iterable[AccountShown]) -> list[tuple[str, str]]:
    """Where to transfer, as (label, value) in the present language."""
    kinds = dict(BankAccount._meta.get_field("kind").choices or ())
    lines: list[tuple[str, str]] = []
    for one in accounts:
        words = {**one._asdict(), "code": one.branch_code, "kind": kinds.get(one.kind, "")}
        lines.append((_("Pay into"), _("%(bank)s, %(branch)s (%(code)s), %(kind)s %(number)s") % words))
        lines.append((_("Account holder"), one.holder))
    return lines


def _bank_accounts() -> list[AccountShown]:
    with prepared.cursor() as cursor:
        cursor.execute(ACCOUNTS)
        return [AccountShown(*row) for row in cursor.fetchall()]


def _told(told: dict[str, Any]) -> list[tuple[str, str]]:
    words = _words()
    lines = [(words[name], str(told[name])) for name in words if told.get(name)]
    lines += [(words.get(one["label"], one["label"]), str(one["value"])) for one in told.get("lines", [])]
    return lines


def _words() -> dict[str, str]:
    """What adapters tell under neutral names in `instructions`, in the buyer's words."""
    return {
        "store": _("Convenience store"),
        "payment_number": _("Payment number"),
        "receipt_number": _("Receipt number"),
        "confirmation_number": _("Confirmation number"),
        "company_number": _("Collecting agency number"),
        "customer_number": _("Customer number"),
        "bank": _("Bank"),
        "branch": _("Branch"),
        "account_kind": _("Kind of account"),
        "account_number": _("Account number"),
        "holder": _("Account holder"),
        "phone": _("Phone number"),
        "url": _("Payment slip"),
        "until": _("Valid until"),
    }
