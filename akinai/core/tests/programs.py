"""Programs for tests: a token made by the real action, and a client that sends it."""

from typing import Any

from django.test import Client

from akinai.core.api import tokens

ROOT = "/api/v1"


class Program:
    """Calls the API with a token that has these permissions (none: no token at all)."""

    def __init__(self, *scopes: str, language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if scopes:
            self.row, self.token = tokens.add_token("test", scopes=scopes, actor="cli")
            self.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """The answer's JSON; fails on another status."""
        return self._read(self.client.get(ROOT + path, query, headers=self.headers), status)

    def post(self, path: str, body: Any, status: int = 200, key: str = "", **query: Any) -> Any:
        """The answer's JSON; fails on another status."""
        return self._read(self.send(path, body, key=key, **query), status)

    def send(self, path: str, body: Any, *, key: str = "", **query: Any) -> Any:
        """The response itself."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        raw = {"data": body, "content_type": "application/json", "headers": headers, "query_params": query}
        return self.client.post(ROOT + path, **raw)

    def _read(self, response: Any, status: int) -> Any:
        assert response.status_code == status, (response.status_code, response.content.decode()[:2000])
        kind = "application/json" if status < 400 else "application/problem+json"
        assert response.headers["Content-Type"].startswith(kind)
        assert response.headers["Cache-Control"] == "no-store"
        return response.json()
