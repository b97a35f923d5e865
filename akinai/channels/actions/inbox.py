"""The watched folder: AKINAI_HOME/inbox/<channel>/ takes the night's files.

A file is taken when it has stopped growing, queued, and moved to done/ or failed/ beside it. Of malls that give two
files (Yahoo) both are awaited.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from akinai.channels import layouts
from akinai.channels.actions.importing import queue_import
from akinai.channels.files import reading
from akinai.channels.files.layout import Layout
from akinai.channels.models import Connection
from akinai.core import clock, home
from akinai.core.tables import Unreadable

log = structlog.get_logger(__name__)

STILL = 5.0  # seconds without growth
ENDINGS = frozenset((".csv", ".tsv", ".txt", ".json", ".xlsx", ".xls"))
MOST_FILES = 50  # at a time
ACTOR = "job:inbox"


def folder_of(connection: Connection) -> Path:
    """The watched folder of a channel, made if missing."""
    folder = home.path() / "inbox" / (connection.folder or connection.channel.code)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def take_inbox() -> int:
    """Take in what lies in the watched folders; how many imports were made. Safe to run twice at once."""
    done = 0
    for connection in Connection.objects.select_related("channel", "layout").order_by("id"):
        for files in _together(connection):
            done += _take(connection, files)
    return done


def ready(folder: Path, endings: frozenset[str] = ENDINGS) -> list[Path]:
    """Files that stopped growing, the oldest first."""
    now = time.time()
    found = []
    for entry in os.scandir(folder):
        path = Path(entry.path)
        wanted = path.suffix.lower() in endings and not entry.name.startswith(".")
        if wanted and entry.is_file(follow_symlinks=False) and now - entry.stat().st_mtime >= STILL:
            found.append(path)
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))[:MOST_FILES]


def _together(connection: Connection) -> Iterator[tuple[Path, Path | None]]:
    """The files in their order; an order file comes with its item file."""
    files = ready(folder_of(connection))
    layout = layouts.named(connection.layout.name) if connection.layout else None
    if layout is None or layout.items is None:
        yield from ((path, None) for path in files)
        return
    orders: list[Path] = []
    items: list[Path] = []
    for path in files:
        kind = _kind(path, layout)
        if kind == "whole":
            yield path, None
        else:
            (items if kind == "items" else orders).append(path)
    yield from zip(orders, items, strict=False)


def _kind(path: Path, layout: Layout) -> str:
    """Whether a file is an order file, an item file, or both in one (or nothing that can be read)."""
    try:
        headers = set(reading.read(path.read_bytes(), path.name, encoding=layout.encoding).headers)
    except (Unreadable, OSError):
        return "whole"
    if not layout.missing(headers):
        return "whole"
    first = layout.order["ordered_at"].column
    return "orders" if first in headers else "items"


def _take(connection: Connection, files: tuple[Path, Path | None]) -> int:
    """Queue the import of one file (or pair), then move it away. Cut off in between, it is imported again: no harm."""
    path, items = files
    ending = "done"
    try:
        queue_import(
            path.read_bytes(),
            name=path.name,
            channel_code=connection.channel.code,
            items=items.read_bytes() if items else None,
            actor=ACTOR,
        )
    except Unreadable as error:
        ending = "failed"
        log.warning("inbox.failed", file=path.name, error=str(error))
    except FileNotFoundError:
        return 0  # another worker was faster
    for each in files:
        if each:
            put(each, ending)
    return 1


def put(path: Path, ending: str) -> None:
    """Into done/ or failed/, under a name with the time."""
    folder = path.parent / ending
    folder.mkdir(exist_ok=True, mode=0o700)
    with suppress(FileNotFoundError):
        path.rename(folder / f"{clock.now():%Y%m%d-%H%M%S}-{path.name}")
