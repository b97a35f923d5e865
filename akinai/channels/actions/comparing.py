"""観察: a day's orders and the stock of a channel beside the old system's export; what differs, and why it may.

The export is uploaded, or put into inbox/<channel>/old/ (the day in its name, else the day it was written). A day
compared again replaces what was found before. Nothing but the comparison is written.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions import importing, inbox
from akinai.channels.actions.moving import layouts_of
from akinai.channels.events import OldSystemCompared
from akinai.channels.models import Comparison, ComparisonRow, Connection, MallOrder, Progress, RejectedRow, Task
from akinai.channels.moving import orders, reasons, stock
from akinai.channels.moving.beside import Beside, shops
from akinai.channels.moving.difference import Part
from akinai.channels.moving.layout import SOURCES
from akinai.channels.moving.orders import OldOrder, OurOrder
from akinai.channels.moving.reading import OldFile, Opened, open_all, rows_of, unpack
from akinai.channels.moving.reasons import EXPLAINED, Known, Times
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.tables import Unreadable
from akinai.inventory.models import Movement, MovementKind
from akinai.orders.models import ChannelMode, Order, SalesChannel

log = structlog.get_logger(__name__)
BATCH = 5_000
ENDINGS = inbox.ENDINGS | {".zip"}
ACTOR = "job:old"
_DAY = re.compile(r"(20[0-9]{2})[-_]?([01][0-9])[-_]?([0-3][0-9])")
Kind, Difference = Comparison.Kind, ComparisonRow.Difference


def compare_day(
    channel_id: int, files: Sequence[OldFile], *, day: dt.date, source: str = "", actor: str
) -> list[Comparison]:
    """Compare a channel's orders of a day, and its stock, with the old system's files. Raises Unreadable.

    `source`: the old system; "" = whichever has a layout that fits. Constant statements.
    """
    channel = SalesChannel.objects.get(pk=channel_id)
    layouts = [each for name in ([source] if source else SOURCES) for each in layouts_of(name)]
    opened = open_all(unpack(files), [each for each in layouts if each.kind in (Kind.ORDERS, Kind.STOCK)])
    also = {name: code for each in opened for name, code in each.layout.names.items()}
    beside = Beside(channel, channel.code, channel.warehouse_id, shops(also))
    kept = [{"name": file.name[-200:], "path": importing.keep(file.data)} for file in files]
    found = []
    with transaction.atomic():
        for kind, compare in ((Kind.ORDERS, _orders), (Kind.STOCK, _stock)):
            mine = [each for each in opened if each.layout.kind == kind]
            if mine:
                made = _begun(channel, day, kind, mine[0].layout.source, kept, actor)
                rows = compare(made, mine, beside)
                found.append(_finished(made, rows, actor))
    return found


def _begun(
    channel: SalesChannel, day: dt.date, kind: Comparison.Kind, source: str, files: list[dict[str, str]], actor: str
) -> Comparison:
    Comparison.objects.filter(channel=channel, day=day, kind=kind).delete()
    told = {"source": source, "files": files, "made_at": clock.now(), "actor": actor}
    return Comparison.objects.create(channel=channel, day=day, kind=kind, **told)


def _finished(made: Comparison, rows: list[ComparisonRow], actor: str) -> Comparison:
    """Count the rows and keep them."""
    kinds = Counter(row.difference for row in rows)
    made.only_there, made.only_here = kinds[Difference.ONLY_THERE], kinds[Difference.ONLY_HERE]
    made.refused = kinds[Difference.REFUSED]
    one_sided = (Difference.ONLY_THERE, Difference.ONLY_HERE, Difference.REFUSED)
    made.differing = len({row.key for row in rows if row.difference not in one_sided})
    made.explained = sum(row.reason in EXPLAINED for row in rows)
    made.save()
    ComparisonRow.objects.bulk_create(rows, batch_size=BATCH)
    told: dict[str, Any] = {"same": made.same, "differing": len(rows), "unexplained": len(rows) - made.explained}
    told |= {"channel": made.channel.code, "day": made.day.isoformat(), "kind": made.kind}
    publish([OldSystemCompared(subject=f"channel/{made.channel_id}", actor=actor, **told)])
    return made


# --- orders -------------------------------------------------------------------------------------------------


def _orders(made: Comparison, opened: Sequence[Opened], beside: Beside) -> list[ComparisonRow]:
    part = Part("orders")
    channel = made.channel
    every = [each for each in orders.read(opened, beside, part) if each.channel and each.channel.pk == channel.pk]
    told = [each for each in every if each.order.ordered_at.astimezone(clock.JST).date() == made.day]
    begins = dt.datetime.combine(made.day, dt.time(), clock.JST)
    of_day = Order.objects.filter(channel=channel, ordered_at__gte=begins, ordered_at__lt=begins + dt.timedelta(days=1))
    known = orders.gathered(of_day) | orders.here(told)
    times = Times(_read_at(channel), max((each.order.ordered_at for each in every), default=None))
    facts = Known(refused=_refused(channel, [each.order.channel_number for each in told]))
    codes = orders.sku_codes(told)
    unknown = _unknown_codes(told, beside)
    numbers = {mine.row.channel_number for mine in known.values()}
    rows = [_unread(made, line.row, line.column, line.message) for line in part.lines]
    met: set[int] = set()
    for each in told:
        mine = orders.ours_of(each, known)
        if mine is None:
            rows.append(_only_there(made, each, times, facts, numbers))
            continue
        met.add(mine.pk)
        differing = _differing(made, each, mine, codes, unknown)
        rows += differing
        made.same += not differing
    here = [mine for mine in known.values() if mine.pk not in met and _of(mine, made.day)]
    rows += [_only_here(made, mine, times) for mine in here]
    made.there, made.here = len(told), len(met) + len(here)
    amounts = [sum(each.amount or 0 for each in told), sum(_worth(m) for m in known.values() if _of(m, made.day))]
    made.totals = {"amount": amounts, "pieces": [sum(sum(each.pieces.values()) for each in told),
                   sum(sum(m.pieces.values()) for m in known.values() if _of(m, made.day))]}  # fmt: skip
    return rows


def _of(mine: OurOrder, day: dt.date) -> bool:
    return mine.row.ordered_at.astimezone(clock.JST).date() == day


def _worth(mine: OurOrder) -> int:
    return (mine.billed if mine.billed is not None else mine.total) or 0


def _read_at(channel: SalesChannel) -> dt.datetime | None:
    """When we last read the channel's orders: by API, or the last file."""
    told = [Connection.objects.filter(channel=channel).values_list("last_import_at", flat=True).first()]
    by_api = Progress.objects.filter(connection__channel=channel, task=Task.ORDERS)
    told += by_api.values_list("done_at", flat=True)
    return max((at for at in told if at is not None), default=None)


