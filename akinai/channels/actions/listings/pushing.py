"""Pages to a mall: asked for, claimed, told in batches, and what came of each row written down.

What a page says is put together at the last moment. Which parts have changed is known by digests of what the mall took
last. Nothing is told unless the channel is live. No answer is no refusal: such a page is looked for in what the mall
has before it is told again (telling it again is harmless: pages are told absolutely).
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from akinai.channels.actions.listings.texts import may_list
from akinai.channels.actions.working import Work, working
from akinai.channels.events import PagesAsked, PagesPushed
from akinai.channels.listing.rules import rules_of
from akinai.channels.malls import base
from akinai.channels.models import Connection, Page, PagePush, PageState, ShownPrice, Task
from akinai.channels.queries.connections import may_write
from akinai.channels.queries.pages import PARTS, Assembled, assemble
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal

BATCH = 20  # pages told in one go
MOST_BATCHES = 100  # in one run
CLAIM = dt.timedelta(minutes=10)
BACKOFF = (15, 60, 300, 900, 1800, 3600)  # seconds until the next try, by tries so far
MOST_READ = 200  # pages of offers looked through for pages without an answer


def sync_pages(connection: Connection) -> None:
    """A row for each page that is mapped at the mall. One statement."""
    rules = rules_of(connection.adapter)
    if rules is None:
        return
    with database.cursor() as cursor:
        cursor.execute(
            """with wanted as (
                  select case when %s then mapping.listing else product.code end as code,
                         min(sku.product_id) as product_id
                    from channels_skumapping mapping
                    join catalog_sku sku on sku.id = mapping.sku_id
                    join catalog_product product on product.id = sku.product_id
                   where mapping.channel_id = %s and mapping.listing <> '' group by 1
                ), gone as (
                  update channels_page page set mapped = false
                   where connection_id = %s and mapped and not exists (select from wanted where wanted.code = page.code)
                )
                insert into channels_page as page
                       (connection_id, code, product_id, mapped, state, wanted, digests, words, tries, asked_by, errors,
                        warnings)
                select %s, code, product_id, true, '', '[]', '{}', '', 0, '', 0, 0 from wanted order by code
                    on conflict (connection_id, code) do update set product_id = excluded.product_id, mapped = true
                 where (page.product_id, page.mapped) is distinct from (excluded.product_id, true)""",
            [rules.page_of == "listing", connection.channel_id, connection.pk, connection.pk],
        )


def ask(
    connection_id: int, page_ids: Collection[int], *, parts: Collection[str] = (), again: bool = False, actor: str
) -> Outcome:
    """Have pages sent: the parts named, or those that changed. Done: page ids.

    Raises Refused unless the channel is live. Refused: pages the mall's rules would not let pass, and those of which
    nothing has changed (`again`: even so).
    """
    connection = Connection.objects.select_related("channel").get(pk=connection_id)
    may_list(connection)
    with transaction.atomic():
        rows = Page.objects.filter(connection=connection, pk__in=list(page_ids), mapped=True)
        pages = list(rows.select_for_update(of=("self",)).order_by("pk"))
        outcome, now = Outcome(), clock.now()
        for made in assemble(connection, pages):
            wanted = [one for one in PARTS if one in parts and one in made.digests] if parts else made.changed
            if again and not wanted:
                wanted = list(made.digests)
            left = [one for one in PARTS if one in {*wanted, *_open(made.page)} and one in made.digests]
            if wrong := made.against(left):
                outcome.refused.append(Refusal(made.page.pk, wrong[0].field, wrong[0].sentence))
            elif not left:
                outcome.refused.append(Refusal(made.page.pk, "page", _("Nothing has changed since it was sent.")))
            else:
                _wait(made.page, left, now, actor)
                outcome.done.append(made.page.pk)
            made.page.errors, made.page.warnings, made.page.checked_at = made.errors, made.warnings, now
        Page.objects.bulk_update(
            pages,
            [
                "state",
                "wanted",
                "words",
                "tries",
                "asked_at",
                "asked_by",
                "next_at",
                "errors",
                "warnings",
                "checked_at",
            ],
        )
        if outcome.done:
            codes = [one.code for one in pages if one.pk in outcome.done]
            publish([PagesAsked(subject=f"channel/{connection.channel_id}", actor=actor, pages=codes)])
            _later(connection.pk)
    return outcome


def _open(page: Page) -> list[str]:
    """Parts that already wait, or were not taken."""
    return page.wanted if page.state in (PageState.WAITING, PageState.UNKNOWN, PageState.REFUSED) else []


def _wait(page: Page, parts: list[str], now: dt.datetime, actor: str) -> None:
    page.state = PageState.UNKNOWN if page.state == PageState.UNKNOWN else PageState.WAITING
    page.wanted, page.words, page.tries, page.next_at = parts, "", 0, None
    page.asked_at, page.asked_by = now, actor


def _later(connection_id: int) -> None:
    from akinai.channels import jobs

    jobs.push_pages.defer(connection_id=connection_id)


def push_pages(connection_id: int, *, force: bool = False) -> int:
    """Tell the mall the pages that wait. How many it took. Calls out: not in a transaction."""
    taken = 0
    with working(connection_id, Task.LISTINGS, force=force) as work:
        if work is None or "listings" not in work.mall.abilities or not may_write(work.connection):
            return 0
        for _turn in range(MOST_BATCHES):
            pages = _claimed(connection_id)
            if not pages:
                break
            pages = _read_back(work, pages)
            taken += _tell(work, pages) if pages else 0
            work.rows = taken
    return taken


def waiting() -> list[int]:
    """Connections with pages to be told now. One statement."""
    due = Q(next_at=None) | Q(next_at__lte=clock.now())
    rows = Page.objects.filter(due, state__in=[PageState.WAITING, PageState.UNKNOWN], connection__paused_at=None)
    rows = rows.filter(connection__channel__mode="live").exclude(connection__adapter="")
    return sorted(set(rows.values_list("connection_id", flat=True)))


def _claimed(connection_id: int) -> list[Page]:
    """Pages that are due, ours for a while. A page whose teller was killed comes due again as one without an answer."""
    now = clock.now()
    with transaction.atomic():
        rows = Page.objects.filter(connection_id=connection_id, state__in=[PageState.WAITING, PageState.UNKNOWN])
        found = list(
            rows.filter(Q(next_at=None) | Q(next_at__lte=now))
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("asked_at", "pk")[:BATCH]
        )
        ids = [one.pk for one in found]
        Page.objects.filter(pk__in=ids).update(
            state=PageState.UNKNOWN, tries=F("tries") + 1, tried_at=now, next_at=now + CLAIM
        )
    return found


# --- telling ------------------------------------------------------------------------------------------------


def _tell(work: Work, pages: Sequence[Page]) -> int:
    made = {one.page.pk: one for one in assemble(work.connection, pages)}
    told = base.Told()
    listings = []
    for page in pages:
        one = made[page.pk]
        page.wanted = [part for part in page.wanted if part in one.digests]
        if wrong := one.against(page.wanted):
            told.refused[page.pk] = wrong[0].sentence
        elif page.wanted:
            try:
                listings.append(one.listing(page.wanted, _pictures(one) if "images" in page.wanted else ()))
            except OSError:  # a file that is gone must not hold up the pages told with it
                told.refused[page.pk] = _("A picture's file can't be read. Put the picture in again.")
        else:
            told.done.append(page.pk)
    try:
        answer = work.mall.push_listings(work.account, listings) if listings else base.Told()
    except base.MallError as error:
        # Nobody knows what of the batch arrived only where no answer came.
        lost = isinstance(error, base.Unreachable | base.Nonsense)
        asked = {one.key: error.words for one in listings}
        _note(
            work, pages, made, base.Told(**vars(told) | {"unknown": asked} if lost else vars(told) | {"later": asked})
        )
        raise
    told.done += answer.done
    told.refused |= answer.refused
    told.unknown |= answer.unknown
    told.later |= answer.later
    _note(work, pages, made, told)
    return len(told.done)


def _pictures(made: Assembled) -> list[base.Picture]:
    """By their address where the mall fetches them, else with the way to their content. Raises OSError: a file is gone.

    Twenty pages of twenty pictures would be too much to hold: each is read when its turn has come.
    """
    alt, by_address = made.title[:80], made.rules.images.get("by") == "address"
    return [
        base.Picture(url=_address(one.file), alt=alt)
        if by_address
        else base.Picture(url=one.file, alt=alt, read=_content(one.file))
        for one in made.sent_images
    ]


def _address(path: str) -> str:
    """Where the world sees a picture: the site shows it to everybody, whether or not the shop is open."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("shop:picture", args=[path.removeprefix("images/")])


