"""Stock at the command line."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core import tables
from akinai.core.cli import export_group, import_group
from akinai.core.terminal import as_json, print_json, print_table
from akinai.inventory import counting


@import_group.command("stock", help=_("Set stock to what a file says (code,quantity; optionally warehouse, lot …)."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help=_("Say what would change, and change nothing."))
@as_json
def import_stock(file: Path, dry_run: bool, as_json: bool) -> None:
    """What is really there, from a file."""
    try:
        data = file.read_bytes()
        result = counting.plan(data, file.name) if dry_run else counting.apply(data, file.name, actor="cli")
    except tables.Unreadable as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    rejected = [{"row": r.key, "field": r.field, "message": str(r.message)} for r in result.refused]
    if as_json:
        print_json({"changed": len(result.changes), "unchanged": result.unchanged, "rejected": rejected})
        return
    click.echo(
        _("%(changed)d rows changed stock, %(same)d changed nothing, %(rejected)d could not go in.")
        % {"changed": len(result.changes), "same": result.unchanged, "rejected": len(rejected)}
    )
    if rejected:
        print_table([_("Row"), _("Field"), _("Reason")], [[r["row"], r["field"], r["message"]] for r in rejected])


@export_group.command("stock-list", help=_("Write every stock with its counters (CSV)."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_stock(file: Path) -> None:
    """Counters of every SKU and warehouse."""
    file.write_bytes(counting.stock_file())
    click.echo(_("Every stock was written to %(file)s.") % {"file": file})
