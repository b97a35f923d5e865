"""Everybody wants the same thing: purchases per second of one SKU, and 200 shoppers who race for 50 pieces.

The limit of the speed is ours with as many SKUs as in `checkout`: how much the one row costs. Of the race it is the 50.
"""

import random
from collections.abc import Iterator
from functools import partial

from akinai.catalog.models import Sku
from akinai.inventory import actions as inventory
from akinai.orders.models import Order
from bench import shop, world
from bench.harness import Result, require, size
from bench.serving import CONCURRENCY, Line, p99, site, together

SECONDS, SHOPPERS, PIECES = 5, 200, 50


def run() -> Iterator[Result]:
    """Purchases per second on one SKU; pieces sold in the race."""
    made = world.make()
    shop.open_shop()
    hot, scarce = made.skus[0][0], made.skus[1][0]
    many = [code for at, (code, _name, _price) in enumerate(made.skus) if at % 50 != 49]
    lasts = size(SECONDS * 1000, least=300) / 1000
    people = shop.buyers(11)
    _leave(scarce, PIECES, made.warehouse_id)
    with site() as server:
        together(server.port, partial(_buy, people, many, "warm"), lasts=min(lasts, 2.0))
        usual, usual_took = together(server.port, partial(_buy, people, many, "many"), lasts=lasts)
        times, took = together(server.port, partial(_buy, people, [hot], "hot"), lasts=lasts)
        turns = SHOPPERS // CONCURRENCY
        together(server.port, partial(_buy, people, [scarce], "race", sold_out=True), turns=turns)
    sold = Order.objects.filter(channel__code="shop", lines__sku__code=scarce, unallocated=0).count()
    every = Order.objects.filter(channel__code="shop", lines__sku__code=scarce).count()
    require(sold == every == PIECES, f"{every} orders ({sold} with their pieces) for {PIECES} pieces.")
    yield Result("hot_item", "orders/s", len(times) / took, len(usual) / usual_took)
    yield Result("hot_item:p99", "ms", p99(times), p99(usual))
    yield Result("hot_item:race", "orders", sold, PIECES)


def _leave(code: str, pieces: int, warehouse: int) -> None:
    """So many pieces are free of a SKU that has plenty."""
    sku = Sku.objects.get(code=code)
    change = inventory.Adjustment(sku_id=sku.pk, warehouse_id=warehouse, on_hand=pieces)
    inventory.adjust([change], reason="count", actor=world.ACTOR)


def _buy(
    people: list[dict[str, str]], codes: list[str], name: str, line: Line, at: int, turn: int, *, sold_out: bool = False
) -> None:
    chance = random.Random(f"{name}-{at}-{turn}")
    chosen = [chance.choice(codes)]
    # The cart begins empty: its one line is the last.
    shop.buy(line, shop.purchase(chance.choice(people), chosen, f"{name}{at}x{turn}"), sold_out=sold_out)
