"""The limit of a verb that writes: its very row changes again, by hand-made SQL into a twin of the database.

After each step of ours the rows it made and changed are read (they are told by their transaction), and handed to the
twin: new rows by COPY of ready-made text into the table itself, with all its indexes, triggers and constraints; changed
rows by one set-based update for each table. Reading and handing over are not timed; COPY, updates and commit are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from django.db import connection


@dataclass
class Changes:
    """What one step did: by table the columns, the new rows as COPY text, and the changed ones."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Mark:
    """Where a step begins: the last id of every table, and the transaction's number."""

    heads: dict[str, int]
    transaction: int


def mark(tables: Sequence[str]) -> Mark:
    """Before a step."""
    heads = ", ".join(f"(select coalesce(max(id), 0) from {table})" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"select (pg_current_xact_id()::text::bigint & 4294967295), {heads}")
        transaction, *found = cursor.fetchone()
    return Mark(dict(zip(tables, found, strict=True)), transaction)


def taken(since: Mark) -> Changes:
    """What was written since the mark."""
    changes = Changes()
    for table, head in since.heads.items():
        changes.columns[table] = _columns(table)
        if rows := _rows(table, changes.columns[table], f"id > {head}"):
            changes.made[table] = rows
        changed = f"id <= {head} and xmin::text::bigint >= {since.transaction}"
        if rows := _rows(table, changes.columns[table], changed):
            changes.changed[table] = rows
    return changes


def hand_over(bare: psycopg.Connection, changes: Changes) -> None:
    """Lay the changed rows beside their tables in the twin, so that the step itself only has to update."""
    with bare.cursor() as cursor:
        for table, rows in changes.changed.items():
            columns = ", ".join(changes.columns[table])
            cursor.execute(f"drop table if exists new_{table}")
            cursor.execute(f"create unlogged table new_{table} as select {columns} from {table} limit 0")  # noqa: S608
            _copy(cursor, f"new_{table}", columns, rows)
            cursor.execute(f"analyze new_{table}")
    bare.commit()


def apply(bare: psycopg.Connection, changes: Changes) -> None:
    """The step by hand."""
    with bare.cursor() as cursor:
        for table, rows in changes.made.items():
            _copy(cursor, table, ", ".join(changes.columns[table]), rows)
        for table in changes.changed:
            setting = ", ".join(f"{name} = n.{name}" for name in changes.columns[table] if name != "id")
            cursor.execute(f"update {table} t set {setting} from new_{table} n where t.id = n.id")  # noqa: S608
    bare.commit()


def _copy(cursor: psycopg.Cursor, table: str, columns: str, rows: bytes) -> None:
    with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        copy.write(rows)


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select attname from pg_attribute
                where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''""",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _rows(table: str, columns: Sequence[str], where: str) -> bytes:
    statement = f"copy (select {', '.join(columns)} from {table} where {where} order by id) to stdout"  # noqa: S608
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)
