"""Files: orders in, shipments and stock out as files."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from akinai.channels import actions
from akinai.channels.actions.channels import channel_of
from akinai.channels.models import ImportRun, NoticeFile
from akinai.core import home
from akinai.core.cli import export_group, import_group
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json, print_table, progress

UNREADABLE = 2  # exit code


@import_group.command("orders", help=_("Take in a file of orders. The same file again changes nothing."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--channel", required=True, help=_("Code of the sales channel; a new one is made, as one that only imports.")
)
@click.option(
    "--layout", default="", help=_("Name of the layout; default: the channel's, or found out by the columns.")
)
@click.option("--items", type=click.Path(path_type=Path), help=_("The second file with the lines (Yahoo)."))
@as_json
def import_orders(file: Path, channel: str, layout: str, items: Path | None, as_json: bool) -> None:
    """Exit code 2 when the file can't be read at all."""
    with progress(show=not as_json) as bars:
        bar = bars.add_task(_("Orders"), total=None)
        try:
            run = actions.import_orders(
                _bytes(file),
                name=file.name,
                channel_code=channel,
                layout=layout,
                items=_bytes(items) if items else None,
                progress=lambda read, total: bars.update(bar, completed=read, total=total),
                actor="cli",
            )
        except Unreadable as error:
            fail(str(error), code=UNREADABLE)
    if run.state == "failed":
        fail(run.error, code=UNREADABLE)
    if as_json:
        print_json(_result(run))
    else:
        _show(run)
    for warning in run.warnings:
        click.echo(_("Note: %(warning)s") % {"warning": warning}, err=True)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(
            _("The file %(file)s can't be read: %(error)s") % {"file": file, "error": error.strerror or error}
        ) from None


def _result(run: ImportRun) -> dict[str, Any]:
    rows = run.rejected.order_by("row", "id").values("row", "field", "message")
    counts = {"accepted": run.accepted, "duplicates": run.duplicates, "changed": run.changed}
    return {**counts, "rejected": list(rows)}


def _show(run: ImportRun) -> None:
    result = _result(run)
    words = _("Layout %(layout)s: %(accepted)d orders taken in, %(duplicates)d known already, %(changed)d changed.")
    click.echo(words % {"layout": run.layout, **{name: result[name] for name in ("accepted", "duplicates", "changed")}})
    if result["rejected"]:
        rows = [(row["row"], row["field"], row["message"]) for row in result["rejected"]]
        print_table([_("Row"), _("Column"), _("Why")], rows, title=_("Rows not taken in"))


@export_group.command(
    "shipments", help=_("Write the report file (発送完了報告) of the shipments a mall has not been told yet.")
)
@click.argument("channel")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--uploaded", is_flag=True, help=_("Mark it as uploaded at once."))
@as_json
def export_shipments(channel: str, file: Path, uploaded: bool, as_json: bool) -> None:
    """The notices stay 未通知 until the file is marked as uploaded."""
    made = actions.make_shipment_file(_channel(channel), actor="cli")
    _copy(made, file)
    if uploaded:
        actions.mark_uploaded([made.pk], actor="cli")
    _tell(made, file, as_json)


@export_group.command("stock", help=_("Write a mall's stock file: what can be sold now."))
@click.argument("channel")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def export_stock(channel: str, file: Path, as_json: bool) -> None:
    """Of the SKUs the channel has mappings for."""
    made = actions.make_stock_file(_channel(channel), actor="cli")
    _copy(made, file)
    _tell(made, file, as_json)


def _channel(code: str) -> int:
    found = channel_of(code)
    if found is None:
        fail(_("There is no sales channel “%(code)s”.") % {"code": code})
    return found.pk


def _copy(made: NoticeFile, file: Path) -> None:
    try:
        file.write_bytes((home.path() / "files" / made.file).read_bytes())
    except OSError as error:
        fail(_("The file %(file)s can't be written: %(error)s") % {"file": file, "error": error.strerror or error})


def _tell(made: NoticeFile, file: Path, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(file), "rows": made.rows, "id": made.pk})
    else:
        click.echo(_("%(rows)d rows written to %(file)s.") % {"rows": made.rows, "file": file})
