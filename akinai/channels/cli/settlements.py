"""`akinai import mall-settlement`: a mall's settlement laid beside our orders."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.channels.actions.settlements import MallSettled, read_mall_settlement
from akinai.channels.queries import settlements as queries
from akinai.core.cli import import_group
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.core.terminal import as_json, fail, print_json, print_table

UNREADABLE = 2  # exit code


@import_group.command("mall-settlement", help=_("Take in a mall's settlement and lay it beside our orders."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--channel", required=True, help=_("Code of the sales channel."))
@click.option("--layout", required=True, help=_("Name of the layout: rakuten, yahoo, amazon, shopify, generic …"))
@click.option("--payout", type=int, help=_("What came to the bank in yen, if the file does not say it."))
@as_json
def import_mall_settlement(file: Path, channel: str, layout: str, payout: int | None, as_json: bool) -> None:
    """Exit code 2 when the file can't be read or does not add up; then nothing was taken in."""
    try:
        made = read_mall_settlement(
            file.read_bytes(), file.name, channel_code=channel, layout_name=layout, payout=payout, actor="cli"
        )
    except (Unreadable, Refused) as error:
        fail(str(error), code=UNREADABLE)
    if as_json:
        told = {"file": made.settlement.pk, "again": made.again, "payout": made.settlement.payout}
        print_json({**told, "entries": dict(made.counts)})
    else:
        _show(made)


def _show(made: MallSettled) -> None:
    if made.again:
        click.echo(_("This very file was taken in before. Nothing changed."))
    sums = queries.standings([made.settlement])[made.settlement.pk]
    rows = [(part.label, str(part.count), f"{part.amount:,}") for part in sums.parts]
    rows.append((_("Payout"), "", f"{made.settlement.payout:,}"))
    print_table([_("Standing"), _("Entries"), _("Yen")], rows, title=made.settlement.name)
