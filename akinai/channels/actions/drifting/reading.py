"""Stock read back in slices, compared with what was sent and sold since; a difference gets its cause and its repair.

Nothing is said of offers on which something is under way: a number waiting to be sent or without its answer, or orders
that come in with the next fetch. What was read goes to the offer; differences go to the log (Drift).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F

from akinai.catalog.queries import code_key
from akinai.channels import behaviour
from akinai.channels.actions import pushing
from akinai.channels.actions.drifting import facts
from akinai.channels.actions.drifting.causes import Range, Reading, agrees, cause
from akinai.channels.actions.drifting.mending import APPLY, mend
from akinai.channels.actions.working import Work, working
from akinai.channels.events import DriftFound
from akinai.channels.malls.base import Place
from akinai.channels.models import Cause, Drift, Offer, Progress, Task
from akinai.channels.queries import may_write
from akinai.channels.showing import buffer
from akinai.core import clock
from akinai.core.events import publish

SLICES = 5  # batches in one run; the rest follows at the next
FLIGHT = dt.timedelta(minutes=10)  # a number without an answer for so long is under way no more
LATE = dt.timedelta(minutes=15)  # an order at the mall that is not here for so long should be
LOOK_BACK = dt.timedelta(days=42)  # no order comes in later than that
MOST_PAGES = 40
STATE = ("sent", "sent_at", "trying", "tried_at", "exposed", "unsettled", "back", "early")  # changed by what happens
REPAIRS = {
    Cause.MALL_EDIT: "send",
    Cause.LOST_SEND: "send",
    Cause.UNKNOWN: "send",
    Cause.ORDER_NOT_IN: "import",
    Cause.CODE_MISMATCH: "mapping",
}


@dataclass
class Found:
    """What a run read: offers, new differences (ids), those that stand and nobody repaired, and those that are gone."""

    read: int = 0
    drifts: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    vanished: int = 0


@dataclass
class AtMall:
    """What the mall knows of a SKU that we do not: pieces on their way to us, and pieces that should be here."""

    waiting: int = 0
    returning: int = 0
    unseen: int = 0
    missed: int = 0
    numbers: list[str] = field(default_factory=list)


def read_back(connection_id: int, *, force: bool = False, actor: str = "job:drift") -> Found:
    """Read some of the stock a mall shows, the oldest reading first. Network: not in a transaction."""
    found, apply = Found(), False
    with working(connection_id, Task.READ_STOCK, force=force) as work:
        if work is None or "read_stock" not in work.mall.abilities:
            return found
        began = clock.now()
        for _slice in range(SLICES):
            offers = _next(work, began)
            if not offers:
                break
            _read(work, offers, found, actor)
            work.rows = found.read
        apply = work.cursor.get("repairs") == APPLY
    if apply and (found.drifts or found.standing):
        mend([*found.drifts, *found.standing], actor=actor)
    return found


def _next(work: Work, began: dt.datetime) -> list[Offer]:
    rows = Offer.objects.filter(connection=work.connection).exclude(read_at__gte=began)
    rows = rows.exclude(mapping__listing="", mapping__variant="")
    return list(
        rows.select_related("mapping", "sku").order_by(F("read_at").asc(nulls_first=True), "id")[
            : work.mall.stock_batch
        ]
    )


def _read(work: Work, offers: Sequence[Offer], found: Found, actor: str) -> None:
    places = {offer.pk: Place(offer.mapping.listing, offer.mapping.variant) for offer in offers}
    asked_at = clock.now()
    shown = work.mall.read_stock(work.account, list(dict.fromkeys(places.values())))
    at = clock.now()
    numbers = {offer.pk: shown.get(places[offer.pk]) for offer in offers}
    for offer in offers:
        offer.read, offer.read_at = numbers[offer.pk], at
    Offer.objects.bulk_update(offers, ["read", "read_at"])
    readings = _readings(work, _quiet(offers, asked_at), numbers, asked_at)
    # Also while all that was asked.
    quiet = {offer.pk for offer in _quiet([offer for offer, _one in readings], asked_at)}
    readings = [(offer, one) for offer, one in readings if offer.pk in quiet]
    found.read += len(offers)
    with transaction.atomic():
        new, standing, gone = _write(readings)
        found.drifts += [row.pk for row in new]
        found.standing += standing
        found.vanished += gone
        if new:
            _tell(work, new, actor)
        _be_sure(work, readings)


def _be_sure(work: Work, readings: Sequence[tuple[Offer, Reading]]) -> None:
    """Where orders met our number, the pusher believes a bound. What is shown and is no difference, but another number
    than that: it asks for itself, when nobody speaks in between, and knows it to the piece.
    """
    if not may_write(work.connection) or not work.connection.sends_stock:
        return
    doubted = [
        offer.pk
        for offer, one in readings
        if agrees(one) and one.shown != offer.exposed and not offer.unsettled and not offer.refused
    ]
    if doubted:
        Offer.objects.filter(pk__in=doubted).update(asks=True)
        pushing.mark(offers=doubted)


def _quiet(offers: Sequence[Offer], asked_at: dt.datetime) -> list[Offer]:
    """Those on which nothing was under way before the mall was asked, nothing is now, and nothing sold meanwhile."""
    now = {row.pk: row for row in Offer.objects.filter(pk__in=[one.pk for one in offers])}

    def quiet(was: Offer) -> bool:
        one = now.get(was.pk)
        if one is None or any(getattr(one, name) != getattr(was, name) for name in STATE):
            return False
        if one.answered_at is not None and one.answered_at > asked_at:
            return False
        under_way = one.trying is not None and one.tried_at is not None and one.tried_at > clock.now() - FLIGHT
        return not under_way and (one.stale_since is None or one.refused or one.trying is not None)

    return [offer for offer in offers if quiet(offer)]


# --- comparing ----------------------------------------------------------------------------------------------


def _readings(
    work: Work, offers: Sequence[Offer], shown: Mapping[int, int | None], asked_at: dt.datetime
) -> list[tuple[Offer, Reading]]:
    """Each offer with what is known; orders are asked for only where something is to be explained."""
    known = facts.known(offers, behaviour.span(work.account.settings, "takes_effect_after"))
    compared = [offer for offer in offers if offer.pk in known or shown[offer.pk] is None]
    twice = _twice(compared)
    first = {offer.pk: _reading(offer, known.get(offer.pk), shown[offer.pk], twice) for offer in compared}
    doubtful = [one for one in compared if first[one.pk].shown is not None and not agrees(first[one.pk])]
    if doubtful:
        since = min(known[offer.pk].sent_at for offer in doubtful)
        told, told_until = _at_mall(work, doubtful, since)
        untold = max((asked_at - told_until).total_seconds(), 0.0)
        others = _other_codes(work, doubtful)
        for offer in doubtful:
            there = replace(
                told.get(code_key(offer.sku.code), AtMall()), unseen=buffer(offer.speed, untold, 1, offer.spread)
            )
            first[offer.pk] = _reading(
                offer, known[offer.pk], shown[offer.pk], twice, there, other=others.get(offer.pk, "")
            )
    return [(offer, first[offer.pk]) for offer in compared]


def _reading(
    offer: Offer,
    known: facts.Known | None,
    shown: int | None,
    twice: Mapping[int, str],
    there: AtMall | None = None,
    *,
    other: str = "",
) -> Reading:
    there = there or AtMall()
    nothing = Range(sent=shown or 0)
    return Reading(
        shown=shown,
        now=known.now if known else nothing,
        before=known.before if known else None,
        answered=known is not None and known.result in ("done", "seen"),
        waiting=there.waiting,
        returning=there.returning,
        unseen=there.unseen,
        missed=there.missed,
        numbers=there.numbers,
        other=twice.get(offer.pk, "") or other,
    )


def _twice(offers: Sequence[Offer]) -> dict[int, str]:
    """Offers whose place at the mall another SKU of ours claims, too: that SKU's code."""
    connections = {offer.connection_id for offer in offers}
    pages = {offer.mapping.listing for offer in offers}
    claims: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    rows = Offer.objects.filter(connection__in=connections, mapping__listing__in=pages)
    for page, variant, sku_id, code in rows.values_list("mapping__listing", "mapping__variant", "sku_id", "sku__code"):
        claims[page, variant][sku_id] = code
    found = {}
    for offer in offers:
        claimed = claims[offer.mapping.listing, offer.mapping.variant]
        others = sorted(code for sku_id, code in claimed.items() if sku_id != offer.sku_id)
        if others:
            found[offer.pk] = others[0]
    return found


