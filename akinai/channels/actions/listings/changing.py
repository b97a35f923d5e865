"""Prices that change by the clock: planned, begun, and gone back by themselves.

What a SKU costs at a channel is reckoned for the moment (queries.pages), so that a change ends even where nobody sees
to it; the clock only has the pages sent at both ends. If the mall is down then, the page waits and is tried again until
the mall has taken it.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.catalog.queries import skus_by_code as known_skus
from akinai.channels.actions.listings.pushing import sync_pages
from akinai.channels.events import PriceChangesCancelled, PriceChangesPlanned, PricesTurned
from akinai.channels.models import Connection, Page, PageState, PriceChange, ShownPrice
from akinai.channels.queries.pages import goods_pages
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.core.shell.templatetags.shell import jdate
from akinai.orders.models import SalesChannel


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """A price from a moment until another (None: for good), in yen with tax."""

    sku_code: str
    price: int
    from_at: dt.datetime
    until_at: dt.datetime | None = None
    list_price: int | None = None


def plan_prices(channel_id: int, changes: Sequence[NewChange], *, actor: str) -> Outcome:
    """Plan price changes. Done: their ids. Refused, by place in the list: unknown SKUs, times that lie behind or run
    backwards, and times that overlap another change of the SKU. One channel's plans are made one after the other.
    """
    known = known_skus([one.sku_code for one in changes])
    outcome, made, now = Outcome(), list[PriceChange](), clock.now()
    with transaction.atomic():
        SalesChannel.objects.select_for_update(no_key=True).only("pk").get(pk=channel_id)
        skus = [one.id for one in known.values()]
        others = list(_open(channel_id, now).filter(sku_id__in=skus))
        for place, one in enumerate(changes):
            sku = known.get(code_key(one.sku_code))
            problem = _problem(one, now) if sku else _("There is no SKU “%(code)s”.") % {"code": one.sku_code}
            if sku and not problem:
                problem = _overlap(one, sku.id, [*others, *made])
            if problem or sku is None:
                outcome.refused.append(Refusal(place, "from_at", problem))
                continue
            fields = {"price": one.price, "list_price": one.list_price, "until_at": one.until_at, "made_at": now}
            made.append(PriceChange(channel_id=channel_id, sku_id=sku.id, from_at=one.from_at, actor=actor, **fields))
        PriceChange.objects.bulk_create(made)
        if made:
            codes = {one.id: one.code for one in known.values()}
            ids, names = [one.pk for one in made], [codes[one.sku_id] for one in made]
            subject = f"channel/{channel_id}"
            publish([PriceChangesPlanned(subject=subject, actor=actor, changes=ids, skus=names)])
    outcome.done = [one.pk for one in made]
    return outcome


def _open(channel_id: int, now: dt.datetime) -> QuerySet[PriceChange]:
    rows = PriceChange.objects.filter(channel_id=channel_id, cancelled_at=None, ended_at=None)
    return rows.filter(Q(until_at=None) | Q(until_at__gt=now)).select_related("sku")


def _problem(one: NewChange, now: dt.datetime) -> str:
    if one.until_at is not None and one.until_at <= one.from_at:
        return _("The end must come after the beginning.")
    if one.until_at is not None and one.until_at <= now:
        return _("The end lies behind us.")
    if not 0 <= one.price <= 999_999_999:
        return _("The price must be between 0 and 999,999,999 yen.")
    if one.list_price is not None and one.list_price <= one.price:
        return _("The price it is compared with must be higher.")
    return ""


def _overlap(one: NewChange, sku_id: int, others: Sequence[PriceChange]) -> str:
    for other in others:
        begins_before_end = one.until_at is None or other.from_at < one.until_at
        ends_after_begin = other.until_at is None or other.until_at > one.from_at
        if other.sku_id == sku_id and begins_before_end and ends_after_begin:
            words = _("“%(code)s” already costs %(price)s yen from %(since)s on. Cancel that first.")
            told = {"code": one.sku_code, "price": f"{other.price:,}", "since": jdate(other.from_at)}
            if other.until_at:
                words = _("“%(code)s” already costs %(price)s yen from %(since)s until %(until)s. Cancel that first.")
                told["until"] = jdate(other.until_at)
            return words % told
    return ""


def cancel_prices(channel_id: int, ids: Collection[int], *, actor: str) -> Outcome:
    """Take back what has not begun; end what has, at once: the price of before is sent. Done: ids."""
    now = clock.now()
    with transaction.atomic():
        rows = list(_open(channel_id, now).filter(pk__in=list(ids)).select_for_update(of=("self",)).order_by("pk"))
        begun = [one for one in rows if one.began_at]
        PriceChange.objects.filter(pk__in=[one.pk for one in rows]).update(cancelled_at=now)
        PriceChange.objects.filter(pk__in=[one.pk for one in begun]).update(ended_at=now)
        _send({channel_id: {one.sku_id for one in begun}}, now, actor)
        if rows:
            told = [one.pk for one in rows]
            publish([PriceChangesCancelled(subject=f"channel/{channel_id}", actor=actor, changes=told)])
    return Outcome(done=[one.pk for one in rows])


def turn_prices(*, actor: str = "job:clock") -> int:
    """Have the prices sent whose time has begun or ended. How many changes. Safe to run at any time, twice, or late.

    A change whose whole time passed while nothing ran is ended without ever having been shown.
    """
    now = clock.now()
    with transaction.atomic():
        rows = PriceChange.objects.filter(cancelled_at=None, ended_at=None, from_at__lte=now)
        due = rows.filter(Q(began_at=None) | Q(until_at__lte=now))
        found = list(due.select_for_update(skip_locked=True).order_by("pk")[:2000])
        if not found:
            return 0
        shown = {
            (one.channel_id, one.sku_id): one.price
            for one in ShownPrice.objects.filter(until=None, sku_id__in=[one.sku_id for one in found])
        }
        turned: dict[int, tuple[list[int], list[int]]] = {}
        skus: dict[int, set[int]] = {}
        for one in found:
            skus.setdefault(one.channel_id, set()).add(one.sku_id)
            began, ended = turned.setdefault(one.channel_id, ([], []))
            over = one.until_at is not None and one.until_at <= now
            if one.began_at is None and not over:
                one.former, one.began_at = shown.get((one.channel_id, one.sku_id)), now
                began.append(one.pk)
            if over:
                one.ended_at = now
                ended.append(one.pk)
        PriceChange.objects.bulk_update(found, ["former", "began_at", "ended_at"], batch_size=500)
        _send(skus, now, actor)
        publish(
            [
                PricesTurned(subject=f"channel/{channel}", actor=actor, began=began, ended=ended)
                for channel, (began, ended) in turned.items()
            ]
        )
    return len(found)


def _send(skus: dict[int, set[int]], now: dt.datetime, actor: str) -> None:
    """Have the prices of these SKUs' pages sent; while a channel is not live they wait."""
    for connection in Connection.objects.filter(channel_id__in=skus).exclude(adapter="").order_by("pk"):
        sync_pages(connection)
        pages = list(goods_pages(connection, skus[connection.channel_id]).select_for_update().order_by("pk"))
        for page in pages:
            # A text the mall refused must not hold the price back; that it was never taken is known by its digest.
            waits = page.state in (PageState.WAITING, PageState.UNKNOWN)
            page.wanted = sorted({*page.wanted, "price"}) if waits else ["price"]
            page.state = PageState.UNKNOWN if page.state == PageState.UNKNOWN else PageState.WAITING
            page.words, page.tries, page.next_at, page.asked_at, page.asked_by = "", 0, None, now, actor
        Page.objects.bulk_update(
            pages, ["wanted", "state", "words", "tries", "next_at", "asked_at", "asked_by"], batch_size=500
        )


def prices_stuck() -> int:
    """Pages whose price changed by the clock and is not at the mall yet, after tries or a refusal. One statement."""
    rows = Page.objects.filter(asked_by="job:clock", mapped=True).filter(
        Q(state=PageState.REFUSED) | Q(state__in=[PageState.WAITING, PageState.UNKNOWN], tries__gte=2)
    )
    return rows.count()
