"""The way out, against a real server on this machine."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.db import transaction

from akinai.core import outside


class Partner(http.server.ThreadingHTTPServer):
    """Answers with the statuses it was told to, then 200; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int] = []
        self.seen: list[tuple[str, str]] = []
        self.body = b"ok"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Partner

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.command, self.headers["User-Agent"]))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == 0:  # hang up without an answer
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_POST = do_PUT = do_GET

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def partner() -> Iterator[Partner]:
    with Partner() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_busy_or_broken_partner_is_asked_again(partner: Partner) -> None:
    partner.answers = [503, 0]
    with outside.client(base_url=partner.url, allow_private=True) as api:
        assert api.get("/orders").text == "ok"
    assert len(partner.seen) == 3
    assert partner.seen[0][1].startswith("Akinai")


def test_what_is_not_idempotent_is_sent_once(partner: Partner) -> None:
    partner.answers = [503, 0]
    with outside.client(base_url=partner.url, allow_private=True) as api:
        assert api.post("/pay", json={"yen": 100}).status_code == 503
        with pytest.raises(httpx.TransportError):
            api.post("/pay", json={"yen": 100})
    assert [method for method, _agent in partner.seen] == ["POST", "POST"]


def test_a_post_that_says_it_may_be_repeated_is(partner: Partner) -> None:
    partner.answers = [503]
    with outside.client(base_url=partner.url, allow_private=True) as api:
        assert api.post("/ship", json={}, extensions={"idempotent": True}).status_code == 200
        partner.answers = [503]
        assert api.post("/ship", json={}, headers={"Idempotency-Key": "k1"}).status_code == 200


def test_the_last_busy_answer_is_given_to_the_caller(partner: Partner) -> None:
    partner.answers = [503, 503, 503]
    with outside.client(base_url=partner.url, allow_private=True, attempts=2) as api:
        assert api.get("/orders").status_code == 503
    assert len(partner.seen) == 2


@pytest.mark.django_db
def test_it_refuses_inside_a_transaction_only(partner: Partner) -> None:
    with outside.client(base_url=partner.url, allow_private=True) as api:
        assert api.get("/orders").status_code == 200
        with transaction.atomic(), pytest.raises(outside.InsideTransaction):
            api.get("/orders")
    assert len(partner.seen) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]"])
def test_our_own_network_is_out_of_reach(host: str) -> None:
    with outside.client() as api, pytest.raises(outside.Forbidden):
        api.get(f"http://{host}:9/")


def test_an_answer_without_end_is_cut(partner: Partner) -> None:
    partner.body = b"x" * 5000
    with (
        outside.client(base_url=partner.url, allow_private=True, largest=4000) as api,
        pytest.raises(outside.TooLarge),
    ):
        api.get("/flood")
