"""Requests and answers of the stand-ins, and the mark of a route."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    parts: dict[str, str] = field(default_factory=dict)  # {id} of the route's path

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Refused (400)."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused(Answer.of({"error": "not a JSON object"}, 400))
        return found

    def form(self, charset: str = "utf-8") -> list[tuple[str, str]]:
        """The body as form fields, in order, empty ones too."""
        text = self.body.decode("ascii", "replace")
        return parse_qsl(text, keep_blank_values=True, encoding=charset, errors="replace", max_num_fields=2000)

    def asked(self) -> dict[str, str]:
        """The query's fields."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Any, status: int = 200, **headers: str) -> "Answer":
        """JSON."""
        return cls(json.dumps(content, ensure_ascii=False).encode(), status, "application/json", headers)

    @classmethod
    def html(cls, content: str, status: int = 200, charset: str = "utf-8") -> "Answer":
        """A page."""
        return cls(content.encode(charset, "xmlcharrefreplace"), status, f"text/html; charset={charset}")

    @classmethod
    def to(cls, address: str) -> "Answer":
        """The browser goes there with GET."""
        return cls(b"", 303, headers={"Location": address})


class Refused(Exception):
    """A handler answers this instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


Handler = TypeVar("Handler", bound=Callable[..., Answer])


def route(method: str, path: str, *, api: bool = True) -> Callable[[Handler], Handler]:
    """Marks the method of a stand-in that answers here. `path` may hold {names}; faults strike only `api` routes."""

    def mark(handler: Handler) -> Handler:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
        handler._route = (method, pattern, api)  # type: ignore[attr-defined]
        return handler

    return mark
