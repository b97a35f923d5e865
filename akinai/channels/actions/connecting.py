"""Connecting a channel to its mall by API: keys kept sealed, a test, a pause, what is done over it and how often."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels import behaviour
from akinai.channels.actions import pushing
from akinai.channels.actions.channels import checked_code
from akinai.channels.events import (
    ConnectionPaused,
    ConnectionResumed,
    ConnectionTasksSet,
    MallConnected,
    MallDisconnected,
)
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection, IntakeLayout, Progress, Task
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.partners import lacking, open_keys, seal_keys
from akinai.core.tables import Unreadable
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel

EVERY_MAIL = ["received", "paid", "shipped", "cancelled"]  # to buyers of malls that write none themselves
RATE = "rate."  # settings of this beginning set the pace of a group of calls; no form asks for them
RAREST = 86_400  # seconds between two looks for orders; the least is the adapter's (Mall.every)


@dataclass(frozen=True, kw_only=True)
class NewConnection:
    """A connection as entered. `credentials`: only those that were typed; the others stay.

    `channel_id` None: a new channel with this `code` and `name`, of the mall's kind and with its defaults.
    """

    adapter: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    channel_id: int | None = None
    code: str = ""
    name: str = ""


def connect(new: NewConnection, *, actor: str) -> int:
    """Reach a channel's mall by API; the connection's id. Keys are sealed and never shown again.

    A new channel only imports (取込のみ). The inverse is `disconnect`; of a change, connecting as it was before. Raises
    Refused with what is missing, beside the adapter's own field names.
    """
    mall = MALLS.get(new.adapter)
    if mall is None:
        raise Refused([Refusal(new.channel_id, "adapter", _("Choose a mall."))])
    with transaction.atomic():
        channel = _channel_of(new, mall, actor)
        row = _row_of(channel, mall)
        typed = {name: value.strip() for name, value in new.credentials.items() if value.strip()}
        known = {**open_keys(row.sealed), **typed}
        settings = {**{name: value for name, value in row.settings.items() if _unasked(name)}, **new.settings}
        _check(new.channel_id, mall, settings, known)
        _check_alone(row, mall, settings, known)
        row.every = max(row.every, mall.every) if row.adapter == mall.kind else mall.every
        row.adapter, row.settings, row.sealed = mall.kind, settings, seal_keys(known)
        row.notice_token = row.notice_token or secrets.token_urlsafe(24)
        row.save(update_fields=["adapter", "settings", "sealed", "notice_token", "every"])
        _try_at_once([row.pk])
        told = MallConnected(
            subject=_subject(row),
            actor=actor,
            channel=channel.code,
            adapter=mall.kind,
            settings=settings,
            credentials=sorted(typed),
        )
        publish([told])
    return row.pk


def _unasked(name: str) -> bool:
    return name.startswith(RATE) or name in behaviour.SETTINGS


def _channel_of(new: NewConnection, mall: base.Mall, actor: str) -> SalesChannel:
    """The channel to connect; a new one gets what the mall needs."""
    if new.channel_id is None:
        return _new_channel(new, mall, actor)
    channel = SalesChannel.objects.get(pk=new.channel_id)
    if channel.kind in ("phone", "shop"):
        raise Refused([Refusal(channel.pk, "adapter", _("This is a channel of our own: no mall stands behind it."))])
    if channel.kind not in ("file", mall.kind):
        words = _("The mall of a channel stays. Make another channel for %(mall)s.") % {"mall": mall.label}
        raise Refused([Refusal(channel.pk, "adapter", words)])
    if channel.kind == "file":
        orders.save_channel({"id": channel.pk, "kind": mall.kind}, actor=actor)
    return channel


def _new_channel(new: NewConnection, mall: base.Mall, actor: str) -> SalesChannel:
    try:
        code = checked_code(new.code)
    except Unreadable as error:
        raise Refused([Refusal(None, "code", str(error))]) from None
    if SalesChannel.objects.filter(code=code).exists():
        raise Refused([Refusal(None, "code", _("There is a sales channel “%(code)s” already.") % {"code": code})])
    layout = _layout_of(mall)
    values = {
        "code": code,
        "name": new.name.strip() or str(mall.label),
        "kind": mall.kind,
        "currency": layout.layout.get("currency", "JPY") if layout else "JPY",
        "total_rule": layout.layout.get("total_rule", "") if layout else "",
        "mails": [] if mall.sends_mails else EVERY_MAIL,
    }
    orders.save_channel(values, actor=actor)
    return SalesChannel.objects.get(code=code)


def _layout_of(mall: base.Mall) -> IntakeLayout | None:
    """The layout of the mall's order files: how its amounts add up, what its words mean."""
    return IntakeLayout.objects.filter(name=mall.kind, kind="orders").first()


def _row_of(channel: SalesChannel, mall: base.Mall) -> Connection:
    Connection.objects.get_or_create(channel=channel, defaults={"layout": _layout_of(mall)})
    return Connection.objects.select_for_update().get(channel=channel)


def _check(key: Any, mall: base.Mall, settings: Mapping[str, Any], known: Mapping[str, str]) -> None:
    fields = {one.name: one for one in mall.fields}
    unknown = [name for name in settings if not _unasked(name) and (name not in fields or fields[name].secret)]
    unknown += [name for name in known if name not in fields or not fields[name].secret]
    refused = [Refusal(key, name, _("There is no field “%(name)s” here.") % {"name": name}) for name in unknown]
    refused += lacking(mall.fields, settings, known, key=key)
    if refused:
        raise Refused(refused)


