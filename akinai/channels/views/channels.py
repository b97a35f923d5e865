"""販売チャネル: how each is read and told, its words and codes, and the switch between 取込のみ, 観察 and 本番."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions, queries
from akinai.channels.actions import NewConversion, NewMapping
from akinai.channels.connection_forms import OUR_OWN, mall_choices
from akinai.channels.forms import ChannelForm, ConversionForm, MappingForm, values_of
from akinai.channels.models import Connection, ValueConversion
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.orders import actions as orders
from akinai.orders.models import ChannelMode, Order, SalesChannel


@door("channels.view")
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel with its mode and what waits there."""
    untold = {each.channel.pk: each for each in queries.untold()}
    states = {one.connection.channel_id: one for one in queries.connected()}
    words: dict[int, int] = {}
    for word in queries.unknown_words():
        words[word.channel_id] = words.get(word.channel_id, 0) + 1
    rows = [
        {
            "channel": channel,
            "connection": getattr(channel, "connection", None),
            "untold": untold.get(channel.pk),
            "words": words.get(channel.pk, 0),
            "state": states.get(channel.pk),
            "own": channel.kind in OUR_OWN,
        }
        for channel in SalesChannel.objects.select_related("connection", "connection__layout")
    ]
    may_edit = allowed(request.user, "channels.edit")
    context = {"rows": rows, "may_edit": may_edit, "malls": mall_choices() if may_edit else []}
    return render(request, "channels/channels.html", context)


@door("channels.view")
def one(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The settings of a channel."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    connection = Connection.objects.filter(channel=channel).select_related("layout", "notice", "stock").first()
    may_edit = allowed(request.user, "channels.edit")
    form = ChannelForm(request.POST or None, instance=channel, initial=_files(connection))
    if request.method == "POST" and may_edit and form.is_valid() and _save(request, form, channel_id):
        messages.success(request, _("Saved."))
        return redirect("channels:one", channel_id)
    channel = SalesChannel.objects.get(pk=channel_id)  # not what the form wrote into it
    context = {
        "channel": channel,
        "connection": connection,
        "form": form,
        "may_edit": may_edit,
        "waiting": Order.objects.filter(channel=channel, screened=False, cancelled=False).count(),
    }
    return render(request, "channels/channel.html", context)


def _files(connection: Connection | None) -> dict[str, Any]:
    if connection is None:
        return {}
    names = {field: getattr(connection, field) for field in ("layout", "notice", "stock")}
    return {"folder": connection.folder, **{field: row.name if row else "" for field, row in names.items()}}


def _save(request: HttpRequest, form: ChannelForm, channel_id: int) -> bool:
    data = form.cleaned_data
    try:
        saved = {name: data[name] for name in ChannelForm.MASTER}
        outcome = orders.save_channel({"id": channel_id, **saved}, actor=actor(request))
        for refusal in outcome.refused if outcome else []:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        if form.errors:
            return False
        actions.set_up(channel_id, **{name: data[name] for name in ChannelForm.FILES}, actor=actor(request))
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@require_POST
@door("channels.edit")
def mode(request: HttpRequest, channel_id: int) -> HttpResponse:
    """取込のみ, 観察 or 本番."""
    get_object_or_404(SalesChannel, pk=channel_id)
    wanted = request.POST.get("mode")
    if wanted == ChannelMode.LIVE:
        actions.go_live(channel_id, actor=actor(request))
        messages.success(request, _("Live: its orders are checked, get their stock and go to packing."))
    elif wanted == ChannelMode.OBSERVE:
        orders.switch_to_observe(channel_id, actor=actor(request))
        messages.success(
            request, _("Observing: its orders are stored and compared with the old system; nothing is sent.")
        )
    else:
        orders.switch_to_import_only(channel_id, actor=actor(request))
        messages.success(request, _("Its orders are now only imported."))
    return redirect("channels:one", channel_id)


@door("channels.view")
def words(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What the mall's words mean, those nobody understands first."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    unknown = [
        {"word": word, "values": values_of(word.field)} for word in queries.unknown_words(channel_id) if word.text
    ]
    methods = {field: dict(values_of(field)) for field in ("payment_method", "delivery_method")}
    rows = ValueConversion.objects.filter(channel__in=[channel_id]).order_by("field", "text")
    general = ValueConversion.objects.filter(channel=None).order_by("field", "text")
    context = {
        "channel": channel,
        "unknown": unknown,
        "rows": [(row, methods.get(row.field, {}).get(row.value, row.value)) for row in rows],
        "general": [(row, methods.get(row.field, {}).get(row.value, row.value)) for row in general],
        "fields": dict(ConversionForm.base_fields["field"].choices),  # type: ignore[attr-defined]
        "payments": values_of("payment_method"),
        "deliveries": values_of("delivery_method"),
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/words.html", context)


@require_POST
@door("channels.edit")
def add_word(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Teach a word. Orders that wait for it get their method by an edit; new ones are understood."""
    form = ConversionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("channels:words", channel_id)
    data = form.cleaned_data
    new = NewConversion(channel_id, data["field"], data["text"], data["value"])
    _say(request, actions.save_conversions([new], actor=actor(request)))
    return redirect("channels:words", channel_id)


@require_POST
@door("channels.edit")
def forget_word(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Forget a word of this channel."""
    _say(request, actions.delete_conversions(_ids(request), actor=actor(request)))
    return redirect("channels:words", channel_id)


@door("channels.view")
def codes(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The mall's codes and our SKUs, those nobody knows first."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    asked = request.GET.get("q", "").strip()
    rows = queries.mappings(channel_id)
    if asked:
        rows = rows.filter(code__icontains=asked) | rows.filter(sku__code__icontains=asked)
    context = {
        "channel": channel,
        "unknown": queries.unknown_codes(channel_id),
        "page": paging.page(request, rows, key="id", per=100),
        "q": asked,
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/codes.html", context)


@require_POST
@door("channels.edit")
def add_code(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Teach a code."""
    form = MappingForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("channels:codes", channel_id)
    _say(request, actions.save_mappings(channel_id, [NewMapping(**form.cleaned_data)], actor=actor(request)))
    return redirect("channels:codes", channel_id)


@require_POST
@door("channels.edit")
def forget_code(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Forget a code."""
    _say(request, actions.delete_mappings(_ids(request), actor=actor(request)))
    return redirect("channels:codes", channel_id)


def _ids(request: HttpRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("ids") if each.isdecimal()]


def _say(request: HttpRequest, outcome: Outcome) -> None:
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("Saved."))
