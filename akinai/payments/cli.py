"""Commands of money: the bank's file in, a gateway's settlement in."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core.cli import import_group, main
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@import_group.command("bank", help=_("Take in a bank's file (Zengin or CSV) and match what is sure."))
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


@main.command("sbps-notice", help=_("Show which charset a notice of SBPS is hashed in."))
@click.option("--account", required=True, help=_("Code of the account."))
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
def sbps_notice(account: str, file: Path | None, as_json: bool) -> None:
    """FILE holds the body of one notice; without it, the last one that came in is looked at."""
    from akinai.payments.actions import reaching
    from akinai.payments.gateways.sbps.diagnosis import diagnose
    from akinai.payments.models import GatewayAccount, RawMessage

    row = GatewayAccount.objects.filter(code=account, gateway="sbps").first()
    if row is None:
        fail(_("There is no account “%(code)s” of SBPS.") % {"code": account}, code=2)
    last = RawMessage.objects.filter(account=row, body__isnull=False).order_by("-id").first() if file is None else None
    if file is None and last is None:
        fail(_("No notice has come in for this account yet."), code=2)
    body = file.read_bytes().strip() if file else bytes(last.body or b"") if last else b""
    found = diagnose(reaching.account_of(row), body)
    if as_json:
        print_json({"charsets": found.charsets, "contract_fits": found.contract_fits, "order_id": found.order_id})
        return
    click.echo(_("Result “%(result)s”, order “%(order)s”.") % {"result": found.result, "order": found.order_id})
    click.echo(found.words)
    if not found.contract_fits:
        click.echo(_("Merchant and service are not those of the account."))
