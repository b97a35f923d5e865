"""Where the database is: DATABASE_URL, or the cluster of this home."""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import conninfo

from akinai.core import home

DATABASE = "akinai"
SYSTEM_USER = "akinai-db"
ROOT_BASE = Path("/var/lib/akinai")
# A socket's whole path may have 103 bytes on macOS and 107 on Linux; PostgreSQL adds `/.s.PGSQL.5432.lock`.
LONGEST_SOCKET_FOLDER = 85
DJANGO_KEYS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@dataclass(frozen=True)
class Cluster:
    """Where one home's cluster lives, and as whom it runs (None: as ourselves)."""

    home: Path
    base: Path
    data: Path
    run: Path
    user: str | None


def external() -> bool:
    """Whether DATABASE_URL names a server, so that nothing is started here."""
    return bool(os.environ.get("DATABASE_URL"))


def connection_settings() -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT for Django. Starts nothing."""
    given = conninfo.conninfo_to_dict(connection_string())
    return {django: str(given.get(libpq) or "") for libpq, django in DJANGO_KEYS.items()}


def connection_options() -> dict[str, Any]:
    """What DATABASE_URL says beyond the five (sslmode and the like), for Django's OPTIONS."""
    given = conninfo.conninfo_to_dict(connection_string())
    return {name: value for name, value in given.items() if name not in DJANGO_KEYS}


def connection_string(database: str | None = None) -> str:
    """For psycopg, pg_dump and the like; `database` in the place of the usual one."""
    url = os.environ.get("DATABASE_URL") or f"dbname={DATABASE} user={DATABASE} host={cluster().run}"
    return conninfo.make_conninfo(url, dbname=database) if database else conninfo.make_conninfo(url)


def cluster() -> Cluster:
    """The cluster of AKINAI_HOME; its folders need not exist yet."""
    here = home.path()
    if os.geteuid() == 0:
        base = ROOT_BASE / _identity(here)
        return Cluster(here, base, base / "data", base / "run", SYSTEM_USER)
    base = here / "postgres"
    run = base / "run"
    if len(os.fsencode(run)) > LONGEST_SOCKET_FOLDER:
        digest = hashlib.sha256(os.fsencode(here)).hexdigest()[:12]
        run = Path(f"/tmp/akinai-{os.geteuid()}-{digest}")  # noqa: S108 - its owner and mode are checked before use
    return Cluster(here, base, base / "data", run, None)


def _identity(here: Path) -> str:
    """This home's folder name under /var/lib/akinai, kept in the home; a copied home gets a new one."""
    pointer = here / "postgres.cluster"
    for _ in range(2):
        with contextlib.suppress(FileNotFoundError, ValueError):
            name, owner = pointer.read_text().split("\n", 1)
            if owner == str(here) or not _same_pointer(Path(owner), name):
                return name
            pointer.unlink()
        draft = here / f".postgres.cluster.{os.getpid()}"
        draft.write_text(f"{secrets.token_hex(6)}\n{here}")
        with contextlib.suppress(FileExistsError):
            os.link(draft, pointer)  # all or nothing: nobody reads half a name
        draft.unlink()
    return pointer.read_text().split("\n", 1)[0]


def _same_pointer(owner: Path, name: str) -> bool:
    try:
        return (owner / "postgres.cluster").read_text().startswith(f"{name}\n")
    except OSError:
        return False
