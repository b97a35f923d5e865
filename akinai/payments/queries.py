"""What others may know of payments."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akinai.core.money import format_amount
from akinai.payments import gateways
from akinai.payments.actions import reaching
from akinai.payments.gateways.base import Capabilities
from akinai.payments.models import BankAccount, Method, Payment


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
    rows = Method.objects.filter(active=True, account__active=True).exclude(code__in=list(refused))
    japanese = language.startswith("ja")
    return [
        MethodOffer(
            code=row.code,
            name=row.name_ja if japanese or not row.name_en else row.name_en,
            help=row.help_ja if japanese or not row.help_en else row.help_en,
            fee=fee(row.fees, amount),
            family=row.family,
            gateway=row.account.gateway,
            due_days=row.due_days,
            paying=row.account.gateway not in gateways.OURS,
        )
        for row in rows.select_related("account").order_by("position", "code")
        if row.min_amount <= amount + fee(row.fees, amount) and _within(row, amount)
    ]


def _within(row: Method, amount: int) -> bool:
    known = row.account.gateway in gateways.GATEWAYS
    return known and (row.max_amount is None or amount + fee(row.fees, amount) <= row.max_amount)


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


def instructions(payment: Payment, *, language: str | None = None) -> list[tuple[str, str]]:
    """What the buyer needs in order to pay, as (label, value) in the buyer's language (default: the present one).

    Nothing where nothing is left to do. At most one statement.
    """
    if payment.state not in ("new", "pending", "part_paid") or payment.closed_at:
        return []
    with translation.override(language or translation.get_language() or "ja"):
        lines = _bank_accounts() if payment.account.gateway == "bank" else _told(payment)
        if not lines and not payment.due_on:
            return []
        left = payment.amount - payment.captured
        lines.append((_("Amount to pay"), format_amount(left, payment.currency)))
        if payment.due_on:
            lines.append((_("Please pay by"), date_format(payment.due_on, "DATE_FORMAT")))
    return lines


def _bank_accounts() -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for one in BankAccount.objects.filter(shown=True).order_by("position", "code"):
        words = {
            "bank": one.bank,
            "branch": one.branch,
            "code": one.branch_code,
            "kind": one.get_kind_display(),
            "number": one.number,
        }
        lines.append((_("Pay into"), _("%(bank)s, %(branch)s (%(code)s), %(kind)s %(number)s") % words))
        lines.append((_("Account holder"), one.holder))
    return lines


def _told(payment: Payment) -> list[tuple[str, str]]:
    told = payment.instructions
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
