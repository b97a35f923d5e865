"""Commands of the floor: numbers of issued labels in, label files out."""

from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core.cli import export_group, import_group
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json

DEFAULT_LAYOUT = "yamato-b2-97"
layout_option = click.option("--layout", default=DEFAULT_LAYOUT, show_default=True, help=_("How the file looks."))


@import_group.command("labels", help=_("Take in the carrier's file of issued labels: numbers to shipments."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@layout_option
@as_json
def import_labels(file: Path, layout: str, as_json: bool) -> None:
    """Numbers back; bad rows are listed, good rows are taken over."""
    from akinai.fulfillment import actions

    try:
        result = actions.import_issued(file.read_bytes(), layout=layout, actor="cli")
    except Unreadable as error:
        fail(str(error), code=2)
    rejected = [{"row": r.key, "field": r.field, "message": r.message} for r in result.outcome.refused]
    warned = [{"row": r.key, "field": r.field, "message": r.message} for r in result.warnings]
    if as_json:
        print_json({"accepted": len(result.outcome.done), "rejected": rejected, "warnings": warned})
        return
    click.echo(_("%(count)d rows taken over.") % {"count": len(result.outcome.done)})
    for one in [*rejected, *warned]:
        click.echo(_("Row %(row)s: %(message)s") % one)


@export_group.command("labels", help=_("Write the carrier's label file of a batch."))
@click.argument("batch")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@layout_option
@as_json
def export_labels(batch: str, file: Path, layout: str, as_json: bool) -> None:
    """Labels of a batch (its number, such as 1121-03, newest of that number) into a file."""
    from django.core.files.storage import default_storage

    from akinai.fulfillment import actions
    from akinai.fulfillment.models import WorkBatch

    found = WorkBatch.objects.filter(number=batch).order_by("-day").first()
    if found is None:
        raise click.ClickException(_("There is no batch %(number)s.") % {"number": batch})
    export = actions.export_labels(batch_id=found.pk, layout=layout, actor="cli")
    if export.paper is not None:
        with default_storage.open(export.paper.file) as stored:
            file.write_bytes(stored.read())
    refused = [asdict(refusal) for refusal in export.outcome.refused]
    if as_json:
        print_json({"rows": export.rows, "shipments": len(export.outcome.done), "refused": refused})
        return
    click.echo(_("%(rows)d rows written.") % {"rows": export.rows})
    for refusal in refused:
        click.echo(str(refusal["message"]))
