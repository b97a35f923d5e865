"""Commands about people: `akinai staff …`. For the first 店長, and for the day nobody can sign in."""

import click
from django.utils.translation import gettext as _

from akinai.core.cli import main
from akinai.core.people import actions, members
from akinai.core.people.permissions import ROLES
from akinai.core.terminal import Group, as_json, fail, print_json, print_table


@main.group(cls=Group, help=_("Staff: add, list, reset."))
def staff() -> None:
    """People who sign in."""


@staff.command("add", help=_("Add a person; prints the first password once."))
@click.argument("username")
@click.option("--name", default="", help=_("Name shown on screens."))
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)), help=_("May be repeated.")
)
@as_json
def staff_add(username: str, name: str, roles: tuple[str, ...], as_json: bool) -> None:
    user, password = actions.add_staff(
        actions.NewStaff(username=username, name=name or username, roles=roles), actor="cli"
    )
    if as_json:
        print_json({"id": user.pk, "username": user.username, "password": password, "roles": list(roles)})
    else:
        click.echo(
            _("Sign-in name: %(name)s\nFirst password: %(password)s") % {"name": user.username, "password": password}
        )


@staff.command("list", help=_("Everybody with roles."))
@as_json
def staff_list(as_json: bool) -> None:
    people = members.staff().prefetch_related("groups").order_by("username")
    rows = [(u.username, u.first_name, [g.name for g in u.groups.all()], u.is_active) for u in people]
    if as_json:
        print_json([{"username": n, "name": s, "roles": r, "active": a} for n, s, r, a in rows])
    else:
        cells = [(n, s, ", ".join(r), _("active") if a else _("deactivated")) for n, s, r, a in rows]
        print_table([_("Sign-in name"), _("Name"), _("Roles"), _("State")], cells)


@staff.command("reset", help=_("A new first password, and the second factor is enrolled anew."))
@click.argument("username")
def staff_reset(username: str) -> None:
    user = members.staff().filter(username__iexact=username).first()
    if user is None:
        fail(_("There is nobody called “%(name)s”.") % {"name": username})
    actions.reset_mfa(user, actor="cli")
    password = actions.reset_password(user, actor="cli")
    click.echo(_("First password: %(password)s") % {"password": password})
