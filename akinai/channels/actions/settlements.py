"""精算 of malls: a file is taken in once, laid beside our orders, and a person explains what is left."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from akinai.channels.actions.channels import channel_of
from akinai.channels.events import MallSettlementDropped, MallSettlementExplained, MallSettlementTaken
from akinai.channels.models import MallSettlement, MallSettlementEntry, MallSettlementLayout, MallSettlementLine
from akinai.channels.settling.judging import Ours, Theirs, Verdict, by_number, judge, without_order
from akinai.channels.settling.layout import Layout
from akinai.channels.settling.reading import Line, Statement, read_statement
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.orders.models import Order, SalesChannel

Standing = MallSettlementEntry.Standing
JUDGED = ["number", "order", "standing", "ours", "our_billed", "our_points", "our_coupons", "by", "reason"]


@dataclass(frozen=True)
class MallSettled:
    """What came of a file: entries by standing. `again`: this very file was taken in before."""

    settlement: MallSettlement
    counts: Mapping[str, int]
    again: bool = False


def read_mall_settlement(
    data: bytes, name: str, *, channel_code: str, layout_name: str, payout: int | None = None, actor: str
) -> MallSettled:
    """Take in a mall's settlement file. A constant number of statements. `payout`: yen, where the file does not say.

    Raises Unreadable and Refused with sentences, and then nothing was taken in. The inverse: `drop_mall_settlement`.
    """
    channel = channel_of(channel_code)
    if channel is None:
        words = _("There is no sales channel “%(code)s”.")
        raise Refused([Refusal(channel_code, "channel", words % {"code": channel_code})])
    row, layout = _layout(layout_name)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _alone_with(digest)
        _one_by_one(channel.pk)
        known = MallSettlement.objects.filter(digest=digest).first()
        if known:
            return MallSettled(known, counts_of(known), again=True)
        statement = read_statement(data, name, layout, payout=payout)
        settlement = MallSettlement.objects.create(
            channel=channel,
            layout=row,
            name=name[:200],
            file=default_storage.save(f"mall-settlements/{digest[:2]}/{digest}", ContentFile(data)),
            digest=digest,
            start=statement.start,
            end=statement.end,
            paid_out_on=statement.paid_out_on,
            payout=statement.payout,
            told=statement.told,
            at=clock.now(),
            actor=actor,
        )
        _write(settlement, statement)
        counts = counts_of(settlement)
        publish([_taken(settlement, counts, actor)])
    return MallSettled(settlement, counts)


def _layout(name: str) -> tuple[MallSettlementLayout, Layout]:
    row = MallSettlementLayout.objects.filter(name=name).first()
    if row is None:
        raise Refused([Refusal(name, "layout", _("There is no layout “%(code)s”.") % {"code": name})])
    try:
        return row, Layout.of(row.layout)
    except ValueError as problem:
        raise Refused([Refusal(name, "layout", str(problem))]) from None


def _alone_with(digest: str) -> None:
    """The same bytes may come for two channels at once: the second waits and finds the first's file."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])


def _one_by_one(channel_id: int) -> SalesChannel:
    """A channel's files are compared one after the other: each counts what the others passed on."""
    return SalesChannel.objects.select_for_update(no_key=True).get(pk=channel_id)


def _taken(settlement: MallSettlement, counts: dict[str, int], actor: str) -> MallSettlementTaken:
    return MallSettlementTaken(
        subject=f"channel/{settlement.channel_id}",
        actor=actor,
        settlement=settlement.pk,
        payout=settlement.payout,
        found=counts,
    )


def counts_of(settlement: MallSettlement) -> dict[str, int]:
    """Entries of a file by standing."""
    return dict.fromkeys(Standing.values, 0) | dict(settlement.entries.values_list("standing").annotate(Count("id")))


def _write(settlement: MallSettlement, statement: Statement) -> None:
    groups = by_number(statement.lines)
    entries = []
    for (number, kind, name), lines in groups.items():
        theirs = _theirs((line.kind, line.amount) for line in lines)
        entry = MallSettlementEntry(
            settlement=settlement,
            number=number,
            kind=kind,
            name=name,
            amount=theirs.whole,
            goods=theirs.goods,
            points=theirs.of("point_mall"),
            coupons=theirs.of("coupon_mall"),
            refunds=theirs.of("refund"),
            costs=theirs.costs,
            passed_on=theirs.net,
        )
        entries.append((entry, theirs, lines))
    _judge_all([(entry, theirs) for entry, theirs, _lines in entries], settlement.channel)
    MallSettlementEntry.objects.bulk_create([entry for entry, _theirs, _lines in entries])
    MallSettlementLine.objects.bulk_create(_row(entry, line) for entry, _theirs, lines in entries for line in lines)
    numbers = {number for number, _kind, _name in groups} | {entry.number for entry, _theirs, _lines in entries}
    older = _speaking_of(settlement.channel, numbers).exclude(settlement=settlement)
    _judge_again(older.filter(standing__in=MallSettlementEntry.OPEN), settlement.channel)


