"""What offers shall show now: everything a batch needs by a constant number of statements; then showing decides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection as database
from django.db.models import Q

from akinai.channels.actions.pushing import windows
from akinai.channels.models import Connection, Offer, StockRule
from akinai.channels.showing import Flow, OfferState, Push, Rule, Shown, buffers, merged, plan, shown
from akinai.core import clock

FIELDS = ("sends", "risk", "by_risk", "safety", "rate", "cap", "floor", "zero_below", "flash")
OWN_HOURS = 48.0  # looked back at for the speed of our own shop
Part = tuple[int, int]  # SKU and warehouse


@dataclass
class Facts:
    """What is known of some SKUs: their offers everywhere, parts, free pieces, rules."""

    now: dt.datetime
    offers: list[Offer]
    parts: dict[int, list[tuple[int, int]]]  # SKU → (part, pieces)
    free: dict[Part, int]
    rules: list[StockRule]
    connections: dict[int, Connection]
    windows: dict[int, float]  # connection → seconds until its sales are known here
    used: dict[tuple[int, int], int] = field(default_factory=dict)  # (rule, SKU) → pieces sold in its quota's time
    own: dict[int, float] = field(default_factory=dict)  # SKU → pieces an hour that we sell ourselves

    def parts_of(self, offer: Offer) -> list[tuple[Part, int]]:
        warehouse = self.connections[offer.connection_id].channel.warehouse_id
        return [((part, warehouse), pieces) for part, pieces in self.parts[offer.sku_id]]

    def free_of(self, offer: Offer) -> int:
        return min(self.free.get(part, 0) // pieces for part, pieces in self.parts_of(offer))


@dataclass(frozen=True)
class Decision:
    """What one offer shall show, whether that is to be said now, and why. `believed`: by compare-and-set over it."""

    target: int
    push: bool
    why: dict[str, Any]
    buffer: int = 0
    believed: int | None = None


def related(sku_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """These SKUs and all that share a part with them, each with its parts (itself, if it has none). One statement."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with database.cursor() as cursor:
        cursor.execute(
            """with asked as (
                 select coalesce(part.part_id, sku.id) as part_id
                   from catalog_sku sku left join catalog_skupart part on part.whole_id = sku.id
                  where sku.id = any(%s)
               ), near as (
                 select part_id as id from asked
                  union select whole_id from catalog_skupart where part_id in (select part_id from asked)
                  union select unnest(%s::bigint[])
               )
               select near.id, coalesce(part.part_id, near.id), coalesce(part.quantity, 1)
                 from near left join catalog_skupart part on part.whole_id = near.id
                order by 1, 2""",
            [list(sku_ids), list(sku_ids)],
        )
        for sku, part, pieces in cursor.fetchall():
            found[sku].append((part, pieces))
    return dict(found)


def facts(offers: Iterable[Offer], parts: dict[int, list[tuple[int, int]]]) -> Facts:
    """Everything else about these offers (all there are of these SKUs). Five statements at most."""
    rows = list(offers)
    now = clock.now()
    at = Connection.objects.select_related("channel").filter(pk__in={row.connection_id for row in rows})
    needed = at.only("every", "paused_at", "channel_id", "channel__warehouse_id")
    connections = {one.pk: one for one in needed}
    rules = list(StockRule.objects.filter(Q(sku=None) | Q(sku__in=list(parts))))
    found = Facts(now, rows, parts, _free(parts), rules, connections, windows.of(connections.values(), now))
    found.used = _used(found)
    if any(row.shared for row in rows):
        found.own = _own(parts)
    return found


def _own(parts: Mapping[int, list[tuple[int, int]]]) -> dict[int, float]:
    """How fast our own shop and the telephone sell these, in pieces an hour. One statement."""
    with database.cursor() as cursor:
        cursor.execute(
            """select line.sku_id, sum(line.quantity - line.cancelled)::float / %s
                 from orders_orderline line
                 join orders_order o on o.id = line.order_id
                where line.sku_id = any(%s) and o.ordered_at > %s and not o.cancelled
                  and not exists (select from channels_connection connection
                                   where connection.channel_id = o.channel_id and connection.adapter <> '')
                group by line.sku_id""",
            [OWN_HOURS, list(parts), clock.now() - dt.timedelta(hours=OWN_HOURS)],
        )
        return dict(cursor.fetchall())


