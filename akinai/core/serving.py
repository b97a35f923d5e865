"""`akinai serve`: the database, the web process and the worker under one supervisor.

A part that dies is started again at once, the jobs of a worker that died are given back at once, and no part outlives
the supervisor: each watches its parent and dies with it, even after kill -9.
"""

import ctypes
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

import structlog

from akinai.core import postgres

log = structlog.get_logger(__name__)

PARENT = "AKINAI_PARENT"  # in a part's environment: the process it must not outlive
PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.1  # seconds
STOP_WITHIN = 20.0  # seconds; then a part is killed, and its jobs are given back at the next start
HEALTHY_AFTER = 2.0  # seconds; a part that dies sooner waits a little before it is tried again
_candidates = itertools.count(random.randrange(20_000, 30_000))  # each process gives out others, each of them once


def die_with_parent() -> None:
    """End this process when the one named in AKINAI_PARENT ends; nothing when there is none."""
    parent = int(os.environ.get(PARENT, "0"))
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch_parent, args=[parent], daemon=True).start()
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(1)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def port_taken(host: str, port: int) -> bool:
    """Whether something listens there already (granian shares a port silently, so it has to be asked first)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """A port of this machine nobody listens on. Systems give those above 32767 to any connection (Linux) or listener:
    one below is still free in a moment, when it is used."""
    return next(port for port in _candidates if not port_taken("127.0.0.1", port))


def run_web(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site until a signal stops us; dead web processes are replaced."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)  # a fork would share open database connections
    os.environ[PARENT] = str(os.getpid())
    Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve()


class Part:
    """One child process of the supervisor."""

    def __init__(self, name: str, command: Sequence[str], *, announces: bool = False) -> None:
        self.name = name
        self.command = list(command)
        self._announces = announces
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self._ear: int | None = None

    def start(self) -> None:
        """Start it; one that announces gets a pipe on which it tells its number among the workers."""
        pipe = os.pipe() if self._announces else None
        self.process = subprocess.Popen(
            [*self.command, *(["--announce", str(pipe[1])] if pipe else [])],
            env={**os.environ, PARENT: str(os.getpid())},
            pass_fds=[pipe[1]] if pipe else [],
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops its parts in order
        )
        self.started = time.monotonic()
        if pipe:
            os.close(pipe[1])
            os.set_blocking(pipe[0], False)
            self._ear = pipe[0]

    def died(self) -> bool:
        """Whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def numbers(self) -> list[int]:
        """The workers it was, told on its pipe; asked once, after its end."""
        if self._ear is None:
            return []
        try:
            told = os.read(self._ear, 4096)
        except BlockingIOError:
            told = b""
        os.close(self._ear)
        self._ear = None
        return [int(line) for line in told.split()]

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; kill it when the time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def working_parts(*options: str) -> list[Part]:
    """The worker, with these options, and beside it the loops: no long job makes them wait."""
    akinai = [sys.executable, "-m", "akinai"]
    worker = Part("worker", [*akinai, "worker", "--no-loops", *options], announces=True)
    return [worker, Part("loops", [*akinai, "loops"])]


class Supervisor:
    """Keeps its parts and the embedded database running until it is asked to stop."""

    def __init__(self, parts: Sequence[Part], *, lost_workers: Callable[[Sequence[int]], object]) -> None:
        self.parts = list(parts)
        self._lost_workers = lost_workers
        self._stop = threading.Event()

    def run(self, *, started: Callable[[], None] = lambda: None) -> None:
        """Start the parts, say so, and look after them until SIGTERM or SIGINT."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._asked_to_stop)
        try:
            for part in self.parts:
                part.start()
            started()
            while not self._stop.wait(LOOK_EVERY):
                self._look()
        finally:
            self._stop_parts()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _look(self) -> None:
        if not postgres.alive():
            log.warning("database.gone")
            postgres.start()
        for part in self.parts:
            if part.died() and not self._too_soon(part):
                self._revive(part)

    def _too_soon(self, part: Part) -> bool:
        """A part that can't start at all is tried once in a while, not in a tight loop."""
        return time.monotonic() - part.started < HEALTHY_AFTER

    def _revive(self, part: Part) -> None:
        assert part.process is not None
        log.warning("part.died", part=part.name, code=part.process.returncode)
        self._give_back(part)
        part.start()

    def _give_back(self, part: Part) -> None:
        if numbers := part.numbers():
            try:
                self._lost_workers(numbers)
            except Exception:
                log.exception("part.jobs_not_given_back", part=part.name)  # the next worker's own look finds them

    def _stop_parts(self) -> None:
        for part in self.parts:
            part.ask_to_stop()
        until = time.monotonic() + STOP_WITHIN
        for part in self.parts:
            part.wait(until)
            self._give_back(part)


def wait_for_port(host: str, port: int, *, seconds: float = 60.0) -> bool:
    """Wait until something answers there."""
    until = time.monotonic() + seconds
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    while time.monotonic() < until:
        try:
            socket.create_connection((target, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False
