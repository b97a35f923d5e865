"""What a mall has is read page by page and kept; which of our SKUs each place is, is proposed and decided by people.

A place that a reading did not find is only counted. No mapping is deleted for it: malls leave out what they index late,
and one answer is no proof.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import connection as database
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from akinai.catalog.models import Sku
from akinai.catalog.queries import code_key
from akinai.channels.actions.mapping import NewMapping, save_mappings
from akinai.channels.actions.working import Work, working
from akinai.channels.events import MallRead, MatchesDecided
from akinai.channels.listing import matching
from akinai.channels.malls.base import MallOffer
from akinai.channels.models import Connection, MallItem, Progress, SkuMapping, Task
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal

MOST_PAGES = 2000  # in one run; the next goes on behind them
STALE = dt.timedelta(hours=6)  # a reading that stood still so long begins anew
ACCEPTS = "accepts_exact"  # in the task's cursor


def read_offers(connection_id: int, *, force: bool = False, actor: str = "job:channels") -> int:
    """Read what the mall has, to its end if it can be. How many places. A reading cut off goes on where it was."""
    read = 0
    with working(connection_id, Task.OFFERS, force=force) as work:
        if work is None or "offers" not in work.mall.abilities:
            return 0
        began, page = _begun(work)
        for _turn in range(MOST_PAGES):
            told = work.mall.offers(work.account, page)
            ended = not told.next
            read += len(told.offers)
            with transaction.atomic():
                _keep(connection_id, told.offers)
                kept = {} if ended else {"page": told.next, "began": began.isoformat()}
                work.move({**_settings(work.cursor), **kept}, rows=len(told.offers))
                if ended:
                    _finish(work, began, actor)
            if ended or (told.next == page and not told.offers):
                break
            page = told.next
    return read


def _begun(work: Work) -> tuple[dt.datetime, str]:
    now = clock.now()
    if written := work.cursor.get("began"):
        began = dt.datetime.fromisoformat(written)
        if now - began < STALE:
            return began, str(work.cursor.get("page") or "")
    return now, ""


def _settings(cursor: Mapping[str, object]) -> dict[str, object]:
    return {ACCEPTS: cursor[ACCEPTS]} if ACCEPTS in cursor else {}


def _keep(connection_id: int, offers: Sequence[MallOffer]) -> None:
    """One statement for all places of a page; each place once, as it was told last."""
    rows = {(one.place.listing, one.place.variant): one for one in offers if one.place.listing}
    told = list(rows.values())
    with database.cursor() as cursor:
        cursor.execute(
            """insert into channels_mallitem as item
                      (connection_id, listing, variant, code, title, option, price, quantity, jan, on_sale, seen_at,
                       missed, reason, ignored_by)
               select %s, listing, variant, code, title, option, price, quantity, jan, on_sale, %s, 0, '', ''
                 from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
                             %s::text[], %s::bool[])
                      as told (listing, variant, code, title, option, price, quantity, jan, on_sale)
                order by listing, variant
                   on conflict (connection_id, listing, variant) do update
                  set code = excluded.code, title = excluded.title, option = excluded.option, price = excluded.price,
                      quantity = excluded.quantity, jan = excluded.jan, on_sale = excluded.on_sale,
                      seen_at = excluded.seen_at, missed = 0""",
            [
                connection_id,
                clock.now(),
                [one.place.listing for one in told],
                [one.place.variant for one in told],
                [one.code for one in told],
                [one.title for one in told],
                [one.option for one in told],
                [one.price for one in told],
                [one.quantity for one in told],
                [one.jan for one in told],
                [one.on_sale for one in told],
            ],
        )


def _finish(work: Work, began: dt.datetime, actor: str) -> None:
    """Everything was told: count what was not among it, and propose matches."""
    items = MallItem.objects.filter(connection=work.connection)
    missed = items.filter(seen_at__lt=began).update(missed=F("missed") + 1)
    new = match(work.connection)
    if work.cursor.get(ACCEPTS):
        exact = items.filter(mapping=None, ignored_at=None, missed=0, reason__in=matching.EXACT)
        accept(work.connection.pk, list(exact.values_list("pk", flat=True)), actor=actor)
    subject, code = f"channel/{work.connection.channel_id}", work.connection.channel.code
    publish([MallRead(subject=subject, actor=actor, channel=code, rows=work.rows, new=new, missed=missed)])


def match(connection: Connection) -> int:
    """Join places with the mappings that name them, and propose SKUs for the others. How many have none yet."""
    with transaction.atomic():
        _join(connection)
        items = list(MallItem.objects.filter(connection=connection, mapping=None, ignored_at=None).order_by("pk"))
        if not items:
            return 0
        theirs = [
            matching.Theirs(
                one.pk, one.code, code_key(one.code), code_key(one.variant), one.jan, f"{one.title} {one.option}"
            )
            for one in items
        ]
        found = {one.item: one for one in matching.propose(theirs, _ours(connection))}
        changed = []
        for item in items:
            proposed = found.get(item.pk)
            sku, reason = (proposed.sku, proposed.reason) if proposed else (None, "")
            if (item.sku_id, item.reason) != (sku, reason):
                item.sku_id, item.reason = sku, reason
                changed.append(item)
        MallItem.objects.bulk_update(changed, ["sku", "reason"], batch_size=2000)
    return len(items)


def _join(connection: Connection) -> None:
    """Malls fold the case of page codes, so pages are compared without it; variants as they are. A place is free again
    when its mapping names another one by now.
    """
    with database.cursor() as cursor:
        cursor.execute(
            """with known as (
                 select lower(listing) as listing, variant, min(id) as id from channels_skumapping
                  where channel_id = %s and listing <> '' group by 1, 2
               )
               update channels_mallitem item set mapping_id = known.id
                 from channels_mallitem place
                 left join known on known.listing = lower(place.listing) and known.variant = place.variant
                where place.connection_id = %s and item.id = place.id and item.mapping_id is distinct from known.id""",
            [connection.channel_id, connection.pk],
        )


def _ours(connection: Connection) -> list[matching.Ours]:
    """Every SKU on sale, and those under the codes this channel already knows them by. Two statements."""
    rows = Sku.objects.filter(active=True).values_list("pk", "code", "code_key", "jan", "name")
    ours = [matching.Ours(*row) for row in rows.iterator(chunk_size=5000)]
    learnt = SkuMapping.objects.filter(channel_id=connection.channel_id).values_list("sku_id", "code")
    return [*ours, *(matching.Ours(sku, code, code_key(code), "", "") for sku, code in learnt)]


# --- what people decide -------------------------------------------------------------------------------------


def accept(
    connection_id: int, item_ids: Collection[int], *, skus: Mapping[int, str] | None = None, actor: str
) -> Outcome:
    """Make mappings of places, to the SKU proposed or to the code given in `skus` (by place id). Done: place ids.

    Refused: places with no SKU, or whose code at the mall already means another SKU.
    """
    given = skus or {}
    with transaction.atomic():
        connection = Connection.objects.get(pk=connection_id)
        rows = MallItem.objects.filter(connection=connection, pk__in=list(item_ids), mapping=None)
        items = list(rows.select_related("sku").select_for_update(of=("self",)).order_by("pk"))
        mappings = SkuMapping.objects.filter(channel_id=connection.channel_id)
        written = list(mappings.values_list("code", "sku__code_key", "listing"))
        known = {code: key for code, key, _listing in written}
        placed = {code for code, _key, listing in written if listing}
        outcome, made = Outcome(), dict[str, tuple[MallItem, NewMapping]]()
        for item in items:
            wanted = given.get(item.pk) or (item.sku.code if item.sku else "")
            if not wanted:
                outcome.refused.append(
                    Refusal(item.pk, "sku", _("Choose our SKU for “%(name)s”.") % {"name": _name(item)})
                )
                continue
            code = item.code or _place(item)
            if known.get(code, code_key(wanted)) != code_key(wanted):
                sentence = _("At this channel the code “%(code)s” already means another SKU.")
                outcome.refused.append(Refusal(item.pk, "code", sentence % {"code": code}))
                continue
            if code in placed or code in made:  # the same code stands at several places
                code = _place(item)
            made[code] = (item, NewMapping(code, wanted, item.listing, item.variant))
        saved = save_mappings(connection.channel_id, [mapping for _item, mapping in made.values()], actor=actor)
        outcome.done = [made[code][0].pk for code in saved.done]
        outcome.refused += [Refusal(made[str(one.key)][0].pk, one.field, one.message) for one in saved.refused]
        _join(connection)
        _decided(connection, "accepted", [made[code][0] for code in saved.done], actor)
    return outcome


def ignore(connection_id: int, item_ids: Collection[int], *, back: bool = False, actor: str) -> Outcome:
    """These places are none of ours: nothing is proposed for them (`back`: they are, after all)."""
    with transaction.atomic():
        connection = Connection.objects.get(pk=connection_id)
        rows = MallItem.objects.filter(connection=connection, pk__in=list(item_ids), mapping=None)
        items = list(rows.select_for_update().order_by("pk"))
        at, who = (None, "") if back else (clock.now(), actor)
        rows.update(ignored_at=at, ignored_by=who)
        if back:
            match(connection)
        _decided(connection, "again" if back else "ignored", items, actor)
    return Outcome(done=[one.pk for one in items])


def accept_exact(connection_id: int, wanted: bool, *, actor: str) -> None:
    """Whether places with our very code are mapped by themselves at each reading."""
    with transaction.atomic():
        row, _new = Progress.objects.select_for_update().get_or_create(connection_id=connection_id, task=Task.OFFERS)
        row.cursor = {**row.cursor, ACCEPTS: wanted}
        row.save(update_fields=["cursor"])
        connection = Connection.objects.get(pk=connection_id)
        _decided(connection, "exact by themselves" if wanted else "exact by people", [], actor)


def _name(item: MallItem) -> str:
    return item.title or item.code or item.listing


def _place(item: MallItem) -> str:
    return ":".join(filter(None, (item.listing, item.variant)))


def _decided(connection: Connection, how: str, items: Sequence[MallItem], actor: str) -> None:
    places = [_place(one) for one in items]
    if places or how.startswith("exact"):
        publish([MatchesDecided(subject=f"channel/{connection.channel_id}", actor=actor, how=how, places=places)])
