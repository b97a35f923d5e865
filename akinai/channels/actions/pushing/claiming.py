"""What to say to a mall next: picked, reckoned and written down as being tried in one short transaction."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection as database
from django.db import transaction
from psycopg.types.json import Jsonb

from akinai.channels import behaviour
from akinai.channels.actions.pushing import asides, reckoning
from akinai.channels.malls import base
from akinai.channels.models import Connection, Offer
from akinai.core import clock


@dataclass(frozen=True)
class Ask:
    """An offer whose number at the mall is not known."""

    offer_id: int
    place: base.Place


@dataclass
class Batch:
    """What is said in one call, already written down. `pushes`: rows of Push by offer.

    `ask_after`: so long after a call without an answer it has happened or never will. `effect`: so long after the
    answer the old number may still show.
    """

    sent_at: dt.datetime
    ask_after: dt.timedelta
    effect: dt.timedelta
    lines: list[base.StockLine] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    pushes: dict[int, int] = field(default_factory=dict)
    parts: list[tuple[int, int]] = field(default_factory=list)  # set aside, to be kept with the answer
    shared: list[int] = field(default_factory=list)  # SKUs of shared offers

    @property
    def offer_ids(self) -> list[int]:
        return [line.key for line in self.lines]


def ask_after(settings: Mapping[str, Any]) -> dt.timedelta:
    """The time after which a call without an answer has happened, or never will, by an account's settings."""
    return behaviour.span(settings, "read_back_after") + behaviour.span(settings, "takes_effect_after")


def recover(connection_id: int, settings: Mapping[str, Any]) -> None:
    """What a dead process was trying may be there or not, or be on its way still: the mall is asked when that is over.

    For who holds the connection's lock.
    """
    with database.cursor() as cursor:
        cursor.execute(
            """update channels_offer
                  set asks = trying is not null, stale_since = least(stale_since, carrying), carrying = null,
                      due_at = case when trying is not null then tried_at + make_interval(secs => %s) else due_at end
                where connection_id = %s and carrying is not null""",
            [ask_after(settings).total_seconds(), connection_id],
        )


def claim(connection: Connection, mall: base.Mall, settings: Mapping[str, Any]) -> Batch | None:
    """Look at the next stale offers; None when there are none. A constant number of statements."""
    with transaction.atomic():
        now = clock.now()
        picked = _pick(connection.pk, mall.stock_batch, now)
        if not picked:
            return None
        batch = Batch(now, ask_after(settings), behaviour.span(settings, "takes_effect_after"))
        shared = sorted({sku for _id, sku, is_shared in picked if is_shared})
        batch.parts = asides.lock(shared)
        batch.shared = shared
        parts = reckoning.related({sku for _id, sku, _shared in picked})
        offers = _locked({key for key, _sku, _shared in picked}, parts)
        found = reckoning.facts(offers, parts)
        asking = {one.pk for one in offers if one.pk in {row[0] for row in picked} and _must_ask(one, mall)}
        chosen = {row[0] for row in picked} - asking
        decided = reckoning.decide(found, chosen, compares="compare" in mall.abilities)
        by_id = {one.pk: one for one in offers}
        batch.asks = [Ask(key, place_of(by_id[key])) for key in sorted(asking)]
        batch.lines = [
            base.StockLine(key=key, place=place_of(by_id[key]), quantity=one.target, believed=one.believed)
            for key, one in sorted(decided.offers.items())
            if one.push
        ]
        _write(batch, decided, by_id, now)
        asides.keep(batch.parts)
    return batch


def place_of(offer: Offer) -> base.Place:
    listing, _tab, variant = offer.place.partition("\t")
    return base.Place(listing, variant)


def _must_ask(offer: Offer, mall: base.Mall) -> bool:
    """Unknown since a lost answer, or never seen where every piece counts."""
    if "read_stock" not in mall.abilities:
        return False
    return offer.asks or offer.trying is not None or (offer.shared and offer.answered_at is None)


