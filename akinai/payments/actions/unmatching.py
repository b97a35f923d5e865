"""The way back from matching: ignored, undone by a person, taken back by the bank. The ledger gets reversing facts."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.payments.actions import tasks
from akinai.payments.actions.applying import Fact, record
from akinai.payments.actions.bank import State, alias_of, one_at_a_time
from akinai.payments.actions.tasks import NewTask
from akinai.payments.events import BankLineSettled
from akinai.payments.models import BankLine, BankMatch, EventKind, PayerAlias, SettlementFile, TaskKind


def ignore_lines(line_ids: Collection[int], *, note: str, actor: str) -> Outcome:
    """These lines are not for an order (interest, a refund to us …). A note is wanted. The inverse is `undo_lines`."""
    with transaction.atomic():
        lines = {line.pk: line for line in BankLine.objects.select_for_update().filter(pk__in=list(line_ids))}
        outcome = Outcome()
        for pk in line_ids:
            if pk not in lines or lines[pk].state != State.OPEN:
                outcome.refused.append(Refusal(pk, "", _("This line is settled already.")))
            elif not note.strip():
                outcome.refused.append(Refusal(pk, "note", _("Write what it was for.")))
            else:
                outcome.done.append(pk)
        BankLine.objects.filter(pk__in=outcome.done).update(
            state=State.IGNORED, note=note.strip()[:500], settled_by=actor, settled_at=clock.now()
        )
        _tell_lines([lines[pk] for pk in outcome.done], State.IGNORED, actor)
    return outcome


def undo_lines(line_ids: Collection[int], *, actor: str) -> Outcome:
    """Take back matching or ignoring: the lines are open again, and the ledger hears that the money was not for those
    payments. What was learned is unlearned. A line matched anew is a new match."""
    with transaction.atomic():
        one_at_a_time()
        lines = {
            line.pk: line for line in BankLine.objects.select_for_update().filter(pk__in=list(line_ids)).order_by("pk")
        }
        payouts = set(SettlementFile.objects.filter(bank_line__in=lines).values_list("bank_line", flat=True))
        outcome = Outcome()
        for pk in line_ids:
            if pk not in lines or lines[pk].state not in (State.MATCHED, State.IGNORED):
                outcome.refused.append(Refusal(pk, "", _("There is nothing to undo.")))
            elif pk in payouts:
                outcome.refused.append(Refusal(pk, "", _("This is a payout that was matched with a settlement file.")))
            else:
                outcome.done.append(pk)
        _unmatch(outcome.done, lines, source="staff", actor=actor)
        BankLine.objects.filter(pk__in=outcome.done).update(
            state=State.OPEN, note="", settled_by=actor, settled_at=clock.now()
        )
        _tell_lines([lines[pk] for pk in outcome.done], State.OPEN, actor)
    return outcome


def _unmatch(line_ids: Collection[int], lines: Mapping[int, BankLine], *, source: str, actor: str) -> list[BankMatch]:
    """Mark the matches of these lines undone and reverse them in the ledger."""
    matches = list(BankMatch.objects.filter(line__in=line_ids, undone_at=None).select_related("payment").order_by("pk"))
    BankMatch.objects.filter(pk__in=[row.pk for row in matches]).update(undone_at=clock.now(), undone_by=actor)
    facts = []
    for row in matches:
        reference = f"bank/{row.pk}/undo"
        detail = {"line": row.line_id, "payer": lines[row.line_id].payer}
        whole = row.amount + row.fee_missing
        facts.append(
            Fact(
                payment_id=row.payment_id,
                kind=EventKind.FUNDS_REVERSED,
                amount=whole,
                reference=reference,
                detail=detail,
            )
        )
        if row.fee_missing:
            facts.append(
                Fact(payment_id=row.payment_id, kind=EventKind.FEE, amount=-row.fee_missing, reference=reference)
            )
    record(facts, source="bank", actor=actor)
    _forget([row for row in matches if not row.automatic], lines)
    if source == "staff":
        tasks.settle([one for row in matches for one in _no_longer_asked(row)], note=_("Undone"), actor=actor)
    return matches


def _no_longer_asked(row: BankMatch) -> list[str]:
    """Tasks that this match, or undoing it, had opened."""
    reference, pk = f"bank/{row.pk}", row.payment_id
    kinds = (TaskKind.LATE, TaskKind.DOUBLE, TaskKind.AFTER_CANCEL)
    whole = row.amount + row.fee_missing
    found = [f"{kind}/{pk}/{reference}" for kind in kinds] + [f"{TaskKind.REVERSED}/{pk}/{reference}/undo"]
    found += [f"{TaskKind.SHORT}/{pk}/", f"{TaskKind.DOUBLE}/{pk}/{row.payment.captured}"]
    return [*found, f"{TaskKind.DOUBLE}/{pk}/{row.payment.captured + whole}"]


def _forget(matches: Sequence[BankMatch], lines: Mapping[int, BankLine]) -> None:
    pairs = {pair for row in matches if (pair := alias_of(lines[row.line_id], row.payment))}
    if not pairs:
        return
    which = Q(pk__in=[])
    for key, person in pairs:
        which |= Q(payer_key=key, person=person)
    PayerAlias.objects.filter(which).update(times=F("times") - 1)
    PayerAlias.objects.filter(times__lte=0).delete()


def _tell_lines(lines: Sequence[BankLine], state: str, actor: str) -> None:
    publish(
        [
            BankLineSettled(subject=f"bankline/{line.pk}", actor=actor, documents=[], state=state, amount=line.amount)
            for line in lines
        ]
    )


# --- the bank takes a receipt back --------------------------------------------------------------------------


def take_back(cancelling: Sequence[BankLine], *, actor: str) -> int:
    """Lines by which the bank takes back earlier ones (取消) reverse them, in the ledger too, and a person hears of it.

    In the caller's transaction. Returns how many earlier lines were found; the others become tasks all the same.
    """
    if not cancelling:
        return 0
    earlier = list(
        BankLine.objects.select_for_update()
        .filter(
            account__in={line.account_id for line in cancelling},
            amount__in={-line.amount for line in cancelling},
            payer_key__in={line.payer_key for line in cancelling},
            booked_on__lte=max(line.booked_on for line in cancelling),
        )
        .exclude(state=State.REVERSED)
        .order_by("-booked_on", "-pk")
    )
    pairs: list[tuple[BankLine, BankLine | None]] = []
    for line in cancelling:
        fitting = [one for one in earlier if _same_receipt(line, one)]
        found = next((one for one in fitting if one.reference == line.reference), fitting[0] if fitting else None)
        if found:
            earlier.remove(found)
        pairs.append((line, found))
    back = {one.pk: one for _line, one in pairs if one}
    undone = _unmatch(list(back), back, source="bank", actor=actor)
    settled = [*back, *(line.pk for line, one in pairs if one)]
    BankLine.objects.filter(pk__in=settled).update(state=State.REVERSED, settled_by=actor, settled_at=clock.now())
    tasks.open_tasks(_reversal_tasks(pairs, {row.line_id for row in undone}), actor=actor)
    _tell_lines(list(back.values()), State.REVERSED, actor)
    return len(back)


def _same_receipt(line: BankLine, one: BankLine) -> bool:
    return (
        one.account_id == line.account_id
        and one.amount == -line.amount
        and one.payer_key == line.payer_key
        and one.booked_on <= line.booked_on
    )


def _reversal_tasks(pairs: Sequence[tuple[BankLine, BankLine | None]], told: Collection[int]) -> list[NewTask]:
    """For receipts nobody had matched; the ledger opens its own task for a payment whose money was taken back."""
    return [
        NewTask(
            kind=TaskKind.REVERSED,
            dedupe=f"{TaskKind.REVERSED}/line/{line.pk}",
            amount=-line.amount,
            detail={"line": line.pk, "payer": line.payer, "found": one is not None},
        )
        for line, one in pairs
        if one is None or one.pk not in told
    ]
