"""Commands of money: the bank's file in, a gateway's settlement in."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core.cli import import_group
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@import_group.command("bank", help=_("Take in a bank's file (全銀 or CSV) and match what is sure."))
@file_argument
@click.option("--account", required=True, help=_("Code of the shop's bank account."))
@as_json
def import_bank(file: Path, account: str, as_json: bool) -> None:
    """Every receipt once, whatever was imported before; a file that does not add up is refused whole."""
    from akinai.payments import actions

    try:
        result = actions.read_bank_file(file.read_bytes(), file.name, account_code=account, actor="cli")
    except Unreadable as error:
        fail(str(error), code=2)
    told = {"lines": result.file.lines, "fresh": result.fresh, "known": result.known, "matched": result.matched,
            "reversed": result.reversed, "out": result.out, "again": result.again}  # fmt: skip
    if as_json:
        print_json({"file": result.file.pk, **told})
        return
    if result.again:
        click.echo(_("This very file was taken in before. Nothing changed."))
        return
    click.echo(_("%(fresh)d new receipts, %(known)d known, %(matched)d matched, %(reversed)d taken back.") % told)


@import_group.command("settlement", help=_("Take in a gateway's settlement and lay it beside the ledger."))
@file_argument
@click.option("--layout", required=True, help=_("Code of the layout: stripe, sbps, komoju, fincode, yamato-collect …"))
@as_json
def import_settlement(file: Path, layout: str, as_json: bool) -> None:
    """What agrees, what our ledger lacks, what differs."""
    from akinai.payments import actions

    try:
        result = actions.read_settlement(file.read_bytes(), file.name, layout_code=layout, actor="cli")
    except Unreadable as error:
        fail(str(error), code=2)
    sums = {"gross": result.file.gross, "fee": result.file.fee, "net": result.file.net}
    if as_json:
        told = {"file": result.file.pk, "again": result.again, "collected": result.collected}
        print_json({**told, **sums, "lines": dict(result.counts)})
        return
    if result.again:
        click.echo(_("This very file was taken in before. Nothing changed."))
    words = _("%(matched)d lines agree, %(unknown)d are not in our ledger, %(differs)d differ, %(fee)d are fees.")
    click.echo(words % result.counts)
