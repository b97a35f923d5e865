"""How a shipment stands against its orders now: stopped, old, or free to go."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from akinai.orders import queries as orders

STANDING = """
select s.id, array_agg(o.id order by o.id), coalesce(sum(o.revision), 0) <> s.orders_revision, p.numbers
  from fulfillment_shipment s
  join lateral (select distinct l.order_id from fulfillment_shipmentline l where l.shipment_id = s.id) l on true
  join orders_order o on o.id = l.order_id
  left join lateral (select array_agg(p.number order by p.id) as numbers from fulfillment_parcel p
                      where p.shipment_id = s.id and p.voided_at is null) p on true
 where s.id = any(%s)
 group by s.id, p.numbers"""


@dataclass
class Standing:
    """`stop`: why it may not ship (cancelled, held, to review), or "". `stale`: an edit made its papers old."""

    shipment_id: int
    order_ids: list[int]
    stale: bool
    numbers: list[str] = field(default_factory=list)
    stop: str = ""

    @property
    def fault(self) -> str:
        """The sentence for the floor: why this parcel must not leave, or ""."""
        if self.stop:
            return self.stop
        return _("This slip is old: the order was changed after it was printed.") if self.stale else ""


def standing(shipment_ids: Collection[int]) -> dict[int, Standing]:
    """How these shipments stand. Two or three statements, however many."""
    if not shipment_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(shipment_ids)])
        found = {row[0]: Standing(row[0], list(row[1]), row[2], list(row[3] or [])) for row in cursor.fetchall()}
    stops = orders.stops({order for one in found.values() for order in one.order_ids})
    for one in found.values():
        one.stop = next((why for order in one.order_ids if (why := stops.get(order))), "") or ""
    return found
