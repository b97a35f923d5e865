"""API接続: a channel and its mall. Keys, a test, a pause, what is done how often, and how it goes."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions, jobs, queries
from akinai.channels.actions import NewConnection, Tasks
from akinai.channels.connection_forms import ConnectionForm, TasksForm, initial, mall_choices
from akinai.channels.malls import MALLS, optional
from akinai.channels.models import Connection, Progress, Task
from akinai.channels.queries.connections import WRITING
from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.partners import open_keys
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.orders.models import ChannelMode, SalesChannel

PATIENCE = dt.timedelta(seconds=90)  # how long a page looks on at what was asked for
# Which tasks a mall has, by its abilities; orders and keys it always has.
NEEDS = {
    Task.CONFIRM: "confirm",
    Task.SHIPMENTS: "shipments",
    Task.CANCELLATIONS: "cancel",
    Task.STOCK: "stock",
    Task.READ_STOCK: "read_stock",
    Task.OFFERS: "offers",
    Task.LISTINGS: "listings",
    Task.NOTICES: "-",  # shown once they were asked for
}
# The switch that turns a task on, where there is one.
SWITCHES = {
    Task.CONFIRM: "confirms",
    Task.SHIPMENTS: "sends_shipments",
    Task.STOCK: "sends_stock",
    Task.CANCELLATIONS: "sends_cancellations",
}


@door("channels.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new channel of the mall in ?mall=, connected by API."""
    mall = MALLS.get(request.GET.get("mall", ""))
    if mall is None:
        return render(request, "channels/connect.html", {"malls": mall_choices()})
    taken = set(SalesChannel.objects.values_list("code", flat=True))
    code = next(one for one in (mall.kind, *(f"{mall.kind}-{n}" for n in range(2, 1000))) if one not in taken)
    form = ConnectionForm(mall, request.POST or None, new=True, initial={"code": code, "name": mall.label})
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form, None)):
        messages.success(request, _("Connected. Now test it; orders are fetched from now on and only stored."))
        return redirect("channels:connection", saved.channel_id)
    return render(request, "channels/connect.html", {"form": form, "mall": mall})


