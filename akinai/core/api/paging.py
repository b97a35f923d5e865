"""Lists in pages: by the id of the last row seen, so that a page costs the same wherever it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from pydantic import Field

from akinai.core.api.shapes import Asked, Id, Shown

MOST = 200


class Paging(Asked):
    """What every list may be asked for. The order is that of ids: the oldest first, unless `newest_first`."""

    cursor: Id | None = Field(None, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=MOST)
    newest_first: bool = False


class Page(Shown):
    """The base of pages. `next`: the cursor of the page after this one, null at the end."""

    next: int | None


def page(rows: QuerySet[Any], asked: Paging) -> tuple[Sequence[Any], int | None]:
    """The rows of a page and the cursor of the next. One statement (and those of its prefetches)."""
    if asked.cursor is not None:
        rows = rows.filter(id__lt=asked.cursor) if asked.newest_first else rows.filter(id__gt=asked.cursor)
    found = list(rows.order_by("-id" if asked.newest_first else "id")[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return found, found[-1].id if more else None
