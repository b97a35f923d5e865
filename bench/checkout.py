"""Whole purchases through HTTP: cart, lines, checkout; 8 buyers at a time, real server and client processes.

The limit is the same rows by psycopg in as many processes: cart, lines, order, demands, stocks, movements, event,
payment, purchase, confirmation; ready-made, one commit each, nothing looked up. CPU is that of the web processes (ours)
and of the writing processes (the limit), without the database.
"""

import json
import random
import resource
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
from django.test import Client

from bench import place_one, shop, world
from bench.harness import Result, plain_connection, require, size, statements, twin
from bench.serving import Line, p99, site, together

SECONDS = 8
MOST_STATEMENTS = 30
MORE = (
    "storefront_cart", "storefront_cartline", "payments_payment", "storefront_purchase", "storefront_confirmation",
)  # fmt: skip


def run() -> Iterator[Result]:
    """Purchases per second, the slowest in a hundred, CPU of each."""
    made = world.make()
    shop.open_shop()
    codes = [code for at, (code, _name, _price) in enumerate(made.skus) if at % 50 != 49]
    client = Client(SERVER_NAME="localhost")
    _by_client(client, codes, "0")
    count = statements(partial(_by_client, client, codes, "1"))
    require(count <= MOST_STATEMENTS, f"A purchase took {count} statements; at most {MOST_STATEMENTS} were promised.")
    lasts = size(SECONDS * 1000, least=300) / 1000
    people = shop.buyers(7)
    with site() as server:
        together(server.port, partial(_buy, people, codes, "warm"), lasts=min(lasts, 2.0))
        before = server.cpu()
        times, took = together(server.port, partial(_buy, people, codes, "run"), lasts=lasts)
        cpu = (server.cpu() - before) / len(times)
    with twin() as copy:
        rows = place_one.model_rows((*place_one.INSERTED, *MORE))
        hand, hand_took, hand_cpu = _limit(copy, rows, made.warehouse_id, lasts)
    yield Result("checkout", "orders/s", len(times) / took, len(hand) / hand_took, count)
    yield Result("checkout:p99", "ms", p99(times), p99(hand), count)
    yield Result("checkout:cpu", "ms", cpu * 1000, hand_cpu * 1000 / len(hand), count)


def _by_client(client: Client, codes: list[str], once: str) -> None:
    cart = ""
    for path, body in shop.purchase(shop.buyers(3, 1)[0], codes[: shop.LINES], f"c{once}"):
        answer = client.post(path.replace("{id}", cart), json.dumps(body), content_type="application/json")
        require(answer.status_code == 200, answer.content.decode()[:300])
        cart = cart or answer.json()["id"]


def _buy(people: list[dict[str, str]], codes: list[str], name: str, line: Line, at: int, turn: int) -> None:
    chance = random.Random(f"{name}-{at}-{turn}")
    shop.buy(line, shop.purchase(chance.choice(people), chance.sample(codes, shop.LINES), f"{name}{at}x{turn}"))


# --- the limit ----------------------------------------------------------------------------------------------


def _limit(
    database: str, rows: dict[str, dict[str, Any]], warehouse: int, lasts: float
) -> tuple[list[float], float, float]:
    """Times of each, the time of all, CPU seconds of the writing processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    writers: dict[int, psycopg.Connection] = {}
    times, took = together(0, partial(_by_hand, database, rows, warehouse, writers), lasts=lasts)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times, took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _by_hand(
    database: str,
    rows: dict[str, dict[str, Any]],
    warehouse: int,
    writers: dict[int, Any],
    line: Line,
    at: int,
    turn: int,
) -> None:
    if at not in writers:  # this process's own
        bare = plain_connection(database)
        skus = [row[0] for row in bare.execute("select sku_id from inventory_stock where free > 1000").fetchall()]
        lines = {"storefront_cartline", "orders_orderline", "inventory_demand", "inventory_movement"}
        inserts = {table: place_one.insert(rows, table, shop.LINES if table in lines else 1) for table in rows}
        writers[at] = (bare, skus, inserts)
    bare, skus, inserts = writers[at]
    chosen = sorted(random.Random(f"{at}-{turn}").sample(skus, shop.LINES))
    with bare.cursor() as cursor:
        write = partial(place_one.write, cursor, rows, inserts)
        once = uuid.uuid4()
        cart = write("storefront_cart", {"key": once})
        write("storefront_cartline", *({"cart_id": cart, "sku_id": sku} for sku in chosen))
        place_one.one(cursor, rows, inserts, chosen, warehouse, f"{once}")
        write("payments_payment", {"token": once, "merchant_ref": str(once)})
        bought = write("storefront_purchase", {"cart_id": cart, "key": "x", "token": once, "number": str(once)})
        write("storefront_confirmation", {"purchase_id": bought})
    bare.commit()
