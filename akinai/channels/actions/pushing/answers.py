"""What came of a call, written down: one transaction each, a constant number of statements. See showing.exposure."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection as database
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions.pushing import asides
from akinai.channels.actions.pushing.claiming import Ask, Batch
from akinai.channels.malls import base
from akinai.channels.models import Offer
from akinai.core import clock

AGAIN = 2.0  # seconds until a number that met another one at the mall is tried again (orders are read first)


def told(batch: Batch, answer: base.Told, answered_at: dt.datetime) -> None:
    """The mall answered row by row; rows it did not name were not reached."""
    refused, unknown = dict(answer.refused), dict(answer.unknown)
    done, stale = set(answer.done), set(answer.stale)
    results: dict[int, tuple[str, str]] = {}
    for line in batch.lines:
        if line.key in done:
            results[line.key] = ("done", "")
        elif line.key in refused:
            results[line.key] = ("refused", refused[line.key])
        elif line.key in unknown:
            results[line.key] = ("unknown", unknown[line.key])
        elif line.key in stale:
            results[line.key] = ("stale", _("The mall shows another number; its orders are read first."))
        else:
            results[line.key] = ("none", answer.later.get(line.key, ""))
    _write(batch, results, answered_at)


def nothing_happened(batch: Batch, words: str) -> None:
    """Throttled, closed, keys refused: all of it again later."""
    _write(batch, {line.key: ("none", words) for line in batch.lines}, clock.now())


def nobody_knows(batch: Batch, words: str) -> None:
    """No answer, or one that can't be read: the mall is asked before it is told again."""
    _write(batch, {line.key: ("unknown", words) for line in batch.lines}, clock.now())


def _write(batch: Batch, results: Mapping[int, tuple[str, str]], at: dt.datetime) -> None:
    keys = sorted(results)
    believed = {line.key: line.believed for line in batch.lines}
    with transaction.atomic():
        parts = asides.lock(batch.shared)
        with database.cursor() as cursor:
            cursor.execute(
                WRITE,
                {
                    "keys": keys,
                    "results": [results[key][0] for key in keys],
                    "words": [results[key][1][:1000] for key in keys],
                    "believed": [believed[key] for key in keys],
                    "pushes": [batch.pushes[key] for key in keys],
                    "at": at,
                    "sent_at": batch.sent_at,
                    "in_force": at + batch.effect,
                    "ask_at": at + batch.ask_after,
                    "again_at": at + dt.timedelta(seconds=AGAIN),
                },
            )
        asides.keep(parts)


# The cases of showing.exposure: accepted, not_done; a number without an answer stays as it was when it was tried.
# `asks` was cleared when the call began. If it is set, the page moved meanwhile, or shows something else: the mall is
# asked next, whatever it answered now.
WRITE = """
  with result as (
    select * from unnest(%(keys)s::bigint[], %(results)s::text[], %(words)s::text[], %(believed)s::int[],
                         %(pushes)s::bigint[]) as r (id, result, words, believed, push_id)
  ), locked as (
    select offer.id, greatest(offer.exposed - offer.back - coalesce(result.believed, 0), 0) as old
      from channels_offer offer join result using (id)
     order by offer.id for no key update of offer
  ), noted as (
    update channels_push push set result = result.result, answered_at = %(at)s
      from result where push.id = result.push_id
  )
  update channels_offer offer
     set exposed = case when result = 'done' then greatest(offer.trying + offer.back - offer.early, 0) + locked.old
                        else offer.exposed end,
         unsettled = case when result = 'done' then locked.old else offer.unsettled end,
         sent = case when result = 'done' then offer.trying else offer.sent end,
         sent_at = case when result = 'done' then %(sent_at)s else offer.sent_at end,
         answered_at = case when result = 'done' then %(in_force)s else offer.answered_at end,
         sure = case when result = 'done' then offer.back = 0 and not offer.asks else offer.sure end,
         lag = case when result = 'done' and offer.sent is not null
                    then least(extract(epoch from %(in_force)s - coalesce(offer.carrying, %(sent_at)s)) * 1000,
                               2000000000)
                    else offer.lag end,
         trying = case when result = 'unknown' then offer.trying end,
         early = case when result = 'unknown' then offer.early else 0 end,
         tries = case when result = 'done' then 0 else offer.tries end,
         refused = result = 'refused' and not offer.asks,
         error = words,
         asks = offer.asks or result in ('unknown', 'stale'),
         stale_since = case when result in ('done', 'refused') then offer.stale_since
                            else least(offer.stale_since, coalesce(offer.carrying, %(sent_at)s)) end,
         due_at = case when result = 'unknown' then %(ask_at)s when result in ('stale', 'none') then %(again_at)s end,
         carrying = null
    from result join locked using (id)
   where offer.id = result.id"""


def seen(
    asks: Sequence[Ask], shown: Mapping[base.Place, int | None], asked_at: dt.datetime, answered_at: dt.datetime
) -> None:
    """What the mall showed when it was asked (None: it knows no such place). Offers whose page moved meanwhile stay to
    be asked for; those with a number under way that is still being answered must not be among them.
    """
    keys = [ask.offer_id for ask in asks]
    with transaction.atomic():
        skus = list(Offer.objects.filter(pk__in=keys, shared=True).values_list("sku_id", flat=True).distinct())
        parts = asides.lock(sorted(skus))
        with database.cursor() as cursor:
            cursor.execute(
                SEEN,
                {
                    "keys": keys,
                    "places": [f"{ask.place.listing}\t{ask.place.variant}" for ask in asks],
                    "shown": [shown.get(ask.place) for ask in asks],
                    "asked_at": asked_at,
                    "at": answered_at,
                    "words": _("The mall knows no such page or variant."),
                },
            )
        asides.keep(parts)


SEEN = """
  with seen as (
    select * from unnest(%(keys)s::bigint[], %(places)s::text[], %(shown)s::int[]) as s (id, place, shown)
  ), locked as (
    select offer.id,
           greatest(offer.exposed + coalesce(offer.trying, 0) - offer.early - seen.shown - offer.back, 0) as old
      from channels_offer offer join seen using (id, place)
     order by offer.id for no key update of offer
  )
  update channels_offer offer
     set read = seen.shown, read_at = %(at)s,
         exposed = case when seen.shown is null then offer.exposed else seen.shown + offer.back + locked.old end,
         unsettled = case when seen.shown is null then offer.unsettled else locked.old end,
         sent = coalesce(case when seen.shown = offer.trying then offer.trying end, offer.sent, seen.shown),
         sent_at = case when seen.shown is null then offer.sent_at else %(asked_at)s end,
         answered_at = case when seen.shown is null then offer.answered_at else %(at)s end,
         sure = seen.shown is not null and offer.back = 0,
         trying = null, early = 0, asks = false, refused = seen.shown is null,
         error = case when seen.shown is null then %(words)s else '' end,
         stale_since = case when offer.sent is null then %(at)s else coalesce(offer.stale_since, %(at)s) end,
         due_at = null
    from seen join locked using (id)
   where offer.id = seen.id"""


def not_seen(asks: Sequence[Ask], words: str) -> None:
    """The mall did not say what it shows: asked again."""
    Offer.objects.filter(pk__in=[ask.offer_id for ask in asks]).update(error=words[:1000], asks=True)