def _other_codes(work: Work, offers: Sequence[Offer]) -> dict[int, str]:
    """The mall's own code at the places, where it is not the one of the mapping."""
    if "offers" not in work.mall.abilities:
        return {}
    wanted = {Place(offer.mapping.listing, offer.mapping.variant): offer for offer in offers}
    found: dict[int, str] = {}
    cursor = ""
    for _page in range(MOST_PAGES):
        page = work.mall.offers(work.account, cursor)
        for one in page.offers:
            offer = wanted.pop(one.place, None)
            if (
                offer
                and one.code
                and code_key(one.code) not in (code_key(offer.mapping.code), code_key(offer.sku.code))
            ):
                found[offer.pk] = one.code
        cursor = page.next
        if not wanted or not cursor:
            break
    return found


def _at_mall(work: Work, offers: Sequence[Offer], since: dt.datetime) -> tuple[dict[str, AtMall], dt.datetime]:
    """What the mall's orders since then say beyond ours, by code as compared; and until when it surely tells them."""
    wanted = {
        code_key(code): code_key(offer.sku.code) for offer in offers for code in (offer.mapping.code, offer.sku.code)
    }
    found: dict[str, AtMall] = defaultdict(AtMall)
    now = told_until = clock.now()
    since = min(max(since, now - LOOK_BACK), now)
    margin = behaviour.span(work.connection.settings, "visible_after")
    overdue = _overdue(work, now, margin)
    cursor = ""
    for _page in range(MOST_PAGES):
        page = work.mall.changed_orders(work.account, since - margin, now + margin, cursor)
        told_until = min(told_until, page.until or now)
        numbers = [order.number for order in page.orders]
        ours = {
            (number, code_key(code)): pieces
            for (number, code), pieces in facts.our_pieces(work.connection.channel_id, numbers).items()
        }
        for order in page.orders:
            pieces: dict[str, int] = defaultdict(int)
            for one in order.orders:
                for line in one.lines:
                    if sku := wanted.get(code_key(line.sku_code)):
                        pieces[sku] += 0 if order.stage == "cancelled" else line.quantity
            for sku, count in pieces.items():
                more = count - ours.get((order.number, sku), 0)
                _note(found[sku], more, order.number, late=order.ordered_at < overdue)
        cursor = page.next
        if not cursor:
            break
    return dict(found), told_until - margin


