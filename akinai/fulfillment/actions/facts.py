"""What the floor must know of orders, read in a constant number of statements for any number of them."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal
from akinai.orders import queries as order_queries


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order as a shipment is made from it. `group` is the same for orders that travel together."""

    id: int
    number: str
    group: int
    queue: str
    revision: int
    recipient: dict[str, str]
    sender: dict[str, str]  # of a gift: whom the order names, else the buyer
    gift: bool
    delivery_method: str
    carrier: str | None
    method_name: str | None
    method_cod: bool | None
    method_cool: bool | None
    timing: str | None
    billed: int | None
    currency: str
    wished_date: dt.date | None
    wished_slot: str
    parcels: int
    cod_borne: bool  # a living shipment already collects its money


@dataclass(frozen=True, kw_only=True)
class DemandFacts:
    """Pieces promised to an order line that are in no shipment yet, and can leave: of bundles whole sets only."""

    id: int
    order_id: int
    order_line_id: int
    sku_id: int
    warehouse_id: int
    outside: bool
    temperature: str
    shelf: str
    pieces: int
    per_piece: int  # pieces of this SKU in one ordered piece (a bundle's parts)
    leads: bool  # the first SKU of the line: it carries line_pieces
    open_pieces: int  # ordered pieces neither cancelled, shipped nor in another living shipment


ORDERS = """
select o.id, o.number, coalesce(o.merge_group, -o.id) as "group", o.queue, o.revision,
       jsonb_build_object('name', o.name, 'kana', o.kana, 'company', o.company, 'phone', o.phone, 'postal', o.postal,
                          'prefecture', o.prefecture, 'city', o.city, 'line1', o.line1, 'line2', o.line2,
                          'country', o.country) as recipient,
       case when o.sender_name = ''
            then jsonb_build_object('name', o.buyer_name, 'kana', o.buyer_kana, 'phone', o.buyer_phone,
                                    'postal', o.buyer_postal, 'prefecture', o.buyer_prefecture, 'city', o.buyer_city,
                                    'line1', o.buyer_line1, 'line2', o.buyer_line2, 'country', o.buyer_country)
            else jsonb_build_object('name', o.sender_name, 'kana', '', 'phone', o.sender_phone,
                                    'postal', o.sender_postal, 'prefecture', o.sender_prefecture,
                                    'city', o.sender_city, 'line1', o.sender_line1, 'line2', o.sender_line2,
                                    'country', 'JP')
       end as sender,
       o.gift or o.sender_name <> '' as gift,
       o.delivery_method, method.carrier, method.name_ja as method_name, method.cod as method_cod,
       method.cool as method_cool, pay.timing, o.billed, o.currency, o.wished_date, o.wished_slot, o.parcels,
       exists (select from fulfillment_shipmentline l join fulfillment_shipment s on s.id = l.shipment_id
                where l.order_id = o.id and s.cod_amount is not null and s.state <> 'withdrawn') as cod_borne
  from orders_order o
  left join orders_deliverymethod method on method.code = o.delivery_method
  left join orders_paymentmethod pay on pay.code = o.payment_method
 where o.id = any(%s)
 order by o.id"""

WITH_MATES = """
select id from orders_order where id = any(%(ids)s)
 union
select mate.id
  from orders_order asked
  join orders_order mate on mate.merge_group = asked.merge_group
 where asked.id = any(%(ids)s) and mate.queue not in ('cancelled', 'returned', 'shipped', 'delivered')
 order by 1"""

