"""入金消込: lines of the bank are matched with payments, by themselves where sure, else by a person.

A match is money in the ledger (FUNDS_RECEIVED, source "bank"). The way back is unmatching.py.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from akinai.core import clock, subjects
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.payments.actions.applying import Fact, record
from akinai.payments.bank import matching, names
from akinai.payments.bank.matching import Book, Candidate, Seen, Wanted
from akinai.payments.bank.records import data
from akinai.payments.events import BankLineSettled
from akinai.payments.models import BankLine, BankMatch, EventKind, PayerAlias, Payment, PaymentState

GATEWAYS = ("bank", "on_account")  # whose money comes by transfer to our own account
OPEN = (PaymentState.NEW, PaymentState.PENDING, PaymentState.PART_PAID)
LOOK_BACK = dt.timedelta(days=90)  # closed payments this young are shown as candidates: late, double, after cancel
MOST_KEPT_BACK = 1_000  # yen a person may accept as the bank's fee
LOCK = 7_410_001  # of pg_advisory_xact_lock: matching is done by one at a time, so that nothing is matched twice
State = BankLine.State


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A person's (or the sure) decision: what each payment gets of a line, and what is accepted as the bank's fee."""

    line_id: int
    parts: Sequence[tuple[int, int]]  # payment id, yen
    short: int = 0
    reasons: Sequence[Mapping[str, Any]] = field(default_factory=list)


def one_at_a_time() -> None:
    """Wait for whoever is matching, or taking a file in, now; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


# --- what could be meant ------------------------------------------------------------------------------------


def open_book() -> Book:
    """Every payment a transfer could be for: open ones, and lately closed ones. Three statements."""
    since = clock.now() - LOOK_BACK
    rows = list(
        Payment.objects.filter(account__gateway__in=GATEWAYS, currency="JPY")
        .filter(Q(state__in=OPEN, closed_at=None) | Q(created_at__gte=since))
        .only(
            "id", "documents", "amount", "captured", "state", "closed_at", "payer_name", "payer_kana", "payer_email",
            "payer_phone", "created_at", "due_on",
        )
    )  # fmt: skip
    called = subjects.called({document for row in rows for document in row.documents})
    aliases: dict[str, dict[str, int]] = defaultdict(dict)
    for key, person, times in PayerAlias.objects.values_list("payer_key", "person", "times"):
        aliases[key][person] = times
    wanted = [_wanted(row, [called[document].text for document in row.documents]) for row in rows]
    return Book(wanted, aliases, data("marks")["transfer_fees"])


def _wanted(row: Payment, numbers: Iterable[str]) -> Wanted:
    is_open = row.state in OPEN and row.closed_at is None and row.amount > row.captured
    return Wanted(
        id=row.pk,
        due=row.amount - row.captured if is_open else 0,
        amount=row.amount,
        names=names.names_of(row.payer_name, row.payer_kana),
        numbers=frozenset(n for one in numbers if (n := names.number(one))),
        person=person_of(row),
        placed_on=row.created_at.astimezone(clock.JST).date(),
        due_on=row.due_on,
        open=is_open,
        state=row.state,
    )


def person_of(payment: Payment) -> str:
    """Who pays, by the surest thing we know of them."""
    phone = "".join(c for c in payment.payer_phone if c.isdigit())
    return payment.payer_email.strip().lower() or phone or names.read(payment.payer_kana or payment.payer_name).key


def candidates(lines: Sequence[BankLine], book: Book | None = None) -> dict[int, list[Candidate]]:
    """What lines could be for, best first."""
    return matching.match([_seen(line) for line in lines], book or open_book())


def _seen(line: BankLine) -> Seen:
    return Seen(
        id=line.pk,
        amount=line.amount,
        payer=names.read(line.payer),
        booked_on=line.booked_on,
        numbers=names.numbers_in(" ".join(line.reference.split(" ")[1:])),
    )


# --- matching -----------------------------------------------------------------------------------------------


def match_lines(line_ids: Collection[int] | None = None, *, actor: str) -> Outcome:
    """Match what is sure among these lines (None: all open ones). Done: line ids.

    A line whose match a person undid stays with people.
    """
    with transaction.atomic():
        one_at_a_time()
        rows = BankLine.objects.filter(state=State.OPEN, amount__gt=0, matches=None)
        if line_ids is not None:
            rows = rows.filter(pk__in=list(line_ids))
        lines = {line.pk: line for line in rows.order_by("pk")}
        if not lines:
            return Outcome()
        # All open lines are looked at together: two that claim one payment are sure for neither.
        everyone = BankLine.objects.filter(state=State.OPEN, amount__gt=0)
        options = candidates(list(everyone))
        choices = [
            Choice(line_id=line, parts=one.parts, reasons=[reason.plain() for reason in one.reasons])
            for line, (one, *_rest) in ((pk, found) for pk, found in options.items() if found)
            if one.sure and line in lines
        ]
        return _settle(choices, automatic=True, actor=actor)


def match(choices: Sequence[Choice], *, actor: str) -> Outcome:
    """A person matches lines, whole lines each, possibly over several payments. Done: line ids; refused by line id.

    The payer's name is learned for the buyer. The inverse is `undo_lines`.
    """
    with transaction.atomic():
        one_at_a_time()
        return _settle(choices, automatic=False, actor=actor)


def _settle(choices: Sequence[Choice], *, automatic: bool, actor: str) -> Outcome:
    ids = [one.line_id for one in choices]
    lines = {line.pk: line for line in BankLine.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    payments = Payment.objects.in_bulk({payment for one in choices for payment, _amount in one.parts})
    outcome, good = Outcome(), []
    for one in choices:
        why = _objection(one, lines.get(one.line_id), payments)
        if why:
            outcome.refused.append(Refusal(one.line_id, "payment", why))
        else:
            good.append(one)
            lines[one.line_id].state = State.MATCHED  # the same line twice in one batch
    now = clock.now()
    made = BankMatch.objects.bulk_create(
        [
            BankMatch(
                line_id=one.line_id,
                payment_id=payment,
                amount=amount,
                fee_missing=one.short if at == len(one.parts) - 1 else 0,
                automatic=automatic,
                reasons=list(one.reasons),
                at=now,
                actor=actor,
            )
            for one in good
            for at, (payment, amount) in enumerate(one.parts)
        ]
    )
    done = [one.line_id for one in good]
    BankLine.objects.filter(pk__in=done).update(state=State.MATCHED, settled_by=actor, settled_at=now)
    record([fact for row in made for fact in _received(row, lines[row.line_id])], source="bank", actor=actor)
    if not automatic:
        _learn(made, lines, payments)
    _tell(made, payments, lines, State.MATCHED, automatic=automatic, actor=actor)
    outcome.done = done
    return outcome


def _objection(one: Choice, line: BankLine | None, payments: Mapping[int, Payment]) -> str:
    """Why a choice can't be; "" if it can."""
    if line is None or line.state != State.OPEN or line.amount <= 0:
        return _("This line is settled already.")
    if not one.parts or len({payment for payment, _amount in one.parts}) < len(one.parts):
        return _("Choose each payment once.")
    if any(payment not in payments for payment, _amount in one.parts):
        return _("One of the payments does not exist any more. Load the page again.")
    if any(payments[payment].currency != "JPY" for payment, _amount in one.parts):
        return _("Only payments in yen can be matched with a transfer.")
    if any(amount <= 0 for _payment, amount in one.parts):
        return _("Each payment must get at least 1 yen.")
    total = sum(amount for _payment, amount in one.parts)
    if total != line.amount:
        words = _("The parts make %(total)s yen, but %(amount)s yen came in. Divide all of it.")
        return words % {"total": f"{total:,}", "amount": f"{line.amount:,}"}
    payment, amount = one.parts[-1]
    short = payments[payment].amount - payments[payment].captured - amount
    if one.short and (one.short != short or not 0 < one.short <= MOST_KEPT_BACK):
        return _("The fee to accept must be just what is missing, and at most %(n)s yen.") % {
            "n": f"{MOST_KEPT_BACK:,}"
        }
    return ""


