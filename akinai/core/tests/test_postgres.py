"""The embedded database, in homes of the tests' own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    python(tmp_path / "home", "postgres.remove()")


def begin(place: Path, script: str) -> subprocess.Popen[str]:
    """A process whose home is there and which has no DATABASE_URL."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    code = f"import os, signal, time, psycopg\nfrom akinai.core import postgres\n{script}"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**environment, "AKINAI_HOME": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return out.strip()


def said(process: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert process.stdout is not None
    return process.stdout.readline()


def python(place: Path, script: str) -> str:
    return finish(begin(place, script))


POSTMASTER = "int((postgres.cluster().data / 'postmaster.pid').read_text().split()[0])"


def test_the_last_one_out_stops_it(place: Path) -> None:
    first = begin(place, f"postgres.ensure_started(); print({POSTMASTER}, flush=True); input()")
    assert first.stdout is not None
    postmaster = psutil.Process(int(first.stdout.readline()))
    python(place, "postgres.ensure_started(); assert postgres.running()")
    assert postmaster.is_running()  # the first still holds it
    first.communicate("\n", timeout=60)
    _gone, alive = psutil.wait_procs([postmaster], timeout=60)
    assert not alive


def test_asked_to_end_it_stops_it_too(place: Path) -> None:
    holder = begin(place, f"postgres.ensure_started(); print({POSTMASTER}, flush=True); time.sleep(60)")
    assert holder.stdout is not None
    postmaster = psutil.Process(int(holder.stdout.readline()))
    holder.terminate()
    holder.communicate(timeout=60)
    _gone, alive = psutil.wait_procs([postmaster], timeout=60)
    assert not alive


def test_many_may_start_it_at_once(place: Path) -> None:
    several = [begin(place, f"postgres.ensure_started(); print({POSTMASTER}, flush=True); input()") for _ in range(4)]
    assert len({said(one) for one in several}) == 1
    for one in several:
        one.communicate("\n", timeout=60)


def test_two_homes_run_side_by_side(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    script = """
postgres.ensure_started()
with psycopg.connect(postgres.connection_string()) as server:
    server.execute("create table mine (name text)")
    print(server.execute("show unix_socket_directories").fetchone()[0], flush=True)
time.sleep(1)
"""
    both = [begin(place, script), begin(other, script)]
    assert len({finish(one) for one in both}) == 2
    python(other, "postgres.remove()")


def test_it_starts_again_after_kill_9_and_keeps_what_was_committed(place: Path) -> None:
    script = f"""
postgres.ensure_started()
with psycopg.connect(postgres.connection_string()) as server:
    server.execute("create table kept (n int)")
    server.execute("insert into kept select generate_series(1, 1000)")
os.kill({POSTMASTER}, signal.SIGKILL)
postgres.start()
with psycopg.connect(postgres.connection_string()) as server:
    print(server.execute("select count(*) from kept").fetchone()[0])
"""  # noqa: S608 - the tests' own statements
    assert python(place, script) == "1000"


def test_the_supervisor_starts_it_again(place: Path) -> None:
    script = f"""
from akinai.core import serving
postgres.ensure_started()
print({POSTMASTER}, postgres.connection_string(), sep="|", flush=True)
serving.Supervisor([], lost_workers=print).run()
"""
    supervisor = begin(place, script)
    assert supervisor.stdout is not None
    postmaster, url = supervisor.stdout.readline().strip().split("|")
    psutil.Process(int(postmaster)).kill()
    until = time.monotonic() + 60
    while not reachable(url):
        assert time.monotonic() < until, "the database did not come back"
        time.sleep(0.1)
    supervisor.terminate()
    finish(supervisor)
    assert not reachable(url)


def reachable(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as server:
            return server.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_a_stranger_with_the_dead_postmasters_number_is_no_obstacle(place: Path) -> None:
    script = """
postgres.ensure_started()
data = postgres.cluster().data
postgres.stop()
(data / "postmaster.pid").write_text(f"{os.getppid()}\\n{data}\\n0\\n5432\\n")
postgres.start()
print(postgres.running())
"""
    assert python(place, script) == "True"


def test_a_copied_home_gets_a_cluster_of_its_own(place: Path, tmp_path: Path) -> None:
    if os.geteuid():
        folders = "the data lies inside the home: a copy has its own by itself"
        assert python(place, f"assert postgres.cluster().base.is_relative_to({str(place)!r}), {folders!r}") == ""
        return
    first = python(place, "print(postgres.cluster().base)")
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "postgres.cluster").write_bytes((place / "postgres.cluster").read_bytes())
    assert python(copy, "print(postgres.cluster().base)") != first
    assert python(place, "print(postgres.cluster().base)") == first
    place.rename(tmp_path / "moved")
    assert python(tmp_path / "moved", "print(postgres.cluster().base)") == first


def test_a_deleted_home_leaves_no_server_behind(place: Path) -> None:
    holder = begin(
        place, f"postgres.ensure_started(); print({POSTMASTER}, postgres.cluster().base, flush=True); input()"
    )
    assert holder.stdout is not None
    number, base = holder.stdout.readline().split()
    postmaster = psutil.Process(int(number))
    shutil.rmtree(place)
    holder.communicate("\n", timeout=60)
    _gone, alive = psutil.wait_procs([postmaster], timeout=60)
    assert not alive
    shutil.rmtree(base, ignore_errors=True)


def test_importing_it_starts_nothing(place: Path) -> None:
    assert python(place, "print(postgres.connection_settings()['NAME'], postgres.running())") == "akinai False"


def test_a_url_names_a_server_and_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    from akinai.core import postgres

    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:p%40ss@db.example:6432/akinai?sslmode=require")
    assert postgres.connection_settings() == {
        "NAME": "akinai",
        "USER": "shop",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert postgres.connection_options() == {"sslmode": "require"}
    assert "dbname=other" in postgres.connection_string("other")
