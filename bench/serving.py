"""The site by real server processes, asked over HTTP by real client processes; what it costs in processor time."""

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from akinai.core import home, postgres, serving
from bench.harness import leave, require

ROOT = Path(__file__).resolve().parents[1]
PROCESSES, CONCURRENCY = 2, 8
TICKS = os.sysconf("SC_CLK_TCK")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Server:
    """A running site."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor its processes have used so far."""
        return sum(_seconds(pid) for pid in [self.pid, *_below(self.pid)])


@contextmanager
def site(*, processes: int = PROCESSES) -> Iterator[Server]:
    """`akinai web` on the present database, on a free port of this machine."""
    _gather_static_files()
    port = serving.free_port()
    database = postgres.connection_string(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "akinai", "web", "--port", str(port), "--processes", str(processes)]
    leave()
    server = subprocess.Popen(
        command,
        env={**os.environ, "DATABASE_URL": as_url(database), serving.PARENT: str(os.getpid())},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        require(serving.wait_for_port("127.0.0.1", port), "The site did not start.")
        _wait_for_workers(port)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _gather_static_files() -> None:
    """A home that was never set up has none. By a process of its own: this one may store them otherwise (the tests)."""
    with (home.path() / "static.lock").open("w") as lock:  # others may be about it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, check=True)


def as_url(conninfo: str) -> str:
    """A connection string as DATABASE_URL has it."""
    from urllib.parse import quote, urlencode

    from psycopg.conninfo import conninfo_to_dict

    told: dict[str, Any] = dict(conninfo_to_dict(conninfo))
    name = quote(str(told.pop("dbname")))
    return f"postgresql:///{name}?{urlencode(told)}"


def _wait_for_workers(port: int) -> None:
    """Each worker answers its first request slowly; the clock starts after that."""
    line = Line(port)
    for _n in range(40):
        status, _body = line.ask("GET", "/api/v1/openapi.json")
        require(status == 200, f"The site answered {status}.")


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


class Line:
    """One connection kept open: a client that costs next to nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Status and body. Bodies are sent as JSON."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(content)}"]
        lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return self._send("\r\n".join(lines).encode() + content)

    def _send(self, message: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, got = got[:end], got[end + 4 :]
        length = _LENGTH.search(head)
        if length is None:  # in chunks
            while not got.endswith(b"0\r\n\r\n"):
                got += self._more()
            return int(head[9:12]), got
        while len(got) < int(length[1]):
            got += self._more()
        return int(head[9:12]), got

    def _more(self) -> bytes:
        assert self._socket is not None
        got = self._socket.recv(65_536)
        if not got:
            raise ConnectionError("The site hung up.")
        return got


Work = Callable[[Line, int, int], object]  # a connection, the client's number, its turn


def together(port: int, work: Work, *, lasts: float = 0.0, turns: int = 0) -> tuple[list[float], float]:
    """Do the work again and again on CONCURRENCY connections, for some seconds or so many turns of each.

    Gives how long each turn took (seconds), and how long all of it took.
    """
    leave()  # a connection must not be shared with a child
    fork = get_context("fork")
    start, answers = fork.Barrier(CONCURRENCY), fork.SimpleQueue()
    workers = [
        fork.Process(target=_client, args=(port, work, at, lasts, turns, start, answers)) for at in range(CONCURRENCY)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get() for _worker in workers]
    for worker in workers:
        worker.join()
    require(all(one is not None for one in found), "A client of the benchmark failed.")
    times = [took for one in found for took in one[0]]
    return times, max(one[2] for one in found) - min(one[1] for one in found)


def _client(port: int, work: Work, at: int, lasts: float, turns: int, start: Any, answers: Any) -> None:
    found = None
    try:
        line, times = Line(port), []
        start.wait()
        begun = now = time.perf_counter()
        turn = 0
        while (turns and turn < turns) or (not turns and now - begun < lasts):
            work(line, at, turn)
            turn += 1
            later = time.perf_counter()
            times.append(later - now)
            now = later
        found = (times, begun, now)
    finally:
        answers.put(found)


def p99(times: Sequence[float]) -> float:
    """Milliseconds that one in a hundred takes longer than."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))] * 1000
