"""The command `akinai`. Each step adds its commands in its own `cli.py`:

    from akinai.core.cli import import_group
    from akinai.core.terminal import as_json, print_json

    @import_group.command("orders", help=_("Take in a file of orders."))
    @click.argument("file", type=click.Path(path_type=Path))
    @as_json
    def import_orders(file: Path, as_json: bool) -> None: ...

A command runs with Django loaded and the database started. For an error raise `click.ClickException(sentence)` or let
`core.outcome.Refused` through: a person sees the sentence, never a traceback.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core import backups, doctor, jobs, logs, serving
from akinai.core.setup import prepare
from akinai.core.terminal import Group, as_json, fail, print_json, print_table, progress


@click.group(cls=Group, help=_("Akinai runs the whole work of an online shop."))
@click.version_option(package_name="akinai", prog_name="akinai")
def main() -> None:
    """The root of all commands."""


@main.group("import", cls=Group, help=_("Take in a file: orders, products, stock, issued labels …"))
def import_group() -> None:
    """Commands that read a file."""


@main.group("export", cls=Group, help=_("Write a file: products, stock, labels, notices to the malls …"))
def export_group() -> None:
    """Commands that write a file."""


host_option = click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=_("Port to listen on.")
)
processes_option = click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1, 64), help=_("Web processes.")
)
slots_option = click.option(
    "--slots", default=4, show_default=True, type=click.IntRange(4, 64), help=_("Jobs run at the same time.")
)


@main.command(help=_("Run the shop: database, web and worker, each started again when it dies."))
@host_option
@port_option
@processes_option
@slots_option
def serve(host: str, port: int, processes: int, slots: int) -> None:
    """Everything on one machine."""
    logs.configure()
    _refuse_taken_port(host, port)
    _prepare(show=True)
    web = [sys.executable, "-m", "akinai", "web"]
    web += ["--host", host, "--port", str(port), "--processes", str(processes)]
    parts = [serving.Part("web", web), *serving.working_parts("--slots", str(slots))]

    def say() -> None:
        if serving.wait_for_port(host, port):
            click.echo(_("Akinai is at %(address)s (stop with Ctrl-C).") % {"address": f"http://{host}:{port}/"})

    serving.Supervisor(parts, lost_workers=jobs.reclaim).run(started=say)


@main.command(help=_("Run the web part only."))
@host_option
@port_option
@processes_option
def web(host: str, port: int, processes: int) -> None:
    """The site, for a machine whose worker and database are elsewhere."""
    logs.configure()
    serving.die_with_parent()
    _refuse_taken_port(host, port)
    serving.run_web(host=host, port=port, workers=processes, threads=8)


@main.command(help=_("Run the worker only: jobs and the clock."))
@slots_option
@click.option("--once", is_flag=True, help=_("End when no job is due any more."))
@click.option("--loops/--no-loops", "with_loops", default=True, help=_("Also what must happen within a moment."))
@click.option("--announce", type=int, hidden=True)
def worker(slots: int, once: bool, with_loops: bool, announce: int | None) -> None:
    """Jobs; any number of workers may run, on any number of machines."""
    logs.configure()
    serving.die_with_parent()
    jobs.run_worker(concurrency=slots, announce=announce, wait=not once, with_loops=with_loops)


@main.command("loops", help=_("Run only what must happen within a moment: stock to the malls."))
def loops_command() -> None:
    """A process of their own, so that no long job makes them wait; any number may run."""
    logs.configure()
    serving.die_with_parent()
    jobs.run_loops()


@main.command(help=_("Make this home ready for this version: tables, words, static files, first rows."))
def setup() -> None:
    """Also after an update; doing it twice does no harm."""
    _prepare(show=True)


@main.command("doctor", help=_("Check that everything that must hold does hold."))
@as_json
def doctor_command(as_json: bool) -> None:
    """Exit code 1 when something does not hold."""
    report = doctor.report()
    if as_json:
        print_json(report)
    else:
        rows = [("○" if one["ok"] else "×", one["name"], one["detail"]) for one in report["checks"]]
        print_table(["", _("Check"), _("Detail")], rows)
    sys.exit(0 if report["ok"] else 1)


@main.command("backup", help=_("Write everything of this shop into one file."))
@click.option("--to", type=click.Path(path_type=Path), help=_("File or folder; default: backups/ in the home."))
@as_json
def backup_command(to: Path | None, as_json: bool) -> None:
    """The nightly backup, now."""
    file = backups.backup(to)
    if as_json:
        print_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        click.echo(_("Written: %(file)s") % {"file": file})


@main.command("restore", help=_("Fill an empty home from a backup file."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help=_("Throw away what is in the database now."))
@as_json
def restore_command(file: Path, force: bool, as_json: bool) -> None:
    """The way back."""
    rows = backups.restore(file, force=force)
    if as_json:
        print_json({"tables": len(rows), "rows": sum(rows.values())})
    else:
        told = {"rows": f"{sum(rows.values()):,}", "tables": len(rows)}
        click.echo(_("Restored %(rows)s rows in %(tables)s tables. Now run `akinai setup`.") % told)


@main.command(help=_("Measure something beside its limit; without a name: everything."))
@click.argument("names", nargs=-1)
@click.option(
    "--size", type=click.FloatRange(0, min_open=True), default=1.0, help=_("Part of the usual size, like 0.01.")
)
@as_json
def bench(names: tuple[str, ...], size: float, as_json: bool) -> None:
    """Runs in a database of its own that is dropped afterwards."""
    if find_spec("bench.harness") is None:
        fail(_("The benchmarks are in the folder bench/ of the source: run this from a checkout."))
    import_module("bench.harness").main(names, as_json=as_json, scale=size)


@main.command(
    help=_("Django's own commands (`akinai manage shell` …)."),
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """A way through."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["akinai manage", *arguments])


def _refuse_taken_port(host: str, port: int) -> None:
    if serving.port_taken(host, port):
        fail(
            _("Can't listen on %(host)s port %(port)s: something else does. Choose another with --port.")
            % {"host": host, "port": port}
        )


def _prepare(*, show: bool) -> None:
    with progress(show=show) as bars:
        steps = prepare()
        bar = bars.add_task(_("Setting up"), total=len(steps))
        for name, step in steps:
            bars.update(bar, description=str(name))
            step()
            bars.advance(bar)
