"""Orders as a mall told them by API become orders here: words turned into ours, placed, remembered by their digest."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.channels import behaviour, layouts
from akinai.channels.actions import mapping, pushing
from akinai.channels.files import converting
from akinai.channels.malls.base import MallOrder as Told
from akinai.channels.models import Connection, MallOrder
from akinai.channels.queries import may_write
from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.orders import actions as orders
from akinai.orders.actions import IncomingOrder, to_plain
from akinai.orders.models import Order

# What the mall says of the whole order → IncomingOrder.mall_state. An order that is being changed there waits.
STATES = {
    "provisional": "waiting",
    "changing": "waiting",
    "open": "",
    "shipped": "",
    "cancel_asked": "cancel_asked",
    "cancelled": "cancelled",
}
FACTS = ("stage", "digest", "refused", "confirm_due", "finished")  # of a MallOrder; the rest follows from them
KEEP_READING = dt.timedelta(days=30)  # a shipped order may still be changed at the mall so long
PRIVATE = (
    "buyer",
    "recipient",
    "sender",
    "remark",
    "memo",
    "gift_message",
    "noshi_name",
    "slip_note",
)  # not kept a second time


@dataclass
class Taken:
    """What came of some orders: order ids, and sentences by the mall's number."""

    placed: list[int] = field(default_factory=list)
    duplicates: int = 0
    changed: list[int] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.placed + other.placed,
            self.duplicates + other.duplicates,
            self.changed + other.changed,
            self.refused | other.refused,
        )


def take(connection: Connection, told: Sequence[Told], *, broken: Mapping[str, str], actor: str) -> Taken:
    """Take orders in, in the caller's transaction: a constant number of statements when nothing is wrong with them.

    The same told again is no news. An order that breaks what nobody foresaw is set aside with a sentence (MallOrder),
    the others go in.
    """
    numbers = {one.number for one in told} | set(broken)
    known = {row.number: row for row in MallOrder.objects.filter(connection=connection, number__in=numbers)}
    digests = {one.number: _digest(one) for one in told}
    news = [one for one in told if not one.mall_ships and _is_news(known.get(one.number), digests[one.number])]
    taken = _placed(connection, _ours_to_ship(connection, news), actor)
    rows = [_row(connection, one, digests[one.number], known.get(one.number), taken) for one in told]
    rows += [_broken(connection, number, why, known.get(number)) for number, why in broken.items()]
    _remember(connection, rows, known)
    taken.duplicates += len(told) - len(news)
    taken.refused |= broken
    return taken


def _is_news(row: MallOrder | None, digest: str) -> bool:
    return row is None or row.digest != digest or bool(row.refused)


def _ours_to_ship(connection: Connection, told: Sequence[Told]) -> list[Told]:
    """Without the orders that had left before we ever heard of them."""
    gone = {one.number for one in told if one.stage == "shipped"}
    if not gone:
        return list(told)
    ours = Order.objects.filter(channel_id=connection.channel_id, channel_number__in=gone)
    known = set(ours.values_list("channel_number", flat=True))
    return [one for one in told if one.stage != "shipped" or one.number in known]


# --- words --------------------------------------------------------------------------------------------------


def _placed(connection: Connection, told: Sequence[Told], actor: str) -> Taken:
    if not told:
        return Taken()
    words = mapping.words_of(connection.channel_id)
    name = connection.layout.name if connection.layout else connection.adapter
    layout = layouts.named(name)
    for one in told:
        for order in one.orders:
            _in_our_words(order, one, words, layout)
    mapping.learn(connection.channel_id, {code: at for one in told for code, at in one.listings.items()})
    return _place(connection, list(told), actor)


def _in_our_words(order: IncomingOrder, told: Told, words: converting.Words, layout: converting.Layout | None) -> None:
    order.mall_state = STATES[told.stage]
    order.payment_method = words.meaning("payment_method", order.payment_text, layout) or ""
    order.delivery_method = words.meaning("delivery_method", order.delivery_text, layout) or ""
    converting.wish_of_time(order, told.slots.get(order.destination, ""), layout, words)
    if layout:
        converting.words_of_remark(order, layout, words)
    for line in order.lines:
        if line.sku_id is None and line.sku_code:
            line.sku_id = words.skus.get(code_key(line.sku_code))


# --- placing ------------------------------------------------------------------------------------------------


def _place(connection: Connection, told: list[Told], actor: str) -> Taken:
    """Place them together; if the database refuses, the half that is good goes in and the bad one is named."""
    try:
        with transaction.atomic():
            result = orders.place_orders([order for one in told for order in one.orders], actor=actor)
            _note_sales(connection, told, result)
    except OperationalError:  # a deadlock, the database going away: nothing is wrong with these orders
        raise
    except (DatabaseError, ValueError, TypeError, KeyError, OverflowError) as error:
        if len(told) == 1:
            words = _("This order could not be stored: %(error)s") % {"error": type(error).__name__}
            return Taken(refused={told[0].number: words})
        middle = len(told) // 2
        return _place(connection, told[:middle], actor) + _place(connection, told[middle:], actor)
    refused = {str(refusal.key[0]): refusal.message for refusal in result.refused if isinstance(refusal.key, tuple)}
    return Taken(result.placed, len(result.duplicates), result.changed, refused)


