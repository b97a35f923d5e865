"""Backups: one .tar with everything of a shop, and the way back.

Inside: `database.dump` (pg_dump's custom format, one consistent moment), `manifest.json` (when, by which version, how
many rows each table has), `files/` and `secrets/`. It holds all the shop's data: keep it as safe as the shop.
"""

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from akinai.core import clock, home, postgres

KEPT = 14
# Rebuilt by itself; and whoever was signed in signs in again.
WITHOUT_ROWS = ("core_cache", "django_session")
NAME = re.compile(r"akinai-(\d{8}-\d{6})\.tar")
# Newer pg_dump writes settings that an older server does not know.
UNKNOWN_TO_OLDER = re.compile(rb"SET transaction_timeout = .*;")


class BackupError(Exception):
    """A backup or restore could not be done; the text is a sentence for the user."""


@dataclass(frozen=True)
class Backup:
    """One backup file."""

    file: Path
    made_at: dt.datetime
    size: int


def folder() -> Path:
    """Where the backups of this home are."""
    place = home.path() / "backups"
    place.mkdir(exist_ok=True, mode=0o700)
    return place


def kept() -> list[Backup]:
    """The backups of this home, newest first."""
    found = []
    for file in folder().iterdir():
        if match := NAME.fullmatch(file.name):
            made_at = dt.datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=clock.JST)
            found.append(Backup(file, made_at, file.stat().st_size))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def last_backup() -> Backup | None:
    """The newest backup of this home, for the home page and `doctor`."""
    return next(iter(kept()), None)


def backup(to: Path | None = None, *, keep: int = KEPT) -> Path:
    """Write a backup: to a file or folder, or beside the home's others, of which the newest `keep` stay.

    Raises BackupError.
    """
    name = f"akinai-{clock.now():%Y%m%d-%H%M%S}.tar"
    target = (to / name if to.is_dir() else to) if to else folder() / name
    draft = target.with_name(f".{target.name}.part")
    with tempfile.TemporaryDirectory(dir=home.path()) as work:
        manifest = _dump(Path(work) / "database.dump")
        (Path(work) / "manifest.json").write_text(json.dumps(manifest, indent=1))
        with _private(draft), tarfile.open(draft, "w") as archive:
            for name in ("manifest.json", "database.dump"):
                archive.add(Path(work) / name, name)
            for name in ("files", "secrets"):
                if (home.path() / name).exists():
                    archive.add(home.path() / name, name)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.rename(target)
    if not to:
        for old in kept()[keep:]:
            old.file.unlink()
    return target


@contextlib.contextmanager
def _private(file: Path) -> Iterator[None]:
    """A file only its owner can read; gone again when writing it fails."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _dump(file: Path) -> dict[str, Any]:
    """Dump the database, counting its rows in the very same snapshot."""
    with psycopg.connect(_here()) as server:
        server.execute("set transaction isolation level repeatable read read only")
        snapshot = server.execute("select pg_export_snapshot()").fetchone()
        counts = _count_rows(server)
        without = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
        _run(_tool("pg_dump", server.info.server_version), "--format=custom", "--no-owner", "--no-privileges", *without,
             f"--snapshot={snapshot[0] if snapshot else ''}", f"--file={file}", f"--dbname={_here()}")  # fmt: skip
        version = server.info.server_version
    return {
        "made_at": clock.now().isoformat(),
        "akinai": metadata.version("akinai") if _installed() else "",
        "postgres": version,
        "rows": counts,
    }


def _installed() -> bool:
    try:
        metadata.version("akinai")
    except metadata.PackageNotFoundError:
        return False
    return True


def _here() -> str:
    """The connection string of the database Django uses (under test: the test's)."""
    return postgres.connection_string(connection.settings_dict["NAME"])


def _count_rows(server: psycopg.Connection[Any]) -> dict[str, int]:
    tables = server.execute(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> all(%s) order by tablename",
        [list(WITHOUT_ROWS)],
    ).fetchall()
    counted = {}
    for (table,) in tables:
        row = server.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        counted[table] = row[0] if row else 0
    return counted


def _tool(name: str, server_version: int) -> str:
    """pg_dump and its like: the wheel's (PostgreSQL 18), or the system's for a newer server."""
    if server_version < 190000:
        return str(postgres.program(name))
    found = shutil.which(name)
    if not found:
        raise BackupError(
            _("The database server is PostgreSQL %(major)s: install its %(tool)s program on this machine.")
            % {"major": server_version // 10000, "tool": name}
        )
    return found


def _run(*command: str, given: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise BackupError(
            _("%(tool)s failed: %(said)s") % {"tool": Path(command[0]).name, "said": " ".join(said) or done.returncode}
        )
    return done.stdout


def restore(file: Path, *, force: bool = False) -> dict[str, int]:
    """Fill this home and its empty database from a backup; the rows of each table.

    Mails that waited when the backup was made may have gone out since: they become `unknown` and wait for a person.
    With `force` what is there is thrown away first. Raises BackupError; the database is then as it was, unless the
    sentence names tables that did not come back whole.
    """
    with tempfile.TemporaryDirectory(dir=home.path()) as work:
        manifest = _unpack(file, Path(work))
        with psycopg.connect(_here(), autocommit=True) as server:
            _refuse_if_used(server, force=force)
            version = server.info.server_version
        _load(Path(work) / "database.dump", version)
        with psycopg.connect(_here()) as server:
            found = _count_rows(server)
            if found != manifest["rows"]:
                odd = sorted(t for t in {*found, *manifest["rows"]} if found.get(t) != manifest["rows"].get(t))
                raise BackupError(_("These tables did not come back whole: %(tables)s") % {"tables": ", ".join(odd)})
            server.execute(
                """update core_mail set state = 'unknown', error = 'restored from a backup'
                    where state in ('queued', 'sending', 'retrying')"""
            )
        for name in ("files", "secrets"):
            if (Path(work) / name).exists():
                shutil.copytree(Path(work) / name, home.path() / name, dirs_exist_ok=True)
    return found


def _unpack(file: Path, work: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as archive:
            archive.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else ""
        words = _("%(file)s is no backup of Akinai, or is damaged. %(error)s")
        raise BackupError((words % {"file": file, "error": why}).strip()) from error
    return manifest


def _refuse_if_used(server: psycopg.Connection[Any], *, force: bool) -> None:
    others = server.execute(
        """select count(*) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"""
    ).fetchone()
    if others and others[0]:
        raise BackupError(_("Something is using this database: stop `akinai serve` first."))
    tables = server.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    if tables and tables[0] and not force:
        raise BackupError(
            _("This database is not empty. Restore into an empty home, or add --force to throw away what is in it.")
        )


def _load(dump: Path, server_version: int) -> None:
    """Clear the database and load the dump, all in one transaction."""
    script = _run(_tool("pg_restore", server_version), "--no-owner", "--no-privileges", "--file=-", str(dump))
    if server_version < 170000:
        script = UNKNOWN_TO_OLDER.sub(b"", script, count=1)
    script = b"drop schema public cascade; create schema public;\n" + script
    _run(_tool("psql", server_version), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
         f"--dbname={_here()}", "--output=/dev/null", given=script)  # fmt: skip
