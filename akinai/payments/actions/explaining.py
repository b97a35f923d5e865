"""What a person decides about a settlement: missed money taken in, differences explained, the payout at the bank."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.payments.actions.applying import Fact, record
from akinai.payments.actions.bank import State as LineState
from akinai.payments.models import BankLine, EventKind, Payment, SettlementFile, SettlementLine

Standing = SettlementLine.Standing


@dataclass(frozen=True)
class Applied:
    """Take a line into the ledger; `merchant_ref` names the payment where the file could not."""

    line_id: int
    merchant_ref: str = ""


def apply_lines(choices: Sequence[Applied], *, actor: str) -> Outcome:
    """Money that our ledger does not know, and the settlement proves: it is recorded (a notice was lost).

    Recorded as a total, so that the lost notice, should it still come, adds nothing. Done: line ids. There is no way
    back but a refund or a chargeback, as with any money that came.
    """
    outcome, facts = Outcome(), []
    with transaction.atomic():
        rows = _locked([one.line_id for one in choices])
        refs = [one.merchant_ref for one in choices if one.merchant_ref]
        by_ref = {row.merchant_ref: row for row in Payment.objects.filter(merchant_ref__in=refs)}
        of_lines = Payment.objects.in_bulk([row.payment_id for row in rows.values() if row.payment_id])
        totals: dict[tuple[int, str], int] = {}
        for one in choices:
            row = rows.get(one.line_id)
            known = of_lines.get(row.payment_id or 0) if row else None
            payment = by_ref.get(one.merchant_ref) if one.merchant_ref else known
            why = _objection(row, payment)
            if why or row is None or payment is None:
                outcome.refused.append(Refusal(one.line_id, "merchant_ref", why))
                continue
            facts.append(_missed(row, payment, totals))
            row.payment, row.standing, row.ours = payment, Standing.MATCHED, row.gross
            row.settled_by = actor
            outcome.done.append(row.pk)
        record(facts, source="settlement", actor=actor)
        SettlementLine.objects.bulk_update(
            [rows[pk] for pk in outcome.done], ["payment", "standing", "ours", "settled_by"]
        )
    return outcome


def _locked(ids: Collection[int]) -> dict[int, SettlementLine]:
    return {row.pk: row for row in SettlementLine.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")}


def _objection(row: SettlementLine | None, payment: Payment | None) -> str:
    if row is None or row.standing not in (Standing.UNKNOWN, Standing.DIFFERS):
        return _("This line is settled already.")
    if row.kind not in ("sale", "refund"):
        return _("Only sales and refunds can be taken into the ledger. Explain the line instead.")
    if payment is None:
        return _("Name the payment by our number at the gateway.")
    if abs(row.gross) <= abs(row.ours or 0):
        return _("Our ledger has more than the file. Explain the line instead.")
    return ""


def _missed(row: SettlementLine, payment: Payment, totals: dict[tuple[int, str], int]) -> Fact:
    """The fact as a total, in the form in which the ledger makes good lost notices."""
    sale = row.kind == "sale"
    key = (payment.pk, row.kind)
    gap = abs(row.gross) - abs(row.ours or 0) if row.standing == Standing.DIFFERS else abs(row.gross)
    total = totals.get(key, payment.captured if sale else payment.refunded) + gap
    totals[key] = total
    word = "captured" if sale else "refunded"
    return Fact(
        payment_id=payment.pk,
        kind=EventKind.CAPTURED if sale else EventKind.REFUNDED,
        amount=gap,
        reference=f"{payment.merchant_ref}/{word}/{total}",
        detail={"total": total, "settlement": row.reference},
    )


def explain_lines(ids: Collection[int], *, note: str, actor: str) -> Outcome:
    """A person says why a line is right though our ledger does not have it so. The inverse is `reopen_lines`."""

    def why(row: SettlementLine) -> str:
        if row.standing not in (Standing.UNKNOWN, Standing.DIFFERS):
            return _("This line is settled already.")
        return "" if note.strip() else _("Write what the line is.")

    return _settle_lines(ids, Standing.EXPLAINED, note.strip()[:500], why, actor)


def reopen_lines(ids: Collection[int], *, actor: str) -> Outcome:
    """Take an explanation back."""

    def why(row: SettlementLine) -> str:
        explained = row.standing == Standing.EXPLAINED and row.kind != "payout"
        return "" if explained else _("There is nothing to undo.")

    return _settle_lines(ids, "", "", why, actor)


def _settle_lines(
    ids: Collection[int], standing: str, note: str, why: Callable[[SettlementLine], str], actor: str
) -> Outcome:
    outcome = Outcome()
    with transaction.atomic():
        rows = _locked(ids)
        for pk in dict.fromkeys(ids):
            problem = _("There is no such line.") if pk not in rows else why(rows[pk])
            if problem:
                outcome.refused.append(Refusal(pk, "note", problem))
                continue
            row = rows[pk]
            row.standing = standing or (Standing.DIFFERS if row.ours is not None else Standing.UNKNOWN)
            row.note, row.settled_by = note, actor
            outcome.done.append(pk)
        SettlementLine.objects.bulk_update([rows[pk] for pk in outcome.done], ["standing", "note", "settled_by"])
    return outcome


# --- the payout on the bank's statement ---------------------------------------------------------------------


def link_payout(file_id: int, line_id: int, *, actor: str) -> None:
    """This receipt of the bank is the payout of the file. Raises Refused. The inverse is `unlink_payout`."""
    with transaction.atomic():
        file = SettlementFile.objects.select_for_update().filter(pk=file_id).first()
        line = BankLine.objects.select_for_update().filter(pk=line_id).first()
        problem = ""
        if file is None or line is None or file.bank_line_id or line.state != LineState.OPEN:
            problem = _("This line is settled already.")
        elif line.amount != file.net:
            words = _("%(amount)s yen came in, but the file pays out %(net)s yen.")
            problem = words % {"amount": f"{line.amount:,}", "net": f"{file.net:,}"}
        if problem or file is None or line is None:
            raise Refused([Refusal(line_id, "", problem)])
        file.bank_line = line
        file.save(update_fields=["bank_line"])
        note = _("Payout: %(name)s") % {"name": file.name}
        BankLine.objects.filter(pk=line.pk).update(
            state=LineState.IGNORED, note=note, settled_by=actor, settled_at=clock.now()
        )


def unlink_payout(file_id: int, *, actor: str) -> None:
    """It was another payout: file and bank line are open again."""
    with transaction.atomic():
        file = SettlementFile.objects.select_for_update().filter(pk=file_id).first()
        if file is None or file.bank_line_id is None:
            raise Refused([Refusal(file_id, "", _("There is nothing to undo."))])
        BankLine.objects.filter(pk=file.bank_line_id).update(
            state=LineState.OPEN, note="", settled_by=actor, settled_at=clock.now()
        )
        file.bank_line = None
        file.save(update_fields=["bank_line"])
