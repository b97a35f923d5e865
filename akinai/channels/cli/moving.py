"""`akinai import moving`: an old system's files compared with what is here, and written only when asked."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from akinai.channels.actions import moving as verbs
from akinai.channels.models import MovingReport
from akinai.channels.moving import words
from akinai.channels.moving.layout import KINDS, SOURCES
from akinai.channels.moving.reading import OldFile
from akinai.core.cli import import_group
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json, print_table

UNREADABLE = 2  # exit code
SHOWN = 50  # refused rows


@import_group.command(
    "moving", help=_("Compare the files of an old system with what is here; with --apply, take them in.")
)
@click.argument("source", type=click.Choice(list(SOURCES)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--channel", default="", help=_("Code of the sales channel for orders and codes that name no shop."))
@click.option("--layout", "layouts", multiple=True, help=_("Name of a layout; default: found out by the columns."))
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help=_("Apply these kinds only."))
@click.option("--apply", "applies", is_flag=True, help=_("Write what is new and what differs."))
@as_json
def import_moving(
    source: str,
    files: tuple[Path, ...],
    channel: str,
    layouts: tuple[str, ...],
    kinds: tuple[str, ...],
    applies: bool,
    as_json: bool,
) -> None:
    """Exit code 2 when a file can't be read at all. The report is kept and stands on the desk too."""
    try:
        told = [OldFile(file.name, _bytes(file)) for file in files]
        brought = verbs.Brought(files=told, source=source, channel_code=channel, layout_names=layouts)
        report = verbs.plan_moving(brought, actor="cli")
    except Unreadable as error:
        fail(str(error), code=UNREADABLE)
    if applies:
        try:
            report = verbs.apply_moving(report.pk, kinds=kinds, actor="cli").report
        except Refused as refused:
            fail(str(refused))
    if as_json:
        print_json(_result(report))
    else:
        _show(report)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        words_ = _("The file %(file)s can't be read: %(error)s")
        raise Unreadable(words_ % {"file": file, "error": error.strerror or error}) from None


def _result(report: MovingReport) -> dict[str, Any]:
    refused = report.rows.filter(status="refused").order_by("id").values("kind", "file", "row", "column", "message")
    failed = report.rows.exclude(problem="").order_by("id").values("kind", "key", "problem")
    parts = {
        kind: {name: value for name, value in report.parts[kind].items() if name != "digest"}
        for kind in KINDS
        if kind in report.parts
    }
    told = {"report": report.pk, "state": report.state, "kinds": parts, "warnings": report.warnings}
    return {**told, "refused": list(refused), "failed": list(failed)}


def _show(report: MovingReport) -> None:
    result = _result(report)
    names = ("new", "different", "same", "refused", "only_here", "left_out", "done", "failed")
    rows = [
        (str(words.KINDS[kind]), *(part.get(name, 0) for name in names), _totals(part["totals"]))
        for kind, part in result["kinds"].items()
    ]
    heads = [_("Kind"), _("To be added"), _("Different"), _("Same"), _("Can't be taken"), _("Only here")]
    heads += [_("Not taken"), _("Done"), _("Could not be done"), _("There / here")]
    print_table(heads, rows, title=_("Report %(n)d") % {"n": report.pk})
    for warning in [*result["warnings"], *(w for part in result["kinds"].values() for w in part["warnings"])]:
        click.echo(_("Note: %(warning)s") % {"warning": warning}, err=True)
    if result["refused"]:
        bad = [(row["file"], row["row"], row["column"], row["message"]) for row in result["refused"][:SHOWN]]
        print_table([_("File"), _("Row"), _("Column"), _("Why")], bad, title=_("Rows that can't be taken"))
    if report.state == MovingReport.State.PLANNED and not report.applied_at:
        click.echo(_("Nothing has been written. Give --apply to take it in."))


def _totals(totals: dict[str, list[int]]) -> str:
    return " · ".join(f"{words.TOTALS[name]} {there:,} / {here:,}" for name, (there, here) in totals.items())
