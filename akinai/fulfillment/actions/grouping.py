"""Which orders become which shipments: a pure reckoning, so that it can be shown before anything is started.

Orders of one merge group travel together; a parcel has one warehouse and one temperature.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal
from akinai.fulfillment.actions.facts import DemandFacts, OrderFacts
from akinai.fulfillment.papers.picking import shelf_key
from akinai.fulfillment.words import queue_label

# An order of the group that will never ship any more does not keep the others waiting.
OVER = ("cancelled", "returned", "shipped", "delivered")


@dataclass(frozen=True)
class PlanLine:
    """Pieces of a SKU for an order line; `line_pieces` ordered pieces are shipped with them."""

    order_id: int
    order_line_id: int
    sku_id: int
    demand_id: int
    quantity: int
    line_pieces: int


@dataclass
class Plan:
    """A shipment to be made of a group's orders. The first of `orders` leads: address and wishes are its."""

    members: list[OrderFacts]
    warehouse_id: int
    outside: bool
    temperature: str
    lines: list[PlanLine] = field(default_factory=list)
    shelf: str = ""
    cod_amount: int | None = None
    cod_orders: list[int] = field(default_factory=list)
    first: bool = True  # of its group: bears the money, and the parcels the order asks for

    @property
    def leading(self) -> OrderFacts:
        return self.orders[0]

    @property
    def orders(self) -> list[OrderFacts]:
        """The members that have pieces in it."""
        inside = {line.order_id for line in self.lines}
        return [order for order in self.members if order.id in inside]

    @property
    def order_ids(self) -> list[int]:
        """Their ids."""
        return [order.id for order in self.orders]


def plan(
    asked: Collection[int],
    orders: Mapping[int, OrderFacts],
    demands: Iterable[DemandFacts],
    *,
    warehouse_id: int | None = None,
) -> tuple[list[Plan], list[Refusal]]:
    """The shipments of these orders, and a sentence for each order that can't be started."""
    promised: dict[int, list[DemandFacts]] = defaultdict(list)
    for demand in demands:
        if warehouse_id is None or demand.warehouse_id == warehouse_id:
            promised[demand.order_id].append(demand)
    refused = {key: _("There is no such order.") for key in asked if key not in orders}
    groups: dict[int, list[OrderFacts]] = defaultdict(list)
    for order in orders.values():
        if order.queue not in OVER or order.id in asked:
            groups[order.group].append(order)
    plans: list[Plan] = []
    for members in groups.values():
        reasons = {order.id: why for order in members if (why := _why_not(order, promised[order.id], warehouse_id))}
        if reasons:
            refused |= {order.id: reasons.get(order.id) or _mate(members, reasons) for order in members}
        else:
            plans += _split(members, promised)
    return plans, [Refusal(key, "queue", refused[key]) for key in asked if key in refused]


def _why_not(order: OrderFacts, promised: list[DemandFacts], warehouse_id: int | None) -> str:
    """The sentence that says why an order can't be started, or ""."""
    if order.queue != "ready":
        return _("Order %(number)s is “%(queue)s”; only orders that are ready to ship can be started.") % {
            "number": order.number,
            "queue": queue_label(order.queue),
        }
    if not promised and warehouse_id is not None:
        return _("Order %(number)s has no pieces allocated in this warehouse.") % {"number": order.number}
    if not promised:
        return _("Order %(number)s has no pieces to ship.") % {"number": order.number}
    return delivery_fault(order, *(one.temperature for one in promised))


def delivery_fault(order: OrderFacts, *temperatures: str) -> str:
    """Why the delivery method can't carry it, or ""."""
    if order.carrier is None:
        return _("Order %(number)s has no delivery method; choose one on the order.") % {"number": order.number}
    words = {"number": order.number, "method": order.method_name}
    if not order.method_cool and any(one != "ambient" for one in temperatures):
        return _("Order %(number)s holds chilled or frozen goods, which “%(method)s” does not carry.") % words
    if order.timing != "on_delivery":
        return ""
    if not order.method_cod:
        return _("Order %(number)s is paid on delivery, which “%(method)s” does not offer.") % words
    if order.billed is None:
        return _("Order %(number)s is paid on delivery, but the amount to collect is not known.") % words
    return ""


def _mate(members: list[OrderFacts], reasons: Mapping[int, str]) -> str:
    number = next(order.number for order in members if order.id in reasons)
    return _("It travels together with order %(number)s, which can't be started yet.") % {"number": number}


def _split(members: list[OrderFacts], promised: Mapping[int, list[DemandFacts]]) -> list[Plan]:
    """One plan per warehouse and temperature; the first one collects the money on delivery."""
    plans: dict[tuple[int, str], Plan] = {}
    open_pieces: dict[int, int] = {}
    for order in members:
        for demand in promised[order.id]:
            place = demand.warehouse_id, demand.temperature
            if place not in plans:
                plans[place] = Plan(members, demand.warehouse_id, demand.outside, demand.temperature)
            left = open_pieces.setdefault(demand.order_line_id, demand.open_pieces)
            stands_for = min(left, demand.pieces // demand.per_piece) if demand.leads else 0
            open_pieces[demand.order_line_id] = left - stands_for
            plans[place].lines.append(line_of(demand, demand.pieces, stands_for))
            plans[place].shelf = plans[place].shelf or demand.shelf
    found = list(plans.values())
    for other in found[1:]:
        other.first = False
    _owe(found)
    return found


def _owe(plans: list[Plan]) -> None:
    """The money of each COD order is collected by the first of its parcels, unless an earlier one collects it."""
    seen: set[int] = set()
    for one in plans:
        owed = [o for o in one.orders if o.timing == "on_delivery" and not o.cod_borne and o.id not in seen]
        seen |= {order.id for order in owed}
        one.cod_orders = [order.id for order in owed]
        one.cod_amount = sum(order.billed or 0 for order in owed) or None  # all paid by points: nothing to collect


def line_of(demand: DemandFacts, quantity: int, line_pieces: int) -> PlanLine:
    """A line of a shipment from a demand."""
    return PlanLine(demand.order_id, demand.order_line_id, demand.sku_id, demand.id, quantity, line_pieces)


def sequence_key(skus: Collection[int], shelf: str, key: int) -> tuple[bool, Any, int]:
    """How shipments stand in a batch: those of a single SKU first (no sorting needed), as one walks, then by age."""
    return len(skus) > 1, shelf_key(shelf), key