def _note(there: AtMall, more: int, number: str, *, late: bool) -> None:
    if more < 0:
        there.returning -= more
    elif more and late:
        there.missed += more
        there.numbers.append(number)
    elif more:
        there.waiting += more


def _overdue(work: Work, now: dt.datetime, margin: dt.timedelta) -> dt.datetime:
    """Orders made before this moment should be here."""
    progress = Progress.objects.filter(connection=work.connection, task=Task.ORDERS).first()
    until = progress.cursor.get("until") if progress else None
    read_until = dt.datetime.fromisoformat(until) - margin if until else now - LATE
    return max(read_until, now - LATE)


# --- the log ------------------------------------------------------------------------------------------------


def _write(readings: Sequence[tuple[Offer, Reading]]) -> tuple[list[Drift], list[int], int]:
    """New differences, those that stand (they are not noted again), and how many are gone."""
    now = clock.now()
    rows = Drift.objects.select_for_update().filter(offer__in=[offer.pk for offer, _one in readings], vanished_at=None)
    standing: dict[int, list[Drift]] = defaultdict(list)
    for row in rows.order_by("id"):
        standing[row.offer_id].append(row)
    new, gone = [], []
    stand: list[int] = []
    for offer, reading in readings:
        why = cause(reading)
        same = [row for row in standing[offer.pk] if row.cause == why and row.shown == reading.shown]
        gone += [row.pk for row in standing[offer.pk] if row not in same or row.repaired_at]
        known = [row.pk for row in same if row.repaired_at is None]
        stand += known
        if why and not known:
            new.append(_drift(offer, reading, why, now))
    Drift.objects.bulk_create(new)
    return new, stand, Drift.objects.filter(pk__in=gone).update(vanished_at=now)


def _drift(offer: Offer, one: Reading, why: Cause, now: dt.datetime) -> Drift:
    said: dict[str, object] = {"sent": one.now.sent, "sold": one.now.sold + one.now.perhaps}
    if offer.sent_at:
        said["sent_at"] = offer.sent_at.isoformat()
    if one.before is not None:
        said["before"] = one.before.sent
    if not one.answered:
        said["unanswered"] = True
    if one.missed:
        said |= {"orders": list(one.numbers)[:20], "pieces": one.missed}
    if one.other:
        said["other"] = one.other
    if one.waiting:
        said["waiting"] = one.waiting
    expected = None if one.shown is None and offer.sent is None else max(one.now.high, 0)
    return Drift(
        offer=offer,
        found_at=now,
        expected=expected,
        shown=one.shown,
        cause=why,
        facts=said,
        repair=REPAIRS[why],
    )


def _tell(work: Work, new: Sequence[Drift], actor: str) -> None:
    publish(
        [
            DriftFound(
                subject=f"channel/{work.connection.channel_id}",
                actor=actor,
                channel=work.account.code,
                causes=sorted({str(row.cause) for row in new}),
                offers=len(new),
            )
        ]
    )
