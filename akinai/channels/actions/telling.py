"""What malls are told by API: shipments and cancellations, each row claimed, tried, and told exactly once.

A row is claimed by moving its `next_at` past the time a call may take, in a transaction of its own, before the mall is
called: a worker killed in between leaves a row that comes due again, and everything that was tried before is read back
at the mall before it is said again (`Shipment.again`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from akinai.channels import behaviour
from akinai.channels.actions import pushing
from akinai.channels.actions.working import Work, working
from akinai.channels.events import ShipmentsTold
from akinai.channels.malls import MALLS, base
from akinai.channels.models import CancelNotice, Connection, MallOrder, ShipmentNotice, Task
from akinai.core import clock
from akinai.core.events import publish
from akinai.fulfillment.models import Parcel, ShipmentLine
from akinai.orders.models import ChannelMode, DeliveryMethod, Order, OrderLine

BATCH = 50  # rows in one call
MOST_BATCHES = 40  # in one run
CLAIM = dt.timedelta(minutes=3)
BACKOFF = (10, 30, 120, 600, 1800, 3600)  # seconds until the next try, by tries so far
UNSURE = 60  # at least, where no answer came: the mall may still be at it, and shows it only then
PATIENCE = dt.timedelta(days=3)  # what a mall puts off for so long is put before a person


def tell_shipments(connection_id: int, *, force: bool = False, actor: str = "job:channels") -> int:
    """Tell the mall of shipments it does not know. How many it has now. Nothing unless the channel is live."""
    told = 0
    with working(connection_id, Task.SHIPMENTS, force=force) as work:
        if work is None or not _may(work, work.connection.sends_shipments):
            return 0
        for _turn in range(MOST_BATCHES):
            notices = _claimed(ShipmentNotice.objects.filter(channel=work.connection.channel), withdrawn_at=None)
            if not notices:
                break
            count = _tell_shipments(work, notices, actor)
            work.move(work.cursor, rows=count)  # the mark "at work" is renewed
            told += count
    return told


def due_out() -> list[int]:
    """Connections whose malls must be told of a shipment or a cancellation now. One statement.

    Not those whose task waits after a failure, or is at work: a job would find nothing to do.
    """
    now = clock.now()
    with database.cursor() as cursor:
        cursor.execute(
            """with resting as (
                 select connection_id, task from channels_progress
                  where not_before > %(now)s or claimed_at is not null
               )
               select connection.id
                 from channels_connection connection
                 join orders_saleschannel channel on channel.id = connection.channel_id and channel.mode = 'live'
                where connection.adapter <> '' and connection.paused_at is null
                  and (connection.sends_shipments
                       and (connection.id, 'shipments') not in (select connection_id, task from resting)
                       and exists (
                           select from channels_shipmentnotice notice
                            where notice.channel_id = channel.id and notice.told_at is null
                              and notice.withdrawn_at is null and not notice.refused
                              and (notice.next_at is null or notice.next_at <= %(now)s))
                       or connection.sends_cancellations
                       and (connection.id, 'cancellations') not in (select connection_id, task from resting)
                       and exists (
                           select from channels_cancelnotice notice
                            where notice.connection_id = connection.id and notice.told_at is null and not notice.refused
                              and (notice.next_at is null or notice.next_at <= %(now)s)))
                order by connection.id""",
            {"now": now},
        )
        return [row[0] for row in cursor.fetchall()]


def _may(work: Work, wanted: bool) -> bool:
    return wanted and work.connection.channel.mode == ChannelMode.LIVE


def _claimed(rows: Any, **more: Any) -> list[Any]:
    """Rows that are due, ours for a while. Their `tries` are those before this one."""
    now = clock.now()
    due = Q(next_at=None) | Q(next_at__lte=now)
    with transaction.atomic():
        found = list(
            rows.filter(due, told_at=None, refused=False, **more)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("order")
            .order_by("id")[:BATCH]
        )
        rows.filter(pk__in=[row.pk for row in found]).update(tries=F("tries") + 1, tried_at=now, next_at=now + CLAIM)
    return found


def _tell_shipments(work: Work, notices: Sequence[ShipmentNotice], actor: str) -> int:
    shipments = _shipments(notices)
    try:
        answer = work.mall.tell_shipments(work.account, shipments)
    except base.MallError as error:
        # Nobody knows what of the batch arrived: unknown only where no answer came.
        _later(notices, error.words, unknown=isinstance(error, base.Unreachable | base.Nonsense))
        raise
    return _note(work, notices, answer, actor)


def _note(work: Work, notices: Sequence[ShipmentNotice], answer: base.Told, actor: str) -> int:
    by_key = {notice.pk: notice for notice in notices}
    answer = _no_longer(answer, by_key)
    done = [by_key[key] for key in answer.done if key in by_key]
    refused = [by_key[key] for key in answer.refused if key in by_key]
    settled = {notice.pk for notice in (*done, *refused)}
    for notice in refused:
        notice.refused, notice.unknown, notice.error = True, False, answer.refused[notice.pk][:1000]
    with transaction.atomic():
        ShipmentNotice.objects.filter(pk__in=[one.pk for one in done]).update(
            told_at=clock.now(), unknown=False, error="", next_at=None
        )
        ShipmentNotice.objects.bulk_update(refused, ["refused", "unknown", "error"])
        _later([one for one in notices if one.pk not in settled], "", answer=answer)
        if done or refused:
            numbers = [one.order.channel_number for one in done]
            said = {"told": numbers, "refused": [one.order.channel_number for one in refused]}
            subject = f"channel/{work.connection.channel_id}"
            publish([ShipmentsTold(subject=subject, actor=actor, channel=work.account.code, **said)])
    return len(done)


def _no_longer(answer: base.Told, notices: Mapping[int, ShipmentNotice]) -> base.Told:
    """What the mall has put off for days counts as refused: a person must look. At least six tries were made."""
    end = clock.now() - PATIENCE
    tired = {
        key: _("The mall has put this off for %(days)d days. %(why)s") % {"days": PATIENCE.days, "why": why}
        for key, why in answer.later.items()
        if key in notices and notices[key].due_at < end and notices[key].tries >= len(BACKOFF)
    }
    later = {key: why for key, why in answer.later.items() if key not in tired}
    return replace(answer, refused={**answer.refused, **tired}, later=later)


def _later(
    notices: Sequence[ShipmentNotice], words: str, *, unknown: bool = False, answer: base.Told | None = None
) -> None:
    """Not told yet: when each comes due again, and why."""
    now = clock.now()
    for notice in notices:
        why = {**answer.later, **answer.unknown}.get(notice.pk, "") if answer else words
        notice.unknown = notice.unknown or unknown or bool(answer and notice.pk in answer.unknown)
        wait = max(BACKOFF[min(notice.tries, len(BACKOFF) - 1)], UNSURE if notice.unknown else 0)
        notice.error = (why or words)[:1000]
        notice.next_at = now + dt.timedelta(seconds=wait)
    ShipmentNotice.objects.bulk_update(notices, ["unknown", "error", "next_at"])


def _shipments(notices: Sequence[ShipmentNotice]) -> list[base.Shipment]:
    """What adapters are told of each notice. Five statements."""
    orders = [notice.order_id for notice in notices]
    numbers: dict[int, list[Parcel]] = defaultdict(list)
    shipped_by = {notice.shipment_id for notice in notices}
    for parcel in Parcel.objects.filter(shipment_id__in=shipped_by, voided_at=None).order_by("id"):
        numbers[parcel.shipment_id].append(parcel)
    lines: dict[tuple[int, int], list[base.ShippedLine]] = defaultdict(list)
    pieces = ShipmentLine.objects.filter(shipment_id__in=shipped_by, order_id__in=orders).exclude(line_pieces=0)
    sums = pieces.values_list("shipment_id", "order_id", "order_line__channel_line").annotate(Sum("line_pieces"))
    for shipment, order, line, count in sums.order_by("shipment_id", "order_id", "order_line__channel_line"):
        lines[shipment, order].append(base.ShippedLine(channel_line=line, quantity=count))
    unshipped = OrderLine.objects.filter(order_id__in=orders, ships=True, quantity__gt=F("cancelled") + F("shipped"))
    left = set(unshipped.values_list("order_id", flat=True))
    methods = {method.code: method for method in DeliveryMethod.objects.all()}
    shipments = {notice.shipment_id: notice.shipment for notice in _with_shipments(notices)}
    return [
        _shipment(
            notice,
            shipments[notice.shipment_id],
            numbers[notice.shipment_id],
            lines[notice.shipment_id, notice.order_id],
            methods,
            whole=notice.order_id not in left,
        )
        for notice in notices
    ]


def _with_shipments(notices: Sequence[ShipmentNotice]) -> Any:
    return ShipmentNotice.objects.filter(pk__in=[one.pk for one in notices]).select_related("shipment")


def _shipment(
    notice: ShipmentNotice,
    shipment: Any,
    parcels: Sequence[Parcel],
    lines: Sequence[base.ShippedLine],
    methods: dict[str, DeliveryMethod],
    *,
    whole: bool,
) -> base.Shipment:
    method = methods.get(shipment.delivery_method)
    tracking = [parcel.number for parcel in parcels]
    return base.Shipment(
        key=notice.pk,
        number=notice.order.channel_number,
        destination=notice.order.destination,
        carrier=parcels[0].carrier if parcels else method.carrier if method else "",
        product=method.name_ja if method else "",
        tracking=tracking[0] if tracking else "",
        others=tracking[1:],
        shipped_at=shipment.shipped_at or clock.now(),
        place=notice.place,
        lines=lines,
        whole=whole,
        cod=bool(shipment.cod_amount),
        again=notice.tries > 0,
    )


def tell_again(notice_ids: Sequence[int], *, actor: str) -> int:
    """A person looked at refused or waiting notices: say them now. How many. The mall is read first, as always."""
    rows = ShipmentNotice.objects.filter(pk__in=list(notice_ids), told_at=None, withdrawn_at=None)
    return rows.update(refused=False, next_at=None, error="")


def tell_now(channel_id: int, *, actor: str) -> int:
    """A person wants a mall to be told now: everything open, refused or not, by a job. How many."""
    from akinai.channels import jobs

    open_ones = ShipmentNotice.objects.filter(channel_id=channel_id, told_at=None, withdrawn_at=None)
    ids = list(open_ones.values_list("pk", flat=True))
    with transaction.atomic():
        connection_id = Connection.objects.exclude(adapter="").filter(channel_id=channel_id).values_list("pk").first()
        if not ids or connection_id is None:
            return 0
        count = tell_again(ids, actor=actor)
        jobs.tell_out.defer(connection_id=connection_id[0])
    return count


# --- cancellations ------------------------------------------------------------------------------------------


def note_cancelled(order_ids: Sequence[int], *, reason: str = "shop", actor: str) -> int:
    """Orders we cancelled whose malls shall know: not those the mall cancelled itself. Safe to run twice."""
    connections = {
        one.channel_id: one
        for one in Connection.objects.filter(sends_cancellations=True, channel__mode=ChannelMode.LIVE).exclude(
            adapter=""
        )
    }
    if not connections:
        return 0
    orders = Order.objects.filter(pk__in=list(order_ids), channel_id__in=connections, cancelled=True)
    theirs = set(
        MallOrder.objects.filter(
            connection__in=connections.values(), number__in=[one.channel_number for one in orders], stage="cancelled"
        ).values_list("connection__channel_id", "number")
    )
    known = set(CancelNotice.objects.filter(order__in=orders).values_list("order_id", flat=True))
    notices = [
        CancelNotice(connection=connections[one.channel_id], order=one, reason=reason, at=clock.now())
        for one in orders
        if (one.channel_id, one.channel_number) not in theirs and one.pk not in known
    ]
    for connection in connections.values():
        _note_cancelled(connection, [one for one in notices if one.connection_id == connection.pk])
    return len(notices)


def _note_cancelled(connection: Connection, notices: Sequence[CancelNotice]) -> None:
    """The mall will put these pieces on its shelf again once told: they may be sold there from now on."""
    if not notices:
        return
    with transaction.atomic():
        CancelNotice.objects.bulk_create(notices, ignore_conflicts=True)
        if behaviour.restocks(connection.settings):
            lines = Order.objects.filter(
                pk__in=[one.order_id for one in notices], lines__sku__isnull=False, lines__ships=True
            )
            rows = lines.values_list("lines__sku_id", "lines__quantity", "ordered_at")
            pushing.sold(connection.pk, [(sku, -pieces, at) for sku, pieces, at in rows])


def tell_cancellations(connection_id: int, *, force: bool = False, actor: str = "job:channels") -> int:
    """Tell the mall of orders we cancelled. How many it has now."""
    told = 0
    with working(connection_id, Task.CANCELLATIONS, force=force) as work:
        if work is None or not _may(work, work.connection.sends_cancellations) or "cancel" not in work.mall.abilities:
            return 0
        rows = _claimed(CancelNotice.objects.filter(connection=work.connection))
        if not rows:
            return 0
        told = _tell_cancellations(work, rows)
        work.rows = told
    return told


def _tell_cancellations(work: Work, rows: Sequence[CancelNotice]) -> int:
    asked = [base.Cancellation(key=one.pk, number=one.order.channel_number, reason=one.reason) for one in rows]
    try:
        answer = work.mall.cancel(work.account, asked)
    except base.MallError as error:
        _why_not([(one, error.words) for one in rows])
        raise
    CancelNotice.objects.filter(pk__in=answer.done).update(told_at=clock.now(), error="", next_at=None)
    silent = _("The mall has not answered yet.")
    words = {**{key: why or silent for key, why in answer.unknown.items()}, **answer.later, **answer.refused}
    for one in rows:
        one.refused = one.pk in answer.refused
    _why_not([(one, words.get(one.pk, "")) for one in rows if one.pk not in set(answer.done)])
    return len(answer.done)


def _why_not(rows: Sequence[tuple[CancelNotice, str]]) -> None:
    """Cancellations the mall has not taken, each with its words for staff. One statement."""
    for one, words in rows:
        one.error = words[:1000]
    CancelNotice.objects.bulk_update([one for one, _words in rows], ["refused", "error"])


def tell_rest(order_ids: Collection[int], *, actor: str) -> int:
    """The rest of partly shipped orders was cancelled: nothing more comes, and malls that wait for a last parcel must
    hear so. The last shipment they were told is said again, now as the whole; the mall is read first. How many.

    Safe to run twice: a mall that has it all answers so. One statement.
    """
    waiting = [kind for kind, mall in MALLS.items() if mall.ends_with_last]
    with database.cursor() as cursor:
        cursor.execute(
            """update channels_shipmentnotice notice
                  set told_at = null, next_at = null, refused = false, error = '', tries = 1
                 from (select distinct on (told.order_id) told.id
                         from channels_shipmentnotice told
                         join channels_connection connection on connection.channel_id = told.channel_id
                          and connection.adapter = any(%s) and connection.sends_shipments
                        where told.order_id = any(%s) and told.withdrawn_at is null
                          and not exists (
                              select from orders_orderline line
                               where line.order_id = told.order_id and line.ships
                                 and line.quantity > line.cancelled + line.shipped)
                        order by told.order_id, told.place desc, told.id desc) as last
                where notice.id = last.id and notice.told_at is not null and notice.report_id is null""",
            [waiting, list(order_ids)],
        )
        return int(cursor.rowcount)
