"""返金 by bank transfer: asked for, the buyer's account, approved by a second person, told to the bank, paid.

From the moment it is asked for, the amount is reserved in the ledger (REFUND_PENDING), so that nothing is refunded
twice; when the bank has paid, it is REFUNDED.
"""

import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.money import format_amount
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.people.secrets import seal, unseal
from akinai.payments.actions import operating, reaching, tasks
from akinai.payments.actions.applying import Fact, record
from akinai.payments.actions.operating import Standing
from akinai.payments.actions.refundmails import VALID_DAYS, ask_for_account
from akinai.payments.bank.transfers import Payee, check_payee
from akinai.payments.events import RefundAsked, RefundMoved
from akinai.payments.models import EventKind, MoneyTask, OperationKind, RefundDue, TaskKind

State = RefundDue.State


@dataclass(frozen=True, kw_only=True)
class RefundWish:
    """What is to go back by transfer, in yen. `payment_id` None: money that is of no payment (`documents` then say what
    it was for). `email`: where the buyer is asked for the account; "" asks nobody."""

    payment_id: int | None
    amount: int
    reason: str
    email: str = ""
    name: str = ""
    language: str = "ja"
    documents: Sequence[str] = ()


def ask_refund(wishes: Sequence[RefundWish], *, base: str, actor: str) -> Outcome:
    """Begin refunds; the buyer is asked by mail for an account. Done: refund ids; refused by place in the list.

    `base`: the shop's own address ("https://shop.example"), for the link. The inverse is `withdraw_refunds`.
    """
    outcome = Outcome()
    with transaction.atomic():
        payments = reaching.locked({one.payment_id for one in wishes if one.payment_id})
        stands = operating.standing(payments)
        left = {key: _refundable(stand) for key, stand in stands.items()}
        rows: list[tuple[RefundWish, RefundDue]] = []
        for at, wish in enumerate(wishes):
            why = _objection(wish, left)
            if why:
                outcome.refused.append(Refusal(at, "amount", why))
                continue
            if wish.payment_id:
                left[wish.payment_id] -= wish.amount
            rows.append((wish, _row(wish, payments.get(wish.payment_id or 0), actor)))
        made = RefundDue.objects.bulk_create([row for _wish, row in rows])
        record([fact_of(row, EventKind.REFUND_PENDING) for row in made if row.payment_id], source="staff", actor=actor)
        _close_due(made, actor)
        publish(
            [
                RefundAsked(
                    subject=f"refund/{row.pk}",
                    actor=actor,
                    documents=row.documents,
                    refund_id=row.pk,
                    amount=row.amount,
                )
                for row in made
            ]
        )
        ask_for_account([(row, wish.language) for wish, row in rows if row.email], base=base, actor=actor)
        outcome.done = [row.pk for row in made]
    return outcome


def _refundable(stand: Standing) -> int:
    return max(0, stand.sums.refundable - stand.reserved(OperationKind.REFUND))


def _objection(wish: RefundWish, left: Mapping[int, int]) -> str:
    if wish.amount <= 0:
        return _("Name an amount above 0.")
    if wish.payment_id is None:
        return "" if wish.reason.strip() else _("Write what the refund is for.")
    if wish.payment_id not in left:
        return _("There is no such payment.")
    if wish.amount > left[wish.payment_id]:
        words = _("At most %(most)s can be refunded of this payment: the rest went back, or is about to.")
        return words % {"most": format_amount(left[wish.payment_id])}
    return ""


def _row(wish: RefundWish, payment: Any, actor: str) -> RefundDue:
    return RefundDue(
        payment=payment,
        documents=list(payment.documents if payment else wish.documents),
        amount=wish.amount,
        reason=wish.reason.strip()[:500],
        name=(wish.name or (payment.payer_name if payment else "")).strip()[:200],
        email=(wish.email or (payment.payer_email if payment else "")).strip()[:254],
        asked_by=actor,
        asked_at=clock.now(),
    )


def fact_of(row: RefundDue, kind: str, **detail: Any) -> Fact:
    """What the ledger is told of a refund; one reference through its whole life."""
    return Fact(
        payment_id=row.payment_id or 0, kind=kind, amount=row.amount, reference=f"refunddue/{row.pk}", detail=detail
    )


def _close_due(rows: Sequence[RefundDue], actor: str) -> None:
    """The task "to be refunded" is done: this list now carries it."""
    payments = [row.payment_id for row in rows if row.payment_id]
    found = MoneyTask.objects.filter(payment__in=payments, kind=TaskKind.REFUND_DUE, closed_at=None)
    ids = list(found.values_list("pk", flat=True)) if payments else []
    if ids:
        tasks.close_tasks(ids, note=_("Refund by bank transfer begun"), actor=actor)


# --- the account --------------------------------------------------------------------------------------------


def by_token(token: uuid.UUID) -> RefundDue | None:
    """The refund a buyer may still give an account for; None when it is over, given, or the time is up."""
    found = RefundDue.objects.filter(token=token, state=State.ASKED).first()
    if found is None or (clock.now() - found.asked_at).days >= VALID_DAYS:
        return None
    return found


