"""Commands about programs: `akinai token …`."""

import datetime as dt

import click
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.api import tokens
from akinai.core.cli import main
from akinai.core.models import ApiToken
from akinai.core.terminal import Group, as_json, fail, print_json, print_table


@main.group(cls=Group, help=_("Programs that use the API: add, list, revoke their tokens."))
def token() -> None:
    """Tokens of the API."""


@token.command("add", help=_("Make a token; it is printed once and kept nowhere."))
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(tokens.SCOPES),
    help=_("What it may do; may be repeated."),
)
@click.option("--days", type=click.IntRange(1, 3650), help=_("Days it can be used; default: until it is revoked."))
@as_json
def token_add(name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    expires = clock.now() + dt.timedelta(days=days) if days else None
    row, secret = tokens.add_token(name, scopes=scopes, expires_at=expires, actor="cli")
    if as_json:
        print_json(
            {"id": row.pk, "name": row.name, "token": secret, "scopes": row.scopes, "expires_at": row.expires_at}
        )
    else:
        click.echo(_("Token (shown only now): %(token)s") % {"token": secret})


@token.command("list", help=_("Every token with what it may do."))
@as_json
def token_list(as_json: bool) -> None:
    rows = list(ApiToken.objects.order_by("id"))
    if as_json:
        names = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        print_json([{name: getattr(row, name) for name in names} for row in rows])
    else:
        cells = [(str(r.pk), r.name, ", ".join(r.scopes), _("revoked") if r.revoked_at else _("in use")) for r in rows]
        print_table(["", _("Name"), _("Permissions"), _("State")], cells)


@token.command("revoke", help=_("Let a token open nothing any more."))
@click.argument("number", type=int)
def token_revoke(number: int) -> None:
    if not tokens.revoke_tokens([number], actor="cli"):
        fail(_("There is no token %(number)s in use.") % {"number": number})
    click.echo(_("Revoked."))
