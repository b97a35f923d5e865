"""What must hold on the floor, checked by `akinai doctor`."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.doctor import check

# orders.in_work = shipments in work that carry pieces of the order.
WORK = """
select o.number, o.in_work, count(distinct s.id)
  from orders_order o
  left join fulfillment_shipmentline l on l.order_id = o.id
  left join fulfillment_shipment s on s.id = l.shipment_id and s.state in ('working', 'inspected')
 where o.in_work > 0
    or exists (select from fulfillment_shipmentline x join fulfillment_shipment y on y.id = x.shipment_id
                where x.order_id = o.id and y.state in ('working', 'inspected'))
 group by o.id
having o.in_work <> count(distinct s.id)
 limit 20"""

# What shipments that left carry = what was taken out of stock for them = what the order lines count as shipped.
TAKEN = """
select s.key, coalesce(l.pieces, 0), coalesce(p.pieces, 0)
  from fulfillment_shipment s
  left join lateral (select sum(quantity) as pieces from fulfillment_shipmentline where shipment_id = s.id) l on true
  left join lateral (select sum(quantity) as pieces from inventory_pin
                      where document = 'shipment/' || s.id and taken_at is not null) p on true
 where s.state in ('shipped', 'delivered') and coalesce(l.pieces, 0) <> coalesce(p.pieces, 0)
 limit 20"""

COUNTED = """
select o.number, l.position, l.shipped, x.pieces
  from (select sl.order_line_id, sum(sl.line_pieces) filter (where s.state in ('shipped', 'delivered')) as pieces
          from fulfillment_shipmentline sl join fulfillment_shipment s on s.id = sl.shipment_id
         group by 1) x
  join orders_orderline l on l.id = x.order_line_id
  join orders_order o on o.id = l.order_id
 where l.shipped <> coalesce(x.pieces, 0)
 limit 20"""

PINS = """
select p.document
  from inventory_pin p
  left join fulfillment_shipment s on 'shipment/' || s.id = p.document
 where p.taken_at is null and p.document like 'shipment/%%'
   and (s.id is null or s.state not in ('working', 'inspected'))
 group by 1 limit 20"""

VOID = """
select p.number, s.key
  from fulfillment_parcel p join fulfillment_shipment s on s.id = p.shipment_id
 where p.voided_at is null and s.state = 'withdrawn'
 limit 20"""


@check("work")
def work() -> Iterable[str]:
    """An order is in work as often as shipments carry it."""
    for number, said, found in _rows(WORK):
        yield _("Order %(number)s is said to be in %(said)d shipments, but is in %(found)d.") % {
            "number": number,
            "said": said,
            "found": found,
        }


@check("taken")
def taken() -> Iterable[str]:
    """What left in parcels was taken out of stock, and the orders count it."""
    for key, lines, pins in _rows(TAKEN):
        yield _("Shipment %(key)s carries %(lines)d pieces; %(pins)d were taken out of stock.") % {
            "key": key,
            "lines": lines,
            "pins": pins,
        }
    for number, position, said, found in _rows(COUNTED):
        yield _("Order %(number)s, line %(line)d: %(said)d pieces count as shipped, %(found)d were.") % {
            "number": number,
            "line": position,
            "said": said,
            "found": found or 0,
        }


@check("pins")
def pins() -> Iterable[str]:
    """Lots are kept for shipments in work only."""
    for (document,) in _rows(PINS):
        yield _("Lots are kept for %(document)s, which is not in work.") % {"document": document}


@check("label numbers")
def label_numbers() -> Iterable[str]:
    """A shipment that was taken out has no living label."""
    for number, key in _rows(VOID):
        yield _("Label %(number)s of shipment %(key)s, which was taken out, is not void.") % {
            "number": number,
            "key": key,
        }


@check("effects")
def effects() -> Iterable[str]:
    """What is due outside was announced: nothing waits five minutes longer than it should."""
    import datetime as dt

    from akinai.fulfillment.actions.telling import due

    late = due(clock.now() - dt.timedelta(minutes=5)).count()
    if late:
        yield _("%(count)d confirmed shipments were not announced to malls in time. Does the worker run?") % {
            "count": late
        }


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        return cursor.fetchall()