def _check_alone(row: Connection, mall: base.Mall, settings: Mapping[str, Any], known: Mapping[str, str]) -> None:
    """The same shop over two channels would bring every order in twice."""
    ours = _shop(mall, settings, known)
    for other in Connection.objects.filter(adapter=mall.kind).exclude(pk=row.pk).select_related("channel"):
        if _shop(mall, other.settings, open_keys(other.sealed)) == ours:
            words = _("This shop is connected already, as “%(name)s”.") % {"name": other.channel.name}
            raise Refused([Refusal(row.channel_id, "", words)])


def _shop(mall: base.Mall, settings: Mapping[str, Any], known: Mapping[str, str]) -> tuple[Any, ...]:
    """What tells one shop at a mall from another: all that is entered."""
    plain = [str(settings.get(one.name, one.default)) for one in mall.fields if not one.secret]
    return (*plain, *(known.get(one.name, "") for one in mall.fields if one.secret))


def _subject(row: Connection) -> str:
    return f"channel/{row.channel_id}"


def _try_at_once(connection_ids: Sequence[int]) -> None:
    """Whatever waited after a failure is tried again at the next turn."""
    Progress.objects.filter(connection_id__in=list(connection_ids)).update(not_before=None)


def disconnect(connection_id: int, *, actor: str) -> None:
    """No more calls: the keys are thrown away, the channel is fed by files again. Its orders and progress stay.

    The inverse is `connect`, with the keys typed anew; what happened at the mall in between is then read.
    """
    with transaction.atomic():
        row = Connection.objects.select_for_update().select_related("channel").get(pk=connection_id)
        if not row.adapter:
            return
        adapter = row.adapter
        row.adapter, row.settings, row.sealed, row.notice_token = "", {}, "", None
        row.paused_at, row.paused_by = None, ""
        row.save(update_fields=["adapter", "settings", "sealed", "notice_token", "paused_at", "paused_by"])
        rows = Progress.objects.filter(connection=row)
        rows.filter(task__in=(Task.KEYS, Task.NOTICES)).delete()
        rows.update(trouble="", words="", failures=0, failing_since=None, not_before=None)
        publish([MallDisconnected(subject=_subject(row), actor=actor, channel=row.channel.code, adapter=adapter)])


def pause(connection_ids: Sequence[int], *, actor: str) -> Outcome:
    """No call is made until `resume`. Done: ids; those without a mall are refused, those paused already stay so."""
    with transaction.atomic():
        rows, outcome = _connected(connection_ids)
        fresh = [row for row in rows if row.paused_at is None]
        Connection.objects.filter(pk__in=[row.pk for row in fresh]).update(paused_at=clock.now(), paused_by=actor)
        publish([ConnectionPaused(subject=_subject(row), actor=actor, channel=row.channel.code) for row in fresh])
    return outcome


def resume(connection_ids: Sequence[int], *, actor: str) -> Outcome:
    """Calls are made again, at once. Done: ids."""
    with transaction.atomic():
        rows, outcome = _connected(connection_ids)
        paused = [row for row in rows if row.paused_at is not None]
        Connection.objects.filter(pk__in=[row.pk for row in paused]).update(paused_at=None, paused_by="")
        _try_at_once([row.pk for row in paused])
        pushing.late_from_now([row.pk for row in paused])
        publish([ConnectionResumed(subject=_subject(row), actor=actor, channel=row.channel.code) for row in paused])
    return outcome


def _connected(connection_ids: Sequence[int]) -> tuple[list[Connection], Outcome]:
    wanted = Connection.objects.select_for_update(of=("self",)).select_related("channel").order_by("pk")
    found = {row.pk: row for row in wanted.filter(pk__in=list(connection_ids)).exclude(adapter="")}
    outcome = Outcome(done=list(found))
    for one in connection_ids:
        if one not in found:
            words = _("This channel is not connected to a mall by API.")
            outcome.refused.append(Refusal(one, "", words))
    return list(found.values()), outcome


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """What is done over a connection. `every`: seconds between two looks for orders."""

    every: int
    confirms: bool
    sends_stock: bool
    sends_shipments: bool
    sends_cancellations: bool


def set_tasks(connection_id: int, tasks: Tasks, *, actor: str) -> None:
    """What is fetched, confirmed and sent, and how often. The inverse is setting what was. Raises Refused."""
    values = {name: getattr(tasks, name) for name in Tasks.__dataclass_fields__}
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).select_related("channel").get(pk=connection_id)
        _check_every(row, tasks.every)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        Connection.objects.filter(pk=row.pk).update(**values)
        if changed.get("sends_stock"):
            pushing.late_from_now([row.pk])
        if changed:
            code = row.channel.code
            publish([ConnectionTasksSet(subject=_subject(row), actor=actor, channel=code, values=changed)])


def _check_every(row: Connection, seconds: int) -> None:
    """Not oftener than is sensible at this mall."""
    mall = MALLS.get(row.adapter)
    least = mall.every if mall else 1
    if least <= seconds <= RAREST:
        return
    words = _("Orders of this mall are fetched every %(least)d to %(most)d seconds.")
    if mall and seconds < least:
        words = _("%(mall)s answers so many calls only: fetch orders every %(least)d seconds or more.")
    told = {"mall": mall.label if mall else "", "least": least, "most": RAREST}
    raise Refused([Refusal(row.pk, "every", words % told)])