def _free(parts: Mapping[int, list[tuple[int, int]]]) -> dict[Part, int]:
    wanted = sorted({part for made_of in parts.values() for part, _pieces in made_of})
    with database.cursor() as cursor:
        cursor.execute("select sku_id, warehouse_id, free from inventory_stock where sku_id = any(%s)", [wanted])
        return {(sku, warehouse): free for sku, warehouse, free in cursor.fetchall()}


def _used(found: Facts) -> dict[tuple[int, int], int]:
    """Pieces sold within the time of quotas that run now. One statement, none where no quota runs."""
    running = [rule for rule in found.rules if rule.quota is not None and _runs(rule, found.now) and rule.quota_from]
    if not running:
        return {}
    with database.cursor() as cursor:
        cursor.execute(
            """with quota as (
                 select * from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) as q (rule_id, channel_id, since)
               )
               select quota.rule_id, line.sku_id, sum(line.quantity - line.cancelled)::int
                 from quota
                 join orders_order o on (quota.channel_id is null or o.channel_id = quota.channel_id)
                                    and o.ordered_at >= quota.since and not o.cancelled
                 join orders_orderline line on line.order_id = o.id
                where line.sku_id = any(%s)
                group by quota.rule_id, line.sku_id""",
            [
                [rule.pk for rule in running],
                [rule.channel_id for rule in running],
                [rule.quota_from for rule in running],
                list(found.parts),
            ],
        )
        return {(rule, sku): pieces for rule, sku, pieces in cursor.fetchall()}


def _runs(rule: StockRule, now: dt.datetime) -> bool:
    return (rule.quota_from is None or rule.quota_from <= now) and (rule.quota_until is None or now < rule.quota_until)


# --- rules --------------------------------------------------------------------------------------------------


def rule_of(found: Facts, offer: Offer) -> Rule:
    """The rule in force: of channel and SKU, of the SKU, of the channel, the general one."""
    channel = found.connections[offer.connection_id].channel_id
    order = ((channel, offer.sku_id), (None, offer.sku_id), (channel, None), (None, None))
    rows = {(row.channel_id, row.sku_id): row for row in found.rules}
    laid = []
    for key in order:
        if key in rows:
            row = rows[key]
            values = {name: getattr(row, name) for name in FIELDS}
            if row.quota is not None and _runs(row, found.now):
                values["quota"] = max(row.quota - found.used.get((row.pk, offer.sku_id), 0), 0)
            laid.append(values)
    return merged(laid)


# --- decisions ----------------------------------------------------------------------------------------------


@dataclass
class Decided:
    """By offer; and offers of other connections that the same plan would change: their own pushers shall look."""

    offers: dict[int, Decision] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)


def decide(found: Facts, chosen: Collection[int], *, compares: bool) -> Decided:
    """What each of the chosen offers shall show. `compares`: their mall has compare-and-set."""
    rules = {one.pk: rule_of(found, one) for one in found.offers}
    held = _held(found, rules, chosen)
    limits = {one.pk: shown(found.free_of(one), rules[one.pk], buffer=held.get(one.pk, 0)) for one in found.offers}
    pushes = _planned(found, rules, limits, chosen, compares)
    decided = Decided(others=[key for key in pushes if key not in chosen])
    for one in found.offers:
        if one.pk not in chosen:
            continue
        current = one.exposed - one.unsettled
        if one.shared:
            push = pushes.get(one.pk)
            quantity = push.quantity if push else current
            why = _why(shown(found.free_of(one), rules[one.pk], share=quantity), found, one)
            decided.offers[one.pk] = Decision(quantity, push is not None, why, 0, push.believed if push else None)
        else:
            limit = limits[one.pk]
            agrees = one.sent is not None and one.sure and one.trying is None and current == limit.quantity
            decided.offers[one.pk] = Decision(
                limit.quantity,
                rules[one.pk].sends and not agrees,
                _why(limit, found, one),
                held.get(one.pk, 0),
                current if compares and one.answered_at is not None else None,
            )
    return decided