def _refused(channel: SalesChannel, numbers: Sequence[str]) -> dict[str, str]:
    """Numbers that could not be taken in here, with the sentence. Two statements."""
    rows = RejectedRow.objects.filter(run__channel=channel, order_key__in=numbers, mended_at=None, final=False)
    found = dict(rows.values_list("order_key", "message"))
    by_api = MallOrder.objects.filter(connection__channel=channel, number__in=numbers).exclude(refused="")
    return found | dict(by_api.values_list("number", "refused"))


def _unknown_codes(told: Sequence[OldOrder], beside: Beside) -> set[str]:
    codes = {line.sku_code for each in told for line in each.order.lines if not line.sku_id}
    known = beside.skus(codes)
    return {orders.code_key(code) for code in codes} - set(known)


def _unread(made: Comparison, row: int, column: str, message: str) -> ComparisonRow:
    key = _("row %(row)s") % {"row": row}
    told = f"{column}: {message}" if column else message
    return ComparisonRow(comparison=made, difference=Difference.REFUSED, key=key, there=told[:1_000])


def _only_there(made: Comparison, told: OldOrder, times: Times, known: Known, ours: set[str]) -> ComparisonRow:
    reason, facts = reasons.of_only_there(told, times, known, ours)
    facts["pieces"] = {str(line.sku_id): line.quantity for line in told.order.lines if line.sku_id}
    name = told.order.recipient.name or told.order.buyer.name
    return ComparisonRow(
        comparison=made, difference=Difference.ONLY_THERE, key=told.order.channel_number[:200], name=name[:100],
        there=str(told.amount if told.amount is not None else ""), by=told.amount or 0, reason=reason, facts=facts,
    )  # fmt: skip


