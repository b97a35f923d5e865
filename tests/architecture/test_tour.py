"""docs/tour.md walks through the code by names; every name on it exists."""

import re
from importlib import import_module
from pathlib import Path

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour.md"


def test_every_name_on_the_tour_exists():
    names = re.findall(r"`(akinai(?:\.\w+)+)`", TOUR.read_text())
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


def test_every_file_on_the_tour_exists():
    root = TOUR.parents[1]
    files = re.findall(r"\]\(\.\./([\w/.]+)\)", TOUR.read_text())
    assert files
    assert [file for file in files if not (root / file).exists()] == []