def _theirs(amounts: Iterable[tuple[str, int]]) -> Theirs:
    theirs = Theirs()
    for kind, amount in amounts:
        theirs.add(kind, amount)
    return theirs


def _row(entry: MallSettlementEntry, line: Line) -> MallSettlementLine:
    return MallSettlementLine(entry=entry, row=line.row, kind=line.kind, name=line.name, amount=line.amount, on=line.on)


# --- beside our orders --------------------------------------------------------------------------------------


def _judge_all(entries: Sequence[tuple[MallSettlementEntry, Theirs]], channel: SalesChannel) -> None:
    """Say of each entry how it stands beside our order and what other files passed on for it. Two statements."""
    orders = _orders(channel, {entry.number for entry, _theirs in entries if entry.number})
    for entry, _its in entries:
        if entry.number in orders:
            entry.number, entry.order = orders[entry.number][:2]
    others: dict[str, list[tuple[int, int]]] = defaultdict(list)
    told = _speaking_of(channel, {entry.number for entry, _theirs in entries})
    for number, pk, amount in told.values_list("number", "pk", "passed_on"):
        others[number].append((pk, amount))
    ours = {number: mine for number, _pk, mine in orders.values()}
    for entry, theirs in entries:
        if not entry.number:
            _put(entry, without_order(entry.kind), None)
            continue
        mine = ours.get(entry.number)
        elsewhere = sum(amount for pk, amount in others[entry.number] if pk != entry.pk)
        _put(entry, judge(theirs, mine, elsewhere), mine)


def _judge_again(entries: QuerySet[MallSettlementEntry], channel: SalesChannel) -> list[MallSettlementEntry]:
    """Compare kept entries anew: orders or other files may have come or gone. Those that stand otherwise now.

    They are locked, so that what a person explains meanwhile is not written over.
    """
    rows = list(entries.select_for_update(of=("self",)).order_by("pk"))
    amounts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    lines = MallSettlementLine.objects.filter(entry__in=[row.pk for row in rows])
    for entry, kind, amount in lines.values_list("entry", "kind", "amount"):
        amounts[entry].append((kind, amount))
    before = {row.pk: (row.standing, row.by, row.reason) for row in rows}
    _judge_all([(row, _theirs(amounts[row.pk])) for row in rows], channel)
    changed = [row for row in rows if before[row.pk] != (row.standing, row.by, row.reason)]
    MallSettlementEntry.objects.bulk_update(changed, JUDGED)
    return changed


def _speaking_of(channel: SalesChannel, numbers: Collection[str]) -> QuerySet[MallSettlementEntry]:
    """The entries of these orders in all files of the channel."""
    return MallSettlementEntry.objects.filter(settlement__channel=channel, number__in={*numbers} - {""})


def _put(entry: MallSettlementEntry, verdict: Verdict, mine: Ours | None) -> None:
    entry.standing, entry.ours, entry.by, entry.reason = verdict.standing, verdict.ours, verdict.by, verdict.reason
    if mine is not None:
        entry.our_billed, entry.our_points, entry.our_coupons = mine.billed, mine.points, mine.mall_discount


Found = tuple[str, int, Ours]  # our number, id of the first order, what we have


def _orders(channel: SalesChannel, numbers: Collection[str]) -> dict[str, Found]:
    """Our orders by the mall's number; exports may write #1001 where the mall's API says 1001, or the other way."""
    spelt = {number: (number, f"#{number}", number.lstrip("#")) for number in numbers}
    wanted = {one for spellings in spelt.values() for one in spellings}
    by_ours: dict[str, list[Order]] = defaultdict(list)
    fields = ("id", "channel_number", "billed", "points", "mall_discount", "total", "shipping_fee", "cancelled")
    rows = Order.objects.filter(channel=channel, channel_number__in=wanted, copied_from=None).only(*fields, "currency")
    for order in rows.order_by("id"):
        by_ours[order.channel_number].append(order)
    found = {}
    for number, spellings in spelt.items():
        ours = next((one for one in spellings if one in by_ours), None)
        if ours is not None:
            found[number] = (ours, by_ours[ours][0].pk, _together(by_ours[ours]))
    return found


