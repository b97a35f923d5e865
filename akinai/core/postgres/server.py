"""Start and stop the embedded cluster; safe when several processes do it at once."""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from akinai.core.postgres.address import DATABASE, Cluster, cluster, connection_string, external
from akinai.core.postgres.programs import CannotStart, _, call, make_folders

# After kill -9 of the postmaster its children hold the shared memory for a moment, and a start fails.
RETRY_SECONDS = 10


def running() -> bool:
    """Whether the database takes connections (the server's, or the embedded cluster's)."""
    try:
        psycopg.connect(connection_string(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def alive() -> bool:
    """Whether the embedded cluster's main process lives (a cheap look); always true for a server elsewhere."""
    if external():
        return True
    try:
        return psutil.pid_exists(int((cluster().data / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return False


def start() -> None:
    """Start the embedded cluster, made if missing; nothing when it runs or DATABASE_URL names a server.

    Raises CannotStart with a sentence for the user.
    """
    if external():
        return
    ours = cluster()
    with _locked(ours.home / "postgres.lock"):
        _start(ours)


def ensure_started() -> None:
    """`start()`, and hold the cluster until this process ends; the last process that holds it stops it."""
    if external() or _Held.lock is not None:
        return
    ours = cluster()
    with _locked(ours.home / "postgres.lock"):
        _start(ours)
        handle = os.open(ours.home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH)
        _Held.lock, _Held.pid, _Held.cluster = handle, os.getpid(), ours
    atexit.register(release)
    # By itself SIGTERM ends a Python program without its exit handlers, and the cluster would stay behind.
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def release() -> None:
    """Let go of the cluster, and stop it when no other process holds it."""
    ours = _Held.cluster
    if _Held.lock is None or ours is None or os.getpid() != _Held.pid:
        return  # a forked child shares its parent's lock: only the parent lets go
    if not ours.home.exists():  # somebody deleted the shop under us: its database must not stay behind
        _stop(ours)
        return
    with _locked(ours.home / "postgres.lock"):
        handle, _Held.lock = _Held.lock, None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            os.close(handle)
        _stop(ours)


class _Held:
    """The lock this process holds on its home's cluster, and the process that took it."""

    lock: int | None = None
    pid = 0
    cluster: Cluster | None = None


def keep_held_over_exec() -> None:
    """Let a program that takes this process' place (os.exec…) keep the hold on the cluster."""
    if _Held.lock is not None:
        os.set_inheritable(_Held.lock, True)


def stop() -> None:
    """Stop the embedded cluster, whoever uses it."""
    if external():
        return
    ours = cluster()
    with _locked(ours.home / "postgres.lock"):
        _stop(ours)


def remove() -> None:
    """Stop the embedded cluster and delete its data for good (scratch homes of tests and demos)."""
    if external():
        return
    ours = cluster()
    with _locked(ours.home / "postgres.lock"):
        _stop(ours)
        shutil.rmtree(ours.base, ignore_errors=True)
        shutil.rmtree(ours.run, ignore_errors=True)
        (ours.home / "postgres.cluster").unlink(missing_ok=True)


def _start(ours: Cluster) -> None:
    if _database_ready(ours):
        return
    make_folders(ours)
    _make_data(ours)
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        _forget_stale_pid(ours)
        log = str(ours.base / "start.log")
        done = call(ours, "pg_ctl", "start", "-w", "-t", "300", "-D", str(ours.data), "-l", log,
                    "-o", _server_options(ours))  # fmt: skip
        if _database_ready(ours):
            return
        if time.monotonic() > deadline:
            raise CannotStart(_why_not(ours, done.stdout + done.stderr))
        time.sleep(0.25)


def _stop(ours: Cluster) -> None:
    if (ours.data / "postmaster.pid").exists():
        call(ours, "pg_ctl", "-w", "-t", "60", "-m", "fast", "-D", str(ours.data), "stop")


def _database_ready(ours: Cluster) -> bool:
    """Whether the cluster answers; makes our database in it if that is missing."""
    if not ours.run.exists():
        return False
    try:
        psycopg.connect(connection_string(), connect_timeout=3).close()
        return True
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error) or "database" not in str(error):
            return False
    with psycopg.connect(connection_string("postgres"), autocommit=True) as server:
        server.execute(f"create database {DATABASE}")
    return True


def _make_data(ours: Cluster) -> None:
    """A fresh cluster, built beside its place: a kill in the middle leaves nothing half made."""
    if (ours.data / "PG_VERSION").exists():
        return
    draft = ours.base / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    done = call(ours, "initdb", "-D", str(draft), "-U", DATABASE, "-A", "trust", "-E", "UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # fmt: skip
    if done.returncode:
        raise CannotStart(_why_not(ours, done.stdout + done.stderr))
    draft.rename(ours.data)


def _server_options(ours: Cluster) -> str:
    """Only a socket, nothing given up of durability, and sizes that suit the machine."""
    memory_mb = psutil.virtual_memory().total // 2**20
    options = {
        "unix_socket_permissions": "0700",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "max_connections": "200",
        "shared_buffers": f"{min(max(memory_mb // 8, 64), 2048)}MB",
        "effective_cache_size": f"{max(memory_mb // 2, 128)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "dynamic_shared_memory_type": _shared_memory(),
        # Jobs and stock rows are updated all day: sweep after 5 % of changes, not 20 %.
        "autovacuum_naptime": "15s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        # A week of logs, one file per weekday.
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "timezone": "Asia/Tokyo",
        "log_timezone": "Asia/Tokyo",
    }
    return f"-h '' -k '{ours.run}' " + " ".join(f"-c {name}={value}" for name, value in options.items())


def _shared_memory() -> str:
    """Containers often give /dev/shm 64 MB only, too little for a parallel query."""
    try:
        facts = os.statvfs("/dev/shm")  # noqa: S108 - only measured
    except OSError:
        return "mmap"
    return "posix" if facts.f_blocks * facts.f_frsize >= 256 * 2**20 else "mmap"


def _forget_stale_pid(ours: Cluster) -> None:
    """After a restart of a container another program may have the dead postmaster's number: that stops a start."""
    for file in (ours.data / "postmaster.pid", ours.run / ".s.PGSQL.5432.lock"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            number = int(file.read_text().split("\n", 1)[0])
            try:
                alive = psutil.Process(number).name().startswith("postgres")
            except psutil.Error:
                alive = False
            if not alive:
                file.unlink()


def _why_not(ours: Cluster, output: str) -> str:
    log = ours.base / "start.log"
    if log.exists():
        output += log.read_text(errors="replace")
    told = "\n".join(output.strip().splitlines()[-8:])
    return _("The embedded database in %(folder)s could not be started. PostgreSQL says: %(told)s") % {
        "folder": ours.base,
        "told": told,
    }


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