@door("channels.view")
def connection(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One channel's connection. What is secret is never shown again."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    row = Connection.objects.filter(channel=channel).select_related("channel").first()
    may_edit = allowed(request.user, "channels.edit")
    chosen = (row.adapter if row else "") or request.GET.get("mall", "")
    mall = MALLS.get(chosen) if chosen in dict(mall_choices(channel)) else None
    form = _form(request, mall, row) if mall and may_edit else None
    if request.method == "POST" and form is not None and form.is_valid() and _save(request, form, channel_id):
        messages.success(request, _("Saved."))
        return redirect("channels:connection", channel_id)
    context = {"channel": channel, "mall": mall, "form": form, "malls": mall_choices(channel), "may_edit": may_edit}
    if row is not None and row.adapter:
        context |= _state(request, row)
    return render(request, "channels/connection.html", context)


def _form(request: HttpRequest, mall: Any, row: Connection | None) -> ConnectionForm:
    known = [name for name, value in open_keys(row.sealed).items() if value] if row else []
    filled = initial(row) if row else {}
    return ConnectionForm(mall, request.POST or None, new=False, known=known, initial=filled)


def _save(request: HttpRequest, form: ConnectionForm, channel_id: int | None) -> Connection | None:
    data = form.cleaned_data
    entered = NewConnection(
        adapter=form.mall.kind,
        settings=form.settings,
        credentials=form.credentials,
        channel_id=channel_id,
        code=data.get("code", ""),
        name=data.get("name", ""),
    )
    try:
        return Connection.objects.get(pk=actions.connect(entered, actor=actor(request)))
    except Refused as refused:
        for refusal in refused.refusals:
            own = refusal.field if refusal.field in form.fields else f"x_{refusal.field}"
            form.add_error(own if own in form.fields else None, refusal.message)
        return None


def _state(request: HttpRequest, row: Connection) -> dict[str, Any]:
    (state,) = queries.connected([row.pk])
    mall = MALLS.get(row.adapter)
    notices = mall is not None and "notices" in mall.abilities
    asked = next((one for one in state.tasks if one.task == Task.NOTICES), None)
    return {
        "signs_in": isinstance(mall, optional.SignsIn),
        "sign_in_back": request.build_absolute_uri(reverse("channels:signed_in")),
        "subscribes": isinstance(mall, optional.Subscribes),
        "subscribed": asked.cursor.get("address", "") if asked else "",
        "connection": row,
        "state": state,
        "tasks": _tasks(state),
        "tasks_form": TasksForm(instance=row),
        "keys": queries.keys(row.pk),
        "keys_lost": bool(row.sealed) and not open_keys(row.sealed),
        "refused": queries.refused_orders(row.pk)[:20],
        "notify": site_of(request) + reverse("malls:notify", args=[row.notice_token]) if notices else "",
    }


def site_of(request: HttpRequest) -> str:
    """Where malls reach us: as the server is told, else where the desk was opened."""
    return settings.PUBLIC_ADDRESS.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def _tasks(state: queries.Connected) -> list[dict[str, Any]]:
    """What this mall can do, each with how it went."""
    mall = MALLS.get(state.connection.adapter)
    known = {row.task: row for row in state.tasks}
    rows = []
    for task in Task:
        row = known.get(task)
        if row is None and (mall is None or (task in NEEDS and NEEDS[task] not in mall.abilities)):
            continue
        switch = SWITCHES.get(task)
        rows.append(
            {
                "task": task,
                "row": row,
                "later": task in WRITING and state.connection.channel.mode != ChannelMode.LIVE,
                "off": bool(switch) and not getattr(state.connection, switch or "", True),
                "next": _next(state.connection, task, row),
            }
        )
    return rows


def _next(connection: Connection, task: Task, row: Progress | None) -> dt.datetime | None:
    """When it is tried again by itself, where that is known."""
    if connection.paused_at or row is None:
        return None
    due = row.not_before
    if task == Task.ORDERS and row.tried_at:
        due = max(row.tried_at + dt.timedelta(seconds=connection.every), due or row.tried_at)
    return due if due and due > clock.now() else None


# --- buttons ------------------------------------------------------------------------------------------------


def connected_or_404(channel_id: int) -> Connection:
    rows = Connection.objects.exclude(adapter="").select_related("channel")
    return get_object_or_404(rows, channel=channel_id)


def _back(request: HttpRequest, channel_id: int) -> HttpResponse:
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return redirect(asked)
    return redirect("channels:connection", channel_id)


@require_POST
@door("channels.edit")
def test(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Do the address and the keys work? Harmless calls, while the person waits."""
    row = connected_or_404(channel_id)
    tested = actions.test_connection(row.pk, actor=actor(request))
    if request.htmx:  # type: ignore[attr-defined]
        context: dict[str, Any] = {"tested": tested, "todo": "" if tested.ok else queries.what_to_do(tested.kind)}
        if request.headers.get("HX-Target") == "tested":  # on the channel's own page: its light too
            context["state"] = queries.connected([row.pk])[0]
        return render(request, "channels/parts/tested.html", context)
    (messages.success if tested.ok else messages.error)(request, tested.words)
    return _back(request, channel_id)


@require_POST
@door("channels.edit")
def pause(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Stop all calls, or go on."""
    row = connected_or_404(channel_id)
    words = {"name": row.channel.name}
    if request.POST.get("go") == "on":
        actions.resume([row.pk], actor=actor(request))
        messages.success(request, _("%(name)s goes on.") % words)
    else:
        actions.pause([row.pk], actor=actor(request))
        messages.success(request, _("%(name)s is paused: nothing is fetched and nothing sent.") % words)
    return _back(request, channel_id)


@require_POST
@door("channels.edit")
def disconnect(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Throw the keys away."""
    actions.disconnect(connected_or_404(channel_id).pk, actor=actor(request))
    messages.success(request, _("Disconnected. The keys were thrown away; the channel is fed by files."))
    return redirect("channels:connection", channel_id)


@require_POST
@door("channels.edit")
def tasks(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What is fetched and sent, and how often."""
    row = connected_or_404(channel_id)
    form = TasksForm(request.POST, instance=row)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("channels:connection", channel_id)
    try:
        actions.set_tasks(row.pk, Tasks(**form.cleaned_data), actor=actor(request))
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, " ".join(one.message for one in refused.refusals))
    return redirect("channels:connection", channel_id)


@require_POST
@door("channels.import")
def fetch(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Everything once, now, by a job; the table looks on."""
    row = connected_or_404(channel_id)
    jobs.sync.defer(connection_id=row.pk, actor=actor(request))
    if request.htmx:  # type: ignore[attr-defined]
        return _progress(request, row, clock.now())
    messages.info(request, _("Asked for. Look again in a moment."))
    return _back(request, channel_id)


@door("channels.view")
def progress(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The tasks as they stand; while what was asked for at ?since= is not done, the page looks again."""
    try:
        since = dt.datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = clock.now() - PATIENCE
    return _progress(request, connected_or_404(channel_id), since if since.tzinfo else since.replace(tzinfo=clock.JST))


def _progress(request: HttpRequest, row: Connection, since: dt.datetime) -> HttpResponse:
    (state,) = queries.connected([row.pk])
    last = next((one for one in state.tasks if one.task == Task.READ_STOCK), None)  # the last that runs
    done = last is not None and last.tried_at is not None and last.tried_at >= since and last.claimed_at is None
    waits = not done and clock.now() - since < PATIENCE and row.paused_at is None
    context = {
        "channel": row.channel,
        "state": state,
        "tasks": _tasks(state),
        "since": since.isoformat() if waits else "",
        "may_fetch": allowed(request.user, "channels.import"),
    }
    return render(request, "channels/parts/tasks.html", context)
