"""The same eight lines stand nowhere twice: the second place calls the first."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES = 8


def meaningful(path: Path) -> list[tuple[int, str]]:
    """The lines of a module that say something, with their numbers; imports, blanks and lone brackets do not."""
    source = path.read_text()
    skipped = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom) and node.end_lineno
        for line in range(node.lineno, node.end_lineno + 1)
    }
    return [
        (number, line.strip())
        for number, line in enumerate(source.splitlines(), 1)
        if number not in skipped and re.search(r"\w", line)
    ]


def test_no_code_stands_twice():
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in sorted((ROOT / "akinai").rglob("*.py")):
        if {"migrations", "tests"} & set(path.parts):
            continue
        lines = meaningful(path)
        for start in range(len(lines) - LINES + 1):
            window = tuple(text for _number, text in lines[start : start + LINES])
            places[window].append(f"{path.relative_to(ROOT)}:{lines[start][0]}")
    twice = [found for found in places.values() if len({place.rpartition(":")[0] for place in found}) > 1]
    assert twice == []
