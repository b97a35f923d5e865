"""A million orders by set-based SQL: some thousand real ones (placed by the real verb) told again and again.

Each copy has a number, a day and a state of its own; nearly all are long delivered, the newest stand in every queue.
Indexes of the big tables are dropped while loading and made again from their own definitions.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from akinai.core import clock
from akinai.orders.actions import place_orders
from bench import world
from bench.harness import size

MODELS, BATCH = 3_000, 500  # real orders that are told again, and how many are placed at once
RARE = "伊集院龍之介"  # one order in all is for this name
FREQUENT = "佐藤"
TABLES = ("orders_order", "orders_orderline", "core_event")

# What a copy has of its own. n: the number of the copy; the last hundredth is open, spread over the queues.
OWN = {
    "id": "n",
    "number": "lpad(n::text, greatest(6, length(n::text)), '0')",
    "channel_number": "'M-' || lpad(n::text, 9, '0')",
    "channel_id": "(select array_agg(id order by id) from orders_saleschannel)[1 + n % 3]",
    "ordered_at": "%(now)s - (%(last)s - n) * interval '40 seconds'",
    "received_at": "%(now)s - (%(last)s - n) * interval '40 seconds' + interval '5 minutes'",
    "recipient_key": "md5(n::text)",
    "name": "case when n = %(rare)s then %(rare_name)s else o.name end",
    "search_text": "o.search_text || e'\\nm-' || lpad(n::text, 9, '0')"
    " || case when n = %(rare)s then e'\\n' || %(rare_folded)s else '' end",
    "search_grams": "o.search_grams || array[n::text, right(n::text, 4), 'm', 'm' || left(lpad(n::text, 9, '0'), 4)]"
    " || case when n = %(rare)s then %(rare_grams)s::text[] else '{}' end",
    "shipped": "case when n <= %(closed)s then greatest(o.pieces, 1) else 0 end",
    "delivered": "case when n <= %(closed)s and n % 20 > 0 then greatest(o.pieces, 1) else 0 end",
    "pieces": "greatest(o.pieces, 1)",
    "cancelled": "n % 33 = 0",
    "returned": "n % 301 = 0",
    "screened": "true",
    "on_hold": "n > %(closed)s and n % 50 = 0",
    "open_holds": "case when n > %(closed)s and n % 6 = 0 then 1 else 0 end",
    "mall_waiting": "n > %(closed)s and n % 19 = 0",
    "payment_gate": "case when n > %(closed)s and n % 5 = 0 then 1 else 2 end",
    "unallocated": "case when n > %(closed)s and n % 7 = 0 then 1 else 0 end",
    "release_waiting": "n > %(closed)s and n % 23 = 0",
    "merge_undecided": "n > %(closed)s and n % 29 = 0",
    "date_waiting": "n > %(closed)s and n % 4 = 0",
    "ship_date": "(%(now)s - (%(last)s - n) * interval '40 seconds')::date + 1",
}


def fill(shop: world.World, start: int, upto: int) -> None:
    """Orders with the ids start + 1 … upto, two lines and one event each; statistics are made afterwards."""
    if not start:
        _models(shop)
    indexes = _take_indexes()
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
        cursor.execute("set maintenance_work_mem = '1GB'")
        _copies(cursor, start, upto)
        for statement in indexes:
            cursor.execute(statement)
        cursor.execute(f"analyze {', '.join(TABLES)}")
        cursor.execute("reset synchronous_commit")
        cursor.execute("reset maintenance_work_mem")


def _models_wanted() -> int:
    return size(MODELS // BATCH) * BATCH


def _models(shop: world.World) -> None:
    world.add_channels()
    for seed in range(_models_wanted() // BATCH):
        place_orders(world.orders(shop, BATCH, lines=2, seed=50 + seed), actor=world.ACTOR)
    with connection.cursor() as cursor:
        cursor.execute("create table model_order as select *, row_number() over (order by id) as at from orders_order")
        cursor.execute(
            "create table model_line as select l.*, m.at from orders_orderline l join model_order m on m.id = order_id"
        )
        cursor.execute("create index on model_order (at)")
        cursor.execute("create index on model_line (at)")
        for table in ("orders_hold", "orders_orderline", "orders_order"):
            cursor.execute(f"delete from {table}")  # noqa: S608 - names of our own tables
        cursor.execute("analyze model_order, model_line")


def _copies(cursor: Any, start: int, upto: int) -> None:
    from akinai.core.japan import text

    given: dict[str, Any] = {
        "now": clock.now(), "last": upto, "start": start, "closed": upto - upto // 100, "rare": upto // 2,
        "rare_name": RARE, "rare_grams": text.grams(RARE), "rare_folded": text.fold(RARE),
        "models": _models_wanted(),
    }  # fmt: skip
    columns = _columns(cursor, "orders_order")
    chosen = ", ".join(OWN.get(name, f"o.{name}").replace("% ", "%% ") for name in columns)
    cursor.execute(
        f"""insert into orders_order ({", ".join(columns)})
            select {chosen} from generate_series(%(start)s + 1, %(last)s) n
              join model_order o on o.at = 1 + n %% %(models)s""",  # noqa: S608 - names of our own columns
        given,
    )
    columns = [name for name in _columns(cursor, "orders_orderline") if name != "id"]
    chosen = ", ".join("n" if name == "order_id" else f"l.{name}" for name in columns)
    cursor.execute(
        f"""insert into orders_orderline (id, {", ".join(columns)})
            select 2 * n + l.position, {chosen} from generate_series(%(start)s + 1, %(last)s) n
              join model_line l on l.at = 1 + n %% %(models)s""",  # noqa: S608
        given,
    )
    cursor.execute(
        """insert into core_event (name, subject, actor, at, data)
           select 'orders.placed', 'order/' || n, 'bench', %(now)s - (%(last)s - n) * interval '40 seconds', '{}'
             from generate_series(%(start)s + 1, %(last)s) n""",
        given,
    )
    cursor.execute("select setval('orders_order_id_seq', %(last)s)", given)


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        """select attname from pg_attribute
            where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum""",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _take_indexes() -> Sequence[str]:
    """Drop the indexes and keys of the big tables (foreign keys point to their primary keys: those stay)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
                      format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname,
                             pg_get_constraintdef(oid))
                 from pg_constraint where conrelid = any(%s::regclass[]) and contype in ('u', 'f')
               union all
               select format('drop index %%I', indexrelid::regclass::text), pg_get_indexdef(indexrelid)
                 from pg_index where indrelid = any(%s::regclass[]) and not indisprimary
                  and not exists (select from pg_constraint where conindid = indexrelid and contype in ('u', 'x'))""",
            [list(TABLES), list(TABLES)],
        )
        found = cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
    return [make for _drop, make in found]
