"""The result of a batch verb, row by row, and small answers for htmx: a toast, a sound."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from akinai.core.outcome import Outcome


@dataclass(frozen=True)
class Row:
    """A refused thing as shown."""

    key: Any
    name: str
    link: str
    message: str


def show(
    request: HttpRequest,
    outcome: Outcome,
    *,
    title: Promise | str,
    back: str,
    names: Mapping[Any, str] | None = None,
    links: Mapping[Any, str] | None = None,
    retry: str | None = None,
) -> HttpResponse:
    """A page: how many were done, and each refused one with its sentence.

    `names` and `links` map keys to what a person calls them and where they are. `retry` is the address that takes
    the refused keys again as `ids`.
    """
    rows = [
        Row(r.key, str((names or {}).get(r.key, r.key)), (links or {}).get(r.key, ""), r.message)
        for r in outcome.refused
    ]
    keys = list(dict.fromkeys(row.key for row in rows))
    context = {"title": title, "back": back, "done": len(outcome.done), "rows": rows, "retry": retry, "keys": keys}
    return render(request, "core/result.html", context)


def toast(response: HttpResponse, text: Promise | str, tone: str = "good") -> HttpResponse:
    """Let an htmx answer show a short message."""
    return _trigger(response, "akinai:toast", {"text": str(text), "tone": tone})


def sound(response: HttpResponse, name: str) -> HttpResponse:
    """Let an htmx answer sound: ok, ng or done."""
    return _trigger(response, "akinai:sound", {"name": name})


def _trigger(response: HttpResponse, name: str, detail: dict[str, str]) -> HttpResponse:
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    # Headers are latin-1: JSON keeps Japanese as \u escapes.
    response.headers["HX-Trigger"] = json.dumps({**events, name: detail})
    return response
