"""The command line: JSON for programs, one sentence for people, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from akinai.core import postgres


def akinai(*arguments: str, database: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    url = {"DATABASE_URL": postgres.connection_string(database)} if database else {}
    return subprocess.run(
        [sys.executable, "-m", "akinai", *arguments],
        env={**os.environ, "AKINAI_LANG": "en", **url, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_in_the_users_language() -> None:
    assert "online shop" in akinai("--help").stdout
    assert "online shop" not in akinai("--help", AKINAI_LANG="", LANG="C.UTF-8").stdout
    assert "online shop" in akinai("--help", AKINAI_LANG="", LANG="en_US.UTF-8").stdout


def test_doctor_prints_one_object_and_its_exit_code_says_the_same(committed_db: str, tmp_path: Path) -> None:
    done = akinai("doctor", "--json", database=committed_db, AKINAI_HOME=str(tmp_path))
    report = json.loads(done.stdout)
    assert report["ok"] is True, report
    assert done.returncode == 0
    assert {"migrations", "jobs_stuck", "jobs_failed", "backup", "disk"} <= {one["name"] for one in report["checks"]}
    assert all(set(one) == {"name", "ok", "detail"} for one in report["checks"])

    with psycopg.connect(postgres.connection_string(committed_db)) as server:
        server.execute(
            """insert into procrastinate_jobs (queue_name, task_name, status, priority, args)
               values ('upkeep', 'core.none', 'failed', 0, '{}')"""
        )
    done = akinai("doctor", "--json", database=committed_db, AKINAI_HOME=str(tmp_path))
    assert done.returncode == 1
    assert [one["name"] for one in json.loads(done.stdout)["checks"] if not one["ok"]] == ["jobs_failed"]


def test_what_is_wrong_is_one_sentence(committed_db: str, tmp_path: Path) -> None:
    refused = akinai("backup", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    blank = akinai("worker", "--once", database="template1")
    nowhere = akinai("backup", "--to", str(tmp_path / "none" / "x.tar"), database=committed_db)
    for done, sentence in [
        (refused, "The database can't be reached"),
        (blank, "not set up yet"),
        (nowhere, "No such file or directory"),
    ]:
        assert done.returncode == 1
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr.splitlines()[-1]


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = akinai("web", "--port", str(port))
    assert done.returncode == 1
    assert str(port) in done.stderr