def _pick(connection_id: int, most: int, now: dt.datetime) -> list[tuple[int, int, bool]]:
    """Id, SKU and whether it is shared, of the offers to be looked at: hot ones first, then what waits longest.

    None whose mall must be asked while the number it accepted may not show yet.
    """
    with database.cursor() as cursor:
        cursor.execute(
            """select id, sku_id, shared from channels_offer
                where connection_id = %s and stale_since is not null and not refused
                  and (due_at is null or due_at <= %s) and not (asks and coalesce(answered_at > %s, false))
                order by hot desc, stale_since, id
                limit %s""",
            [connection_id, now, now, most],
        )
        return list(cursor.fetchall())


def _locked(picked: Collection[int], parts: dict[int, Any]) -> list[Offer]:
    """The offers of these SKUs everywhere; the picked ones, and all that are shared, are locked. Two statements.

    Only what deciding needs of them; the rest is for the screens.
    """
    with database.cursor() as cursor:
        cursor.execute(
            """select id from channels_offer
                where id = any(%s) or (shared and sku_id = any(%s))
                order by id for no key update""",
            [sorted(picked), sorted(parts)],
        )
    return list(
        Offer.objects.raw(
            """select id, connection_id, sku_id, place, stale_since, due_at, sent, answered_at, exposed, unsettled,
                      early, shared, trying, sure, asks, refused, speed, spread, hot
                 from channels_offer where sku_id = any(%s) order by id""",
            [sorted(parts)],
        )
    )


def _write(batch: Batch, decided: reckoning.Decided, offers: dict[int, Offer], now: dt.datetime) -> None:
    """The decisions: what is not said is up to date, what is said is being tried, with a row of Push each."""
    said = {line.key for line in batch.lines}
    keys = sorted(decided.offers)
    values = [decided.offers[key] for key in keys]
    with database.cursor() as cursor:
        cursor.execute(
            """with decided as (
                 select * from unnest(%s::bigint[], %s::int[], %s::bool[], %s::int[], %s::jsonb[])
                        as d (id, target, said, buffer, why)
               )
               update channels_offer offer
                  set target = decided.target, buffer = decided.buffer, why = decided.why, back = 0,
                      trying = case when decided.said then decided.target else offer.trying end,
                      tried_at = case when decided.said then %s else offer.tried_at end,
                      tries = case when decided.said then offer.tries + 1 else offer.tries end,
                      -- No answer, and the mall can't be asked: what was tried then may be there.
                      exposed = offer.exposed
                              + case when decided.said then coalesce(offer.trying, 0) - offer.early else 0 end,
                      early = case when decided.said then 0 else offer.early end,
                      carrying = case when decided.said then offer.stale_since end,
                      stale_since = null, due_at = null, asks = false
                 from decided where offer.id = decided.id""",
            [
                keys,
                [one.target for one in values],
                [key in said for key in keys],
                [one.buffer for one in values],
                [Jsonb(one.why) for one in values],
                now,
            ],
        )
        if batch.asks:
            cursor.execute("update channels_offer set back = 0 where id = any(%s)", [[a.offer_id for a in batch.asks]])
        if decided.others:
            cursor.execute(
                """update channels_offer set stale_since = %s
                    where id = any(%s) and stale_since is null""",
                [now, decided.others],
            )
        if said:
            # The first number at a place is late for nobody: before it there was none.
            since = {key: now if offers[key].sent is None else offers[key].stale_since or now for key in said}
            cursor.execute(
                """insert into channels_push (offer_id, quantity, since, sent_at, result)
                   select offer_id, quantity, since, %s, ''
                     from unnest(%s::bigint[], %s::int[], %s::timestamptz[]) as p (offer_id, quantity, since)
                returning offer_id, id""",
                [
                    now,
                    [line.key for line in batch.lines],
                    [line.quantity for line in batch.lines],
                    [since[line.key] for line in batch.lines],
                ],
            )
            batch.pushes = dict(cursor.fetchall())
