"""精算: what a gateway or carrier says it pays out, laid beside the ledger line by line.

Every yen is explained or listed. Money the ledger does not know (a notice that was lost) is taken in only when a person
says so, or by a layout whose lines are themselves the news of the money (cash on delivery).
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock, subjects
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.payments.actions.applying import Fact, record
from akinai.payments.actions.bank import one_at_a_time
from akinai.payments.bank.payouts import Layout, SettledLine, read_payout
from akinai.payments.events import AccountsSaved
from akinai.payments.models import (
    EventKind,
    Payment,
    PaymentEvent,
    SettlementFile,
    SettlementLayout,
    SettlementLine,
)

Standing = SettlementLine.Standing
# Which events of the ledger a kind of line speaks of.
SPEAKS_OF = {
    "sale": (EventKind.CAPTURED, EventKind.FUNDS_RECEIVED),
    "refund": (EventKind.REFUNDED,),
    "chargeback": (EventKind.DISPUTE_WITHDRAWN,),
}


@dataclass(frozen=True)
class SettlementResult:
    """What came of a file: lines by standing ("matched", "unknown", "differs", "fee", "explained")."""

    file: SettlementFile
    counts: Mapping[str, int]
    collected: int = 0
    again: bool = False


def read_settlement(data: bytes, name: str, *, layout_code: str, actor: str) -> SettlementResult:
    """Take in a settlement file. A constant number of statements. The same bytes are one file.

    Raises Unreadable and Refused with sentences, and then nothing was taken in.
    """
    layout = SettlementLayout.objects.filter(code=layout_code).first()
    if layout is None:
        words = _("There is no layout “%(code)s”.")
        raise Refused([Refusal(layout_code, "layout", words % {"code": layout_code})])
    try:
        way = Layout.of(layout.layout)
    except ValueError as problem:
        raise Refused([Refusal(layout_code, "layout", str(problem))]) from None
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        one_at_a_time()
        known = SettlementFile.objects.filter(digest=digest).first()
        if known:
            return SettlementResult(known, counts_of(known), again=True)
        lines = read_payout(data, name, way)
        file = SettlementFile.objects.create(
            layout=layout,
            name=name[:200],
            file=default_storage.save(f"settlements/{digest[:2]}/{digest}", ContentFile(data)),
            digest=digest,
            paid_out_on=max((one.paid_out_on for one in lines if one.paid_out_on), default=None),
            gross=sum(one.gross for one in lines if one.kind != "payout"),
            fee=sum(one.fee + one.tax for one in lines if one.kind != "payout"),
            net=sum(one.net for one in lines if one.kind != "payout"),
            at=clock.now(),
            actor=actor,
        )
        rows, collected = _rows(lines, file, layout, way, actor)
        SettlementLine.objects.bulk_create(rows)
        told = {"lines": len(rows), "net": file.net}
        publish(
            [AccountsSaved(subject="payments/0", actor=actor, table="settlement", keys=[str(file.pk)], values=told)]
        )
    return SettlementResult(file, counts_of(file), collected)


def counts_of(file: SettlementFile) -> dict[str, int]:
    """Lines of a file by standing."""
    found: dict[str, int] = dict.fromkeys(Standing.values, 0)
    for standing in file.rows.values_list("standing", flat=True):
        found[standing] += 1
    return found


# --- which payment, and what our ledger says ----------------------------------------------------------------


def _rows(
    lines: Sequence[SettledLine], file: SettlementFile, layout: SettlementLayout, way: Layout, actor: str
) -> tuple[list[SettlementLine], int]:
    payments = _payments({one for line in lines for one in line.references}, layout.account_id)
    collected = _collect(lines, payments, layout, actor) if way.collects else 0
    ids = {payment.pk for payment in payments.values()}
    pools = _pools(ids)
    rows = []
    for line in lines:
        reference, payment = _of(line, payments)
        row = SettlementLine(
            file=file,
            row=line.row,
            kind=line.kind,
            reference=reference,
            gross=line.gross,
            fee=line.fee,
            tax=line.tax,
            net=line.net,
            occurred_on=line.occurred_on,
            payment=payment,
        )
        row.standing, row.ours = _standing(line, payment, pools, way)
        rows.append(row)
    return rows, collected


def _of(line: SettledLine, payments: Mapping[str, Payment]) -> tuple[str, Payment | None]:
    known = next((one for one in line.references if one in payments), None)
    if known is not None:
        return known, payments[known]
    return (line.references[0] if line.references else "")[:200], None


BY_REFERENCE = """
select r.reference, p.id
  from unnest(%(wanted)s::text[]) as r (reference)
  join payments_payment p on p.merchant_ref = r.reference
 where %(account)s::bigint is null or p.account_id = %(account)s
union
select e.reference, e.payment_id
  from unnest(%(wanted)s::text[]) as r (reference)
  join payments_paymentevent e on e.reference = r.reference
 where %(account)s::bigint is null or e.account_id = %(account)s
