"""What every page of the shop shows: name, look, navigation, categories, the thin line; one statement, kept a while.

Each web process keeps it for `page_seconds`, as long as the pages themselves. Staff always see it fresh.
"""

import datetime as dt
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from akinai.core import clock
from akinai.core.settings import DEFAULTS
from akinai.storefront import theme as themes


@dataclass(frozen=True)
class Link:
    """A link of head or foot."""

    label: str
    link: str


@dataclass(frozen=True)
class Branch:
    """A category with those right under it."""

    id: int
    code: str
    name: str
    below: tuple["Branch", ...] = ()


@dataclass(frozen=True)
class Line:
    """The thin line above every page, for a time."""

    title: str
    words: str
    link: str
    begins: dt.datetime | None
    ends: dt.datetime | None

    def shown(self, now: dt.datetime) -> bool:
        return (self.begins is None or self.begins <= now) and (self.ends is None or now < self.ends)


@dataclass(frozen=True)
class Frame:
    """The site as it stands. `theme` and `legal` are the owner's values: theme.py and legal.py read them."""

    is_open: bool
    maintenance: bool
    maintenance_words: str
    theme: dict[str, Any]
    legal: dict[str, Any]
    description: str
    google_verification: str
    shop: dict[str, Any]
    head: tuple[Link, ...]
    foot: tuple[Link, ...]
    categories: tuple[Branch, ...]
    lines: tuple[Line, ...]
    page_seconds: int

    @property
    def name(self) -> str:
        return str(self.shop.get("name") or "Akinai")

    @property
    def company(self) -> str:
        return str(self.shop.get("company") or self.name)

    @cached_property
    def look(self) -> themes.Theme:
        """The theme, made once for a frame."""
        return themes.of(self.theme)

    @property
    def line(self) -> Line | None:
        now = clock.now()
        return next((line for line in self.lines if line.shown(now)), None)


_READ = """
select coalesce(s.is_open, false), coalesce(s.maintenance, false), coalesce(s.maintenance_words, ''),
       coalesce(s.theme, '{}'), coalesce(s.legal, '{}'), coalesce(s.description, ''),
       coalesce(s.google_verification, ''),
       (select to_jsonb(h) from core_shop h order by id limit 1),
       (select jsonb_agg(jsonb_build_array(place, label, link) order by position, id) from storefront_navitem),
       (select jsonb_agg(jsonb_build_array(id, parent_id, code, name) order by position, name, id)
          from catalog_category),
       (select jsonb_agg(jsonb_build_array(title, words, link, publish_at, end_at) order by position, id)
          from storefront_banner where place = 'line'),
       (select value from core_setting where name = 'page_seconds')
  from (select 1) one left join (select * from storefront_site order by id limit 1) s on true
"""

_held: tuple[float, Frame] | None = None
_of_request: ContextVar[list[Frame] | None] = ContextVar("frame_of_request", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    """Within the block the frame is read once at most, and stays the same."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def current() -> Frame:
    """The frame: of this request if it was read, of this process if it is held, else read now."""
    mine = _of_request.get()
    if mine:
        return mine[0]
    frame = _current()
    if mine is not None:
        mine.append(frame)
    return frame


def read_anew() -> None:
    """For staff, who want to see what they just changed: this request reads the frame itself."""
    mine = _of_request.get()
    if mine is not None:
        mine[:] = [_read()]


def _current() -> Frame:
    global _held
    held = _held
    if held is not None and time.monotonic() < held[0]:
        return held[1]
    frame = _read()
    _held = (time.monotonic() + frame.page_seconds, frame) if frame.page_seconds else None
    return frame


def forget() -> None:
    """Read the frame anew at the next page of this process."""
    global _held
    _held = None


def _read() -> Frame:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    theme, legal, shop, navigation, categories, lines, seconds = map(_plain, (*row[3:5], *row[7:12]))
    links: dict[str, list[Link]] = {"head": [], "foot": []}
    for place, label, link in navigation or ():
        links.setdefault(place, []).append(Link(label, link))
    return Frame(
        is_open=row[0], maintenance=row[1], maintenance_words=row[2], theme=theme, legal=legal, description=row[5],
        google_verification=row[6], shop=shop or {}, head=tuple(links["head"]), foot=tuple(links["foot"]),
        categories=_branches(categories or []), lines=tuple(_line(*one) for one in lines or ()),
        page_seconds=int(DEFAULTS["page_seconds"] if seconds is None else seconds),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Django's connection leaves jsonb as text."""
    return json.loads(value) if isinstance(value, str) else value


def _branches(rows: list[list[Any]], parent: int | None = None) -> tuple[Branch, ...]:
    by_parent: dict[int | None, list[list[Any]]] = {}
    for row in rows:
        by_parent.setdefault(row[1], []).append(row)
    return _grow(by_parent, parent)


def _grow(by_parent: dict[int | None, list[list[Any]]], parent: int | None) -> tuple[Branch, ...]:
    return tuple(Branch(row[0], row[2], row[3], _grow(by_parent, row[0])) for row in by_parent.get(parent, ()))


def _line(title: str, words: str, link: str, begins: str | None, ends: str | None) -> Line:
    return Line(title, words, link, _moment(begins), _moment(ends))


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None
