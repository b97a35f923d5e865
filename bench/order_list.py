"""The desk's order list among 1,000,000 orders, and again among a tenth of them: the cost must not grow with the table.

Measured through the functions of the view (conditions, paging with its count, what the rows show), and once as the
whole page through Django's test client. The limit is bare SQL by hand for the same rows: one statement for what the
list shows of 50 orders, one for their lines. The count shown may be an estimate that says so.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.test import Client, override_settings

from akinai.core import clock
from akinai.core.japan import text
from akinai.core.shell import paging
from akinai.core.tests.making import make_staff, sign_in
from akinai.orders.views import asked, figures, listing
from bench import many_orders, world
from bench.harness import Result, plain_connection, require, seconds, size, statements

ORDERS, REPEATS, PER = 1_000_000, 5, 50
SHOWN = """
select o.id, o.number, c.name, o.channel_number, o.ordered_at, o.queue, o.buyer_name, o.name, o.prefecture, o.currency,
       o.total, o.billed, o.payment_method, o.delivery_method, o.wished_date, o.ship_date, o.gift, o.open_holds
  from orders_order o join orders_saleschannel c on c.id = o.channel_id
 where {} order by o.id desc limit 51
"""
LINES = "select order_id, name, sku_code, quantity from orders_orderline where order_id = any(%s) order by 1, position"
BY_WORD = "o.search_grams @> '{{{}}}' and o.id > (select max(id) - 100000 from orders_order)"


def run() -> Iterator[Result]:
    """Milliseconds per page: of each kind, among a tenth of the orders and among all."""
    shop = world.make()
    client = sign_in(Client(), make_staff("manager", username="bench"))
    done = 0
    for count in (size(ORDERS, least=2_000) // 10, size(ORDERS, least=2_000)):
        many_orders.fill(shop, done, count)
        done = count
        with plain_connection() as bare:
            yield from _pages(bare, count)
            yield _home(bare, count)
            yield _whole_page(bare, client, count)


def _pages(bare: psycopg.Connection, count: int) -> Iterator[Result]:
    with connection.cursor() as cursor:
        cursor.execute("select channel_id from orders_order where queue = 'ready' order by id desc limit 1")
        (channel,) = cursor.fetchone()
    middle = f"{count // 3:06d}"
    for name, query, where in (
        ("first page", "", "true"),
        ("queue and channel", f"queue=ready&channel={channel}", f"o.queue = 'ready' and o.channel_id = {channel}"),
        ("rare name", f"q={many_orders.RARE}", _all_of(many_orders.RARE)),
        ("our number", f"q={middle}", f"o.number = '{middle}'"),
        ("frequent name", f"q={many_orders.FREQUENT}", BY_WORD.format(many_orders.FREQUENT)),
    ):
        request = HttpRequest()
        request.GET = QueryDict(query)
        found, shown = _list(request), _by_hand(bare, SHOWN.format(where))
        require(len(found) == len(shown), f"{name}: the list shows {len(found)} rows, bare SQL {len(shown)}.")
        ours = _best(lambda request=request: _list(request))  # type: ignore[misc]
        limit = _best(lambda where=where: _by_hand(bare, SHOWN.format(where)))  # type: ignore[misc]
        took = statements(lambda request=request: _list(request))  # type: ignore[misc]
        yield Result(f"order_list: {name}, {count:,} orders", "ms", ours, limit, took)


def _all_of(words: str) -> str:
    return "o.search_grams @> '{" + ",".join(text.query_grams(words)) + "}'"


def _list(request: HttpRequest) -> list[listing.Row]:
    return listing.rows_of(paging.page(request, asked.orders(request.GET), key="-id", per=PER).rows)


def _by_hand(bare: psycopg.Connection, statement: str) -> list[Any]:
    rows = bare.execute(statement).fetchmany(PER)
    bare.execute(LINES, [[row[0] for row in rows]]).fetchall()
    bare.rollback()
    return rows


def _home(bare: psycopg.Connection, count: int) -> Result:
    def ours() -> None:
        figures.queues()
        figures.deadlines(clock.today())
        figures.happened(clock.today())

    def limit() -> None:
        bare.execute("select queue, count(*), min(id) from orders_order where queue = any(%s) group by 1", [OPEN])
        bare.rollback()

    return Result(f"order_list: home's figures, {count:,} orders", "ms", _best(ours), _best(limit), statements(ours))


# As in tests: the page names its files as they are, whether or not they have been collected.
PLAIN = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
OPEN = [str(queue) for queue in figures.OPEN_QUEUES]


def _whole_page(bare: psycopg.Connection, client: Client, count: int) -> Result:
    def page() -> None:
        answer = client.get("/desk/orders/")
        require(answer.status_code == 200, f"The order list answered {answer.status_code}.")

    with override_settings(ALLOWED_HOSTS=["*"], STORAGES=PLAIN):
        took = statements(page)
        ours = _best(page)
    limit = _best(lambda: _by_hand(bare, SHOWN.format("true")))
    return Result(f"order_list: whole page, {count:,} orders", "ms", ours, limit, took)


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of the quickest of some tries: others use the machine too."""
    return 1000 * min(seconds(work) for _ in range(REPEATS))
