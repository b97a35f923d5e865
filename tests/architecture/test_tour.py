"""docs/tour.md and docs/malls.md walk through the code by names; every name on them exists."""

import re
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
pages = pytest.mark.parametrize("page", ["tour.md", "malls.md"])


@pages
def test_every_name_on_the_tour_exists(page):
    names = re.findall(r"`(akinai(?:\.\w+)+)`", (DOCS / page).read_text())
    assert len(names) > 15
    missing = []
    for name in names:
        module, _dot, attribute = name.rpartition(".")
        try:
            import_module(name)
        except ModuleNotFoundError:
            if not hasattr(import_module(module), attribute):
                missing.append(name)
    assert missing == []


@pages
def test_every_file_on_the_tour_exists(page):
    root = DOCS.parent
    files = re.findall(r"\]\(\.\./([\w/.]+)\)", (DOCS / page).read_text())
    assert files
    assert [file for file in files if not (root / file).exists()] == []
