"""Runs benchmarks: a scratch database for each, one line of result for each measured thing."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pkgutil import iter_modules

import click
import psycopg
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

import bench
from akinai.core import postgres
from akinai.core.terminal import fail, print_json, print_table, progress

SUPPORT = ("hands", "harness", "many_orders", "replay", "serving", "shop", "world")
NOISE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True)
class Result:
    """One measured thing: `ours` and `limit` in `unit`, and the SQL statements ours took (0: not counted).

    In a unit of speed ("orders/s") more is better, in one of time ("ms") less; `ratio` is ours / limit either way.
    """

    bench: str
    unit: str
    ours: float
    limit: float
    statements: int = 0

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else 0.0

    def as_json(self) -> dict[str, object]:
        """The one object per line that `--json` prints."""
        rounded = {"ours": round(self.ours, 3), "limit": round(self.limit, 3), "ratio": round(self.ratio, 3)}
        return {**asdict(self), **rounded}


Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]  # title, headers, rows


@dataclass(frozen=True)
class Sheet:
    """What a benchmark says in its own way: one object for `--json`, and tables (a title, headers, rows) for people."""

    content: dict[str, object]
    tables: Sequence[Table] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The one object that `--json` prints."""
        return self.content


Finding = Result | Sheet


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(module.name for module in iter_modules(bench.__path__) if module.name not in SUPPORT)


_scale = 1.0


def size(usual: int, *, least: int = 1) -> int:
    """How many to measure with: `usual`, or the part of it that was asked for."""
    return max(least, round(usual * _scale))


def main(chosen: Sequence[str], *, as_json: bool, scale: float = 1.0) -> None:
    """Run the chosen benchmarks (all when none is named) and print their results as they come.

    `scale`: the part of the usual size to measure with, for a quick look; figures in docs are made with 1.
    """
    global _scale
    _scale = scale
    unknown = [name for name in chosen if name not in names()]
    if unknown:
        fail(f"There is no benchmark {unknown[0]}; there are: {', '.join(names())}")
    results: list[Finding] = []
    with progress(show=not as_json) as bars, scratch_database():
        _warn_of_no_fsync()
        for name in chosen or names():
            bar = bars.add_task(name, total=None)
            with own_database():
                for result in import_module(f"bench.{name}").run():
                    results.append(result)
                    if as_json:
                        print_json(result.as_json())
            bars.update(bar, total=1, completed=1)
    if not as_json:
        _print(results)


def _print(results: Sequence[Finding]) -> None:
    plain = [each for each in results if isinstance(each, Result)]
    rows = [(r.bench, r.unit, round(r.ours, 1), round(r.limit, 1), round(r.ratio, 2), r.statements) for r in plain]
    if rows:
        print_table(["Benchmark", "Unit", "Akinai", "Limit", "Ratio", "SQL statements"], rows)
    for sheet in results:
        if isinstance(sheet, Sheet):
            for title, headers, own in sheet.tables:
                click.echo(f"\n{title}")
                print_table(headers, own)


def _warn_of_no_fsync() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show fsync")
        if cursor.fetchone()[0] != "on":
            click.echo("fsync is off on this server: no commit waits for the disk, ours or the limit's.", err=True)


@contextmanager
def own_database() -> Iterator[None]:
    """A copy of the scratch database for one benchmark, so that the tables are made once for all of them."""
    scratch = connection.settings_dict["NAME"]
    with twin("run") as own:
        _move_to(own)
        try:
            yield
        finally:
            _move_to(scratch)


@contextmanager
def scratch_database() -> Iterator[str]:
    """A fresh database with the shop's tables, and Django's connection on it; dropped afterwards. Gives its name."""
    usual = connection.settings_dict["NAME"]
    scratch = f"akinai_bench_{secrets.token_hex(4)}"
    _administer("create database {} template template0", scratch)
    try:
        _move_to(scratch)
        call_command("migrate", interactive=False, verbosity=0)
        yield scratch
    finally:
        _move_to(usual)
        _administer("drop database {} with (force)", scratch)


def leave() -> None:
    """Close every connection of this process; the next statement opens one again."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def _move_to(database: str) -> None:
    leave()
    connection.settings_dict["NAME"] = database


def _administer(statement: str, name: str) -> None:
    with psycopg.connect(postgres.connection_string("postgres"), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def twin(suffix: str = "twin") -> Iterator[str]:
    """A copy of the database as it stands now, for the limit to write into; dropped afterwards. Gives its name."""
    scratch = connection.settings_dict["NAME"]
    copy = f"{scratch}_{suffix}"
    leave()
    with psycopg.connect(postgres.connection_string("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("create database {} template {}").format(sql.Identifier(copy), sql.Identifier(scratch)))
    try:
        yield copy
    finally:
        _administer("drop database {} with (force)", copy)


def plain_connection(database: str = "") -> psycopg.Connection:
    """A bare connection to the scratch database (or its twin), for the limit that ours is measured against."""
    return psycopg.connect(postgres.connection_string(database or connection.settings_dict["NAME"]))


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def statements(work: Callable[[], object]) -> int:
    """How many SQL statements it takes, savepoints aside. Not to be timed: counting costs."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not query["sql"].startswith(NOISE) for query in captured.captured_queries)


def require(held: bool, sentence: str) -> None:
    """A benchmark whose work is wrong measures nothing: end with the sentence."""
    if not held:
        raise click.ClickException(sentence)