def _why(result: Shown, found: Facts, offer: Offer) -> dict[str, Any]:
    return {"steps": result.as_json(), "free": found.free_of(offer)}


def _held(found: Facts, rules: Mapping[int, Rule], chosen: Collection[int]) -> dict[int, int]:
    """Pieces held back by risk, for SKUs with an offer among the chosen."""
    by_sku: dict[int, list[Offer]] = defaultdict(list)
    for one in found.offers:
        by_sku[one.sku_id].append(one)
    wanted = {one.sku_id for one in found.offers if one.pk in chosen and rules[one.pk].by_risk and rules[one.pk].risk}
    held: dict[int, int] = {}
    for sku in wanted:
        flows = [
            Flow(
                key=one.pk,
                speed=one.speed,
                window=found.windows[one.connection_id],
                exposed=one.exposed + (one.trying or 0) - one.early if one.answered_at else None,
                flash=rules[one.pk].flash or one.hot,
            )
            for one in by_sku[sku]
            if rules[one.pk].sends
        ]
        spread = max(one.spread for one in by_sku[sku])
        for risk in {rules[flow.key].risk for flow in flows}:
            if risk:
                answer = buffers(flows, risk, spread)
                held |= {flow.key: answer[flow.key] for flow in flows if rules[flow.key].risk == risk}
    return held


def _planned(
    found: Facts, rules: Mapping[int, Rule], limits: Mapping[int, Shown], chosen: Collection[int], compares: bool
) -> dict[int, Push]:
    """The plan of all offers that no oversell may be possible of."""
    shared = [one for one in found.offers if one.shared]
    if not shared:
        return {}
    keys: dict[Part, int] = {}
    groups = _groups(found, shared)
    pushes: dict[int, Push] = {}
    for group in groups:
        states = []
        for one in group:
            parts = tuple((keys.setdefault(part, len(keys)), pieces) for part, pieces in found.parts_of(one))
            states.append(
                OfferState(
                    key=one.pk,
                    current=one.exposed - one.unsettled,
                    unsettled=one.unsettled,
                    trying=one.trying - one.early if one.trying is not None else None,
                    most=limits[one.pk].quantity if rules[one.pk].sends else 0,
                    speed=one.speed,
                    window=found.windows[one.connection_id],
                    compare=compares and one.pk in chosen,
                    sendable=_sendable(one, rules[one.pk], found, chosen),
                    parts=parts,
                )
            )
        free = {number: found.free.get(part, 0) for part, number in keys.items()}
        own = sum(found.own.get(sku, 0.0) for sku in {one.sku_id for one in group})
        pushes |= {push.key: push for push in plan(free, states, own_speed=own)}
    return pushes


def _sendable(one: Offer, rule: Rule, found: Facts, chosen: Collection[int]) -> bool:
    if one.refused or one.asks or not rule.sends or (one.due_at is not None and one.due_at > found.now):
        return False
    return one.pk in chosen or found.connections[one.connection_id].paused_at is None


def _groups(found: Facts, offers: Iterable[Offer]) -> list[list[Offer]]:
    """Offers that share a part, directly or through others."""
    group_of: dict[Part, list[Offer]] = {}
    groups: list[list[Offer]] = []
    for one in offers:
        mine = [one]
        touched: list[list[Offer]] = []
        for part, _pieces in found.parts_of(one):
            other = group_of.get(part)
            if other is not None and all(other is not seen for seen in touched):
                touched.append(other)
        for other in touched:
            mine += other
            groups = [group for group in groups if group is not other]
        groups.append(mine)
        for member in mine:
            for part, _pieces in found.parts_of(member):
                group_of[part] = mine
    return groups
