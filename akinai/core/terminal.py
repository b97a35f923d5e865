"""Talking to people and programs on a terminal: language, errors as one sentence, tables, progress bars."""

import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click
import psycopg
from django.utils import translation
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from akinai.core import clock, home, logs, postgres
from akinai.core.backups import BackupError
from akinai.core.outcome import Refused


def language() -> str:
    """AKINAI_LANG, or English when LANG asks for it, or Japanese."""
    wanted = os.environ.get("AKINAI_LANG") or os.environ.get("LANG", "")
    return "en" if wanted.lower().startswith("en") else "ja"


def run() -> NoReturn:
    """Run the command line: the steps' commands are joined, and what goes wrong is one sentence."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    logs.configure(level="WARNING")
    translation.activate(language())
    autodiscover_modules("cli")
    from akinai.core.api import commands as _tokens  # noqa: F401 - joins `akinai token`
    from akinai.core.cli import main
    from akinai.core.people import commands  # noqa: F401 - joins `akinai staff`

    try:
        main(prog_name="akinai")
    except (BackupError, postgres.CannotStart, Refused) as error:
        fail(str(error))
    except Exception as error:
        _explain(error)
    sys.exit(0)


# Tables, functions or types of ours that are not there.
NOT_SET_UP = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedObject)


def _explain(error: Exception) -> NoReturn:
    """The sentence for an error that comes from the machine around us; it may be wrapped in others."""
    for cause in _chain(error):
        if isinstance(cause, NOT_SET_UP):
            fail(_("This home is not set up yet: run `akinai setup`."))
        if isinstance(cause, psycopg.OperationalError):
            fail(_("The database can't be reached: %(error)s") % {"error": " ".join(str(cause).split())})
        if isinstance(cause, OSError) and cause.filename:
            fail(f"{cause.filename}: {cause.strerror}")
    _unexpected(error)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and all that led to it, nearest first; each once (a chain may lead back to itself)."""
    found = [error]
    for one in found:
        found += [led for led in (one.__cause__, one.__context__) if led is not None and led not in found]
    return found


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """Say what is wrong and end."""
    click.echo(_("Error: %(sentence)s") % {"sentence": sentence}, err=True)
    sys.exit(code)


def _unexpected(error: Exception) -> NoReturn:
    """Something we did not foresee: a sentence for the person, the traceback for whoever repairs it."""
    if os.environ.get("AKINAI_DEBUG"):
        raise error
    file = home.path() / "errors.log"
    with file.open("a") as log:
        log.write(f"{clock.now().isoformat()} {' '.join(sys.argv)}\n{traceback.format_exc()}\n")
    fail(
        _("%(kind)s: %(error)s. Details are in %(file)s.")
        % {"kind": type(error).__name__, "error": " ".join(str(error).split())[:300], "file": file}
    )


class Command(click.Command):
    """A command that finds the database running."""

    def invoke(self, ctx: click.Context) -> Any:
        postgres.ensure_started()
        return super().invoke(ctx)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


as_json = click.option("--json", "as_json", is_flag=True, help=_("Print JSON, for programs."))


def print_json(value: Any) -> None:
    """One value on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table for people; numbers are set to the right."""
    rows = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left")
    for n, header in enumerate(headers):
        number = bool(rows) and all(isinstance(row[n], int | float) for row in rows)
        table.add_column(header, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int | float) else str(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress(*, show: bool = True) -> Iterator[Progress]:
    """Progress bars on stderr for people; nothing for programs and pipes."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not show or not console.is_terminal) as bars:
        yield bars
