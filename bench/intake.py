"""Intake: 10,000 orders of 3 lines in batches of 500, allocation included.

The limit: the very rows that ours has written, batch after batch, by hand-made SQL into a twin of the database (see
replay.py), one commit for each batch. Ours and the limit take turns, so that both meet the same load of the machine.
"""

from collections.abc import Iterator

from akinai.orders.actions import place_orders
from bench import replay, world
from bench.harness import Result, plain_connection, require, seconds, size, statements, twin

ORDERS, BATCH, LINES = 10_000, 500, 3
TABLES = (
    "orders_order", "orders_orderline", "orders_hold", "inventory_stock", "inventory_demand", "inventory_movement",
    "core_event", "core_mail", "procrastinate_jobs",
)  # fmt: skip


def run() -> Iterator[Result]:
    """Orders per second, and the statements of one batch."""
    count = size(ORDERS)
    shop = world.make()
    place_orders(world.orders(shop, 50, seed=2), actor=world.ACTOR)
    counts = [_count(shop, BATCH // 5, 3), _count(shop, BATCH, 4)]
    require(counts[0] == counts[1], f"Statements grow with the batch: {counts[0]} for 100, {counts[1]} for 500.")
    orders = world.orders(shop, count, lines=LINES, seed=5)
    ours = limit = 0.0
    with twin() as name, plain_connection(name) as bare:
        for start in range(0, count, BATCH):
            batch = orders[start : start + BATCH]
            begun = replay.mark(TABLES)
            ours += seconds(lambda batch=batch: place_orders(batch, actor=world.ACTOR))  # type: ignore[misc]
            changes = replay.taken(begun)
            replay.hand_over(bare, changes)
            limit += seconds(lambda changes=changes: replay.apply(bare, changes))  # type: ignore[misc]
    yield Result("intake", "orders/s", count / ours, count / limit, counts[1])


def _count(shop: world.World, orders: int, seed: int) -> int:
    told = world.orders(shop, orders, lines=LINES, seed=seed)
    return statements(lambda: place_orders(told, actor=world.ACTOR))