def _content(path: str) -> Callable[[], bytes]:
    def read() -> bytes:
        with default_storage.open(path) as file:
            return bytes(file.read())

    default_storage.size(path)
    return read


def _note(
    work: Work, pages: Sequence[Page], made: Mapping[int, Assembled], told: base.Told, *, read_back: bool = False
) -> None:
    """What came of each page, in one transaction."""
    now = clock.now()
    logs, sent, refused = [], [], []
    with transaction.atomic():
        rows = Page.objects.select_for_update().filter(pk__in=[one.pk for one in pages]).order_by("pk")
        fresh = {one.pk: one for one in rows}
        for page in pages:
            row = fresh[page.pk]
            parts = page.wanted
            asked_anew = row.asked_at != page.asked_at  # while the mall was called somebody asked for more
            if page.pk in told.done:
                result, words = "sent", ""
                row.digests = row.digests | {part: made[page.pk].digests[part] for part in parts}
                row.sent_at = now
                sent.append(row)
            elif page.pk in told.refused:
                result, words = "refused", told.refused[page.pk]
                refused.append(row)
            else:
                result = "unknown" if page.pk in told.unknown else "later"
                words = {**told.later, **told.unknown}.get(page.pk, "")
            if not asked_anew:
                _settle(row, result, words, page.tries, now)
            elif result != "unknown":
                row.state, row.next_at = PageState.WAITING, None
            said = {"result": result, "words": words[:1000], "actor": page.asked_by, "read_back": read_back}
            logs.append(PagePush(page=row, at=now, parts=parts, **said))
        Page.objects.bulk_update(
            list(fresh.values()), ["digests", "sent_at", "state", "words", "next_at", "wanted"], batch_size=200
        )
        PagePush.objects.bulk_create(logs)
        _shown(work.connection, [made[one.pk] for one in sent if "price" in _of(pages, one.pk).wanted], now)
        if sent or refused:
            codes = {"sent": [one.code for one in sent], "refused": [one.code for one in refused]}
            subject = f"channel/{work.connection.channel_id}"
            publish([PagesPushed(subject=subject, actor="job:channels", channel=work.account.code, **codes)])


