"""The bank is told to pay approved refunds (全銀 総合振込), and what became of it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.japan import holidays
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.tables import Unreadable
from akinai.payments.actions.applying import record
from akinai.payments.actions.refundmails import tell_paid
from akinai.payments.actions.refunds import RefundWish, State, account_of, ask_refund, fact_of, move, state_words
from akinai.payments.bank.transfers import Payee, Payer, Transfer, write_transfers
from akinai.payments.models import BankAccount, EventKind, RefundDue, TransferFile

FURTHEST = 60  # days ahead a transfer may be dated: the file holds month and day only


def write_transfer_file(ids: Collection[int], *, account_code: str, pay_on: dt.date, actor: str) -> TransferFile:
    """A file for the bank with these approved refunds, all or none. The inverse is `withdraw_transfer_file`.

    Raises Refused with a sentence for each that can't be in it, or for the account or the day.
    """
    account = BankAccount.objects.filter(code=account_code).first()
    problems = _of_account(account) + _of_day(pay_on)
    with transaction.atomic():
        rows = list(RefundDue.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))
        problems += [Refusal(row.pk, "", state_words(row)) for row in rows if row.state != State.APPROVED]
        if not rows:
            problems.append(Refusal("", "", _("Choose the refunds to pay.")))
        if problems or account is None:
            raise Refused(problems)
        opened = {row.pk: account_of(row) for row in rows}
        unreadable = [pk for pk, found in opened.items() if not found]
        if unreadable:
            words = _("The account can't be read any more. Ask the buyer again.")
            raise Refused([Refusal(pk, "", words) for pk in unreadable])
        data = _file(account, rows, opened, pay_on)
        name = default_storage.save(f"bank/out/{clock.now():%Y%m%d-%H%M%S}.txt", ContentFile(data))
        made = TransferFile.objects.create(
            account=account,
            pay_on=pay_on,
            file=name,
            count=len(rows),
            total=sum(row.amount for row in rows),
            made_at=clock.now(),
            made_by=actor,
        )
        move([row.pk for row in rows], State.IN_FILE, lambda row: "", {"file": made}, actor)
    return made


def _of_account(account: BankAccount | None) -> list[Refusal]:
    if account is None:
        return [Refusal("", "account", _("Choose the account to pay from."))]
    lacking = [
        str(label)
        for label, value, size in (
            (BankAccount._meta.get_field("consignor").verbose_name, account.consignor, 10),
            (BankAccount._meta.get_field("bank_code").verbose_name, account.bank_code, 4),
            (BankAccount._meta.get_field("branch_code").verbose_name, account.branch_code, 3),
        )
        if not (value.isdigit() and len(value) == size)
    ]
    if not lacking:
        return []
    words = _("Complete the bank account in the settings first: %(fields)s.")
    return [Refusal("", "account", words % {"fields": ", ".join(lacking)})]


def _of_day(pay_on: dt.date) -> list[Refusal]:
    today = clock.today()
    if not today <= pay_on <= today + dt.timedelta(days=FURTHEST):
        words = _("The day must be between today and %(n)d days from now.")
        return [Refusal("", "pay_on", words % {"n": FURTHEST})]
    if pay_on.weekday() >= 5 or holidays.is_holiday(pay_on):
        return [Refusal("", "pay_on", _("Banks rest on that day. Choose a working day."))]
    return []


def _file(
    account: BankAccount, rows: Sequence[RefundDue], opened: Mapping[int, Mapping[str, str]], pay_on: dt.date
) -> bytes:
    payer = Payer(
        consignor=account.consignor,
        holder=account.holder,
        bank_code=account.bank_code,
        bank=account.bank,
        branch_code=account.branch_code,
        branch=account.branch,
        kind=account.kind,
        number=account.number,
    )
    fields = ("bank_code", "branch_code", "kind", "number", "holder")
    transfers = [
        Transfer(
            payee=Payee(**{name: opened[row.pk][name] for name in fields}), amount=row.amount, customer=str(row.pk)
        )
        for row in rows
    ]
    try:
        return write_transfers(payer, transfers, pay_on=pay_on)
    except (Unreadable, ValueError) as problem:
        raise Refused([Refusal("", "account", str(problem))]) from None


def withdraw_transfer_file(file_id: int, *, actor: str) -> Outcome:
    """The file was not given to the bank after all: its refunds are approved ones again (not those already paid)."""
    ids = list(RefundDue.objects.filter(file=file_id).values_list("pk", flat=True))

    def why(row: RefundDue) -> str:
        return "" if row.state == State.IN_FILE else state_words(row)

    return move(ids, State.APPROVED, why, {"file": None}, actor)


def mark_refunds_paid(ids: Collection[int], *, paid_on: dt.date, actor: str) -> Outcome:
    """The bank has paid: the ledger has the refund, and the buyer is told. Compensated by `refunds_came_back`."""
    if paid_on > clock.today():
        return Outcome([], [Refusal(pk, "paid_on", _("That day is still to come.")) for pk in ids])

    def why(row: RefundDue) -> str:
        return "" if row.state == State.IN_FILE else state_words(row)

    with transaction.atomic():
        outcome = move(ids, State.PAID, why, {"paid_on": paid_on}, actor)
        rows = list(RefundDue.objects.filter(pk__in=outcome.done).order_by("pk"))
        facts = [fact_of(row, EventKind.REFUNDED, paid_on=paid_on.isoformat()) for row in rows if row.payment_id]
        record(facts, source="bank", actor=actor)
        tell_paid([(row, account_of(row)) for row in rows], actor=actor)
    return outcome


def refunds_came_back(ids: Collection[int], *, base: str, actor: str) -> Outcome:
    """The bank could not pay (wrong account): the ledger hears it, and the buyer is asked for an account anew.

    Done: the refunds that came back; each has a new one in its place.
    """

    def why(row: RefundDue) -> str:
        return "" if row.state in (State.IN_FILE, State.PAID) else state_words(row)

    with transaction.atomic():
        outcome = move(ids, State.CANCELLED, why, {"bank_sealed": ""}, actor)
        rows = list(RefundDue.objects.filter(pk__in=outcome.done).order_by("pk"))
        failed = [fact_of(row, EventKind.REFUND_FAILED) for row in rows if row.payment_id]
        record(failed, source="bank", actor=actor)
        again = ask_refund(
            [
                RefundWish(
                    payment_id=row.payment_id,
                    amount=row.amount,
                    reason=row.reason,
                    email=row.email,
                    name=row.name,
                    documents=row.documents,
                )
                for row in rows
            ],
            base=base,
            actor=actor,
        )
        outcome.refused += again.refused
    return outcome
