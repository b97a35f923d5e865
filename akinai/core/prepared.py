"""Statements that are asked again and again are planned once for each connection, not each time.

Planning a statement over a dozen tables takes longer than running it. Django puts the values into the text,
so that nothing can be reused; here the values travel beside it and the server keeps the plan
(https://www.psycopg.org/psycopg3/docs/advanced/prepare.html). The text must be the same each time, and say the type of
a value where it can't be told from its place (`%s::bigint[]`). What writes may not stand within `pghistory.context`:
that puts a statement of its own before it, and only one can be planned.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor whose statements are kept by the server."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Prepared":
        super().execute(query, params, prepare=True)
        self._query = cast(Any, SimpleNamespace(query=str(query).encode()))  # where Django looks to log it
        return self


@contextmanager
def cursor() -> Iterator[CursorWrapper]:
    """A cursor on Django's connection, in its transaction, counted and with its errors like any other."""
    database = cast(Any, connections[DEFAULT_DB_ALIAS])  # once: `connection` would look it up at every dot
    database.ensure_connection()
    with _Prepared(database.connection) as made:
        yield database._prepare_cursor(made)