# Pieces that a living shipment has pinned already are not to be had a second time. What one ordered piece needs of a
# part is reckoned from the demand itself, so that a bundle redefined since then ships as it was ordered. Where pieces
# are missing, those of sets that are not whole stay (`kept`).
DEMANDS = f"""
  with wanted as (
       select d.document, d.line, d.sku_id, sum(d.wanted) as pieces, min(d.id) as first_id
         from inventory_demand d
        where d.document = any(%(documents)s)
        group by 1, 2, 3),
       kept as ({order_queries.KEPT.format(which="= any(%(documents)s)")})
select d.id, l.order_id, l.id as order_line_id, d.sku_id, d.warehouse_id, house.outside, sku.temperature, sku.shelf,
       (d.allocated - coalesce(pinned.pieces, 0) - k.kept)::int as pieces,
       greatest(1, w.pieces / greatest(1, l.quantity - l.cancelled))::int as per_piece,
       not exists (select from wanted f where f.document = d.document and f.line = d.line
                                          and f.first_id < w.first_id) as leads,
       (l.quantity - l.cancelled - l.shipped - coalesce(live.pieces, 0))::int as open_pieces
  from inventory_demand d
  join wanted w on w.document = d.document and w.line = d.line and w.sku_id = d.sku_id
  join kept k on k.document = d.document and k.line = d.line and k.sku_id = d.sku_id
  join orders_orderline l on l.id = d.line
  join catalog_sku sku on sku.id = d.sku_id
  join inventory_warehouse house on house.id = d.warehouse_id
  left join lateral (select sum(quantity) as pieces from inventory_pin
                      where demand_id = d.id and taken_at is null) pinned on true
  left join lateral (select sum(sl.line_pieces) as pieces
                       from fulfillment_shipmentline sl join fulfillment_shipment s on s.id = sl.shipment_id
                      where sl.order_line_id = l.id and s.state in ('working', 'inspected')) live on true
 where d.document = any(%(documents)s) and d.allocated > coalesce(pinned.pieces, 0) + k.kept
 order by l.order_id, l.position, d.id"""  # noqa: S608 - our own words


def rows(sql: str, params: Any) -> list[dict[str, Any]]:
    """The rows of a statement as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def orders(order_ids: Iterable[int]) -> dict[int, OrderFacts]:
    """The orders by id. One statement."""
    return {row["id"]: OrderFacts(**_plain(row)) for row in rows(ORDERS, [list(order_ids)])}


def with_mates(order_ids: Iterable[int]) -> list[int]:
    """These orders and those that are to travel with them. One statement."""
    return [row["id"] for row in rows(WITH_MATES, {"ids": list(order_ids)})]


def demands(order_ids: Iterable[int]) -> list[DemandFacts]:
    """What the orders were promised and no shipment has yet, in the order of their lines. One statement."""
    return [DemandFacts(**row) for row in rows(DEMANDS, {"documents": documents(order_ids)})]


MONEY = """
select o.id, o.shipping_fee, o.payment_fee, o.wrapping_fee, o.goods_total, o.discount, o.mall_discount, o.points,
       o.total, o.billed, o.currency
  from orders_order o where o.id = any(%s)"""

MONEY_LINES = """
select l.order_id, l.quantity, l.cancelled, l.unit_price, l.price_includes_tax, l.tax_category, l.tax_rate
  from orders_orderline l where l.order_id = any(%s) order by l.order_id, l.position"""


def money_of(order_ids: Collection[int]) -> list[tuple[Any, list[Any]]]:
    """Amounts of orders with their lines, as `order_money` takes them. Two statements."""
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in rows(MONEY_LINES, [list(order_ids)]):
        lines[row["order_id"]].append(SimpleNamespace(**row))
    return [(SimpleNamespace(**row), lines[row["id"]]) for row in rows(MONEY, [list(order_ids)])]


def documents(order_ids: Iterable[int]) -> list[str]:
    """The names inventory knows these orders by."""
    return [f"order/{order_id}" for order_id in order_ids]


def shipment_documents(shipment_ids: Iterable[int]) -> list[str]:
    """The names inventory knows these shipments by."""
    return [f"shipment/{shipment_id}" for shipment_id in shipment_ids]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "recipient": plain_json(row["recipient"]), "sender": plain_json(row["sender"])}


def plain_json(value: Any) -> Any:
    """A jsonb value; Django's connections hand it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def unknown(asked: Iterable[int], known: Iterable[int]) -> list[Refusal]:
    """A refusal for each shipment asked for that does not exist."""
    there = set(known)
    return [Refusal(key, "id", _("There is no shipment %(id)s.") % {"id": key}) for key in asked if key not in there]


def unique(ids: Sequence[int]) -> list[int]:
    """The ids once each, in their order."""
    return list(dict.fromkeys(ids))
