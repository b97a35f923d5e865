"""Malls by API: which there are and how each is, a test, everything once and now."""

import sys
from typing import Any

import click
from django.conf import settings
from django.utils.translation import gettext as _

from akinai.channels import actions, queries
from akinai.channels.models import Connection, Task
from akinai.core.cli import main
from akinai.core.outcome import Refused
from akinai.core.terminal import Group, as_json, fail, print_json, print_table
from akinai.orders.models import SalesChannel


@main.group("channels", cls=Group, help=_("Sales channels reached by their malls' APIs."))
def channels_group() -> None:
    """Malls."""


@channels_group.command("list", help=_("Every sales channel, how it is reached and how it is."))
@as_json
def list_channels(as_json: bool) -> None:
    """One row each. Exit code 0, whatever their state."""
    states = {one.connection.channel_id: one for one in queries.connected()}
    channels = list(SalesChannel.objects.all())
    rows = [_plain(channel, states.get(channel.pk)) for channel in channels]
    if as_json:
        print_json(rows)
        return
    for row, channel in zip(rows, channels, strict=True):
        row["mode"] = channel.get_mode_display()
    headers = [_("Code"), _("Channel"), _("Mode"), _("Mall"), _("State"), _("Why")]
    print_table(headers, [(r["code"], r["name"], r["mode"], r["mall"], r["state"], r["why"]) for r in rows])


def _plain(channel: SalesChannel, state: queries.Connected | None) -> dict[str, Any]:
    row: dict[str, Any] = {"code": channel.code, "name": channel.name, "kind": channel.kind, "mode": channel.mode}
    if state is None:
        state_words = _("Our own") if channel.kind in ("phone", "shop") else _("By files")
        return {**row, "mall": "", "light": "", "state": state_words, "why": "", "todo": "", "tasks": {}}
    health = state.health
    return {
        **row,
        "mall": state.connection.adapter,
        "light": {"good": "green", "warn": "amber", "bad": "red"}.get(health.tone, "grey"),
        "state": health.words,
        "why": health.why,
        "todo": health.todo,
        "refused": state.refused,
        "untold": state.untold,
        "unsent": state.unsent,
        "tasks": {one.task: {"done_at": one.done_at, "trouble": one.trouble} for one in state.tasks},
    }


@channels_group.command("test", help=_("Call a channel's mall harmlessly: do the address and the keys work?"))
@click.argument("code")
@as_json
def test_channel(code: str, as_json: bool) -> None:
    """Exit code 1 when the mall can't be reached or refuses the keys."""
    connection = _connection(code)
    tested = actions.test_connection(connection.pk, actor="cli")
    if as_json:
        print_json({"channel": code, "ok": tested.ok, "words": tested.words, "trouble": tested.kind})
        sys.exit(0 if tested.ok else 1)
    if not tested.ok:
        fail(f"{tested.words} {queries.what_to_do(tested.kind)}")
    click.echo(tested.words)


@channels_group.command("sync", help=_("Fetch and tell everything of a channel once, now."))
@click.argument("code")
@as_json
def sync_channel(code: str, as_json: bool) -> None:
    """Exit code 1 when a task failed. The mall is written to only in 本番."""
    connection = _connection(code)
    if connection.paused_at:
        fail(_("The channel “%(code)s” is paused. Resume it at the desk first.") % {"code": code})
    done = actions.sync(connection.pk, actor="cli")
    if as_json:
        tasks = {one.task: {"ok": one.ok, "rows": one.rows, "words": one.words} for one in done}
        print_json({"channel": code, "ok": not _failed(done), "writes": queries.may_write(connection), "tasks": tasks})
    else:
        print_table(["", _("Task"), _("Rows"), _("Why")], [_line(one) for one in done])
        if not queries.may_write(connection):
            click.echo(_("Nothing was written at the mall: the channel is not live."))
    sys.exit(1 if _failed(done) else 0)


@channels_group.command("notices", help=_("Ask a channel's mall to notify us of orders at once; --off: to stop."))
@click.argument("code")
@click.option("--off", is_flag=True, help=_("No notices any more."))
@as_json
def notices_of_channel(code: str, off: bool, as_json: bool) -> None:
    """Exit code 1 when the mall did not take it. Our address is PUBLIC_ADDRESS."""
    connection = _connection(code)
    try:
        if off:
            tested = actions.unsubscribe(connection.pk, actor="cli")
        else:
            tested = actions.subscribe(connection.pk, settings.PUBLIC_ADDRESS, actor="cli")
    except Refused as refused:
        tested = actions.Tested(False, " ".join(one.message for one in refused.refusals), "refused")
    if as_json:
        print_json({"channel": code, "ok": tested.ok, "words": tested.words, "trouble": tested.kind})
        sys.exit(0 if tested.ok else 1)
    if not tested.ok:
        fail(tested.words)
    click.echo(tested.words)


def _failed(done: list[actions.Synced]) -> bool:
    return any(one.ok is False for one in done)


def _line(one: actions.Synced) -> tuple[str, str, int, str]:
    sign = {True: "○", False: "×", None: "–"}[one.ok]
    words = one.words if one.ok is False else "" if one.ok else _("Not run: somebody else is at it.")
    return sign, str(Task(one.task).label), one.rows, words


def _connection(code: str) -> Connection:
    """Ends with a sentence where there is none."""
    channel = SalesChannel.objects.filter(code=code).first()
    if channel is None:
        fail(_("There is no sales channel “%(code)s”.") % {"code": code})
    found = Connection.objects.select_related("channel").filter(channel=channel).exclude(adapter="").first()
    if found is None:
        fail(_("The channel “%(code)s” is not connected to a mall by API.") % {"code": code})
    return found
