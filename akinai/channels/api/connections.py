"""Channels connected by API: how each is, tested, everything fetched and told now, paused and resumed."""

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field

from akinai.channels import actions, jobs, queries
from akinai.channels.api.base import ChannelsNamed, connections, router
from akinai.channels.models import Connection
from akinai.core import api
from akinai.core.outcome import Outcome, Refusal


class HealthShown(api.Shown):
    """The light: `tone` good, warn, bad, or empty (paused); in words, why, and what a person should do."""

    tone: str
    words: str
    why: str
    todo: str
    since: AwareDatetime | None


class TaskShown(api.Shown):
    """How one task of a connection went last. `trouble`: empty when well, else keys, throttled, unreachable …"""

    task: str
    tried_at: AwareDatetime | None
    done_at: AwareDatetime | None = Field(description="When it last ended well.")
    not_before: AwareDatetime | None
    failures: int = Field(description="In a row.")
    trouble: str
    words: str
    rows: int = Field(description="Of the last run.")


class ConnectedShown(api.Shown):
    """A channel and its mall. Keys are never shown."""

    channel: str
    name: str
    mall: str
    mode: str = Field(description="import_only: nothing is written at the mall; live: everything.")
    paused_at: AwareDatetime | None
    every: int = Field(description="Seconds between two looks for orders.")
    confirms: bool
    sends_stock: bool
    sends_shipments: bool
    sends_cancellations: bool
    health: HealthShown
    tasks: list[TaskShown]
    refused_orders: int = Field(description="Orders that could not be taken in.")
    untold_shipments: int = Field(description="Shipments refused by the mall, or told in vain.")
    unsent_offers: int = Field(description="Offers whose number the mall has not, after a failure.")


class Connections(api.Shown):
    """All channels connected by API, in the order of the desk."""

    channels: list[ConnectedShown]


PLAIN = ("every", "paused_at", "confirms", "sends_stock", "sends_shipments", "sends_cancellations")


@api.read(router, "/channels", "channels.view")
def channels(request: api.Request) -> Connections:
    """List channels connected by API: the health of each, and when each of its tasks last ended well."""
    return Connections(channels=[_shown(one) for one in queries.connected()])


@api.write(router, "/channels/test", "channels.edit")
def test(request: api.Request, asked: ChannelsNamed) -> api.Done:
    """Test connections by harmless calls, also while they are paused.

    It is done by a job, at once: then `tried_at` of the task `keys` in `GET /channels` is new, with `trouble` and
    `words` if the mall does not know us. `done`: channels it was asked for.
    """
    found, refused = connections(asked.channels)
    with transaction.atomic():
        for row in found.values():
            jobs.test.defer(connection_id=row.pk, actor=request.auth.actor)
    return api.done(Outcome(list(found), refused))


@api.write(router, "/channels/sync", "channels.import")
def sync(request: api.Request, asked: ChannelsNamed) -> api.Done:
    """Fetch and tell everything now, before its time.

    It is done by a job, at once: `tasks` of `GET /channels` tell how it went. `done`: channels it was asked for.
    """
    found, refused = connections(asked.channels)
    words = _("The connection is paused. Resume it first.")
    refused += [Refusal(code, "channels", words) for code, row in found.items() if row.paused_at is not None]
    going = {code: row for code, row in found.items() if row.paused_at is None}
    with transaction.atomic():
        for row in going.values():
            jobs.sync.defer(connection_id=row.pk, actor=request.auth.actor)
    return api.done(Outcome(list(going), refused))


@api.write(router, "/channels/pause", "channels.edit")
def pause(request: api.Request, asked: ChannelsNamed) -> api.Done:
    """Stop all calls to malls until resumed. Orders wait at the mall, changes of stock wait here."""
    found, refused = connections(asked.channels)
    return _by_code(actions.pause(_ids(found), actor=request.auth.actor), found, refused)


@api.write(router, "/channels/resume", "channels.edit")
def resume(request: api.Request, asked: ChannelsNamed) -> api.Done:
    """Go on with paused channels, at once."""
    found, refused = connections(asked.channels)
    return _by_code(actions.resume(_ids(found), actor=request.auth.actor), found, refused)


def _ids(found: dict[str, Connection]) -> list[int]:
    return [row.pk for row in found.values()]


def _by_code(outcome: Outcome, found: dict[str, Connection], refused: list[Refusal]) -> api.Done:
    codes = {row.pk: code for code, row in found.items()}
    told = [Refusal(codes[one.key], one.field, one.message) for one in outcome.refused]  # type: ignore[index]
    return api.done(Outcome([codes[key] for key in outcome.done], [*refused, *told]))


def _shown(one: queries.Connected) -> ConnectedShown:
    row = one.connection
    return ConnectedShown(
        channel=row.channel.code,
        name=row.channel.name,
        mall=row.adapter,
        mode=row.channel.mode,
        health=HealthShown.model_validate(one.health),
        tasks=[TaskShown.model_validate(task) for task in one.tasks],
        refused_orders=one.refused,
        untold_shipments=one.untold,
        unsent_offers=one.unsent,
        **{name: getattr(row, name) for name in PLAIN},
    )
