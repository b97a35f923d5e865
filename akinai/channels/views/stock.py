"""モール在庫: what each mall shows of each SKU and why; the rules behind it; numbers sent again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from akinai.catalog import queries as catalog
from akinai.catalog.queries import code_key
from akinai.channels import actions, queries
from akinai.channels.actions.stock_rules import COLUMNS, VALUES, NewRule
from akinai.channels.models import Offer, StockRule
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results
from akinai.orders.models import SalesChannel

STATES = (
    ("", gettext_lazy("All")),
    ("error", gettext_lazy("Errors")),
    ("waiting", gettext_lazy("Waiting to be sent")),
    ("hot", gettext_lazy("Selling fast")),
    ("shared", gettext_lazy("No oversell possible")),
)
# The steps of showing.rules in words, with the number that belongs to each.
STEPS = {
    "free": gettext_lazy("Free pieces: %(value)s"),
    "safety": gettext_lazy("Less the safety stock of %(value)s"),
    "risk": gettext_lazy("Less %(value)s held back by the risk set"),
    "rate": gettext_lazy("%(value)s%% of it"),
    "zero_below": gettext_lazy("Fewer than %(value)s: shown as sold out"),
    "cap": gettext_lazy("At most %(value)s"),
    "floor": gettext_lazy("At least %(value)s while there are any"),
    "quota": gettext_lazy("What is left of the quota: %(value)s"),
    "share": gettext_lazy("This channel's share, so that no oversell is possible: %(value)s"),
    "most": gettext_lazy("At most %(value)s can be shown at the mall"),
}


@door("channels.view")
def offers(request: HttpRequest) -> HttpResponse:
    """Per SKU what each mall shows."""
    q, state, channel = (request.GET.get(name, "").strip().replace("\0", "") for name in ("q", "state", "channel"))
    page = paging.page(request, queries.offered(q, state, channel), key="code", per=50)
    lines = queries.offer_lines(page.rows)
    for line in lines:
        for row in line.offers:
            dress(row)
    counts = queries.offer_counts()
    context = {
        "page": page,
        "lines": lines,
        "states": [(value, label, counts.get(value)) for value, label in STATES],
        "state": state,
        "q": q,
        "channels": _by_api(),
        "lags": queries.push_lags(),
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/stock.html", context)


def dress(row: Any) -> None:
    """Words for an offer's state and the steps to its number."""
    row.expected = None if row.sent is None else row.exposed - row.unsettled
    row.steps = [
        (STEPS[name] % {"value": f"{value:,}"}, left) for name, value, left in row.why.get("steps", []) if name in STEPS
    ]
    row.seconds = None if row.lag is None else row.lag / 1000
    if row.connection.paused_at is not None:
        row.state, row.tone = _("Paused"), ""
    elif row.refused:
        row.state, row.tone = _("Refused by the mall"), "bad"
    elif row.asks or row.trying is not None:
        row.state, row.tone = _("Being checked"), "warn"
    elif row.error:
        row.state, row.tone = _("Sent again soon"), "warn"
    elif row.stale_since is not None:
        row.state, row.tone = _("Waiting to be sent"), "info"
    elif row.sent is None:
        row.state, row.tone = _("Not sent yet"), ""
    else:
        row.state, row.tone = _("Applied"), "good"


