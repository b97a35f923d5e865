"""The malls' connections on the desk: the record of calls, and what needs a person on the home page."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akinai.channels import queries
from akinai.core.shell import nav, tiles
from akinai.core.shell.tiles import Tile

nav.entry("channels", _("API calls on record"), "channels:calls", "channels.view", icon="history", order=60)


@tiles.tile("failures", "channels.view", order=20)
def connections(request: HttpRequest) -> Iterable[Tile]:
    """Channels that stopped, keys that end, what malls or we could not take."""
    states = queries.connected()
    if not states:
        return
    failing = [one for one in states if one.health.failing]
    if failing:
        url = _page_of(failing) if len(failing) == 1 else reverse("channels:list")
        since = min((one.health.since for one in failing if one.health.since), default=None)
        names = _names(failing)
        yield Tile(
            label=_("Sales channels that stopped"),
            count=len(failing),
            url=url,
            oldest_age=since,
            tone="bad",
            note=names,
        )
    yield from _keys()
    if refused := sum(one.refused for one in states):
        names = _names([one for one in states if one.refused])
        url = reverse("channels:refused")
        yield Tile(
            label=_("Orders of malls not taken in"), count=refused, url=url, tone="bad", note=names, unit=_("orders")
        )
    untold = sum(one.untold for one in states) + queries.untold_cancellations().count()
    if untold:
        url = reverse("channels:failed")
        yield Tile(label=_("Notices the malls did not take"), count=untold, url=url, tone="bad", unit=_("notices"))


def _keys() -> Iterable[Tile]:
    """The key that ends first tells how urgent it is."""
    ending = queries.keys_ending()
    if not ending:
        return
    first = ending[0]
    left = (
        _("ended") if first.days < 0 else ngettext("%(n)d day left", "%(n)d days left", first.days) % {"n": first.days}
    )
    url = reverse("channels:connection", args=[first.connection.channel_id])
    note = f"{first.connection.channel.name} {first.name}: {left}"
    yield Tile(label=_("Keys to malls that end"), count=len(ending), url=url, tone=first.tone or "warn", note=note)


def _page_of(states: list[queries.Connected]) -> str:
    return reverse("channels:connection", args=[states[0].connection.channel_id])


def _names(states: list[queries.Connected]) -> str:
    names = "・".join(one.connection.channel.name for one in states[:3])
    return names if len(states) <= 3 else _text("%(names)s and others") % {"names": names}
