"""A bank's file comes in: each receipt becomes a line once, however often and in whatever files the bank tells it."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.core.tables import Unreadable
from akinai.payments.actions import bank, unmatching
from akinai.payments.bank import csvs, names, reading
from akinai.payments.bank.csvs import Profile
from akinai.payments.bank.reading import AccountAt, BankStatement, Line
from akinai.payments.events import BankFileRead
from akinai.payments.models import BankAccount, BankFile, BankLine

LARGEST = 20 * 2**20  # bytes
State = BankLine.State


@dataclass(frozen=True, kw_only=True)
class BankResult:
    """What came of a file. `fresh` lines are new, `known` were there already, `out` were payments out (passed over),
    `reversed` receipts the bank took back, `matched` lines matched by themselves. `again`: the very same file."""

    file: BankFile
    fresh: int = 0
    known: int = 0
    out: int = 0
    reversed: int = 0
    matched: int = 0
    again: bool = False


def preview_bank_file(
    data: bytes, name: str, *, account_code: str, profile: Mapping[str, Any] | None = None
) -> csvs.Guess | BankStatement:
    """How a file would be read; nothing is written. A `Guess` for a CSV, the whole statement for 全銀.

    Raises Unreadable, Refused (no such account).
    """
    account = _account(account_code)
    _refuse_size(data)
    if reading.is_zengin(data):
        return reading.read_zengin(data, today=clock.today())
    chosen = Profile.of(profile) if profile else _remembered(account, data, name)
    return csvs.guess(data, name, today=clock.today(), profile=chosen)


def read_bank_file(
    data: bytes, name: str, *, account_code: str, profile: Mapping[str, Any] | None = None, actor: str
) -> BankResult:
    """Take in a bank's file for an account, and match what is sure. A constant number of statements for any size.

    全銀 (01, 03) is recognised; else it is a CSV, read by `profile`, the account's remembered one, or the guess.
    `profile` is remembered for the account. The same file, or one that overlaps, adds nothing twice. Raises Unreadable
    and Refused with sentences, and then nothing at all was taken in. Its lines are undone one by one (undo_lines).
    """
    account = _account(account_code)
    _refuse_size(data)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        bank.one_at_a_time()
        known = BankFile.objects.filter(digest=digest).first()
        if known:
            return BankResult(file=known, known=known.lines, again=True)
        statement, chosen = _read(data, name, account, profile)
        at = _accounts(statement, account)
        file = BankFile.objects.create(
            account=account,
            name=name[:200],
            file=default_storage.save(f"bank/{digest[:2]}/{digest}", ContentFile(data)),
            digest=digest,
            kind=statement.kind,
            lines=len(statement.lines),
            at=clock.now(),
            actor=actor,
        )
        fresh = _new_lines(statement.lines, at, file)
        BankLine.objects.bulk_create(fresh)
        file.fresh = len(fresh)
        file.save(update_fields=["fresh"])
        if chosen and chosen != account.profile:
            account.profile = chosen
            account.save(update_fields=["profile"])
        taken_back = unmatching.take_back([line for line in fresh if line.amount < 0], actor=actor)
        matched = len(bank.match_lines([line.pk for line in fresh if line.amount > 0], actor=actor).done)
        told = {"lines": file.lines, "fresh": file.fresh, "matched": matched}
        publish([BankFileRead(subject=f"bankfile/{file.pk}", actor=actor, **told)])
    return BankResult(
        file=file,
        fresh=len(fresh),
        known=len(statement.lines) - len(fresh),
        out=statement.out,
        reversed=taken_back,
        matched=matched,
    )


def _account(code: str) -> BankAccount:
    found = BankAccount.objects.filter(code=code).first()
    if found is None:
        words = _("There is no bank account “%(code)s”. Add it in the settings first.")
        raise Refused([Refusal(code, "account", words % {"code": code})])
    return found


def _refuse_size(data: bytes) -> None:
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if len(data) > LARGEST:
        raise Unreadable(
            _("The file is larger than %(mb)d MB. Divide it and import the parts.") % {"mb": LARGEST >> 20}
        )


def _remembered(account: BankAccount, data: bytes, name: str) -> Profile | None:
    """The account's profile, if this file still has its columns."""
    if not account.profile:
        return None
    profile = Profile.of(account.profile)
    return None if csvs.guess(data, name, today=clock.today(), profile=profile).problems else profile


def _read(
    data: bytes, name: str, account: BankAccount, profile: Mapping[str, Any] | None
) -> tuple[BankStatement, dict[str, Any] | None]:
    """The statement, and the profile it was read by (None: 全銀)."""
    today = clock.today()
    if reading.is_zengin(data):
        return reading.read_zengin(data, today=today), None
    chosen = Profile.of(profile) if profile else _remembered(account, data, name)
    chosen = chosen or csvs.guess(data, name, today=today).profile
    return csvs.read_csv(data, name, chosen, today=today), chosen.plain()