def _only_here(made: Comparison, mine: OurOrder, times: Times) -> ComparisonRow:
    return ComparisonRow(
        comparison=made, difference=Difference.ONLY_HERE, key=mine.row.channel_number, name=mine.row.name,
        here=str(_worth(mine)), by=-_worth(mine), reason=reasons.of_only_here(mine, times), order=mine.pk,
    )  # fmt: skip


def _differing(
    made: Comparison, told: OldOrder, mine: OurOrder, codes: dict[int, str], unknown: set[str]
) -> list[ComparisonRow]:
    rows = []
    there = orders.our_pieces(told, codes)
    for name, ours, theirs in orders.differences(told, mine, codes):
        by = 0
        if name == "lines":
            reason = reasons.of_lines(there, mine.pieces, unknown)
            by = sum(there.values()) - sum(mine.pieces.values())
        elif name == "amount":
            by = int(theirs) - int(ours)
            reason = reasons.of_amount(by, mine)
        else:
            reason = reasons.of_state(theirs, ours)
        rows.append(
            ComparisonRow(
                comparison=made, difference=name, key=mine.row.channel_number, name=mine.row.name, there=theirs,
                here=ours, by=by, reason=reason, order=mine.pk,
            )
        )  # fmt: skip
    return rows


# --- stock --------------------------------------------------------------------------------------------------


def _stock(made: Comparison, opened: Sequence[Opened], beside: Beside) -> list[ComparisonRow]:
    """What the old system calls free is compared where it tells it, else what is on the shelf."""
    part = Part("stock")
    read = [rows_of(each, len(opened) > 1) for each in opened]
    told = stock.read([row for good, _bad, _left in read for row in good], part)
    rows = [_unread(made, line.row, line.column, line.message) for line in part.lines]
    rows += [_unread(made, one.number, one.column, one.message) for _g, bad, _l in read for one in bad]
    skus = beside.skus(each.code for each in told)
    counted = set(
        stock.Stock.objects.filter(warehouse_id=beside.warehouse_id, on_hand__gt=0).values_list("sku_id", flat=True)
    )
    state = stock.here({sku.id for sku in skus.values()} | counted, beside.warehouse_id)
    known = _known(made, {sku.id for sku in skus.values()})
    pieces = [0, 0]
    for each in told:
        sku = skus.get(stock.code_key(each.code))
        if sku is None or sku.parts:
            rows += [] if sku else [_code_unknown(made, each)]
            continue
        counted.discard(sku.id)
        ours = state.get(sku.id, stock.Here())
        measure = "free" if each.free is not None else "on_hand"
        there, here = (each.free if each.free is not None else each.on_hand) or 0, ours.measured(measure)
        pieces = [pieces[0] + there, pieces[1] + here]
        made.here += 1
        if there == here:
            made.same += 1
            continue
        reason = reasons.of_stock(sku.id, there - here, measure, ours.waiting, known)
        told_row = {"there": str(there), "here": str(here), "by": there - here, "facts": {"measure": measure}}
        row = ComparisonRow(comparison=made, difference=Difference.STOCK, key=sku.code, name=sku.name, sku=sku.id)
        for name, value in (told_row | {"reason": reason}).items():
            setattr(row, name, value)
        rows.append(row)
    rows += _not_told(made, counted, state)
    made.there, made.here = len(told), made.here + len(counted)
    made.totals = {"pieces": pieces}
    return rows


