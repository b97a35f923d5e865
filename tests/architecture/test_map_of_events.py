"""docs/events.md is the map of events: it names every event and every reaction, and no other."""

import re
from pathlib import Path

import config.urls  # noqa: F401 - with it every page is loaded, and every event that a page's verb announces
from akinai.core.events import EVENT_TYPES
from akinai.core.reactions import LISTENERS, REACTIONS

MAP = Path(__file__).resolve().parents[2] / "docs" / "events.md"


def rows() -> dict[str, str]:
    """The table's rows: event → the cell of its listeners."""
    found = re.findall(r"^\| `([\w.]+)` \|[^|]*\|([^|]*)\|$", MAP.read_text(), re.MULTILINE)
    assert found, "docs/events.md has no table of events"
    return dict(found)


def announced() -> set[str]:
    return {
        name
        for name, kind in EVENT_TYPES.items()
        if ".tests" not in kind.__module__ and kind.__module__.startswith("akinai.")
    }


def test_the_map_names_every_event_and_no_other():
    assert set(rows()) == announced()


def test_the_map_names_every_reaction_and_no_other():
    drawn = {(event, name) for event, cell in rows().items() for name in re.findall(r"`([\w.]+)`", cell)}
    real = {(kind.name, one.name) for kind, heard in LISTENERS.items() for one in heard if kind.name in announced()}
    assert drawn == real
    assert {name for _event, name in real} == {
        name for name, one in REACTIONS.items() if one.handle.__module__.startswith("akinai.")
    }


def test_every_event_says_what_it_means():
    assert [name for name in announced() if not (EVENT_TYPES[name].__doc__ or "").strip()] == []
