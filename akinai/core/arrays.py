"""Lists as PostgreSQL array literals, for statements that take whole columns of a batch.

The driver adapts a list element by element, which for a batch of some hundred orders costs more than the statement;
a literal (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO) costs a tenth. Cast it: `%s::bigint[]`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any


def literal(values: Iterable[Any]) -> str:
    """The values (texts, numbers, booleans, dates, None) as one array literal: `{1,NULL,"a \\"b\\""}`."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def literals(values: Sequence[Any]) -> list[Any]:
    """A statement's parameters with every list among them as a literal."""
    return [literal(value) if isinstance(value, list) else value for value in values]


def _element(value: Any) -> str:
    if isinstance(value, str):
        if '"' in value or "\\" in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    if value is None:
        return "NULL"
    if isinstance(value, (dt.date, dt.time)):
        return f'"{value.isoformat()}"'
    return str(value)
