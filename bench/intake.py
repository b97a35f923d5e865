"""Intake: 10,000 orders of 3 lines in batches of 500, allocation included.

The limit: the very rows that ours has written, batch after batch, brought by hand-made SQL into a twin of the database:
COPY of ready-made text into every table (all indexes, triggers and constraints there), one set-based update of the
stock counters, one commit per batch. Ours and the limit take turns, so that both meet the same load of the machine.
"""

from collections.abc import Iterator

import psycopg
from django.db import connection

from akinai.orders.actions import place_orders
from bench import world
from bench.harness import Result, plain_connection, require, seconds, size, statements, twin

ORDERS, BATCH, LINES = 10_000, 500, 3

# Every table intake writes, with what follows its own rows there; orders before what points to them.
TABLES = (
    "orders_order",
    "orders_orderline",
    "orders_hold",
    "inventory_demand",
    "inventory_movement",
    "core_event",
    "core_mail",
    "procrastinate_jobs",
)
COUNT = """
update inventory_stock s set allocated = s.allocated + t.quantity
  from (select sku_id, warehouse_id, sum(allocated)::int as quantity from inventory_movement
         where id > %s group by sku_id, warehouse_id) t
 where s.sku_id = t.sku_id and s.warehouse_id = t.warehouse_id
"""


def run() -> Iterator[Result]:
    """Orders per second, and the statements of one batch."""
    count = size(ORDERS)
    shop = world.make()
    place_orders(world.orders(shop, 50, seed=2), actor=world.ACTOR)
    counted = [
        statements(lambda n=n, seed=seed: place_orders(world.orders(shop, n, seed=seed), actor=world.ACTOR))  # type: ignore[misc]
        for n, seed in ((BATCH // 5, 3), (BATCH, 4))
    ]
    require(counted[0] == counted[1], f"Statements grow with the batch: {counted[0]} for 100, {counted[1]} for 500.")
    orders = world.orders(shop, count, lines=LINES, seed=5)
    ours = limit = 0.0
    with twin() as name, plain_connection(name) as bare:
        for start in range(0, count, BATCH):
            batch = orders[start : start + BATCH]
            before = _heads()
            ours += seconds(lambda batch=batch: place_orders(batch, actor=world.ACTOR))  # type: ignore[misc]
            rows = _written(before)
            limit += seconds(lambda rows=rows, before=before: _by_hand(bare, rows, before))  # type: ignore[misc]
    yield Result("intake", "orders/s", count / ours, count / limit, counted[1])


Columns = dict[str, str]


def _heads() -> dict[str, int]:
    """The last id of every table."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"(select coalesce(max(id), 0) from {table})" for table in TABLES)  # noqa: S608
        cursor.execute(f"select {columns}")
        return dict(zip(TABLES, cursor.fetchone(), strict=True))


def _written(before: dict[str, int]) -> dict[str, tuple[str, bytes]]:
    """What was written since: per table its COPY statement and the rows as text."""
    found = {}
    for table, head in before.items():
        with connection.cursor() as cursor:
            cursor.execute(
                """select string_agg(attname, ', ' order by attnum) from pg_attribute
                    where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''""",
                [table],
            )
            columns = cursor.fetchone()[0]
            with cursor.copy(
                f"copy (select {columns} from {table} where id > {head} order by id) to stdout"  # noqa: S608
            ) as copy:
                rows = b"".join(bytes(part) for part in copy)
        if rows:
            found[table] = (f"copy {table} ({columns}) from stdin", rows)
    return found


def _by_hand(bare: psycopg.Connection, rows: dict[str, tuple[str, bytes]], before: dict[str, int]) -> None:
    with bare.cursor() as cursor:
        for statement, text in rows.values():
            with cursor.copy(statement) as copy:
                copy.write(text)
        cursor.execute(COUNT, [before["inventory_movement"]])
    bare.commit()