def _note_sales(connection: Connection, told: Sequence[Told], result: orders.PlaceResult) -> None:
    """What was sold there, and what the mall put on its shelf again, for what the channel still shows (pushing).

    Orders cancelled or made smaller at the mall count as put back, unless it is set not to do so. Five statements more.
    """
    placed = set(result.placed)
    news = placed | set(result.changed)
    if not news:
        return
    lines = Order.objects.filter(pk__in=news, lines__sku__isnull=False, lines__ships=True)
    rows = list(
        lines.values_list(
            "pk", "channel_number", "lines__sku_id", "lines__sku_code", "lines__quantity", "ordered_at"
        ).order_by("pk", "lines__id")
    )
    gone = {one.number for one in told if one.stage == "cancelled"}
    pushing.hold({sku for _pk, _number, sku, _code, _n, _at in rows})
    sold = [(sku, n, at) for pk, number, sku, _code, n, at in rows if pk in placed and number not in gone]
    pushing.sold(connection.pk, sold)
    if not behaviour.restocks(connection.settings):
        return
    unseen = [(sku, n, at) for pk, number, sku, _code, n, at in rows if pk in placed and number in gone]
    pushing.vanished(connection.pk, unseen)
    # Of an order that stays: as many as the mall tells fewer than are stored. Told twice, it counts twice, which errs
    # on the side of showing less.
    left: Counter[tuple[str, str]] = Counter()
    for one in told:
        for line in (line for order in one.orders for line in order.lines if one.number not in gone):
            left[one.number, code_key(line.sku_code)] += line.quantity
    back = []
    for pk, number, sku, code, n, at in rows:
        if pk not in placed:
            kept = min(left[number, code_key(code)], n)
            left[number, code_key(code)] -= kept
            if n > kept:
                back.append((sku, kept - n, at))
    pushing.sold(connection.pk, back)


# --- what is remembered -------------------------------------------------------------------------------------


def _remember(connection: Connection, rows: Sequence[MallOrder], known: Mapping[str, MallOrder]) -> None:
    """Two statements: what is as it was has only been read again."""
    fresh = [row for row in rows if any(getattr(row, it) != getattr(known.get(row.number), it, None) for it in FACTS)]
    MallOrder.objects.bulk_create(
        sorted(fresh, key=lambda row: row.number),
        update_conflicts=True,
        unique_fields=["connection", "number"],
        update_fields=[*FACTS, "payload", "ordered_at", "read_at"],  # one that was broken knew no date
    )
    same = {row.number for row in rows} - {row.number for row in fresh}
    if same:
        MallOrder.objects.filter(connection=connection, number__in=same).update(read_at=clock.now())


def _digest(told: Told) -> str:
    plain = [to_plain(order) for order in told.orders]
    whole = [told.stage, told.wants_confirming, dict(told.slots), plain]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _row(connection: Connection, told: Told, digest: str, known: MallOrder | None, taken: Taken) -> MallOrder:
    now = clock.now()
    refused = taken.refused.get(told.number, "")
    unchanged = known is not None and known.digest == digest and not known.refused
    ours = not refused and not told.mall_ships
    shipped_long_ago = told.stage == "shipped" and told.ordered_at < now - KEEP_READING
    return MallOrder(
        connection=connection,
        number=told.number,
        stage=told.stage,
        digest=digest,
        payload=known.payload if known and unchanged else _kept(told),
        ordered_at=told.ordered_at,
        seen_at=now,
        read_at=now,
        refused=refused[:1000],
        confirm_due=told.wants_confirming and ours and connection.confirms and may_write(connection),
        finished=told.mall_ships or told.stage == "cancelled" or shipped_long_ago,
    )


def _broken(connection: Connection, number: str, why: str, known: MallOrder | None) -> MallOrder:
    """An order of which the mall's answer could not be read: it is asked for again."""
    now = clock.now()
    return MallOrder(
        connection=connection,
        number=number,
        stage=known.stage if known else "open",
        digest="",
        payload=known.payload if known else {},
        ordered_at=known.ordered_at if known else now,
        seen_at=now,
        read_at=now,
        refused=why[:1000],
    )


def _kept(told: Told) -> dict[str, Any]:
    """What was told, without persons: lines, amounts, states. Cards in free text are masked."""
    plain = [{name: one for name, one in to_plain(order).items() if name not in PRIVATE} for order in told.orders]
    text = json.dumps({"stage": told.stage, "orders": plain}, ensure_ascii=False, default=str)
    kept: dict[str, Any] = json.loads(mask_cards(text)[0])
    return kept