"""
# The gateway's own numbers under whatever name it has for them: looked at only for what nothing else knows.
BY_GATEWAYS_IDS = """
select i.value, p.id
  from payments_payment p, jsonb_each_text(p.ids) i
 where i.value = any(%(wanted)s)
   and (%(account)s::bigint is null or p.account_id = %(account)s)
"""


def _looked_up(statement: str, wanted: Sequence[str], account_id: int | None) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"wanted": list(wanted), "account": account_id})
        return dict(cursor.fetchall())


def _payments(references: Collection[str], account_id: int | None) -> dict[str, Payment]:
    """Payments by our number, by a reference in the ledger, by the gateway's own ids, by order or parcel number."""
    wanted = sorted(references)
    if not wanted:
        return {}
    found = _looked_up(BY_REFERENCE, wanted, account_id)
    found |= _looked_up(BY_GATEWAYS_IDS, [one for one in wanted if one not in found], account_id)
    documents = subjects.find([one for one in wanted if one not in found])
    rows = Payment.objects.filter(pk__in=set(found.values())).select_related("account")
    by_id = {row.pk: row for row in rows}
    payments = {reference: by_id[pk] for reference, pk in found.items()}
    if documents:
        under = Payment.objects.filter(documents__overlap=sorted(set(documents.values())), closed_at=None)
        if account_id:
            under = under.filter(account=account_id)
        of = {document: row for row in under.order_by("pk") for document in row.documents}
        payments |= {text: of[document] for text, document in documents.items() if document in of}
    return payments


Pools = dict[tuple[int, str], list[int]]


def _pools(ids: Collection[int]) -> Pools:
    """The amounts of the ledger's events by payment and kind of line, without those that earlier files settled."""
    pools: Pools = defaultdict(list)
    kind_of = {str(kind): name for name, kinds in SPEAKS_OF.items() for kind in kinds}
    events = PaymentEvent.objects.filter(payment_id__in=list(ids), kind__in=list(kind_of))
    told: dict[tuple[int, str], int] = {}
    for pk, kind, amount, detail in events.order_by("id").values_list("payment_id", "kind", "amount", "detail"):
        key = (pk, kind_of[kind])
        # A total that a gateway told is another view of the single events: what it adds to them counts.
        if detail.get("total") is not None:
            told[key] = max(told.get(key, 0), int(detail["total"]))
        else:
            pools[key].append(amount)
    for key, total in told.items():
        if total > sum(pools[key]):
            pools[key].append(total - sum(pools[key]))
    earlier = SettlementLine.objects.filter(payment_id__in=list(ids), standing=Standing.MATCHED)
    for pk, kind, gross in earlier.values_list("payment_id", "kind", "gross"):
        _take(pools[(pk, kind)], abs(gross))
    return pools


def _take(pool: list[int], amount: int) -> bool:
    """Take an amount out of a pool: one event, or all of them together."""
    if amount in pool:
        pool.remove(amount)
        return True
    if pool and sum(pool) == amount:
        pool.clear()
        return True
    return False


def _standing(line: SettledLine, payment: Payment | None, pools: Pools, way: Layout) -> tuple[str, int | None]:
    if line.kind == "payout":
        return Standing.EXPLAINED, None
    if line.kind == "fee":
        return Standing.FEE, None
    if payment is None or line.kind not in SPEAKS_OF:
        return Standing.UNKNOWN, None
    pool = pools[(payment.pk, line.kind)]
    ours = sum(pool) * (-1 if line.gross < 0 else 1)
    if not pool:
        return (Standing.DIFFERS if _ever(payment, line.kind) else Standing.UNKNOWN), 0
    if not _take(pool, abs(line.gross)):
        return Standing.DIFFERS, ours
    if way.collects and line.gross != payment.amount:
        return Standing.DIFFERS, payment.amount
    return Standing.MATCHED, line.gross


def _ever(payment: Payment, kind: str) -> bool:
    """Does the ledger know any such money (which then was settled before)?"""
    return bool({"sale": payment.captured, "refund": payment.refunded, "chargeback": payment.disputed}[kind])


def _collect(
    lines: Sequence[SettledLine], payments: Mapping[str, Payment], layout: SettlementLayout, actor: str
) -> int:
    """Cash the carrier took at the door becomes known by its payout. Once per parcel, however often it is told."""
    facts = []
    for line in lines:
        reference, payment = _of(line, payments)
        if payment is not None and line.kind == "sale" and line.gross > 0:
            facts.append(
                Fact(
                    payment_id=payment.pk,
                    kind=EventKind.FUNDS_RECEIVED,
                    amount=line.gross,
                    reference=f"collect/{layout.code}/{reference}",
                    detail={"fee": line.fee, "tax": line.tax},
                )
            )
    fresh = record(facts, source="settlement", actor=actor)
    for row in Payment.objects.filter(pk__in=fresh):
        for payment in payments.values():
            if payment.pk == row.pk:
                payment.captured = row.captured
    return len(fresh)
