"""The rules of the house, each with its because."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
STEPS = [
    "core", "catalog", "inventory", "payments", "customers", "orders", "fulfillment", "storefront", "channels", "demo",
]  # fmt: skip
PUBLIC = {"actions", "queries", "events"}
SHARED_BY_TESTS = {"tests"}


def modules(*, tests: bool = False) -> Iterator[Path]:
    for path in sorted((ROOT / "akinai").rglob("*.py")):
        if "migrations" in path.parts or ("tests" in path.parts and not tests):
            continue
        yield path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_step_is_entered_by_its_public_doors_only():
    """Because what is not public can be rewritten without asking anybody."""
    trespasses = []
    for path in modules():
        step = path.relative_to(ROOT / "akinai").parts[0].removesuffix(".py")
        for name in imports(path):
            match = re.match(r"akinai\.(\w+)\.(\w+)", name)
            if not match or match[1] in (step, "core") or match[1] not in STEPS or step == "demo":
                continue
            # A model of a step below may be named (a foreign key is already such a tie); changing it is for its verbs.
            if match[2] not in PUBLIC | {"models"}:
                trespasses.append(f"{path.relative_to(ROOT)} imports {name}")
    assert trespasses == []


def test_only_verbs_change_rows_of_another_step():
    """Because a change that goes round the verb is in no timeline, no ledger and no test."""
    writing = re.compile(r"\.(save|delete|bulk_create|bulk_update|update_or_create|get_or_create)\(")
    doors = ("views.py", "forms.py", "api.py", "desk.py", "reactions.py", "jobs.py", "cli.py")
    offenders = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in modules()
        if path.name in doors or path.parent.name == "views"
        for line in path.read_text().splitlines()
        if writing.search(line) and "session" not in line and "default_storage" not in line and "storage." not in line
    ]
    assert offenders == []


def test_files_and_functions_stay_small():
    """Because a reader holds about this much in mind."""
    too_big = []
    for path in modules():
        text = path.read_text()
        if text.count("\n") > 400:
            too_big.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > 60:
                    too_big.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert too_big == []


def test_no_room_without_a_business_word():
    """Because what has no home has not been understood."""
    homeless = {"common", "utils", "util", "lib", "services", "service", "helpers", "helper", "misc", "signals"}
    assert [path for path in modules() if path.stem in homeless or path.parent.name in homeless] == []


def test_nothing_happens_behind_the_back():
    """Because signals, on_commit and logic in save() are read by nobody and lost by a crash."""
    hidden = re.compile(r"on_commit\(|post_save|pre_save|def save\(self|django\.dispatch")
    allowed = {"forms.py"}
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in modules()
        if path.name not in allowed
        for line in path.read_text().splitlines()
        if hidden.search(line)
    ]
    assert found == []


def test_the_outside_is_reached_by_one_door():
    """Because a call without a timeout, inside a transaction, stops the shop."""
    own = {"outside.py"}
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules()
        if path.name not in own
        for name in imports(path)
        if re.match(r"(httpx|requests|urllib\.request|urllib3)\b", name)
    ]
    assert found == []


def test_the_clock_is_asked_in_one_place():
    """Because the shop's day is Japan's, and a test must be able to stand on any day."""
    own = {"clock.py"}
    asking = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|localdate\(|utcnow\(")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in modules()
        if path.name not in own
        for line in path.read_text().splitlines()
        if asking.search(line)
    ]
    assert found == []


def test_every_step_says_what_it_is_for():
    """Because a newcomer opens __init__.py first."""
    for step in STEPS:
        words = ast.get_docstring(ast.parse((ROOT / "akinai" / step / "__init__.py").read_text()))
        assert words, step
        assert "Begin with" in words, step


def test_no_foreign_key_points_at_a_ledger():
    """Because the ledgers will be partitioned."""
    ledgers = {"core_event", "inventory_movement"}
    pointing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) and field.related_model._meta.db_table in ledgers
    ]
    assert pointing == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "NotImplementedError"])
def test_nothing_is_left_for_later(word):
    """Because what is promised in a comment is done by nobody."""
    assert [path for path in modules(tests=True) if re.search(rf"\b{word}\b", path.read_text())] == []