def _received(row: BankMatch, line: BankLine) -> list[Fact]:
    """The ledger's facts of a match. What the payer kept back as a fee counts as received, and as our cost."""
    at = dt.datetime.combine(line.booked_on, dt.time(12), clock.JST)
    detail = {"line": line.pk, "payer": line.payer, "fee_missing": row.fee_missing}
    common = {"payment_id": row.payment_id, "reference": f"bank/{row.pk}", "occurred_at": min(at, clock.now())}
    facts = [
        Fact(kind=EventKind.FUNDS_RECEIVED, amount=row.amount + row.fee_missing, detail=detail, **common),  # type: ignore[arg-type]
    ]
    if row.fee_missing:
        facts.append(Fact(kind=EventKind.FEE, amount=row.fee_missing, **common))  # type: ignore[arg-type]
    return facts


def _learn(made: Sequence[BankMatch], lines: Mapping[int, BankLine], payments: Mapping[int, Payment]) -> None:
    """Remember who pays under which name, where it is another than the buyer's. One statement."""
    pairs = sorted({pair for row in made if (pair := alias_of(lines[row.line_id], payments[row.payment_id]))})
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into payments_payeralias (payer_key, person, person_keys, times, last_at)
               select payer_key, person, array[person], 1, %s
                 from unnest(%s::text[], %s::text[]) as a (payer_key, person)
                   on conflict (payer_key, person)
                   do update set times = payments_payeralias.times + 1, last_at = excluded.last_at""",
            [clock.now(), [key for key, _person in pairs], [person for _key, person in pairs]],
        )


def alias_of(line: BankLine, payment: Payment) -> tuple[str, str] | None:
    """What is learned from a match: the payer's key and the buyer; None where they are called the same."""
    payer, person = names.read(line.payer), person_of(payment)
    known = names.names_of(payment.payer_name, payment.payer_kana)
    same = any((one.base, one.mark) == (payer.base, payer.mark) for one in known)
    return None if same or not payer.base or not person else (line.payer_key, person)


def _tell(
    made: Sequence[BankMatch],
    payments: Mapping[int, Payment],
    lines: Mapping[int, BankLine],
    state: str,
    *,
    automatic: bool = False,
    actor: str,
) -> None:
    documents: dict[int, list[str]] = defaultdict(list)
    for row in made:
        documents[row.line_id] += payments[row.payment_id].documents
    publish(
        [
            BankLineSettled(
                subject=f"bankline/{line}",
                actor=actor,
                documents=list(dict.fromkeys(found)),
                state=state,
                amount=lines[line].amount,
                automatic=automatic,
            )
            for line, found in documents.items()
        ]
    )
