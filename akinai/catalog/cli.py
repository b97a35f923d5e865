"""Commands: `akinai import products`, `akinai export products`."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.catalog import exporting
from akinai.catalog.actions import import_products
from akinai.catalog.models import CatalogImport
from akinai.core import tables
from akinai.core.cli import export_group, import_group
from akinai.core.terminal import as_json, fail, print_json, print_table

CANNOT_READ = 2


@import_group.command("products", help=gettext_lazy("Take in products from CSV or Excel (needs code, name, price)."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=gettext_lazy("Only say what would change."))
@as_json
def import_products_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Exit 0 when the file was processed (rows may be rejected), 2 when it can't be read at all."""
    try:
        row = import_products(file.read_bytes(), file.name, actor="cli", dry_run=dry_run)
    except OSError as error:
        fail(_("%(file)s can't be opened: %(error)s") % {"file": file, "error": error.strerror}, code=CANNOT_READ)
    except tables.Unreadable as error:
        fail(str(error), code=CANNOT_READ)
    for warning in row.plan["warnings"]:
        click.echo(_("Note: %(warning)s") % {"warning": warning}, err=True)
    rejected = [{"row": r, "field": f, "message": m} for r, f, m in row.plan["refused"]]
    if as_json:
        print_json({"new": row.new, "changed": row.changed, "unchanged": row.unchanged, "rejected": rejected})
    else:
        _tell(row, rejected, dry_run)


def _tell(row: CatalogImport, rejected: list[dict[str, object]], dry_run: bool) -> None:
    title = _("Would be done (nothing was changed)") if dry_run else _("Done")
    counts = [(_("New"), row.new), (_("Changed"), row.changed), (_("Unchanged"), row.unchanged)]
    print_table([_("SKUs"), _("Number")], [*counts, (_("Rows rejected"), row.rejected)], title=title)
    if dry_run and row.plan["changed"]:
        lines = [(code, *change) for _n, code, changes in row.plan["changed"] for change in changes]
        print_table([_("SKU code"), _("Column"), _("Before"), _("After")], lines)
    if rejected:
        lines_out = [(r["row"], r["field"], r["message"]) for r in rejected]
        print_table([_("Row"), _("Column"), _("Why")], lines_out)


@export_group.command("products", help=gettext_lazy("Write all products as CSV or, for a name in .xlsx, Excel."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--encoding", type=click.Choice(["utf-8", "cp932"]), default="utf-8", show_default=True,
    help=gettext_lazy("Encoding of the CSV (UTF-8 with a mark, or Shift_JIS)."),
)  # fmt: skip
def export_products_file(file: Path, encoding: str) -> None:
    """Exit 2 when the file can't be written; characters that CP932 lacks are named and nothing is written."""
    try:
        data = (
            exporting.export_xlsx()
            if file.suffix.lower() == ".xlsx"
            else exporting.export_csv(encoding="cp932" if encoding == "cp932" else "utf-8-sig")
        )
        file.write_bytes(data)
    except tables.Unencodable as error:
        for problem in error.problems:
            click.echo(problem.message, err=True)
        fail(_("Nothing was written."), code=CANNOT_READ)
    except OSError as error:
        fail(_("%(file)s can't be written: %(error)s") % {"file": file, "error": error.strerror}, code=CANNOT_READ)
    click.echo(_("Written: %(file)s") % {"file": file})