# --- whose account ------------------------------------------------------------------------------------------


def _accounts(statement: BankStatement, chosen: BankAccount) -> dict[AccountAt | None, BankAccount]:
    """The shop's account of every one the file speaks of. Raises Unreadable for one the shop does not have."""
    if not statement.accounts:
        return {None: chosen}
    own = list(BankAccount.objects.all())
    found: dict[AccountAt | None, BankAccount] = {}
    for one in statement.accounts:
        fitting = next((account for account in own if _is(account, one)), None)
        if fitting is None:
            words = _(
                "The file is of account %(branch)s-%(number)s, which is none of the shop's. Nothing was taken in."
            )
            raise Unreadable(words % {"branch": one.branch.zfill(3), "number": one.number.zfill(7)})
        found[one] = fitting
    if chosen not in found.values():
        words = _("The file is not of %(account)s but of %(other)s. Choose that account.")
        raise Unreadable(words % {"account": chosen, "other": next(iter(found.values()))})
    return found


def _is(account: BankAccount, one: AccountAt) -> bool:
    """Branch and bank may be missing in the settings; what is there must agree."""
    return (
        account.number.strip().lstrip("0") == one.number
        and (not account.branch_code or account.branch_code.lstrip("0") == one.branch)
        and (not account.bank_code or not one.bank or account.bank_code.lstrip("0") == one.bank)
    )


# --- each receipt once --------------------------------------------------------------------------------------

Group = tuple[int, dt.date, int, str]  # account, day, amount (negative: taken back), payer


def _new_lines(
    lines: Sequence[Line], accounts: Mapping[AccountAt | None, BankAccount], file: BankFile
) -> list[BankLine]:
    """Rows for what is not known yet.

    A receipt is named by account, day, amount, payer and what tells two equal ones apart: the balance after it, the
    bank's own number, else which of the equal ones in its file it is. So two real payments of one person on one day
    stay two. The same receipt told by another kind of file (notice and statement) is known by the count of such lines.
    """
    rows = [_row(line, accounts[line.account], file) for line in lines]
    _name(rows, lines)
    taken = set(BankLine.objects.filter(dedupe__in=[row.dedupe for row in rows]).values_list("dedupe", flat=True))
    rows = [row for row in rows if row.dedupe not in taken]
    elsewhere = _told_elsewhere(rows, file.kind)
    fresh = []
    for row in rows:
        group = _group(row)
        if elsewhere[group] > 0:
            elsewhere[group] -= 1
        else:
            fresh.append(row)
    return fresh


def _row(line: Line, account: BankAccount, file: BankFile) -> BankLine:
    name = names.read(line.payer)
    return BankLine(
        file=file,
        account=account,
        row=line.row,
        booked_on=line.booked_on,
        amount=-line.amount if line.cancels else line.amount,
        payer=line.payer,
        payer_key=name.key,
        payer_bank=line.payer_bank,
        reference=" ".join(part for part in (line.reference, line.edi) if part),
    )


def _group(row: BankLine) -> Group:
    return (row.account_id, row.booked_on, row.amount, row.payer_key)


def _name(rows: Sequence[BankLine], lines: Sequence[Line]) -> None:
    """Write `dedupe` on the rows."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for row, line in zip(rows, lines, strict=True):
        own = f"b{line.balance}" if line.balance is not None else f"n{line.reference}" if line.reference else ""
        key = (*_group(row), own)
        seen[key] += 1
        text = "\x1f".join(str(part) for part in (*key, seen[key]))
        row.dedupe = hashlib.sha256(text.encode()).hexdigest()


def _told_elsewhere(rows: Sequence[BankLine], kind: str) -> dict[Group, int]:
    """How many equal lines came by files of another kind."""
    counts: dict[Group, int] = defaultdict(int)
    groups = list({_group(row) for row in rows})
    if not groups:
        return counts
    with connection.cursor() as cursor:
        cursor.execute(
            """select l.account_id, l.booked_on, l.amount, l.payer_key, count(*)
                 from unnest(%s::bigint[], %s::date[], %s::bigint[], %s::text[])
                      as g (account_id, booked_on, amount, payer_key)
                 join payments_bankline l using (account_id, booked_on, amount, payer_key)
                 join payments_bankfile f on f.id = l.file_id and f.kind <> %s
                group by 1, 2, 3, 4""",
            [*(list(column) for column in zip(*groups, strict=True)), kind],
        )
        for account, day, amount, payer, count in cursor.fetchall():
            counts[(account, day, amount, payer)] = count
    return counts
