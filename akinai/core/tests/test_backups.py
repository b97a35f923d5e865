"""A backup restored elsewhere is the same shop."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from akinai.core import backups, clock, home, postgres, settings
from akinai.core.mail import NewMail, queue_mail
from akinai.core.models import Mail, Setting


def akinai(*arguments: str, database: str, place: Path) -> subprocess.CompletedProcess[str]:
    """The command, on a database and home of its own."""
    url = postgres.connection_string(database)
    return subprocess.run(
        [sys.executable, "-m", "akinai", *arguments],
        env={**os.environ, "DATABASE_URL": url, "AKINAI_HOME": str(place), "AKINAI_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def elsewhere(committed_db: str) -> str:
    """An empty database beside the test's."""
    name = f"{committed_db}_b"
    with psycopg.connect(postgres.connection_string("postgres"), autocommit=True) as server:
        server.execute(f"create database {name} template template0")
        yield name
        server.execute(f"drop database {name} with (force)")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Only where files are: the database is the test's, not this home's.
    monkeypatch.setenv("DATABASE_URL", postgres.connection_string())
    monkeypatch.setenv("AKINAI_HOME", str(tmp_path / "home"))
    return home.path()


def test_a_backup_restored_elsewhere_is_the_same_shop(own_home: Path, elsewhere: str, tmp_path: Path) -> None:
    settings.put({"amount_limit": 55_555}, actor="cli")
    with transaction.atomic():
        queue_mail([a_mail()], actor="cli")
    (own_home / "files").mkdir()
    (own_home / "files" / "写真.txt").write_text("はちみつ")
    file = backups.backup()
    assert file.stat().st_mode & 0o077 == 0

    there = tmp_path / "there"
    done = akinai("restore", str(file), "--json", database=elsewhere, place=there)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(postgres.connection_string(elsewhere)) as server:
        assert server.execute("select value from core_setting where name = 'amount_limit'").fetchone() == (55_555,)
        # The mail may have gone out since the backup: a person decides.
        assert server.execute("select state from core_mail").fetchall() == [("unknown",)]
        with psycopg.connect(postgres.connection_string(connection.settings_dict["NAME"])) as here:
            assert backups._count_rows(server) == backups._count_rows(here)
    assert (there / "files" / "写真.txt").read_text() == "はちみつ"
    assert json.loads(done.stdout)["rows"] > 0

    again = akinai("restore", str(file), database=elsewhere, place=there)
    assert again.returncode == 1
    assert "not empty" in again.stderr
    assert akinai("restore", str(file), "--force", database=elsewhere, place=there).returncode == 0


def a_mail() -> NewMail:
    return NewMail(
        kind="hand",
        subject_ref="order/1",
        dedupe="backup-test",
        from_address="shop@example.jp",
        to_address="hanako@example.jp",
        subject="お詫び",
        body="遅れます",
    )


def test_a_damaged_file_is_refused_and_changes_nothing(committed_db: str, own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.tar").write_bytes(b"not a tar at all")
    before = Setting.objects.count()
    with pytest.raises(backups.BackupError, match=r"torn\.tar") as refused:
        backups.restore(tmp_path / "torn.tar", force=True)
    assert "Error" not in str(refused.value)  # a sentence, not what the library says to itself
    file = backups.backup()
    with tarfile.open(file, "a") as archive:
        (tmp_path / "broken").write_bytes(b"PGDMP nonsense")
        archive.add(tmp_path / "broken", "database.dump")
    connection.close()
    connection.close_pool()
    with pytest.raises(backups.BackupError):
        backups.restore(file, force=True)
    assert Setting.objects.count() == before
    assert Mail.objects.count() == 0


def test_only_the_newest_are_kept(committed_db: str, own_home: Path) -> None:
    now = clock.now().replace(microsecond=0)
    for days in range(4):
        with clock.frozen(now.replace(year=2026, month=1, day=4 - days)):
            backups.backup(keep=2)
    assert [one.made_at.day for one in backups.kept()] == [4, 3]
    last = backups.last_backup()
    assert last is not None
    assert last.size > 1000