@door("channels.view")
def one(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer: how its number came about, and what was sent."""
    row = get_object_or_404(Offer.objects.select_related("connection__channel", "sku", "mapping"), pk=offer_id)
    dress(row)
    context = {
        "offer": row,
        "pushes": queries.pushes(offer_id),
        "results": {
            "": _("Being sent"),
            "done": _("Applied"),
            "refused": _("Refused by the mall"),
            "unknown": _("No answer"),
            "stale": _("The mall showed another number"),
            "none": _("Not reached"),
        },
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/stock_offer.html", context)


@require_POST
@door("channels.edit")
def resend(request: HttpRequest) -> HttpResponse:
    """Have the stock of these offers sent again."""
    ids = [int(value) for value in request.POST.getlist("ids") if value.isdigit()]
    outcome = actions.resend(ids, actor=actor(request))
    back = reverse("channels:stock")
    if outcome.refused:
        rows = Offer.objects.filter(pk__in=ids).select_related("sku", "connection__channel")
        names = {row.pk: f"{row.sku.code} · {row.connection.channel.name}" for row in rows}
        title = _("Send stock again")
        return results.show(
            request, outcome, title=title, back=back, names=names, retry=reverse("channels:stock_resend")
        )
    count = len(outcome.done)
    words = ngettext("The stock of %(n)d item is sent again.", "The stock of %(n)d items is sent again.", count)
    messages.success(request, words % {"n": count})
    return redirect(back)


# --- rules --------------------------------------------------------------------------------------------------


def _yes_or_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=(("", gettext_lazy("As in the wider rule")), ("1", gettext_lazy("Yes")), ("0", gettext_lazy("No"))),
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )


class RuleForm(forms.Form):
    """One rule; empty fields are as in the wider rule."""

    way = forms.ChoiceField(
        label=gettext_lazy("How the number is set"),
        choices=(
            ("", gettext_lazy("As in the wider rule")),
            ("numbers", gettext_lazy("By the numbers below only")),
            ("risk", gettext_lazy("By risk: at most one oversell in so many thousand orders")),
            ("none", gettext_lazy("No oversell possible: free pieces are shared out")),
        ),
        required=False,
    )
    risk = forms.IntegerField(
        label=gettext_lazy("At most one oversell in (thousand orders)"), min_value=1, max_value=99_999, required=False
    )
    flash = _yes_or_no(gettext_lazy("Flash sale: sent first, with a wider margin"))
    safety = forms.IntegerField(label=gettext_lazy("Safety stock"), min_value=0, max_value=99_999, required=False)
    rate = forms.IntegerField(label=gettext_lazy("Rate (%)"), min_value=0, max_value=100, required=False)
    zero_below = forms.IntegerField(
        label=gettext_lazy("Shown as sold out below"), min_value=0, max_value=99_999, required=False
    )
    cap = forms.IntegerField(label=gettext_lazy("At most"), min_value=0, max_value=99_999, required=False)
    floor = forms.IntegerField(
        label=gettext_lazy("At least, while there are any"), min_value=0, max_value=99_999, required=False
    )
    quota = forms.IntegerField(label=gettext_lazy("Quota"), min_value=0, max_value=99_999, required=False)
    quota_from = forms.DateTimeField(
        label=gettext_lazy("Quota from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    quota_until = forms.DateTimeField(
        label=gettext_lazy("Quota until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    sends = _yes_or_no(gettext_lazy("Stock is sent"))

    def rule(self, channel_id: int | None, sku_id: int | None) -> NewRule:
        """What was entered."""
        data = dict(self.cleaned_data)
        way, risk = data.pop("way"), data.pop("risk")
        by = {
            "": (None, None),
            "numbers": (False, None),
            "risk": (True, risk or 10),
            "none": (True, 0),
        }[way]
        return NewRule(channel_id=channel_id, sku_id=sku_id, by_risk=by[0], risk=by[1], **data)

    @staticmethod
    def values_of(row: StockRule | None) -> dict[str, Any]:
        """A rule as this form shows it."""
        if row is None:
            return {}
        values = {name: getattr(row, name) for name in VALUES}
        by_risk, risk = values.pop("by_risk"), values["risk"]
        values["way"] = "" if by_risk is None else "numbers" if not by_risk else "risk" if risk else "none"
        values["risk"] = risk or None
        for name in ("flash", "sends"):
            values[name] = {None: "", True: "1", False: "0"}[values[name]]
        return values


@door("channels.view")
def rules(request: HttpRequest) -> HttpResponse:
    """The general rule, those of channels, and those of SKUs."""
    rows = list(queries.stock_rules().filter(sku=None))
    by_channel = {row.channel_id: row for row in rows}
    page = paging.page(request, queries.stock_rules().filter(sku__isnull=False), key="id", per=100)
    for row in (*rows, *page.rows):
        row.said = list(said(row))
    context = {
        "general": by_channel.get(None),
        "channels": [(channel, by_channel.get(channel.pk)) for channel in _by_api()],
        "page": page,
        "columns": ",".join(COLUMNS),
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/stock_rules.html", context)


def said(row: StockRule) -> list[str]:
    """A rule in words."""
    words = []
    if row.by_risk is False:
        words.append(_("By the numbers only"))
    elif row.by_risk and row.risk == 0:
        words.append(_("No oversell possible (shared out)"))
    elif row.by_risk:
        words.append(_("At most one oversell in %(n)s orders") % {"n": f"{(row.risk or 0) * 1000:,}"})
    if row.flash:
        words.append(_("Flash sale"))
    for name, sentence in (
        ("safety", _("Safety stock %(n)s")),
        ("rate", _("%(n)s%% of what is free")),
        ("zero_below", _("Sold out below %(n)s")),
        ("cap", _("At most %(n)s")),
        ("floor", _("At least %(n)s")),
        ("quota", _("Quota %(n)s")),
    ):
        if (value := getattr(row, name)) is not None:
            words.append(sentence % {"n": f"{value:,}"})
    if row.sends is False:
        words.append(_("Not sent"))
    return words


@door("channels.edit")
def rule(request: HttpRequest) -> HttpResponse:
    """Enter or change the rule of a channel, a SKU, or both."""
    asked = request.POST if request.method == "POST" else request.GET
    channel_id = asked.get("channel", "")
    channel = get_object_or_404(SalesChannel, pk=int(channel_id)) if channel_id.isdigit() else None
    code = asked.get("sku", "").strip().replace("\0", "")
    sku = catalog.skus_by_code([code]).get(code_key(code)) if code else None
    row = StockRule.objects.filter(channel=channel, sku=sku.id if sku else None).first()
    form = RuleForm(request.POST if request.method == "POST" else None, initial=RuleForm.values_of(row))
    if code and sku is None:
        messages.error(request, _("There is no SKU “%(code)s”.") % {"code": code})
        return redirect("channels:stock_rules")
    if request.method == "POST" and form.is_valid():
        made = form.rule(channel.pk if channel else None, sku.id if sku else None)
        outcome = actions.save_rules([made], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved. The malls are told at once."))
            return redirect("channels:stock_rules")
        for refusal in outcome.refused:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"form": form, "channel": channel, "sku": sku, "row": row}
    return render(request, "channels/stock_rule.html", context)


@require_POST
@door("channels.edit")
def delete(request: HttpRequest) -> HttpResponse:
    """Take rules away."""
    ids = [int(value) for value in request.POST.getlist("ids") if value.isdigit()]
    actions.delete_rules(ids, actor=actor(request))
    messages.success(request, _("Taken away. The wider rule holds again."))
    return redirect("channels:stock_rules")


@require_POST
@door("channels.edit")
def table(request: HttpRequest) -> HttpResponse:
    """Many rules at once, pasted as a table."""
    outcome = actions.save_table(request.POST.get("table", "").replace("\0", "")[:2_000_000], actor=actor(request))
    back = reverse("channels:stock_rules")
    if outcome.refused:
        return results.show(request, outcome, title=_("Rules as a table"), back=back)
    count = len(outcome.done)
    messages.success(request, ngettext("%(n)d rule saved.", "%(n)d rules saved.", count) % {"n": count})
    return redirect(back)


def _by_api() -> list[SalesChannel]:
    return list(SalesChannel.objects.exclude(connection__adapter="").filter(connection__isnull=False))
