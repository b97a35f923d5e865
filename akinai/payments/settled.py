"""Questions about settlements: do the sums hold, which receipt of the bank is the payout, what was never paid out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from akinai.core import clock
from akinai.payments.models import BankLine, EventKind, PaymentEvent, SettlementFile, SettlementLine

PAYOUT_DAYS = 10  # how far from the payout's day a bank may book it


@dataclass(frozen=True)
class Sum4:
    """Lines of one standing, in yen."""

    standing: str
    label: str
    count: int
    gross: int
    fee: int
    tax: int
    net: int


@dataclass(frozen=True)
class Sums:
    """Every yen of a file by what is known of it; `whole`: the parts make the file."""

    parts: list[Sum4] = field(default_factory=list)
    total: int = 0
    whole: bool = True
    open: int = 0  # lines nobody has explained


def sums(files: Sequence[SettlementFile]) -> dict[int, Sums]:
    """The sums of files by their ids. One statement."""
    rows = (
        SettlementLine.objects.filter(file__in=[file.pk for file in files])
        .exclude(kind="payout")
        .values("file", "standing")
        .annotate(n=Count("id"), g=Sum("gross"), f=Sum("fee"), t=Sum("tax"), e=Sum("net"))
    )
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["file"]].append(row)
    return {file.pk: _sums(file, found[file.pk]) for file in files}


def _sums(file: SettlementFile, rows: Sequence[Mapping[str, Any]]) -> Sums:
    labels = dict(SettlementLine.Standing.choices)
    order = list(SettlementLine.Standing.values)
    parts = [
        Sum4(row["standing"], str(labels[row["standing"]]), row["n"], row["g"], row["f"], row["t"], row["e"])
        for row in sorted(rows, key=lambda row: order.index(row["standing"]))
    ]
    total = sum(part.net for part in parts)
    whole = total == file.net and sum(part.gross - part.fee - part.tax for part in parts) == file.net
    return Sums(parts, total, whole, sum(part.count for part in parts if part.standing in ("unknown", "differs")))


def payouts_like(file: SettlementFile) -> QuerySet[BankLine]:
    """Open receipts of the bank that may be this file's payout: the amount, near its day."""
    rows = BankLine.objects.filter(state="open", amount=file.net).select_related("account")
    if file.paid_out_on:
        near = dt.timedelta(days=PAYOUT_DAYS)
        rows = rows.filter(booked_on__range=(file.paid_out_on - near, file.paid_out_on + near))
    return rows.order_by("booked_on")


def never_paid_out(account_id: int, *, days: int) -> QuerySet[PaymentEvent]:
    """Money of our ledger older than so many days that no settlement of this account spoke of, newest last.

    Only since the day the first settlement speaks of: what was before is not expected in any file.
    """
    of_account = SettlementLine.objects.filter(payment__account=account_id, occurred_on__isnull=False)
    first = of_account.order_by("occurred_on").values_list("occurred_on", flat=True).first()
    money = (EventKind.CAPTURED, EventKind.FUNDS_RECEIVED)
    if first is None:
        return PaymentEvent.objects.none()
    start = dt.datetime.combine(first, dt.time(), clock.JST)
    settled = SettlementLine.objects.filter(payment=OuterRef("payment"), kind="sale")
    return (
        PaymentEvent.objects.filter(
            account_id=account_id,
            kind__in=money,
            occurred_at__gte=start,
            occurred_at__lt=clock.now() - dt.timedelta(days=days),
        )
        .filter(~Exists(settled))
        .select_related("payment")
        .order_by("occurred_at", "id")
    )
