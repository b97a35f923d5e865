"""The floor for tests: ready orders, batches and inspected shipments, made by the real actions."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from akinai.core.settings import put
from akinai.fulfillment import actions
from akinai.fulfillment.models import Shipment
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders.models import DeliveryMethod, Order
from akinai.orders.tests import making as orders

labels = count(1)


def make_ready(quantity: int = 1, *, sku: Any = None, lines: Sequence[Any] = (), **fields: Any) -> Order:
    """An order that is ready to ship, of one line unless lines are given."""
    make_warehouse()
    sku = sku or make_stock(100, shelf="A-1")
    order = orders.place(orders.incoming(lines or [orders.line(sku, quantity)], **fields))[0]
    assert order.queue == "ready", (order.queue, list(order.holds.values_list("reason", flat=True)))
    return order


def make_many(how_many: int) -> list[Order]:
    """So many ready orders of two SKUs, by one verb."""
    make_warehouse()
    skus = [make_stock(how_many * 2, shelf=shelf) for shelf in ("A-2", "A-10")]
    return orders.place(*(orders.incoming([orders.line(sku) for sku in skus]) for _n in range(how_many)))


def start(*found: Order) -> list[Shipment]:
    """The shipments of these orders, just started."""
    started = actions.start_work([order.pk for order in found], actor="test")
    assert not started.outcome.refused, started.outcome.refused
    return list(Shipment.objects.filter(batch__in=started.batch_ids).order_by("sequence"))


def number(body: int | None = None) -> str:
    """A label number with its check digit."""
    first = f"{44440000000 + (next(labels) if body is None else body)}"
    return first + str(int(first) % 7)


def give_numbers(*shipments: Shipment) -> None:
    """A label number for each."""
    told = [actions.Told(s.pk, s.pk, number()) for s in shipments]
    assert not actions.bind(told, actor="test").refused


def make_inspected(*found: Order) -> list[Shipment]:
    """Started, numbered and inspected."""
    shipments = start(*(found or (make_ready(),)))
    give_numbers(*shipments)
    outcome = actions.inspect_by_eye([s.pk for s in shipments], actor="test")
    assert not outcome.refused, outcome.refused
    return again(shipments)


def make_shipped(*found: Order) -> list[Shipment]:
    """Confirmed just now."""
    shipments = make_inspected(*found)
    outcome = actions.confirm([s.pk for s in shipments], actor="test")
    assert not outcome.refused, outcome.refused
    return again(shipments)


def again(shipments: Sequence[Shipment]) -> list[Shipment]:
    """The shipments as they are now."""
    return list(Shipment.objects.filter(pk__in=[s.pk for s in shipments]).order_by("sequence"))


def make_method(code: str, **fields: Any) -> DeliveryMethod:
    """A delivery method."""
    values = {"name_ja": code, "name_en": code, "carrier": "yamato", "product": "0", **fields}
    return DeliveryMethod.objects.update_or_create(code=code, defaults=values)[0]


def settle(**values: Any) -> None:
    """Change settings of the shop."""
    put(values, actor="test")


__all__ = ["again", "give_numbers", "make_sku", "make_stock", "make_warehouse", "number", "orders"]
