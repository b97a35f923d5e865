"""Orders in by API: what came or changed since the last time, page by page, each page whole or not at all.

The cursor is written in the transaction of the page it covers. Each look goes back a little, and some look back far
(OVERLAP): what the mall shows late is not lost, what is told twice is no news. We confirm to the mall only what is
stored here.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from akinai.channels import behaviour
from akinai.channels.actions import incoming, pushing
from akinai.channels.actions.incoming import Taken
from akinai.channels.actions.working import Work, working
from akinai.channels.events import OrdersFetched
from akinai.channels.models import MallOrder, Task
from akinai.channels.queries import may_write
from akinai.core import clock
from akinai.core.events import publish

OVERLAP = dt.timedelta(minutes=15)  # every FAR_EVERY; between them only as far as BACK times `visible_after`
FAR_EVERY = dt.timedelta(minutes=5)
FAR_SELDOM = dt.timedelta(hours=1)  # … where the mall says itself how far it has told
BACK = 4.0
FIRST_LOOK = dt.timedelta(days=14)  # a new connection looks back so far
MOST_PAGES = 200  # in one run; the rest follows at the next
AGAIN_A_DAY = dt.timedelta(days=1)  # shipped orders are read again so often
SLICE = 10  # batches of open orders read again in one run


def fetch_orders(connection_id: int, *, force: bool = False, actor: str = "job:channels") -> Taken:
    """Orders that came or changed since the last time. Nothing while paused, not due, or at work elsewhere."""
    taken = Taken()
    with working(connection_id, Task.ORDERS, force=force) as work:
        if work is not None:
            for _page in range(MOST_PAGES):
                found, more = _page_of(work, actor, far=force)
                taken += found
                if not more:
                    break
    return taken


def due_in() -> list[int]:
    """Connections whose orders are to be fetched now. One statement."""
    with database.cursor() as cursor:
        cursor.execute(
            """select connection.id
                 from channels_connection connection
                 left join channels_progress progress
                   on progress.connection_id = connection.id and progress.task = 'orders'
                where connection.adapter <> '' and connection.paused_at is null
                  and (progress.tried_at is null
                       or progress.tried_at + make_interval(secs => connection.every) <= %s)
                  and (progress.not_before is null or progress.not_before <= %s)
                order by connection.id""",
            [clock.now()] * 2,
        )
        return [row[0] for row in cursor.fetchall()]


def _page_of(work: Work, actor: str, *, far: bool) -> tuple[Taken, bool]:
    """One page; whether there is another. The window stays the same until its last page is in.

    Only where a page says that the mall tells no more than what happened before some moment, the window ends there:
    what happened after it may be in no page, and is asked for by the next window.
    """
    window = work.cursor.get("window") or _window(work, clock.now(), far=far)
    since, until = (dt.datetime.fromisoformat(window[name]) for name in ("since", "until"))
    before = work.cursor.get("until")
    page = work.mall.changed_orders(work.account, since, until, str(work.cursor.get("page", "")))
    until = min(until, page.until or until)
    with transaction.atomic():
        taken = incoming.take(work.connection, page.orders, broken=page.broken, actor=_actor(work, actor))
        if page.next:
            rest = {"window": {**window, "until": until.isoformat()}, "page": page.next}
            work.move({**work.cursor, **rest}, rows=len(page.orders))
        else:
            cursor = {"until": until.isoformat(), "far": window.get("far"), "told": page.until is not None}
            work.move(cursor, rows=len(page.orders))
            pushing.looked(work.connection.pk, until)
            if read_until := _read_until(work, until, before):
                pushing.settle(work.connection.pk, read_until)
        _tell(work, taken, actor)
    return taken, bool(page.next)


def _read_until(work: Work, until: dt.datetime, before: str | None) -> dt.datetime | None:
    """The moment before which every order made there is in.

    Where the mall lists what changed, an order that changed between the window's end and the question is in the next
    window only: then all is read up to where the window before ended.
    """
    if not work.mall.updated_since:
        return until
    return dt.datetime.fromisoformat(before) if before else None


def _window(work: Work, now: dt.datetime, *, far: bool) -> dict[str, str]:
    """From when to when to look; in it, when it was last looked back far. `far`: a person asked."""
    until, last_far = work.cursor.get("until"), work.cursor.get("far")
    every = FAR_SELDOM if work.cursor.get("told") else FAR_EVERY
    far = far or not last_far or dt.datetime.fromisoformat(last_far) + every <= now
    if not until:
        since = now - FIRST_LOOK
    else:
        back = OVERLAP if far else BACK * behaviour.span(work.connection.settings, "visible_after")
        since = dt.datetime.fromisoformat(until) - back
    return {"since": since.isoformat(), "until": now.isoformat(), "far": now.isoformat() if far else str(last_far)}


def _actor(work: Work, actor: str) -> str:
    return f"channel:{work.account.code}" if actor.startswith("job:") else actor


def _tell(work: Work, taken: Taken, actor: str) -> None:
    if taken.placed or taken.changed or taken.refused:
        publish(
            [
                OrdersFetched(
                    subject=f"channel/{work.connection.channel_id}",
                    actor=_actor(work, actor),
                    channel=work.account.code,
                    placed=len(taken.placed),
                    changed=len(taken.changed),
                    refused=sorted(taken.refused),
                )
            ]
        )


def fetch_numbers(connection_id: int, numbers: Sequence[str], *, actor: str = "job:channels") -> Taken:
    """Read these orders now: the mall pushed a notice about them, or somebody asked."""
    taken = Taken()
    with working(connection_id, Task.OPEN_ORDERS, force=True, claims=False) as work:
        if work is not None:
            for start in range(0, len(numbers), work.mall.order_batch):
                taken += _read(work, list(numbers[start : start + work.mall.order_batch]), actor)
    return taken


def read_open_orders(connection_id: int, *, force: bool = False, actor: str = "job:channels") -> Taken:
    """Read again what may have changed at malls that can't list changes, and everywhere what could not be taken in.

    The longest unread first, some batches at a time.
    """
    taken = Taken()
    with working(connection_id, Task.OPEN_ORDERS, force=force) as work:
        if work is None:
            return taken
        began = clock.now()
        for _turn in range(SLICE):
            numbers = _unread(work, began, force=force)
            if not numbers:
                break
            taken += _read(work, numbers, actor)
    return taken


def _unread(work: Work, began: dt.datetime, *, force: bool) -> list[str]:
    rows = MallOrder.objects.filter(connection=work.connection, finished=False, read_at__lt=began)
    if work.mall.updated_since:
        rows = rows.exclude(refused="")
    else:
        again_after = dt.timedelta() if force else behaviour.span(work.connection.settings, "read_again_after")
        open_again = ~Q(stage="shipped") & Q(read_at__lt=began - again_after)
        rows = rows.filter(~Q(refused="") | open_again | Q(read_at__lt=began - AGAIN_A_DAY))
    return list(rows.order_by("read_at", "pk").values_list("number", flat=True)[: work.mall.order_batch])


def _read(work: Work, numbers: list[str], actor: str) -> Taken:
    page = work.mall.read_orders(work.account, numbers)
    with transaction.atomic():
        taken = incoming.take(work.connection, page.orders, broken=page.broken, actor=_actor(work, actor))
        MallOrder.objects.filter(connection=work.connection, number__in=numbers).update(read_at=clock.now())
        work.rows += len(page.orders)
        _tell(work, taken, actor)
    return taken


def confirm_orders(connection_id: int, *, force: bool = False) -> int:
    """Tell the mall that we have its orders: only what is stored here, only in 本番. How many were confirmed."""
    confirmed = 0
    with working(connection_id, Task.CONFIRM, force=force) as work:
        if work is None or not may_write(work.connection) or "confirm" not in work.mall.abilities:
            return 0
        waiting = MallOrder.objects.filter(
            connection=work.connection, confirm_due=True, confirmed_at=None, confirm_error=""
        )
        while numbers := list(waiting.order_by("pk").values_list("number", flat=True)[: work.mall.order_batch]):
            told = work.mall.confirm(work.account, numbers)
            rows = MallOrder.objects.filter(connection=work.connection)
            rows.filter(number__in=told.done).update(confirmed_at=clock.now())
            for number, why in told.refused.items():
                rows.filter(number=number).update(confirm_error=why[:1000])
            confirmed += len(told.done)
            work.rows = confirmed
            if not told.done and not told.refused:
                break
    return confirmed
