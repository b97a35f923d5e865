"""The statements that write a batch of orders: one per table, whatever the number of rows."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models

from akinai.core import prepared
from akinai.core.arrays import literal
from akinai.orders.draft import COLUMNS, Draft, DraftLine
from akinai.orders.models import Order
from akinai.orders.screening import Finding

_TYPES: dict[type, str] = {
    models.TextField: "text",
    models.BooleanField: "boolean",
    models.SmallIntegerField: "smallint",
    models.IntegerField: "int",
    models.BigIntegerField: "bigint",
    models.BigAutoField: "bigint",
    models.ForeignKey: "bigint",
    models.DateField: "date",
    models.DateTimeField: "timestamptz",
    models.JSONField: "jsonb",
    ArrayField: "text",  # as an array literal, cast in the select: unnest would take an array of arrays apart
}


def number_of(order_id: int) -> str:
    """Our own number of an order: its id, at least six digits."""
    return f"{order_id:06d}"


class AlreadyThere(Exception):
    """Another transaction has written one of the orders meanwhile."""


@cache
def _order_columns() -> tuple[str, str]:
    """The COPY of orders, and the end of each row: the columns intake does not set, with their defaults."""
    fields = {field.attname: field for field in Order._meta.concrete_fields if not getattr(field, "generated", False)}
    given = ("id", "number", *COLUMNS)
    fixed = [field for name, field in fields.items() if name not in given]
    names = [*given, *(field.attname for field in fixed)]
    return f"copy orders_order ({', '.join(names)}) from stdin", "\t".join(
        _plain(field.get_default()) for field in fixed
    )


def insert_orders(drafts: Sequence[Draft]) -> None:
    """Write orders. Waits for another transaction that writes the same ones, and then raises AlreadyThere.

    COPY, as a row has some ninety columns: the fastest way in, and the unique key guards it like any other.
    """
    statement, rest = _order_columns()
    values_of = attrgetter(*COLUMNS)
    why_at, grams_at = COLUMNS.index("ship_date_why"), COLUMNS.index("search_grams")
    reckonings: dict[int, str] = {}  # equal reckonings of a batch share one list
    rows = []
    for one in drafts:
        values = list(values_of(one))
        why = values[why_at]
        values[why_at] = reckonings.get(id(why)) or reckonings.setdefault(id(why), json.dumps(why))
        values[grams_at] = _array(values[grams_at])
        rows.append(f"{one.id}\t{one.number}\t{_row(values)}\t{rest}\n")
    try:
        _copy(statement, rows)
    except IntegrityError as error:
        if "order_once" in str(error):
            raise AlreadyThere from error
        raise


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")


def _plain(value: Any) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    if value is True:
        return "t"
    return "f" if value is False else str(value)


def _row(values: Sequence[Any]) -> str:
    return "\t".join([_plain(value) for value in values])


def _copy(statement: str, rows: Sequence[str]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write("".join(rows))


def _array(grams: list[str]) -> str:
    # Grams hold letters and digits only, so nothing needs escaping.
    return '{"' + '","'.join(grams) + '"}' if grams else "{}"


LINE_COLUMNS = (
    "id", "position", "channel_line", "sku_id", "sku_code", "name", "options", "quantity", "unit_price",
    "price_includes_tax", "tax_category", "tax_rate", "cost", "ships", "note",
)  # fmt: skip
COPY_LINES = f"copy orders_orderline (order_id, {', '.join(LINE_COLUMNS)}, cancelled, shipped, returned) from stdin"


def insert_lines(lines: Sequence[tuple[int, DraftLine]]) -> None:
    """Write lines of (order id, line)."""
    if lines:
        values_of = attrgetter(*LINE_COLUMNS)
        _copy(COPY_LINES, [f"{order}\t{_row(values_of(line))}\t0\t0\t0\n" for order, line in lines])


def insert_holds(found: Sequence[tuple[int, Finding]], now: dt.datetime) -> None:
    """Write open holds of (order id, finding); one that is open already stays as it is."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into orders_hold (order_id, reason_id, stops, detail, opened_at, closed_by, note)
            select order_id, reason, stops, detail, %s, '', ''
              from unnest(%s::bigint[], %s::text[], %s::boolean[], %s::jsonb[]) as h (order_id, reason, stops, detail)
                on conflict (order_id, reason_id) where closed_at is null do nothing
            """,
            [
                now,
                literal(order for order, _ in found),
                literal(finding.reason for _, finding in found),
                literal(finding.stops for _, finding in found),
                literal(json.dumps(finding.detail, ensure_ascii=False) for _, finding in found),
            ],
        )


@dataclass(frozen=True)
class Partner:
    """An open order of a recipient, with whom a new one could travel."""

    id: int
    recipient_key: str
    warehouse_id: int
    ship_date: dt.date
    margin_hours: int
    undecided: bool
    merged: bool


@dataclass(frozen=True)
class Reserved:
    """Ids for what is going to be written, and the open orders of the same recipients."""

    order_ids: list[int]
    line_ids: list[int]
    partners: list[Partner]


def reserve(orders: int, lines: int, recipient_keys: Sequence[str]) -> Reserved:
    """Ids for so many orders and lines, and what these recipients have open. One statement."""
    with prepared.cursor() as cursor:
        cursor.execute(
            """
            select array(select nextval('orders_order_id_seq') from generate_series(1, %s::int)),
                   array(select nextval('orders_orderline_id_seq') from generate_series(1, %s::int)),
                   (select json_agg(json_build_array(o.id, o.recipient_key, o.warehouse_id, o.ship_date,
                                                     c.merge_margin_hours, o.merge_undecided,
                                                     o.merge_group is not null))
                      from orders_order o join orders_saleschannel c on c.id = o.channel_id
                     where o.recipient_key = any(%s::text[]) and o.recipient_key <> '' and o.cancelled = false
                       and o.shipped = 0 and o.returned = false and o.in_work = 0 and not o.merge_declined
                       and o.screened and o.ship_date is not null and c.merge_allowed)
            """,
            [orders, lines, literal(set(recipient_keys))],
        )
        order_ids, line_ids, partners = cursor.fetchone()
    made = [
        Partner(key, recipient, house, dt.date.fromisoformat(day), margin, undecided, merged)
        for key, recipient, house, day, margin, undecided, merged in partners or []
    ]
    return Reserved(order_ids, line_ids, made)


def update_orders(orders: Sequence[Any], *columns: str) -> None:
    """Write these columns of orders (already locked) back. One statement."""
    _update(Order, orders, columns)


def update_rows(model: type[models.Model], objects: Sequence[Any], *columns: str) -> None:
    """Write these columns of rows of one table back. One statement."""
    _update(model, objects, columns)


def _update(model: type[models.Model], objects: Sequence[Any], columns: Sequence[str]) -> None:
    if not objects:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    kinds = [_TYPES[type(fields[name])] for name in columns]
    values = [literal(one.pk for one in objects)]
    for name, kind in zip(columns, kinds, strict=True):
        column = [getattr(one, name) for one in objects]
        if isinstance(fields[name], ArrayField):
            column = [_array(value) for value in column]
        elif kind == "jsonb":
            column = [json.dumps(value, ensure_ascii=False) for value in column]
        values.append(literal(column))
    chosen = [
        f"{name} = d.{name}::text[]" if isinstance(fields[name], ArrayField) else f"{name} = d.{name}"
        for name in columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            update {model._meta.db_table} t set {", ".join(chosen)}
              from unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in kinds)}) as d (id, {", ".join(columns)})
             where t.id = d.id""",  # noqa: S608 - names of our own columns
            values,
        )
