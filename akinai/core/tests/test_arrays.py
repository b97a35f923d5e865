"""Array literals bring back what went in, whatever stands in a text."""

import datetime as dt

import pytest
from django.db import connection

from akinai.core import arrays
from akinai.core.clock import JST

pytestmark = pytest.mark.django_db

TEXTS = [
    "",
    "a",
    'say "hi"',
    "back\\slash",
    "{1,2}",
    "NULL",
    "null",
    " 空 白 ",
    "行\n送り\t",
    "'q'",
    "100%",
    "😀",
    None,
]


def back(kind: str, values: list[object]) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"select %s::{kind}[]", arrays.literals([values]))
        found: list[object] = cursor.fetchone()[0]
        return found


def test_texts_come_back_as_they_were() -> None:
    assert back("text", list(TEXTS)) == TEXTS


def test_numbers_booleans_and_moments() -> None:
    now = dt.datetime(2026, 11, 21, 9, 30, 1, 5, tzinfo=JST)
    assert back("bigint", [1, -(2**60), None]) == [1, -(2**60), None]
    assert back("boolean", [True, False, None]) == [True, False, None]
    assert back("timestamptz", [now, None]) == [now, None]
    assert back("date", [now.date()]) == [now.date()]
    assert back("text", []) == []


def test_other_parameters_stay() -> None:
    assert arrays.literals(["x", 1, None, [1, 2]]) == ["x", 1, None, "{1,2}"]
