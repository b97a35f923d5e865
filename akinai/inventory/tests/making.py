"""A world with stock, made by the real actions."""

import datetime as dt
from itertools import count

from akinai.catalog.models import Product, Sku, SkuPart
from akinai.catalog.queries import code_key
from akinai.core import clock
from akinai.inventory import actions
from akinai.inventory.models import Stock, Warehouse

numbers = count(1)


def make_warehouse(code: str = "main") -> Warehouse:
    """A warehouse whose day ends at midnight, so that no test depends on the hour it runs at."""
    late = {"cutoff": dt.time.max}
    return Warehouse.objects.update_or_create(code=code, defaults=late, create_defaults={"name": code, **late})[0]


def make_sku(code: str = "", **fields: object) -> Sku:
    code = code or f"SKU-{next(numbers)}"
    product = Product.objects.create(code=f"P-{code}", name=code)
    return Sku.objects.create(product=product, **{"code": code, "code_key": code_key(code), "name": code, **fields})


def make_bundle(parts: dict[Sku, int]) -> Sku:
    whole = make_sku(kind="bundle")
    SkuPart.objects.bulk_create([SkuPart(whole=whole, part=part, quantity=n) for part, n in parts.items()])
    return whole


def make_stock(quantity: int, *, sku: Sku | None = None, **arrival: object) -> Sku:
    sku = sku or make_sku()
    arrived = actions.Arrival(sku_id=sku.id, warehouse_id=make_warehouse().id, quantity=quantity, **arrival)
    actions.receive([arrived], document=f"arrival/{next(numbers)}", actor="test")
    return sku


def demand(document: str, sku: Sku, wanted: int, *, minutes: int = 0, line: int = 1) -> actions.NewDemand:
    return actions.NewDemand(
        document=document,
        line=line,
        sku_id=sku.id,
        warehouse_id=make_warehouse().id,
        wanted=wanted,
        requested_at=clock.now() + dt.timedelta(minutes=minutes),
    )


def counters(sku: Sku) -> tuple[int, int, int, int]:
    stock = Stock.objects.get(sku=sku, warehouse__code="main")
    return stock.on_hand, stock.allocated, stock.blocked, stock.free