def _together(orders: Sequence[Order]) -> Ours:
    """One order of the mall may be several here, one for each recipient."""
    standing = [order for order in orders if not order.cancelled]
    return Ours(
        billed=_sum([order.billed for order in standing]),
        points=sum(order.points or 0 for order in standing),
        mall_discount=sum(order.mall_discount or 0 for order in standing),
        total=_sum([order.total for order in standing]),
        shipping=sum(order.shipping_fee or 0 for order in standing),
        cancelled=not standing,
        currency=orders[0].currency,
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def recheck_mall_settlement(settlement_id: int, *, actor: str) -> Outcome:
    """Compare again what is open: orders may have come in, been cancelled or edited since. Done: ids of entries."""
    with transaction.atomic():
        settlement = MallSettlement.objects.get(pk=settlement_id)
        channel = _one_by_one(settlement.channel_id)
        rows = settlement.entries.filter(standing__in=MallSettlementEntry.OPEN).exclude(number="")
        changed = _judge_again(rows, channel)
        publish([_taken(settlement, counts_of(settlement), actor)])
    return Outcome([row.pk for row in changed])


def drop_mall_settlement(settlement_id: int, *, actor: str) -> None:
    """Take a file back: the wrong channel, the wrong layout. Raises Refused once a person explained something in it."""
    with transaction.atomic():
        settlement = MallSettlement.objects.select_for_update().filter(pk=settlement_id).first()
        explained = settlement is not None and settlement.entries.filter(standing=Standing.EXPLAINED).exists()
        if settlement is None or explained:
            words = _("Explanations of this file would be lost. Take them back first.")
            raise Refused([Refusal(settlement_id, "", words if explained else _("There is no such file."))])
        channel = _one_by_one(settlement.channel_id)
        subject = f"channel/{channel.pk}"
        told = MallSettlementDropped(subject=subject, actor=actor, settlement=settlement.pk, payout=settlement.payout)
        publish([told])
        numbers = set(settlement.entries.values_list("number", flat=True))
        settlement.delete()
        # What agreed only together with this file lacks it again; what stood there twice is there once.
        touched = Q(standing__in=MallSettlementEntry.OPEN) | Q(standing=Standing.AGREES, reason="periods")
        _judge_again(_speaking_of(channel, numbers).filter(touched), channel)


# --- what a person says -------------------------------------------------------------------------------------


def explain_entries(ids: Collection[int], *, note: str, actor: str) -> Outcome:
    """A person says what a rest is. The inverse is `reopen_entries`."""
    written = note.strip()[:500]

    def change(row: MallSettlementEntry) -> str:
        if row.standing not in MallSettlementEntry.OPEN:
            return _("There is nothing to explain here.")
        if not written:
            return _("Write what it is.")
        row.judged, row.standing, row.note, row.settled_by = row.standing, Standing.EXPLAINED, written, actor
        return ""

    return _change(ids, change, actor)


def reopen_entries(ids: Collection[int], *, actor: str) -> Outcome:
    """Take an explanation back."""

    def change(row: MallSettlementEntry) -> str:
        if row.standing != Standing.EXPLAINED:
            return _("There is nothing to undo.")
        row.standing, row.judged, row.note, row.settled_by = row.judged, "", "", actor
        return ""

    return _change(ids, change, actor)


def _change(ids: Collection[int], change: Callable[[MallSettlementEntry], str], actor: str) -> Outcome:
    outcome = Outcome()
    with transaction.atomic():
        found = MallSettlementEntry.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
        rows = {row.pk: row for row in found.select_related("settlement")}
        for pk in dict.fromkeys(ids):
            problem = change(rows[pk]) if pk in rows else _("There is no such entry.")
            if problem:
                outcome.refused.append(Refusal(pk, "note", problem))
            else:
                outcome.done.append(pk)
        done = [rows[pk] for pk in outcome.done]
        MallSettlementEntry.objects.bulk_update(done, ["standing", "judged", "note", "settled_by"])
        by_channel: dict[int, list[int]] = defaultdict(list)
        for row in done:
            by_channel[row.settlement.channel_id].append(row.pk)
        publish(
            [
                MallSettlementExplained(
                    subject=f"channel/{pk}", actor=actor, entries=entries, note=rows[entries[0]].note
                )
                for pk, entries in by_channel.items()
            ]
        )
    return outcome
