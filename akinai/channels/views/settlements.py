"""精算 of malls on the desk: files, every yen by standing, what differs and why, what no file speaks of."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels.actions import settlements as verbs
from akinai.channels.models import MallSettlement, MallSettlementEntry
from akinai.channels.queries import settlements as queries
from akinai.channels.settlement_forms import MallSettlementForm
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.core.tables import Unreadable, write_csv
from akinai.orders.models import Order, SalesChannel

SHOWN = 100  # entries on a page


@door("payments.view")
def files(request: HttpRequest) -> HttpResponse:
    """The files that came, and the door for a new one."""
    form = MallSettlementForm(request.POST or None, request.FILES or None)
    may_edit = allowed(request.user, "payments.bank")
    if request.method == "POST" and may_edit and form.is_valid() and (made := _taken(request, form)):
        return redirect("channels:settlement", made.settlement.pk)
    channel = request.GET.get("channel", "")
    page = paging.page(request, queries.settlements(channel), per=25)
    sums = queries.standings(page.rows)
    channels = SalesChannel.objects.filter(settlements__isnull=False).distinct()
    context = {
        "form": form,
        "page": page,
        "rows": [(one, sums[one.pk]) for one in page.rows],
        "channels": channels,
        "channel": channel,
        "may_edit": may_edit,
    }
    return render(request, "channels/settlements.html", context)


def _taken(request: HttpRequest, form: MallSettlementForm) -> verbs.MallSettled | None:
    told = form.cleaned_data
    try:
        made = verbs.read_mall_settlement(
            told["file"].read(),
            told["file"].name,
            channel_code=told["channel"].code,
            layout_name=told["layout"].name,
            payout=told["payout"],
            actor=actor(request),
        )
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None
    except Refused as refused:
        form.add_error("layout", str(refused))
        return None
    if made.again:
        messages.warning(request, _("This very file was taken in before. Nothing changed."))
    return made


@door("payments.view")
def one(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """One file: every yen by standing, fees by kind, the entries with what is unexplained first."""
    settlement = get_object_or_404(queries.settlements(), pk=settlement_id)
    standing = request.GET.get("standing", "")
    found = Paginator(queries.entries(settlement, standing), SHOWN).get_page(request.GET.get("page"))
    context = {
        "settlement": settlement,
        "sums": queries.standings([settlement])[settlement.pk],
        "kinds": queries.by_kind(settlement),
        "rows": [_shown(row) for row in found.object_list],
        "found": found,
        "standing": standing,
        "standings": MallSettlementEntry.Standing.choices,
        "may_edit": allowed(request.user, "payments.bank"),
    }
    return render(request, "channels/settlement.html", context)


def _shown(row: MallSettlementEntry) -> dict[str, Any]:
    return {
        "row": row,
        "kind": queries.KINDS.get(row.kind, ""),
        "tone": queries.TONES[row.standing],
        "reason": queries.REASONS.get(row.reason, ""),
        "open": row.standing in MallSettlementEntry.OPEN,
    }


@door("payments.view")
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One order: each line of the mall, and its sums beside ours."""
    row = get_object_or_404(MallSettlementEntry.objects.select_related("settlement__channel"), pk=entry_id)
    others = MallSettlementEntry.objects.none()
    if row.number:
        of_channel = MallSettlementEntry.objects.filter(settlement__channel=row.settlement.channel)
        others = of_channel.filter(number=row.number).exclude(pk=row.pk).select_related("settlement").order_by("id")
    context = {
        "entry": _shown(row),
        "settlement": row.settlement,
        "lines": [(line, queries.KINDS.get(line.kind, line.kind)) for line in row.lines.order_by("row", "id")],
        "others": others,
        "may_edit": allowed(request.user, "payments.bank"),
    }
    return render(request, "channels/settlement_entry.html", context)


@door("payments.view")
def rows_file(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """The entries as CSV."""
    settlement = get_object_or_404(MallSettlement, pk=settlement_id)
    rows = queries.entries(settlement, request.GET.get("standing", ""))
    headers = [
        _("Standing"), _("Order number"), _("Kind"), _("Name"), _("Amount"), _("Goods and postage"), _("Points"),
        _("Coupons"), _("Refund"), _("Fee"), _("Passed on"), _("By our orders"), _("Billed"), _("Our points"),
        _("Our coupons"), _("Difference"), _("Probable reason"), _("Explanation"),
    ]  # fmt: skip
    data = write_csv(headers, _cells(rows))
    subject = f"settlement/{settlement.pk}"
    log_access(actor=actor(request), what="channels.settlement_file", subject=subject, count=rows.count())
    answer = HttpResponse(data, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="mall-settlement-{settlement.pk}.csv"'
    return answer


def _cells(rows: Iterable[MallSettlementEntry]) -> Iterable[list[str]]:
    for row in rows:
        told = _shown(row)
        theirs = (row.amount, row.goods, row.points, row.coupons, row.refunds, row.costs, row.passed_on)
        ours = (row.ours, row.our_billed, row.our_points, row.our_coupons, row.by)
        numbers = ["" if amount is None else str(amount) for amount in (*theirs, *ours)]
        head = [str(row.get_standing_display()), row.number, str(told["kind"]), row.name]
        yield [*head, *numbers, str(told["reason"]), row.note]


@door("payments.view")
def silent(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Shipped, and in no settlement for more than some days."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and len(asked) < 4 else queries.SILENT_DAYS
    found = queries.never_settled(channel, days=days)
    page = paging.page(request, found, key="id", per=100)
    context = {"channel": channel, "days": days, "page": page, "rows": [(row, _worth(row)) for row in page.rows]}
    return render(request, "channels/settlement_silent.html", context)


def _worth(order: Order) -> int | None:
    return None if order.billed is None else order.billed + (order.points or 0) + (order.mall_discount or 0)


@require_POST
@door("payments.bank")
def explain(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Explain entries, or take explanations back."""
    ids = [int(each) for each in request.POST.getlist("ids") if each.isdecimal() and len(each) < 19]
    mine = list(MallSettlementEntry.objects.filter(settlement=settlement_id, pk__in=ids).values_list("pk", flat=True))
    who = actor(request)
    if request.POST.get("verb") == "reopen":
        outcome = verbs.reopen_entries(mine, actor=who)
    else:
        outcome = verbs.explain_entries(mine, note=request.POST.get("note", ""), actor=who)
    _say(request, outcome)
    return _back(request, settlement_id)


def _back(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """To the file, with the filter and the page the person had before them."""
    query = request.GET.urlencode()
    return redirect(reverse("channels:settlement", args=[settlement_id]) + (f"?{query}" if query else ""))


def _say(request: HttpRequest, outcome: Outcome) -> None:
    for message in dict.fromkeys(str(refusal.message) for refusal in outcome.refused):
        messages.error(request, message)
    if outcome.done:
        messages.success(request, _("Saved."))


@require_POST
@door("payments.bank")
def again(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Compare what is open with our orders as they are now."""
    get_object_or_404(MallSettlement, pk=settlement_id)
    changed = verbs.recheck_mall_settlement(settlement_id, actor=actor(request)).done
    messages.success(request, _("%(n)d entries stand otherwise now.") % {"n": len(changed)})
    return _back(request, settlement_id)


@require_POST
@door("payments.bank")
def drop(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Take the file back."""
    try:
        verbs.drop_mall_settlement(settlement_id, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(request, settlement_id)
    messages.success(request, _("The file was taken back."))
    return redirect("channels:settlements")
