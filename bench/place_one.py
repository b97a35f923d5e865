"""Placing one order of 2 lines, one transaction at a time, on 8 connections.

Python threads would wait for each other, so each connection is a process of its own, for ours and for the limit alike.
The limit is what pgbench would run: the same rows by the minimum of statements (order, lines, demands, stocks,
movements, event), psycopg preparing them, one commit for each order. Both run for some seconds, in turns.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from typing import Any

import psycopg
from django.db import connection

from akinai.core import arrays
from akinai.orders.actions import place_orders
from bench import world
from bench.harness import Result, leave, plain_connection, require, size, statements, twin

CONNECTIONS, SECONDS, ROUNDS, LINES = 8, 4, 2, 2
MOST_STATEMENTS = 20
MADE = 400  # orders made before the clock starts, per second and connection
Worker = Callable[[int, Any], tuple[int, float]]  # its number, a barrier to start at → orders, seconds


def run() -> Iterator[Result]:
    """Orders per second of all connections together."""
    shop = world.make()
    place_orders(world.orders(shop, 20, lines=LINES, seed=2), actor=world.ACTOR)
    count = statements(lambda: place_orders(world.orders(shop, 1, lines=LINES, seed=3), actor=world.ACTOR))
    require(count <= MOST_STATEMENTS, f"One order took {count} statements; at most {MOST_STATEMENTS} were promised.")
    lasts = size(SECONDS * 1000, least=200) / 1000
    database, rows = connection.settings_dict["NAME"], model_rows()
    ours = limit = 0.0
    with twin() as copy:
        for turn in range(ROUNDS):
            ours += _together(partial(_ours, shop, lasts, turn)) / ROUNDS
            limit += _together(partial(_by_hand, copy, rows, shop.warehouse_id, lasts, turn)) / ROUNDS
    require(connection.settings_dict["NAME"] == database, "The scratch database was left.")
    yield Result("place_one", "orders/s", ours, limit, count)


def _together(work: Worker) -> float:
    """Orders per second of so many processes; `work` gets its number and a barrier to start at."""
    leave()  # a connection must not be shared with a child
    fork = get_context("fork")
    start, answers = fork.Barrier(CONNECTIONS), fork.SimpleQueue()
    workers = [fork.Process(target=_answer, args=(work, at, start, answers)) for at in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    done = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    require(all(worker.exitcode == 0 for worker in workers), "A worker of the benchmark failed.")
    return sum(count / took for count, took in done)


def _answer(work: Worker, at: int, start: Any, answers: Any) -> None:
    count, took = 0, 1.0
    try:
        count, took = work(at, start)
    finally:
        answers.put((count, took))


def _ours(shop: world.World, lasts: float, turn: int, at: int, start: Any) -> tuple[int, float]:
    orders = world.orders(shop, round(lasts * MADE), lines=LINES, seed=100 + 10 * turn + at)
    place_orders(orders[:1], actor=world.ACTOR)
    start.wait()
    begun = time.perf_counter()
    done, ends = 0, begun + lasts
    while (now := time.perf_counter()) < ends:
        done += 1
        place_orders([orders[done]], actor=world.ACTOR)
    leave()
    return done, now - begun


# --- the limit ----------------------------------------------------------------------------------------------

INSERTED = ("orders_order", "orders_orderline", "inventory_demand", "inventory_movement", "core_event")
STOCK = """
with locked as materialized (
  select id from inventory_stock where sku_id = any(%s) and warehouse_id = %s order by id for update
)
update inventory_stock s set allocated = s.allocated + 1 from locked l where s.id = l.id
returning s.sku_id, s.on_hand, s.allocated
"""


def model_rows(tables: Sequence[str] = INSERTED) -> dict[str, dict[str, Any]]:
    """A row of each table as ours has written it, to write the like by hand."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and attgenerated = '' "
                "and not attisdropped and attname <> 'id'",
                [table],
            )
            names = [name for (name,) in cursor.fetchall()]
            quoted = ", ".join(f"{name}::text" for name in names)
            cursor.execute(f"select {quoted} from {table} order by id desc limit 1")  # noqa: S608
            found[table] = dict(zip(names, cursor.fetchone(), strict=True))
    return found


def insert(rows: dict[str, dict[str, Any]], table: str, count: int) -> str:
    """The statement that writes so many rows like the known one."""
    names = ", ".join(rows[table])
    values = ", ".join(f"%({name})s" for name in rows[table])
    every = ", ".join(f"({values})" if at == 0 else f"({values.replace('%(', f'%({at}_')})" for at in range(count))
    return f"insert into {table} ({names}) values {every} returning id"  # noqa: S608 - names of our own tables


def _by_hand(
    database: str, rows: dict[str, dict[str, Any]], warehouse: int, lasts: float, turn: int, at: int, start: Any
) -> tuple[int, float]:
    chance = random.Random(10 * turn + at)
    inserts = {
        table: insert(rows, table, 1 if table in ("orders_order", "core_event") else LINES) for table in INSERTED
    }
    with plain_connection(database) as bare, bare.cursor() as cursor:
        skus = [row[0] for row in cursor.execute("select sku_id from inventory_stock where free > 1000").fetchall()]
        bare.commit()
        start.wait()
        begun = time.perf_counter()
        done = 0
        while time.perf_counter() - begun <= lasts:
            done += 1
            one(cursor, rows, inserts, sorted(chance.sample(skus, LINES)), warehouse, f"{turn}-{at}-{done}")
            bare.commit()
        return done, time.perf_counter() - begun


def write(
    cursor: psycopg.Cursor,
    rows: dict[str, dict[str, Any]],
    inserts: dict[str, str],
    table: str,
    *changes: dict[str, Any],
) -> int:
    """Rows like the known one but for these changes; the id of the first."""
    values = dict(rows[table] | changes[0])
    for at, change in enumerate(changes[1:], 1):
        values |= {f"{at}_{name}": value for name, value in (rows[table] | change).items()}
    return int(cursor.execute(inserts[table], values).fetchone()[0])  # type: ignore[index]


def one(
    cursor: psycopg.Cursor, rows: dict[str, dict[str, Any]], inserts: dict[str, str], skus: list[int], warehouse: int,
    number: str,
) -> int:  # fmt: skip
    """One order by hand; its id."""
    write_rows = partial(write, cursor, rows, inserts)
    order = write_rows("orders_order", {"number": number, "channel_number": number})
    lines = write_rows(
        "orders_orderline", *({"order_id": order, "position": at, "sku_id": sku} for at, sku in enumerate(skus, 1))
    )
    document = f"order/{order}"
    common = {"document": document, "warehouse_id": warehouse}
    write_rows(
        "inventory_demand",
        *({**common, "line": lines + at, "sku_id": sku, "wanted": 1, "allocated": 1} for at, sku in enumerate(skus)),
    )
    counted = cursor.execute(STOCK, [arrays.literal(skus), warehouse]).fetchall()
    write_rows(
        "inventory_movement",
        *(
            {**common, "sku_id": sku, "allocated": 1, "on_hand_after": on_hand, "allocated_after": allocated}
            for sku, on_hand, allocated in counted
        ),
    )
    write_rows("core_event", {"subject": document})
    return order
