"""Commands: `akinai shop reindex`."""

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core.cli import main
from akinai.core.terminal import Group, as_json, print_json
from akinai.storefront.actions import searching


@main.group("shop", cls=Group, help=gettext_lazy("The own shop."))
def shop_group() -> None:
    """Commands of the own shop."""


@shop_group.command("reindex", help=gettext_lazy("Build the shop's search anew."))
@as_json
def reindex(as_json: bool) -> None:
    """Visitors search the old one until it is done."""
    found = searching.rebuild(actor="cli")
    if as_json:
        print_json(found)
    else:
        click.echo(_("%(products)s products and %(words)s words are in the search.") % found)
