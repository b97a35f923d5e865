"""Paging whose cost does not grow with the table: by key, with a count that is exact while small, then estimated."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

EXACT_UP_TO = 1000


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    per: int
    count: int
    estimated: bool
    next: str | None
    first: bool


def page(request: HttpRequest, rows: QuerySet[Any], *, key: str = "-id", per: int = 50) -> Page:
    """One page of a queryset in the order of a unique column ("-id": newest first), after `?after=<value>`."""
    column, down = key.lstrip("-"), key.startswith("-")
    after = request.GET.get("after", "").replace("\0", "")
    part = rows.order_by(key)
    if after:
        try:
            part = part.filter(**{f"{column}__{'lt' if down else 'gt'}": after})
        except (ValueError, TypeError):
            after = ""
    found = list(part[: per + 1])
    more = len(found) > per
    last = str(getattr(found[per - 1], column)) if more else None
    total, estimated = count(rows)
    return Page(found[:per], per, total, estimated, last, not after)


def count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """How many rows, and whether that is an estimate: exact up to 1,000, else what the planner expects."""
    exact = rows.order_by()[: EXACT_UP_TO + 1].count()
    if exact <= EXACT_UP_TO:
        return exact, False
    return max(_planned(rows), EXACT_UP_TO + 1), True


def _planned(rows: QuerySet[Any]) -> int:
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"explain (format json) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])
