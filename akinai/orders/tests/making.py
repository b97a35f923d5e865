"""Orders for tests, placed by the real action."""

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from akinai.core import clock
from akinai.inventory.models import Warehouse
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import actions
from akinai.orders.actions import IncomingLine, IncomingOrder, Person
from akinai.orders.models import Order, SalesChannel

numbers = count(1)
WEDNESDAY = dt.datetime(2026, 11, 18, 10, 0, tzinfo=clock.JST)


def make_channel(code: str = "rakuten", **fields: Any) -> SalesChannel:
    """A live channel without mails; its warehouse is the first one."""
    house = Warehouse.objects.order_by("position", "id").first()
    values = {"name": code, "kind": "file", "mode": "live", "warehouse": house, **fields}
    return SalesChannel.objects.update_or_create(code=code, defaults=values)[0]


def person(**fields: str) -> Person:
    """Somebody with an address that fits its postal code."""
    at = next(numbers)
    known = {
        "name": f"山田 花子{at}",
        "kana": "ヤマダ ハナコ",
        "phone": "0312345678",
        "email": f"hanako{at}@example.jp",
        "postal": "1050011",
        "prefecture": "東京都",
        "city": "港区",
        "line1": f"芝公園4-2-{at}",
    }
    return Person(**{**known, **fields})


def line(sku: Any = None, quantity: int = 1, **fields: Any) -> IncomingLine:
    """A line of a SKU (or of a code nobody knows)."""
    code = sku.code if hasattr(sku, "code") else str(sku)
    return IncomingLine(**{"sku_code": code, "name": code, "quantity": quantity, "unit_price": 1000, **fields})


def incoming(lines: Sequence[IncomingLine] = (), **fields: Any) -> IncomingOrder:
    """An order as a channel tells it, that no rule finds anything on; paid at the mall."""
    who = fields.pop("recipient", None) or person()
    known: dict[str, Any] = {
        "channel_code": "phone",
        "channel_number": f"T-{next(numbers)}",
        "ordered_at": clock.now(),
        "buyer": who,
        "recipient": who,
        "payment_method": "mall",
        "delivery_method": "yamato_takkyubin",
    }
    return IncomingOrder(**{**known, **fields, "lines": list(lines) or [line(make_stock(100))]})


def place(*orders: IncomingOrder) -> list[Order]:
    """The orders as stored, in the order given."""
    result = actions.place_orders(list(orders), actor="test")
    assert not result.refused, result.refused
    found = {(o.channel.code, o.channel_number, o.destination): o for o in Order.objects.select_related("channel")}
    return [found[order.key] for order in orders]


def make_order(sku: Any = None, quantity: int = 1, *, stock: int | None = None, **fields: Any) -> Order:
    """One order of one SKU; `stock` pieces arrive before."""
    sku = sku or make_sku()
    if stock is not None:
        make_stock(stock, sku=sku)
    return place(incoming([line(sku, quantity)], **fields))[0]


def again(order: Order) -> Order:
    """The order as it stands in the database now."""
    return Order.objects.get(pk=order.pk)


def done(outcome: Any) -> list[Any]:
    """What a verb did, when it refused nothing."""
    assert not outcome.refused, outcome.refused
    return outcome.done
