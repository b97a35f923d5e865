"""Prices of a channel that change by the clock."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from akinai.channels.actions import listings
from akinai.channels.actions.listings import NewChange
from akinai.channels.queries import listings as queries
from akinai.channels.views.listings import of
from akinai.core import clock
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging


class ChangeForm(forms.Form):
    """A price from a moment until another."""

    sku_code = forms.CharField(label=_lazy("SKU code"), max_length=200)
    price = forms.IntegerField(label=_lazy("Price (yen, with tax)"), min_value=0, max_value=999_999_999)
    list_price = forms.IntegerField(label=_lazy("Compared with (yen)"), min_value=1, required=False)
    from_at = forms.DateTimeField(
        label=_lazy("Begins"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    until_at = forms.DateTimeField(
        label=_lazy("Ends"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@door("channels.view")
def prices(request: HttpRequest, connection_id: int, form: ChangeForm | None = None) -> HttpResponse:
    """Planned and present changes, or those that are over, and a form for a new one."""
    connection = of(connection_id)
    over = request.GET.get("state") == "over"
    rows = queries.price_changes(connection.channel_id, over=over)
    page = paging.page(request, rows, key="-id", per=50)
    now = clock.now()
    for row in page.rows:
        if row.cancelled_at:
            row.said = (_("Cancelled"), "")
        elif row.ended_at:
            row.said = (_("Over"), "") if row.began_at else (_("Never shown"), "warn")
        elif row.from_at <= now:
            row.said = (_("In force"), "good")
        else:
            row.said = (_("Planned"), "accent")
    context = {
        "connection": connection,
        "channel": connection.channel,
        "page": page,
        "over": over,
        "form": form or ChangeForm(),
        "may_edit": allowed(request.user, "channels.edit"),
        "tab": "prices",
    }
    return render(request, "channels/listing_changes.html", context)


@require_POST
@door("channels.edit")
def plan(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Plan a change."""
    connection = of(connection_id)
    form = ChangeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = listings.plan_prices(connection.channel_id, [_change(data)], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Planned."))
            return redirect("channels:listing_changes", connection.pk)
        for refusal in outcome.refused:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    request.method = "GET"
    return prices(request, connection_id, form)


def _change(data: dict[str, object]) -> NewChange:
    since, until = data["from_at"], data["until_at"]
    price, listed = data["price"], data["list_price"]
    assert isinstance(since, dt.datetime)
    assert isinstance(price, int)
    return NewChange(
        sku_code=str(data["sku_code"]),
        price=price,
        list_price=listed if isinstance(listed, int) else None,
        from_at=since,
        until_at=until if isinstance(until, dt.datetime) else None,
    )


@require_POST
@door("channels.edit")
def cancel(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Take back what has not begun, end what has."""
    connection = of(connection_id)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    done = listings.cancel_prices(connection.channel_id, ids, actor=actor(request)).done
    if done:
        messages.success(request, _("Cancelled. Where it was shown already, the former price is being sent."))
    return redirect("channels:listing_changes", connection.pk)