def give_account(token: uuid.UUID, given: Mapping[str, str], *, actor: str) -> RefundDue:
    """The account to pay to, by the buyer's one-time form. It is sealed, and the form is closed.

    Raises Refused, with a sentence for each field that is wrong, or one for a form that is closed.
    """
    payee, problems = check_payee(given)
    with transaction.atomic():
        row = by_token(token)
        if row is None:
            raise Refused([Refusal("", "", _("This page is not valid any more."))])
        if payee is None:
            raise Refused(problems)
        return _keep_account(row.pk, payee, actor)


def enter_account(refund_id: int, given: Mapping[str, str], *, actor: str) -> RefundDue:
    """The account as the buyer told a person (by phone, letter). Who enters it may not approve it. Raises Refused."""
    payee, problems = check_payee(given)
    if payee is None:
        raise Refused(problems)
    with transaction.atomic():
        return _keep_account(refund_id, payee, actor)


def _keep_account(refund_id: int, payee: Payee, actor: str) -> RefundDue:
    row = RefundDue.objects.select_for_update().filter(pk=refund_id).first()
    if row is None or row.state not in (State.ASKED, State.READY):
        raise Refused([Refusal(refund_id, "", _("The account of this refund can't be changed any more."))])
    row.bank_sealed = seal(json.dumps({**payee.plain(), "by": actor}, ensure_ascii=False))
    row.state = State.READY
    row.save(update_fields=["bank_sealed", "state"])
    _tell([row], actor)
    return row


def account_of(row: RefundDue) -> dict[str, str]:
    """The account of a refund, open; empty when there is none, or it was sealed with another key."""
    try:
        opened: dict[str, str] = json.loads(unseal(row.bank_sealed)) if row.bank_sealed else {}
    except ValueError:
        return {}
    return opened


# --- from state to state ------------------------------------------------------------------------------------


def approve_refunds(ids: Collection[int], *, actor: str) -> Outcome:
    """A second person lets them go to the bank. Who asked, or entered the account, is refused. Inverse: `unapprove`."""

    def why(row: RefundDue) -> str:
        if row.state != State.READY:
            return state_words(row)
        opened = account_of(row)
        if not opened:
            return _("The account can't be read any more. Ask the buyer again.")
        if actor == row.asked_by:
            return _("You asked for this refund yourself. Somebody else must approve it.")
        if actor == opened.get("by"):
            return _("You entered the account yourself. Somebody else must approve it.")
        return ""

    return move(ids, State.APPROVED, why, {"approved_by": actor, "approved_at": clock.now()}, actor)


def unapprove_refunds(ids: Collection[int], *, actor: str) -> Outcome:
    """Take an approval back while the bank was not told."""

    def why(row: RefundDue) -> str:
        return "" if row.state == State.APPROVED else state_words(row)

    return move(ids, State.READY, why, {"approved_by": "", "approved_at": None}, actor)


def withdraw_refunds(ids: Collection[int], *, actor: str) -> Outcome:
    """They are not to be paid after all; the amount is free again. Not once the bank was told.

    There is no way back but asking anew.
    """

    def why(row: RefundDue) -> str:
        return "" if row.state in (State.ASKED, State.READY, State.APPROVED) else state_words(row)

    with transaction.atomic():
        outcome = move(ids, State.CANCELLED, why, {"bank_sealed": ""}, actor)
        _release(outcome.done, actor)
        return outcome


def _release(ids: Collection[int], actor: str) -> None:
    """Let the ledger know that a refund does not happen; that is no failure anybody has to look at."""
    rows = list(RefundDue.objects.filter(pk__in=ids, payment__isnull=False))
    record([fact_of(row, EventKind.REFUND_FAILED) for row in rows], source="staff", actor=actor)
    dedupes = [f"{TaskKind.REFUND_FAILED}/{row.payment_id}/refunddue/{row.pk}" for row in rows]
    tasks.settle(dedupes, note=_("Withdrawn"), actor=actor)


def move(
    ids: Collection[int], to: str, why: Callable[[RefundDue], str], values: Mapping[str, Any], actor: str
) -> Outcome:
    """Move those that nothing speaks against. A set: a constant number of statements."""
    with transaction.atomic():
        rows = {row.pk: row for row in RefundDue.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")}
        outcome = Outcome()
        for pk in dict.fromkeys(ids):
            problem = why(rows[pk]) if pk in rows else _("There is no such refund.")
            if problem:
                outcome.refused.append(Refusal(pk, "", problem))
            else:
                outcome.done.append(pk)
        RefundDue.objects.filter(pk__in=outcome.done).update(state=to, **values)
        for pk in outcome.done:
            rows[pk].state = to
        _tell([rows[pk] for pk in outcome.done], actor)
    return outcome


def state_words(row: RefundDue) -> str:
    return _("This refund is “%(state)s”; that can't be done with it.") % {"state": State(row.state).label}


def _tell(rows: Sequence[RefundDue], actor: str) -> None:
    publish(
        [
            RefundMoved(
                subject=f"refund/{row.pk}", actor=actor, documents=row.documents, refund_id=row.pk, state=row.state
            )
            for row in rows
        ]
    )
