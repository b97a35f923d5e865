"""Counts and rows for the floor's screens."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from akinai.core import clock
from akinai.fulfillment.models import Shipment, ShipmentLine
from akinai.fulfillment.queries.lists import shipments, start_of_today

BOARD = """
select (select count(*) from orders_order where queue = 'ready'),
       count(*) filter (where s.state in ('working', 'inspected')),
       count(*) filter (where s.state = 'working' and not b.outsourced),
       count(*) filter (where s.state = 'working' and not b.outsourced and b.day < %(today)s),
       count(*) filter (where s.state = 'inspected'),
       count(*) filter (where s.state in ('shipped', 'delivered') and s.shipped_at >= %(midnight)s),
       count(*) filter (where s.state = 'withdrawn' and s.put_back_at is null),
       count(*) filter (where s.state in ('working', 'inspected') and t.stopped),
       count(*) filter (where s.state in ('working', 'inspected') and not t.stopped and t.stale),
       count(*) filter (where s.state = 'shipped' and s.effects_done_at is null),
       min(b.started_at) filter (where s.state = 'working' and not b.outsourced)
  from fulfillment_shipment s
  join fulfillment_workbatch b on b.id = s.batch_id
  left join lateral (
       select bool_or(o.cancelled or o.on_hold or o.open_holds > 0) as stopped,
              sum(o.revision) <> s.orders_revision as stale
         from orders_order o
        where s.state in ('working', 'inspected')
          and o.id in (select l.order_id from fulfillment_shipmentline l where l.shipment_id = s.id)) t on true
 where s.state in ('working', 'inspected', 'withdrawn')
    or s.shipped_at >= %(midnight)s
    or (s.effects_done_at is null and s.effects_after is not null)"""

READY = """
select o.id, o.number, o.merge_group, o.name, o.prefecture, o.delivery_method, o.ship_date, o.wished_date,
       o.payment_method, o.gift, channel.name as channel, goods.warehouse_id, goods.temperatures, goods.skus,
       goods.pieces
  from orders_order o
  join orders_saleschannel channel on channel.id = o.channel_id
  left join lateral (
       select min(d.warehouse_id) as warehouse_id, array_agg(distinct k.temperature) as temperatures,
              count(distinct d.sku_id) as skus, sum(d.allocated)::int as pieces
         from inventory_demand d join catalog_sku k on k.id = d.sku_id
        where d.document = 'order/' || o.id and d.allocated > 0) goods on true
 where o.queue = 'ready'
 order by o.ship_date nulls first, o.id
 limit %(most)s"""

MOST = 2000  # orders one screen starts at once


@dataclass(frozen=True)
class Board:
    """How many are where."""

    ready: int
    in_work: int
    uninspected: int
    left_behind: int  # of them, from an earlier day
    inspected: int
    shipped_today: int
    to_shelve: int
    stopped: int
    stale: int
    waiting_to_tell: int
    oldest: dt.datetime | None


def board() -> Board:
    """The floor in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(BOARD, {"today": clock.today(), "midnight": start_of_today()})
        return Board(*cursor.fetchone())


@dataclass(frozen=True)
class Choice:
    """A ready order as the screen of 作業開始 shows it."""

    id: int
    number: str
    merge_group: int | None
    name: str
    prefecture: str
    delivery_method: str
    ship_date: dt.date | None
    wished_date: dt.date | None
    payment_method: str
    gift: bool
    channel: str
    warehouse_id: int | None
    temperatures: list[str] | None
    skus: int
    pieces: int | None

    @property
    def single(self) -> bool:
        """One SKU only: nothing to sort."""
        return self.skus == 1


def ready(
    *,
    warehouse: int | None = None,
    carrier: str = "",
    temperature: str = "",
    kind: str = "",
    upto: dt.date | None = None,
) -> list[Choice]:
    """Orders that are ready, by ship date; `kind` is single, multi or gift. One statement, at most 2,000 orders."""
    from akinai.fulfillment.queries.methods import methods

    with connection.cursor() as cursor:
        cursor.execute(READY, {"most": MOST})
        found = [Choice(*row) for row in cursor.fetchall()]
    carriers = {code: method.carrier for code, method in methods().items()} if carrier else {}

    def fits(one: Choice) -> bool:
        return (
            (warehouse is None or one.warehouse_id == warehouse)
            and (not carrier or carriers.get(one.delivery_method) == carrier)
            and (not temperature or temperature in (one.temperatures or []))
            and (kind != "single" or one.single)
            and (kind != "multi" or not one.single)
            and (kind != "gift" or one.gift)
            and (upto is None or one.ship_date is None or one.ship_date <= upto)
        )

    return [one for one in found if fits(one)]


def of_orders(order_ids: Collection[int]) -> list[Shipment]:
    """The shipments that carry pieces of these orders, oldest first."""
    carrying = ShipmentLine.objects.filter(order__in=list(order_ids)).values("shipment")
    return list(shipments().filter(id__in=carrying).order_by("id"))


def shipment_lines(shipment_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The lines with SKU and order, by shipment. One statement."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = ShipmentLine.objects.select_related("sku", "order", "order_line").filter(shipment__in=list(shipment_ids))
    for line in rows.order_by("shipment_id", "id"):
        found[line.shipment_id].append(line)
    return found