def _of(pages: Sequence[Page], pk: int) -> Page:
    return next(one for one in pages if one.pk == pk)


def _settle(row: Page, result: str, words: str, tries: int, now: dt.datetime) -> None:
    row.words = words[:1000]
    if result == "sent":
        row.state, row.wanted, row.next_at = PageState.SENT, [], None
    elif result == "refused":
        row.state, row.next_at = PageState.REFUSED, None
    else:
        row.state = PageState.UNKNOWN if result == "unknown" else PageState.WAITING
        row.next_at = now + dt.timedelta(seconds=BACKOFF[min(tries, len(BACKOFF) - 1)])


def _shown(connection: Connection, pages: Sequence[Assembled], now: dt.datetime) -> None:
    """Note from when the mall shows which prices: the proof for former prices. Three statements."""
    prices = {
        one.mapping.sku_id: (one.price, one.list_price) for made in pages for one in made.goods if one.price is not None
    }
    if not prices:
        return
    rows = ShownPrice.objects.filter(channel_id=connection.channel_id, sku_id__in=prices, until=None)
    same = {one.sku_id for one in rows if (one.price, one.list_price) == prices[one.sku_id]}
    rows.exclude(sku_id__in=same).update(until=now)
    ShownPrice.objects.bulk_create(
        ShownPrice(channel_id=connection.channel_id, sku_id=sku, price=price, list_price=listed, since=now)
        for sku, (price, listed) in sorted(prices.items())
        if sku not in same
    )


# --- pages without an answer --------------------------------------------------------------------------------


def _read_back(work: Work, pages: Sequence[Page]) -> list[Page]:
    """Look for pages without an answer among what the mall has: those that show what was said are done. The others are
    told again: also one whose texts or pictures cannot be seen from outside.
    """
    lost = [one for one in pages if one.state == PageState.UNKNOWN and set(one.wanted) == {"price"}]
    if not lost or "offers" not in work.mall.abilities:
        return list(pages)
    made = {one.page.pk: one for one in assemble(work.connection, lost)}
    places = {
        base.Place(good.mapping.listing, good.mapping.variant): (pk, good.price)
        for pk, one in made.items()
        for good in one.goods
    }
    unseen: dict[int, set[base.Place]] = {}
    for place, (pk, _price) in places.items():
        unseen.setdefault(pk, set()).add(place)
    cursor = ""
    for _turn in range(MOST_READ):
        told = work.mall.offers(work.account, cursor)
        for offer in told.offers:
            if offer.place in places and offer.price == places[offer.place][1]:
                unseen[places[offer.place][0]].discard(offer.place)
        cursor = told.next
        if not cursor or not any(unseen.values()):
            break
    seen = [one for one in lost if not unseen.get(one.pk, {None})]
    if seen:
        _note(work, seen, made, base.Told(done=[one.pk for one in seen]), read_back=True)
    return [one for one in pages if one not in seen]


# --- checking -----------------------------------------------------------------------------------------------


def check_pages(connection_id: int, *, page_ids: Collection[int] | None = None, actor: str) -> Outcome:
    """Check pages by the mall's rules and write the counts down; nothing is sent. Done: those without errors."""
    connection = Connection.objects.select_related("channel").get(pk=connection_id)
    sync_pages(connection)
    rows = Page.objects.filter(connection=connection, mapped=True).order_by("pk")
    if page_ids is not None:
        rows = rows.filter(pk__in=list(page_ids))
    outcome, pages = Outcome(), list(rows)
    for start in range(0, len(pages), 500):
        some = pages[start : start + 500]
        for made in assemble(connection, some):
            made.page.errors, made.page.warnings, made.page.checked_at = made.errors, made.warnings, clock.now()
            if made.errors:
                first = made.findings[0]
                outcome.refused.append(Refusal(made.page.pk, first.field, first.sentence))
            else:
                outcome.done.append(made.page.pk)
        Page.objects.bulk_update(some, ["errors", "warnings", "checked_at"])
    return outcome