def _code_unknown(made: Comparison, told: stock.Told) -> ComparisonRow:
    return ComparisonRow(
        comparison=made, difference=Difference.ONLY_THERE, key=told.code[:200], there=str(told.pieces),
        by=told.pieces, reason="code_unknown",
    )  # fmt: skip


def _not_told(made: Comparison, sku_ids: set[int], state: dict[int, stock.Here]) -> list[ComparisonRow]:
    """SKUs with stock here that the export does not name. One statement."""
    from akinai.catalog import queries as catalog

    return [
        ComparisonRow(
            comparison=made, difference=Difference.ONLY_HERE, key=sku.code, name=sku.name, sku=sku.id,
            here=str(state[sku.id].on_hand), by=-state[sku.id].on_hand, reason=reasons.UNKNOWN,
        )
        for sku in (catalog.skus(sku_ids).values() if sku_ids else ())
    ]  # fmt: skip


def _known(made: Comparison, sku_ids: set[int]) -> Known:
    """Pieces of the day's one-sided orders, and SKUs whose count changed here on the day. Three statements."""
    known = Known()
    day = ComparisonRow.objects.filter(
        comparison__channel=made.channel_id, comparison__day=made.day, comparison__kind=Kind.ORDERS
    )
    for facts in day.filter(difference=Difference.ONLY_THERE).values_list("facts", flat=True):
        known.only_there.update({int(sku): pieces for sku, pieces in facts.get("pieces", {}).items()})
    ours = day.filter(difference=Difference.ONLY_HERE).values_list("order", flat=True)
    for sku, pieces in orders.OrderLine.objects.filter(order__in=list(ours), sku__isnull=False).values_list(
        "sku_id", "quantity"
    ):
        known.only_here[sku] += pieces
    begins = dt.datetime.combine(made.day, dt.time(), clock.JST)
    moved = Movement.objects.filter(
        sku_id__in=sku_ids, at__gte=begins, kind__in=[MovementKind.RECEIVE, MovementKind.ADJUST]
    )
    known.changed_here = set(moved.values_list("sku_id", flat=True))
    return known


# --- the folder ---------------------------------------------------------------------------------------------


def old_folder(connection: Connection) -> Path:
    """Where the old system's exports of a channel are put, made if missing."""
    folder = inbox.folder_of(connection) / "old"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def take_old_exports() -> int:
    """Compare what lies in the folders old/ of channels that are not live; how many days were. Safe to run twice."""
    done = 0
    waiting = Connection.objects.select_related("channel").exclude(channel__mode=ChannelMode.LIVE).order_by("id")
    for connection in waiting:
        days: dict[dt.date, list[Path]] = {}
        for path in inbox.ready(old_folder(connection), ENDINGS):
            days.setdefault(_day_of(path), []).append(path)
        for day, paths in sorted(days.items()):
            done += _take(connection, day, paths)
    return done


def _day_of(path: Path) -> dt.date:
    """The day in a file's name, else the one on which it was written."""
    found = _DAY.search(path.name)
    if found:
        try:
            return dt.date(*(int(part) for part in found.groups()))
        except ValueError:
            pass  # 20261345 is no day
    return dt.datetime.fromtimestamp(path.stat().st_mtime, clock.JST).date()


def _take(connection: Connection, day: dt.date, paths: Sequence[Path]) -> int:
    ending = "done"
    try:
        files = [OldFile(path.name, path.read_bytes()) for path in paths]
        compare_day(connection.channel_id, files, day=day, actor=ACTOR)
    except FileNotFoundError:
        return 0  # another worker was faster
    except Unreadable as error:
        ending = "failed"
        log.warning("old.failed", channel=connection.channel.code, error=str(error))
        Connection.objects.filter(pk=connection.pk).update(last_error=str(error))
    for path in paths:
        inbox.put(path, ending)
    return 1
